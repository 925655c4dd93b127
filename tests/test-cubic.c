/* CUBIC against RFC 9438 and Linux: what a loss costs, the curve after it, what Reno
 * would have, and HyStart. */
#include <check.h>

#include "suite.h"
#include "tcp/cc/cc.h"

typedef struct {
  Cc cc;
  TcpConfig cfg;
  guint64 priv[32];
  SimTime rtt, now;
} Flow;

static Flow flow;

static void
begin_with (guint32 cwnd, guint32 ssthresh, SimTime rtt)
{
  flow = (Flow) {
    .cc = { .cwnd = cwnd, .ssthresh = ssthresh, .min_rtt = SIM_NEVER }, .cfg = { .hystart = TRUE },
    .rtt = rtt, .now = SIM_SEC (1)
  };
  flow.cc.cfg = &flow.cfg;
  flow.cc.priv = flow.priv;
  g_assert (cc_cubic.priv_size <= sizeof flow.priv);
  cc_cubic.init (&flow.cc, flow.now);
  cc_cubic.measure (&flow.cc, rtt, flow.now);
}

/* @n segments are acknowledged, one by one, at one instant. */
static void
acknowledge (guint n)
{
  CcAck ack = { .acked = 1, .rtt = SIM_NEVER, .is_cwnd_limited = TRUE };

  while (n-- > 0)
    cc_cubic.on_ack (&flow.cc, &ack, flow.now);
}

/* Round trips in each of which a window is acknowledged in ten heaps. */
static void
pass (SimTime span)
{
  for (SimTime end = flow.now + span; flow.now < end;)
    for (guint i = 0, flight = flow.cc.cwnd; i < 10; i++)
      {
        flow.now += flow.rtt / 10;
        acknowledge (flight * (i + 1) / 10 - flight * i / 10);
      }
}

static void
lose (void)
{
  flow.cc.ssthresh = flow.cc.cwnd = cc_cubic.ssthresh_on_loss (&flow.cc, flow.now);
}

/* Section 4.6: 0.7, in 1024ths and whole segments, and two at least. */
static const struct { guint32 cwnd, ssthresh; } losses[] = {
  { 1000, 700 }, { 100, 70 }, { 34, 23 }, { 10, 7 }, { 4, 2 }, { 3, 2 }, { 2, 2 }, { 1, 2 },
};

START_TEST (a_loss_leaves_seven_tenths)
{
  begin_with (losses[_i].cwnd, CC_SSTHRESH_UNSET, SIM_MS (100));
  ck_assert_uint_eq (cc_cubic.ssthresh_on_loss (&flow.cc, 0), losses[_i].ssthresh);
}
END_TEST

/* Section 4.2: 0.4 (t - K)^3 + 1000, K = cbrt (300 / 0.4) = 9.086 s, t in seconds
 * since the loss at 1000. */
static const struct { guint seconds; guint32 cwnd; } curve[] = {
  { 1, 788 }, { 3, 910 }, { 6, 988 }, { 9, 1000 }, { 12, 1010 }, { 15, 1082 }, { 18, 1283 },
};

START_TEST (the_window_follows_the_cubic_function)
{
  begin_with (1000, 1000, SIM_MS (100));
  lose ();
  pass (SIM_SEC (curve[_i].seconds));
  ck_assert_uint_ge (flow.cc.cwnd, curve[_i].cwnd - curve[_i].cwnd / 100);
  ck_assert_uint_le (flow.cc.cwnd, curve[_i].cwnd + curve[_i].cwnd / 100);
}
END_TEST

/* Section 4.3: where that is more, 0.53 segments a round trip: 80 after 150. */
START_TEST (it_grows_as_reno_would_where_that_is_faster)
{
  begin_with (60, 60, SIM_MS (10));
  lose ();
  pass (SIM_MS (1500));
  ck_assert_uint_ge (flow.cc.cwnd, 42 + 76);
  ck_assert_uint_le (flow.cc.cwnd, 42 + 82);
}
END_TEST

/* Section 4.7: one that did not get back to where it was aims lower, at 0.85 of what
 * it had. */
START_TEST (a_flow_that_shrinks_makes_room)
{
  begin_with (1000, 1000, SIM_MS (100));
  lose ();
  pass (SIM_SEC (3));                           /* 910 */
  lose ();                                      /* 637, and a plateau at 773 */
  pass (SIM_SEC (7));
  ck_assert_uint_ge (flow.cc.cwnd, 765);
  ck_assert_uint_le (flow.cc.cwnd, 781);
}
END_TEST

/* Beyond what was the most, one in 20 at least: no maximum is known. */
START_TEST (without_a_maximum_it_grows_by_a_twentieth)
{
  begin_with (100, 100, SIM_MS (100));
  acknowledge (100);
  ck_assert_uint_eq (flow.cc.cwnd, 105);
}
END_TEST

