/* The table of a capture. */
#include <string.h>

#include "fixture-frames.h"
#include "suite.h"
#include "trace/table.h"

#define COLUMNS(ip) \
  "frame.number\tframe.time_epoch\t" ip ".src\t" ip ".dst\ttcp.srcport\ttcp.dstport\t" \
  "tcp.flags\ttcp.seq\ttcp.ack\ttcp.window_size\ttcp.len\ttcp.options.mss_val\t" \
  "tcp.options.wscale.shift\ttcp.options.sack_perm\ttcp.options.timestamp.tsval\t" \
  "tcp.options.timestamp.tsecr\tframe.len\ttcp.payload\tframe.comment\n"

static Frames frames;

static Writer *
start (void)
{
  g_autofree char *path = frames_path (&frames, "out.tsv");
  Writer *table = table_open (path, NULL);

  ck_assert_ptr_nonnull (table);
  writer_attach (table, frames.capture);
  frames_start (&frames);
  return table;
}

static char *
render (const HandPacket *packets, guint n)
{
  Writer *table = start ();

  frames_play (&frames, packets, n);
  ck_assert (writer_commit (table, NULL));
  return frames_read (&frames, "out.tsv", NULL);
}

static void
begin (void)
{
  frames_begin (&frames, "10.0.0.1", "10.0.0.2");
}

static void
end (void)
{
  frames_end (&frames);
}

/* Without the last column, these are the recorded session's rows. */
static const char *const echo_rows[] = {
  COLUMNS ("ip"),
  "50\t1693311992.312489778\t127.0.0.1\t127.0.0.1\t44156\t12345\t0x0002\t0\t0\t65495\t0\t"
  "65495\t7\t1\t2731439096\t0\t74\t\tsyn: 三次握手:SYN=1 Seq=0\n",
  "53\t1693311992.314664389\t127.0.0.1\t127.0.0.1\t44156\t12345\t0x0018\t1\t1\t65536\t15\t"
  "\t\t\t2731439098\t2731439096\t81\t48656c6c6f2c20736572766572210a\t",
  "61\t1693311992.647300754\t127.0.0.1\t127.0.0.1\t12345\t44156\t0x0011\t33\t17\t65536\t0\t"
  "\t\t\t2731439431\t2731439103\t66\t\t",
};

START_TEST (the_echo_session_has_the_recorded_rows)
{
  g_autofree char *got = NULL;

  frames_end (&frames);
  frames_begin_echo (&frames);
  got = render (echo_packets, N_ECHO_PACKETS);
  ck_assert_msg (strstr (got, echo_rows[_i]) != NULL, "no %s in\n%s", echo_rows[_i], got);
}
END_TEST

START_TEST (a_table_without_frames_has_its_columns)
{
  g_autofree char *got = render (NULL, 0);

  ck_assert_str_eq (got, COLUMNS ("ip"));
}
END_TEST

START_TEST (version_6_has_columns_of_its_own)
{
  static const HandPacket syn = { 0, DIR_C2S, SEG_SYN, .window = 1, .reason = REASON_SYN };
  g_autofree char *got = NULL;

  frames_end (&frames);
  frames_begin (&frames, "::1", "::1");
  got = render (&syn, 1);
  ck_assert_str_eq (got, COLUMNS ("ipv6")
                    "1\t0.000000000\t::1\t::1\t44156\t12345\t0x0002\t0\t0\t1\t0"
                    "\t\t\t\t\t\t74\t\tsyn\n");
}
END_TEST

static const struct {
  guint16 reason;
  guint32 reason_n;
  const char *note;
  const char *want;             /* after the reason's name */
} comments[] = {
  { REASON_SYN, 0, NULL, "\n" },
  { REASON_RTO, 2, NULL, " #2\n" },
  { REASON_SYN, 0, "hello", ": hello\n" },
  { REASON_RTO, 1, "a\tb", " #1: a\\tb\n" },
  { REASON_SYN, 0, "a\nb\rc", ": a\\nb\\rc\n" },
};

