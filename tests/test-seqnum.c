/* Sequence-number arithmetic, at and around the wrap. */
#include <check.h>
#include <stdlib.h>

#include "tcpsim/base/seqnum.h"

typedef struct {
  guint32 a, b;
  gint32 diff;                  /* a - b */
} Pair;

static const Pair pairs[] = {
  { 0, 0, 0 },
  { 1, 0, 1 },
  { 0, 1, -1 },
  { 0, 0xffffffff, 1 },
  { 0xffffffff, 0, -1 },
  { 5, 0xfffffff0, 21 },
  { 0x7fffffff, 0, G_MAXINT32 },
  { 0x80000001, 0, -G_MAXINT32 },
  { 0x80000000, 0x7fffffff, 1 },
};

START_TEST (difference_is_the_short_way_round)
{
  const Pair *p = &pairs[_i];

  ck_assert_int_eq (seq_diff (seq_from (p->a), seq_from (p->b)), p->diff);
}
END_TEST

START_TEST (comparisons_follow_the_difference)
{
  const Pair *p = &pairs[_i];
  SeqNum a = seq_from (p->a), b = seq_from (p->b);

  ck_assert_int_eq (seq_eq (a, b), p->diff == 0);
  ck_assert_int_eq (seq_lt (a, b), p->diff < 0);
  ck_assert_int_eq (seq_le (a, b), p->diff <= 0);
  ck_assert_int_eq (seq_gt (a, b), p->diff > 0);
  ck_assert_int_eq (seq_ge (a, b), p->diff >= 0);
}
END_TEST

START_TEST (adding_the_difference_leads_from_one_to_the_other)
{
  const Pair *p = &pairs[_i];

  ck_assert_uint_eq (seq_add (seq_from (p->b), p->diff).v, p->a);
}
END_TEST

START_TEST (the_later_of_two_is_the_one_ahead)
{
  const Pair *p = &pairs[_i];
  SeqNum later = seq_max (seq_from (p->a), seq_from (p->b));

  ck_assert_uint_eq (later.v, p->diff > 0 ? p->a : p->b);
}
END_TEST

START_TEST (adding_takes_more_than_32_bits)
{
  ck_assert_uint_eq (seq_add (seq_from (7), G_GINT64_CONSTANT (0x500000003)).v, 10);
  ck_assert_uint_eq (seq_add (seq_from (7), -G_GINT64_CONSTANT (0x500000003)).v, 4);
}
END_TEST

typedef struct {
  guint32 s, left, width;
  gboolean inside;
} Window;

static const Window windows[] = {
  { 10, 10, 1, TRUE },
  { 11, 10, 1, FALSE },
  { 9, 10, 1, FALSE },
  { 10, 10, 0, FALSE },
  { 3, 0xfffffffe, 6, TRUE },
  { 4, 0xfffffffe, 6, FALSE },
  { 0xfffffffd, 0xfffffffe, 6, FALSE },
  { 0xffffffff, 0xfffffffe, 6, TRUE },
};

START_TEST (a_window_holds_its_left_edge_and_not_its_right)
{
  const Window *w = &windows[_i];

  ck_assert_int_eq (seq_in_window (seq_from (w->s), seq_from (w->left), w->width), w->inside);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("seqnum");
  TCase *tc = tcase_create ("seqnum");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (tc, difference_is_the_short_way_round, 0, G_N_ELEMENTS (pairs));
  tcase_add_loop_test (tc, comparisons_follow_the_difference, 0, G_N_ELEMENTS (pairs));
  tcase_add_loop_test (tc, adding_the_difference_leads_from_one_to_the_other, 0,
                       G_N_ELEMENTS (pairs));
  tcase_add_loop_test (tc, the_later_of_two_is_the_one_ahead, 0, G_N_ELEMENTS (pairs));
  tcase_add_test (tc, adding_takes_more_than_32_bits);
  tcase_add_loop_test (tc, a_window_holds_its_left_edge_and_not_its_right, 0,
                       G_N_ELEMENTS (windows));
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
