/* The table of explanations: each reason has one, and all that stands in it in braces
 * is known. */
#include "cmd/explain_text.h"
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "tcp/cc/cc.h"
#include "tcpsim/sim/simulation.h"

/* A little of everything: a loss, its repair, a close. */
static const char text[] =
  "[link]\ndelay = 10ms\n"
  "[client]\naddress = 192.0.2.1\nport = 50000\nscript =\n  connect\n  send 30000\n  receive eof\n  close\n"
  "[server]\naddress = 192.0.2.2\nport = 7\nscript =\n  accept\n  receive 30000\n  send 100\n  close\n"
  "[faults]\ndrop c2s data 3\n";

/* In a file of its own for the test that calls. */
static Model *
load_text (const char *contents)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tcpsim-explain-XXXXXX", &path, NULL);
  g_autoptr (GError) error = NULL;
  Model *model;

  ck_assert (fd >= 0 && g_close (fd, NULL) && g_file_set_contents (path, contents, -1, NULL));
  model = model_load (path, &error);
  remove (path);
  ck_assert_msg (model != NULL, "%s", error != NULL ? error->message : "");
  return model;
}

/* A transfer, with keys of both hosts and rules of its own. */
static Model *
load_with (const char *keys, const char *faults)
{
  g_autofree char *whole = g_strdup_printf ("[client]\naddress = 192.0.2.1\nport = 50000\nscript =\n  connect\n"
                                            "  send 200000\n  receive eof\n  close\n"
                                            "[server]\naddress = 192.0.2.2\nport = 7\nscript =\n  accept\n"
                                            "  receive 200000\n  close\n"
                                            "[link]\ndelay = 20ms\nrate = 10Mbit\n[tcp]\necn = 1\n%s"
                                            "[faults]\n%s", keys, faults);

  return load_text (whole);
}

static Model *
load_model (void)
{
  return load_text (text);
}

static Story *
run_story (const Model *model)
{
  g_autoptr (Simulation) sim = simulation_new (model);
  Story *story = story_new (0);
  EndRecord end;

  simulation_observe (sim, &story_observer, story);
  while (simulation_run (sim, 1000))
    continue;
  simulation_finish (sim, FALSE, &end);
  return story;
}

static void
check_text (const ExplainCase *c, const char *template)
{
  g_autofree char *filled = explain_fill (c, template);

  ck_assert (*filled != '\0');
  ck_assert_ptr_null (strpbrk (filled, "{}"));
}

/* Whatever a packet was sent for, every slot has something to say of it. */
START_TEST (every_reason_has_an_explanation_without_an_empty_slot)
{
  g_autoptr (Model) model = load_model ();
  g_autoptr (Story) story = run_story (model);
  guint n = story_journal (story)->packets->len;

  ck_assert_uint_gt (n, 20);
  for (guint i = 0; i < n; i++)
    for (SegReason reason = 0; reason < N_REASONS; reason++)
      {
        const ExplainRule *rule = explain_rule (reason);
        ExplainCase c;

        explain_case_init (&c, model, story, i);
        check_text (&c, rule->rule);
        check_text (&c, rule->why);
        check_text (&c, rule->numbers);
      }
}
END_TEST

START_TEST (a_packet_knows_what_its_sender_met)
{
  g_autoptr (Model) model = load_model ();
  g_autoptr (Story) story = run_story (model);
  const Moment *syn = story_moment (story, 0), *answer = story_moment (story, 1);

  ck_assert_int_eq (syn->cause, CAUSE_CALL);
  ck_assert_str_eq (syn->step, "connect");
  ck_assert_int_eq (syn->before.info.state, TCP_CLOSED);
  ck_assert_int_eq (syn->after.info.state, TCP_SYN_SENT);
  ck_assert_int_eq (answer->cause, CAUSE_ARRIVAL);
  ck_assert_uint_eq (answer->arrival, 0);
  ck_assert_ptr_null (answer->step);
}
END_TEST

/* The first packet for @reason. */
static guint
find_reason (const Story *story, SegReason reason)
{
  const Journal *journal = story_journal (story);

  for (guint i = 0; i < journal->packets->len; i++)
    if (journal_packet (journal, i)->seg.reason == reason)
      return i;
  ck_abort_msg ("nothing was sent for %s", seg_reason_info (reason)->name);
}

START_TEST (a_recovery_begins_with_the_ack_that_showed_the_loss)
{
  g_autoptr (Model) model = load_model ();
  g_autoptr (Story) story = run_story (model);
  const Moment *again = story_moment (story, find_reason (story, REASON_FAST_RETRANSMIT));

  ck_assert_int_eq (again->cause, CAUSE_ARRIVAL);
  ck_assert_uint_gt (journal_packet (story_journal (story), again->arrival)->seg.n_sack, 0);
  ck_assert_int_ne (again->before.info.ca_state, TCP_CA_RECOVERY);
  ck_assert_int_eq (again->after.info.ca_state, TCP_CA_RECOVERY);
  ck_assert_uint_eq (again->after.workings.in_flight, again->ready.workings.in_flight + 1);
}
END_TEST

