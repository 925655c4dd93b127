/* Quantities as people write them: "32191ns", "47.912328ms", "1.5Mbit",
 * "64KiB".  Exact: a value that is not a whole number of the base unit is
 * refused, never rounded.  A number without its unit is refused, too. */
#ifndef TCPSIM_BASE_UNITS_H
#define TCPSIM_BASE_UNITS_H

#include "tcpsim/base/simtime.h"

G_BEGIN_DECLS

typedef enum {
  UNITS_OK,
  UNITS_EMPTY,
  UNITS_NOT_A_NUMBER,
  UNITS_NEGATIVE,
  UNITS_MISSING,                /* a bare number */
  UNITS_UNKNOWN,                /* no such unit */
  UNITS_AMBIGUOUS,              /* "bps": bits or bytes? */
  UNITS_TOO_FINE,               /* finer than the base unit */
  UNITS_NOT_WHOLE,              /* a count with a fraction */
  UNITS_TOO_LARGE
} UnitsStatus;

/* Each parses the whole of @text, white space around it allowed, and leaves
 * *@out alone unless it returns UNITS_OK. */

/* Nanoseconds.  Units: ns us ms s min h. "0" alone needs no unit. */
UnitsStatus units_parse_time (const char *text, SimTime *out);

/* Likewise as tc(8) writes times, of which case is no part: also usec, msecs,
 * sec and the like. */
UnitsStatus units_parse_tc_time (const char *text, SimTime *out);

/* Bits a second, in tc's words, of which case is no part: bit, Kbit, Mbit,
 * Gbit, Tbit (thousands), Kibit, Mibit, Gibit, Tibit.  tc's bps, Kbps, Mbps ...,
 * which are bytes a second there, are refused as ambiguous. */
UnitsStatus units_parse_rate (const char *text, guint64 *out);

/* Octets: B, KB, MB, GB (thousands), KiB, MiB, GiB. */
UnitsStatus units_parse_size (const char *text, guint64 *out);

/* Octets as tc(8) writes sizes, of which case is no part: a bare number, b, k or
 * kb (1024 of them), m or mb, g or gb, KiB, MiB, GiB, and kbit, mbit, gbit. */
UnitsStatus units_parse_tc_size (const char *text, guint64 *out);

/* A plain count: digits only, no unit. */
UnitsStatus units_parse_count (const char *text, guint64 *out);

/* A chance in per cent, the "%" optional as in tc, 0 to 100 and to seven decimals,
 * as the nearest number of parts of 2^32 - 1. */
UnitsStatus units_parse_chance (const char *text, guint32 *out);

/* The units that each takes, for messages: "ns, us, ms, s, min, h". */
#define UNITS_OF_TIME "ns, us, ms, s, min, h"
#define UNITS_OF_RATE "bit, Kbit, Mbit, Gbit, Tbit, Kibit, Mibit, Gibit, Tibit"
#define UNITS_OF_TC_SIZE "b, kb, mb, gb, kbit, mbit, gbit"
#define UNITS_OF_SIZE "B, KB, MB, GB, KiB, MiB, GiB"

/* What is wrong, in words that follow the offending text: "has no unit".
 * For UNITS_OK, "". */
const char *units_status_text (UnitsStatus status);

/* What would be right instead of @text, whose units are @units: these where its
 * own is unknown, bits where it is ambiguous, and otherwise @wanted; to be freed. */
char *units_hint (UnitsStatus status, const char *text, const char *units, const char *wanted);

/* The shortest exact text of a time, "47.912328ms"; to be freed. */
char *units_print_time (SimTime time);

/* The shortest text of a size in octets that reads back as it, "4MiB"; to be
 * freed. */
char *units_print_size (guint64 octets);

/* Seconds with nine decimals, "0.047912328": as tables have them; to be freed. */
char *units_print_seconds (SimTime time);

G_END_DECLS

#endif
