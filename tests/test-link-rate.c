/* Rates: what is added to packets, and rates that vary by a file. */
#include <string.h>

#include "net/rate.h"
#include "scratch.h"
#include "suite.h"

static char *folder, *path;

static void
make_folder (void)
{
  scratch_make ("r.txt", &folder, &path);
}

static void
remove_folder (void)
{
  scratch_remove (&folder, &path);
}

static const struct { const char *text; guint32 octets; guint64 sent; } overheads[] = {
  { "1Mbit", 1000, 1000 },
  { "1Mbit 14", 1000, 1014 },
  { "1Mbit -20", 1000, 980 },
  { "1Mbit -20", 10, 0 },
  { "1Mbit 0 48 5", 48, 53 },           /* ATM's cells */
  { "1Mbit 0 48 5", 49, 106 },
  { "1Mbit 8 48 5", 40, 53 },
};

START_TEST (overheads_and_cells_are_added)
{
  RateSpec spec;
  guint64 rate;

  ck_assert (rate_spec_parse (&rate, &spec, overheads[_i].text, folder, NULL));
  ck_assert_uint_eq (rate, 1000000);
  ck_assert_uint_eq (rate_octets_of (&spec, overheads[_i].octets), overheads[_i].sent);
}
END_TEST

/* 125 octets take a millisecond at 1 Mbit/s. */
static const struct { const char *file, *text; guint64 octets; SimTime start, end; } steps[] = {
  { "0 1Mbit\n", "file r.txt", 125, 0, SIM_MS (1) },
  { "0 1Mbit\n1s 2Mbit # faster\n", "file r.txt", 125, SIM_SEC (1), SIM_SEC (1) + SIM_US (500) },
  { "0 1Mbit\n1s 2Mbit\n", "file r.txt", 250, SIM_MS (999), SIM_SEC (1) + SIM_US (500) },
  { "0 1Mbit\n1s 0\n3s 1Mbit\n", "file r.txt", 250, SIM_MS (999), SIM_MS (3001) },
  { "0 1Mbit\n1s 0\n3s 1Mbit\n", "file r.txt", 125, SIM_SEC (2), SIM_MS (3001) },
  { "0 1Mbit\n1s 2Mbit\n2s\n", "file r.txt cycle", 125, SIM_SEC (4), SIM_MS (4001) },
  { "0 1Mbit\n1s 0\n2s\n", "file r.txt cycle", 250, SIM_MS (4999), SIM_MS (6001) },
  /* Over several periods: 8 bits at one a millisecond, two of ten milliseconds. */
  { "0 1Kbit\n1ms 0\n2ms 1Kbit\n3ms 0\n10ms\n", "file r.txt cycle", 1, 0, SIM_MS (33) },
};

START_TEST (a_packet_takes_what_each_step_lets_through)
{
  RateSpec spec;
  guint64 rate = 7;
  char *why = NULL;

  ck_assert (g_file_set_contents (path, steps[_i].file, -1, NULL));
  ck_assert_msg (rate_spec_parse (&rate, &spec, steps[_i].text, folder, &why), "%s", why);
  ck_assert_uint_eq (rate, 0);
  ck_assert_int_eq (rate_end_by_steps (&spec, steps[_i].octets, steps[_i].start), steps[_i].end);
  rate_spec_clear (&spec);
}
END_TEST

static const struct { const char *file, *text, *says; } wrong[] = {
  { "", "file r.txt", "r.txt: holds no rates, write a time and a rate a line" },
  { "1s 1Mbit\n", "file r.txt", "r.txt:1: \"1s\" is no beginning, write the rate from 0 first" },
  { "0 1Mbit\n1s 1Mbps\n", "file r.txt", "r.txt:2: \"1Mbps\" is bytes a second in tc" },
  { "0 1Mbit\n1s 1Mbit\n1s 2Mbit\n", "file r.txt", "r.txt:3: \"1s\" is not later than the time before it" },
  { "0 1Mbit\n\n1s 0\n", "file r.txt", "nothing passes in the end" },
  { "0 0\n1s\n", "file r.txt cycle", "nothing passes in the end" },
  { "0 1Mbit\n", "file r.txt cycle", "a cycle needs its end" },
  { "0 1Mbit\n1s\n", "file r.txt", "the last line has no rate" },
  { "0 1Mbit\n1s\n2s 1Mbit\n", "file r.txt cycle", "r.txt:3: a line behind the end" },
  { "0\n", "file r.txt", "r.txt:1: the rate is missing" },
  { "0 1Mbit fast\n", "file r.txt", "r.txt:1: \"fast\" is one word too many" },
  { "0 1Mbit\n", "file", "file lacks its name" },
  { "0 1Mbit\n", "file r.txt again", "\"again\" is one word too many" },
  { "0 1Mbit\n", "file none.txt", "none.txt: no such file" },
  { "\xff", "file r.txt", "r.txt: is not a text" },
  { "", "1Mbit 14.5", "\"14.5\" is no number of octets, write -65536 to 65536" },
  { "", "1Mbit 0 -48", "\"-48\" is no number of octets, write 0 to 65536" },
};

START_TEST (what_is_wrong_is_said)
{
  g_autofree char *why = NULL;
  RateSpec spec;
  guint64 rate = 7;

  ck_assert (g_file_set_contents (path, wrong[_i].file, -1, NULL));
  ck_assert (!rate_spec_parse (&rate, &spec, wrong[_i].text, folder, &why));
  ck_assert_msg (strstr (why, wrong[_i].says) != NULL, "%s", why);
  ck_assert_uint_eq (rate, 7);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("link-rate");
  TCase *tc = tcase_create ("link-rate");

  tcase_add_checked_fixture (tc, make_folder, remove_folder);
  tcase_add_loop_test (tc, overheads_and_cells_are_added, 0, G_N_ELEMENTS (overheads));
  tcase_add_loop_test (tc, a_packet_takes_what_each_step_lets_through, 0, G_N_ELEMENTS (steps));
  tcase_add_loop_test (tc, what_is_wrong_is_said, 0, G_N_ELEMENTS (wrong));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
