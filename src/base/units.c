/* Quantities with units, parsed exactly and printed exactly.  Digits are
 * worked on as they are written, so that no value passes through floating
 * point and no locale has a say.  Left out on purpose: exponents, a leading
 * "+", thousands separators, and white space between a number and its unit. */
#include "tcpsim/base/units.h"

#include <string.h>

typedef struct {
  const char *name;
  guint64 factor;               /* base units in one of these */
} Unit;

static const Unit time_units[] = {
  { "ns", 1 },
  { "us", SIM_US (1) },
  { "ms", SIM_MS (1) },
  { "s", SIM_SEC (1) },
  { "min", SIM_SEC (60) },
  { "h", SIM_SEC (3600) },
  { NULL, 0 }
};

/* What tc(8) calls times, in any case. */
static const Unit tc_time_units[] = {
  { "ns", 1 },
  { "nsec", 1 },
  { "nsecs", 1 },
  { "us", SIM_US (1) },
  { "usec", SIM_US (1) },
  { "usecs", SIM_US (1) },
  { "ms", SIM_MS (1) },
  { "msec", SIM_MS (1) },
  { "msecs", SIM_MS (1) },
  { "s", SIM_SEC (1) },
  { "sec", SIM_SEC (1) },
  { "secs", SIM_SEC (1) },
  { "min", SIM_SEC (60) },
  { "h", SIM_SEC (3600) },
  { NULL, 0 }
};

/* Names and meanings are those of tc(8), which reads them in any case. */
static const Unit rate_units[] = {
  { "bit", 1 },
  { "Kbit", 1000 },
  { "Mbit", 1000 * 1000 },
  { "Gbit", 1000 * 1000 * 1000 },
  { "Tbit", G_GUINT64_CONSTANT (1000) * 1000 * 1000 * 1000 },
  { "Kibit", 1 << 10 },
  { "Mibit", 1 << 20 },
  { "Gibit", 1 << 30 },
  { "Tibit", G_GUINT64_CONSTANT (1) << 40 },
  { NULL, 0 }
};

static const Unit size_units[] = {
  { "B", 1 },
  { "KB", 1000 },
  { "MB", 1000 * 1000 },
  { "GB", 1000 * 1000 * 1000 },
  { "KiB", 1 << 10 },
  { "MiB", 1 << 20 },
  { "GiB", 1 << 30 },
  { NULL, 0 }
};

/* tc's sizes, in any case: "kb" is 1024 octets there, and bits count, too. */
static const Unit tc_size_units[] = {
  { "", 1 },
  { "b", 1 },
  { "k", 1 << 10 },
  { "kb", 1 << 10 },
  { "kib", 1 << 10 },
  { "kbit", (1 << 10) / 8 },
  { "m", 1 << 20 },
  { "mb", 1 << 20 },
  { "mib", 1 << 20 },
  { "mbit", (1 << 20) / 8 },
  { "g", 1 << 30 },
  { "gb", 1 << 30 },
  { "gib", 1 << 30 },
  { "gbit", (1 << 30) / 8 },
  { NULL, 0 }
};

/* A stretch of the text being parsed. */
typedef struct {
  const char *at;
  gsize n;
} Span;

/* A quantity taken apart, nothing evaluated yet. */
typedef struct {
  Span whole;                   /* digits before the point, at least one */
  Span fraction;                /* digits after it, none without a point */
  Span unit;                    /* what follows, down to the last non-space */
} Written;

static Span
take_digits (const char *at)
{
  Span digits = { at, 0 };

  while (g_ascii_isdigit (at[digits.n]))
    digits.n++;
  return digits;
}

static Span
take_rest (const char *at)
{
  Span rest = { at, strlen (at) };

  while (rest.n > 0 && g_ascii_isspace (at[rest.n - 1]))
    rest.n--;
  return rest;
}

static UnitsStatus
take_apart (const char *text, Written *w)
{
  while (g_ascii_isspace (*text))
    text++;
  if (*text == '\0')
    return UNITS_EMPTY;
  if (text[0] == '-' && g_ascii_isdigit (text[1]))
    return UNITS_NEGATIVE;

  w->whole = take_digits (text);
  text += w->whole.n;
  w->fraction = take_digits (text + (*text == '.'));
  if (w->whole.n == 0 || (*text == '.' && w->fraction.n == 0))
    return UNITS_NOT_A_NUMBER;

  w->unit = take_rest (w->fraction.at + w->fraction.n);
  return UNITS_OK;
}

