/* The event queue: one total order, whatever the order of scheduling. */
#include <check.h>
#include <stdlib.h>

#include "sim/eventq.h"

#define N_EVENTS 10000

static EventQueue q;

static void
begin (void)
{
  q = (EventQueue) { 0 };
}

static void
end (void)
{
  eventq_clear (&q);
  ck_assert_ptr_null (q.heap);
}

/* Schedules an event that knows that it was number @n. */
static void
push (SimTime at, guint n)
{
  eventq_push (&q, (Event) { .at = at, .kind = n });
}

/* A draw in [0, n) from a generator of the test's own. */
static guint32
draw (guint32 *state, guint32 n)
{
  *state = *state * 1664525u + 1013904223u;
  return (guint32) (((guint64) *state * n) >> 32);
}

static gboolean
in_order (const Event *first, const Event *second)
{
  return first->at < second->at
         || (first->at == second->at && first->kind < second->kind);
}

/* Takes everything out; how many events came in their order. */
static guint
drain (void)
{
  Event last, next;
  guint n = eventq_pop (&q, &last);

  while (n > 0 && eventq_pop (&q, &next) && in_order (&last, &next))
    {
      last = next;
      n++;
    }
  return n;
}

/* How many different times the events have: all at once, many at once, a few,
 * hardly any. */
static const guint32 spreads[] = { 1, 2, 100, 5000, 1u << 31 };

START_TEST (events_come_by_time_and_then_as_they_were_scheduled)
{
  guint32 state = _i;

  for (guint i = 0; i < N_EVENTS; i++)
    push (draw (&state, spreads[_i]), i);
  ck_assert_uint_eq (drain (), N_EVENTS);
}
END_TEST

START_TEST (rising_and_falling_times_are_sorted_alike)
{
  for (guint i = 0; i < N_EVENTS; i++)
    push (_i == 0 ? (SimTime) i : (SimTime) N_EVENTS - i, i);
  ck_assert_uint_eq (drain (), N_EVENTS);
}
END_TEST

/* As in a run: what an event schedules lies at its time or later. */
START_TEST (time_never_runs_back_while_events_schedule_events)
{
  guint32 state = _i;
  guint scheduled = 0, good = 0;
  Event event, last = { .at = -1 };

  while (scheduled < 64)
    push (0, scheduled++);
  while (eventq_pop (&q, &event) && in_order (&last, &event))
    {
      last = event;
      good++;
      for (guint more = draw (&state, 3); more > 0 && scheduled < N_EVENTS; more--)
        push (event.at + draw (&state, 4), scheduled++);
    }
  ck_assert_uint_eq (good, scheduled);
}
END_TEST

/* What is postponed comes where it would if it had been taken and scheduled anew. */
START_TEST (an_event_postponed_is_one_taken_and_scheduled_anew)
{
  EventQueue other = { 0 };
  guint32 state = _i;
  guint same = 0;

  for (guint i = 0; i < N_EVENTS; i++)
    push (draw (&state, spreads[_i]), i);
  other = (EventQueue) { g_memdup2 (q.heap, q.size * sizeof *q.heap), q.size, q.count, q.last_order };
  for (guint i = 0; i < N_EVENTS; i++)
    {
      SimTime at = eventq_next_at (&q) + draw (&state, spreads[_i]);
      Event event;

      eventq_postpone (&q, at);
      ck_assert (eventq_pop (&other, &event));
      event.at = at;
      eventq_push (&other, event);
    }
  for (Event a, b; eventq_pop (&q, &a) && eventq_pop (&other, &b);)
    same += a.at == b.at && a.order == b.order && a.kind == b.kind;
  ck_assert_uint_eq (same, N_EVENTS);
  eventq_clear (&other);
}
END_TEST

START_TEST (an_event_comes_out_as_it_went_in)
{
  Event event;

  eventq_push (&q, (Event) { .at = 5, .order = 99, .kind = 7, .side = 1 });
  ck_assert (eventq_pop (&q, &event));
  ck_assert_int_eq (event.at, 5);
  ck_assert_uint_eq (event.kind, 7);
  ck_assert_uint_eq (event.side, 1);
}
END_TEST

START_TEST (the_next_time_is_that_of_the_next_event)
{
  Event event;

  push (30, 0);
  push (10, 1);
  ck_assert_int_eq (eventq_next_at (&q), 10);
  eventq_pop (&q, &event);
  ck_assert_int_eq (eventq_next_at (&q), 30);
}
END_TEST

START_TEST (an_empty_queue_has_nothing_and_no_next_time)
{
  Event event;

  ck_assert (!eventq_pop (&q, &event));
  ck_assert_int_eq (eventq_next_at (&q), SIM_NEVER);
  push (1, 0);
  eventq_pop (&q, &event);
  ck_assert (!eventq_pop (&q, &event));
  ck_assert_int_eq (eventq_next_at (&q), SIM_NEVER);
}
END_TEST

START_TEST (times_far_apart_compare_right)
{
  Event event;

  push (SIM_NEVER - 1, 0);
  push (0, 1);
  ck_assert (eventq_pop (&q, &event));
  ck_assert_int_eq (event.at, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("eventq");
  TCase *tc = tcase_create ("eventq");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, events_come_by_time_and_then_as_they_were_scheduled, 0,
                       G_N_ELEMENTS (spreads));
  tcase_add_loop_test (tc, rising_and_falling_times_are_sorted_alike, 0, 2);
  tcase_add_loop_test (tc, time_never_runs_back_while_events_schedule_events, 0, 5);
  tcase_add_loop_test (tc, an_event_postponed_is_one_taken_and_scheduled_anew, 0,
                       G_N_ELEMENTS (spreads));
  tcase_add_test (tc, an_event_comes_out_as_it_went_in);
  tcase_add_test (tc, the_next_time_is_that_of_the_next_event);
  tcase_add_test (tc, an_empty_queue_has_nothing_and_no_next_time);
  tcase_add_test (tc, times_far_apart_compare_right);
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
