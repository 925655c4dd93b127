/* What the sequence diagram draws. */
#include "records.h"
#include "suite.h"
#include "trace/diagram.h"

static char *text;
static size_t text_len;
static FILE *out;
static Diagram *diagram;

static const Play syn = { .flags = SEG_SYN, .reason = REASON_SYN };
static const Play syn_ack = { .at = 32191, .dir = DIR_S2C, .flags = SEG_SYN | SEG_ACK,
                              .ack = 1, .reason = REASON_SYN_ACK };
static const Play data = { .at = SIM_MS (2), .flags = SEG_PSH | SEG_ACK, .seq = 1, .ack = 1,
                           .len = 15, .reason = REASON_DATA };

static void
begin (Charset charset, gboolean colour, guint width, guint64 max_packets)
{
  DiagramStyle style = { charset, colour, width, max_packets };
  RunRecord run;

  play_run_record (&run, "127.0.0.1", "::1");
  out = open_memstream (&text, &text_len);
  diagram = diagram_new (out, &style, "dir/all.txt");
  diagram_observer.start (diagram, &run);
}

static void
begin_plain (void)
{
  begin (CHARSET_ASCII, FALSE, 80, 0);
}

static void
finish (void)
{
  EndRecord end = { .end = END_DONE };

  diagram_observer.end (diagram, &end);
  fflush (out);
}

static void
release (void)
{
  diagram_free (diagram);
  fclose (out);
  free (text);
}

static void
change_state_at (Side side, TcpState to, SimTime at)
{
  StateRecord state = { .at = at, .side = side, .to = to };

  diagram_observer.state (diagram, &state);
}

static void
change_state (Side side, TcpState to)
{
  change_state_at (side, to, 0);
}

/* Gives packet @id a frame number and a note. */
static void
number (guint64 id, guint64 frame_number, const char *note)
{
  PacketRecord packet = { .id = id };
  CaptureFrame frame = { .number = frame_number, .note = note, .packet = &packet };

  diagram_number (diagram, &frame);
}

/* The line of the drawing that has @part in it; to be freed. */
static char *
line_with (const char *part)
{
  const char *found = strstr (text, part);
  const char *start = found;

  ck_assert_msg (found != NULL, "no \"%s\" in:\n%s", part, text);
  while (start > text && start[-1] != '\n')
    start--;
  return g_strndup (start, strcspn (start, "\n"));
}

static void
assert_line (const char *part, const char *middle)
{
  g_autofree char *line = line_with (part);

  ck_assert_msg (strstr (line, middle) != NULL, "no \"%s\" in \"%s\"", middle, line);
}

START_TEST (each_packet_is_an_arrow_at_its_exact_time)
{
  begin_plain ();
  play_packet (&diagram_observer, diagram, &syn, 1);
  play_packet (&diagram_observer, diagram, &syn_ack, 2);
  play_packet (&diagram_observer, diagram, &data, 3);
  finish ();
  assert_line ("SYN seq=0 -", "0.000000    |----------- SYN seq=0 ----------->|");
  assert_line ("SYN,ACK", "0.000032191 |<------ SYN,ACK seq=0 ack=1 ------|");
  assert_line ("PSH", "0.002000    |--- PSH,ACK seq=1 ack=1 len=15 -->|");
  release ();
}
END_TEST

START_TEST (each_lifeline_is_headed_by_its_address_and_port)
{
  begin_plain ();
  finish ();
  assert_line ("client", "client 127.0.0.1:44156");
  assert_line ("server", "server [::1]:12345");
  release ();
}
END_TEST

START_TEST (the_reason_stands_beside_the_arrow_with_its_number)
{
  Play again = syn;
  g_autofree char *want = NULL;

  again.reason = REASON_RTO;
  again.reason_n = 3;
  begin (CHARSET_ASCII, FALSE, 132, 0);
  play_packet (&diagram_observer, diagram, &again, 1);
  finish ();
  want = g_strdup_printf ("|  %s #3", seg_reason_info (REASON_RTO)->text);
  assert_line ("SYN seq=0", want);
  release ();
}
END_TEST

START_TEST (a_lost_packet_ends_in_a_cross_before_it_arrives)
{
  Play lost = syn_ack;

  lost.fate = FATE_LOST_QUEUE;
  begin (CHARSET_ASCII, FALSE, 132, 0);
  play_packet (&diagram_observer, diagram, &syn, 1);
  play_packet (&diagram_observer, diagram, &lost, 2);
  finish ();
  assert_line ("SYN,ACK", "|              X-----");
  assert_line ("SYN,ACK", fate_text (FATE_LOST_QUEUE));
  assert_line ("lost on the way", "X lost on the way");
  release ();
}
END_TEST

