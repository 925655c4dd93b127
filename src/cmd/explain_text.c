/* What is told of every packet, whatever the reason: what its sender met, how it
 * stood before and after, and what became of it. */
#include "cmd/explain_text.h"

#include <string.h>

#include "cmd/whatif_row.h"
#include "tcpsim/base/units.h"
#include "trace/diagram.h"
#include "trace/repair.h"

void
explain_case_init (ExplainCase *c, const Model *model, const Story *story, guint index)
{
  *c = (ExplainCase) {
    .model = model, .story = story, .index = index, .packet = journal_packet (story_journal (story), index),
    .moment = story_moment (story, index)
  };
  c->side = (Side) c->packet->record.dir;
}

char *
explain_name (const ExplainCase *c, guint index)
{
  const Journal *journal = story_journal (c->story);
  const JournalPacket *packet = journal_packet (journal, index);

  if (packet->number == 0)
    return g_strdup_printf ("packet %s %" G_GUINT64_FORMAT, direction_name (packet->record.dir),
                            journal_place (journal, index));
  return g_strdup_printf ("frame %" G_GUINT64_FORMAT, packet->number);
}

char *
explain_time (const ExplainCase *c, SimTime at)
{
  g_autofree char *text = units_print_seconds (at - story_journal (c->story)->run_begins_at);

  if (g_str_has_suffix (text, "000"))
    text[strlen (text) - 3] = '\0';     /* whole microseconds */
  return g_strdup_printf ("%s s", text);
}

char *
explain_packet (const ExplainCase *c, guint index)
{
  const JournalPacket *packet = journal_packet (story_journal (c->story), index);
  g_autofree char *name = explain_name (c, index);
  char label[DIAGRAM_LABEL_MAX];

  return g_strdup_printf ("%s (%s)", name, diagram_label (&packet->record, label));
}

/* Who set the timer, a part of a sentence; to be freed. */
static char *
setter (const ExplainCase *c, const TimerNote *note)
{
  g_autofree char *packet = note->packet != STORY_NO_PACKET ? explain_packet (c, note->packet) : NULL;

  switch (note->cause)
    {
    case CAUSE_SENT:    return g_strdup_printf ("%s was sent", packet);
    case CAUSE_ARRIVAL: return g_strdup_printf ("%s arrived", packet);
    case CAUSE_TIMER:   return g_strdup ("a timer ran out");
    case CAUSE_CALL:    return g_strdup ("the application called");
    }
  g_assert_not_reached ();
}

static const char *
timer_name (const Moment *m)
{
  static const char *const names[STORY_N_TIMERS] = {
    [STORY_RETRANSMIT] = "retransmission timer", [STORY_WINDOW_PROBE] = "window probe timer",
    [STORY_KEEPALIVE] = "keepalive timer", [STORY_PACING] = "pacing timer",
    [STORY_DELACK] = "delayed-ACK timer", [STORY_COMPRESS] = "timer of ACKs held together"
  };

  if (m->timer != STORY_RETRANSMIT)
    return names[m->timer];
  switch (m->before.workings.retransmit_is)
    {
    case TIMER_LOSS_PROBE: return "tail loss probe timer";
    case TIMER_REORDERING: return "reordering timer";
    default:               return names[STORY_RETRANSMIT];
    }
}

/* Where a kernel's ticks have a say in when the timer ran out; to be freed. */
static char *
rounding (const ExplainCase *c)
{
  guint hz = c->model->host[c->side].tcp.hz;

  if (hz == 0 || c->moment->timer == STORY_PACING || c->moment->timer == STORY_COMPRESS)
    return g_strdup ("");
  return g_strdup_printf (", rounded up as a kernel with %u tick%s a second does", hz, hz == 1 ? "" : "s");
}

static char *
timer_event (const ExplainCase *c, const char *at)
{
  const TimerNote *note = &c->moment->note;
  g_autofree char *by = NULL, *set_at = NULL, *wait = NULL, *rounded = NULL;

  if (!c->moment->has_timer)
    return g_strdup_printf ("The %s's time had come at %s.", side_name (c->side), at);
  by = setter (c, note);
  set_at = explain_time (c, note->set_at);
  wait = repair_time_text (note->at - note->set_at);
  rounded = rounding (c);
  return g_strdup_printf ("The %s's %s ran out at %s. It was set at %s, when %s, and ran for %s%s.",
                          side_name (c->side), timer_name (c->moment), at, set_at, by, wait, rounded);
}

char *
explain_event (const ExplainCase *c)
{
  const Moment *m = c->moment;
  const char *who = side_name (c->side);
  g_autofree char *at = explain_time (c, c->packet->record.sent_at), *arrived = NULL;

  switch (m->cause)
    {
    case CAUSE_ARRIVAL:
      arrived = explain_packet (c, m->arrival);
      return g_strdup_printf ("The %s's TCP saw %s at %s.", who, arrived, at);
    case CAUSE_CALL:
      if (m->step == NULL)
        return g_strdup_printf ("The %s's application called at %s.", who, at);
      return g_strdup_printf ("The %s's application was at the step \"%s\" at %s.", who, m->step, at);
    default:
      return timer_event (c, at);
    }
}

