/* Quantities: what is read exactly, what is refused, and what is printed. */
#include <check.h>
#include <stdlib.h>

#include "tcpsim/base/units.h"

typedef struct {
  const char *text;
  UnitsStatus status;
  gint64 value;
} TimeCase;

static const TimeCase times[] = {
  { "0", UNITS_OK, 0 },
  { " 0 ", UNITS_OK, 0 },
  { "0s", UNITS_OK, 0 },
  { "32191ns", UNITS_OK, 32191 },
  { "25us", UNITS_OK, 25000 },
  { "47.912328ms", UNITS_OK, 47912328 },
  { "328.193177ms", UNITS_OK, 328193177 },
  { "1.5s", UNITS_OK, 1500000000 },
  { "2min", UNITS_OK, G_GINT64_CONSTANT (120000000000) },
  { "0.25h", UNITS_OK, G_GINT64_CONSTANT (900000000000) },
  { "\t 007ms \n", UNITS_OK, 7000000 },
  { "1.500000000000000000000000000000ns", UNITS_TOO_FINE, 0 },
  { "1.000000000000000000000000000000ns", UNITS_OK, 1 },
  { "9223372036854775806ns", UNITS_OK, G_MAXINT64 - 1 },
  { "9223372036.854775806s", UNITS_OK, G_MAXINT64 - 1 },
  { "9223372036854775807ns", UNITS_TOO_LARGE, 0 },
  { "18446744073709551616ns", UNITS_TOO_LARGE, 0 },
  { "99999999999999999999999999h", UNITS_TOO_LARGE, 0 },
  { "5124095576030h", UNITS_TOO_LARGE, 0 },
  { "", UNITS_EMPTY, 0 },
  { " \t", UNITS_EMPTY, 0 },
  { "5", UNITS_MISSING, 0 },
  { "0.0", UNITS_MISSING, 0 },
  { "00", UNITS_MISSING, 0 },
  { "-5ms", UNITS_NEGATIVE, 0 },
  { "-0", UNITS_NEGATIVE, 0 },
  { "-", UNITS_NOT_A_NUMBER, 0 },
  { "+5ms", UNITS_NOT_A_NUMBER, 0 },
  { "ms", UNITS_NOT_A_NUMBER, 0 },
  { ".5ms", UNITS_NOT_A_NUMBER, 0 },
  { "5.ms", UNITS_NOT_A_NUMBER, 0 },
  { "1e3ms", UNITS_UNKNOWN, 0 },
  { "1.2.3ms", UNITS_UNKNOWN, 0 },
  { "1,5ms", UNITS_UNKNOWN, 0 },
  { "5 ms", UNITS_UNKNOWN, 0 },
  { "5ms 6", UNITS_UNKNOWN, 0 },
  { "5MS", UNITS_UNKNOWN, 0 },
  { "5m", UNITS_UNKNOWN, 0 },
  { "5mss", UNITS_UNKNOWN, 0 },
  { "1.5ns", UNITS_TOO_FINE, 0 },
  { "0.0001us", UNITS_TOO_FINE, 0 },
};

START_TEST (a_time_is_exact_or_refused)
{
  const TimeCase *c = &times[_i];
  SimTime time = -77;

  ck_assert_int_eq (units_parse_time (c->text, &time), c->status);
  ck_assert_int_eq (time, c->status == UNITS_OK ? c->value : -77);
}
END_TEST

static const TimeCase tc_times[] = {
  { "0", UNITS_OK, 0 },
  { "20ms", UNITS_OK, 20000000 },
  { "20MSECS", UNITS_OK, 20000000 },
  { "5usec", UNITS_OK, 5000 },
  { "1.5sec", UNITS_OK, 1500000000 },
  { "100", UNITS_MISSING, 0 },
  { "1seconds", UNITS_UNKNOWN, 0 },
};