START_TEST (a_retransmission_has_another_line)
{
  Play again = syn;

  again.again = TRUE;
  begin_plain ();
  play_packet (&diagram_observer, diagram, &again, 1);
  finish ();
  assert_line ("SYN seq=0", "|=========== SYN seq=0 ===========>|");
  assert_line ("sent again", "=== sent again");
  release ();
}
END_TEST

START_TEST (signs_that_were_not_used_are_not_explained)
{
  begin_plain ();
  play_packet (&diagram_observer, diagram, &syn, 1);
  finish ();
  ck_assert_ptr_null (strstr (text, "again"));
  ck_assert_ptr_null (strstr (text, "lost"));
  ck_assert_ptr_null (strstr (text, " \n"));
  release ();
}
END_TEST

START_TEST (changes_of_state_stand_on_their_lifelines)
{
  begin_plain ();
  change_state (SIDE_SERVER, TCP_LISTEN);
  change_state (SIDE_CLIENT, TCP_SYN_SENT);
  play_packet (&diagram_observer, diagram, &syn, 1);
  change_state (SIDE_SERVER, TCP_SYN_RECEIVED);
  finish ();
  assert_line ("SYN-SENT", "             SYN-SENT                            LISTEN");
  assert_line ("SYN-RECEIVED", "                 |                            SYN-RECEIVED");
  release ();
}
END_TEST

START_TEST (a_state_that_a_timer_alone_changes_tells_when)
{
  begin_plain ();
  play_packet (&diagram_observer, diagram, &syn, 1);
  change_state_at (SIDE_CLIENT, TCP_TIME_WAIT, syn.at + SIM_MS (30));
  change_state_at (SIDE_CLIENT, TCP_CLOSED, syn.at + SIM_SEC (60));
  change_state_at (SIDE_SERVER, TCP_CLOSED, syn.at + SIM_SEC (61));
  finish ();
  ck_assert (strstr (text, "after 30ms") == NULL);
  assert_line ("after 60s", "CLOSED                                |  after 60s");
  assert_line ("after 61s", "CLOSED  after 61s");
  release ();
}
END_TEST

START_TEST (a_number_and_a_note_find_the_arrow_after_its_arrival)
{
  Played played;

  play_fill (&played, &syn_ack, 1, NULL);
  begin_plain ();
  diagram_observer.sent (diagram, &played.packet);
  play_packet (&diagram_observer, diagram, &data, 2);
  diagram_observer.arrived (diagram, &played.packet);
  number (1, 51, "the answer");
  finish ();
  assert_line ("SYN,ACK", "51 ");
  assert_line ("the answer", "|  # the answer");
  release ();
}
END_TEST

START_TEST (ascii_mode_prints_nothing_but_ascii)
{
  begin_plain ();
  play_packet (&diagram_observer, diagram, &syn, 1);
  number (1, 50, "三次握手 é \033[31m");
  finish ();
  for (const char *p = text; *p != '\0'; p++)
    ck_assert_msg (*p == '\n' || (*p >= ' ' && *p <= '~'), "octet %d", (guchar) *p);
  release ();
}
END_TEST

START_TEST (a_note_cannot_send_the_terminal_control_codes)
{
  begin (CHARSET_UTF8, FALSE, 80, 0);
  play_packet (&diagram_observer, diagram, &syn, 1);
  number (1, 50, "red \033[31m");
  finish ();
  ck_assert_ptr_null (strchr (text, '\033'));
  ck_assert_ptr_nonnull (strstr (text, "# red ?[31m"));
  release ();
}
END_TEST

START_TEST (colour_appears_only_when_it_is_asked_for)
{
  Play lost = syn;

  lost.fate = FATE_LOST_RULE;
  begin (CHARSET_UTF8, _i != 0, 80, 0);
  play_packet (&diagram_observer, diagram, &lost, 1);
  finish ();
  ck_assert_int_eq (strstr (text, "\033[1;31m") != NULL, _i);
  ck_assert_int_eq (strchr (text, '\033') != NULL, _i);
  release ();
}
END_TEST

static guint
cells (const char *line, gsize len)
{
  guint n = 0;

  for (const char *p = line; p < line + len; p = g_utf8_next_char (p))
    n += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n;
}

static const guint widths[] = { 1, 60, 80, 100, 132, 250 };

START_TEST (no_line_is_wider_than_the_terminal)
{
  guint limit = MAX (widths[_i], 60);
  Play large = { .at = SIM_SEC (599) + 123456789, .dir = DIR_S2C, .flags = SEG_PSH | SEG_ACK,
                 .seq = 4000000000u, .ack = 4000000000u, .len = 65483, .reason = REASON_RTO,
                 .reason_n = 15, .again = TRUE, .fate = FATE_LOST_QUEUE };

  begin (CHARSET_UTF8, FALSE, widths[_i], 0);
  play_packet (&diagram_observer, diagram, &syn, 1);
  number (1, 50, "客户端发送消息客户端发送消息客户端发送消息客户端发送消息 Hello, server! and more words");
  play_packet (&diagram_observer, diagram, &large, 2);
  finish ();
  for (const char *line = text; *line != '\0'; line += strcspn (line, "\n") + 1)
    ck_assert_msg (cells (line, strcspn (line, "\n")) <= limit, "wider than %u:\n%s", limit, text);
  release ();
}
END_TEST

