/* What a receiver tells of data that comes twice, out of order, marked, or when
 * there is no memory: RFC 2883, RFC 5681 section 4.2, RFC 3168, RFC 8257, and
 * what Linux makes of them. */
#include "hand.h"
#include "suite.h"
#include "tcp/cc/cc.h"

static TcpConfig config;

static void
begin (void)
{
  config = hand_config ();
}

/* Each segment is acknowledged at once. */

START_TEST (what_comes_twice_is_reported_once)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 1, 1, 100), OUT_SACK (100, 1, 101, "", ACK_QUICK),
    IN (110, ".", 1, 1, 100), OUT_SACK (110, 1, 101, "1-101", ACK_DUPLICATE),
    IN (120, ".", 101, 1, 100), OUT_SACK (120, 1, 201, "", ACK_QUICK)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (what_comes_again_from_before_the_last_ack_is_reported)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 1, 1, 100), OUT (100, ".", 1, 101, 0, ACK_QUICK),
    IN (110, ".", 1, 1, 50), OUT_SACK (110, 1, 101, "1-51", ACK_DUPLICATE)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (what_comes_twice_beyond_a_gap_is_reported_before_its_block)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 101, 1, 100), OUT_SACK (100, 1, 1, "101-201", ACK_OUT_OF_ORDER),
    IN (110, ".", 101, 1, 100), OUT_SACK (110, 1, 1, "101-201 101-201", ACK_OUT_OF_ORDER),
    IN (120, ".", 151, 1, 100), OUT_SACK (120, 1, 1, "151-201 101-251", ACK_OUT_OF_ORDER),
    IN (130, ".", 1, 1, 10), OUT_SACK (130, 1, 11, "101-251", ACK_OUT_OF_ORDER)
  };

  config.max_quickacks = 0;
  config.comp_sack_delay = 0;
  config.delack_min = 0;
  PLAY (&config, steps);
}
END_TEST

/* RFC 2018 section 3 speaks of sequence numbers, and a FIN takes one: a sender
 * whose last segment is SACKed without it would take it for lost. */
START_TEST (a_fin_beyond_a_gap_is_sacked)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "F.", 101, 1, 100), OUT_SACK (100, 1, 1, "101-202", ACK_OUT_OF_ORDER),
    IN (110, ".", 1, 1, 50), OUT_SACK (110, 1, 51, "101-202", ACK_OUT_OF_ORDER),
    IN (120, ".", 51, 1, 50), OUT_SACK (120, 1, 202, "", ACK_OUT_OF_ORDER)
  };

  config.max_quickacks = 0;
  config.comp_sack_delay = 0;
  PLAY (&config, steps);
}
END_TEST

START_TEST (a_fin_alone_beyond_a_gap_is_sacked)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "F.", 201, 1, 0), OUT_SACK (100, 1, 1, "201-202", ACK_OUT_OF_ORDER),
    IN (110, ".", 101, 1, 100), OUT_SACK (110, 1, 1, "101-202", ACK_OUT_OF_ORDER),
    IN (120, ".", 1, 1, 100), OUT_SACK (120, 1, 202, "", ACK_OUT_OF_ORDER)
  };

  config.max_quickacks = 0;
  config.comp_sack_delay = 0;
  PLAY (&config, steps);
}
END_TEST

START_TEST (the_part_of_a_segment_that_comes_twice_is_reported)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 1, 1, 100), OUT (100, ".", 1, 101, 0, ACK_QUICK),
    IN (110, ".", 51, 1, 100), OUT_SACK (110, 1, 151, "51-101", ACK_QUICK),
    IN (120, ".", 201, 1, 100), OUT_SACK (120, 1, 151, "201-301", ACK_OUT_OF_ORDER),
    IN (130, ".", 151, 1, 100), OUT_SACK (130, 1, 301, "201-251", ACK_OUT_OF_ORDER)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (a_duplicate_is_not_reported_once_other_data_has_come)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 1, 1, 100), IN (110, ".", 51, 1, 100), IN (120, ".", 151, 1, 10),
    OUT_SACK (140, 1, 161, "", ACK_DELAYED)
  };

  config.max_quickacks = 0;
  PLAY (&config, steps);
}
END_TEST

