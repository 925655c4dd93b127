/* Closing, RFC 9293 section 3.6: every way out. */
#include "hand.h"
#include "suite.h"

START_TEST (active_close_walks_to_time_wait_and_closed)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN), STATE (100, FIN_WAIT_1),
    IN (120, ".", 1, 2, 0), STATE (120, FIN_WAIT_2),
    IN (150, "F.", 1, 2, 0), OUT (150, ".", 2, 2, 0, ACK_FIN), STATE (150, TIME_WAIT),
    STATE (60149, TIME_WAIT), STATE (60150, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* The ACK of the FIN waits for something to ride on: ping-pong mode. */
START_TEST (passive_close_walks_to_last_ack_and_closed)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "F.", 1, 1, 0), STATE (100, CLOSE_WAIT),
    OUT (140, ".", 1, 2, 0, ACK_DELAYED),
    CLOSE (200), OUT (200, "F.", 1, 2, 0, FIN), STATE (200, LAST_ACK),
    IN (220, ".", 2, 2, 0), STATE (220, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (fin_that_follows_in_time_carries_the_ack)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "F.", 1, 1, 0), CLOSE (130), OUT (130, "F.", 1, 2, 0, FIN)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (simultaneous_close_walks_through_closing)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN),
    IN (110, "F.", 1, 1, 0), OUT (110, ".", 2, 2, 0, ACK_FIN), STATE (110, CLOSING),
    IN (120, ".", 2, 2, 0), STATE (120, TIME_WAIT)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (one_segment_with_ack_and_fin_leads_straight_to_time_wait)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN),
    IN (120, "F.", 1, 2, 0), OUT (120, ".", 2, 2, 0, ACK_FIN), STATE (120, TIME_WAIT)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (half_closed_end_still_receives)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (30, 15), OUT (30, "P.", 1, 1, 15, DATA), SHUTDOWN (31),
    OUT (31, "F.", 16, 1, 0, FIN), IN (51, ".", 1, 17, 0), STATE (51, FIN_WAIT_2),
    IN (90, "P.", 1, 17, 100), OUT (90, ".", 17, 101, 0, ACK_QUICK), RECEIVE (90, 100),
    STATE (200000, FIN_WAIT_2)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (half_closed_peer_can_still_be_sent_to)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "F.", 1, 1, 0), SEND (110, 100), OUT (110, "P.", 1, 2, 100, DATA),
    IN (130, ".", 2, 101, 0), CLOSE (140), OUT (140, "F.", 101, 2, 0, FIN), STATE (140, LAST_ACK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* The first RTO is SRTT 20 ms plus Linux's 200 ms floor on the variance term. */
START_TEST (lost_fin_is_repeated_with_backoff)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN),
    OUT (320, "F.", 1, 1, 0, RTO), OUT (760, "F.", 1, 1, 0, RTO), OUT (1640, "F.", 1, 1, 0, RTO)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (repeated_fin_in_time_wait_is_acknowledged_and_restarts_the_wait)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN),
    IN (120, "F.", 1, 2, 0), OUT (120, ".", 2, 2, 0, ACK_FIN),
    IN (30120, "F.", 1, 2, 0), OUT (30120, ".", 2, 2, 0, TIME_WAIT_ACK),
    STATE (60121, TIME_WAIT), STATE (90120, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (old_duplicate_in_time_wait_does_not_restart_the_wait)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN),
    IN (120, "F.", 1, 2, 0), OUT (120, ".", 2, 2, 0, ACK_FIN),
    IN_OLD (30120, "F.", 1, 2, 0, 60000), OUT (30120, ".", 2, 2, 0, TIME_WAIT_ACK),
    STATE (60119, TIME_WAIT), STATE (60120, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.timestamps = TRUE;
  PLAY (&config, steps);
}
END_TEST