/* How the name of a unit is compared: strncmp() or g_ascii_strncasecmp(). */
typedef int (*CompareNames) (const char *a, const char *b, gsize n);

/* A set of units and what tells them apart. */
typedef struct {
  const Unit *units;
  CompareNames compare;
} UnitSet;

static const UnitSet times = { time_units, strncmp };
static const UnitSet rates = { rate_units, g_ascii_strncasecmp };
static const UnitSet sizes = { size_units, strncmp };
static const UnitSet tc_times = { tc_time_units, g_ascii_strncasecmp };
static const UnitSet tc_sizes = { tc_size_units, g_ascii_strncasecmp };

static const Unit *
find_unit (const UnitSet *set, Span name)
{
  for (const Unit *unit = set->units; unit->name != NULL; unit++)
    if (strlen (unit->name) == name.n && set->compare (unit->name, name.at, name.n) == 0)
      return unit;
  return NULL;
}

static gboolean
evaluate_whole (Span digits, guint64 factor, guint64 *out)
{
  guint64 value = 0;
  gsize i;

  for (i = 0; i < digits.n; i++)
    if (!g_uint64_checked_mul (&value, value, 10)
        || !g_uint64_checked_add (&value, value, digits.at[i] - '0'))
      return FALSE;
  return g_uint64_checked_mul (out, value, factor);
}

/* 0.@digits times @factor, by multiplication as on paper, from the right: each
 * step yields one decimal of the product, and all of them have to be 0.  The
 * carry stays below @factor, and no factor comes near 2^60. */
static gboolean
evaluate_fraction (Span digits, guint64 factor, guint64 *out)
{
  guint64 carry = 0;
  gsize i;

  for (i = digits.n; i > 0; i--)
    {
      carry += (guint64) (digits.at[i - 1] - '0') * factor;
      if (carry % 10 != 0)
        return FALSE;
      carry /= 10;
    }
  *out = carry;
  return TRUE;
}

static UnitsStatus
evaluate (const Written *w, guint64 factor, guint64 max, guint64 *out)
{
  guint64 whole, fraction, sum;

  if (!evaluate_fraction (w->fraction, factor, &fraction))
    return UNITS_TOO_FINE;
  if (!evaluate_whole (w->whole, factor, &whole)
      || !g_uint64_checked_add (&sum, whole, fraction)
      || sum > max)
    return UNITS_TOO_LARGE;

  *out = sum;
  return UNITS_OK;
}

/* "bps" counts bytes in tc and bits nearly everywhere else. */
static gboolean
is_ambiguous (const UnitSet *set, Span unit)
{
  return set == &rates && unit.n >= 3 && g_ascii_strncasecmp (unit.at + unit.n - 3, "bps", 3) == 0;
}

static UnitsStatus
parse_with_unit (const char *text, const UnitSet *set, guint64 max, guint64 *out)
{
  Written w;
  UnitsStatus status = take_apart (text, &w);
  const Unit *unit;

  if (status != UNITS_OK)
    return status;
  unit = find_unit (set, w.unit);
  if (unit != NULL)
    return evaluate (&w, unit->factor, max, out);
  if (w.unit.n == 0)
    return UNITS_MISSING;
  return is_ambiguous (set, w.unit) ? UNITS_AMBIGUOUS : UNITS_UNKNOWN;
}

static gboolean
is_bare_zero (const char *text)
{
  Written w;

  return take_apart (text, &w) == UNITS_OK
         && w.whole.n == 1 && *w.whole.at == '0'
         && w.fraction.n == 0 && w.unit.n == 0;
}

static UnitsStatus
parse_time (const char *text, const UnitSet *set, SimTime *out)
{
  guint64 value = 0;
  UnitsStatus status = UNITS_OK;

  /* No time at all is the same in every unit. */
  if (!is_bare_zero (text))
    status = parse_with_unit (text, set, SIM_NEVER - 1, &value);
  if (status == UNITS_OK)
    *out = (SimTime) value;
  return status;
}

UnitsStatus
units_parse_time (const char *text, SimTime *out)
{
  return parse_time (text, &times, out);
}

UnitsStatus
units_parse_tc_time (const char *text, SimTime *out)
{
  return parse_time (text, &tc_times, out);
}

UnitsStatus
units_parse_tc_size (const char *text, guint64 *out)
{
  return parse_with_unit (text, &tc_sizes, G_MAXUINT64, out);
}

