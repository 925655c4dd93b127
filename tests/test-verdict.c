/* Holding a run against what is expected of it: one played run, and what each
 * quantity comes to in it. */
#include "records.h"
#include "suite.h"
#include "trace/verdict.h"

#define HEX "4892873e36d3aa00"

/* Two connections; the second begins a second later and is never done. */
static const struct {
  guint32 connection;
  Play play;
} packets[] = {
  { 0, { .at = SIM_MS (10), .takes = SIM_MS (5), .flags = SEG_SYN, .reason = REASON_SYN } },
  { 0, { .at = SIM_MS (15), .takes = SIM_MS (5), .dir = DIR_S2C, .flags = SEG_SYN | SEG_ACK, .reason = REASON_SYN_ACK } },
  { 0, { .at = SIM_MS (20), .flags = SEG_ACK, .len = 1000, .reason = REASON_DATA, .fate = FATE_LOST_RULE } },
  { 1, { .at = SIM_MS (22), .flags = SEG_ACK, .len = 500, .reason = REASON_DATA, .fate = FATE_LOST_QUEUE } },
  { 0, { .at = SIM_MS (30), .takes = SIM_MS (5), .flags = SEG_ACK, .len = 1000, .again = TRUE, .reason = REASON_RTO } },
  { 1, { .at = SIM_MS (31), .takes = SIM_MS (9), .dir = DIR_S2C, .flags = SEG_ACK, .len = 7, .reason = REASON_DATA } },
};

static void
play_packets (const ObserverOps *ops, gpointer self)
{
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      Played played;

      play_fill (&played, &packets[i].play, i + 1, NULL);
      played.packet.connection = packets[i].connection;
      ops->sent (self, &played.packet);
      if (played.packet.fate == FATE_ARRIVES)
        ops->arrived (self, &played.packet);
    }
}

/* Three packets pass the queue to the server; a fourth does not get in. */
static void
play_queue (const ObserverOps *ops, gpointer self)
{
  static const QueueRecord records[] = {
    { .event = QUEUE_ENTERED, .queued_packets = 1, .queued_octets = 1500 },
    { .event = QUEUE_ENTERED, .queued_packets = 2, .queued_octets = 1540 },
    { .event = QUEUE_DROPPED, .queued_packets = 2, .queued_octets = 1540 },
    { .event = QUEUE_MARKED, .queued_packets = 2, .queued_octets = 1540 },
    { .event = QUEUE_LEFT, .queued_packets = 1, .queued_octets = 40, .sojourn = SIM_MS (2) },
    { .event = QUEUE_LEFT, .queued_packets = 0, .queued_octets = 0, .sojourn = SIM_MS (5) },
  };

  for (guint i = 0; ops->queue != NULL && i < G_N_ELEMENTS (records); i++)
    ops->queue (self, &records[i]);
}

/* Windows and thresholds as they change. */
static void
play_infos (const ObserverOps *ops, gpointer self)
{
  static const struct { guint32 connection; Side side; guint32 cwnd, ssthresh, rtt; } infos[] = {
    { 0, SIDE_CLIENT, 10, G_MAXINT32, 0 }, { 0, SIDE_CLIENT, 20, G_MAXINT32, 300 }, { 0, SIDE_CLIENT, 5, 14, 200 },
    { 0, SIDE_SERVER, 30, G_MAXINT32, 0 }, { 1, SIDE_CLIENT, 40, 7, 900 },
  };

  for (guint i = 0; ops->info != NULL && i < G_N_ELEMENTS (infos); i++)
    {
      TcpInfo info = {
        .snd_cwnd = infos[i].cwnd, .snd_ssthresh = infos[i].ssthresh, .min_rtt = G_MAXUINT32, .rtt = infos[i].rtt,
        .unacked = infos[i].cwnd - 5
      };
      InfoRecord record = { .connection = infos[i].connection, .side = infos[i].side, .info = &info };

      ops->info (self, &record);
    }
}

