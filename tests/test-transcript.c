/* Transcripts: written, read back, compared, and told what differs. */
#include "records.h"
#include "suite.h"
#include "trace/transcript.h"

#define HEADING "# seconds\tconnection\tdirection\tflags\tseq\tack\tlen\twindow\tcause\tfate\n"
#define SYN "0.000000000\t0\tc2s\tS\t0\t0\t0\t65495\tsyn\tarrives\n"
#define SYN_ACK "0.020000000\t0\ts2c\tS.\t0\t1\t0\t65483\tsyn-ack\tarrives\n"
#define ACK "0.040000000\t0\tc2s\t.\t1\t1\t0\t512\thandshake-ack\tarrives\n"
#define DATA "0.041000000\t0\tc2s\tP.\t1\t1\t15\t512\tdata\tqueue\n"
#define AGAIN "1.041000000\t0\tc2s\tP.\t1\t1\t15\t512\trto\tarrives\n"

static Transcript *
parse (const char *text)
{
  g_autofree char *why = NULL;
  guint line;
  Transcript *t = transcript_parse (text, &line, &why);

  ck_assert_msg (t != NULL, "%u: %s", line, why);
  return t;
}

/* Writing. */

static const struct {
  Play play;
  const char *row;
} packets[] = {
  { { .flags = SEG_SYN, .reason = REASON_SYN }, "0.000000000\t0\tc2s\tS\t0\t0\t0\t0\tsyn\tarrives\n" },
  { { .at = SIM_MS (20), .dir = DIR_S2C, .flags = SEG_SYN | SEG_ACK, .ack = 1, .reason = REASON_SYN_ACK },
    "0.020000000\t0\ts2c\tS.\t0\t1\t0\t0\tsyn-ack\tarrives\n" },
  { { .at = SIM_SEC (12) + 345, .flags = SEG_ACK | SEG_PSH, .seq = 100, .ack = 7, .len = 1448, .reason = REASON_RTO,
      .fate = FATE_LOST_RULE }, "12.000000345\t0\tc2s\tP.\t100\t7\t1448\t0\trto\trule\n" },
  { { .flags = SEG_FIN | SEG_RST | SEG_ECE | SEG_CWR, .reason = REASON_FIN },
    "0.000000000\t0\tc2s\tFREW\t0\t0\t0\t0\tfin\tarrives\n" },
};

START_TEST (a_packet_is_a_row)
{
  g_autoptr (Transcript) t = transcript_new ();
  g_autoptr (Transcript) again = NULL;
  g_autofree char *text = NULL, *expected = g_strconcat (HEADING, packets[_i].row, NULL);

  play_packet (&transcript_observer, t, &packets[_i].play, 1);
  text = transcript_text (t);
  ck_assert_str_eq (text, expected);
  again = parse (text);
  ck_assert_ptr_null (transcript_difference (t, again));
}
END_TEST

/* A queue may decide on a packet when others have been sent after it. */
START_TEST (a_packet_that_is_dropped_later_has_that_fate)
{
  g_autoptr (Transcript) t = transcript_new ();
  g_autofree char *text = NULL;
  Play play = { .flags = SEG_ACK, .len = 1, .reason = REASON_DATA };
  Played played;
  DropRecord drop = { .packet = &played.packet };

  for (guint i = 1; i <= 3; i++)
    play_packet (&transcript_observer, t, &play, i);
  play_fill (&played, &play, 2, NULL);
  played.packet.fate = FATE_LOST_AQM;
  transcript_observer.dropped (t, &drop);
  text = transcript_text (t);
  ck_assert_str_eq (text, HEADING
                    "0.000000000\t0\tc2s\t.\t0\t0\t1\t0\tdata\tarrives\n"
                    "0.000000000\t0\tc2s\t.\t0\t0\t1\t0\tdata\taqm\n"
                    "0.000000000\t0\tc2s\t.\t0\t0\t1\t0\tdata\tarrives\n");
}
END_TEST

/* Reading. */

static const char *const same[] = {
  HEADING SYN SYN_ACK, SYN SYN_ACK, SYN "\n" SYN_ACK, "# by hand\n" SYN "# in between\n" SYN_ACK "\n\n",
  "0.000000000\t0\tc2s\tS\t0\t0\t0\t65495\tsyn\tarrives\r\n" SYN_ACK,
  SYN "0.020000000\t0\ts2c\tS.\t0\t1\t0\t65483\tsyn-ack\tarrives",
};

START_TEST (only_the_packets_are_compared)
{
  g_autoptr (Transcript) t = parse (HEADING SYN SYN_ACK);
  g_autoptr (Transcript) kept = parse (same[_i]);
  g_autofree char *difference = transcript_difference (t, kept);

  ck_assert_msg (difference == NULL, "%s", difference);
}
END_TEST