START_TEST (no_duplicate_is_reported_where_that_is_off)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 1, 1, 100), OUT (100, ".", 1, 101, 0, ACK_QUICK),
    IN (110, ".", 1, 1, 100), OUT_SACK (110, 1, 101, "", ACK_DUPLICATE)
  };

  if (_i == 0)
    config.dsack = FALSE;
  else
    config.sack = FALSE;
  PLAY (&config, steps);
}
END_TEST

/* ACKs held together: a twentieth of the round trip of 20 ms is 1 ms.  The first
 * segment shows the round trip and leaves an ACK to the timer. */

#define GAP                                                             \
  PASSIVE_OPEN, IN (40, ".", 1, 1, 1000),                               \
  IN (41, ".", 2001, 1, 100), OUT_SACK (41, 1, 1001, "2001-2101", ACK_OUT_OF_ORDER), \
  IN (42, ".", 2101, 1, 100), OUT_SACK (42, 1, 1001, "2001-2201", ACK_OUT_OF_ORDER), \
  IN (43, ".", 2201, 1, 100), OUT_SACK (43, 1, 1001, "2001-2301", ACK_OUT_OF_ORDER)

static void
begin_held (void)
{
  config = hand_config ();
  config.timestamps = TRUE;
  config.tsval = 1;             /* 0 would not count as an echo */
  config.max_quickacks = 0;
}

