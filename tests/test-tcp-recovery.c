/* Loss recovery as timetables: who finds a loss, what goes again, what cwnd
 * becomes, and what is undone.  Segments are counted from 1; each has 1460
 * octets (1448 with timestamps). */
#include <check.h>

#include "segments.h"
#include "suite.h"
#include "tcp/cc/cc.h"

static TcpConfig
reno_config (void)
{
  TcpConfig config = hand_config ();

  config.congestion_control = &cc_reno;
  return config;
}

/* RFC 8985 section 6.2 with three duplicates, RFC 9937: each SACK lets one out
 * (limited transmit), the third begins recovery, PRR lets one in two go. */
START_TEST (third_sacked_segment_begins_recovery)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    SACK (120, 0, 2, 2), NEW (120, 11), CC (120, DISORDER, 10, 0),
    SACK (120, 0, 2, 3), NEW (120, 12),
    SACK (120, 0, 2, 4), AGAIN (120, 1, FAST_RETRANSMIT), CC (120, RECOVERY, 9, 5),
    SACK (120, 0, 2, 5), SACK (120, 0, 2, 6), NEW (120, 13),
    SACK (120, 0, 2, 7), SACK (120, 0, 2, 8), NEW (120, 14),
    SACK (120, 0, 2, 9), SACK (120, 0, 2, 10), CC (120, RECOVERY, 5, 5),
    SACK (140, 0, 2, 11), NEW (140, 15), SACK (140, 0, 2, 12), NEW (140, 16),
    ACK (140, 12), NEW (140, 17), CC (140, OPEN, 5, 5)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 6675 where RACK is off: the same here, for the same reason. */
START_TEST (rfc_6675_finds_the_same_loss)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    SACK (120, 0, 3, 3), NEW (120, 11), SACK (120, 0, 3, 4), NEW (120, 12),
    SACK (120, 0, 3, 5), AGAIN (120, 1, FAST_RETRANSMIT), CC (120, RECOVERY, 8, 5),
    SACK (120, 0, 3, 6), SACK (120, 0, 3, 7), AGAIN (120, 2, FAST_RETRANSMIT)
  };
  TcpConfig config = reno_config ();

  config.recovery = 0;
  PLAY (&config, steps);
}
END_TEST

/* RFC 6582: a partial ACK sends the next hole, and recovery ends with the ACK of
 * everything that was out when it began. */
START_TEST (without_sack_partial_acks_send_the_next_hole)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 14600), TEN (100, 1), ACK (120, 1),
    ACK (120, 1), ACK (120, 1), ACK (120, 1), AGAIN (120, 2, FAST_RETRANSMIT), CC (120, RECOVERY, 6, 5),
    ACK (140, 4), AGAIN (140, 5, FAST_RETRANSMIT),
    ACK (160, 10), STATE (10000, ESTABLISHED)
  };
  TcpConfig config = reno_config ();

  config.sack = FALSE;
  PLAY (&config, steps);
}
END_TEST

/* A duplicate whose window differs is no duplicate (RFC 5681 section 2). */
START_TEST (window_updates_are_not_duplicates)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 14600), TEN (100, 1), ACK (120, 1),
    IN_WIN (120, ".", 1, SEQ (2), 0, 1001), IN_WIN (120, ".", 1, SEQ (2), 0, 1002),
    IN_WIN (120, ".", 1, SEQ (2), 0, 1003), CC (120, OPEN, 11, 0),
    ACK (140, 10), STATE (10000, ESTABLISHED)
  };
  TcpConfig config = reno_config ();

  config.sack = FALSE;
  PLAY (&config, steps);
}
END_TEST

/* RFC 8985 section 6: a retransmission is lost when something sent after it is
 * delivered; no timeout is needed. */
