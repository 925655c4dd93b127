/* netem's jitter: that the tables are the distributions whose names they bear, how
 * files of them are read, and what is drawn from them. */
#include <math.h>
#include <string.h>

#include "base/words.h"
#include "net/distribution.h"
#include "scratch.h"
#include "suite.h"
#include "tcpsim/net/delay.h"

#define N 4096
#define DRAWS 200000

static gint16 *
make (const char *name)
{
  gint16 *table;
  guint n;
  Words words;

  words_init (&words, name);
  ck_assert (distribution_take (&words, NULL, &table, &n, NULL));
  ck_assert_uint_eq (n, N);
  words_clear (&words);
  return table;
}

/* What entry @i has to be, in deviations, before it is clipped. */
static double
pareto_at (guint i)
{
  double left = 1 - (i + 0.5) / N;

  return (pow (left, -1.0 / 3) - 1.5) * 4 / 3;
}

START_TEST (normal_entries_are_its_quantiles)
{
  g_autofree gint16 *table = make ("normal");

  for (guint i = 0; i < N; i++)
    {
      double below = erfc (-(table[i] - 0.5) / 8192 / sqrt (2)) / 2;
      double above = erfc (-(table[i] + 0.5) / 8192 / sqrt (2)) / 2;

      ck_assert_double_le (below - 1e-7, (i + 0.5) / N);
      ck_assert_double_ge (above + 1e-7, (i + 0.5) / N);
    }
}
END_TEST

START_TEST (pareto_entries_are_its_quantiles_up_to_the_clip)
{
  g_autofree gint16 *table = make ("pareto");

  for (guint i = 0; i < N; i++)
    ck_assert_double_eq_tol (table[i], MIN (pareto_at (i) * 8192, 32767), 0.6);
}
END_TEST

START_TEST (paretonormal_is_a_quarter_of_one_and_three_of_the_other)
{
  g_autofree gint16 *table = make ("paretonormal"), *normal = make ("normal"), *pareto = make ("pareto");

  for (guint i = 0; i < N; i++)
    ck_assert_double_eq_tol (table[i], normal[i] / 4.0 + pareto[i] * 0.75, 1);
}
END_TEST

/* Mean and deviation of a delay, in us, and how it follows itself, in thousandths. */
static const struct { const char *text; double mean, deviation, autocorrelation; } delays[] = {
  { "10ms 2ms", 10000, 2000 / 1.7320508, 0 },
  { "10ms 2ms distribution normal", 10000, 2000, 0 },
  { "10ms 2ms distribution pareto", 9934, 1642, 0 },
  { "10ms 2ms distribution paretonormal", 9951, 1670, 0 },
  { "10ms 2ms distribution uniform", 10000, 2000 / 1.7320508, 0 },
  /* netem's correlation narrows: the deviation is (1 - r) / sqrt (1 - r^2) of it. */
  { "10ms 2ms 25%", 10000, 2000 / 1.7320508 * 0.7745967, 250 },
  { "10ms 2ms 80%", 10000, 2000 / 1.7320508 * 0.3333333, 800 },
};

START_TEST (draws_have_the_mean_deviation_and_correlation_said)
{
  double sum = 0, square = 0, product = 0, before = 0;
  DelaySpec spec;
  Delay delay;

  ck_assert (delay_spec_parse (&spec, delays[_i].text, NULL, NULL));
  delay_init (&delay, &spec, 1, "link.c2s.delay");
  for (guint i = 0; i < DRAWS; i++)
    {
      double us = delay_next (&delay) / 1000.0 - delays[_i].mean;

      sum += us / DRAWS;
      square += us * us / DRAWS;
      product += us * before / DRAWS;
      before = us;
    }
  ck_assert_double_eq_tol (sum, 0, 30);
  ck_assert_double_eq_tol (sqrt (square), delays[_i].deviation, 0.03 * delays[_i].deviation);
  ck_assert_double_eq_tol (1000 * product / square, delays[_i].autocorrelation, 12);
  delay_spec_clear (&spec);
}
END_TEST

