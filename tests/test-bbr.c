/* BBR fed round by round: what the path delivers goes in, the pace and cwnd come
 * out.  Segments have 1000 octets, the round-trip time is 100 ms unless said
 * otherwise; a path of 1000 segments a second then holds 100. */
#include <check.h>

#include "suite.h"
#include "tcp/cc/cc.h"

#define RTT SIM_MS (100)

/* The gains of the modes, in thousandths. */
#define HIGH 2887
#define DRAIN 344

typedef struct {
  Cc cc;
  Delivery delivery;
  guint64 priv[32];
  SimTime now;
} Flow;

static Flow flow;

static void
begin (void)
{
  flow = (Flow) {
    .cc = { .cwnd = 10, .mss = 1000, .srtt = RTT, .min_rtt = RTT, .ssthresh = CC_SSTHRESH_UNSET },
    .delivery = { .delivered = 1, .delivered_at = RTT }, .now = RTT
  };
  flow.cc.delivery = &flow.delivery;
  flow.cc.priv = flow.priv;
  g_assert (cc_bbr.priv_size <= sizeof flow.priv);
  cc_bbr.init (&flow.cc, flow.now);
}

/* What a round trip brings; members left out are as in a round without trouble. */
typedef struct {
  guint32 delivered;            /* segments */
  guint32 in_flight;            /* after it */
  guint32 lost;
  SimTime took;                 /* 0: RTT */
  SimTime rtt;                  /* 0: as long as it took */
  TcpCaState state;
  gboolean is_app_limited;
} Round;

static void
pass (Round round)
{
  SimTime took = round.took > 0 ? round.took : RTT;
  CcAck ack = {
    .acked = round.delivered, .lost = round.lost, .in_flight = round.in_flight,
    .prior_in_flight = round.in_flight + round.delivered, .rtt = round.rtt > 0 ? round.rtt : took,
    .is_app_limited = round.is_app_limited, .prior_delivered = flow.delivery.delivered,
    .sample_delivered = round.delivered, .sample_interval = took
  };

  flow.now += took;
  flow.delivery.delivered += round.delivered;
  flow.delivery.lost += round.lost;
  flow.delivery.delivered_at = flow.now;
  flow.cc.state = round.state;
  cc_bbr.control (&flow.cc, &ack, flow.now);
}

static void
pass_many (guint n, Round round)
{
  for (guint i = 0; i < n; i++)
    pass (round);
}

/* The pace is @gain thousandths of @segments a second, less 1 %. */
static void
want_pace (guint64 segments, guint gain)
{
  gint64 want = segments * 1000 * gain / 1000 * 99 / 100;

  ck_assert_int_le (ABS ((gint64) flow.cc.pacing_rate - want), want / 200);
}

/* A path of 1000 segments a second, filled and drained: PROBE_BW. */
static void
begin_steady (void)
{
  begin ();
  pass_many (5, (Round) { .delivered = 100, .in_flight = 200 });
  pass ((Round) { .delivered = 100, .in_flight = 90 });
}

static const struct { guint32 cwnd; SimTime srtt; guint64 segments; } beginnings[] = {
  { 10, SIM_MS (100), 100 },
  { 10, SIM_MS (1), 10000 },
  { 1, SIM_MS (20), 50 },
  { 10, 0, 10000 },             /* not measured: 1 ms is assumed */
  { 10, 1, 256000000 },         /* as much as can be expressed */
};

START_TEST (it_begins_with_its_window_in_a_round_trip)
{
  begin ();
  flow.cc.cwnd = beginnings[_i].cwnd;
  flow.cc.srtt = beginnings[_i].srtt;
  cc_bbr.init (&flow.cc, flow.now);
  want_pace (beginnings[_i].segments, HIGH);
}
END_TEST

/* Nothing overflows where segments are large and the path is fast. */
START_TEST (the_largest_pace_is_256_of_the_largest_segments_in_a_microsecond)
{
  begin ();
  flow.cc.mss = 65495;
  flow.cc.srtt = 1;
  cc_bbr.init (&flow.cc, flow.now);
  ck_assert_uint_gt (flow.cc.pacing_rate, G_GUINT64_CONSTANT (47000000000000));
  ck_assert_uint_lt (flow.cc.pacing_rate, G_GUINT64_CONSTANT (48000000000000));
}
END_TEST

