/* The queue of sent segments: its ring, its marks, and what an ACK takes. */
#include <check.h>
#include <stdlib.h>

#include "tcp/sendq.h"
#include "tcpsim/net/segment.h"

/* So that the numbers wrap within the first segments. */
#define ISN 0xfffffb00u
#define MSS 1000

static SendQueue q;

static void
begin (void)
{
  q = (SendQueue) { 0 };
}

static void
end (void)
{
  sendq_clear (&q);
  ck_assert_ptr_null (q.ring.slots);
}

/* Segment @n of the stream, at the end of the queue. */
static void
push (guint n)
{
  SentSegment *s = sendq_push (&q);

  s->seq = seq_from (ISN + n * MSS);
  s->len = MSS;
  s->offset = (guint64) n * MSS;
}

static void
push_many (guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    push (first + i);
}

/* One assertion for all, since each costs a message between processes. */
static void
check_entries (guint first, guint n)
{
  guint good = 0;

  ck_assert_uint_eq (sendq_count (&q), n);
  while (good < n && sendq_at (&q, good)->offset == (guint64) (first + good) * MSS)
    good++;
  ck_assert_uint_eq (good, n);
}

START_TEST (a_new_entry_is_all_zero)
{
  static const SentSegment zero = { 0 };
  SentSegment *s;

  push (7);
  sendq_at (&q, 0)->is_lost = TRUE;
  q.n_lost = 1;
  sendq_pop (&q);
  for (guint i = 0; i < 16; i++)        /* round the ring, to where the old one was */
    {
      s = sendq_push (&q);
      ck_assert_mem_eq (s, &zero, sizeof zero);
    }
}
END_TEST

/* The ring grows at a power of two, wherever its head is by then. */
START_TEST (growing_keeps_the_order)
{
  guint popped = _i;

  push_many (0, 16);
  for (guint i = 0; i < popped; i++)
    sendq_pop (&q);
  push_many (16, 200);
  check_entries (popped, 216 - popped);
}
END_TEST

START_TEST (entries_stay_contiguous_where_numbers_wrap)
{
  push_many (0, 5);
  for (guint i = 1; i < 5; i++)
    ck_assert (seq_eq (sent_end (sendq_at (&q, i - 1)), sendq_at (&q, i)->seq));
  ck_assert_uint_lt (sent_end (sendq_at (&q, 4)).v, ISN);
}
END_TEST

static const struct {
  guint8 flags;
  guint32 len, takes;
} lengths[] = {
  { 0, 10, 10 },
  { SEG_PSH, 10, 10 },
  { SEG_SYN, 0, 1 },
  { SEG_FIN, 0, 1 },
  { SEG_FIN | SEG_PSH, 10, 11 },
};

START_TEST (syn_and_fin_take_a_number_each)
{
  SentSegment s = {
    .seq = seq_from (0xffffffffu), .len = lengths[_i].len, .flags = lengths[_i].flags
  };

  ck_assert_int_eq (seq_diff (sent_end (&s), s.seq), lengths[_i].takes);
}
END_TEST

START_TEST (trimming_takes_from_the_front_only)
{
  SeqNum before;

  push_many (0, 2);
  before = sent_end (sendq_at (&q, 0));
  sendq_trim (&q, 999);
  ck_assert_uint_eq (sendq_at (&q, 0)->len, 1);
  ck_assert_uint_eq (sendq_at (&q, 0)->offset, 999);
  ck_assert (seq_eq (sendq_at (&q, 0)->seq, seq_from (ISN + 999)));
  ck_assert (seq_eq (sent_end (sendq_at (&q, 0)), before));
  ck_assert_uint_eq (sendq_at (&q, 1)->len, MSS);
}
END_TEST

START_TEST (a_fin_outlives_the_text_before_it)
{
  push (0);
  sendq_at (&q, 0)->flags = SEG_FIN;
  sendq_trim (&q, MSS);
  ck_assert_uint_eq (sendq_at (&q, 0)->len, 0);
  ck_assert (seq_eq (sent_end (sendq_at (&q, 0)), seq_from (ISN + MSS + 1)));
}
END_TEST

START_TEST (the_lost_are_found_oldest_first)
{
  push_many (0, 40);
  sendq_mark_all_lost (&q);
  ck_assert_uint_eq (q.n_lost, 40);
  for (guint i = 0; i < 40; i++)
    {
      SentSegment *s = sendq_first_lost (&q);

      ck_assert_uint_eq (s->offset, (guint64) i * MSS);
      sendq_sent (&q, s, SIM_MS (i));
      ck_assert_uint_eq (q.n_lost, 39 - i);
    }
  ck_assert_ptr_null (sendq_first_lost (&q));
}
END_TEST