START_TEST (lost_retransmission_is_sent_again)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    SACK (120, 0, 2, 4), AGAIN (120, 1, FAST_RETRANSMIT), NEW (120, 11),
    SACK (120, 0, 2, 8), NEW (120, 12),
    SACK (141, 0, 2, 12), AGAIN (141, 1, FAST_RETRANSMIT),
    NEW (141, 13), NEW (141, 14), NEW (141, 15), NEW (141, 16)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

/* Before three are SACKed a quarter of the least round trip must pass (section
 * 6.2 step 4), and then no further ACK is needed (6.3). */
START_TEST (reordering_timer_finds_what_two_sacks_do_not)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 4380), NEW (100, 1), NEW (100, 2), OUT (100, "P.", SEQ (3), 1, 1460, DATA),
    SACK (120, 0, 2, 3), CC (120, DISORDER, 10, 0),
    AGAIN (127, 1, FAST_RETRANSMIT), CC (127, RECOVERY, 1, 5)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 8985 section 7: two round trips after the last ACK the last segment goes
 * again; its SACK finds the others. */
START_TEST (tail_loss_probe_starts_recovery)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 7300), NEW (100, 1), NEW (100, 2), NEW (100, 3), NEW (100, 4),
    OUT (100, "P.", SEQ (5), 1, 1460, DATA),
    ACK (120, 2), OUT (162, ".", SEQ (5), 1, 1460, TAIL_LOSS_PROBE), CC (162, OPEN, 10, 0),
    SACK (182, 2, 5, 5), AGAIN (182, 3, FAST_RETRANSMIT), CC (182, RECOVERY, 1, 5),
    ACK (202, 3), AGAIN (202, 4, FAST_RETRANSMIT), ACK (222, 5), CC (222, OPEN, 5, 5)
  };
  TcpConfig config = reno_config ();

  config.early_retrans = 3;
  PLAY (&config, steps);
}
END_TEST

/* With one segment out its ACK may be delayed: the probe waits as long as the
 * timeout would, and cwnd stays. */
START_TEST (probe_for_a_single_segment_comes_at_the_timeout)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 100), OUT (100, "P.", 1, 1, 100, DATA),
    OUT (320, "P.", 1, 1, 100, TAIL_LOSS_PROBE), CC (320, OPEN, 10, 0),
    OUT (540, "P.", 1, 1, 100, RTO), CC (540, LOSS, 1, 5), OUT (980, "P.", 1, 1, 100, RTO)
  };
  TcpConfig config = reno_config ();

  config.early_retrans = 3;
  PLAY (&config, steps);
}
END_TEST

/* New data is the better probe, whatever cwnd says (section 7.3). */
START_TEST (probe_is_new_data_where_there_is_any)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    OUT (142, ".", SEQ (11), 1, 1460, TAIL_LOSS_PROBE),
    SACK (162, 0, 11, 11), AGAIN (162, 1, FAST_RETRANSMIT), CC (162, RECOVERY, 1, 5)
  };
  TcpConfig config = reno_config ();

  config.early_retrans = 3;
  PLAY (&config, steps);
}
END_TEST

/* RFC 5682 with SACK: after the timeout's segment two new ones; that they are
 * SACKed and nothing old is shows the loss was real. */
START_TEST (frto_sends_new_data_and_then_repairs)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    AGAIN (320, 1, RTO), CC (320, LOSS, 1, 5),
    ACK (340, 1), NEW (340, 11), NEW (340, 12),
    SACK (360, 1, 11, 11), AGAIN (360, 2, RTO_RECOVERY),
    SACK (360, 1, 11, 12), AGAIN (360, 3, RTO_RECOVERY), CC (360, LOSS, 2, 5)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

/* ... and that something old is, that it was not: all is undone. */
START_TEST (frto_undoes_a_spurious_timeout)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    AGAIN (320, 1, RTO), CC (320, LOSS, 1, 5),
    ACK (340, 1), NEW (340, 11), NEW (340, 12),
    ACK (345, 2), NEW (345, 13), CC (345, OPEN, 11, 0)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 3522 (Eifel): the ACK echoes the first transmission's timestamp. */
