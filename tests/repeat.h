/* How to repeat what has failed, said also where a failed assertion, a fault or a
 * sanitizer stops the program. */
#ifndef TESTS_REPEAT_H
#define TESTS_REPEAT_H

#include <glib.h>

/* From now on whatever stops the program says the last text of repeat_with(). */
void repeat_catch (void);

/* What is to be said if what follows fails. */
void repeat_with (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Says it. */
void repeat_say (void);

#endif
