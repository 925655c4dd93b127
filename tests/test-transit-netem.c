/* What netem's chances and tc's queues make of packets on the way, and what is told
 * of it: packets of 1250 octets enter a millisecond after one another. */
#include <string.h>

#include "net/netem.h"
#include "sim/transit.h"
#include "suite.h"

#define N 20000

/* What becomes of packets. */
typedef struct {
  guint sent_lost[N_FATES];     /* as their records say when they are sent */
  guint dropped[N_FATES];       /* as is told later */
  guint arrived, marked, flipped, twice, ahead;
  guint out_of_order;           /* arrivals before which a later one has come */
  guint64 highest;
  guint entered, left, queue_dropped, queue_marked;
  SimTime longest;              /* from entry to arrival */
} Tally;

static LinkConfig config;
static Transit transit;
static Observers observers;
static Tally tally;

static void
on_dropped (gpointer self G_GNUC_UNUSED, const DropRecord *drop)
{
  ck_assert (drop->packet->is_open);
  tally.dropped[drop->packet->fate]++;
}

static void
on_queue (gpointer self G_GNUC_UNUSED, const QueueRecord *record)
{
  tally.entered += record->event == QUEUE_ENTERED;
  tally.left += record->event == QUEUE_LEFT;
  tally.queue_dropped += record->event == QUEUE_DROPPED;
  tally.queue_marked += record->event == QUEUE_MARKED;
}

static const ObserverOps ops = { .dropped = on_dropped, .queue = on_queue };

static void
begin (void)
{
  tally = (Tally) { .arrived = 0 };
  config = (LinkConfig) { .mtu = 1500 };
  observers_init (&observers);
  observers_add (&observers, &ops, NULL);
}

static void
end (void)
{
  transit_clear (&transit);
  observers_clear (&observers);
  link_config_clear (&config);
}

static void
arrive_until (SimTime now, SimTime *clock)
{
  for (SimTime at; (at = transit_next_at (&transit, *clock)) <= now && at != SIM_NEVER;)
    {
      SimTime next_at;
      const Packet *packet = transit_step (&transit, &next_at, at);

      *clock = at;
      ck_assert_int_eq (next_at, transit_next_at (&transit, at));
      if (packet == NULL)
        continue;
      tally.arrived++;
      tally.marked += packet->seg.ecn == ECN_CE;
      tally.flipped += packet->record.flipped_bit > 0;
      ck_assert_int_eq (packet->record.flipped_bit > 0, packet->record.fate == FATE_LOST_CORRUPT);
      tally.out_of_order += packet->record.id < tally.highest;
      tally.highest = MAX (tally.highest, packet->record.id);
      tally.longest = MAX (tally.longest, at - packet->record.sent_at);
      if (!packet->record.is_open)
        ck_assert_int_le (packet->record.arrives_at, at);
    }
}

static void
run (const char *netem, const char *queue, SimTime apart, guint8 ecn)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autofree char *why = NULL;
  Segment seg = { .flags = SEG_ACK, .ecn = ecn, .len = 1210 };
  SimTime clock = 0;

  ck_assert_msg (netem == NULL || netem_parse (&config, netem, ".", &why), "%s", why);
  ck_assert_msg (queue == NULL || queue_spec_parse (&config.queue, queue, &why), "%s", why);
  transit_init (&transit, &config, rules, DIR_C2S, 1, "test");
  transit_record (&transit);
  transit_observe (&transit, &observers);
  transit_watch (&transit, &observers);
  for (guint i = 0; i < N; i++)
    {
      SimTime now = i * apart;
      PacketRecord record = { .id = i + 1, .seg = &seg, .sent_at = now };

      arrive_until (now - 1, &clock);
      clock = now;
      transit_enter (&transit, &record, &seg, 1250, 0, 0, now);
      tally.sent_lost[record.fate]++;
      tally.twice += (record.effects & LINK_DUPLICATED) != 0;
      tally.ahead += (record.effects & LINK_REORDERED) != 0;
    }
  arrive_until (SIM_NEVER - 1, &clock);
  queue_watch_run (&transit.watch, SIM_NEVER - 1);
  ck_assert (transit_is_empty (&transit));
}