START_TEST (timestamps_undo_a_spurious_timeout)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "S", 0, 0, 0, SYN), IN_OLD (20, "S.", 0, 1, 0, 0),
    OUT (20, ".", 1, 1, 0, HANDSHAKE_ACK), SEND (100, 2896),
    OUT (100, ".", 1, 1, 1448, DATA), OUT (100, "P.", 1449, 1, 1448, DATA),
    OUT (320, ".", 1, 1, 1448, RTO), CC (320, LOSS, 1, 5),
    IN_ECHO (330, 1449, 100), CC (330, OPEN, 10, 0),
    IN_ECHO (350, 2897, 100), STATE (10000, ESTABLISHED)
  };
  TcpConfig config = reno_config ();

  config.timestamps = TRUE;
  PLAY (&config, steps);
}
END_TEST

/* RFC 3708: every retransmission is reported twice; none was needed. */
START_TEST (dsack_undoes_a_needless_recovery)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 14600), TEN (100, 1),
    SACK (120, 0, 2, 4), AGAIN (120, 1, FAST_RETRANSMIT), CC (120, RECOVERY, 8, 5),
    ACK (121, 9), CC (121, RECOVERY, 5, 5),
    SACK (140, 9, 1, 1), CC (140, OPEN, 10, 0)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

/* RFC 5681 section 4.1: after a pause of more than one RTO cwnd starts anew. */
START_TEST (idle_sender_starts_slowly_again)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 14600), TEN (100, 1), ACK (120, 10), CC (120, OPEN, 20, 0),
    SEND (5000, 1460), OUT (5000, "P.", SEQ (11), 1, 1460, DATA), CC (5000, OPEN, 10, 0)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

START_TEST (idle_sender_keeps_its_cwnd_where_that_is_off)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 14600), TEN (100, 1), ACK (120, 10), CC (120, OPEN, 20, 0),
    SEND (5000, 1460), OUT (5000, "P.", SEQ (11), 1, 1460, DATA), CC (5000, OPEN, 20, 0)
  };
  TcpConfig config = reno_config ();

  config.slow_start_after_idle = FALSE;
  PLAY (&config, steps);
}
END_TEST

/* RFC 2018 section 8: what was SACKed must be acknowledged; where it is not,
 * the receiver has dropped it, and it goes again. */
START_TEST (reneged_data_is_sent_again)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 7300), NEW (100, 1), NEW (100, 2), NEW (100, 3), NEW (100, 4),
    OUT (100, "P.", SEQ (5), 1, 1460, DATA),
    SACK (120, 0, 3, 3), ACK (120, 2), AGAIN (130, 3, RTO), CC (130, LOSS, 1, 5)
  };
  TcpConfig config = reno_config ();

  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tcp-recovery");
  TCase *t = tcase_create ("tcp-recovery");

  tcase_add_test (t, third_sacked_segment_begins_recovery);
  tcase_add_test (t, rfc_6675_finds_the_same_loss);
  tcase_add_test (t, without_sack_partial_acks_send_the_next_hole);
  tcase_add_test (t, window_updates_are_not_duplicates);
  tcase_add_test (t, lost_retransmission_is_sent_again);
  tcase_add_test (t, reordering_timer_finds_what_two_sacks_do_not);
  tcase_add_test (t, tail_loss_probe_starts_recovery);
  tcase_add_test (t, probe_for_a_single_segment_comes_at_the_timeout);
  tcase_add_test (t, probe_is_new_data_where_there_is_any);
  tcase_add_test (t, frto_sends_new_data_and_then_repairs);
  tcase_add_test (t, frto_undoes_a_spurious_timeout);
  tcase_add_test (t, timestamps_undo_a_spurious_timeout);
  tcase_add_test (t, dsack_undoes_a_needless_recovery);
  tcase_add_test (t, idle_sender_starts_slowly_again);
  tcase_add_test (t, idle_sender_keeps_its_cwnd_where_that_is_off);
  tcase_add_test (t, reneged_data_is_sent_again);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
