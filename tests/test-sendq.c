/* The queue of sent segments: its ring, its marks, and what an ACK takes. */
#include <check.h>
#include <stdlib.h>

#include "suite.h"
#include "tcp/sendq.h"
#include "tcpsim/base/rng.h"
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
  while (good < n && seq_eq (sendq_at (&q, good)->seq, seq_from (ISN + (first + good) * MSS)))
    good++;
  ck_assert_uint_eq (good, n);
}

START_TEST (a_new_entry_is_all_zero)
{
  static const SentSegment zero = { 0 };
  SentSegment *s;

  push (7);
  sendq_sent (&q, sendq_at (&q, 0), 1);
  sendq_mark_lost (&q, sendq_at (&q, 0));
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

/* Scoreboards as pictures, a letter for each entry: "." out, "S" SACKed, "L"
 * lost and waiting, "R" lost and under way again, "r" only sent again. */
static char
letter (const SentSegment *s)
{
  if (s->marks & SENT_SACKED)
    return 'S';
  if (s->marks & SENT_LOST)
    return s->marks & SENT_RETRANS ? 'R' : 'L';
  return s->marks & SENT_RETRANS ? 'r' : '.';
}

static void
check_picture (const char *want)
{
  char got[64] = "";

  for (guint i = 0; i < sendq_count (&q); i++)
    got[i] = letter (sendq_at (&q, i));
  ck_assert_str_eq (got, want);
}

/* Sends @n new entries, one at each instant from @at on. */
static void
send_new (guint first, guint n, SimTime at)
{
  for (guint i = 0; i < n; i++)
    {
      push (first + i);
      sendq_sent (&q, sendq_last (&q), at + i);
    }
}

static void
again (guint i, SimTime at)
{
  SentSegment *s = sendq_at (&q, i);

  sendq_sent (&q, s, at);
  sendq_retransmitted (&q, s);
}

START_TEST (the_scoreboard_follows_a_recovery)
{
  send_new (0, 8, 100);
  sendq_mark_sacked (&q, sendq_at (&q, 2));
  sendq_mark_sacked (&q, sendq_at (&q, 4));
  sendq_mark_sacked (&q, sendq_at (&q, 5));
  check_picture ("..S.SS..");
  ck_assert_uint_eq (sendq_in_flight (&q), 5);

  sendq_mark_lost (&q, sendq_at (&q, 1));
  sendq_mark_lost (&q, sendq_at (&q, 0));
  sendq_mark_lost (&q, sendq_at (&q, 4));       /* what the peer has is not lost */
  check_picture ("LLS.SS..");
  ck_assert_uint_eq (sendq_in_flight (&q), 3);
  ck_assert_ptr_eq (sendq_first_waiting (&q), sendq_at (&q, 0));

  again (0, 200);
  again (1, 201);
  check_picture ("RRS.SS..");
  ck_assert_uint_eq (sendq_in_flight (&q), 5);
  ck_assert_ptr_null (sendq_first_waiting (&q));

  sendq_mark_lost (&q, sendq_at (&q, 0));       /* the retransmission, too */
  sendq_mark_sacked (&q, sendq_at (&q, 1));
  check_picture ("LSS.SS..");
  ck_assert_ptr_eq (sendq_first_waiting (&q), sendq_at (&q, 0));
  ck_assert_uint_eq (sendq_skip_sacked (&q, 1), 3);
  ck_assert_uint_eq (sendq_skip_sacked (&q, 4), 6);

  sendq_unmark_lost (&q);
  check_picture (".SS.SS..");
  sendq_unmark_sacked (&q);
  check_picture ("........");
  ck_assert_uint_eq (sendq_in_flight (&q), 8);
}
END_TEST

START_TEST (the_list_by_time_has_what_is_under_way_the_oldest_first)
{
  static const guint want[] = { 1, 3, 0 };
  const SentSegment *s;
  guint i = 0;

  send_new (0, 4, 100);
  sendq_mark_sacked (&q, sendq_at (&q, 2));
  sendq_mark_lost (&q, sendq_at (&q, 0));
  again (0, 200);
  for (s = sendq_oldest (&q); s != NULL; s = sendq_newer (&q, s))
    ck_assert_ptr_eq (s, sendq_at (&q, want[i++]));
  ck_assert_uint_eq (i, 3);
}
END_TEST

/* A loss probe repeats the last segment, lost or not; it is to be sent again all the
 * same. */
START_TEST (what_waits_is_not_in_the_list_by_time_though_a_probe_repeats_it)
{
  send_new (0, 3, 100);
  sendq_mark_lost (&q, sendq_at (&q, 2));
  sendq_sent (&q, sendq_at (&q, 2), 200);
  ck_assert_uint_eq (q.n_timed, 2);
  ck_assert_ptr_eq (sendq_first_waiting (&q), sendq_at (&q, 2));
  again (2, 300);
  ck_assert_uint_eq (q.n_timed, 3);
  ck_assert_ptr_null (sendq_first_waiting (&q));
}
END_TEST

START_TEST (what_is_not_lost_after_all_finds_its_place_in_time)
{
  const SentSegment *s;
  guint i = 0;

  send_new (0, 6, 100);
  sendq_mark_lost (&q, sendq_at (&q, 0));
  sendq_mark_lost (&q, sendq_at (&q, 3));
  sendq_mark_lost (&q, sendq_at (&q, 5));
  sendq_unmark_lost (&q);
  for (s = sendq_oldest (&q); s != NULL; s = sendq_newer (&q, s))
    ck_assert_ptr_eq (s, sendq_at (&q, i++));
  ck_assert_uint_eq (i, 6);
}
END_TEST

/* A burst leaves at one instant: what tells then is the order of sending. */
START_TEST (what_was_sent_at_once_finds_its_place_by_order)
{
  const SentSegment *s;
  guint i = 0;

  for (guint n = 0; n < 6; n++)
    send_new (n, 1, 100);
  sendq_mark_lost (&q, sendq_at (&q, 1));
  sendq_mark_lost (&q, sendq_at (&q, 2));
  sendq_mark_lost (&q, sendq_at (&q, 3));
  sendq_unmark_lost (&q);
  for (s = sendq_oldest (&q); s != NULL; s = sendq_newer (&q, s))
    ck_assert_ptr_eq (s, sendq_at (&q, i++));
  ck_assert_uint_eq (i, 6);
}
END_TEST

/* RFC 6675 section 4, IsLost() with a threshold of three segments. */
static const struct { const char *before, *after; } judgements[] = {
  { ".SS.....", ".SS....." },
  { ".SSS....", "LSSS...." },
  { ".S.SSS..", "LSLSSS.." },
  { "...S.SS.", "LLLS.SS." },
  { ".SSSSSS.", "LSSSSSS." },
  { ".S.S.S..", "LS.S.S.." },
};

START_TEST (three_segments_above_it_show_a_loss)
{
  send_new (0, 8, 100);
  for (guint i = 0; i < 8; i++)
    {
      if (judgements[_i].before[i] == 'S')
        sendq_mark_sacked (&q, sendq_at (&q, i));
      sendq_judge (&q, 3);                      /* ACK by ACK */
    }
  check_picture (judgements[_i].after);
}
END_TEST

START_TEST (the_first_at_a_number_is_found)
{
  send_new (0, 6, 100);
  ck_assert_uint_eq (sendq_find (&q, seq_from (ISN)), 0);
  ck_assert_uint_eq (sendq_find (&q, seq_from (ISN + 1)), 1);
  ck_assert_uint_eq (sendq_find (&q, seq_from (ISN + 3 * MSS)), 3);
  ck_assert_uint_eq (sendq_find (&q, seq_from (ISN + 6 * MSS)), 6);
}
END_TEST

/* The counts, recounted; one assertion for all. */
static gboolean
counts_are_right (void)
{
  guint sacked = 0, lost = 0, retrans = 0, waiting = 0, timed = 0, again = 0;
  const SentSegment *s;
  SimTime at = 0;

  for (guint i = 0; i < sendq_count (&q); i++)
    {
      char is = letter (sendq_at (&q, i));

      sacked += is == 'S';
      lost += is == 'L' || is == 'R';
      retrans += !!(sendq_at (&q, i)->marks & SENT_RETRANS);
      waiting += is == 'L';
      again += !!(sendq_at (&q, i)->marks & SENT_EVER_RETRANS);
    }
  for (s = sendq_oldest (&q); s != NULL && s->last_sent >= at; s = sendq_newer (&q, s), timed++)
    at = s->last_sent;
  return s == NULL && sacked == q.sacked && lost == q.lost && retrans == q.retrans
         && waiting == q.waiting && again == q.again && timed == sendq_count (&q) - sacked - waiting
         && (sendq_first_waiting (&q) != NULL) == (waiting > 0);
}

static const struct {
  gint beyond;                  /* octets beyond the start of segment 0 */
  guint covered;
} covers[] = {
  { 0, 0 }, { 1, 0 }, { MSS - 1, 0 }, { MSS, 1 }, { MSS + 1, 1 }, { 3 * MSS, 3 },
  { 6 * MSS - 1, 5 }, { 6 * MSS, 5 }, { 6 * MSS + 1, 6 }        /* the last has a FIN */
};

START_TEST (an_ack_covers_what_ends_at_its_number_or_before)
{
  send_new (0, 6, 100);
  sendq_last (&q)->flags = SEG_FIN;
  ck_assert_uint_eq (sendq_covered (&q, seq_from (ISN + covers[_i].beyond)), covers[_i].covered);
}
END_TEST

START_TEST (what_is_dropped_at_once_is_what_is_popped_one_by_one)
{
  send_new (0, 20, 100);
  ck_assert (sendq_is_intact (&q));
  sendq_drop (&q, 5);
  check_entries (5, 15);
  ck_assert_ptr_eq (sendq_oldest (&q), sendq_first (&q));
  ck_assert (counts_are_right ());
  sendq_drop (&q, 15);
  check_entries (20, 0);
  ck_assert_ptr_null (sendq_oldest (&q));
  ck_assert_uint_eq (q.ring.size, 4);   /* memory goes back as it does one by one */
}
END_TEST

/* Sent twice, it tells less of a round trip, until it has gone. */
START_TEST (a_queue_is_intact_while_nothing_in_it_is_known_to_be_wrong)
{
  send_new (0, 3, 100);
  sendq_sent (&q, sendq_last (&q), 200);
  ck_assert (!sendq_is_intact (&q));
  sendq_sent (&q, sendq_last (&q), 300);
  sendq_pop (&q);
  sendq_pop (&q);
  ck_assert (!sendq_is_intact (&q));
  sendq_pop (&q);
  ck_assert (sendq_is_intact (&q));
}
END_TEST

static void
do_anything (Rng *rng, guint *pushed, SimTime now)
{
  guint n = sendq_count (&q), i = n > 0 ? rng_below (rng, n) : 0;
  SentSegment *s = n > 0 ? sendq_at (&q, i) : NULL;

  switch (rng_below (rng, 12))
    {
    case 0 ... 3:
      send_new ((*pushed)++, 1, now);
      break;
    case 4:
      if (n > 0)
        sendq_pop (&q);
      break;
    case 5 ... 6:
      if (s != NULL && !(s->marks & SENT_SACKED))
        sendq_mark_sacked (&q, s);
      break;
    case 7:
      if (s != NULL)
        sendq_mark_lost (&q, s);
      break;
    case 8 ... 9:
      if ((s = sendq_first_waiting (&q)) != NULL)
        {
          sendq_sent (&q, s, now);
          sendq_retransmitted (&q, s);
        }
      break;
    case 10:
      if (s != NULL)
        sendq_forget_retransmission (&q, s);
      break;
    default:
      if (rng_below (rng, 20) == 0)
        sendq_unmark_lost (&q);
      else
        sendq_judge (&q, 3);
    }
}

START_TEST (the_counts_are_those_of_the_marks_whatever_happens)
{
  guint pushed = 0, good = 0;
  Rng rng;

  rng_init (&rng, _i, "sendq");
  for (guint step = 0; step < 3000; step++)
    {
      do_anything (&rng, &pushed, step);
      good += counts_are_right ();
    }
  ck_assert_uint_eq (good, 3000);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sendq");
  TCase *tc = tcase_create ("sendq");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, a_new_entry_is_all_zero);
  tcase_add_loop_test (tc, growing_keeps_the_order, 0, 17);
  tcase_add_test (tc, entries_stay_contiguous_where_numbers_wrap);
  tcase_add_loop_test (tc, syn_and_fin_take_a_number_each, 0, G_N_ELEMENTS (lengths));
  tcase_add_test (tc, trimming_takes_from_the_front_only);
  tcase_add_test (tc, a_fin_outlives_the_text_before_it);
  tcase_add_test (tc, the_scoreboard_follows_a_recovery);
  tcase_add_test (tc, the_list_by_time_has_what_is_under_way_the_oldest_first);
  tcase_add_test (tc, what_waits_is_not_in_the_list_by_time_though_a_probe_repeats_it);
  tcase_add_test (tc, what_is_not_lost_after_all_finds_its_place_in_time);
  tcase_add_test (tc, what_was_sent_at_once_finds_its_place_by_order);
  tcase_add_loop_test (tc, three_segments_above_it_show_a_loss, 0, G_N_ELEMENTS (judgements));
  tcase_add_test (tc, the_first_at_a_number_is_found);
  tcase_add_loop_test (tc, an_ack_covers_what_ends_at_its_number_or_before, 0, G_N_ELEMENTS (covers));
  tcase_add_test (tc, what_is_dropped_at_once_is_what_is_popped_one_by_one);
  tcase_add_test (tc, a_queue_is_intact_while_nothing_in_it_is_known_to_be_wrong);
  tcase_add_loop_test (tc, the_counts_are_those_of_the_marks_whatever_happens, 0, 20);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
