/* Packets on their way: first in, first out, through every growth of the
 * ring. */
#include <check.h>
#include <stdlib.h>

#include "sim/pipe.h"

static Pipe packets;

static void
begin (void)
{
  packets = (Pipe) { 0 };
}

static void
end (void)
{
  pipe_clear (&packets);
  ck_assert_ptr_null (packets.ring.slots);
  ck_assert_ptr_null (pipe_head (&packets));
}

/* Packet number @n, with marks at both ends of what it carries. */
static void
push (guint n)
{
  *pipe_push (&packets) = (Packet) {
    .due = SIM_MS (n), .record = { .id = n }, .seg = { .seq = { n }, .len = n + 1 }
  };
}

static gboolean
head_is (guint n)
{
  const Packet *head = pipe_head (&packets);

  return head->due == SIM_MS (n) && head->record.id == n && head->seg.seq.v == n
         && head->seg.len == n + 1;
}

START_TEST (an_empty_pipe_has_no_head)
{
  ck_assert_ptr_null (pipe_head (&packets));
  push (1);
  pipe_pop (&packets);
  ck_assert_ptr_null (pipe_head (&packets));
}
END_TEST

START_TEST (looking_takes_nothing_out)
{
  push (1);
  push (2);
  ck_assert (head_is (1));
  ck_assert (head_is (1));
  ck_assert_uint_eq (pipe_count (&packets), 2);
}
END_TEST

/* Round the ring twice and a half. */
START_TEST (the_tail_is_what_was_pushed_last)
{
  for (guint n = 0; n < 40; n++)
    {
      push (n);
      ck_assert_uint_eq (pipe_tail (&packets)->record.id, n);
      if (n >= 3)
        pipe_pop (&packets);
    }
}
END_TEST

/* Growth with the head at each place of the first ring. */
START_TEST (growing_keeps_the_order)
{
  guint good = 0;

  for (guint n = 0; n < 16; n++)
    push (n);
  for (guint n = 0; n < (guint) _i; n++)
    pipe_pop (&packets);
  for (guint n = 16; n < 300; n++)
    push (n);
  for (guint n = _i; n < 300 && head_is (n); n++, good++)
    pipe_pop (&packets);
  ck_assert_uint_eq (good, 300 - _i);
  ck_assert_uint_eq (pipe_count (&packets), 0);
}
END_TEST

START_TEST (a_steady_flow_does_not_grow_the_ring)
{
  guint good = 0;

  for (guint n = 0; n < 10; n++)
    push (n);
  for (guint n = 0; n < 10000 && head_is (n); n++, good++)
    {
      pipe_pop (&packets);
      push (n + 10);
    }
  ck_assert_uint_eq (good, 10000);
  ck_assert_uint_eq (packets.ring.size, 16);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("pipe");
  TCase *tc = tcase_create ("pipe");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, an_empty_pipe_has_no_head);
  tcase_add_test (tc, looking_takes_nothing_out);
  tcase_add_test (tc, the_tail_is_what_was_pushed_last);
  tcase_add_loop_test (tc, growing_keeps_the_order, 0, 17);
  tcase_add_test (tc, a_steady_flow_does_not_grow_the_ring);
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
