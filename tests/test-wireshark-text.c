/* The plain-text export, against the recorded one and against its own rules. */
#include <string.h>

#include "fixture-frames.h"
#include "suite.h"
#include "trace/wireshark_text.h"

#define A SEG_ACK
#define PA (SEG_PSH | SEG_ACK)

static Frames frames;

/* Renders what is played between here and finish(). */
static Writer *
start (void)
{
  g_autofree char *path = frames_path (&frames, "out.txt");
  Writer *text = wireshark_text_open (path, &frames.config, NULL);

  ck_assert_ptr_nonnull (text);
  writer_attach (text, frames.capture);
  frames_start (&frames);
  return text;
}

static char *
finish (Writer *text)
{
  ck_assert (writer_commit (text, NULL));
  return frames_read (&frames, "out.txt", NULL);
}

/* The whole text of @packets. */
static char *
render (const HandPacket *packets, guint n)
{
  Writer *text = start ();

  frames_play (&frames, packets, n);
  return finish (text);
}

static void
assert_has (const char *text, const char *want)
{
  ck_assert_msg (strstr (text, want) != NULL, "no \"%s\" in:\n%s", want, text);
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

START_TEST (the_echo_session_is_the_recorded_export_byte_for_byte)
{
  g_autofree char *sum = frames_read_source ("tests/echo-loopback.sha256");
  g_autofree char *got = NULL, *text = NULL;

  frames_end (&frames);
  frames_begin_echo (&frames);
  text = render (echo_packets, N_ECHO_PACKETS);
  got = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  ck_assert_msg (g_str_has_prefix (sum, got), "%s is not %s of:\n%s", got, sum, text);
}
END_TEST

/* The second frame's Info and rule, after a frame of the client's at 1, with
 * 26 octets from 1 on and window 512. */
static const struct {
  HandPacket packet;
  const char *info;
  const char *rule;
} infos[] = {
  { { 0, DIR_C2S, PA, 27, 1, 1, 512, .options = 0 },
    "44156 → 12345 [PSH, ACK] Seq=27 Ack=1 Win=65536 Len=1\n", "TCP]" },
  { { 0, DIR_S2C, SEG_RST, 1, 0, 0, 0, .options = 0 },
    "12345 → 44156 [RST] Seq=1 Win=0 Len=0\n", "TCP RST]" },
  { { 0, DIR_S2C, SEG_RST | A, 1, 27, 0, 0, .options = 0 },
    "12345 → 44156 [RST, ACK] Seq=1 Ack=27 Win=0 Len=0\n", "TCP RST]" },
  { { 0, DIR_C2S, SEG_FIN | PA, 27, 1, 3, 512, .options = 0 },
    "44156 → 12345 [FIN, PSH, ACK] Seq=27 Ack=1 Win=65536 Len=3\n", "TCP SYN/FIN]" },
  { { 0, DIR_S2C, A, 1, 27, 0, 500, SEG_OPT_TIMESTAMPS | SEG_OPT_SACK, 9, 8, .n_sack = 2,
      .sack = { 30, 40, 50, 60 } },
    "12345 → 44156 [ACK] Seq=1 Ack=27 Win=64000 Len=0 TSval=9 TSecr=8 SLE=30 SRE=40 "
    "SLE=50 SRE=60\n", "TCP]" },
  { { SIM_SEC (1), DIR_C2S, PA, 1, 1, 26, 512, .options = 0 },
    "[TCP Retransmission] 44156 → 12345 [PSH, ACK] Seq=1 Ack=1 Win=65536 Len=26\n",
    "Bad TCP]\n    [Coloring Rule String: tcp.analysis.flags && "
    "!tcp.analysis.window_update && !tcp.analysis.keep_alive && "
    "!tcp.analysis.keep_alive_ack]" },
  { { SIM_SEC (1), DIR_C2S, A, 26, 1, 0, 512, .options = 0 },
    "[TCP Keep-Alive] 44156 → 12345 [ACK] Seq=26 Ack=1 Win=65536 Len=0\n", "TCP]" },
  { { SIM_SEC (1), DIR_C2S, A, 27, 1, 0, 500, .options = 0 },
    "[TCP Window Update] 44156 → 12345 [ACK] Seq=27 Ack=1 Win=64000 Len=0\n", "TCP]" },
  { { SIM_SEC (1), DIR_C2S, A, 27, 1, 0, 0, .options = 0 },
    "[TCP ZeroWindow] 44156 → 12345 [ACK] Seq=27 Ack=1 Win=0 Len=0\n", "Bad TCP]" },
  { { SIM_SEC (1), DIR_C2S, A, 27, 1, 0, 512, .options = 0 },
    "[TCP Dup ACK 1#1] 44156 → 12345 [ACK] Seq=27 Ack=1 Win=65536 Len=0\n", "Bad TCP]" },
};

START_TEST (a_frame_is_summed_up_and_coloured_by_what_it_is)
{
  static const HandPacket before = { 0, DIR_C2S, PA, 1, 1, 26, 512, .options = 0 };
  Writer *text = start ();
  g_autofree char *got = NULL, *rule = NULL;

  frames_write (&frames, SIDE_CLIENT, "abcdefghijklmnopqrstuvwxyz0123456789");
  frames_play (&frames, &before, 1);
  frames_play (&frames, &infos[_i].packet, 1);
  got = finish (text);
  rule = g_strconcat ("[Coloring Rule Name: ", infos[_i].rule, NULL);
  assert_has (got, infos[_i].info);
  assert_has (strstr (got, "\nFrame 2:"), rule);
}
END_TEST

#define YEAR_2024 SIM_SEC (1704067200)  /* 2024-01-01 00:00:00 UTC */

static const struct {
  gint64 epoch;
  gint32 offset;
  const char *zone;
  const char *want;
} arrivals[] = {
  { 0, 0, "UTC", "Jan  1, 1970 00:00:00.000000000 UTC\n" },
  { -1, 0, "UTC", "Dec 31, 1969 23:59:59.999999999 UTC\n" },
  { YEAR_2024 - 1, 0, "UTC", "Dec 31, 2023 23:59:59.999999999 UTC\n" },
  { YEAR_2024, -3600, "-01", "Dec 31, 2023 23:00:00.000000000 -01\n" },
  { YEAR_2024 - 1, 3600, "CET", "Jan  1, 2024 00:59:59.999999999 CET\n" },
  { YEAR_2024 + 59 * SIM_SEC (86400) + 5, 19800, "IST",
    "Feb 29, 2024 05:30:00.000000005 IST\n" },
  { YEAR_2024 + 60 * SIM_SEC (86400), -12600, "NST",
    "Feb 29, 2024 20:30:00.000000000 NST\n" },
};

START_TEST (the_arrival_time_is_that_of_the_zone)
{
  static const HandPacket syn = { 0, DIR_C2S, SEG_SYN, .window = 1 };
  g_autofree char *got = NULL;

  frames.config.start_epoch = arrivals[_i].epoch;
  frames.config.zone_offset = arrivals[_i].offset;
  frames.config.zone_name = (char *) arrivals[_i].zone;
  got = render (&syn, 1);
  assert_has (got, arrivals[_i].want);
}
END_TEST

START_TEST (a_single_octet_is_a_byte_and_the_text_ends_with_its_dump)
{
  static const HandPacket packet = { 0, DIR_C2S, PA, 1, 1, 1, 512, .options = 0 };
  g_autofree char *got = NULL;

  frames_write (&frames, SIDE_CLIENT, "a");
  got = render (&packet, 1);
  ck_assert_str_eq (strstr (got, "Data ("), "Data (1 byte)\n\n"
                    "0000  61                                                a\n");
}
END_TEST

START_TEST (a_dump_breaks_after_sixteen_octets_and_dots_what_cannot_be_shown)
{
  static const HandPacket packet = { 0, DIR_C2S, PA, 1, 1, 17, 512, .options = 0 };
  g_autofree char *got = NULL;

  frames_write (&frames, SIDE_CLIENT, " ~\x7f\x1f\xc3\xa9" "0123456789x");
  got = render (&packet, 1);
  ck_assert_str_eq (strstr (got, "\n0000  "),
                    "\n0000  20 7e 7f 1f c3 a9 30 31 32 33 34 35 36 37 38 39    ~....0123456789\n"
                    "0010  78                                                x\n");
}
END_TEST

START_TEST (the_payload_of_a_copy_is_not_shown_again)
{
  static const HandPacket packets[] = {
    { 0, DIR_C2S, PA, 1, 1, 2, 512, .options = 0 },
    { SIM_SEC (1), DIR_C2S, PA, 1, 1, 2, 512, .options = 0 },
  };
  g_autofree char *got = NULL;

  frames_write (&frames, SIDE_CLIENT, "ab");
  got = render (packets, 2);
  assert_has (strstr (got, "\nFrame 2:"), "[Protocols in frame: eth:ethertype:ip:tcp]");
  ck_assert_ptr_eq (strstr (got, "Data ("), g_strrstr (got, "Data ("));
}
END_TEST

START_TEST (version_6_has_its_own_words_and_long_addresses_push_the_line)
{
  static const HandPacket syn = { 0, DIR_C2S, SEG_SYN, .window = 1 };
  g_autofree char *got = NULL;

  frames_end (&frames);
  frames_begin (&frames, "2001:db8:1111:2222::1", "2001:db8:1111:2222:3333::2");
  got = render (&syn, 1);
  assert_has (got, "      1 0.000000000    2001:db8:1111:2222::1 2001:db8:1111:2222:3333::2 "
              "TCP      74     44156 ");
  assert_has (got, "[Protocols in frame: eth:ethertype:ipv6:tcp]\n");
  assert_has (got, "\nInternet Protocol Version 6, Src: 2001:db8:1111:2222::1, "
              "Dst: 2001:db8:1111:2222:3333::2\n");
}
END_TEST

START_TEST (a_frame_without_a_note_begins_with_the_headings)
{
  static const HandPacket syn = { 0, DIR_C2S, SEG_SYN, .window = 1 };
  g_autofree char *got = render (&syn, 1);

  ck_assert (g_str_has_prefix (got, "No.     Time  "));
}
END_TEST

START_TEST (a_discarded_text_leaves_nothing)
{
  g_autofree char *path = frames_path (&frames, "out.txt");

  writer_discard (start ());
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("wireshark-text");
  TCase *tc = tcase_create ("wireshark-text");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, the_echo_session_is_the_recorded_export_byte_for_byte);
  tcase_add_loop_test (tc, a_frame_is_summed_up_and_coloured_by_what_it_is, 0,
                       G_N_ELEMENTS (infos));
  tcase_add_loop_test (tc, the_arrival_time_is_that_of_the_zone, 0,
                       G_N_ELEMENTS (arrivals));
  tcase_add_test (tc, a_single_octet_is_a_byte_and_the_text_ends_with_its_dump);
  tcase_add_test (tc, a_dump_breaks_after_sixteen_octets_and_dots_what_cannot_be_shown);
  tcase_add_test (tc, the_payload_of_a_copy_is_not_shown_again);
  tcase_add_test (tc, version_6_has_its_own_words_and_long_addresses_push_the_line);
  tcase_add_test (tc, a_frame_without_a_note_begins_with_the_headings);
  tcase_add_test (tc, a_discarded_text_leaves_nothing);
  suite_add_tcase (suite, tc);

  return suite_main (suite);
}