START_TEST (startup_doubles_as_long_as_the_path_delivers_more)
{
  static const struct { guint32 delivered, cwnd; } rounds[] = { { 10, 20 }, { 20, 40 }, { 40, 80 } };

  begin ();
  for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      pass ((Round) { .delivered = rounds[i].delivered, .in_flight = rounds[i].delivered });
      want_pace (rounds[i].delivered * 10, HIGH);
      ck_assert_uint_eq (flow.cc.cwnd, rounds[i].cwnd);
    }
}
END_TEST

START_TEST (until_the_pipe_is_full_the_pace_does_not_fall)
{
  begin ();
  pass ((Round) { .delivered = 5, .in_flight = 100 });
  want_pace (100, HIGH);
}
END_TEST

/* Three rounds without a quarter more; then the queue that they left is let go. */
START_TEST (three_rounds_without_growth_fill_the_pipe)
{
  begin ();
  pass ((Round) { .delivered = 100, .in_flight = 300 });
  pass ((Round) { .delivered = 124, .in_flight = 300 });
  pass ((Round) { .delivered = 124, .in_flight = 300 });
  want_pace (1240, HIGH);
  pass ((Round) { .delivered = 124, .in_flight = 300 });
  want_pace (1240, DRAIN);
  ck_assert_uint_eq (flow.cc.ssthresh, 134);            /* 124, and room for three bursts of three; even */
}
END_TEST

START_TEST (a_quarter_more_is_growth)
{
  begin ();
  pass ((Round) { .delivered = 100, .in_flight = 300 });
  pass_many (2, (Round) { .delivered = 100, .in_flight = 300 });
  pass ((Round) { .delivered = 125, .in_flight = 300 });
  pass_many (2, (Round) { .delivered = 125, .in_flight = 300 });
  want_pace (1250, HIGH);
}
END_TEST

START_TEST (rounds_that_the_application_held_down_fill_nothing)
{
  begin ();
  pass ((Round) { .delivered = 100, .in_flight = 100 });
  pass_many (10, (Round) { .delivered = 50, .in_flight = 50, .is_app_limited = TRUE });
  want_pace (1000, HIGH);
}
END_TEST

START_TEST (drain_lasts_until_the_queue_is_gone)
{
  begin ();
  pass_many (6, (Round) { .delivered = 100, .in_flight = 300 });
  want_pace (1000, DRAIN);
  pass ((Round) { .delivered = 100, .in_flight = 107 });        /* 100, and room for three bursts of two */
  want_pace (1000, DRAIN);
  pass ((Round) { .delivered = 100, .in_flight = 106 });
  ck_assert_uint_ge (flow.cc.pacing_rate, 980000);
}
END_TEST

/* The gains of eight phases, whichever came first. */
START_TEST (probing_and_draining_take_turns_with_six_of_cruising)
{
  guint probes = 0, drains = 0, cruises = 0;

  begin_steady ();
  for (guint i = 0; i < 80; i++)
    {
      gboolean probes_now = flow.cc.pacing_rate > 1200000, drains_now = flow.cc.pacing_rate < 750000;

      probes += probes_now;
      drains += drains_now;
      cruises += !probes_now && !drains_now;
      if (probes_now)
        want_pace (1000, 1250);
      if (drains_now)
        want_pace (1000, 750);
      pass ((Round) { .delivered = 100, .in_flight = probes_now ? 140 : 110, .took = RTT + 1, .rtt = RTT });
    }
  ck_assert_uint_eq (probes, 10);
  ck_assert_uint_eq (drains, 10);
  ck_assert_uint_eq (cruises, 60);
}
END_TEST

/* The phase depends on the seed, and on nothing else. */
START_TEST (seeds_choose_the_first_phase)
{
  guint n_probing = 0;

  for (guint64 seed = 0; seed < 70; seed++)
    {
      guint64 pace;

      begin ();
      flow.cc.seed = seed;
      pass_many (5, (Round) { .delivered = 100, .in_flight = 200 });
      pass ((Round) { .delivered = 100, .in_flight = 90 });
      pace = flow.cc.pacing_rate;
      n_probing += pace > 1200000;
      ck_assert_uint_gt (pace, 900000);                 /* never the phase that drains */
      begin ();
      flow.cc.seed = seed;
      pass_many (5, (Round) { .delivered = 100, .in_flight = 200 });
      pass ((Round) { .delivered = 100, .in_flight = 90 });
      ck_assert_uint_eq (flow.cc.pacing_rate, pace);
    }
  ck_assert_uint_ge (n_probing, 4);                     /* 10 expected */
  ck_assert_uint_le (n_probing, 20);
}
END_TEST