UnitsStatus
units_parse_rate (const char *text, guint64 *out)
{
  return parse_with_unit (text, &rates, G_MAXUINT64, out);
}

UnitsStatus
units_parse_size (const char *text, guint64 *out)
{
  return parse_with_unit (text, &sizes, G_MAXUINT64, out);
}

UnitsStatus
units_parse_count (const char *text, guint64 *out)
{
  Written w;
  UnitsStatus status = take_apart (text, &w);

  if (status != UNITS_OK)
    return status;
  if (w.unit.n != 0)
    return UNITS_NOT_A_NUMBER;
  status = evaluate (&w, 1, G_MAXUINT64, out);
  return status == UNITS_TOO_FINE ? UNITS_NOT_WHOLE : status;
}

/* Parts of one per cent that are told apart: finer than 2^-32, and few enough
 * that they can be multiplied by 2^32. */
#define CHANCE_PARTS G_GUINT64_CONSTANT (10000000)

UnitsStatus
units_parse_chance (const char *text, guint32 *out)
{
  Written w;
  guint64 value, whole = 100 * CHANCE_PARTS;
  UnitsStatus status = take_apart (text, &w);

  if (status != UNITS_OK)
    return status;
  if (w.unit.n > 0 && !(w.unit.n == 1 && *w.unit.at == '%'))
    return UNITS_UNKNOWN;
  status = evaluate (&w, CHANCE_PARTS, whole, &value);
  if (status == UNITS_OK)
    *out = (guint32) ((value * G_MAXUINT32 + whole / 2) / whole);
  return status;
}

const char *
units_status_text (UnitsStatus status)
{
  static const char *const texts[] = {
    [UNITS_OK] = "",
    [UNITS_EMPTY] = "is empty",
    [UNITS_NOT_A_NUMBER] = "is not a number",
    [UNITS_NEGATIVE] = "is negative",
    [UNITS_MISSING] = "has no unit",
    [UNITS_UNKNOWN] = "has an unknown unit",
    [UNITS_AMBIGUOUS] = "is bytes a second in tc and bits elsewhere",
    [UNITS_TOO_FINE] = "is finer than the smallest unit",
    [UNITS_NOT_WHOLE] = "is not a whole number",
    [UNITS_TOO_LARGE] = "is too large"
  };

  g_assert (status < G_N_ELEMENTS (texts));
  return texts[status];
}

char *
units_hint (UnitsStatus status, const char *text, const char *units, const char *wanted)
{
  const char *bps = text + strlen (text) - MIN (strlen (text), 3);

  if (status == UNITS_UNKNOWN)
    return g_strconcat ("there are: ", units, NULL);
  if (status == UNITS_AMBIGUOUS)
    return g_strdup_printf ("write %.*sbit, or eight times that if bytes are meant", (int) (bps - text), text);
  return g_strdup (wanted);
}

/* The magnitude, which for the most negative time is no SimTime. */
static guint64
magnitude (SimTime time)
{
  return time < 0 ? -(guint64) time : (guint64) time;
}

/* The largest of ns, us, ms and s that @value reaches: minutes and hours have
 * no finite decimals. */
static const Unit *
unit_to_print (guint64 value)
{
  guint i = 3;

  while (i > 0 && value < time_units[i].factor)
    i--;
  return &time_units[i];
}

char *
units_print_time (SimTime time)
{
  guint64 value = magnitude (time);
  const Unit *unit = unit_to_print (value);
  guint64 rest = value % unit->factor, scale = unit->factor;
  GString *out;

  if (time == 0)
    return g_strdup ("0");

  out = g_string_new (time < 0 ? "-" : "");
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, value / unit->factor);
  if (rest != 0)
    g_string_append_c (out, '.');
  while (rest != 0)
    {
      scale /= 10;
      g_string_append_c (out, (char) ('0' + rest / scale));
      rest %= scale;
    }
  g_string_append (out, unit->name);
  return g_string_free (out, FALSE);
}

/* The binary units alone: they have the buffers' usual sizes. */
char *
units_print_size (guint64 octets)
{
  static const char *const names[] = { "B", "KiB", "MiB", "GiB" };
  guint i = 0;

  for (; octets > 0 && octets % 1024 == 0 && i + 1 < G_N_ELEMENTS (names); i++)
    octets /= 1024;
  return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", octets, names[i]);
}

char *
units_print_seconds (SimTime time)
{
  guint64 value = magnitude (time);

  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT,
                          time < 0 ? "-" : "",
                          value / SIM_SEC (1), value % SIM_SEC (1));
}