START_TEST (an_ack_takes_the_lost_with_it)
{
  push_many (0, 4);
  sendq_mark_all_lost (&q);
  sendq_sent (&q, sendq_first_lost (&q), 0);
  sendq_pop (&q);                       /* was sent again */
  ck_assert_uint_eq (q.n_lost, 3);
  sendq_pop (&q);                       /* was not */
  ck_assert_uint_eq (q.n_lost, 2);
  ck_assert_uint_eq (sendq_first_lost (&q)->offset, 2 * MSS);
}
END_TEST

START_TEST (what_is_sent_after_a_loss_is_not_lost)
{
  push_many (0, 2);
  sendq_mark_all_lost (&q);
  push (2);
  sendq_sent (&q, sendq_at (&q, 2), 0);
  sendq_sent (&q, sendq_first_lost (&q), 0);
  sendq_sent (&q, sendq_first_lost (&q), 0);
  ck_assert_uint_eq (q.n_lost, 0);
  ck_assert_ptr_null (sendq_first_lost (&q));
}
END_TEST

START_TEST (a_second_loss_is_searched_from_the_front_again)
{
  push_many (0, 3);
  sendq_mark_all_lost (&q);
  for (guint i = 0; i < 3; i++)
    sendq_sent (&q, sendq_first_lost (&q), 0);
  sendq_mark_all_lost (&q);
  ck_assert_uint_eq (sendq_first_lost (&q)->offset, 0);
}
END_TEST

START_TEST (sending_again_keeps_the_first_time)
{
  SentSegment *s;

  push (0);
  s = sendq_at (&q, 0);
  sendq_sent (&q, s, SIM_MS (10));
  sendq_sent (&q, s, SIM_MS (30));
  ck_assert_int_eq (s->first_sent, SIM_MS (10));
  ck_assert_int_eq (s->last_sent, SIM_MS (30));
  ck_assert_uint_eq (s->n_sent, 2);
}
END_TEST

START_TEST (the_count_of_sendings_does_not_wrap)
{
  push (0);
  for (guint i = 0; i < 70000; i++)
    sendq_sent (&q, sendq_at (&q, 0), i + 1);
  ck_assert_uint_eq (sendq_at (&q, 0)->n_sent, G_MAXUINT16);
  ck_assert_int_eq (sendq_at (&q, 0)->first_sent, 1);
}
END_TEST

/* A draw in [0, n) from a generator of the test's own. */
static guint32
draw (guint32 *state, guint32 n)
{
  *state = *state * 1664525u + 1013904223u;
  return (guint32) (((guint64) *state * n) >> 32);
}

static guint
count_lost (guint first)
{
  guint lost = 0;

  for (guint i = first; i < sendq_count (&q); i++)
    lost += sendq_at (&q, i)->is_lost;
  return lost;
}

static void
do_something (guint32 what, guint *next)
{
  if (what < 45)
    push ((*next)++);
  else if (what < 85 && sendq_count (&q) > 0)
    sendq_pop (&q);
  else if (what < 99 && sendq_first_lost (&q) != NULL)
    sendq_sent (&q, sendq_first_lost (&q), 0);
  else if (what == 99)
    sendq_mark_all_lost (&q);
}

START_TEST (whatever_happens_the_invariants_hold)
{
  guint32 state = _i;
  guint next = 0;

  for (guint step = 0; step < 2000; step++)
    {
      do_something (draw (&state, 100), &next);
      check_entries (next - sendq_count (&q), sendq_count (&q));
      ck_assert_uint_eq (q.n_lost, count_lost (0));
      if (q.n_lost > 0)
        ck_assert_uint_eq (q.n_lost, count_lost (q.lost_from));
    }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sendq");
  TCase *tc = tcase_create ("sendq");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, a_new_entry_is_all_zero);
  tcase_add_loop_test (tc, growing_keeps_the_order, 0, 17);
  tcase_add_test (tc, entries_stay_contiguous_where_numbers_wrap);
  tcase_add_loop_test (tc, syn_and_fin_take_a_number_each, 0, G_N_ELEMENTS (lengths));
  tcase_add_test (tc, trimming_takes_from_the_front_only);
  tcase_add_test (tc, a_fin_outlives_the_text_before_it);
  tcase_add_test (tc, the_lost_are_found_oldest_first);
  tcase_add_test (tc, an_ack_takes_the_lost_with_it);
  tcase_add_test (tc, what_is_sent_after_a_loss_is_not_lost);
  tcase_add_test (tc, a_second_loss_is_searched_from_the_front_again);
  tcase_add_test (tc, sending_again_keeps_the_first_time);
  tcase_add_test (tc, the_count_of_sendings_does_not_wrap);
  tcase_add_loop_test (tc, whatever_happens_the_invariants_hold, 0, 10);
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