/* Twice the product of rate and delay, a heap as large as what one ACK brought,
 * and room for three bursts of two. */
START_TEST (cwnd_is_twice_the_product_and_room_for_heaps_and_bursts)
{
  begin_steady ();
  pass_many (30, (Round) { .delivered = 100, .in_flight = 100 });
  ck_assert_uint_ge (flow.cc.cwnd, 200 + 100 + 6);
  ck_assert_uint_le (flow.cc.cwnd, 200 + 100 + 10);
}
END_TEST

START_TEST (a_rate_counts_for_ten_rounds)
{
  begin_steady ();
  pass_many (10, (Round) { .delivered = 50, .in_flight = 110 });
  ck_assert_uint_gt (flow.cc.pacing_rate, 700000);
  pass_many (2, (Round) { .delivered = 50, .in_flight = 110 });
  ck_assert_uint_lt (flow.cc.pacing_rate, 650000);
}
END_TEST

START_TEST (a_slow_application_does_not_lower_the_rate)
{
  begin_steady ();
  pass_many (30, (Round) { .delivered = 20, .in_flight = 20, .is_app_limited = TRUE });
  ck_assert_uint_gt (flow.cc.pacing_rate, 700000);
}
END_TEST

/* Two windows of five rounds, once ACKs have ceased to be ahead. */
START_TEST (a_heap_is_forgotten_after_ten_rounds)
{
  begin_steady ();
  pass ((Round) { .delivered = 100, .in_flight = 100 });
  ck_assert_uint_ge (flow.cc.cwnd, 200 + 100);
  pass ((Round) { .delivered = 10, .in_flight = 100, .took = SIM_MS (200), .rtt = RTT });
  pass_many (10, (Round) { .delivered = 10, .in_flight = 100, .took = SIM_MS (10), .rtt = RTT });
  ck_assert_uint_le (flow.cc.cwnd, 200 + 10 + 10);
}
END_TEST

/* Recovery. */

START_TEST (recovery_conserves_for_a_round_and_then_gives_cwnd_back)
{
  guint32 before;

  begin_steady ();
  before = flow.cc.cwnd;
  ck_assert_uint_eq (cc_bbr.ssthresh_on_loss (&flow.cc, flow.now), flow.cc.ssthresh);
  pass ((Round) { .delivered = 3, .lost = 1, .in_flight = 80, .state = TCP_CA_RECOVERY });
  ck_assert_uint_eq (flow.cc.cwnd, 83);                 /* three have come, three may go */
  pass ((Round) { .delivered = 40, .in_flight = 60, .state = TCP_CA_RECOVERY });
  ck_assert_uint_gt (flow.cc.cwnd, 100);                /* the next round: growth */
  pass ((Round) { .delivered = 1, .in_flight = 60 });
  ck_assert_uint_ge (flow.cc.cwnd, before);
}
END_TEST

START_TEST (after_a_timeout_cwnd_grows_from_four_and_comes_back)
{
  guint32 before;

  begin_steady ();
  before = flow.cc.cwnd;
  cc_bbr.ssthresh_on_loss (&flow.cc, flow.now);
  flow.cc.cwnd = 1;                                     /* as a sender does */
  cc_bbr.set_state (&flow.cc, TCP_CA_LOSS, flow.now);
  pass ((Round) { .delivered = 1, .in_flight = 0, .state = TCP_CA_LOSS });
  ck_assert_uint_eq (flow.cc.cwnd, 4);
  pass ((Round) { .delivered = 4, .in_flight = 0, .state = TCP_CA_LOSS });
  ck_assert_uint_eq (flow.cc.cwnd, 8);
  pass ((Round) { .delivered = 8, .in_flight = 0 });
  ck_assert_uint_ge (flow.cc.cwnd, before);
}
END_TEST

/* PROBE_RTT. */

START_TEST (every_ten_seconds_without_a_shorter_round_it_looks_for_one)
{
  begin_steady ();
  while (flow.now <= SIM_MS (700) + SIM_SEC (10))
    {
      ck_assert_uint_gt (flow.cc.cwnd, 150);
      pass ((Round) { .delivered = 110, .in_flight = 100, .took = SIM_MS (110) });
    }
  ck_assert_uint_eq (flow.cc.cwnd, 4);
  pass ((Round) { .delivered = 96, .in_flight = 4, .rtt = SIM_MS (90) });
  pass_many (2, (Round) { .delivered = 4, .in_flight = 4, .took = SIM_MS (90) });
  ck_assert_uint_eq (flow.cc.cwnd, 4);                  /* 180 ms */
  ck_assert_uint_gt (flow.delivery.app_limited, 0);     /* what is measured here does not count */
  pass ((Round) { .delivered = 4, .in_flight = 4, .took = SIM_MS (90) });
  ck_assert_uint_gt (flow.cc.cwnd, 150);
  pass_many (80, (Round) { .delivered = 90, .in_flight = 90, .took = SIM_MS (90) });
  ck_assert_uint_gt (flow.cc.cwnd, 150);                /* and not before ten more */
}
END_TEST