START_TEST (after_three_acks_a_burst_is_acknowledged_together)
{
  static const HandStep steps[] = {
    GAP,
    IN (50, ".", 2301, 1, 100), IN (50, ".", 2401, 1, 100),
    OUT_SACK (51, 1, 1001, "2001-2501", ACK_COMPRESSED),
    IN (52, ".", 2501, 1, 100), OUT_SACK (53, 1, 1001, "2001-2601", ACK_COMPRESSED),
    IN (60, ".", 1001, 1, 1000), OUT_SACK (60, 1, 2601, "", ACK_OUT_OF_ORDER)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (filling_the_gap_does_not_wait_for_acks_held_together)
{
  static const HandStep steps[] = {
    GAP,
    IN (50, ".", 2301, 1, 100), IN (50, ".", 1001, 1, 1000),
    OUT_SACK (50, 1, 2401, "", ACK_OUT_OF_ORDER), STATE (60, ESTABLISHED)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (a_gap_filled_in_part_starts_the_count_again)
{
  static const HandStep steps[] = {
    GAP, IN (50, ".", 1001, 1, 100), OUT_SACK (50, 1, 1101, "2001-2301", ACK_OUT_OF_ORDER),
    IN (50, ".", 2301, 1, 100), OUT_SACK (50, 1, 1101, "2001-2401", ACK_OUT_OF_ORDER),
    IN (50, ".", 2401, 1, 100), OUT_SACK (50, 1, 1101, "2001-2501", ACK_OUT_OF_ORDER),
    IN (50, ".", 2501, 1, 100), OUT_SACK (51, 1, 1101, "2001-2601", ACK_COMPRESSED)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (only_so_many_acks_are_held_together)
{
  static const HandStep steps[] = {
    GAP, IN (50, ".", 2301, 1, 100), IN (50, ".", 2401, 1, 100),
    IN (50, ".", 2501, 1, 100), OUT_SACK (50, 1, 1001, "2001-2601", ACK_OUT_OF_ORDER),
    IN (50, ".", 2601, 1, 100), OUT_SACK (51, 1, 1001, "2001-2701", ACK_COMPRESSED)
  };

  config.comp_sack_nr = 2;
  PLAY (&config, steps);
}
END_TEST

START_TEST (a_third_block_sends_the_ack_held_before_it)
{
  static const HandStep steps[] = {
    GAP, IN (50, ".", 2401, 1, 100), IN (50, ".", 2601, 1, 100),
    OUT_SACK (50, 1, 1001, "2401-2501 2001-2301", ACK_COMPRESSED),
    OUT_SACK (51, 1, 1001, "2601-2701 2401-2501 2001-2301", ACK_COMPRESSED)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (without_sack_or_a_delay_each_ack_goes_at_once)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (40, ".", 1, 1, 1000),
    IN (41, ".", 2001, 1, 100), OUT (41, ".", 1, 1001, 0, ACK_OUT_OF_ORDER),
    IN (41, ".", 2101, 1, 100), OUT (41, ".", 1, 1001, 0, ACK_OUT_OF_ORDER),
    IN (41, ".", 2201, 1, 100), OUT (41, ".", 1, 1001, 0, ACK_OUT_OF_ORDER),
    IN (41, ".", 2301, 1, 100), OUT (41, ".", 1, 1001, 0, ACK_OUT_OF_ORDER),
    IN (41, ".", 2401, 1, 100), OUT (41, ".", 1, 1001, 0, ACK_OUT_OF_ORDER)
  };

  if (_i == 0)
    config.sack = FALSE;
  else
    config.comp_sack_delay = 0;
  PLAY (&config, steps);
}
END_TEST

/* Linux: then a receiver does not look at echoes, and knows no round trip. */
START_TEST (once_an_end_has_closed_each_ack_goes_at_once)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, SHUTDOWN (30), OUT (30, "F.", 1, 1, 0, FIN), IN (35, ".", 1, 2, 0),
    IN (40, ".", 1, 2, 1000),
    IN (41, ".", 2001, 2, 100), OUT (41, ".", 2, 1001, 0, ACK_OUT_OF_ORDER),
    IN (42, ".", 2101, 2, 100), OUT (42, ".", 2, 1001, 0, ACK_OUT_OF_ORDER),
    IN (43, ".", 2201, 2, 100), OUT (43, ".", 2, 1001, 0, ACK_OUT_OF_ORDER),
    IN (44, ".", 2301, 2, 100), OUT (44, ".", 2, 1001, 0, ACK_OUT_OF_ORDER)
  };

  PLAY (&config, steps);
}
END_TEST

/* Congestion marks. */

#define ECN_OPEN                                \
  CONNECT (0), OUT (0, "SEW", 0, 0, 0, SYN),    \
  IN (20, "S.E", 0, 1, 0), OUT (20, ".", 1, 1, 0, HANDSHAKE_ACK)

START_TEST (a_mark_is_reported_until_the_sender_has_reacted)
{
  static const HandStep steps[] = {
    ECN_OPEN, IN (100, ".T", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK),
    IN (110, ".C", 11, 1, 10), OUT (110, ".E", 1, 21, 0, ACK_QUICK),
    IN (120, ".T", 21, 1, 10), OUT (120, ".E", 1, 31, 0, ACK_QUICK),
    IN (130, ".TW", 31, 1, 10), OUT (130, ".", 1, 41, 0, ACK_ECN)
  };

  config.ecn = 1;
  PLAY (&config, steps);
}
END_TEST

START_TEST (a_mark_beyond_a_gap_counts)
{
  static const HandStep steps[] = {
    ECN_OPEN, IN (100, ".C", 11, 1, 10), OUT (100, ".E", 1, 1, 0, ACK_OUT_OF_ORDER),
  };

  config.ecn = 1;
  PLAY (&config, steps);
}
END_TEST

START_TEST (the_first_mark_and_data_sent_again_bring_acks_forward)
{
  static const HandStep steps[] = {
    ECN_OPEN, IN (100, ".T", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK),
    IN (101, ".T", 11, 1, 10), OUT (101, ".", 1, 21, 0, ACK_QUICK),
    IN (102, ".T", 21, 1, 10), OUT (142, ".", 1, 31, 0, ACK_DELAYED),
    IN (150, ".C", 31, 1, 10), OUT (150, ".E", 1, 41, 0, ACK_QUICK),
    IN (151, ".C", 41, 1, 10), OUT (151, ".E", 1, 51, 0, ACK_QUICK),
    IN (152, ".C", 51, 1, 10), OUT (192, ".E", 1, 61, 0, ACK_DELAYED),
    IN (200, ".", 61, 1, 10), OUT (200, ".E", 1, 71, 0, ACK_QUICK)
  };

  config.ecn = 1;
  config.max_quickacks = 2;
  PLAY (&config, steps);
}
END_TEST

START_TEST (a_peer_that_does_not_take_part_is_told_nothing)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "SEW", 0, 0, 0, SYN),
    IN (20, "S.", 0, 1, 0), OUT (20, ".", 1, 1, 0, HANDSHAKE_ACK),
    IN (100, ".C", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK)
  };

  config.ecn = 1;
  PLAY (&config, steps);
}
END_TEST

/* RFC 3168 section 6.1.1.1. */
START_TEST (a_syn_that_was_lost_goes_again_without_the_offer)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "SEW", 0, 0, 0, SYN), OUT (1000, "S", 0, 0, 0, RTO)
  };

  config.ecn = 1;
  PLAY (&config, steps);
}
END_TEST