START_TEST (tc_has_more_names_for_times)
{
  const TimeCase *c = &tc_times[_i];
  SimTime time = -77;

  ck_assert_int_eq (units_parse_tc_time (c->text, &time), c->status);
  ck_assert_int_eq (time, c->status == UNITS_OK ? c->value : -77);
}
END_TEST

static const struct { const char *text; UnitsStatus status; guint32 parts; } chances[] = {
  { "0", UNITS_OK, 0 },
  { "100%", UNITS_OK, G_MAXUINT32 },
  { "1", UNITS_OK, 42949673 },
  { "0.0000001%", UNITS_OK, 4 },
  { "33.3333333%", UNITS_OK, 1431655764 },
  { "100.0000001%", UNITS_TOO_LARGE, 0 },
  { "0.00000001%", UNITS_TOO_FINE, 0 },
  { "1 %", UNITS_UNKNOWN, 0 },
  { "-1%", UNITS_NEGATIVE, 0 },
  { "%", UNITS_NOT_A_NUMBER, 0 },
};

START_TEST (a_chance_is_rounded_to_its_parts)
{
  guint32 parts = 77;

  ck_assert_int_eq (units_parse_chance (chances[_i].text, &parts), chances[_i].status);
  ck_assert_uint_eq (parts, chances[_i].status == UNITS_OK ? chances[_i].parts : 77);
}
END_TEST

static const struct { UnitsStatus status; const char *text, *hint; } hints[] = {
  { UNITS_MISSING, "5", "write a rate" },
  { UNITS_UNKNOWN, "5furlongs", "there are: bit" },
  { UNITS_AMBIGUOUS, "10Mbps", "write 10Mbit, or eight times that if bytes are meant" },
};

START_TEST (a_hint_says_what_would_be_right)
{
  g_autofree char *hint = units_hint (hints[_i].status, hints[_i].text, "bit", "write a rate");

  ck_assert_str_eq (hint, hints[_i].hint);
}
END_TEST

typedef UnitsStatus (*ParseUnsigned) (const char *text, guint64 *out);

typedef struct {
  ParseUnsigned parse;
  const char *text;
  UnitsStatus status;
  guint64 value;
} Case;

