/* When ACKs and data go out: RFC 9293 section 3.7.4, 3.8.6 and Linux's modes. */
#include "hand.h"
#include "suite.h"

START_TEST (first_segments_are_acknowledged_at_once)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK), RECEIVE (100, 10),
    IN (200, "P.", 11, 1, 10), OUT (200, ".", 1, 21, 0, ACK_QUICK), RECEIVE (200, 10)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* Ping-pong mode: the second request's ACK waits, and the reply takes it along. */
START_TEST (answer_in_time_makes_the_next_ack_ride_on_the_reply)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK), RECEIVE (100, 10),
    SEND (120, 20), OUT (120, "P.", 1, 11, 20, DATA), IN (140, ".", 11, 21, 0),
    IN (200, "P.", 11, 21, 10), RECEIVE (200, 10), SEND (220, 20), OUT (220, "P.", 21, 21, 20, DATA)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (late_answer_lets_the_ack_go_alone_and_ends_ping_pong_mode)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK), RECEIVE (100, 10),
    SEND (120, 20), OUT (120, "P.", 1, 11, 20, DATA), IN (140, ".", 11, 21, 0),
    IN (200, "P.", 11, 21, 10), RECEIVE (200, 10), OUT (240, ".", 21, 21, 0, ACK_DELAYED),
    SEND (300, 20), OUT (300, "P.", 21, 21, 20, DATA), IN (320, ".", 21, 41, 0),
    IN (400, "P.", 21, 41, 10), OUT (400, ".", 41, 31, 0, ACK_QUICK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (answer_after_the_delayed_ack_time_does_not_count_as_interactive)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK), RECEIVE (100, 10),
    SEND (150, 20), OUT (150, "P.", 1, 11, 20, DATA), IN (170, ".", 11, 21, 0),
    IN (200, "P.", 11, 21, 10), OUT (200, ".", 21, 21, 0, ACK_QUICK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (fin_puts_its_receiver_into_ping_pong_mode)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK), RECEIVE (100, 10),
    IN (200, "F.", 11, 1, 0), OUT (240, ".", 1, 12, 0, ACK_DELAYED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (second_full_segment_is_acknowledged_at_once_without_quick_acks)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, ".", 1, 1, 1460), RECEIVE (100, 1460), IN (101, ".", 1461, 1, 1460),
    OUT (101, ".", 1, 2921, 0, ACK_SECOND_SEGMENT), RECEIVE (101, 1460),
    IN (102, ".", 2921, 1, 1460), RECEIVE (102, 1460), OUT (142, ".", 1, 4381, 0, ACK_DELAYED)
  };
  TcpConfig config = hand_config ();

  config.max_quickacks = 0;
  config.ack_on_read = FALSE;
  PLAY (&config, steps);
}
END_TEST

START_TEST (reading_pushed_data_sends_the_ack)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 100), RECEIVE (110, 100), OUT (110, ".", 1, 101, 0, ACK_ON_READ)
  };
  TcpConfig config = hand_config ();

  config.max_quickacks = 0;
  PLAY (&config, steps);
}
END_TEST

START_TEST (unread_data_waits_for_the_timer_once_quick_acks_are_used_up)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "P.", 1, 1, 10), OUT (100, ".", 1, 11, 0, ACK_QUICK),
    IN (200, "P.", 11, 1, 10), OUT (200, ".", 1, 21, 0, ACK_QUICK),
    IN (300, "P.", 21, 1, 10), OUT (340, ".", 1, 31, 0, ACK_DELAYED)
  };
  TcpConfig config = hand_config ();

  config.max_quickacks = 2;
  PLAY (&config, steps);
}
END_TEST

/* Nagle. */
START_TEST (small_segment_waits_for_an_earlier_small_ones_ack)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 20), OUT (100, "P.", 1, 1, 20, DATA), SEND (105, 20), SEND (110, 20),
    IN (120, ".", 1, 21, 0), OUT (120, "P.", 21, 1, 40, DATA)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (full_segment_does_not_wait)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 20), OUT (100, "P.", 1, 1, 20, DATA), SEND (105, 1480),
    OUT (105, ".", 21, 1, 1460, DATA), IN (120, ".", 1, 21, 0), OUT (120, "P.", 1481, 1, 20, DATA)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (small_segment_follows_full_ones_only_in_linux)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 1480), OUT (100, ".", 1, 1, 1460, DATA), OUT (100, "P.", 1461, 1, 20, DATA)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (small_segment_waits_for_any_ack_in_the_rfc_profile)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 1480), OUT (100, ".", 1, 1, 1460, DATA), IN (120, ".", 1, 1461, 0),
    OUT (120, "P.", 1461, 1, 20, DATA)
  };
  TcpConfig config = hand_config ();

  config.nagle_small_only = FALSE;
  PLAY (&config, steps);
}
END_TEST

START_TEST (nodelay_never_waits)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 20), OUT (100, "P.", 1, 1, 20, DATA), SEND (105, 20),
    OUT (105, "P.", 21, 1, 20, DATA)
  };
  TcpConfig config = hand_config ();

  config.nodelay = TRUE;
  PLAY (&config, steps);
}
END_TEST

