/* The queues, each against what its paper or RFC says, on a link of 10 Mbit/s and
 * packets of 1250 octets, which take a millisecond.  Bounds are wide enough for a
 * right queue and any luck; the streams are fixed. */
#include <math.h>

#include "net/link.h"
#include "suite.h"
#include "tcpsim/net/segment.h"

#define MS(n) SIM_MS (n)
#define OCTETS 1250

static LinkConfig config;
static Link path;
static guint32 lost[N_FATES];
static guint32 n_marked;

static void
begin (void)
{
  config = (LinkConfig) { .rate = 10000000, .mtu = 1500 };
  for (guint i = 0; i < N_FATES; i++)
    lost[i] = 0;
  n_marked = 0;
}

static void
end (void)
{
  link_clear (&path);
}

static void
start (const char *queue)
{
  g_autofree char *why = NULL;
  gboolean done = queue_spec_parse (&config.queue, queue, &why);

  ck_assert_msg (done, "%s: %s", queue, why);
  link_init (&path, &config, 1, "link.c2s");
}

static void
take_drops (void)
{
  for (; path.queue->drops.count > 0; ring_pop (&path.queue->drops))
    lost[((QueueDrop *) ring_at (&path.queue->drops, 0, sizeof (QueueDrop)))->fate]++;
}

/* A packet of @octets comes; TRUE unless it is dropped at once. */
static gboolean
push_sized (guint32 flow, guint8 ecn, guint32 octets, SimTime now)
{
  QueueItem item = { .flow = flow, .ecn = ecn, .octets = octets, .place = 0 };
  guint32 before = path.queue->packets;

  link_push (&path, &item, now);
  n_marked += item.ecn != ecn;
  take_drops ();
  return path.queue->packets > before;
}

static gboolean
push (SimTime now)
{
  return push_sized (0, ECN_NOT_ECT, OCTETS, now);
}

/* The next packet that leaves, when it is time, and that time; FALSE when the
 * queue is empty. */
static gboolean
pull (QueueItem *out, SimTime *now)
{
  SimTime at, arrives;

  while ((at = link_next_at (&path, *now)) != SIM_NEVER)
    {
      gboolean has_left;

      *now = at;
      has_left = link_pull (&path, out, &arrives, at);
      take_drops ();
      if (has_left)
        return TRUE;
    }
  return FALSE;
}

/* FIFOs */

static const struct { const char *queue; guint fit; } limits[] = {
  { "pfifo limit 7", 7 }, { "pfifo", 1000 }, { "bfifo limit 10000", 8 }, { "bfifo limit 9999", 7 },
  { "root@r1:~# tc qdisc replace dev eth0 parent 1:1 handle 2: pfifo \\\n limit 7", 7 },
  { "bfifo", 1211 }, { "codel limit 9", 9 }, { "pie limit 9", 9 }, { "red limit 12500 min 12000 max 12400 burst 20", 10 },
};

START_TEST (a_queue_holds_its_limit)
{
  guint fit = 0;

  start (limits[_i].queue);
  path.free_at = MS (1000);
  while (push (0))
    fit++;
  ck_assert_uint_eq (fit, limits[_i].fit);
  ck_assert_uint_eq (lost[FATE_LOST_QUEUE], 1);
}
END_TEST

/* Token bucket */

/* The first 10 packets fill the bucket of 12500 octets, then one goes each 10 ms. */
START_TEST (tbf_lets_its_burst_go_and_then_its_rate)
{
  SimTime now = 0;
  QueueItem item;

  config.rate = 0;
  start ("tbf rate 1mbit burst 12500 limit 100kb");
  for (guint i = 0; i < 30; i++)
    ck_assert (push (0));
  for (gint i = 1; pull (&item, &now); i++)
    ck_assert_int_eq (now, MAX (i - 10, 0) * MS (10));
  ck_assert_int_eq (now, MS (200));
}
END_TEST

START_TEST (tbf_fills_its_bucket_but_no_higher)
{
  SimTime now = SIM_SEC (100);
  QueueItem item;
  guint at_once = 0;

  config.rate = 0;
  start ("tbf rate 1mbit burst 12500 latency 1s");
  for (guint i = 0; i < 30; i++)
    push (now);
  while (pull (&item, &now) && now == SIM_SEC (100))
    at_once++;
  ck_assert_uint_eq (at_once, 10);
}
END_TEST