static const Case cases[] = {
  { units_parse_rate, "1.5Mbit", UNITS_OK, 1500000 },
  { units_parse_rate, "1bit", UNITS_OK, 1 },
  { units_parse_rate, "56Kbit", UNITS_OK, 56000 },
  { units_parse_rate, "10Gbit", UNITS_OK, G_GUINT64_CONSTANT (10000000000) },
  { units_parse_rate, "1Kibit", UNITS_OK, 1024 },
  { units_parse_rate, "1.5Mibit", UNITS_OK, 1572864 },
  { units_parse_rate, "1Gibit", UNITS_OK, 1 << 30 },
  { units_parse_rate, "1Tibit", UNITS_OK, G_GUINT64_CONSTANT (1) << 40 },
  { units_parse_rate, "1bps", UNITS_AMBIGUOUS, 0 },
  { units_parse_rate, "10Mbps", UNITS_AMBIGUOUS, 0 },
  { units_parse_rate, "1kibps", UNITS_AMBIGUOUS, 0 },
  { units_parse_rate, "1.5bit", UNITS_TOO_FINE, 0 },
  { units_parse_rate, "1mbit", UNITS_OK, 1000000 },
  { units_parse_rate, "1KBIT", UNITS_OK, 1000 },
  { units_parse_rate, "1kibit", UNITS_OK, 1024 },
  { units_parse_rate, "1mBPS", UNITS_AMBIGUOUS, 0 },
  { units_parse_rate, "1.5Tbit", UNITS_OK, G_GUINT64_CONSTANT (1500000000000) },
  { units_parse_rate, "0.000000000001tbit", UNITS_OK, 1 },
  { units_parse_rate, "1mbits", UNITS_UNKNOWN, 0 },
  { units_parse_rate, "1m", UNITS_UNKNOWN, 0 },
  { units_parse_rate, "100", UNITS_MISSING, 0 },
  { units_parse_rate, "0", UNITS_MISSING, 0 },
  { units_parse_rate, "18446745Tbit", UNITS_TOO_LARGE, 0 },
  { units_parse_size, "64KiB", UNITS_OK, 65536 },
  { units_parse_size, "100B", UNITS_OK, 100 },
  { units_parse_size, "1.5KB", UNITS_OK, 1500 },
  { units_parse_size, "2MB", UNITS_OK, 2000000 },
  { units_parse_size, "3GB", UNITS_OK, G_GUINT64_CONSTANT (3000000000) },
  { units_parse_size, "1MiB", UNITS_OK, 1 << 20 },
  { units_parse_size, "1GiB", UNITS_OK, 1 << 30 },
  { units_parse_size, "0.000000000931322574615478515625GiB", UNITS_OK, 1 },
  { units_parse_size, "0.000000000931322574615478515626GiB", UNITS_TOO_FINE, 0 },
  { units_parse_size, "18446744073709551615B", UNITS_OK, G_MAXUINT64 },
  { units_parse_size, "17179869183.9999999990686774253845214843750GiB", UNITS_OK, G_MAXUINT64 },
  { units_parse_size, "17179869184GiB", UNITS_TOO_LARGE, 0 },
  { units_parse_size, "64kib", UNITS_UNKNOWN, 0 },
  { units_parse_size, "64", UNITS_MISSING, 0 },
  { units_parse_size, "-1B", UNITS_NEGATIVE, 0 },
  { units_parse_tc_size, "1540", UNITS_OK, 1540 },
  { units_parse_tc_size, "32kbit", UNITS_OK, 4096 },
  { units_parse_tc_size, "5kb", UNITS_OK, 5120 },
  { units_parse_tc_size, "2K", UNITS_OK, 2048 },
  { units_parse_tc_size, "1.5MiB", UNITS_OK, 1572864 },
  { units_parse_tc_size, "32Mb", UNITS_OK, 1 << 25 },
  { units_parse_tc_size, "1gbit", UNITS_OK, 1 << 27 },
  { units_parse_tc_size, "3mbits", UNITS_UNKNOWN, 0 },
  { units_parse_count, "0", UNITS_OK, 0 },
  { units_parse_count, " 42 ", UNITS_OK, 42 },
  { units_parse_count, "18446744073709551615", UNITS_OK, G_MAXUINT64 },
  { units_parse_count, "18446744073709551616", UNITS_TOO_LARGE, 0 },
  { units_parse_count, "1.5", UNITS_NOT_WHOLE, 0 },
  { units_parse_count, "2.0", UNITS_OK, 2 },
  { units_parse_count, "5ms", UNITS_NOT_A_NUMBER, 0 },
  { units_parse_count, "0x10", UNITS_NOT_A_NUMBER, 0 },
  { units_parse_count, "4 2", UNITS_NOT_A_NUMBER, 0 },
  { units_parse_count, "-1", UNITS_NEGATIVE, 0 },
  { units_parse_count, "", UNITS_EMPTY, 0 },
};

START_TEST (a_rate_size_or_count_is_exact_or_refused)
{
  const Case *c = &cases[_i];
  guint64 value = 77;

  ck_assert_int_eq (c->parse (c->text, &value), c->status);
  ck_assert_uint_eq (value, c->status == UNITS_OK ? c->value : 77);
}
END_TEST

typedef struct {
  SimTime time;
  const char *text, *seconds;
} Printed;

static const Printed printed[] = {
  { 0, "0", "0.000000000" },
  { 1, "1ns", "0.000000001" },
  { 999, "999ns", "0.000000999" },
  { 25000, "25us", "0.000025000" },
  { 32191, "32.191us", "0.000032191" },
  { 47912328, "47.912328ms", "0.047912328" },
  { 1000000001, "1.000000001s", "1.000000001" },
  { SIM_SEC (600), "600s", "600.000000000" },
  { SIM_MS (-5), "-5ms", "-0.005000000" },
  { G_MAXINT64, "9223372036.854775807s", "9223372036.854775807" },
  { G_MININT64, "-9223372036.854775808s", "-9223372036.854775808" },
};

