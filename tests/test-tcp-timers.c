/* Timers, RFC 9293 section 3.10.8 and 3.8, RFC 6298. */
#include "hand.h"
#include "suite.h"

START_TEST (lost_data_is_repeated_with_backoff)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), OUT (320, "P.", 1, 1, 10, RTO),
    OUT (760, "P.", 1, 1, 10, RTO), IN (780, ".", 1, 11, 0), STATE (100000, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (rto_is_at_least_a_second_in_the_rfc_profile)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), OUT (1100, "P.", 1, 1, 10, RTO)
  };
  TcpConfig config = hand_config ();

  config.rto_min = SIM_SEC (1);
  config.rto_min_on_variance = FALSE;
  PLAY (&config, steps);
}
END_TEST

START_TEST (everything_out_is_repeated_after_a_timeout_as_cwnd_allows)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 4380), OUT (100, ".", 1, 1, 1460, DATA), OUT (100, ".", 1461, 1, 1460, DATA),
    OUT (100, "P.", 2921, 1, 1460, DATA), OUT (320, ".", 1, 1, 1460, RTO),
    IN (340, ".", 1, 1461, 0), OUT (340, ".", 1461, 1, 1460, RTO_RECOVERY),
    OUT (340, "P.", 2921, 1, 1460, RTO_RECOVERY),
    IN (360, ".", 1, 4381, 0), STATE (100000, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (data_is_given_up_after_the_user_timeout)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), OUT (320, "P.", 1, 1, 10, RTO),
    STATE (599, ESTABLISHED), STATE (600, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.user_timeout = SIM_MS (500);
  PLAY (&config, steps);
}
END_TEST

/* Linux gives up by time: three timeouts from 200 ms are 0.2 + 0.4 + 0.8 s and one more. */
START_TEST (data_is_given_up_after_retries2)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), OUT (320, "P.", 1, 1, 10, RTO),
    OUT (760, "P.", 1, 1, 10, RTO), STATE (1639, ESTABLISHED), STATE (1640, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.retries2 = 2;
  PLAY (&config, steps);
}
END_TEST

/* The wait doubles, counted from the answer to the last probe. */
START_TEST (closed_window_is_probed_with_backoff)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), IN_WIN (120, ".", 1, 11, 0, 0),
    SEND (130, 20), OUT (350, ".", 10, 1, 0, WINDOW_PROBE), IN_WIN (370, ".", 1, 11, 0, 0),
    OUT (810, ".", 10, 1, 0, WINDOW_PROBE), IN_WIN (830, ".", 1, 11, 0, 0),
    OUT (1710, ".", 10, 1, 0, WINDOW_PROBE), IN (1730, ".", 1, 11, 0),
    OUT (1730, "P.", 11, 1, 20, DATA)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (unanswered_window_probes_end_the_connection)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), IN_WIN (120, ".", 1, 11, 0, 0),
    SEND (130, 20), OUT (350, ".", 10, 1, 0, WINDOW_PROBE), OUT (790, ".", 10, 1, 0, WINDOW_PROBE),
    STATE (1669, ESTABLISHED), STATE (1670, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.retries2 = 2;
  PLAY (&config, steps);
}
END_TEST

START_TEST (answered_window_probes_go_on_for_ever)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), IN_WIN (120, ".", 1, 11, 0, 0),
    SEND (130, 20), OUT (350, ".", 10, 1, 0, WINDOW_PROBE), IN_WIN (360, ".", 1, 11, 0, 0),
    OUT (800, ".", 10, 1, 0, WINDOW_PROBE), IN_WIN (810, ".", 1, 11, 0, 0),
    OUT (1310, ".", 10, 1, 0, WINDOW_PROBE), IN_WIN (1320, ".", 1, 11, 0, 0),
    OUT (1820, ".", 10, 1, 0, WINDOW_PROBE), IN_WIN (1830, ".", 1, 11, 0, 0), STATE (1831, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  config.retries2 = 2;
  config.rto_max = SIM_MS (500);
  PLAY (&config, steps);
}
END_TEST

/* Likewise where the window was taken back from what is out: RFC 9293 section
 * 3.8.6.1. */
START_TEST (retransmissions_into_a_closed_window_go_on_while_they_are_answered)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 1000), OUT (100, "P.", 1, 1, 1000, DATA), IN_WIN (120, ".", 1, 1, 0, 0),
    OUT (320, "P.", 1, 1, 1000, RTO), IN_WIN (330, ".", 1, 1, 0, 0),
    OUT (760, "P.", 1, 1, 1000, RTO), IN_WIN (770, ".", 1, 1, 0, 0),
    OUT (1260, "P.", 1, 1, 1000, RTO), IN_WIN (1270, ".", 1, 1, 0, 0),
    OUT (1760, "P.", 1, 1, 1000, RTO), STATE (1761, ESTABLISHED),
    OUT (2260, "P.", 1, 1, 1000, RTO), STATE (2759, ESTABLISHED), STATE (2761, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.retries2 = 2;
  config.rto_max = SIM_MS (500);
  PLAY (&config, steps);
}
END_TEST

START_TEST (silent_peer_is_probed_and_given_up)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, OUT (10020, ".", 0, 1, 0, KEEPALIVE), OUT (11020, ".", 0, 1, 0, KEEPALIVE),
    OUT (12020, "R.", 1, 1, 0, RESET_TIMEOUT), STATE (12020, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.keepalive = TRUE;
  config.keepalive_time = SIM_SEC (10);
  config.keepalive_intvl = SIM_SEC (1);
  config.keepalive_probes = 2;
  PLAY (&config, steps);
}
END_TEST