START_TEST (no_delay_is_negative)
{
  DelaySpec spec;
  Delay delay;

  ck_assert (delay_spec_parse (&spec, "1ms 5ms distribution normal", NULL, NULL));
  delay_init (&delay, &spec, 1, "link.c2s.delay");
  for (guint i = 0; i < 1000; i++)
    ck_assert_int_ge (delay_next (&delay), 0);
  delay_spec_clear (&spec);
}
END_TEST

/* Files */

static char *folder, *path;

static void
make_folder (void)
{
  scratch_make ("j.dist", &folder, &path);
}

static void
remove_folder (void)
{
  scratch_remove (&folder, &path);
}

START_TEST (a_table_may_come_from_a_file)
{
  char *why = NULL;
  DelaySpec spec;

  ck_assert (g_file_set_contents (path, "# mine\n-8192 0 # middle\n 8192\t32767\n", -1, NULL));
  ck_assert_msg (delay_spec_parse (&spec, "10ms 1ms distribution j.dist", folder, &why), "%s", why);
  ck_assert_uint_eq (spec.n_table, 4);
  ck_assert_int_eq (spec.table[0], -8192);
  ck_assert_int_eq (spec.table[3], 32767);
  ck_assert_int_eq (distribution_scale (spec.table, 0, SIM_MS (1)), -SIM_MS (1));
  ck_assert_int_eq (distribution_scale (spec.table, 3, SIM_MS (1)), 3999878);
  delay_spec_clear (&spec);
}
END_TEST

static const struct { const char *text, *file, *says; } wrong[] = {
  { "10ms distribution normal", "", "distribution needs a jitter, write a second time before it" },
  { "10ms 1ms distribution", "", "distribution lacks its name" },
  { "10ms 1ms distribution nromal", "", "unknown distribution \"nromal\", did you mean \"normal\"?" },
  { "10ms 1ms distribution gauss", "", "there are: uniform, normal, pareto, paretonormal (or name a file" },
  { "10ms 1ms distribution none.dist", "", "none.dist: no such file" },
  { "10ms 1ms distribution j.dist", "", "j.dist: holds no entries" },
  { "10ms 1ms distribution j.dist", "1 2 x", "j.dist: \"x\" is no entry" },
  { "10ms 1ms distribution j.dist", "1 32768", "j.dist: \"32768\" is no entry" },
  { "10ms 1ms distribution j.dist", "1 \xff", "j.dist: is not a text" },
  { "10ms 1ms 101%", "", "\"101%\" is no chance" },
  { "10ms 1ms 5% 5%", "", "\"5%\" is one word too many" },
  { "10ms 100000h", "", "a jitter is at most 80000h" },
  { "10ms 1ms normal", "", "\"normal\" is one word too many" },
};

START_TEST (what_is_wrong_is_said)
{
  g_autofree char *why = NULL;
  DelaySpec spec;

  ck_assert (g_file_set_contents (path, wrong[_i].file, -1, NULL));
  ck_assert (!delay_spec_parse (&spec, wrong[_i].text, folder, &why));
  ck_assert_msg (strstr (why, wrong[_i].says) != NULL, "%s", why);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("distribution");
  TCase *tc = tcase_create ("distribution");
  TCase *files = tcase_create ("files");

  tcase_add_test (tc, normal_entries_are_its_quantiles);
  tcase_add_test (tc, pareto_entries_are_its_quantiles_up_to_the_clip);
  tcase_add_test (tc, paretonormal_is_a_quarter_of_one_and_three_of_the_other);
  tcase_add_loop_test (tc, draws_have_the_mean_deviation_and_correlation_said, 0, G_N_ELEMENTS (delays));
  tcase_add_test (tc, no_delay_is_negative);
  suite_add_tcase (suite, tc);
  tcase_add_checked_fixture (files, make_folder, remove_folder);
  tcase_add_test (files, a_table_may_come_from_a_file);
  tcase_add_loop_test (files, what_is_wrong_is_said, 0, G_N_ELEMENTS (wrong));
  suite_add_tcase (suite, files);
  return suite_main (suite);
}