START_TEST (fin_wait_2_of_an_orphan_ends_by_itself)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN), IN (120, ".", 1, 2, 0),
    STATE (60119, FIN_WAIT_2), STATE (60120, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (closing_with_unread_data_resets)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P.", 1, 1, 10), OUT (30, ".", 1, 11, 0, ACK_QUICK),
    CLOSE (40), OUT (40, "R.", 1, 11, 0, RESET_UNREAD), STATE (40, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (data_after_close_resets)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN), IN (120, ".", 1, 2, 0),
    IN (130, "P.", 1, 2, 10), OUT (130, "R", 2, 0, 0, RESET_DATA_AFTER_CLOSE), STATE (130, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (abort_resets_at_once)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (30, 100), OUT (30, "P.", 1, 1, 100, DATA), ABORT (35),
    OUT (35, "R.", 101, 1, 0, RESET_ABORT), STATE (35, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (abort_of_an_open_says_nothing)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN), ABORT (10), STATE (10, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (closed_end_resets_whatever_comes_but_resets)
{
  static const HandStep steps[] = {
    IN (0, "P.", 7, 3, 10), OUT (0, "R", 3, 0, 0, RESET_NO_CONNECTION),
    IN (1, "S", 7, 0, 0), OUT (1, "R.", 0, 8, 0, RESET_REFUSED), IN (2, "R", 7, 0, 0)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (data_is_sent_before_the_fin_and_the_last_carries_it)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (30, 3000), OUT (30, ".", 1, 1, 1460, DATA), OUT (30, ".", 1461, 1, 1460, DATA),
    OUT (30, "P.", 2921, 1, 80, DATA), CLOSE (31), OUT (31, "F.", 3001, 1, 0, FIN)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (fin_beyond_a_gap_waits_for_the_gap)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "FP.", 11, 1, 10), OUT (100, ".", 1, 1, 0, ACK_OUT_OF_ORDER),
    STATE (100, ESTABLISHED), IN (110, ".", 1, 1, 10), OUT (110, ".", 1, 22, 0, ACK_OUT_OF_ORDER),
    STATE (110, CLOSE_WAIT), RECEIVE (111, 20)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* Linux: eight timeouts' worth, counted from 200 ms: 102.2 s since the first. */
/* What was held beyond the end is forgotten: no gap is reported any more. */
START_TEST (text_beyond_a_fin_is_forgotten)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 12, 1, 10), OUT_SACK (100, 1, 1, "12-22", ACK_OUT_OF_ORDER),
    IN (110, "PF.", 1, 1, 10), OUT_SACK (150, 1, 12, "", ACK_DELAYED), STATE (150, CLOSE_WAIT)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (orphan_gives_up_its_fin_in_the_end)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN), OUT (320, "F.", 1, 1, 0, RTO),
    OUT (760, "F.", 1, 1, 0, RTO), STATE (1639, FIN_WAIT_1), STATE (1640, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.rto_max = SIM_SEC (10);
  config.orphan_retries = 2;
  PLAY (&config, steps);
}
END_TEST

START_TEST (stale_acks_in_time_wait_are_answered_half_a_second_apart)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, CLOSE (100), OUT (100, "F.", 1, 1, 0, FIN),
    IN (120, "F.", 1, 2, 0), OUT (120, ".", 2, 2, 0, ACK_FIN),
    IN (1000, ".", 0, 2, 0), OUT (1000, ".", 2, 2, 0, TIME_WAIT_ACK), IN (1010, ".", 0, 2, 0),
    IN (1500, ".", 0, 2, 0), OUT (1500, ".", 2, 2, 0, TIME_WAIT_ACK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tcp-close");
  TCase *t = tcase_create ("tcp-close");

  tcase_add_test (t, active_close_walks_to_time_wait_and_closed);
  tcase_add_test (t, passive_close_walks_to_last_ack_and_closed);
  tcase_add_test (t, fin_that_follows_in_time_carries_the_ack);
  tcase_add_test (t, simultaneous_close_walks_through_closing);
  tcase_add_test (t, one_segment_with_ack_and_fin_leads_straight_to_time_wait);
  tcase_add_test (t, half_closed_end_still_receives);
  tcase_add_test (t, half_closed_peer_can_still_be_sent_to);
  tcase_add_test (t, lost_fin_is_repeated_with_backoff);
  tcase_add_test (t, repeated_fin_in_time_wait_is_acknowledged_and_restarts_the_wait);
  tcase_add_test (t, old_duplicate_in_time_wait_does_not_restart_the_wait);
  tcase_add_test (t, fin_wait_2_of_an_orphan_ends_by_itself);
  tcase_add_test (t, closing_with_unread_data_resets);
  tcase_add_test (t, data_after_close_resets);
  tcase_add_test (t, abort_resets_at_once);
  tcase_add_test (t, abort_of_an_open_says_nothing);
  tcase_add_test (t, closed_end_resets_whatever_comes_but_resets);
  tcase_add_test (t, data_is_sent_before_the_fin_and_the_last_carries_it);
  tcase_add_test (t, fin_beyond_a_gap_waits_for_the_gap);
  tcase_add_test (t, text_beyond_a_fin_is_forgotten);
  tcase_add_test (t, orphan_gives_up_its_fin_in_the_end);
  tcase_add_test (t, stale_acks_in_time_wait_are_answered_half_a_second_apart);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