START_TEST (tbf_has_a_peak)
{
  SimTime now = 0;
  QueueItem item;

  config.rate = 0;
  start ("tbf rate 1mbit burst 12500 limit 100kb peakrate 10mbit mtu 1250");
  for (guint i = 0; i < 10; i++)
    push (0);
  for (gint i = 0; i < 10 && pull (&item, &now); i++)
    ck_assert_int_eq (now, MS (i));
}
END_TEST

/* 1 Mbit/s for 50 ms are 6250 octets, and the burst. */
START_TEST (tbf_latency_is_a_limit)
{
  guint fit = 0;

  start ("tbf rate 1mbit burst 5000 latency 50ms");
  path.free_at = MS (1000);
  while (push (0))
    fit++;
  ck_assert_uint_eq (fit, 9);
  ck_assert (!push_sized (0, ECN_NOT_ECT, 1499, 0));
}
END_TEST

START_TEST (tbf_drops_what_the_bucket_cannot_pay)
{
  start ("tbf rate 1mbit burst 1000 latency 50ms");
  ck_assert (!push (0));
  ck_assert (push_sized (0, ECN_NOT_ECT, 1000, 0));
}
END_TEST

/* CoDel */

/* RFC 8289 section 5: while packets stay beyond the target, drop n + 1 comes an
 * interval over sqrt (n) after drop n.  A queue of ten seconds, nothing coming. */
START_TEST (codel_drops_faster_by_the_square_root)
{
  SimTime now = SIM_SEC (1), last = 0, first = 0;
  guint n = 0;
  QueueItem item;

  start ("codel limit 10000");
  for (guint i = 0; i < 10000; i++)
    push (0);
  while (pull (&item, &now) && n < 200)
    {
      guint drops = lost[FATE_LOST_AQM];

      if (drops == n)
        continue;
      ck_assert_uint_eq (drops, n + 1);
      if (n == 0)
        first = now;
      else
        /* Drops wait for a packet to leave; the law itself goes on in step.  As in
         * Linux, one step of Newton's makes 1/2 of 1/sqrt (2). */
        ck_assert_double_eq_tol ((now - last) / 1e6, n == 2 ? 50 : 100 / sqrt (n), 2);
      last = now;
      n = drops;
    }
  ck_assert_int_eq (first, SIM_SEC (1) + MS (101));
  ck_assert_uint_ge (n, 200);
}
END_TEST

START_TEST (codel_leaves_what_is_below_the_target)
{
  SimTime now = 0;
  QueueItem item;

  start ("codel");
  for (guint i = 0; i < 20000; i++)
    {
      push (MS (i));
      if (i % 4 == 3)           /* bursts of four wait for three milliseconds */
        for (now = MS (i); path.queue->packets > 0;)
          pull (&item, &now);
    }
  ck_assert_uint_eq (lost[FATE_LOST_AQM], 0);
}
END_TEST

START_TEST (codel_marks_where_it_would_drop)
{
  SimTime now = SIM_SEC (1);
  QueueItem item;
  guint marked = 0;

  start ("codel limit 10000 ecn");
  for (guint i = 0; i < 3000; i++)
    push_sized (0, ECN_ECT_0, OCTETS, 0);
  while (pull (&item, &now))
    marked += item.ecn == ECN_CE;
  ck_assert_uint_gt (marked, 50);
  ck_assert_uint_eq (lost[FATE_LOST_AQM], 0);
}
END_TEST

/* fq_codel */

/* Two flows that always have something share the octets, whatever the sizes. */
START_TEST (fq_codel_shares_octets_between_flows)
{
  guint64 sent[2] = { 0, 0 };
  SimTime now = 0;
  QueueItem item;

  start ("fq_codel target 100s");
  for (guint i = 0; i < 3000; i++)
    {
      push_sized (1, ECN_NOT_ECT, 1500, 0);
      push_sized (2, ECN_NOT_ECT, 500, 0);
    }
  for (guint i = 0; i < 1500 && pull (&item, &now); i++)
    sent[item.flow - 1] += item.octets;
  ck_assert_double_eq_tol ((double) sent[0] / (double) sent[1], 1, 0.01);
}
END_TEST