/* How it stood. */

static void
add_word (GString *text, const char *name, const char *before, const char *after)
{
  g_string_append_printf (text, "%s%s%s", text->len > 0 ? ", " : "", name, before);
  if (g_strcmp0 (before, after) != 0)
    g_string_append_printf (text, " -> %s", after);
}

static void
add_number (GString *text, const char *name, guint32 before, guint32 after)
{
  g_autofree char *old = before == G_MAXINT32 ? g_strdup ("unset") : g_strdup_printf ("%u", before);
  g_autofree char *new = after == G_MAXINT32 ? g_strdup ("unset") : g_strdup_printf ("%u", after);

  add_word (text, name, old, new);
}

static void
add_time (GString *text, const char *name, SimTime before, SimTime after)
{
  g_autofree char *old = repair_time_text (before), *new = repair_time_text (after);

  add_word (text, name, before == 0 ? "unknown" : old, new);
}

char *
explain_state (const ExplainCase *c)
{
  const Standing *was = &c->moment->before, *is = &c->moment->after;
  GString *text = g_string_new (NULL);

  add_word (text, "", tcp_state_name (was->info.state), tcp_state_name (is->info.state));
  add_word (text, "ca_state ", tcp_ca_state_name (was->info.ca_state), tcp_ca_state_name (is->info.ca_state));
  add_number (text, "cwnd ", was->info.snd_cwnd, is->info.snd_cwnd);
  add_number (text, "ssthresh ", was->info.snd_ssthresh, is->info.snd_ssthresh);
  add_number (text, "in flight ", was->workings.in_flight, is->workings.in_flight);
  if (was->info.snd_wnd != is->info.snd_wnd)
    add_number (text, "the peer's window ", was->info.snd_wnd, is->info.snd_wnd);
  if (was->info.rcv_wnd != is->info.rcv_wnd)
    add_number (text, "own window ", was->info.rcv_wnd, is->info.rcv_wnd);
  if (was->info.quickacks != is->info.quickacks)
    add_number (text, "quick ACKs left ", was->info.quickacks, is->info.quickacks);
  if (was->workings.srtt != is->workings.srtt)
    add_time (text, "SRTT ", was->workings.srtt, is->workings.srtt);
  if (was->workings.rto != is->workings.rto)
    add_time (text, "RTO ", was->workings.rto, is->workings.rto);
  return g_string_free (text, FALSE);
}

/* What became of it. */

/* Another packet made up for it. */
static gboolean
is_repair (RepairKind kind)
{
  return kind == REPAIR_LATER_ACK || kind == REPAIR_ANOTHER || kind == REPAIR_SENT_AGAIN
         || kind == REPAIR_ANSWERED;
}

/* " (client: connection timed out)" where that is why there was no repair. */
static char *
failure_text (const Repair *repair, const Journal *journal)
{
  if (repair->kind != REPAIR_NONE || !repair->has_failed)
    return g_strdup ("");
  return g_strdup_printf (" (%s: %s)", side_name (repair->failed), tcp_error_text (journal->error[repair->failed]));
}

static char *
loss_text (const ExplainCase *c)
{
  const Journal *journal = story_journal (c->story);
  const char *lost = c->packet->record.fate == FATE_ARRIVES ? "still under way at the end"
                                                            : fate_text (c->packet->record.fate);
  WhatifCase whatif;
  Repair repair;
  const Journal ideal = { .done_at = 0 };       /* everything that went wrong counts */
  g_autofree char *text = NULL, *cause = NULL, *by = NULL, *failure = NULL;

  whatif_case_init (&whatif, c->model, &ideal);
  repair_find (journal, &ideal, c->index, whatif.with_rack, &repair);
  cause = repair_cause (&repair, journal);
  failure = failure_text (&repair, journal);
  if (!is_repair (repair.kind))
    return g_strdup_printf ("It did not arrive (%s). Nothing made up for it: %s%s.", lost, cause, failure);
  text = repair_text (&repair, journal);
  by = explain_name (c, repair.by);
  return g_strdup_printf ("It did not arrive (%s). What made up for it: %s, in %s, because %s.", lost, text, by,
                          cause);
}

char *
explain_fate (const ExplainCase *c)
{
  const PacketRecord *record = &c->packet->record;
  g_autofree char *way = NULL;
  g_autoptr (GString) fate = g_string_new (NULL);

  if (record->arrives_at == SIM_NEVER)
    return loss_text (c);
  packet_append_fate (fate, record);
  if (record->arrives_at == record->sent_at)
    return g_strdup_printf ("It arrived at once%s.", fate->str);
  way = repair_time_text (record->arrives_at - record->sent_at);
  return g_strdup_printf ("It arrived %s later%s.", way, fate->str);
}
