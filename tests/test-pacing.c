/* Pacing as timetables: who waits, how long, and for what.  Segments are counted
 * from 1; each has 1460 octets.  The round-trip time is 20 ms. */
#include <check.h>

#include "segments.h"
#include "suite.h"
#include "tcp/cc/cc.h"

#define NEW_US(us, n) \
  { .at = SIM_US (us), .kind = HAND_OUT, .flags = ".", .seq = SEQ (n), .ack = 1, .len = 1460, .reason = REASON_DATA }

static TcpConfig config;

static void
begin (void)
{
  config = hand_config ();
  config.congestion_control = &cc_reno;
  config.pacing = TRUE;
}

/* Twice cwnd in a round trip while slow start is young: 20 in 20 ms are 40, one
 * each 500 us.  The first ten are not paced; idle time halves the first gap. */
START_TEST (slow_start_is_paced_at_twice_its_rate)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    ACK (120, 10), NEW (120, 11), NEW_US (120250, 12), NEW_US (120750, 13), NEW_US (121250, 14),
    NEW_US (121750, 15)
  };

  PLAY (&config, steps);
}
END_TEST

/* With ratios of 100 % it is cwnd in a round trip exactly. */
START_TEST (the_ratio_can_be_set)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    ACK (120, 10), NEW (120, 11), NEW_US (120500, 12), NEW_US (121500, 13), NEW_US (122500, 14)
  };

  config.pacing_ss_ratio = 100;
  PLAY (&config, steps);
}
END_TEST

/* The timer is no kernel tick: hz leaves it alone. */
START_TEST (the_pace_is_finer_than_a_tick)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    ACK (120, 10), NEW (120, 11), NEW_US (120250, 12), NEW_US (120750, 13)
  };

  config.hz = 100;
  PLAY (&config, steps);
}
END_TEST

/* A third duplicate: the pace that new segments have is that of what goes
 * again, too; ACKs of ours are not paced. */
START_TEST (retransmissions_wait_like_new_data)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1),
    SACK (120, 0, 2, 2), NEW (120, 11),
    SACK (120, 0, 2, 3), SACK (120, 0, 2, 4), CC (120, RECOVERY, 8, 5),
    IN (120, "P.", 1, 1, 10), OUT (120, ".", SEQ (12), 11, 0, ACK_QUICK),
    { .at = SIM_US (120500), .kind = HAND_OUT, .flags = ".", .seq = 1, .ack = 11, .len = 1460,
      .reason = REASON_FAST_RETRANSMIT }
  };

  PLAY (&config, steps);
}
END_TEST

/* Without being asked, where the congestion control is one that paces. */
START_TEST (a_module_may_want_pacing)
{
  static const HandStep steps[] = {
    ACTIVE_OPEN, SEND (100, 146000), TEN (100, 1), ACK (120, 1), NEW (120, 11),
    ACK (120, 2), ACK (120, 3), STATE (120, ESTABLISHED)
  };

  config.pacing = FALSE;
  config.congestion_control = &cc_bbr;
  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("pacing");
  TCase *tc = tcase_create ("pacing");

  tcase_add_checked_fixture (tc, begin, NULL);
  tcase_add_test (tc, slow_start_is_paced_at_twice_its_rate);
  tcase_add_test (tc, the_ratio_can_be_set);
  tcase_add_test (tc, the_pace_is_finer_than_a_tick);
  tcase_add_test (tc, retransmissions_wait_like_new_data);
  tcase_add_test (tc, a_module_may_want_pacing);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
