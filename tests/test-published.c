/* Published results that a simulation of these congestion controls must come out
 * with: laws of the window under losses, shares of a link, and queues.  Each run
 * is long enough for its figure to stand, and short enough for every day. */
#include <check.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "suite.h"
#include "tcpsim/model/model.h"
#include "tcpsim/model/overrides.h"
#include "tcpsim/sim/simulation.h"

/* An endless transfer to a server that reads everything at once; buffers do not
 * bound it. */
static const char model_text[] =
  "[run]\n"
  "max_events = 1000000000\n"
  "[tcp]\n"
  "wmem = 4096 16384 268435456\n"
  "rmem = 4096 131072 268435456\n"
  "[client]\n"
  "address = 192.0.2.1\n"
  "port = 50000\n"
  "script = connect; repeat 1000 ( send 1000000000 )\n"
  "[server]\n"
  "address = 192.0.2.2\n"
  "port = 7\n"
  "script = accept; receive eof\n";

#define MSS 1448

/* What a run may be asked for beside its end. */
typedef struct {
  SimTime since;                /* queues are looked at from then on */
  guint64 n_left;               /* packets that left the queue, client to server ... */
  SimTime sojourn_sum, sojourn_max;     /* ... and their time in it */
  guint64 received[2];          /* octets, by connection */
} Seen;

static char *path;

static void
write_model (void)
{
  gint fd = g_file_open_tmp ("tcpsim-published-XXXXXX.ini", &path, NULL);

  ck_assert_int_ge (fd, 0);
  g_close (fd, NULL);
  ck_assert (g_file_set_contents (path, model_text, -1, NULL));
}

static void
remove_model (void)
{
  remove (path);
  g_free (path);
}

static void
on_queue (gpointer self, const QueueRecord *record)
{
  Seen *seen = self;

  if (record->dir != DIR_C2S || record->event != QUEUE_LEFT || record->at < seen->since)
    return;

  seen->n_left++;
  seen->sojourn_sum += record->sojourn;
  seen->sojourn_max = MAX (seen->sojourn_max, record->sojourn);
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  Seen *seen = self;

  if (record->connection < G_N_ELEMENTS (seen->received))
    seen->received[record->connection] = record->info[SIDE_SERVER].bytes_received;
}

/* Runs the model with @settings, "key=value;key=value", and, where @rule is not
 * NULL, that fault; tells @seen, unless it is NULL.  Returns the client's numbers at the end. */