START_TEST (fq_codel_serves_a_new_flow_first)
{
  SimTime now = 0;
  QueueItem item;

  start ("fq_codel target 100s");
  for (guint i = 0; i < 500; i++)
    push_sized (1, ECN_NOT_ECT, OCTETS, 0);
  for (guint i = 0; i < 100; i++)
    pull (&item, &now);
  push_sized (2, ECN_NOT_ECT, 100, now);
  ck_assert (pull (&item, &now));
  if (item.flow != 2)           /* the old flow's quantum may have been its turn */
    ck_assert (pull (&item, &now));
  ck_assert_uint_eq (item.flow, 2);
}
END_TEST

START_TEST (fq_codel_takes_half_of_the_fattest_when_full)
{
  start ("fq_codel limit 100");
  path.free_at = SIM_SEC (1);
  for (guint i = 0; i < 10; i++)
    push_sized (2, ECN_NOT_ECT, OCTETS, 0);
  for (guint i = 0; i < 91; i++)
    push_sized (1, ECN_NOT_ECT, OCTETS, 0);
  ck_assert_uint_eq (lost[FATE_LOST_QUEUE], 46);        /* of 91 */
  ck_assert_uint_eq (path.queue->packets, 55);
}
END_TEST

/* RED */

/* Keeps the queue at @packets, each new one coming as one leaves, @n times. */
static void
hold_at (guint packets, guint n, guint8 ecn)
{
  SimTime now = path.free_at;
  QueueItem item;

  for (guint i = 0; i < n; i++)
    {
      while (path.queue->packets < packets)
        push_sized (0, ecn, OCTETS, now);
      pull (&item, &now);
    }
}

/* At an average of x octets the chance is p = max_p (x - min) / (max - min), and
 * the packets from one drop to the next are uniform from 1 to 1/p: so on average
 * 2 in 1 + 1/p (Floyd and Jacobson, section 6). */
static const struct { guint packets; double p; } reds[] = {
  { 40, 0.05 }, { 30, 0.025 }, { 50, 0.075 },
};

START_TEST (red_drops_as_the_average_says)
{
  double wanted;

  start ("red limit 200000 min 25000 max 75000 avpkt 1250 burst 40 probability 0.1");
  hold_at (reds[_i].packets, 1000, ECN_NOT_ECT);
  lost[FATE_LOST_AQM] = 0;
  /* As many come as leave or are dropped. */
  hold_at (reds[_i].packets, 40000, ECN_NOT_ECT);
  wanted = (40000 + lost[FATE_LOST_AQM]) * 2 / (1 + 1 / reds[_i].p);
  /* What comes finds one packet less than is held. */
  wanted *= ((reds[_i].packets - 1) * OCTETS - 25000.0) / (reds[_i].packets * OCTETS - 25000.0);
  ck_assert_double_eq_tol (lost[FATE_LOST_AQM] / wanted, 1, 0.05);
  ck_assert_uint_eq (lost[FATE_LOST_QUEUE], 0);
}
END_TEST

START_TEST (red_drops_nothing_below_min_and_all_above_max)
{
  start ("red limit 200000 min 25000 max 75000 avpkt 1250 burst 20");
  hold_at (19, 5000, ECN_NOT_ECT);
  ck_assert_uint_eq (lost[FATE_LOST_AQM], 0);
  path.free_at = SIM_SEC (10000);
  for (guint i = 0; i < 1000; i++)
    push (SIM_SEC (9000));
  ck_assert_uint_lt (path.queue->octets, 200000);
  ck_assert (!push (SIM_SEC (9000)));
}
END_TEST

START_TEST (red_marks_with_ecn)
{
  start ("red limit 200000 min 25000 max 75000 avpkt 1250 burst 40 probability 0.1 ecn");
  hold_at (40, 10000, ECN_ECT_0);
  ck_assert_uint_gt (n_marked, 300);
  ck_assert_uint_eq (lost[FATE_LOST_AQM], 0);
}
END_TEST