START_TEST (a_duplicate_arrives_once_more)
{
  run ("delay 5ms duplicate 10%", NULL, SIM_MS (1), 0);
  ck_assert_uint_eq (tally.arrived, N + tally.twice);
  ck_assert_double_eq_tol (tally.twice / (double) N, 0.1, 0.01);
  ck_assert_uint_eq (tally.out_of_order, 0);
}
END_TEST

START_TEST (what_is_lost_and_doubled_is_sent_once)
{
  run ("loss 20% duplicate 10%", NULL, SIM_MS (1), 0);
  ck_assert_double_eq_tol (tally.sent_lost[FATE_LOST_RANDOM] / (double) N, 0.18, 0.014);
  ck_assert_double_eq_tol (tally.twice / (double) N, 0.08, 0.01);
}
END_TEST

START_TEST (a_corrupted_packet_arrives_with_a_wrong_bit)
{
  run ("corrupt 5%", NULL, SIM_MS (1), 0);
  ck_assert_uint_eq (tally.arrived, N);
  ck_assert_uint_eq (tally.flipped, tally.sent_lost[FATE_LOST_CORRUPT]);
  ck_assert_double_eq_tol (tally.flipped / (double) N, 0.05, 0.008);
}
END_TEST

START_TEST (reordered_packets_go_ahead_without_delay)
{
  run ("delay 10ms reorder 25%", NULL, SIM_MS (1), 0);
  ck_assert_double_eq_tol (tally.ahead / (double) N, 0.25, 0.016);
  ck_assert_uint_eq (tally.arrived, N);
  ck_assert_uint_gt (tally.out_of_order, N / 2);
}
END_TEST

START_TEST (gap_reorders_every_so_many)
{
  run ("delay 10ms gap 5", NULL, SIM_MS (1), 0);
  ck_assert_uint_eq (tally.ahead, N / 5);
}
END_TEST

START_TEST (jitter_reorders_unless_there_is_a_rate)
{
  run ("delay 10ms 5ms", NULL, SIM_MS (1), 0);
  ck_assert_uint_gt (tally.out_of_order, N / 4);
  ck_assert_int_le (tally.longest, SIM_MS (15));
}
END_TEST

START_TEST (with_a_rate_jitter_keeps_the_order)
{
  run ("delay 10ms 5ms rate 20mbit", NULL, SIM_MS (1), 0);
  ck_assert_uint_eq (tally.out_of_order, 0);
  ck_assert_uint_eq (tally.arrived, N);
  ck_assert_int_gt (tally.longest, SIM_MS (15));
  ck_assert_int_le (tally.longest, SIM_MS (20));
}
END_TEST

/* netem counts what is on its way, too: at a packet a millisecond those are 10. */
START_TEST (the_limit_counts_all_that_is_inside)
{
  run ("delay 9500us limit 5", NULL, SIM_MS (1), 0);
  ck_assert_double_eq_tol (tally.arrived / (double) N, 0.5, 0.01);
  ck_assert_uint_eq (tally.sent_lost[FATE_LOST_QUEUE], N - tally.arrived);
  ck_assert_uint_eq (tally.queue_dropped, N - tally.arrived);
}
END_TEST

START_TEST (loss_with_ecn_marks_what_is_capable)
{
  run ("loss 10% ecn", NULL, SIM_MS (1), ECN_ECT_0);
  ck_assert_uint_eq (tally.sent_lost[FATE_ARRIVES], N);
  ck_assert_double_eq_tol (tally.marked / (double) N, 0.1, 0.01);
}
END_TEST