static const struct {
  guint32 ecn;
  const char *syn, *answer;
} answers[] = {
  { 2, "SEW", "S.E" }, { 1, "SEW", "S.E" }, { 0, "SEW", "S." }, { 2, "S", "S." }, { 2, "SE", "S." },
  { 2, "SEWT", "S." }           /* from an end that expects marks to be mirrored */
};

START_TEST (a_listener_answers_an_offer)
{
  HandStep steps[] = {
    LISTEN (0), IN (0, answers[_i].syn, 0, 0, 0), OUT (0, answers[_i].answer, 0, 1, 0, SYN_ACK)
  };

  config.ecn = answers[_i].ecn;
  PLAY (&config, steps);
}
END_TEST

/* A congestion control that wants to know of each mark. */

static CcOps watchful;

static void
begin_mirror (void)
{
  watchful = cc_reno;
  watchful.wants_ecn = TRUE;
  config = hand_config ();
  config.congestion_control = &watchful;
  config.max_quickacks = 1;
}

START_TEST (reports_follow_each_change_of_the_marks)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "SEWT", 0, 0, 0, SYN),
    IN (20, "S.ET", 0, 1, 0), OUT (20, ".T", 1, 1, 0, HANDSHAKE_ACK),
    IN (100, ".T", 1, 1, 10), OUT (100, ".T", 1, 11, 0, ACK_QUICK),
    IN (110, ".T", 11, 1, 10),
    IN (111, ".C", 21, 1, 10),                  /* the ACK that waited goes first */
    OUT (111, ".T", 1, 21, 0, ACK_ECN), OUT (111, ".TE", 1, 31, 0, ACK_ECN),
    IN (120, ".T", 31, 1, 10), OUT (120, ".T", 1, 41, 0, ACK_ECN)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (a_watchful_listener_accepts_a_capable_syn)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "SEWT", 0, 0, 0), OUT (0, "S.ET", 0, 1, 0, SYN_ACK)
  };

  config.ecn = 0;
  PLAY (&config, steps);
}
END_TEST

/* Memory for one segment of 1000 octets, and the window is larger. */

static void
begin_tiny (void)
{
  config = hand_config ();
  config.rcvbuf = 2304;
  config.rcvbuf_locked = TRUE;
}

