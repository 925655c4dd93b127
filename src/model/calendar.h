/* Dates and time zones, as a capture's beginning is written. */
#ifndef TCPSIM_MODEL_CALENDAR_H
#define TCPSIM_MODEL_CALENDAR_H

#include <glib.h>

/* "2023-08-29 08:26:25.256829498", the fraction optional: nanoseconds since
 * 1970-01-01 00:00:00 on the same calendar, whatever its zone.  FALSE, and *@out
 * left alone, unless @text is such a date in the years 1970 to 2105. */
gboolean calendar_parse (const char *text, gint64 *out);

/* "EDT -04:00": a name and the seconds east of UTC, less than 15 hours.  FALSE,
 * and both left alone, for anything else.  @name is to be freed. */
gboolean calendar_parse_zone (const char *text, char **name, gint32 *offset);

#endif