START_TEST (slots_let_packets_through_in_bursts)
{
  run ("slot 10ms packets 4", NULL, SIM_US (2500), 0);
  ck_assert_uint_eq (tally.arrived, N);
  ck_assert_uint_eq (tally.out_of_order, 0);
  ck_assert_int_le (tally.longest, SIM_MS (20));
  ck_assert_int_ge (tally.longest, SIM_MS (7));
}
END_TEST

/* A load of 125 %: a fifth has to go, whoever decides. */
static const struct { const char *queue; Fate fate; gboolean on_entry; } queues[] = {
  { "pfifo limit 50", FATE_LOST_QUEUE, TRUE },
  { "red limit 200kb min 20kb max 60kb avpkt 1250 burst 20 probability 0.5", FATE_LOST_AQM, TRUE },
  { "codel", FATE_LOST_AQM, FALSE },
  { "fq_codel", FATE_LOST_AQM, FALSE },
  { "pie", FATE_LOST_AQM, TRUE },
  { "tbf rate 8mbit burst 5kb limit 50kb", FATE_LOST_QUEUE, TRUE },
};

START_TEST (every_packet_is_told_of_once)
{
  const guint *told = queues[_i].on_entry ? tally.sent_lost : tally.dropped;

  config.rate = 8000000;
  run (NULL, queues[_i].queue, SIM_MS (1), 0);
  ck_assert_uint_gt (told[queues[_i].fate], N / 100);
  ck_assert_uint_eq (tally.entered, tally.left + tally.dropped[FATE_LOST_AQM] + tally.dropped[FATE_LOST_QUEUE]);
  ck_assert_uint_eq (tally.left, tally.arrived);
  ck_assert_uint_eq (tally.queue_dropped + tally.arrived, N);
  if (g_str_equal (queues[_i].queue, "fq_codel") || g_str_equal (queues[_i].queue, "codel"))
    return;                     /* what does not answer them takes them long to stop */
  ck_assert_double_eq_tol (tally.arrived / (double) N, 0.8, 0.015);
}
END_TEST

START_TEST (a_queue_marks_what_arrives_marked)
{
  config.rate = 8000000;
  run (NULL, "codel ecn limit 500", SIM_MS (1), ECN_ECT_0);
  ck_assert_uint_gt (tally.marked, 50);
  ck_assert_uint_eq (tally.marked, tally.queue_marked);
}
END_TEST

/* The FIFO of `limit' decides when a packet enters, pfifo when it leaves: to the
 * packets it is the same. */
START_TEST (both_kinds_of_fifo_are_one)
{
  Tally early;

  config.rate = 8000000;
  config.limit = 50;
  run (NULL, NULL, SIM_MS (1), 0);
  early = tally;
  end ();
  begin ();
  config.rate = 8000000;
  run (NULL, "pfifo limit 50", SIM_MS (1), 0);
  ck_assert_mem_eq (&early, &tally, sizeof tally);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("transit-netem");
  TCase *tc = tcase_create ("transit-netem");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, a_duplicate_arrives_once_more);
  tcase_add_test (tc, what_is_lost_and_doubled_is_sent_once);
  tcase_add_test (tc, a_corrupted_packet_arrives_with_a_wrong_bit);
  tcase_add_test (tc, reordered_packets_go_ahead_without_delay);
  tcase_add_test (tc, gap_reorders_every_so_many);
  tcase_add_test (tc, jitter_reorders_unless_there_is_a_rate);
  tcase_add_test (tc, with_a_rate_jitter_keeps_the_order);
  tcase_add_test (tc, the_limit_counts_all_that_is_inside);
  tcase_add_test (tc, loss_with_ecn_marks_what_is_capable);
  tcase_add_test (tc, slots_let_packets_through_in_bursts);
  tcase_add_loop_test (tc, every_packet_is_told_of_once, 0, G_N_ELEMENTS (queues));
  tcase_add_test (tc, a_queue_marks_what_arrives_marked);
  tcase_add_test (tc, both_kinds_of_fifo_are_one);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