START_TEST (what_does_not_fit_closes_the_window)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 1000), OUT (100, ".", 1, 1001, 0, ACK_QUICK),
    IN (110, "P.", 1001, 1, 100), OUT_WIN (110, ".", 1, 1001, 0, 0)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (what_comes_next_has_precedence_over_what_lies_beyond_a_gap)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 101, 1, 1000),
    OUT_SACK (100, 1, 1, "101-1101", ACK_OUT_OF_ORDER),
    IN (110, ".", 1, 1, 100), OUT_SACK (110, 1, 101, "", ACK_QUICK)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (what_lies_beyond_all_gaps_drives_nothing_out)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 51, 1, 1000),
    OUT_SACK (100, 1, 1, "51-1051", ACK_OUT_OF_ORDER),
    IN (110, ".", 1101, 1, 20), STATE (111, ESTABLISHED)
  };

  PLAY (&config, steps);
}
END_TEST

static void
add_duplicates (Suite *suite)
{
  TCase *t = tcase_create ("duplicates");

  tcase_add_checked_fixture (t, begin, NULL);
  tcase_add_test (t, what_comes_twice_is_reported_once);
  tcase_add_test (t, what_comes_again_from_before_the_last_ack_is_reported);
  tcase_add_test (t, what_comes_twice_beyond_a_gap_is_reported_before_its_block);
  tcase_add_test (t, a_fin_beyond_a_gap_is_sacked);
  tcase_add_test (t, a_fin_alone_beyond_a_gap_is_sacked);
  tcase_add_test (t, the_part_of_a_segment_that_comes_twice_is_reported);
  tcase_add_test (t, a_duplicate_is_not_reported_once_other_data_has_come);
  tcase_add_loop_test (t, no_duplicate_is_reported_where_that_is_off, 0, 2);
  suite_add_tcase (suite, t);
}

static void
add_held (Suite *suite)
{
  TCase *t = tcase_create ("held");

  tcase_add_checked_fixture (t, begin_held, NULL);
  tcase_add_test (t, after_three_acks_a_burst_is_acknowledged_together);
  tcase_add_test (t, filling_the_gap_does_not_wait_for_acks_held_together);
  tcase_add_test (t, a_gap_filled_in_part_starts_the_count_again);
  tcase_add_test (t, only_so_many_acks_are_held_together);
  tcase_add_test (t, a_third_block_sends_the_ack_held_before_it);
  tcase_add_test (t, once_an_end_has_closed_each_ack_goes_at_once);
  tcase_add_loop_test (t, without_sack_or_a_delay_each_ack_goes_at_once, 0, 2);
  suite_add_tcase (suite, t);
}

static void
add_marks (Suite *suite)
{
  TCase *t = tcase_create ("marks"), *mirror = tcase_create ("mirror");

  tcase_add_checked_fixture (t, begin, NULL);
  tcase_add_test (t, a_mark_is_reported_until_the_sender_has_reacted);
  tcase_add_test (t, a_mark_beyond_a_gap_counts);
  tcase_add_test (t, the_first_mark_and_data_sent_again_bring_acks_forward);
  tcase_add_test (t, a_peer_that_does_not_take_part_is_told_nothing);
  tcase_add_test (t, a_syn_that_was_lost_goes_again_without_the_offer);
  tcase_add_loop_test (t, a_listener_answers_an_offer, 0, G_N_ELEMENTS (answers));
  suite_add_tcase (suite, t);
  tcase_add_checked_fixture (mirror, begin_mirror, NULL);
  tcase_add_test (mirror, reports_follow_each_change_of_the_marks);
  tcase_add_test (mirror, a_watchful_listener_accepts_a_capable_syn);
  suite_add_tcase (suite, mirror);
}

static void
add_memory (Suite *suite)
{
  TCase *t = tcase_create ("memory");

  tcase_add_checked_fixture (t, begin_tiny, NULL);
  tcase_add_test (t, what_does_not_fit_closes_the_window);
  tcase_add_test (t, what_comes_next_has_precedence_over_what_lies_beyond_a_gap);
  tcase_add_test (t, what_lies_beyond_all_gaps_drives_nothing_out);
  suite_add_tcase (suite, t);
}

int
main (void)
{
  Suite *suite = suite_create ("tcp-receive");

  add_duplicates (suite);
  add_held (suite);
  add_marks (suite);
  add_memory (suite);
  return suite_main (suite);
}
