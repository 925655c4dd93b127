/* What may enter: RFC 9293 section 3.10.7.4, first to fifth, RFC 5961 and PAWS. */
#include "hand.h"
#include "suite.h"

START_TEST (reset_at_the_expected_number_ends_the_connection)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "R.", 1, 1, 0), STATE (30, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 5961 section 3.2. */
START_TEST (reset_elsewhere_in_the_window_is_challenged)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "R.", 100, 1, 0), OUT (30, ".", 1, 1, 0, CHALLENGE_ACK), STATE (30, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (reset_outside_the_window_is_ignored)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "R.", 200000, 1, 0), STATE (30, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 5961 section 4.2. */
START_TEST (syn_in_an_open_connection_is_challenged)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "S", 1, 0, 0), OUT (30, ".", 1, 1, 0, CHALLENGE_ACK), STATE (30, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (challenges_are_half_a_second_apart)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "S", 1, 0, 0), OUT (30, ".", 1, 1, 0, CHALLENGE_ACK), IN (40, "S", 1, 0, 0),
    IN (529, "S", 1, 0, 0), IN (530, "S", 1, 0, 0), OUT (530, ".", 1, 1, 0, CHALLENGE_ACK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (challenges_are_limited_to_so_many_a_second)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (1000, "S", 1, 0, 0), OUT (1000, ".", 1, 1, 0, CHALLENGE_ACK),
    IN (1001, "S", 1, 0, 0), OUT (1001, ".", 1, 1, 0, CHALLENGE_ACK), IN (1002, "S", 1, 0, 0),
    IN (2000, "S", 1, 0, 0), OUT (2000, ".", 1, 1, 0, CHALLENGE_ACK)
  };
  TcpConfig config = hand_config ();

  config.invalid_ratelimit = 0;
  config.challenge_ack_limit = 2;
  PLAY (&config, steps);
}
END_TEST

START_TEST (ack_of_what_was_never_sent_is_challenged_and_its_data_dropped)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P.", 1, 999, 10), OUT (30, ".", 1, 1, 0, CHALLENGE_ACK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 5961 section 5.2: not older than the largest window. */
START_TEST (ack_from_before_the_window_is_challenged)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, ".", 1, 0x80000000, 0), OUT (30, ".", 1, 1, 0, CHALLENGE_ACK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (data_wholly_before_the_window_is_acknowledged)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P.", 1, 1, 10), OUT (30, ".", 1, 11, 0, ACK_QUICK),
    IN (40, "P.", 1, 1, 10), OUT (40, ".", 1, 11, 0, ACK_DUPLICATE), RECEIVE (41, 10)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (data_beyond_the_window_is_acknowledged_and_dropped)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P.", 100000, 1, 10), OUT (30, ".", 1, 1, 0, ACK_DUPLICATE)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (overlap_gives_only_what_is_new)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P.", 1, 1, 10), OUT (30, ".", 1, 11, 0, ACK_QUICK),
    IN (40, "P.", 6, 1, 10), OUT (40, ".", 1, 16, 0, ACK_QUICK), RECEIVE (41, 15)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (gap_is_reported_at_once_and_filled_at_once)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, ".", 11, 1, 10), OUT (30, ".", 1, 1, 0, ACK_OUT_OF_ORDER),
    IN (31, ".", 31, 1, 10), OUT (31, ".", 1, 1, 0, ACK_OUT_OF_ORDER),
    IN (32, ".", 1, 1, 10), OUT (32, ".", 1, 21, 0, ACK_OUT_OF_ORDER),
    IN (33, ".", 21, 1, 10), OUT (33, ".", 1, 41, 0, ACK_OUT_OF_ORDER), RECEIVE (34, 40)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* PAWS, RFC 7323 section 5.3: the number is right, the time is not. */
START_TEST (old_timestamp_is_refused)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN_OLD (30, "P.", 1, 1, 10, 1000), OUT (30, ".", 1, 1, 0, ACK_DUPLICATE)
  };
  TcpConfig config = hand_config ();

  config.timestamps = TRUE;
  PLAY (&config, steps);
}
END_TEST

/* RFC 7323 section 5.2. */
START_TEST (reset_is_accepted_with_an_old_timestamp)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN_OLD (30, "R.", 1, 1, 0, 1000), STATE (30, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.timestamps = TRUE;
  PLAY (&config, steps);
}
END_TEST

START_TEST (segment_without_ack_is_dropped)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P", 1, 0, 10), STATE (30, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (data_after_the_peers_fin_is_ignored)
{
  static const HandStep steps[] = {
    PASSIVE_OPEN, IN (100, "F.", 1, 1, 0), OUT (140, ".", 1, 2, 0, ACK_DELAYED),
    IN (150, "P.", 2, 1, 10), STATE (150, CLOSE_WAIT)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (keepalive_probe_is_answered)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P.", 1, 1, 10), OUT (30, ".", 1, 11, 0, ACK_QUICK),
    IN (40, ".", 10, 1, 0), OUT (40, ".", 1, 11, 0, ACK_PROBE)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* hand_play() asserts that no segment is larger than the MSS allows. */
START_TEST (sack_blocks_keep_to_what_the_path_takes)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, ".", 5, 1, 2), OUT (30, ".", 1, 1, 0, ACK_OUT_OF_ORDER),
    IN (31, ".", 10, 1, 2), OUT (31, ".", 1, 1, 0, ACK_OUT_OF_ORDER),
    IN (32, ".", 15, 1, 2), OUT (32, ".", 1, 1, 0, ACK_OUT_OF_ORDER),
    IN (33, ".", 20, 1, 2), OUT (33, ".", 1, 1, 0, ACK_OUT_OF_ORDER)
  };
  TcpConfig config = hand_config ();

  config.mss = 28;
  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tcp-check");
  TCase *t = tcase_create ("tcp-check");

  tcase_add_test (t, reset_at_the_expected_number_ends_the_connection);
  tcase_add_test (t, reset_elsewhere_in_the_window_is_challenged);
  tcase_add_test (t, reset_outside_the_window_is_ignored);
  tcase_add_test (t, syn_in_an_open_connection_is_challenged);
  tcase_add_test (t, challenges_are_half_a_second_apart);
  tcase_add_test (t, challenges_are_limited_to_so_many_a_second);
  tcase_add_test (t, ack_of_what_was_never_sent_is_challenged_and_its_data_dropped);
  tcase_add_test (t, ack_from_before_the_window_is_challenged);
  tcase_add_test (t, data_wholly_before_the_window_is_acknowledged);
  tcase_add_test (t, data_beyond_the_window_is_acknowledged_and_dropped);
  tcase_add_test (t, overlap_gives_only_what_is_new);
  tcase_add_test (t, gap_is_reported_at_once_and_filled_at_once);
  tcase_add_test (t, old_timestamp_is_refused);
  tcase_add_test (t, reset_is_accepted_with_an_old_timestamp);
  tcase_add_test (t, segment_without_ack_is_dropped);
  tcase_add_test (t, data_after_the_peers_fin_is_ignored);
  tcase_add_test (t, keepalive_probe_is_answered);
  tcase_add_test (t, sack_blocks_keep_to_what_the_path_takes);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