/* While idle the average falls by (1 - W)^m, so that a new burst is let in. */
START_TEST (red_forgets_while_idle)
{
  start ("red limit 200000 min 25000 max 75000 avpkt 1250 burst 40 probability 0.1");
  hold_at (55, 5000, ECN_NOT_ECT);
  while (path.queue->packets > 0)
    {
      QueueItem item;
      SimTime now = SIM_SEC (100);

      pull (&item, &now);
    }
  lost[FATE_LOST_AQM] = 0;
  for (guint i = 0; i < 20; i++)
    push (SIM_SEC (200));
  ck_assert_uint_eq (lost[FATE_LOST_AQM], 0);
}
END_TEST

/* PIE */

/* An unresponsive load of 120 %: a sixth has to go, and the delay comes to its
 * target (RFC 8033 section 4). */
START_TEST (pie_brings_the_delay_to_its_target)
{
  SimTime now = 0, waited = 0;
  guint left = 0, offered = 0;
  QueueItem item;

  start ("pie limit 10000 target 20ms");
  for (gint64 i = 0; i < 72000; i++)
    {
      SimTime comes = i * SIM_SEC (1) / 1200;

      while (link_next_at (&path, now) <= comes && pull (&item, &now))
        if (now > SIM_SEC (30))
          {
            waited += now - item.entered;
            left++;
          }
      now = MAX (now, comes);
      if (comes <= SIM_SEC (30))
        lost[FATE_LOST_AQM] = 0;
      else
        offered++;
      push (comes);
    }
  ck_assert_double_eq_tol ((double) waited / left / 1e6, 20, 3);
  ck_assert_double_eq_tol ((double) lost[FATE_LOST_AQM] / offered, 1 / 6.0, 0.01);
  ck_assert_uint_eq (lost[FATE_LOST_QUEUE], 0);
}
END_TEST

START_TEST (pie_lets_a_burst_pass)
{
  SimTime now = 0;
  QueueItem item;

  start ("pie");
  for (guint i = 0; i < 100; i++)
    push (0);
  while (pull (&item, &now))
    continue;
  ck_assert_uint_eq (lost[FATE_LOST_AQM], 0);
}
END_TEST

START_TEST (pie_at_rest_costs_nothing_and_begins_anew)
{
  SimTime now = SIM_SEC (3600) * 1000;
  QueueItem item;

  start ("pie");
  for (guint i = 0; i < 100; i++)
    push (now);
  while (pull (&item, &now))
    continue;
  ck_assert_uint_eq (lost[FATE_LOST_AQM], 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("queue");
  TCase *tc = tcase_create ("queue");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, a_queue_holds_its_limit, 0, G_N_ELEMENTS (limits));
  tcase_add_test (tc, tbf_lets_its_burst_go_and_then_its_rate);
  tcase_add_test (tc, tbf_fills_its_bucket_but_no_higher);
  tcase_add_test (tc, tbf_has_a_peak);
  tcase_add_test (tc, tbf_latency_is_a_limit);
  tcase_add_test (tc, tbf_drops_what_the_bucket_cannot_pay);
  tcase_add_test (tc, codel_drops_faster_by_the_square_root);
  tcase_add_test (tc, codel_leaves_what_is_below_the_target);
  tcase_add_test (tc, codel_marks_where_it_would_drop);
  tcase_add_test (tc, fq_codel_shares_octets_between_flows);
  tcase_add_test (tc, fq_codel_serves_a_new_flow_first);
  tcase_add_test (tc, fq_codel_takes_half_of_the_fattest_when_full);
  tcase_add_loop_test (tc, red_drops_as_the_average_says, 0, G_N_ELEMENTS (reds));
  tcase_add_test (tc, red_drops_nothing_below_min_and_all_above_max);
  tcase_add_test (tc, red_marks_with_ecn);
  tcase_add_test (tc, red_forgets_while_idle);
  tcase_add_test (tc, pie_brings_the_delay_to_its_target);
  tcase_add_test (tc, pie_lets_a_burst_pass);
  tcase_add_test (tc, pie_at_rest_costs_nothing_and_begins_anew);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