static TcpInfo
run (const char *settings, const char *rule, Seen *seen)
{
  static const ObserverOps observer = { .queue = on_queue, .connection = on_connection };
  g_autoptr (ModelOverrides) overrides = model_overrides_new ();
  g_auto (GStrv) parts = g_strsplit (settings, ";", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (Model) model = NULL;
  g_autoptr (Simulation) sim = NULL;
  EndRecord end;

  for (guint i = 0; parts[i] != NULL; i++)
    model_overrides_set (overrides, parts[i]);
  if (rule != NULL)
    model_overrides_add_fault (overrides, rule);
  model = model_load_with (path, overrides, &error);
  ck_assert_msg (model != NULL, "%s", error != NULL ? error->message : "");
  sim = simulation_new (model);
  if (seen != NULL)
    simulation_observe (sim, &observer, seen);
  while (simulation_run (sim, 100000))
    ;
  simulation_finish (sim, FALSE, &end);
  return end.info[SIDE_CLIENT];
}

/* Segments a second that were delivered between @from and @to seconds.  The same run
 * twice, which is what determinism is good for. */
static double
rate_between (const char *settings, const char *rule, guint from, guint to)
{
  g_autofree char *early = g_strdup_printf ("%s;run.until=%us", settings, from);
  g_autofree char *late = g_strdup_printf ("%s;run.until=%us", settings, to);

  return (double) (run (late, rule, NULL).delivered - run (early, rule, NULL).delivered) / (to - from);
}

static void
want_within (double got, double want, double below, double above)
{
  ck_assert_msg (got >= want * (1 - below) && got <= want * (1 + above), "%g, where %g was to be expected",
                 got, want);
}

/* Windows under losses: the link takes no time, so that the round-trip time is
 * constant and the window that times the rate. */

/* The inverse square-root law: W = 1.31 / sqrt(p) segments for losses at random and
 * no delayed ACKs (Mathis, Semke, Mahdavi and Ott, "The Macroscopic Behavior of the
 * TCP Congestion Avoidance Algorithm", CCR 27(3), 1997); growth counts segments, so
 * that delayed ACKs do not matter.  The round trip that recovery takes without
 * growth is the shorter a part of a cycle the fewer losses there are. */
static const struct { const char *loss; double window; guint from, to; } square_roots[] = {
  { "1%", 13.1, 2, 60 },
  { "0.1%", 41.4, 4, 80 },
  { "0.01%", 131, 20, 100 },
};

START_TEST (renos_window_is_the_inverse_square_root_of_the_loss_rate)
{
  g_autofree char *settings = g_strdup_printf ("tcp.congestion_control=reno;link.delay=5ms;"
                                               "link.c2s.loss=random %s", square_roots[_i].loss);

  want_within (rate_between (settings, NULL, square_roots[_i].from, square_roots[_i].to) * 0.010,
               square_roots[_i].window, 0.12, 0.08);
}
END_TEST

/* "drop c2s seg 1000,2000,...": of every so many segments one is lost, until as many
 * are as no run needs. */
static char *
lose_every (guint period)
{
  GString *rule = g_string_new ("drop c2s seg ");

  for (guint i = 1; i <= 300; i++)
    g_string_append_printf (rule, "%s%u", i > 1 ? "," : "", i * period);
  return g_string_free (rule, FALSE);
}

/* Average windows where one segment of so many is lost, by RFC 9438 section 5.1,
 * tables 1 and 2 (round-trip times of 100 ms and 10 ms), and for Reno 1.22 / sqrt(p).
 * Near the border between both regions CUBIC has the growth of both, one after the
 * other, where the tables have that of the better one; and windows of whole segments
 * arrive at the plateau up to cbrt(1/C) = 1.36 s early. */
static const struct {
  const char *control;
  guint one_way, period, from, to;      /* ms, segments, seconds */
  double window;
} responses[] = {
  { "reno", 50, 1000, 30, 400, 38.7 },
  { "reno", 5, 10000, 5, 50, 122 },
  { "cubic", 50, 1000, 30, 380, 38 },
  { "cubic", 50, 10000, 100, 300, 187 },
  { "cubic", 50, 100000, 60, 130, 1054 },
  { "cubic", 5, 1000, 3, 40, 38 },
  { "cubic", 5, 10000, 5, 50, 120 },
};

START_TEST (cubics_response_function_is_that_of_rfc_9438)
{
  g_autofree char *settings = g_strdup_printf ("tcp.congestion_control=%s;link.delay=%ums",
                                               responses[_i].control, responses[_i].one_way);
  g_autofree char *rule = lose_every (responses[_i].period);
  double rate = rate_between (settings, rule, responses[_i].from, responses[_i].to);

  want_within (rate * 2 * responses[_i].one_way / 1000, responses[_i].window, 0.12, 0.25);
}
END_TEST

/* Shares of a link. */

/* What a connection with @first got for each octet of one with @second, whichever
 * began, and however long before the other. */
static double
share (const char *first, const char *second, const char *settings)
{
  static const guint staggers[] = { 300, 1100, 1700 };
  double got_first = 0, got_second = 0;

  for (guint i = 0; i < G_N_ELEMENTS (staggers); i++)
    for (guint second_begins = 0; second_begins < 2; second_begins++)
      {
        g_autofree char *all = g_strdup_printf ("connections.count=2;connections.congestion_control=%s %s;"
                                                "connections.stagger=%ums;%s", second_begins ? second : first,
                                                second_begins ? first : second, staggers[i], settings);
        Seen seen = { 0 };

        run (all, NULL, &seen);
        got_first += seen.received[second_begins];
        got_second += seen.received[!second_begins];
      }
  return got_first / got_second;
}

/* In the Reno-friendly region (RFC 9438 section 4.3) CUBIC takes what Reno would:
 * here 33 segments fill the path and 40 more its queue. */
START_TEST (reno_and_cubic_share_a_short_path)
{
  want_within (share ("reno", "cubic", "link.delay=10ms;link.c2s.rate=20Mbit;link.c2s.limit=40;run.until=40s"),
               1, 0.25, 0.25);
}
END_TEST

/* Where bandwidth and delay are large it does not (section 5.3): there Reno leaves
 * most of the path to it. */
START_TEST (cubic_takes_more_of_a_long_path)
{
  double got = share ("cubic", "reno", "link.delay=50ms;link.c2s.rate=100Mbit;link.c2s.limit=400;run.until=40s");

  ck_assert_msg (got > 1.5, "%g of Reno's", got);
}
END_TEST

/* BBR: Cardwell et al., "BBR: Congestion-Based Congestion Control", ACM Queue 14(5),
 * 2016. */

/* Figure 8: losses at random, 100 Mbit/s, 100 ms: BBR keeps the link full up to 5 %
 * and close to full up to 15 %; CUBIC's throughput falls tenfold at 0.1 % and a
 * hundredfold at 1 %. */
static const struct { const char *control, *loss; double least, most; } lossy[] = {
  { "bbr", "0.1%", 0.95, 1 }, { "bbr", "1%", 0.95, 1 }, { "bbr", "5%", 0.90, 1 }, { "bbr", "15%", 0.78, 1 },
  { "cubic", "0.1%", 0, 0.1 }, { "cubic", "1%", 0, 0.02 },
};

START_TEST (bbr_fills_a_lossy_pipe_and_cubic_does_not)
{
  g_autofree char *settings = g_strdup_printf ("tcp.congestion_control=%s;link.delay=50ms;link.c2s.rate=100Mbit;"
                                               "link.c2s.limit=5000;link.c2s.loss=random %s", lossy[_i].control, lossy[_i].loss);
  double goodput = rate_between (settings, NULL, 10, 40) * (MSS + 52) * 8 / 100e6;

  ck_assert_msg (goodput >= lossy[_i].least && goodput <= lossy[_i].most, "%g of the link", goodput);
}
END_TEST

/* Figures 2 to 5: after start-up a flow's queue is short, a quarter of the product of
 * bandwidth and delay while it probes; and with several that measure each other's
 * queues no more than the product, whatever the buffer.  Times are those of the
 * queue over the round trip of 40 ms. */
static const struct { guint flows; double mean, max; } queues[] = { { 1, 0.15, 0.4 }, { 2, 1.25, 1.7 } };

START_TEST (bbrs_queue_is_a_product_at_most)
{
  g_autofree char *settings = g_strdup_printf ("tcp.congestion_control=bbr;link.delay=20ms;link.c2s.rate=50Mbit;"
                                               "link.c2s.limit=5000;"
                                               "connections.count=%u;run.until=30s", queues[_i].flows);
  Seen seen = { .since = SIM_SEC (3) };

  run (settings, NULL, &seen);
  ck_assert_double_le ((double) seen.sojourn_sum / seen.n_left / SIM_MS (40), queues[_i].mean);
  ck_assert_double_le ((double) seen.sojourn_max / SIM_MS (40), queues[_i].max);
  ck_assert_uint_gt (seen.n_left, 27 * 50e6 / 8 / (MSS + 52) * 0.95);
}
END_TEST

/* DCTCP, RFC 8257 section 3: a queue that marks what waits longer than a threshold
 * keeps near it, a packet for each flow above (Alizadeh et al., "Data Center TCP
 * (DCTCP)", SIGCOMM 2010, equation 4), and the link stays full.  CUBIC, which takes
 * every mark for a loss, lets the queue run empty or the link idle. */
#define THRESHOLD SIM_US (240)          /* 20 packets of 12 us; a seventh of the product of 41 is 6 */

static void
run_marked (const char *control, guint flows, Seen *seen)
{
  g_autofree char *settings = g_strdup_printf ("tcp.congestion_control=%s;tcp.ecn=1;link.delay=250us;"
                                               "link.c2s.rate=1Gbit;connections.count=%u;run.until=600ms;"
                                               "link.c2s.queue=codel limit 1000 target 1s interval 10s ecn "
                                               "ce_threshold 240us", control, flows);

  *seen = (Seen) { .since = SIM_MS (100) };
  run (settings, NULL, seen);
}

static const guint herds[] = { 1, 2, 4, 8 };

START_TEST (dctcps_queue_stays_near_the_threshold)
{
  const double full = 0.5 * 1e9 / 8 / (MSS + 52);
  Seen seen;

  run_marked ("dctcp", herds[_i], &seen);
  ck_assert_double_gt (seen.n_left, 0.99 * full);
  want_within ((double) seen.sojourn_sum / seen.n_left, THRESHOLD, 0.3, 0.3);
  ck_assert_int_le (seen.sojourn_max, THRESHOLD + (herds[_i] + 8) * SIM_US (12));
}
END_TEST

START_TEST (cubics_queue_does_not)
{
  const double full = 0.5 * 1e9 / 8 / (MSS + 52);
  Seen seen;

  run_marked ("cubic", 1, &seen);
  ck_assert_double_lt (seen.n_left, 0.9 * full);
  ck_assert_double_lt ((double) seen.sojourn_sum / seen.n_left, 0.5 * THRESHOLD);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("published");
  TCase *tc = tcase_create ("published");

  tcase_add_checked_fixture (tc, write_model, remove_model);
  tcase_add_loop_test (tc, renos_window_is_the_inverse_square_root_of_the_loss_rate, 0,
                       G_N_ELEMENTS (square_roots));
  tcase_add_loop_test (tc, cubics_response_function_is_that_of_rfc_9438, 0, G_N_ELEMENTS (responses));
  tcase_add_test (tc, reno_and_cubic_share_a_short_path);
  tcase_add_test (tc, cubic_takes_more_of_a_long_path);
  tcase_add_loop_test (tc, bbr_fills_a_lossy_pipe_and_cubic_does_not, 0, G_N_ELEMENTS (lossy));
  tcase_add_loop_test (tc, bbrs_queue_is_a_product_at_most, 0, G_N_ELEMENTS (queues));
  tcase_add_loop_test (tc, dctcps_queue_stays_near_the_threshold, 0, G_N_ELEMENTS (herds));
  tcase_add_test (tc, cubics_queue_does_not);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
