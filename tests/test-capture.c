/* Which packets a capture sees, when, and under which numbers. */
#include <string.h>

#include "fixture-frames.h"
#include "suite.h"

/* What a sink saw of each frame. */
typedef struct {
  guint64 number;
  SimTime at;
  SimTime since_captured;
  SimTime since_displayed;
  const char *note;
  guint8 flags;
  Direction dir;
  guint32 seq, ack, len;
} Seen;

static Frames frames;
static Seen seen[16];
static guint n_seen;

static void
look (gpointer self G_GNUC_UNUSED, const CaptureFrame *frame)
{
  const Segment *seg = frame->packet->seg;
  Seen *s = &seen[n_seen++];

  s->number = frame->number;
  s->at = frame->at;
  s->since_captured = frame->at - frame->previous_captured;
  s->since_displayed = frame->at - frame->previous_displayed;
  s->note = frame->note;
  s->flags = seg->flags;
  s->dir = frame->packet->dir;
  s->seq = frame->view.seq;
  s->ack = frame->view.ack;
  s->len = seg->len;
}

static void
begin (void)
{
  n_seen = 0;
  frames_begin (&frames, "10.0.0.1", "10.0.0.2");
  capture_add_sink (frames.capture, look, NULL);
}

static void
play_echo (void)
{
  n_seen = 0;
  frames_begin_echo (&frames);
  capture_add_sink (frames.capture, look, NULL);
  frames_start (&frames);
  frames_play (&frames, echo_packets, N_ECHO_PACKETS);
}

static void
end (void)
{
  frames_end (&frames);
}

/* The recorded frames' numbers and deltas. */
static const Seen echo_seen[N_ECHO_PACKETS] = {
  { 50, 7055660280, 4110298, 0, .note = "三次握手:SYN=1 Seq=0" },
  { 51, 7055692471, 32191, 32191, .note = "三次握手:SYN1 ACK=1 Seq=0" },
  { 52, 7055725041, 32570, 32570, .note = "三次握手:Ack=1 Seq=1" },
  { 53, 7057834891, 2109850, 2109850, .note = "客户端发送消息  Hello, server!." },
  { 54, 7057859991, 25100, 25100, .note = "服务端应答" },
  { 55, 7059237157, 1377166, 1377166,
    .note = " 服务端发送消息 Server received: Hello, server!." },
  { 56, 7059273656, 36499, 36499, .note = "客户端还给了一个回应" },
  { 57, 7062253079, 2979423, 2979423, .note = "四次挥手 1 FIN=1 Ack=33 Seq=16" },
  { 58, 7110165407, 47912328, 47912328, .note = "四次挥手 2 ACK=17 Seq=33" },
  { 61, 7390471256, 234452, 280305849, .note = "四次挥手: 3 Fin=1 Ack=17 Seq=33" },
  { 62, 7390499061, 27805, 27805, .note = "四次挥手 4 Ack=34 Seq=17" },
};

START_TEST (the_echo_session_is_numbered_and_timed_as_recorded)
{
  const Seen *want = &echo_seen[_i], *got = &seen[_i];

  ck_assert_uint_eq (n_seen, N_ECHO_PACKETS);
  ck_assert_uint_eq (got->number, want->number);
  ck_assert_int_eq (got->at, want->at);
  ck_assert_int_eq (got->since_captured, want->since_captured);
  ck_assert_int_eq (got->since_displayed, want->since_displayed);
  ck_assert_str_eq (got->note, want->note);
}
END_TEST

/* The table that the plots read, made of what the capture saw. */
static char *
table_of_seen (void)
{
  GString *table = g_string_new ("number\ttime_ns\tdirection\tflags\tseq\tack\tlen\n");

  for (guint i = 0; i < n_seen; i++)
    g_string_append_printf (table, "%" G_GUINT64_FORMAT "\t%" G_GINT64_FORMAT
                            "\t%s\t0x%04x\t%u\t%u\t%u\n", seen[i].number,
                            seen[i].at - seen[0].at,
                            seen[i].dir == DIR_C2S ? "c2s" : "s2c", seen[i].flags,
                            seen[i].seq, seen[i].ack, seen[i].len);
  return g_string_free (table, FALSE);
}

START_TEST (the_recorded_table_beside_the_model_says_the_same)
{
  g_autofree char *recorded = frames_read_source ("models/loopback.recorded.tsv");
  g_autofree char *got = table_of_seen ();

  ck_assert_str_eq (strstr (recorded, "number\t"), got);
}
END_TEST