START_TEST (a_label_too_long_for_its_arrow_moves_beside_it)
{
  Play large = data;

  large.seq = 1234567;
  large.len = 65483;
  begin_plain ();
  play_packet (&diagram_observer, diagram, &large, 1);
  finish ();
  assert_line ("seq=1234567", "- PSH,ACK -");
  assert_line ("seq=1234567", "|  seq=1234567 ack=1");
  release ();
}
END_TEST

START_TEST (a_long_session_shows_its_beginning_and_its_end)
{
  begin (CHARSET_ASCII, FALSE, 80, 10);
  for (guint i = 0; i < 100; i++)
    {
      Play play = data;

      play.seq = 1000 + i;
      play_packet (&diagram_observer, diagram, &play, i + 1);
    }
  finish ();
  ck_assert_ptr_nonnull (strstr (text, "seq=1009"));
  ck_assert_ptr_null (strstr (text, "seq=1010"));
  assert_line ("more packets", "... 82 more packets (see dir/all.txt)");
  ck_assert_ptr_null (strstr (text, "seq=1091"));
  ck_assert_ptr_nonnull (strstr (text, "seq=1092"));
  ck_assert_ptr_nonnull (strstr (text, "seq=1099"));
  release ();
}
END_TEST

START_TEST (nothing_is_left_out_that_would_fit)
{
  begin (CHARSET_ASCII, FALSE, 80, 3);
  for (guint i = 0; i < 5; i++)
    play_packet (&diagram_observer, diagram, &data, i + 1);
  finish ();
  ck_assert_ptr_null (strstr (text, "more packet"));
  release ();
}
END_TEST

static const struct {
  Play play;
  const char *label;
} labels[] = {
  { { .flags = SEG_SYN }, "SYN seq=0" },
  { { .flags = SEG_RST, .seq = 7, .ack = 9 }, "RST seq=7" },
  { { .flags = SEG_FIN | SEG_ACK, .seq = 16, .ack = 33 }, "FIN,ACK seq=16 ack=33" },
  { { .flags = SEG_PSH | SEG_ACK | SEG_ECE, .seq = 1, .ack = 1, .len = 5 },
    "PSH,ACK,ECE seq=1 ack=1 len=5" },
  { { .flags = 0, .seq = 1 }, "none seq=1" },
  { { .flags = 0xff, .seq = 4294967295u, .ack = 4294967295u, .len = 4294967295u },
    "FIN,SYN,RST,PSH,ACK,URG,ECE,CWR seq=4294967295 ack=4294967295 len=4294967295" },
};

START_TEST (a_label_has_flags_relative_numbers_and_length)
{
  char label[DIAGRAM_LABEL_MAX];
  Played played;

  play_fill (&played, &labels[_i].play, 1, NULL);
  ck_assert_str_eq (diagram_label (&played.packet, label), labels[_i].label);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("diagram");
  TCase *tc = tcase_create ("drawing");

  tcase_add_test (tc, each_packet_is_an_arrow_at_its_exact_time);
  tcase_add_test (tc, each_lifeline_is_headed_by_its_address_and_port);
  tcase_add_test (tc, the_reason_stands_beside_the_arrow_with_its_number);
  tcase_add_test (tc, a_lost_packet_ends_in_a_cross_before_it_arrives);
  tcase_add_test (tc, a_retransmission_has_another_line);
  tcase_add_test (tc, signs_that_were_not_used_are_not_explained);
  tcase_add_test (tc, changes_of_state_stand_on_their_lifelines);
  tcase_add_test (tc, a_state_that_a_timer_alone_changes_tells_when);
  tcase_add_test (tc, a_number_and_a_note_find_the_arrow_after_its_arrival);
  tcase_add_test (tc, ascii_mode_prints_nothing_but_ascii);
  tcase_add_test (tc, a_note_cannot_send_the_terminal_control_codes);
  tcase_add_loop_test (tc, colour_appears_only_when_it_is_asked_for, 0, 2);
  tcase_add_loop_test (tc, no_line_is_wider_than_the_terminal, 0, G_N_ELEMENTS (widths));
  tcase_add_test (tc, a_label_too_long_for_its_arrow_moves_beside_it);
  tcase_add_test (tc, a_long_session_shows_its_beginning_and_its_end);
  tcase_add_test (tc, nothing_is_left_out_that_would_fit);
  tcase_add_loop_test (tc, a_label_has_flags_relative_numbers_and_length, 0,
                       G_N_ELEMENTS (labels));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