START_TEST (a_time_is_printed_exactly)
{
  g_autofree char *text = units_print_time (printed[_i].time);
  g_autofree char *seconds = units_print_seconds (printed[_i].time);

  ck_assert_str_eq (text, printed[_i].text);
  ck_assert_str_eq (seconds, printed[_i].seconds);
}
END_TEST

typedef struct {
  guint64 octets;
  const char *text;
} PrintedSize;

static const PrintedSize printed_sizes[] = {
  { 0, "0B" },
  { 1, "1B" },
  { 1023, "1023B" },
  { 1024, "1KiB" },
  { 1025, "1025B" },
  { 131072, "128KiB" },
  { 4194304, "4MiB" },
  { (guint64) 1 << 40, "1024GiB" },
  { G_MAXUINT64, "18446744073709551615B" },
};

START_TEST (a_size_is_printed_so_that_it_reads_back)
{
  g_autofree char *text = units_print_size (printed_sizes[_i].octets);
  guint64 back;

  ck_assert_str_eq (text, printed_sizes[_i].text);
  ck_assert_int_eq (units_parse_size (text, &back), UNITS_OK);
  ck_assert_uint_eq (back, printed_sizes[_i].octets);
}
END_TEST

typedef struct {
  ParseUnsigned parse;
  const char *names;
} UnitNames;

static const UnitNames unit_names[] = {
  { units_parse_rate, UNITS_OF_RATE },
  { units_parse_size, UNITS_OF_SIZE },
};

START_TEST (every_unit_that_messages_list_is_read)
{
  g_auto (GStrv) names = g_strsplit (unit_names[_i].names, ", ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *text = g_strconcat ("1", names[i], NULL);
      guint64 value;

      ck_assert_int_eq (unit_names[_i].parse (text, &value), UNITS_OK);
    }
}
END_TEST

START_TEST (a_printed_time_reads_back_as_itself)
{
  SimTime time, back;

  for (time = 1; time < G_MAXINT64 / 7; time = time * 7 + 3)
    {
      g_autofree char *text = units_print_time (time);

      ck_assert_int_eq (units_parse_time (text, &back), UNITS_OK);
      ck_assert_int_eq (back, time);
    }
}
END_TEST

START_TEST (every_failure_has_words)
{
  ck_assert_str_ne (units_status_text ((UnitsStatus) _i), "");
}
END_TEST

START_TEST (success_needs_no_words)
{
  ck_assert_str_eq (units_status_text (UNITS_OK), "");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("units");
  TCase *tc = tcase_create ("units");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (tc, a_time_is_exact_or_refused, 0, G_N_ELEMENTS (times));
  tcase_add_loop_test (tc, tc_has_more_names_for_times, 0, G_N_ELEMENTS (tc_times));
  tcase_add_loop_test (tc, a_chance_is_rounded_to_its_parts, 0, G_N_ELEMENTS (chances));
  tcase_add_loop_test (tc, a_hint_says_what_would_be_right, 0, G_N_ELEMENTS (hints));
  tcase_add_loop_test (tc, a_rate_size_or_count_is_exact_or_refused, 0, G_N_ELEMENTS (cases));
  tcase_add_loop_test (tc, a_time_is_printed_exactly, 0, G_N_ELEMENTS (printed));
  tcase_add_loop_test (tc, a_size_is_printed_so_that_it_reads_back, 0,
                       G_N_ELEMENTS (printed_sizes));
  tcase_add_loop_test (tc, every_unit_that_messages_list_is_read, 0, G_N_ELEMENTS (unit_names));
  tcase_add_test (tc, a_printed_time_reads_back_as_itself);
  tcase_add_loop_test (tc, every_failure_has_words, UNITS_EMPTY, UNITS_TOO_LARGE + 1);
  tcase_add_test (tc, success_needs_no_words);
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