START_TEST (the_comment_is_the_reason_and_the_note)
{
  HandPacket syn = { 0, DIR_C2S, SEG_SYN, .window = 1 };
  g_autofree char *got = NULL, *want = NULL;

  syn.reason = comments[_i].reason;
  syn.reason_n = comments[_i].reason_n;
  if (comments[_i].note != NULL)
    frames_add_note (&frames, 1, comments[_i].note);
  got = render (&syn, 1);
  want = g_strconcat ("\t", seg_reason_info (syn.reason)->name, comments[_i].want, NULL);
  ck_assert_msg (g_str_has_suffix (got, want), "%s does not end in %s", got, want);
}
END_TEST

/* The last columns of a frame that is a retransmission of data with a block behind
 * it, as they stand in each format. */
static const struct {
  SheetFormat format;
  const char *want;
} formats[] = {
  { SHEET_TSV, "\t2\t0\t0\t11\t21\tretransmission\tretransmission,fast_retransmission\tfast-retransmit\t\tCLOSED\trule\t\t\n" },
  { SHEET_CSV, ",2,0,0,11,21,retransmission,\"retransmission,fast_retransmission\",fast-retransmit,,CLOSED,rule,,\n" },
  { SHEET_JSONL, "\"frame.packet_id\":2,\"tcp.stream\":0,\"ip.dsfield.ecn\":0,"
    "\"tcp.options.sack_le\":\"11\",\"tcp.options.sack_re\":\"21\",\"tcp.analysis\":\"retransmission\","
    "\"tcpsim.truth\":\"retransmission,fast_retransmission\",\"tcpsim.cause\":\"fast-retransmit\","
    "\"tcpsim.state\":\"CLOSED\",\"tcpsim.fate\":\"rule\"}\n" },
};

START_TEST (a_frames_last_columns_say_what_it_looks_like_and_what_it_is)
{
  static const HandPacket again[] = {
    { 0, DIR_C2S, SEG_FIN | SEG_ACK, 1, 1, 0, .window = 1, .reason = REASON_FIN },
    { SIM_MS (100), DIR_C2S, SEG_FIN | SEG_ACK, 1, 1, 0, .window = 1, .reason = REASON_FAST_RETRANSMIT,
      .fate = FATE_LOST_RULE, .options = SEG_OPT_SACK, .n_sack = 1, .sack = { 11, 21 } },
  };
  g_autofree char *path = frames_path (&frames, "out.tsv"), *got = NULL;
  Writer *writer = frame_table_open (path, formats[_i].format, NULL);

  writer_attach (writer, frames.capture);
  frames_start (&frames);
  frames_play (&frames, again, G_N_ELEMENTS (again));
  ck_assert (writer_commit (writer, NULL));
  got = frames_read (&frames, "out.tsv", NULL);
  ck_assert_msg (g_str_has_suffix (got, formats[_i].want), "%s does not end in %s", got, formats[_i].want);
}
END_TEST

START_TEST (a_discarded_table_leaves_nothing)
{
  g_autofree char *path = frames_path (&frames, "out.tsv");

  writer_discard (start ());
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("table");
  TCase *tc = tcase_create ("table");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, the_echo_session_has_the_recorded_rows, 0,
                       G_N_ELEMENTS (echo_rows));
  tcase_add_test (tc, a_table_without_frames_has_its_columns);
  tcase_add_test (tc, version_6_has_columns_of_its_own);
  tcase_add_loop_test (tc, the_comment_is_the_reason_and_the_note, 0,
                       G_N_ELEMENTS (comments));
  tcase_add_loop_test (tc, a_frames_last_columns_say_what_it_looks_like_and_what_it_is, 0,
                       G_N_ELEMENTS (formats));
  tcase_add_test (tc, a_discarded_table_leaves_nothing);
  suite_add_tcase (suite, tc);

  return suite_main (suite);
}