/* Who sees a packet that leaves at 1 ms and would take 2 ms. */
static const struct {
  Vantage vantage;
  Direction dir;
  Fate fate;
  SimTime want;                 /* 0: not captured */
} views[] = {
  { VANTAGE_CLIENT, DIR_C2S, FATE_ARRIVES, SIM_MS (1) },
  { VANTAGE_CLIENT, DIR_S2C, FATE_ARRIVES, SIM_MS (3) },
  { VANTAGE_SERVER, DIR_C2S, FATE_ARRIVES, SIM_MS (3) },
  { VANTAGE_SERVER, DIR_S2C, FATE_ARRIVES, SIM_MS (1) },
  { VANTAGE_CLIENT, DIR_C2S, FATE_LOST_RULE, SIM_MS (1) },
  { VANTAGE_CLIENT, DIR_S2C, FATE_LOST_QUEUE, 0 },
  { VANTAGE_SERVER, DIR_C2S, FATE_LOST_MTU, 0 },
  { VANTAGE_SERVER, DIR_S2C, FATE_LOST_RULE, SIM_MS (1) },
  { VANTAGE_DROPPED, DIR_S2C, FATE_LOST_RULE, SIM_MS (1) },
  { VANTAGE_DROPPED, DIR_S2C, FATE_ARRIVES, 0 },
};

START_TEST (a_vantage_sees_what_passes_its_interface)
{
  HandPacket packet = { .at = SIM_MS (1), .delay = SIM_MS (2), .flags = SEG_SYN };

  frames.config.vantage = views[_i].vantage;
  packet.dir = views[_i].dir;
  packet.fate = views[_i].fate;
  frames_start (&frames);
  frames_play (&frames, &packet, 1);
  ck_assert_uint_eq (n_seen, views[_i].want != 0);
  ck_assert_int_eq (seen[0].at * (n_seen != 0), views[_i].want);
}
END_TEST

START_TEST (without_strangers_the_first_frame_counts_from_the_beginning)
{
  static const HandPacket packet = { .at = SIM_MS (5), .flags = SEG_SYN };

  frames_start (&frames);
  frames_play (&frames, &packet, 1);
  ck_assert_uint_eq (seen[0].number, 1);
  ck_assert_int_eq (seen[0].since_captured, SIM_MS (5));
}
END_TEST

START_TEST (strangers_before_the_first_frame_take_no_number_from_it)
{
  static const HandPacket packet = { .at = SIM_MS (5), .flags = SEG_SYN };

  frames.config.first_number = 7;
  frames_add_foreign (&frames, SIM_MS (1));
  frames_add_foreign (&frames, SIM_MS (2));
  frames_start (&frames);
  frames_play (&frames, &packet, 1);
  ck_assert_uint_eq (seen[0].number, 7);
  ck_assert_int_eq (seen[0].since_captured, SIM_MS (3));
}
END_TEST

START_TEST (a_note_for_a_strangers_frame_is_given_to_nobody)
{
  static const HandPacket packets[] = {
    { .at = SIM_MS (1), .flags = SEG_SYN },
    { .at = SIM_MS (3), .flags = SEG_SYN },
  };

  frames_add_foreign (&frames, SIM_MS (2));
  frames_add_note (&frames, 2, "the stranger's");
  frames_add_note (&frames, 3, "ours");
  frames_start (&frames);
  frames_play (&frames, packets, 2);
  ck_assert_ptr_null (seen[0].note);
  ck_assert_uint_eq (seen[1].number, 3);
  ck_assert_str_eq (seen[1].note, "ours");
}
END_TEST

static void
check_run (gpointer self, const CaptureFrame *frame)
{
  ck_assert_str_eq (frame->run->model_name, "frames");
  ck_assert_uint_eq (frame->run->port[SIDE_CLIENT], 44156);
  *(gboolean *) self = TRUE;
}

START_TEST (the_run_is_remembered_after_its_record_has_gone)
{
  static const HandPacket packet = { .flags = SEG_SYN };
  gboolean checked = FALSE;
  g_autofree char *name = g_strdup ("frames");

  frames.run.model_name = name;
  capture_add_sink (frames.capture, check_run, &checked);
  frames_start (&frames);
  memset (name, 'x', strlen (name));
  frames.run.port[SIDE_CLIENT] = 1;
  frames_play (&frames, &packet, 1);
  ck_assert (checked);
}
END_TEST

START_TEST (only_a_loss_has_words)
{
  ck_assert_int_eq (fate_text (_i)[0] == '\0', _i == FATE_ARRIVES);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("capture");
  TCase *echo = tcase_create ("echo"), *tc = tcase_create ("capture");

  tcase_add_checked_fixture (echo, play_echo, end);
  tcase_add_loop_test (echo, the_echo_session_is_numbered_and_timed_as_recorded, 0,
                       N_ECHO_PACKETS);
  tcase_add_test (echo, the_recorded_table_beside_the_model_says_the_same);
  suite_add_tcase (suite, echo);

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, a_vantage_sees_what_passes_its_interface, 0,
                       G_N_ELEMENTS (views));
  tcase_add_test (tc, without_strangers_the_first_frame_counts_from_the_beginning);
  tcase_add_test (tc, strangers_before_the_first_frame_take_no_number_from_it);
  tcase_add_test (tc, a_note_for_a_strangers_frame_is_given_to_nobody);
  tcase_add_test (tc, the_run_is_remembered_after_its_record_has_gone);
  tcase_add_loop_test (tc, only_a_loss_has_words, 0, N_FATES);
  suite_add_tcase (suite, tc);

  return suite_main (suite);
}
