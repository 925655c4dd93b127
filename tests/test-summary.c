/* What the summary of a run says. */
#include "records.h"
#include "suite.h"
#include "trace/summary.h"

static const Play data = { .at = SIM_MS (1), .takes = SIM_US (5), .flags = SEG_ACK, .seq = 1,
                           .len = 15 };

static char *text;
static Summary *summary;
static EndRecord end;

static void
begin (void)
{
  summary = summary_new ();
  end = (EndRecord) { .end = END_DONE };
}

/* Ends the run and prints the summary into text. */
static void
finish (gboolean colour)
{
  DiagramStyle style = { .charset = CHARSET_ASCII, .colour = colour, .width = 80 };
  size_t len;
  FILE *out = open_memstream (&text, &len);

  summary_observer.end (summary, &end);
  summary_print (summary, out, &style, "0123abcd");
  fclose (out);
}

static void
release (void)
{
  summary_free (summary);
  free (text);
}

static void
play (const Play *packet)
{
  static guint64 id;

  play_packet (&summary_observer, summary, packet, ++id);
}

static void
assert_says (const char *part)
{
  ck_assert_msg (strstr (text, part) != NULL, "no \"%s\" in:\n%s", part, text);
}

START_TEST (the_duration_is_exact_from_first_packet_to_last)
{
  Play late = data;

  late.at = SIM_MS (335) + 838776;
  begin ();
  play (&data);
  play (&late);
  finish (FALSE);
  assert_says ("duration      334.843776ms, first packet to last\n");
  release ();
}
END_TEST

START_TEST (a_lost_packet_counts_for_the_duration)
{
  Play lost = data;

  lost.at = SIM_SEC (9);
  lost.fate = FATE_LOST_RULE;
  begin ();
  play (&data);
  play (&lost);
  finish (FALSE);
  assert_says ("duration      8.999s, first packet to last\n");
  release ();
}
END_TEST

START_TEST (one_is_singular_and_the_columns_align)
{
  Play again = data, back = data;

  again.again = TRUE;
  again.fate = FATE_LOST_RULE;
  back.dir = DIR_S2C;
  back.len = 1;
  begin ();
  for (guint i = 0; i < 11; i++)
    play (&data);
  play (&again);
  play (&back);
  finish (FALSE);
  assert_says ("client sent   12 packets   180 bytes   1 retransmission    1 lost\n");
  assert_says ("server sent    1 packet      1 byte    0 retransmissions   0 lost\n");
  release ();
}
END_TEST

START_TEST (final_states_and_errors_are_told)
{
  begin ();
  end.info[SIDE_CLIENT].state = TCP_TIME_WAIT;
  end.error[SIDE_SERVER] = TCP_ERROR_RESET;
  play (&data);
  summary_observer.state (summary, &(StateRecord) { .at = SIM_MS (41), .side = SIDE_SERVER, .to = TCP_CLOSED });
  summary_observer.state (summary, &(StateRecord) { .at = SIM_MS (9), .side = SIDE_SERVER, .connection = 1,
                                                    .to = TCP_CLOSED });
  finish (FALSE);
  assert_says ("client ended  TIME-WAIT (2 MSL not waited for)\n");
  assert_says ("server ended  CLOSED: connection reset, after 40ms\n");
  assert_says ("fingerprint   0123abcd\n");
  release ();
}
END_TEST

START_TEST (a_run_that_was_simply_done_says_nothing_of_its_end)
{
  begin ();
  finish (FALSE);
  ck_assert_ptr_null (strstr (text, "run stopped"));
  release ();
}
END_TEST

static const struct {
  RunEnd how;
  const char *says;
} ends[] = {
  { END_UNTIL, "run stopped   at the time limit, 2s\n" },
  { END_EVENTS, "run stopped   at the event limit, 2s into the run\n" },
  { END_DEADLOCK, "run stopped   in deadlock: nothing is left to happen\n" },
  { END_INTERRUPTED, "run stopped   by interruption, 2s into the run\n" },
};

START_TEST (another_end_is_told_with_who_waits_for_what)
{
  begin ();
  end.end = ends[_i].how;
  end.ended_at = SIM_SEC (2);
  end.waiting[SIDE_SERVER] = "receive eof";
  finish (FALSE);
  assert_says (ends[_i].says);
  assert_says ("server waits  for: receive eof\n");
  ck_assert_ptr_null (strstr (text, "client waits"));
  release ();
}
END_TEST

START_TEST (what_went_wrong_is_red_only_in_colour)
{
  Play lost = data;

  lost.fate = FATE_LOST_QUEUE;
  begin ();
  play (&lost);
  finish (_i != 0);
  ck_assert_int_eq (strstr (text, "\033[1;31m1 lost") != NULL, _i);
  ck_assert_int_eq (strchr (text, '\033') != NULL, _i);
  release ();
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("summary");
  TCase *tc = tcase_create ("text");

  tcase_add_test (tc, the_duration_is_exact_from_first_packet_to_last);
  tcase_add_test (tc, a_lost_packet_counts_for_the_duration);
  tcase_add_test (tc, one_is_singular_and_the_columns_align);
  tcase_add_test (tc, final_states_and_errors_are_told);
  tcase_add_test (tc, a_run_that_was_simply_done_says_nothing_of_its_end);
  tcase_add_loop_test (tc, another_end_is_told_with_who_waits_for_what, 0, G_N_ELEMENTS (ends));
  tcase_add_loop_test (tc, what_went_wrong_is_red_only_in_colour, 0, 2);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
