/* The windowed maximum, against one that keeps every sample. */
#include <check.h>

#include "suite.h"
#include "tcp/winmax.h"
#include "tcpsim/base/rng.h"

/* At 0, 1, 2 ...: the value added, and the largest of the last five wanted. */
static const struct { gint64 value, want; } steps[] = {
  { 10, 10 }, { 8, 10 }, { 7, 10 }, { 6, 10 }, { 5, 10 }, { 4, 10 },
  { 3, 7 },                     /* the 10 is six old, and of the others the 7 was kept */
  { 9, 9 }, { 1, 9 }, { 1, 9 }, { 1, 9 }, { 1, 9 }, { 1, 9 }, { 1, 1 }, { 2, 2 }, { -5, 2 },
};

START_TEST (the_largest_leaves_when_it_is_too_old)
{
  WinMax w;

  winmax_reset (&w, 0, steps[0].value);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    ck_assert_int_eq (winmax_add (&w, 5, i, steps[i].value), steps[i].want);
}
END_TEST

START_TEST (a_gap_longer_than_the_window_forgets_everything)
{
  WinMax w;

  winmax_reset (&w, 0, 100);
  winmax_add (&w, 5, 1, 90);
  winmax_add (&w, 5, 2, 80);
  ck_assert_int_eq (winmax_add (&w, 5, 8, 3), 3);
}
END_TEST

/* The exact maximum of the last @window. */
static gint64
true_max (const gint64 *values, gint n, gint window)
{
  gint64 max = G_MININT64;

  for (gint i = MAX (0, n - window); i <= n; i++)
    max = MAX (max, values[i]);
  return max;
}

/* Three samples cannot know all, but they never claim more than there was, and
 * no less than the newest. */
START_TEST (it_lies_between_the_newest_and_the_true_maximum)
{
  gint64 values[2000];
  WinMax w;
  Rng rng;

  rng_init (&rng, _i, "winmax");
  for (gint i = 0; i < (gint) G_N_ELEMENTS (values); i++)
    {
      gint64 got;

      values[i] = rng_below (&rng, 1000);
      if (i == 0)
        winmax_reset (&w, 0, values[0]);
      got = winmax_add (&w, 40, i, values[i]);
      ck_assert_int_le (got, true_max (values, i, 40));
      ck_assert_int_ge (got, values[i]);
    }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("winmax");
  TCase *tc = tcase_create ("winmax");

  tcase_add_test (tc, the_largest_leaves_when_it_is_too_old);
  tcase_add_test (tc, a_gap_longer_than_the_window_forgets_everything);
  tcase_add_loop_test (tc, it_lies_between_the_newest_and_the_true_maximum, 1, 4);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
