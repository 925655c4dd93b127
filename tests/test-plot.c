/* The data files and scripts of the plots, and gnuplot run over them where it
 * is installed. */
#include <glib/gstdio.h>

#include "records.h"
#include "suite.h"
#include "trace/plot.h"

static const char *const kinds[] = { "sequence", "gaps", "timeseq", "cwnd", "rtt", "throughput", "queue" };

static char *dir;
static char *scripts;
static Plot *plot;

static void
make_dir (void)
{
  dir = g_dir_make_tmp ("tcpsim-plot-XXXXXX", NULL);
  ck_assert_ptr_nonnull (dir);
  scripts = plot_scripts_dir (NULL);
  ck_assert_ptr_nonnull (scripts);
}

static void
remove_dir (void)
{
  g_clear_pointer (&plot, plot_free);

  GDir *listing = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_remove (path);
    }
  g_dir_close (listing);
  g_rmdir (dir);
  g_free (dir);
  g_free (scripts);
}

/* The path of dir/NAME; to be freed. */
static char *
path_of (const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static char *
contents_of (const char *name)
{
  g_autofree char *path = path_of (name);
  char *text = NULL;

  ck_assert_msg (g_file_get_contents (path, &text, NULL, NULL), "no %s", path);
  return text;
}

static gboolean
exists (const char *name)
{
  g_autofree char *path = path_of (name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
assert_has (const char *name, const char *part)
{
  g_autofree char *text = contents_of (name);

  ck_assert_msg (strstr (text, part) != NULL, "no \"%s\" in:\n%s", part, text);
}

static PlotConfig
config_of (const char *name)
{
  return (PlotConfig) {
    .dir = dir, .name = name, .scripts_dir = scripts, .pictures = PICTURES_ALL,
    .formats = PLOT_SVG | PLOT_PNG, .n_series = 1
  };
}

/* The next run of the plot, with one series. */
static gboolean
begin_run (const char *label, const char *recorded, GError **error)
{
  const PlotSeries series = { label, 0, recorded };
  RunRecord run;

  if (!plot_begin (plot, &series, 1, error))
    return FALSE;
  play_run_record (&run, "127.0.0.1", "::1");
  plot_observer (plot)->start (plot, &run);
  return TRUE;
}

static void
begin_with (const PlotConfig *config)
{
  plot = plot_new (config);
  ck_assert (begin_run (NULL, NULL, NULL));
}

static void
begin (const char *name, const char *recorded)
{
  const PlotConfig config = config_of (name);

  plot = plot_new (&config);
  ck_assert (begin_run (NULL, recorded, NULL));
}

static void
finish (void)
{
  ck_assert (plot_finish (plot, NULL));
}

static void
play_frame (const Play *play, guint64 number, SimTime previous)
{
  Played played;
  CaptureFrame frame = { .number = number, .at = play->at, .previous_displayed = previous,
                         .packet = &played.packet };

  play_fill (&played, play, number, NULL);
  plot_frame (plot, &frame);
}

static const Play handshake[] = {
  { .flags = SEG_SYN, .takes = 10, .reason = REASON_SYN },
  { .at = 500, .takes = 10, .dir = DIR_S2C, .flags = SEG_SYN | SEG_ACK, .ack = 1,
    .fate = FATE_LOST_RULE, .reason = REASON_SYN_ACK },
  { .at = SIM_MS (3), .takes = 10, .dir = DIR_S2C, .flags = SEG_SYN | SEG_ACK, .ack = 1,
    .again = TRUE, .reason = REASON_RTO, .reason_n = 1 },
  { .at = SIM_MS (4), .flags = SEG_PSH | SEG_ACK, .seq = 1, .ack = 1, .len = 20,
    .reason = REASON_DATA },
};

static void
play_handshake (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (handshake); i++)
    play_packet (plot_observer (plot), plot, &handshake[i], i + 1);
}

/* Writes dir/rec.tsv; returns its path, to be freed. */
static char *
write_recorded (const char *text)
{
  char *path = path_of ("rec.tsv");

  ck_assert (g_file_set_contents (path, text, -1, NULL));
  return path;
}

START_TEST (each_picture_has_its_data_and_its_script)
{
  g_autofree char *data = g_strdup_printf ("run.%s.dat", kinds[_i]);
  g_autofree char *script = g_strdup_printf ("run.%s.gp", kinds[_i]);

  begin ("run", NULL);
  play_handshake ();
  finish ();
  ck_assert (exists (data));
  assert_has (script, "shown = 'run'\nclient = '127.0.0.1:44156'\nserver = '[::1]:12345'\n");
}
END_TEST

START_TEST (nothing_appears_before_the_plot_is_finished)
{
  begin ("run", NULL);
  play_handshake ();
  ck_assert (!exists ("run.timeseq.dat"));
  g_clear_pointer (&plot, plot_free);
  ck_assert (!exists ("run.timeseq.dat"));
  ck_assert_int_eq (g_rmdir (dir), 0);
  g_mkdir (dir, 0700);
}
END_TEST

/* The server's SYN is lost and sent again; its window and its ACK reach the
 * client 10 ns after the second. */
START_TEST (the_time_sequence_data_has_every_segment)
{
  begin ("run", NULL);
  play_handshake ();
  finish ();
  assert_has ("run.timeseq.dat", "# client: segments, when they are sent: time_ns, first number, number "
              "after the last\n0\t0\t1\n4000000\t1\t21\n\n\n");
  assert_has ("run.timeseq.dat", "# client: acknowledged, when it reaches the sender: time_ns, number\n"
              "3000010\t1\n4000000\t1\n\n\n");
  assert_has ("run.timeseq.dat", "# client: SACK blocks, when they reach the sender\nNaN\tNaN\tNaN\n\n\n");
  assert_has ("run.timeseq.dat", "# server: segments sent again\n3000000\t0\t1\n\n\n");
  assert_has ("run.timeseq.dat", "# server: segments lost on the way, of both kinds\n500\t0\t1\n\n\n");
}
END_TEST

START_TEST (the_sequence_data_orders_the_moments)
{
  const StateRecord syn_sent = { .at = 0, .side = SIDE_CLIENT, .to = TCP_SYN_SENT };

  begin ("run", NULL);
  play_packet (plot_observer (plot), plot, &handshake[0], 1);
  plot_observer (plot)->state (plot, &syn_sent);
  for (guint i = 1; i < G_N_ELEMENTS (handshake); i++)
    play_packet (plot_observer (plot), plot, &handshake[i], i + 1);
  finish ();
  /* Sent, a new state, arrived; lost; sent again, arrived; and one that takes no time. */
  assert_has ("run.sequence.dat",
              "\n0\t0\t1\n1\t0\t2\n2\t10\t0\n3\t490\t1\n4\t2999500\t1\n5\t10\t0\n6\t999990\t1\n\n\n");
  assert_has ("run.sequence.dat", "\n2\t3\t3\t1\t1\t0\t500\t500\tSYN,ACK seq=0 ack=1\t"
                                  "SYN-ACK: answers the SYN; lost: rule\t660\t660\t0\n");
  assert_has ("run.sequence.dat", "\n3\t4\t5\t1\t0\t1\t3000000\t2999500\tSYN,ACK seq=0 ack=1\t");
  assert_has ("run.sequence.dat", "\n4\t6\t6\t0\t0\t0\t4000000\t1000000\t"
                                  "PSH,ACK seq=1 ack=1 len=20\t");
  assert_has ("run.sequence.dat", "# slot\tside\tstate\n1\t0\tSYN-SENT\n");
}
END_TEST

START_TEST (the_sequence_diagram_stops_where_it_would_be_unreadable)
{
  begin ("run", NULL);
  for (guint i = 0; i < 200; i++)
    play_packet (plot_observer (plot), plot, &handshake[3], i + 1);
  finish ();
  assert_has ("run.sequence.gp", "drawn = 60\nfrom = 1\n");
  assert_has ("run.sequence.gp", "total = 200\n");
}
END_TEST

/* Of 200 packets one is lost and one sends it again; the diagram has 60. */
static const struct { guint lost, repaired, from; } repairs[] = {
  { 20, 40, 1 },                /* both are there */
  { 20, 50, 1 }, { 20, 60, 1 },
  { 20, 61, 12 },               /* ten more behind the repair */
  { 20, 70, 17 },               /* not as many: three must come before the loss */
  { 20, 76, 17 }, { 20, 77, 1 },        /* too far apart */
  { 3, 61, 1 },
  { 100, 120, 90 }, { 100, 156, 97 }, { 100, 157, 90 }, /* a first loss beyond the first packets */
  { 20, 0, 1 }                  /* never */
};

START_TEST (the_sequence_diagram_goes_on_to_what_makes_up_for_a_loss)
{
  g_autofree char *from = g_strdup_printf ("drawn = 60\nfrom = %u\n", repairs[_i].from);

  begin ("run", NULL);
  for (guint i = 1; i <= 200; i++)
    {
      Play play = handshake[3];

      play.at = i * 1000;
      play.again = i == repairs[_i].repaired;
      play.seq = play.again ? 20 * repairs[_i].lost : 20 * i;
      play.fate = i == repairs[_i].lost ? FATE_LOST_RULE : FATE_ARRIVES;
      play_packet (plot_observer (plot), plot, &play, i);
    }
  finish ();
  assert_has ("run.sequence.gp", from);
}
END_TEST

START_TEST (the_sequence_diagram_has_the_packets_asked_for)
{
  PlotConfig config = config_of ("run");

  config.first_packet = 3;
  config.last_packet = 5;
  begin_with (&config);
  for (guint i = 0; i < 9; i++)
    {
      Play play = handshake[3];

      play.at = i * 1000;
      play.takes = 2500;
      play_packet (plot_observer (plot), plot, &play, i + 1);
    }
  finish ();
  assert_has ("run.sequence.gp", "drawn = 3\nfrom = 3\n");
  /* It ends when the sixth is sent: the third has arrived then, of the fourth's way 800
   * thousandths are to be seen, of the fifth's 400. */
  assert_has ("run.sequence.dat", "\n0\t0\t1\n1\t1000\t1\n2\t1000\t1\n3\t500\t0\n4\t500\t3\n\n\n");
  assert_has ("run.sequence.dat", "\n4\t1\t4\t0\t0\t0\t3000\t1000\tPSH,ACK seq=1 ack=1 len=20\tdata: new\t800\t1000\t0\n");
  assert_has ("run.sequence.dat", "\n5\t2\t4\t0\t0\t0\t4000\t1000\tPSH,ACK seq=1 ack=1 len=20\tdata: new\t400\t1000\t0\n");
}
END_TEST

static void
play_info (Side side, SimTime at, const TcpInfo *info)
{
  const InfoRecord record = { .at = at, .side = side, .info = info };

  plot_observer (plot)->info (plot, &record);
}

START_TEST (numbers_of_the_endpoints_are_drawn_when_they_change)
{
  TcpInfo info = { .snd_cwnd = 10, .snd_ssthresh = G_MAXINT32, .unacked = 3, .rto = 1000000 };

  begin ("run", NULL);
  play_info (SIDE_CLIENT, 0, &info);    /* before the first packet: nothing */
  play_handshake ();
  play_info (SIDE_CLIENT, 5, &info);
  info.snd_cwnd = 5;
  info.snd_ssthresh = 5;
  info.unacked = 9;
  info.sacked = 2;
  info.lost = 3;
  info.retrans = 1;
  info.rtt = 40;
  info.rto = 200;
  play_info (SIDE_CLIENT, 1000, &info);
  play_info (SIDE_CLIENT, 2000, &info);
  finish ();
  assert_has ("run.cwnd.dat", "# client: cwnd: time_ns, segments\n5\t10\n1000\t5\n4000000\t5\n\n\n"
              "# client: ssthresh, once it is set: time_ns, segments\n1000\t5\n4000000\t5\n\n\n"
              "# client: in flight, unacked - (sacked + lost) + retrans: time_ns, segments\n"
              "5\t3\n1000\t5\n4000000\t5\n\n\n# server: cwnd: time_ns, segments\nNaN\tNaN\n");
  assert_has ("run.rtt.dat", "# client: SRTT, once there is one: time_ns, srtt_ns\n1000\t40000\n4000000\t40000\n");
  assert_has ("run.rtt.dat", "# client: RTO, backoff included: time_ns, rto_ns\n5\t1000000000\n1000\t200000\n");
}
END_TEST

/* The second is sent again: the ACK that covers it tells no round trip. */
static const Play measured[] = {
  { .takes = 100, .flags = SEG_ACK, .seq = 1, .ack = 1, .len = 10 },
  { .at = 10, .takes = 100, .flags = SEG_ACK, .seq = 11, .ack = 1, .len = 10, .fate = FATE_LOST_RULE },
  { .at = 150, .takes = 20, .dir = DIR_S2C, .flags = SEG_ACK, .seq = 1, .ack = 11 },
  { .at = 200, .takes = 100, .flags = SEG_ACK, .seq = 11, .ack = 1, .len = 10, .again = TRUE },
  { .at = 200, .takes = 100, .flags = SEG_ACK, .seq = 21, .ack = 1, .len = 10 },
  { .at = 310, .takes = 20, .dir = DIR_S2C, .flags = SEG_ACK, .seq = 1, .ack = 31 },
};

START_TEST (a_round_trip_is_of_what_was_sent_once)
{
  begin ("run", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (measured); i++)
    play_packet (plot_observer (plot), plot, &measured[i], i + 1);
  finish ();
  assert_has ("run.rtt.dat", "# client: a round trip, when its ACK arrives: time_ns, rtt_ns\n170\t170\n\n\n");
}
END_TEST

/* 1000 octets a packet, one a microsecond (40 of header); the third is a hole that the fifth
 * fills, the sixth repeats it. */
START_TEST (goodput_counts_each_octet_once)
{
  static const guint32 seqs[] = { 1, 961, 2881, 3841, 1921, 1921 };
  guint64 throughput = 0, goodput = 0;
  PlotConfig config = config_of ("run");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  config.pictures = 1u << PICTURE_THROUGHPUT;
  begin_with (&config);
  for (guint i = 0; i < G_N_ELEMENTS (seqs); i++)
    {
      const Play play = { .at = i * 1000, .takes = 500, .flags = SEG_ACK, .seq = seqs[i], .ack = 1, .len = 960 };

      play_packet (plot_observer (plot), plot, &play, i + 1);
    }
  finish ();
  text = contents_of ("run.throughput.dat");
  lines = g_strsplit (text, "\n", -1);
  /* The last interval ends with a row of its own, which repeats its rate. */
  for (guint i = 1; lines[i + 1][0] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      throughput += g_ascii_strtoull (cells[1], NULL, 10);
      goodput += g_ascii_strtoull (cells[2], NULL, 10);
    }
  assert_has ("run.throughput.gp", "width = 100.\n");
  /* Bits a second over 100 ns each: 80 million times the octets. */
  ck_assert_uint_eq (throughput, G_GUINT64_CONSTANT (80000000) * 6 * 1000);
  ck_assert_uint_eq (goodput, G_GUINT64_CONSTANT (80000000) * 5 * 960);
}
END_TEST

static void
play_queue (QueueEvent event, SimTime at, guint32 queued, SimTime sojourn)
{
  const QueueRecord record = { .at = at, .dir = DIR_S2C, .event = event, .connection = 7,
                               .queued_packets = queued, .sojourn = sojourn };

  plot_observer (plot)->queue (plot, &record);
}

START_TEST (the_queue_is_everybodys)
{
  begin ("run", NULL);
  play_queue (QUEUE_ENTERED, 100, 1, 0);        /* everything counts from here */
  play_queue (QUEUE_ENTERED, 110, 2, 0);
  play_queue (QUEUE_DROPPED, 115, 2, 0);
  play_queue (QUEUE_MARKED, 118, 2, 0);
  play_queue (QUEUE_LEFT, 120, 1, 20);
  finish ();
  assert_has ("run.queue.dat", "# server: packets in the queue: time_ns, packets\n0\t1\n10\t2\n20\t1\n\n\n"
              "# server: a packet leaves: time_ns, how long it was in the queue, ns\n20\t20\n\n\n"
              "# server: a packet is dropped: time_ns, packets in the queue\n15\t2\n\n\n"
              "# server: a packet is marked: time_ns, packets in the queue\n18\t2\n\n\n");
  assert_has ("run.queue.gp", "highest = 2.\nlongest = 20.\n");
}
END_TEST

/* Probes have no data to draw a segment by; the second is lost. */
START_TEST (probes_are_marked_though_they_carry_nothing)
{
  Played probe;
  Play play = { .takes = 10, .flags = SEG_ACK, .seq = 20, .ack = 1, .reason = REASON_WINDOW_PROBE };

  begin ("run", NULL);
  play_fill (&probe, &play, 1, NULL);
  plot_observer (plot)->sent (plot, &probe.packet);
  play.at = 50;
  play.fate = FATE_LOST_RULE;
  play_fill (&probe, &play, 2, NULL);
  plot_observer (plot)->sent (plot, &probe.packet);
  play.reason = REASON_ACK_DUPLICATE;
  play.at = 60;
  play_fill (&probe, &play, 3, NULL);
  plot_observer (plot)->sent (plot, &probe.packet);
  finish ();
  assert_has ("run.timeseq.dat", "# client: probes of a closed window and of an idle peer: time_ns, number\n"
              "0\t20\n50\t20\n\n\n");
  assert_has ("run.timeseq.dat", "# client: segments lost on the way, of both kinds\n50\t20\t20\n\n\n");
  assert_has ("run.timeseq.gp", "probes_c2s = 2\nhighest_s2c");
}
END_TEST

/* The first arrives although that was not known when it was sent; the second was
 * let into the queue and dropped there; the third arrives spoilt. */
START_TEST (what_is_known_late_is_drawn_all_the_same)
{
  Played first, second, third;
  Play play = { .takes = 100, .flags = SEG_ACK, .seq = 1, .ack = 1, .len = 10 };
  DropRecord drop = { .at = 70, .packet = &second.packet };

  begin ("run", NULL);
  play_fill (&first, &play, 1, NULL);
  first.packet.arrives_at = SIM_NEVER;
  plot_observer (plot)->sent (plot, &first.packet);
  play.at = 50;
  play.seq = 11;
  play_fill (&second, &play, 2, NULL);
  second.packet.arrives_at = SIM_NEVER;
  second.packet.is_open = TRUE;
  plot_observer (plot)->sent (plot, &second.packet);
  play.at = 60;
  play.seq = 21;
  play.fate = FATE_LOST_CORRUPT;
  play_fill (&third, &play, 3, NULL);
  third.packet.arrives_at = 160;
  plot_observer (plot)->sent (plot, &third.packet);
  second.packet.fate = FATE_LOST_AQM;
  plot_observer (plot)->dropped (plot, &drop);
  first.packet.arrives_at = 90;
  plot_observer (plot)->arrived (plot, &first.packet);
  plot_observer (plot)->arrived (plot, &third.packet);
  finish ();
  assert_has ("run.sequence.dat", "\n0\t0\t1\n1\t50\t1\n2\t10\t1\n3\t30\t0\n4\t70\t0\n\n\n");
  assert_has ("run.sequence.dat", "\n1\t0\t3\t0\t0\t0\t0\t0\tACK seq=1 ack=1 len=10\t");
  assert_has ("run.sequence.dat", "\n2\t1\t1\t0\t1\t0\t50\t50\tACK seq=11 ack=1 len=10\t");
  assert_has ("run.sequence.dat", "\t970\t970\t0\n");
  assert_has ("run.timeseq.dat", "# client: segments lost on the way, of both kinds\n60\t21\t31\n70\t11\t21\n\n\n");
  assert_has ("run.timeseq.dat", "# server: acknowledged, when it reaches the sender: time_ns, number\n90\t1\n160\t1\n\n\n");
}
END_TEST

START_TEST (what_nobody_asked_for_is_not_observed)
{
  PlotConfig config = config_of ("run");

  config.pictures = (1u << PICTURE_SEQUENCE) | (1u << PICTURE_TIMESEQ);
  begin_with (&config);
  ck_assert (plot_observer (plot)->info == NULL);
  ck_assert (plot_observer (plot)->queue == NULL);
  ck_assert (!plot_wants_frames (plot));
  play_handshake ();
  finish ();
  ck_assert (exists ("run.timeseq.gp"));
  ck_assert (!exists ("run.cwnd.dat"));
  ck_assert (!exists ("run.gaps.gp"));
}
END_TEST

static void
play_two_runs (const PlotConfig *config)
{
  plot = plot_new (config);
  ck_assert (begin_run ("first", NULL, NULL));
  play_handshake ();
  ck_assert (begin_run ("it's", NULL, NULL));
  play_handshake ();
  for (guint i = 0; i < G_N_ELEMENTS (handshake); i++)
    {
      Play later = handshake[i];

      later.at += SIM_MS (5);
      play_packet (plot_observer (plot), plot, &later, i + 5);
    }
  finish ();
}

START_TEST (runs_are_laid_over_one_another)
{
  PlotConfig config = config_of ("both");

  config.n_series = 2;
  play_two_runs (&config);
  assert_has ("both.timeseq.gp", "series = 2\narray label[2] = ['first', 'it''s']\n"
              "array data[2] = ['both.timeseq.1.dat', 'both.timeseq.2.dat']\n");
  ck_assert (exists ("both.timeseq.1.dat") && exists ("both.timeseq.2.dat"));
  ck_assert (!exists ("both.timeseq.dat"));
  /* Two sequence diagrams cannot be. */
  assert_has ("both.sequence.1.gp", "name = 'both.sequence.1'\nshown = 'first'\n");
  assert_has ("both.sequence.2.gp", "total = 8\n");
}
END_TEST

START_TEST (xplot_gets_tcptraces_names_and_colours)
{
  PlotConfig config = config_of ("run");

  config.formats = PLOT_XPL;
  begin_with (&config);
  play_handshake ();
  finish ();
  assert_has ("b2a_tsg.xpl", "timeval unsigned\ntitle\n[::1]:12345_==>_127.0.0.1:44156 (time sequence graph)\n"
              "xlabel\ntime\nylabel\nsequence number\ngreen\n");
  assert_has ("b2a_tsg.xpl", "white\ndarrow 0.000001 0\nline 0.000001 0 0.000001 1\nuarrow 0.000001 1\n");
  assert_has ("b2a_tsg.xpl", "red\ndarrow 0.003000 0\nline 0.003000 0 0.003000 1\nuarrow 0.003000 1\n"
              "atext 0.003000 1\nR\n");
  assert_has ("b2a_tsg.xpl", "\ngo\n");
  ck_assert (exists ("a2b_tsg.xpl") && exists ("a2b_rtt.xpl") && exists ("a2b_owin.xpl") && exists ("a2b_tput.xpl"));
  ck_assert (!exists ("run.timeseq.dat"));
}
END_TEST

START_TEST (a_wrong_picture_or_format_is_told)
{
  char *why = NULL;
  guint set;

  ck_assert (pictures_parse ("cwnd,rtt", &set, &why));
  ck_assert_uint_eq (set, (1u << PICTURE_CWND) | (1u << PICTURE_RTT));
  ck_assert (!pictures_parse ("cwnd,rrt", &set, &why));
  ck_assert_str_eq (why, "\"rrt\" is no picture, did you mean \"rtt\"?");
  g_free (why);
  ck_assert (!plot_formats_parse ("", &set, &why));
  ck_assert_str_eq (why, "\"\" is no format, there are: svg, png, pdf, xpl");
  g_free (why);
}
END_TEST

START_TEST (recorded_gaps_stand_beside_simulated_ones)
{
  g_autofree char *path = write_recorded ("# a comment\n\nnumber\ttime_ns\tdir\r\n"
                                          "50\t0\tc2s\r\n51\t32191\ts2c\n");

  begin ("run", path);
  play_frame (&handshake[0], 50, 0);
  play_frame (&handshake[1], 51, 0);
  finish ();
  assert_has ("run.gaps.dat", "\n50\t0\n51\t500\n\n\n50\t0\n51\t32191\n");
  assert_has ("run.gaps.gp", "recorded = 1\n");
}
END_TEST

static void
refuse_recorded (const char *path, GError **error)
{
  const PlotConfig config = config_of ("run");

  plot = plot_new (&config);
  ck_assert (!begin_run (NULL, path, error));
  ck_assert (g_error_matches (*error, PLOT_ERROR, PLOT_ERROR_RECORDED));
}

static const char *const wrong_tables[] = {
  "number\ttime_ns\n50\n",
  "number\ttime_ns\nfifty\t0\n",
  "number\ttime_ns\n50\t0.5\n",
  "number\ttime_ns\n50\t-1\n",
  "number\ttime_ns\n50 0\n",
  "number\ttime_ns\n50\t99999999999999999999\n",
};

START_TEST (a_wrong_recorded_table_is_told_with_its_line)
{
  g_autofree char *path = write_recorded (wrong_tables[_i]);
  g_autofree char *where = g_strdup_printf ("%s:2: ", path);
  GError *error = NULL;

  refuse_recorded (path, &error);
  ck_assert_msg (g_str_has_prefix (error->message, where), "%s", error->message);
  g_error_free (error);
}
END_TEST

START_TEST (recorded_times_that_go_back_are_wrong)
{
  g_autofree char *path = write_recorded ("number\ttime_ns\n50\t5\n51\t4\n");
  GError *error = NULL;

  refuse_recorded (path, &error);
  g_error_free (error);
}
END_TEST

START_TEST (a_missing_recorded_table_is_told)
{
  GError *error = NULL;

  refuse_recorded ("/nonexistent/rec.tsv", &error);
  g_error_free (error);
}
END_TEST

START_TEST (a_quote_in_the_name_stays_a_quote)
{
  begin ("it's_1", NULL);
  finish ();
  assert_has ("it's_1.gaps.gp", "name = 'it''s_1.gaps'\n");
}
END_TEST

START_TEST (without_gnuplot_there_is_a_hint_and_no_picture)
{
  GError *error = NULL;

  begin ("run", NULL);
  finish ();
  g_setenv ("PATH", dir, TRUE);
  ck_assert (!plot_render (plot, &error));
  ck_assert (g_error_matches (error, PLOT_ERROR, PLOT_ERROR_NO_GNUPLOT));
  ck_assert_ptr_nonnull (strstr (error->message, "apt install gnuplot-nox"));
  ck_assert_ptr_null (strchr (error->message, '\n'));
  ck_assert (!exists ("run.gaps.png"));
  g_error_free (error);
}
END_TEST

START_TEST (a_failing_gnuplot_leaves_the_old_picture_alone)
{
  static const char fake[] = "#!/bin/sh\necho half >run.sequence.png.part\necho oops >&2\nexit 1\n";
  g_autofree char *gnuplot = path_of ("gnuplot");
  g_autofree char *old = path_of ("run.sequence.png");
  g_autofree char *search = NULL;
  GError *error = NULL;

  begin ("run", NULL);
  finish ();
  g_file_set_contents (old, "old", -1, NULL);
  g_file_set_contents (gnuplot, fake, -1, NULL);
  g_chmod (gnuplot, 0755);
  search = g_strdup_printf ("%s:%s", dir, g_getenv ("PATH"));
  g_setenv ("PATH", search, TRUE);
  ck_assert (!plot_render (plot, &error));
  ck_assert (g_error_matches (error, PLOT_ERROR, PLOT_ERROR_GNUPLOT));
  ck_assert_ptr_nonnull (strstr (error->message, "oops"));
  assert_has ("run.sequence.png", "old");
  ck_assert (!exists ("run.sequence.png.part"));
  g_error_free (error);
}
END_TEST

static void
assert_pictures (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *svg = g_strdup_printf ("%s.%s.svg", name, kinds[i]);
      g_autofree char *png = g_strdup_printf ("%s.%s.png", name, kinds[i]);

      assert_has (svg, "</svg>");
      ck_assert (exists (png));
    }
}

static void
render (void)
{
  GError *error = NULL;
  gboolean drawn = plot_render (plot, &error);

  ck_assert_msg (drawn, "%s", error != NULL ? error->message : "");
}

static gboolean
has_gnuplot (void)
{
  g_autofree char *path = g_find_program_in_path ("gnuplot");

  return path != NULL;
}

/* Parts of the handshake: nothing, one packet, one that is lost, and all. */
static const struct {
  guint first, end;
} parts[] = { { 0, 0 }, { 0, 1 }, { 1, 2 }, { 0, G_N_ELEMENTS (handshake) } };

START_TEST (gnuplot_draws_every_picture_of_any_run)
{
  if (!has_gnuplot ())
    return;

  begin ("-it's_1 x", NULL);
  for (guint i = parts[_i].first; i < parts[_i].end; i++)
    {
      play_packet (plot_observer (plot), plot, &handshake[i], i + 1);
      play_frame (&handshake[i], i + 1, handshake[i > parts[_i].first ? i - 1 : i].at);
    }
  finish ();
  render ();
  assert_pictures ("-it's_1 x");
}
END_TEST

START_TEST (gnuplot_lays_runs_over_one_another)
{
  PlotConfig config = config_of ("both");

  if (!has_gnuplot ())
    return;

  config.n_series = 2;
  config.formats = PLOT_SVG;
  config.pictures &= ~(1u << PICTURE_GAPS);
  play_two_runs (&config);
  render ();
  assert_has ("both.cwnd.svg", "</svg>");
  assert_has ("both.timeseq.svg", "</svg>");
  assert_has ("both.rtt.svg", "</svg>");
  assert_has ("both.throughput.svg", "</svg>");
  assert_has ("both.sequence.2.svg", "</svg>");
}
END_TEST

/* Far more of everything than can be drawn. */
START_TEST (gnuplot_draws_a_long_run)
{
  PlotConfig config = config_of ("long");
  Play play = { .takes = 50, .flags = SEG_ACK, .ack = 1, .len = 100 };

  if (!has_gnuplot ())
    return;

  config.formats = PLOT_SVG;
  begin_with (&config);
  for (guint i = 0; i < 40000; i++)
    {
      play.at = i * 100;
      play.seq = i * 100 + 1;
      play.again = i % 7 == 0;
      play_packet (plot_observer (plot), plot, &play, i + 1);
    }
  finish ();
  assert_has ("long.timeseq.gp", "thinned = 1\n");
  render ();
  assert_has ("long.timeseq.svg", "thinned to what can be seen");
}
END_TEST

START_TEST (the_same_run_has_the_same_pictures)
{
  if (!has_gnuplot ())
    return;

  begin ("run", NULL);
  play_handshake ();
  finish ();
  render ();
  g_autofree char *before = contents_of ("run.sequence.svg");
  render ();
  g_autofree char *after = contents_of ("run.sequence.svg");

  ck_assert_str_eq (before, after);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plot");
  TCase *tc = tcase_create ("files");

  tcase_add_checked_fixture (tc, make_dir, remove_dir);
  tcase_set_timeout (tc, 60);
  tcase_add_loop_test (tc, each_picture_has_its_data_and_its_script, 0, G_N_ELEMENTS (kinds));
  tcase_add_test (tc, nothing_appears_before_the_plot_is_finished);
  tcase_add_test (tc, the_time_sequence_data_has_every_segment);
  tcase_add_test (tc, the_sequence_data_orders_the_moments);
  tcase_add_test (tc, the_sequence_diagram_stops_where_it_would_be_unreadable);
  tcase_add_loop_test (tc, the_sequence_diagram_goes_on_to_what_makes_up_for_a_loss, 0, G_N_ELEMENTS (repairs));
  tcase_add_test (tc, the_sequence_diagram_has_the_packets_asked_for);
  tcase_add_test (tc, numbers_of_the_endpoints_are_drawn_when_they_change);
  tcase_add_test (tc, a_round_trip_is_of_what_was_sent_once);
  tcase_add_test (tc, goodput_counts_each_octet_once);
  tcase_add_test (tc, the_queue_is_everybodys);
  tcase_add_test (tc, probes_are_marked_though_they_carry_nothing);
  tcase_add_test (tc, what_is_known_late_is_drawn_all_the_same);
  tcase_add_test (tc, what_nobody_asked_for_is_not_observed);
  tcase_add_test (tc, runs_are_laid_over_one_another);
  tcase_add_test (tc, xplot_gets_tcptraces_names_and_colours);
  tcase_add_test (tc, a_wrong_picture_or_format_is_told);
  tcase_add_test (tc, recorded_gaps_stand_beside_simulated_ones);
  tcase_add_loop_test (tc, a_wrong_recorded_table_is_told_with_its_line, 0,
                       G_N_ELEMENTS (wrong_tables));
  tcase_add_test (tc, recorded_times_that_go_back_are_wrong);
  tcase_add_test (tc, a_missing_recorded_table_is_told);
  tcase_add_test (tc, a_quote_in_the_name_stays_a_quote);
  tcase_add_test (tc, without_gnuplot_there_is_a_hint_and_no_picture);
  tcase_add_test (tc, a_failing_gnuplot_leaves_the_old_picture_alone);
  tcase_add_loop_test (tc, gnuplot_draws_every_picture_of_any_run, 0, G_N_ELEMENTS (parts));
  tcase_add_test (tc, gnuplot_lays_runs_over_one_another);
  tcase_add_test (tc, gnuplot_draws_a_long_run);
  tcase_add_test (tc, the_same_run_has_the_same_pictures);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
