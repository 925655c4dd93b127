/* Dates of the Gregorian calendar (ISO 8601), in integers, without the C
 * library's time zones, which differ between machines.  It leaves out leap
 * seconds, as POSIX time does, and years that a capture file cannot hold. */
#include "model/calendar.h"

#include <string.h>

#define FIRST_YEAR 1970
#define LAST_YEAR 2105          /* the seconds of a pcap file end in 2106 */
#define DAY_SECONDS 86400

/* Takes @n digits, and @after behind them unless it is '\0', from *@at. */
static gboolean
take_number (const char **at, guint n, char after, guint *out)
{
  guint value = 0;

  for (; n > 0; n--, (*at)++)
    {
      if (!g_ascii_isdigit (**at))
        return FALSE;
      value = value * 10 + g_ascii_digit_value (**at);
    }
  *out = value;
  if (after == '\0')
    return TRUE;
  return *(*at)++ == after;
}

static gboolean
is_leap (guint year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static guint
month_days (guint year, guint month)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return days[month - 1] + (month == 2 && is_leap (year));
}

/* Days from 1970-01-01. */
static gint64
day_number (guint year, guint month, guint day)
{
  gint64 n = day - 1;

  for (guint y = FIRST_YEAR; y < year; y++)
    n += 365 + is_leap (y);
  for (guint m = 1; m < month; m++)
    n += month_days (year, m);
  return n;
}

static gboolean
take_date (const char **at, gint64 *days)
{
  guint year, month, day;

  if (!take_number (at, 4, '-', &year) || !take_number (at, 2, '-', &month)
      || !take_number (at, 2, ' ', &day))
    return FALSE;
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1
      || day > month_days (year, month))
    return FALSE;
  *days = day_number (year, month, day);
  return TRUE;
}

static gboolean
take_clock (const char **at, gint64 *seconds)
{
  guint hour, minute, second;

  if (!take_number (at, 2, ':', &hour) || !take_number (at, 2, ':', &minute)
      || !take_number (at, 2, '\0', &second) || hour > 23 || minute > 59 || second > 59)
    return FALSE;
  *seconds = (hour * 60 + minute) * 60 + second;
  return TRUE;
}

/* ".256829498", up to nine digits, or nothing. */
static gboolean
take_fraction (const char **at, gint64 *ns)
{
  guint digits = 0;

  *ns = 0;
  if (**at != '.')
    return TRUE;
  for ((*at)++; g_ascii_isdigit (**at) && digits < 9; (*at)++, digits++)
    *ns = *ns * 10 + g_ascii_digit_value (**at);
  if (digits == 0)
    return FALSE;
  for (; digits < 9; digits++)
    *ns *= 10;
  return TRUE;
}

gboolean
calendar_parse (const char *text, gint64 *out)
{
  gint64 days, seconds, ns;

  if (!take_date (&text, &days) || !take_clock (&text, &seconds) || !take_fraction (&text, &ns)
      || *text != '\0')
    return FALSE;
  *out = (days * DAY_SECONDS + seconds) * 1000000000 + ns;
  return TRUE;
}

static gboolean
is_zone_name (const char *name, gsize length)
{
  if (length == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (name[i]) && strchr ("+-_/", name[i]) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
calendar_parse_zone (const char *text, char **name, gint32 *offset)
{
  gsize length = strcspn (text, " ");
  const char *at = text + length + strspn (text + length, " ");
  guint hours, minutes;
  char sign = *at;

  if (!is_zone_name (text, length) || (sign != '+' && sign != '-'))
    return FALSE;
  at++;
  if (!take_number (&at, 2, ':', &hours) || !take_number (&at, 2, '\0', &minutes) || *at != '\0'
      || hours > 14 || minutes > 59)
    return FALSE;
  *name = g_strndup (text, length);
  *offset = (gint32) (hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1);
  return TRUE;
}