/* Of a connection that meets losses and marks. */
START_TEST (every_congestion_control_describes_itself)
{
  const char *name = cc_names ()[_i];
  g_autofree char *line = g_strdup_printf ("congestion_control = %s\n", name);
  g_autoptr (Model) model = load_with (line, "drop c2s data 40,41\nce c2s data 90\ndrop c2s data 150-\n");
  g_autoptr (Story) story = run_story (model);
  guint n_described = 0;

  for (guint i = 0; i < story_journal (story)->packets->len; i++)
    {
      ExplainCase c;
      g_autofree char *control = NULL;

      explain_case_init (&c, model, story, i);
      control = explain_control (&c);
      if (c.side != SIDE_CLIENT || control == NULL)
        continue;
      n_described++;
      ck_assert_msg (g_ascii_strncasecmp (control, name, strlen (name)) == 0, "%s", control);
      ck_assert_ptr_null (strstr (control, "(null)"));
    }
  ck_assert_uint_gt (n_described, 100);
}
END_TEST

START_TEST (a_fast_retransmission_names_the_delivery_that_showed_the_loss)
{
  g_autoptr (Model) model = load_with ("", "drop c2s data 40\n");
  g_autoptr (Story) story = run_story (model);
  guint again = find_reason (story, REASON_FAST_RETRANSMIT);
  const Moment *moment = story_moment (story, again);
  g_autofree char *why = NULL, *ack = NULL;
  ExplainCase c;

  explain_case_init (&c, model, story, again);
  why = explain_fill (&c, explain_rule (REASON_FAST_RETRANSMIT)->why);
  ack = explain_packet (&c, moment->arrival);
  ck_assert_msg (strstr (why, ack) != NULL, "%s: not in: %s", ack, why);
}
END_TEST

/* Where a timeout comes too early, what shows it. */
static const struct { const char *keys; TcpUndo by; } early[] = {
  { "", TCP_UNDO_TIMESTAMP },
  { "timestamps = off\n", TCP_UNDO_FRTO },
};

START_TEST (a_reduction_that_was_wrong_is_told_once)
{
  g_autoptr (Model) model = load_with (early[_i].keys, "stall s2c time 130-600\n");
  g_autoptr (Story) story = run_story (model);
  guint n = 0;

  for (guint i = 0; i < story_journal (story)->packets->len; i++)
    {
      const UndoNote *undo = &story_moment (story, i)->undo;

      if (undo->by == TCP_UNDO_NONE)
        continue;
      n++;
      ck_assert_int_eq (undo->by, early[_i].by);
      ck_assert_uint_gt (undo->after.info.snd_cwnd, undo->before.info.snd_cwnd);
    }
  ck_assert_uint_eq (n, 1);
}
END_TEST

START_TEST (marks_are_told_with_the_next_text)
{
  g_autoptr (Model) model = load_with ("", "ce c2s data 60\n");
  g_autoptr (Story) story = run_story (model);
  const Journal *journal = story_journal (story);
  guint n = 0;

  for (guint i = 0; i < journal->packets->len; i++)
    {
      const MarksNote *marks = &story_moment (story, i)->marks;

      if (marks->arrival == STORY_NO_PACKET || journal_packet (journal, i)->record.dir != DIR_C2S
          || journal_packet (journal, i)->seg.len == 0)
        continue;
      n++;
      ck_assert (journal_packet (journal, marks->arrival)->seg.flags & SEG_ECE);
      ck_assert_uint_lt (marks->ssthresh, marks->cwnd);
    }
  ck_assert_uint_eq (n, 1);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("explain");
  TCase *tcase = tcase_create ("explain");

  tcase_add_test (tcase, every_reason_has_an_explanation_without_an_empty_slot);
  tcase_add_test (tcase, a_packet_knows_what_its_sender_met);
  tcase_add_test (tcase, a_recovery_begins_with_the_ack_that_showed_the_loss);
  tcase_add_loop_test (tcase, every_congestion_control_describes_itself, 0, g_strv_length ((char **) cc_names ()));
  tcase_add_test (tcase, a_fast_retransmission_names_the_delivery_that_showed_the_loss);
  tcase_add_loop_test (tcase, a_reduction_that_was_wrong_is_told_once, 0, G_N_ELEMENTS (early));
  tcase_add_test (tcase, marks_are_told_with_the_next_text);
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
