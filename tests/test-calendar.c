/* Dates and time zones. */
#include <check.h>
#include <glib.h>

#include "model/calendar.h"
#include "suite.h"

typedef struct {
  const char *text;
  gint64 want;                  /* nanoseconds since 1970; -1 when it is no date */
} DateRow;

static const DateRow date_rows[] = {
  { "1970-01-01 00:00:00", 0 },
  { "1970-01-01 00:00:00.000000001", 1 },
  { "1970-01-01 23:59:59.5", G_GINT64_CONSTANT (86399500000000) },
  { "2000-02-29 00:00:00", G_GINT64_CONSTANT (951782400000000000) },
  { "2023-08-29 08:26:25.256829498", G_GINT64_CONSTANT (1693297585256829498) },
  { "2105-12-31 23:59:59", G_GINT64_CONSTANT (4291747199000000000) },
  { "2100-02-29 00:00:00", -1 },
  { "2023-13-01 00:00:00", -1 },
  { "2023-00-01 00:00:00", -1 },
  { "2023-01-00 00:00:00", -1 },
  { "2023-04-31 00:00:00", -1 },
  { "1969-12-31 23:59:59", -1 },
  { "2106-01-01 00:00:00", -1 },
  { "2023-01-01 24:00:00", -1 },
  { "2023-01-01 00:60:00", -1 },
  { "2023-01-01 00:00:60", -1 },
  { "2023-01-01 00:00:00.", -1 },
  { "2023-01-01 00:00:00.1234567890", -1 },
  { "2023-01-01 00:00:00 UTC", -1 },
  { "2023-01-01T00:00:00", -1 },
  { "2023-1-1 00:00:00", -1 },
  { "2023-01-01", -1 },
  { "", -1 },
};

START_TEST (a_date_is_its_nanoseconds_or_none)
{
  gint64 got = -1;

  ck_assert_int_eq (calendar_parse (date_rows[_i].text, &got), date_rows[_i].want >= 0);
  ck_assert_int_eq (got, date_rows[_i].want);
}
END_TEST

typedef struct {
  const char *text;
  const char *name;             /* NULL when it is no zone */
  gint32 offset;
} ZoneRow;

static const ZoneRow zone_rows[] = {
  { "UTC +00:00", "UTC", 0 },
  { "EDT -04:00", "EDT", -14400 },
  { "Asia/Kolkata  +05:30", "Asia/Kolkata", 19800 },
  { "-03 -03:00", "-03", -10800 },
  { "EDT", NULL, 7 },
  { " +01:00", NULL, 7 },
  { "CET 01:00", NULL, 7 },
  { "CET +1:00", NULL, 7 },
  { "CET +15:00", NULL, 7 },
  { "CET +01:60", NULL, 7 },
  { "CET +01:00 x", NULL, 7 },
  { "C\"T +01:00", NULL, 7 },
};

START_TEST (a_zone_is_its_name_and_offset_or_none)
{
  g_autofree char *name = NULL;
  gint32 offset = 7;

  ck_assert_int_eq (calendar_parse_zone (zone_rows[_i].text, &name, &offset),
                    zone_rows[_i].name != NULL);
  ck_assert_pstr_eq (name, zone_rows[_i].name);
  ck_assert_int_eq (offset, zone_rows[_i].offset);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("calendar");
  TCase *tcase = tcase_create ("calendar");

  tcase_add_loop_test (tcase, a_date_is_its_nanoseconds_or_none, 0, G_N_ELEMENTS (date_rows));
  tcase_add_loop_test (tcase, a_zone_is_its_name_and_offset_or_none, 0, G_N_ELEMENTS (zone_rows));
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