/* An idle application has let the queue drain anyway. */
START_TEST (a_pause_of_the_application_is_as_good_as_a_probe)
{
  begin_steady ();
  flow.now += SIM_SEC (11);
  flow.delivery.app_limited = flow.delivery.delivered;
  cc_bbr.event (&flow.cc, CC_EVENT_TX_START, flow.now);
  want_pace (1000, 1000);
  pass ((Round) { .delivered = 10, .in_flight = 50, .is_app_limited = TRUE });
  ck_assert_uint_gt (flow.cc.cwnd, 100);
}
END_TEST

/* Policers. */

/* Rounds of a path that lets @delivered through in each and drops @lost. */
static void
pass_policed (guint n, guint32 delivered, guint32 lost)
{
  pass_many (n, (Round) { .delivered = delivered, .lost = lost, .in_flight = 110 });
}

START_TEST (two_lossy_intervals_alike_make_a_policer)
{
  begin_steady ();
  pass_policed (1, 100, 1);                             /* samples begin */
  pass_policed (3, 40, 10);
  pass_policed (4, 42, 10);
  want_pace (410, 1000);                                /* the mean of both, in every phase */
  pass_many (47, (Round) { .delivered = 100, .in_flight = 100 });
  want_pace (410, 1000);
  pass ((Round) { .delivered = 100, .in_flight = 100 });
  ck_assert_uint_gt (flow.cc.pacing_rate, 700000);      /* after 48 rounds it is doubted */
}
END_TEST

static const struct { guint32 first, second, lost; } not_policed[] = {
  { 40, 60, 20 },               /* too different */
  { 40, 40, 5 },                /* an eighth lost is no policer */
};

START_TEST (other_losses_are_no_policer)
{
  begin_steady ();
  pass_policed (1, 100, 1);
  pass_policed (3, not_policed[_i].first, not_policed[_i].lost);
  pass_policed (4, not_policed[_i].second, not_policed[_i].lost);
  ck_assert_uint_gt (flow.cc.pacing_rate, 700000);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("bbr");
  TCase *tc = tcase_create ("bbr");

  tcase_add_loop_test (tc, it_begins_with_its_window_in_a_round_trip, 0, G_N_ELEMENTS (beginnings));
  tcase_add_test (tc, the_largest_pace_is_256_of_the_largest_segments_in_a_microsecond);
  tcase_add_test (tc, startup_doubles_as_long_as_the_path_delivers_more);
  tcase_add_test (tc, until_the_pipe_is_full_the_pace_does_not_fall);
  tcase_add_test (tc, three_rounds_without_growth_fill_the_pipe);
  tcase_add_test (tc, a_quarter_more_is_growth);
  tcase_add_test (tc, rounds_that_the_application_held_down_fill_nothing);
  tcase_add_test (tc, drain_lasts_until_the_queue_is_gone);
  tcase_add_test (tc, probing_and_draining_take_turns_with_six_of_cruising);
  tcase_add_test (tc, seeds_choose_the_first_phase);
  tcase_add_test (tc, cwnd_is_twice_the_product_and_room_for_heaps_and_bursts);
  tcase_add_test (tc, a_rate_counts_for_ten_rounds);
  tcase_add_test (tc, a_slow_application_does_not_lower_the_rate);
  tcase_add_test (tc, a_heap_is_forgotten_after_ten_rounds);
  tcase_add_test (tc, recovery_conserves_for_a_round_and_then_gives_cwnd_back);
  tcase_add_test (tc, after_a_timeout_cwnd_grows_from_four_and_comes_back);
  tcase_add_test (tc, every_ten_seconds_without_a_shorter_round_it_looks_for_one);
  tcase_add_test (tc, a_pause_of_the_application_is_as_good_as_a_probe);
  tcase_add_test (tc, two_lossy_intervals_alike_make_a_policer);
  tcase_add_loop_test (tc, other_losses_are_no_policer, 0, G_N_ELEMENTS (not_policed));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