static void
play_end (const ObserverOps *ops, gpointer self)
{
  ConnectionRecord first = { .done_at = SIM_SEC (2), .ended_at = SIM_SEC (5) };
  ConnectionRecord second = {
    .connection = 1, .begins_at = SIM_SEC (1), .done_at = SIM_NEVER, .ended_at = SIM_SEC (5)
  };
  EndRecord end = { .end = END_UNTIL };

  first.info[SIDE_SERVER].bytes_received = 1000;
  first.info[SIDE_CLIENT].total_retrans = 1;
  first.info[SIDE_CLIENT].snd_cwnd = 6;
  first.info[SIDE_CLIENT].snd_ssthresh = 14;
  first.info[SIDE_CLIENT].min_rtt = G_MAXUINT32;
  first.info[SIDE_CLIENT].state = TCP_TIME_WAIT;
  second.info[SIDE_CLIENT].bytes_received = 4000;
  second.info[SIDE_SERVER].state = TCP_ESTABLISHED;
  second.error[SIDE_CLIENT] = TCP_ERROR_RESET;
  ops->connection (self, &first);
  ops->connection (self, &second);
  ops->end (self, &end);
}

static const struct {
  const char *name, *is;
} quantities[] = {
  { "end", "until" },
  { "duration", "30ms" },
  { "completion", "never" },
  { "frames", "2" },
  { "packets", "6" }, { "client.packets", "4" }, { "server.packets", "2" },
  { "connection.0.packets", "4" }, { "connection.1.packets", "2" }, { "connection.1.server.packets", "1" },
  { "bytes", "2507" }, { "client.bytes", "2500" }, { "connection.1.bytes", "507" },
  { "retransmissions", "1" }, { "client.retransmits", "1" }, { "server.retransmits", "0" },
  { "connection.0.client.retransmits", "1" }, { "connection.1.retransmits", "0" },
  { "sent.data", "3" }, { "client.sent.rto", "1" }, { "connection.1.sent.rto", "0" },
  { "lost", "2" }, { "c2s.lost", "2" }, { "client.lost", "2" }, { "s2c.lost", "0" }, { "connection.0.lost", "1" },
  { "lost.rule", "1" }, { "lost.queue", "1" }, { "lost.random", "0" }, { "connection.1.lost.rule", "0" },
  { "connection.1.client.lost.queue", "1" },
  { "goodput", "4000bit" }, { "connection.1.goodput", "8000bit" },
  { "connections.goodput.min", "4000bit" }, { "connections.goodput.max", "8000bit" },
  { "connections.goodput.sum", "12000bit" }, { "connections.fairness", "0.9000" },
  { "connections.completed", "1" }, { "connections.completion.min", "2s" }, { "connections.completion.max", "never" },
  { "connections.total_retrans", "1" },
  { "connection.0.completion", "2s" }, { "connection.1.completion", "never" },
  { "client.state", "TIME-WAIT" }, { "connection.1.server.state", "ESTABLISHED" },
  { "client.error", "none" }, { "connection.1.client.error", "reset" },
  { "client.snd_cwnd", "6" }, { "client.snd_cwnd.min", "5" }, { "client.snd_cwnd.max", "20" },
  { "server.snd_cwnd.max", "30" }, { "connection.1.client.snd_cwnd.max", "40" },
  { "client.snd_ssthresh", "14" }, { "client.snd_ssthresh.min", "14" }, { "client.snd_ssthresh.max", "14" },
  { "client.rtt.min", "200us" }, { "client.rtt.max", "300us" }, { "server.rtt.max", "unset" },
  { "client.unacked.min", "0" }, { "client.unacked.max", "15" },
  { "server.snd_ssthresh.max", "unset" }, { "client.min_rtt", "unset" }, { "client.min_rtt.min", "unset" },
  { "connection.1.server.snd_cwnd.max", "unset" },
  { "c2s.queue.packets.max", "2" }, { "c2s.queue.octets.max", "1540" }, { "c2s.queue.drops", "1" },
  { "c2s.queue.marks", "1" }, { "c2s.queue.sojourn.max", "5ms" }, { "c2s.queue.sojourn.mean", "3.5ms" },
  { "s2c.queue.packets.max", "0" }, { "s2c.queue.sojourn.mean", "0" },
  { "fingerprint", HEX },
};

