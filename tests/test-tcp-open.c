/* Opening, RFC 9293 section 3.5: every way in, and every way it fails. */
#include "hand.h"
#include "suite.h"

START_TEST (active_open_ends_established)
{
  static const HandStep steps[] = { ACTIVE_OPEN, STATE (20, ESTABLISHED) };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (passive_open_ends_established)
{
  static const HandStep steps[] = {
    LISTEN (0), STATE (0, LISTEN),
    IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK), STATE (0, SYN_RECEIVED),
    IN (20, ".", 1, 1, 0), STATE (20, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 9293 figure 7: the SYNs cross; each end answers with a SYN,ACK. */
START_TEST (simultaneous_open_ends_established)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN),
    IN (10, "S", 0, 0, 0), OUT (10, "S.", 0, 1, 0, SYN_ACK), STATE (10, SYN_RECEIVED),
    IN (20, "S.", 0, 1, 0), STATE (20, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (simultaneous_open_ends_established_by_a_plain_ack_too)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN),
    IN (10, "S", 0, 0, 0), OUT (10, "S.", 0, 1, 0, SYN_ACK),
    IN (20, ".", 1, 1, 0), STATE (20, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* Four retries a second apart, then doubling, six doubled or not: Linux's
 * tcp_syn_linear_timeouts 4 and tcp_syn_retries 6. */
START_TEST (lost_syns_are_repeated_and_given_up)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN),
    OUT (1000, "S", 0, 0, 0, RTO), OUT (2000, "S", 0, 0, 0, RTO), OUT (3000, "S", 0, 0, 0, RTO),
    OUT (4000, "S", 0, 0, 0, RTO), OUT (5000, "S", 0, 0, 0, RTO), OUT (7000, "S", 0, 0, 0, RTO),
    OUT (11000, "S", 0, 0, 0, RTO), OUT (19000, "S", 0, 0, 0, RTO), OUT (35000, "S", 0, 0, 0, RTO),
    OUT (67000, "S", 0, 0, 0, RTO), STATE (130999, SYN_SENT), STATE (131000, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 6298 (5.5): each timeout doubles the next. */
START_TEST (lost_syns_double_from_the_first_without_linear_timeouts)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN), OUT (1000, "S", 0, 0, 0, RTO),
    OUT (3000, "S", 0, 0, 0, RTO), OUT (7000, "S", 0, 0, 0, RTO), STATE (15000, CLOSED)
  };
  TcpConfig config = hand_config ();

  config.syn_linear_timeouts = 0;
  config.syn_retries = 3;
  PLAY (&config, steps);
}
END_TEST

START_TEST (lost_syn_ack_is_repeated_by_its_timer)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK),
    OUT (1000, "S.", 0, 1, 0, RTO), OUT (3000, "S.", 0, 1, 0, RTO), OUT (7000, "S.", 0, 1, 0, RTO),
    OUT (15000, "S.", 0, 1, 0, RTO), OUT (31000, "S.", 0, 1, 0, RTO),
    STATE (62999, SYN_RECEIVED), STATE (63000, LISTEN),
    IN (70000, "S", 0, 0, 0), OUT (70000, "S.", 0, 1, 0, SYN_ACK)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (repeated_syn_draws_the_syn_ack_again)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK),
    IN (500, "S", 0, 0, 0), OUT (500, "S.", 0, 1, 0, SYN_REPEATED), STATE (500, SYN_RECEIVED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (refused_open_ends_closed)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN), IN (20, "R.", 0, 1, 0), STATE (20, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* 3.10.7.3, first: what was never sent cannot be acknowledged. */
START_TEST (bad_ack_in_syn_sent_is_reset_and_the_open_goes_on)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN), IN (20, "S.", 0, 77, 0),
    OUT (20, "R", 77, 0, 0, RESET_BAD_ACK), STATE (20, SYN_SENT),
    IN (40, "S.", 0, 1, 0), OUT (40, ".", 1, 1, 0, HANDSHAKE_ACK), STATE (40, ESTABLISHED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (reset_without_ack_does_not_refuse_an_open)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN), IN (20, "R", 0, 0, 0), STATE (20, SYN_SENT)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (reset_sends_a_passive_end_back_to_listen)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK),
    IN (20, "R", 1, 0, 0), STATE (20, LISTEN), STATE (5000, LISTEN)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (listener_answers_an_ack_with_a_reset_and_ignores_the_rest)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, ".", 9, 9, 0), OUT (0, "R", 9, 0, 0, RESET_BAD_ACK),
    IN (1, "R", 0, 0, 0), IN (2, "P", 1, 0, 5), STATE (3, LISTEN)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (bad_handshake_ack_is_reset)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK),
    IN (20, ".", 1, 99, 0), OUT (20, "R", 99, 0, 0, RESET_BAD_ACK), STATE (20, SYN_RECEIVED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

/* The third segment is lost; data brings its ACK. */
START_TEST (data_completes_a_handshake_whose_ack_was_lost)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK),
    IN (20, "P.", 1, 1, 15), OUT (20, ".", 1, 16, 0, ACK_QUICK), STATE (20, ESTABLISHED),
    RECEIVE (20, 15)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (close_before_established_sends_the_fin_after_the_handshake)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK), CLOSE (10),
    STATE (10, SYN_RECEIVED), IN (20, ".", 1, 1, 0), OUT (20, "F.", 1, 1, 0, FIN),
    STATE (20, FIN_WAIT_1)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (endpoint_closed_in_syn_received_does_not_listen_again)
{
  static const HandStep steps[] = {
    LISTEN (0), IN (0, "S", 0, 0, 0), OUT (0, "S.", 0, 1, 0, SYN_ACK), CLOSE (10),
    IN (20, "R", 1, 0, 0), STATE (20, CLOSED)
  };
  TcpConfig config = hand_config ();

  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tcp-open");
  TCase *t = tcase_create ("open");

  tcase_add_test (t, active_open_ends_established);
  tcase_add_test (t, passive_open_ends_established);
  tcase_add_test (t, simultaneous_open_ends_established);
  tcase_add_test (t, simultaneous_open_ends_established_by_a_plain_ack_too);
  tcase_add_test (t, lost_syns_are_repeated_and_given_up);
  tcase_add_test (t, lost_syns_double_from_the_first_without_linear_timeouts);
  tcase_add_test (t, lost_syn_ack_is_repeated_by_its_timer);
  tcase_add_test (t, repeated_syn_draws_the_syn_ack_again);
  tcase_add_test (t, refused_open_ends_closed);
  tcase_add_test (t, bad_ack_in_syn_sent_is_reset_and_the_open_goes_on);
  tcase_add_test (t, reset_without_ack_does_not_refuse_an_open);
  tcase_add_test (t, reset_sends_a_passive_end_back_to_listen);
  tcase_add_test (t, listener_answers_an_ack_with_a_reset_and_ignores_the_rest);
  tcase_add_test (t, bad_handshake_ack_is_reset);
  tcase_add_test (t, data_completes_a_handshake_whose_ack_was_lost);
  tcase_add_test (t, close_before_established_sends_the_fin_after_the_handshake);
  tcase_add_test (t, endpoint_closed_in_syn_received_does_not_listen_again);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