START_TEST (answered_keepalive_starts_the_wait_again)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, OUT (10020, ".", 0, 1, 0, KEEPALIVE), IN (10040, ".", 1, 1, 0),
    OUT (20040, ".", 0, 1, 0, KEEPALIVE), IN (20060, ".", 1, 1, 0), STATE (30000, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  config.keepalive = TRUE;
  config.keepalive_time = SIM_SEC (10);
  config.keepalive_intvl = SIM_SEC (1);
  PLAY (&config, steps);
}
END_TEST

/* RFC 6298 (5.7); without timestamps a repeated SYN gives no sample. */
START_TEST (rto_is_three_seconds_after_a_lost_syn_without_a_sample)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN), OUT (1000, "S", 0, 0, 0, RTO),
    IN (1020, "S.", 0, 1, 0), OUT (1020, ".", 1, 1, 0, HANDSHAKE_ACK),
    SEND (1030, 10), OUT (1030, "P.", 1, 1, 10, DATA), OUT (4030, "P.", 1, 1, 10, RTO)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* The override of RFC 9293 section 3.8.6.2.1: or both ends might wait for ever. */
START_TEST (window_too_small_for_a_segment_is_used_all_the_same)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN_WIN (30, ".", 1, 1, 0, 4), SEND (100, 2000),
    OUT (320, "P.", 1, 1, 512, WINDOW_PROBE), IN_WIN (340, ".", 1, 513, 0, 4),
    OUT (560, "P.", 513, 1, 512, WINDOW_PROBE), IN (580, ".", 1, 1025, 0),
    OUT (580, "P.", 1025, 1, 976, DATA)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* Two timeouts from 200 ms on take 0.6 s, though the first took 60 ms: found
 * out when the fourth timeout comes. */
START_TEST (rto_min_does_not_shorten_the_time_to_give_up)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), OUT (160, "P.", 1, 1, 10, RTO),
    OUT (280, "P.", 1, 1, 10, RTO), OUT (520, "P.", 1, 1, 10, RTO), STATE (700, ESTABLISHED),
    STATE (999, ESTABLISHED), STATE (1000, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.rto_min = SIM_MS (5);
  config.retries2 = 1;
  PLAY (&config, steps);
}
END_TEST

/* The limit on answers to invalid segments is not for probes. */
START_TEST (every_keepalive_probe_is_answered)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, IN (30, "P.", 1, 1, 10), OUT (30, ".", 1, 11, 0, ACK_QUICK),
    IN (40, ".", 10, 1, 0), OUT (40, ".", 1, 11, 0, ACK_PROBE),
    IN (50, ".", 10, 1, 0), OUT (50, ".", 1, 11, 0, ACK_PROBE)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* An owner that does not take what a timer wants sent before the next segment
 * arrives: what that acknowledges is not sent again. */
START_TEST (timeout_that_is_answered_before_it_is_taken_repeats_nothing)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), EXPIRE (320), IN (320, ".", 1, 11, 0),
    SEND (400, 10), OUT (400, "P.", 11, 1, 10, DATA), IN (420, ".", 1, 21, 0), STATE (100000, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (timeout_is_repeated_for_the_segment_that_is_oldest_then)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 2920), OUT (100, ".", 1, 1, 1460, DATA), OUT (100, "P.", 1461, 1, 1460, DATA),
    EXPIRE (320), IN (320, ".", 1, 1461, 0), OUT (320, "P.", 1461, 1, 1460, RTO),
    IN (340, ".", 1, 2921, 0), STATE (100000, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (probe_that_is_answered_before_it_is_taken_is_not_sent)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 10), OUT (100, "P.", 1, 1, 10, DATA), EXPIRE (320), IN (320, ".", 1, 11, 0),
    STATE (100000, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  config.early_retrans = 3;
  PLAY (&config, steps);
}
END_TEST

START_TEST (syn_ack_that_is_answered_before_it_is_repeated_is_not)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK), IN_LEFT (20, "S", 0, 0, 0),
    IN (20, ".", 1, 1, 0), STATE (100000, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tcp-timers");
  TCase *t = tcase_create ("tcp-timers");

  tcase_add_test (t, lost_data_is_repeated_with_backoff);
  tcase_add_test (t, rto_is_at_least_a_second_in_the_rfc_profile);
  tcase_add_test (t, everything_out_is_repeated_after_a_timeout_as_cwnd_allows);
  tcase_add_test (t, data_is_given_up_after_the_user_timeout);
  tcase_add_test (t, data_is_given_up_after_retries2);
  tcase_add_test (t, closed_window_is_probed_with_backoff);
  tcase_add_test (t, unanswered_window_probes_end_the_connection);
  tcase_add_test (t, answered_window_probes_go_on_for_ever);
  tcase_add_test (t, retransmissions_into_a_closed_window_go_on_while_they_are_answered);
  tcase_add_test (t, silent_peer_is_probed_and_given_up);
  tcase_add_test (t, answered_keepalive_starts_the_wait_again);
  tcase_add_test (t, rto_is_three_seconds_after_a_lost_syn_without_a_sample);
  tcase_add_test (t, window_too_small_for_a_segment_is_used_all_the_same);
  tcase_add_test (t, rto_min_does_not_shorten_the_time_to_give_up);
  tcase_add_test (t, every_keepalive_probe_is_answered);
  tcase_add_test (t, timeout_that_is_answered_before_it_is_taken_repeats_nothing);
  tcase_add_test (t, timeout_is_repeated_for_the_segment_that_is_oldest_then);
  tcase_add_test (t, probe_that_is_answered_before_it_is_taken_is_not_sent);
  tcase_add_test (t, syn_ack_that_is_answered_before_it_is_repeated_is_not);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