/* The pause of an application is no time in which a window grows. */
START_TEST (a_pause_stops_the_clock)
{
  guint32 before;

  begin_with (1000, 1000, SIM_MS (100));
  lose ();
  pass (SIM_SEC (12));
  before = flow.cc.cwnd;
  flow.cc.sent_at = flow.now;
  flow.now += SIM_SEC (10);
  cc_cubic.event (&flow.cc, CC_EVENT_TX_START, flow.now);
  pass (SIM_MS (100));
  ck_assert_uint_le (flow.cc.cwnd, before + 3);
}
END_TEST

START_TEST (a_window_that_is_not_full_does_not_grow)
{
  CcAck ack = { .acked = 100, .rtt = SIM_NEVER };

  begin_with (100, 50, SIM_MS (100));
  cc_cubic.on_ack (&flow.cc, &ack, flow.now);
  ck_assert_uint_eq (flow.cc.cwnd, 100);
}
END_TEST

/* A timeout forgets the curve; growth begins anew. */
START_TEST (a_timeout_forgets)
{
  begin_with (1000, 1000, SIM_MS (100));
  lose ();
  cc_cubic.set_state (&flow.cc, TCP_CA_LOSS, flow.now);
  flow.cc.cwnd = flow.cc.ssthresh = 100;
  acknowledge (100);
  ck_assert_uint_eq (flow.cc.cwnd, 105);
}
END_TEST

/* HyStart. */

/* A round of @n ACKs, @gap apart, that show @rtt. */
static void
pass_round (guint n, SimTime gap, SimTime rtt)
{
  flow.cc.una = seq_add (flow.cc.nxt, 1);
  flow.cc.nxt = seq_add (flow.cc.nxt, 1000);
  for (guint i = 0; i < n; i++, flow.now += gap)
    cc_cubic.measure (&flow.cc, rtt, flow.now);
}

static const struct {
  guint32 cwnd;
  gboolean hystart, is_paced;
  guint n;                      /* ACKs in the round ... */
  SimTime gap, rtt;             /* ... so far apart, with this round-trip time; the least is 80 ms */
  gboolean leaves;
} rounds[] = {
  { 40, TRUE, FALSE, 9, SIM_MS (3), SIM_MS (91), TRUE },        /* an eighth above, the ninth sample tells */
  { 40, TRUE, FALSE, 8, SIM_MS (3), SIM_MS (91), FALSE },
  { 40, TRUE, FALSE, 9, SIM_MS (3), SIM_MS (90), FALSE },
  { 15, TRUE, FALSE, 9, SIM_MS (3), SIM_MS (91), FALSE },       /* too small a window */
  { 40, FALSE, FALSE, 9, SIM_MS (3), SIM_MS (91), FALSE },
  { 40, TRUE, FALSE, 42, SIM_MS (1), SIM_MS (80), TRUE },       /* a train longer than half a round trip */
  { 40, TRUE, FALSE, 40, SIM_MS (1), SIM_MS (80), FALSE },
  { 40, TRUE, FALSE, 42, SIM_MS (3), SIM_MS (80), FALSE },      /* no train: gaps above 2 ms */
  { 40, TRUE, TRUE, 42, SIM_MS (1), SIM_MS (80), FALSE },       /* pacing makes trains of half a round trip */
  { 40, TRUE, TRUE, 82, SIM_MS (1), SIM_MS (80), TRUE },
};

START_TEST (hystart_leaves_slow_start_when_the_path_is_full)
{
  begin_with (rounds[_i].cwnd, CC_SSTHRESH_UNSET, SIM_MS (80));
  flow.cfg.hystart = rounds[_i].hystart;
  flow.cc.is_paced = rounds[_i].is_paced;
  pass_round (rounds[_i].n, rounds[_i].gap, rounds[_i].rtt);
  ck_assert_uint_eq (flow.cc.ssthresh, rounds[_i].leaves ? rounds[_i].cwnd : CC_SSTHRESH_UNSET);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("cubic");
  TCase *tc = tcase_create ("cubic");

  tcase_add_loop_test (tc, a_loss_leaves_seven_tenths, 0, G_N_ELEMENTS (losses));
  tcase_add_loop_test (tc, the_window_follows_the_cubic_function, 0, G_N_ELEMENTS (curve));
  tcase_add_test (tc, it_grows_as_reno_would_where_that_is_faster);
  tcase_add_test (tc, a_flow_that_shrinks_makes_room);
  tcase_add_test (tc, without_a_maximum_it_grows_by_a_twentieth);
  tcase_add_test (tc, a_pause_stops_the_clock);
  tcase_add_test (tc, a_window_that_is_not_full_does_not_grow);
  tcase_add_test (tc, a_timeout_forgets);
  tcase_add_loop_test (tc, hystart_leaves_slow_start_when_the_path_is_full, 0, G_N_ELEMENTS (rounds));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