/* What quantity @i comes to when it is expected alone, or with all the others. */
static void
assert_is (const GPtrArray *expectations, guint at, guint i)
{
  g_autoptr (Verdict) verdict = verdict_new (expectations);
  const ObserverOps *ops = verdict_ops (verdict);
  g_autofree char *is = NULL;

  play_packets (ops, verdict);
  play_queue (ops, verdict);
  play_infos (ops, verdict);
  for (guint n = 0; n < 2; n++)
    verdict_frame (verdict, NULL);
  play_end (ops, verdict);
  ck_assert_msg (verdict_holds (verdict, at, HEX, &is), "%s: is %s", quantities[i].name, is);
  ck_assert_str_eq (is, quantities[i].is);
}

static Expectation *
expect (guint i)
{
  g_autofree char *why = NULL;
  Expectation *e = expectation_parse (quantities[i].name, quantities[i].is, 1, &why);

  ck_assert_msg (e != NULL, "%s: %s", quantities[i].name, why);
  return e;
}

START_TEST (a_quantity_is_what_happened)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new_with_free_func (expectation_free);

  g_ptr_array_add (alone, expect (_i));
  assert_is (alone, 0, _i);
}
END_TEST

START_TEST (it_is_so_whatever_else_is_expected)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (expectation_free);

  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++)
    g_ptr_array_add (all, expect (i));
  assert_is (all, _i, _i);
}
END_TEST

/* What costs a run more is looked at only where it is expected. */
static const struct {
  const char *name;
  gboolean queue, info, frames, fingerprint;
} needs[] = {
  { "packets", FALSE, FALSE, FALSE, FALSE },
  { "client.snd_cwnd", FALSE, FALSE, FALSE, FALSE },
  { "client.snd_cwnd.max", FALSE, TRUE, FALSE, FALSE },
  { "c2s.lost.queue", FALSE, FALSE, FALSE, FALSE },
  { "c2s.queue.drops", TRUE, FALSE, FALSE, FALSE },
  { "frames", FALSE, FALSE, TRUE, FALSE },
  { "fingerprint", FALSE, FALSE, FALSE, TRUE },
};

START_TEST (nothing_is_looked_at_in_vain)
{
  g_autoptr (GPtrArray) expectations = g_ptr_array_new_with_free_func (expectation_free);
  g_autoptr (Verdict) verdict = NULL;

  g_ptr_array_add (expectations, expectation_parse (needs[_i].name, needs[_i].fingerprint ? HEX : "1", 1, NULL));
  verdict = verdict_new (expectations);
  ck_assert_int_eq (verdict_ops (verdict)->queue != NULL, needs[_i].queue);
  ck_assert_int_eq (verdict_ops (verdict)->info != NULL, needs[_i].info);
  ck_assert_int_eq (verdict_wants_frames (verdict), needs[_i].frames);
  ck_assert_int_eq (verdict_wants_fingerprint (verdict), needs[_i].fingerprint);
}
END_TEST

static const struct {
  const char *condition;
  gboolean holds;
} digits[] = {
  { "4892873e", TRUE }, { "4892873e36d3aa00", TRUE }, { "4892873f", FALSE }, { "4892873e36d3aa000", FALSE },
};

START_TEST (a_fingerprint_is_known_by_its_beginning)
{
  g_autoptr (GPtrArray) expectations = g_ptr_array_new_with_free_func (expectation_free);
  g_autoptr (Verdict) verdict = NULL;
  g_autofree char *is = NULL;

  g_ptr_array_add (expectations, expectation_parse ("fingerprint", digits[_i].condition, 1, NULL));
  verdict = verdict_new (expectations);
  ck_assert_int_eq (verdict_holds (verdict, 0, HEX, &is), digits[_i].holds);
  ck_assert_str_eq (is, HEX);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("verdict");
  TCase *tc = tcase_create ("judging");

  tcase_add_loop_test (tc, a_quantity_is_what_happened, 0, G_N_ELEMENTS (quantities));
  tcase_add_loop_test (tc, it_is_so_whatever_else_is_expected, 0, G_N_ELEMENTS (quantities));
  tcase_add_loop_test (tc, nothing_is_looked_at_in_vain, 0, G_N_ELEMENTS (needs));
  tcase_add_loop_test (tc, a_fingerprint_is_known_by_its_beginning, 0, G_N_ELEMENTS (digits));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