static const struct {
  const char *text;
  guint line;
  const char *why;
} refused[] = {
  { "", 0, "no packet is in it" },
  { HEADING, 0, "no packet is in it" },
  { "hello\n", 1, "1 columns, a packet has 10 with tabs between: seconds, connection, direction, flags, seq, ack, len, "
    "window, cause, fate" },
  { SYN "0.020000000 0 s2c S. 0 1 0 65483 syn-ack arrives\n", 2, "1 columns" },
  { HEADING SYN "0.0\t0\ts2c\tS.\t0\t1\t0\t65483\tsyn-ack\tarrives\n", 3, "seconds: \"0.0\" is no time, write seconds "
    "with nine decimals, like 0.020000000" },
  { "1234567890\t0\ts2c\tS.\t0\t1\t0\t65483\tsyn-ack\tarrives\n", 1, "seconds: \"1234567890\" is no time" },
  { "0.02000000x\t0\ts2c\tS.\t0\t1\t0\t65483\tsyn-ack\tarrives\n", 1, "seconds: \"0.02000000x\" is no time" },
  { "0.020000000\t-1\ts2c\tS.\t0\t1\t0\t65483\tsyn-ack\tarrives\n", 1, "connection: \"-1\" is no number" },
  { "0.020000000\t0\ts2s\tS.\t0\t1\t0\t65483\tsyn-ack\tarrives\n", 1, "direction: \"s2s\" is none of its words" },
  { "0.020000000\t0\ts2c\tSA\t0\t1\t0\t65483\tsyn-ack\tarrives\n", 1, "flags: \"SA\" are no flags, write letters of" },
  { "0.020000000\t0\ts2c\t\t0\t1\t0\t65483\tsyn-ack\tarrives\n", 1, "flags: \"\" are no flags" },
  { "0.020000000\t0\ts2c\tS.\tx\t1\t0\t65483\tsyn-ack\tarrives\n", 1, "seq: \"x\" is no number" },
  { "0.020000000\t0\ts2c\tS.\t0\t4294967296\t0\t65483\tsyn-ack\tarrives\n", 1, "ack: \"4294967296\" is no number, write "
    "one from 0 to 4294967295" },
  { "0.020000000\t0\ts2c\tS.\t0\t1\t1.5\t65483\tsyn-ack\tarrives\n", 1, "len: \"1.5\" is no number" },
  { "0.020000000\t0\ts2c\tS.\t0\t1\t0\t\tsyn-ack\tarrives\n", 1, "window: \"\" is no number" },
  { "0.020000000\t0\ts2c\tS.\t0\t1\t0\t65483\tsynack\tarrives\n", 1, "cause: \"synack\" is none of its words, did you mean "
    "\"syn-ack\"?" },
  { "0.020000000\t0\ts2c\tS.\t0\t1\t0\t65483\tsyn-ack\tlost\n", 1, "fate: \"lost\" is none of its words, " },
};

START_TEST (what_is_no_transcript_is_refused)
{
  g_autofree char *why = NULL;
  guint line;

  ck_assert_ptr_null (transcript_parse (refused[_i].text, &line, &why));
  ck_assert_msg (g_str_has_prefix (why, refused[_i].why), "%s", why);
  ck_assert_uint_eq (line, refused[_i].line);
}
END_TEST

/* Comparing. */

static const struct {
  const char *kept, *is;
  const char *difference;
} differences[] = {
  { SYN, AGAIN,
    "packet 1 differs in seconds, flags, seq, ack, len, window, cause\n"
    "    seconds      connection  direction  flags  seq  ack  len  window  cause  fate\n"
    "  - 0.000000000  0           c2s        S      0    0    0    65495   syn    arrives\n"
    "  + 1.041000000  0           c2s        P.     1    1    15   512     rto    arrives\n" },
  { SYN SYN_ACK ACK DATA AGAIN, SYN SYN_ACK ACK DATA DATA,
    "packet 5 differs in seconds, cause, fate\n"
    "    seconds      connection  direction  flags  seq  ack  len  window  cause          fate\n"
    "    0.020000000  0           s2c        S.     0    1    0    65483   syn-ack        arrives\n"
    "    0.040000000  0           c2s        .      1    1    0    512     handshake-ack  arrives\n"
    "    0.041000000  0           c2s        P.     1    1    15   512     data           queue\n"
    "  - 1.041000000  0           c2s        P.     1    1    15   512     rto            arrives\n"
    "  + 0.041000000  0           c2s        P.     1    1    15   512     data           queue\n" },
  { SYN SYN_ACK, SYN,
    "packet 2 was not sent: 1 instead of 2 packets\n"
    "    seconds      connection  direction  flags  seq  ack  len  window  cause    fate\n"
    "    0.000000000  0           c2s        S      0    0    0    65495   syn      arrives\n"
    "  - 0.020000000  0           s2c        S.     0    1    0    65483   syn-ack  arrives\n"
    "  + (nothing more)\n" },
  { SYN, SYN SYN_ACK,
    "packet 2 is too many: 2 instead of 1 packets\n"
    "    seconds      connection  direction  flags  seq  ack  len  window  cause    fate\n"
    "    0.000000000  0           c2s        S      0    0    0    65495   syn      arrives\n"
    "  - (nothing more)\n"
    "  + 0.020000000  0           s2c        S.     0    1    0    65483   syn-ack  arrives\n" },
};

START_TEST (the_first_difference_is_shown)
{
  g_autoptr (Transcript) kept = parse (differences[_i].kept);
  g_autoptr (Transcript) is = parse (differences[_i].is);
  g_autofree char *difference = transcript_difference (is, kept);

  ck_assert_str_eq (difference, differences[_i].difference);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("transcript");
  TCase *tc = tcase_create ("rows");

  tcase_add_loop_test (tc, a_packet_is_a_row, 0, G_N_ELEMENTS (packets));
  tcase_add_test (tc, a_packet_that_is_dropped_later_has_that_fate);
  tcase_add_loop_test (tc, only_the_packets_are_compared, 0, G_N_ELEMENTS (same));
  tcase_add_loop_test (tc, what_is_no_transcript_is_refused, 0, G_N_ELEMENTS (refused));
  tcase_add_loop_test (tc, the_first_difference_is_shown, 0, G_N_ELEMENTS (differences));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