/* A window of 4 segments and a half takes four; the half is not silly enough to send. */
START_TEST (sender_keeps_to_the_window)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN_WIN (30, ".", 1, 1, 0, 51), SEND (100, 8000), OUT (100, ".", 1, 1, 1460, DATA),
    OUT (100, ".", 1461, 1, 1460, DATA), OUT (100, ".", 2921, 1, 1460, DATA),
    OUT (100, ".", 4381, 1, 1460, DATA),
    IN_WIN (120, ".", 1, 2921, 0, 51), OUT (120, ".", 5841, 1, 1460, DATA),
    OUT (120, "P.", 7301, 1, 700, DATA)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (initial_window_is_ten_segments)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, ".", 1, 1, 0), SEND (100, 16060),
    OUT_ANY (100, ".", 1, 1, 1460), OUT_ANY (100, ".", 1461, 1, 1460), OUT_ANY (100, ".", 2921, 1, 1460),
    OUT_ANY (100, ".", 4381, 1, 1460), OUT_ANY (100, ".", 5841, 1, 1460), OUT_ANY (100, ".", 7301, 1, 1460),
    OUT_ANY (100, ".", 8761, 1, 1460), OUT_ANY (100, ".", 10221, 1, 1460), OUT_ANY (100, ".", 11681, 1, 1460),
    OUT_ANY (100, ".", 13141, 1, 1460), IN (120, ".", 1, 1461, 0), OUT_ANY (120, "P.", 14601, 1, 1460)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* SO_RCVBUF 8192, doubled: as a Linux kernel was recorded to advertise it, which
 * keeps what it has offered until the buffer is nearly full, then closes. */
START_TEST (full_buffer_closes_the_window_and_reading_opens_it)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT_WIN (0, "S.", 0, 1, 0, 7240), IN (20, ".", 1, 1, 0),
    IN (100, ".", 1, 1, 1448), OUT_WIN (100, ".", 1, 1449, 0, 8688),
    IN (100, ".", 1449, 1, 1448), OUT_WIN (100, ".", 1, 2897, 0, 7240),
    IN (100, "P.", 2897, 1, 1448), OUT_WIN (100, ".", 1, 4345, 0, 5792),
    IN (100, ".", 4345, 1, 1448), IN (100, ".", 5793, 1, 1448),
    IN (120, "P.", 7241, 1, 1448), IN (120, ".", 8689, 1, 1448),
    OUT_WIN (140, ".", 1, 10137, 0, 0), RECEIVE (6000, 10136),
    OUT_WIN (6000, ".", 1, 10137, 0, 8688)
  };
  TcpConfig config = hand_config ();

  config.rcvbuf = 16384;
  config.rcvbuf_locked = TRUE;
  config.timestamps = TRUE;
  PLAY (&config, steps);
}
END_TEST

/* The number of a segment sent again is old; the window beside its new ACK is
 * not. */
/* Beyond the window that it has taken back the peer would not take the ACK. */
START_TEST (ack_stands_at_the_end_of_a_window_taken_back)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 1000), OUT (100, "P.", 1, 1, 1000, DATA), IN_WIN (120, ".", 1, 1, 0, 0),
    IN_WIN (130, "P.", 1, 1, 10, 0), OUT (130, ".", 1, 11, 0, ACK_QUICK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (window_beside_a_new_ack_counts_on_a_repeated_segment)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (50, "P.", 1, 1, 10), OUT (50, ".", 1, 11, 0, ACK_QUICK),
    IN (51, "P.", 11, 1, 10), OUT (51, ".", 1, 21, 0, ACK_QUICK),
    SEND (60, 10), OUT (60, "P.", 1, 21, 10, DATA),
    IN_WIN (80, "P.", 1, 11, 40, 0), SEND (90, 10),
    OUT (120, ".", 11, 41, 0, ACK_DELAYED), OUT (310, ".", 10, 41, 0, WINDOW_PROBE)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tcp-acks");
  TCase *t = tcase_create ("tcp-acks");

  tcase_add_test (t, first_segments_are_acknowledged_at_once);
  tcase_add_test (t, answer_in_time_makes_the_next_ack_ride_on_the_reply);
  tcase_add_test (t, late_answer_lets_the_ack_go_alone_and_ends_ping_pong_mode);
  tcase_add_test (t, answer_after_the_delayed_ack_time_does_not_count_as_interactive);
  tcase_add_test (t, fin_puts_its_receiver_into_ping_pong_mode);
  tcase_add_test (t, second_full_segment_is_acknowledged_at_once_without_quick_acks);
  tcase_add_test (t, reading_pushed_data_sends_the_ack);
  tcase_add_test (t, unread_data_waits_for_the_timer_once_quick_acks_are_used_up);
  tcase_add_test (t, small_segment_waits_for_an_earlier_small_ones_ack);
  tcase_add_test (t, full_segment_does_not_wait);
  tcase_add_test (t, small_segment_follows_full_ones_only_in_linux);
  tcase_add_test (t, small_segment_waits_for_any_ack_in_the_rfc_profile);
  tcase_add_test (t, nodelay_never_waits);
  tcase_add_test (t, sender_keeps_to_the_window);
  tcase_add_test (t, initial_window_is_ten_segments);
  tcase_add_test (t, full_buffer_closes_the_window_and_reading_opens_it);
  tcase_add_test (t, ack_stands_at_the_end_of_a_window_taken_back);
  tcase_add_test (t, window_beside_a_new_ack_counts_on_a_repeated_segment);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
