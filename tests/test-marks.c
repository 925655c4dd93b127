/* The thinning of what is drawn over time. */
#include "suite.h"
#include "trace/marks.h"

START_TEST (few_marks_are_kept_as_they_are)
{
  Marks *marks = marks_new_bars ();
  const Mark *all;
  guint n;

  marks_add (marks, 5, 0, 10);
  marks_add (marks, 5, 0, 10);
  marks_add (marks, 7, 3, 4);
  all = marks_all (marks, &n);
  ck_assert_uint_eq (n, 3);
  ck_assert_int_eq (all[2].at, 7);
  ck_assert_int_eq (all[2].low, 3);
  ck_assert_int_eq (all[2].high, 4);
  ck_assert (!marks_are_thinned (marks));
  marks_free (marks);
}
END_TEST

START_TEST (a_step_is_a_change)
{
  Marks *marks = marks_new_curve ();
  guint n;

  marks_step (marks, 1, 10);
  marks_step (marks, 2, 10);
  marks_step (marks, 3, 11);
  marks_step (marks, 4, 10);
  marks_all (marks, &n);
  ck_assert_uint_eq (n, 3);
  marks_free (marks);
}
END_TEST

/* A million points with one spike: the ends and the spike are still there. */
START_TEST (a_thinned_curve_keeps_its_ends_and_its_extremes)
{
  Marks *marks = marks_new_curve ();
  gboolean has_spike = FALSE, has_dip = FALSE;
  const Mark *all;
  guint n;

  for (gint64 i = 0; i < 1000000; i++)
    marks_add (marks, i * 10, i == 333333 ? 999 : i % 50 + 1, i == 333333 ? 999 : i == 700000 ? 0 : i % 50 + 1);
  marks_add (marks, 10000000, 0, 0);
  all = marks_all (marks, &n);
  ck_assert (marks_are_thinned (marks));
  ck_assert_uint_le (n, MARKS_MAX);
  ck_assert_int_eq (all[0].at, 0);
  ck_assert_int_eq (all[n - 1].at, 10000000);
  for (guint i = 0; i < n; i++)
    {
      has_spike |= all[i].at == 3333330 && all[i].high == 999;
      has_dip |= all[i].low == 0;
      ck_assert (i == 0 || all[i].at >= all[i - 1].at);
    }
  ck_assert (has_spike && has_dip);
  marks_free (marks);
}
END_TEST

/* Two ladders of bars that never touch one another: no bar reaches across. */
START_TEST (thinned_bars_cover_what_the_bars_covered)
{
  Marks *marks = marks_new_bars ();
  gint64 reach = 0;
  const Mark *all;
  guint n;

  for (gint64 i = 0; i < 200000; i++)
    {
      marks_add (marks, i, i * 10, i * 10 + 10);
      marks_add (marks, i, 10000000 + i * 10, 10000000 + i * 10 + 10);
    }
  all = marks_all (marks, &n);
  ck_assert (marks_are_thinned (marks));
  ck_assert_uint_le (n, MARKS_MAX);
  for (guint i = 0; i < n; i++)
    {
      ck_assert (all[i].high <= 2000000 || all[i].low >= 10000000);
      reach += all[i].high - all[i].low;
    }
  ck_assert_int_eq (reach, 2 * 2000000);
  marks_free (marks);
}
END_TEST

/* More bars apart from one another than a step has room for become longer
 * ones; none is forgotten. */
START_TEST (many_bars_at_one_moment_are_bounded)
{
  Marks *marks = marks_new_bars ();
  gint64 lowest = G_MAXINT64, highest = 0;
  const Mark *all;
  guint n;

  for (gint64 i = 0; i <= 2 * MARKS_MAX; i++)
    marks_add (marks, 1, i * 10, i * 10 + 1);
  all = marks_all (marks, &n);
  ck_assert_uint_le (n, 4);
  for (guint i = 0; i < n; i++)
    {
      lowest = MIN (lowest, all[i].low);
      highest = MAX (highest, all[i].high);
    }
  ck_assert_int_eq (lowest, 0);
  ck_assert_int_eq (highest, 2 * MARKS_MAX * 10 + 1);
  marks_free (marks);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("marks");
  TCase *tc = tcase_create ("thinning");

  tcase_add_test (tc, few_marks_are_kept_as_they_are);
  tcase_add_test (tc, a_step_is_a_change);
  tcase_add_test (tc, a_thinned_curve_keeps_its_ends_and_its_extremes);
  tcase_add_test (tc, thinned_bars_cover_what_the_bars_covered);
  tcase_add_test (tc, many_bars_at_one_moment_are_bounded);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
