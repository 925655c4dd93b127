/* What congestion control has to do with a packet: what let it go, or held it back,
 * what a loss did to cwnd, and what was taken back. */
#include "cmd/explain_slots.h"

#include <string.h>

/* Numbers. */

/* "9.87 Mbit/s": octets a second as links are spoken of, to three digits or more. */
static void
put_rate (GString *out, guint64 octets)
{
  static const char *const units[] = { "bit/s", "kbit/s", "Mbit/s", "Gbit/s" };
  guint64 hundredths = octets * 800;
  guint unit = 0;

  for (; hundredths >= 100000 && unit + 1 < G_N_ELEMENTS (units); unit++)
    hundredths /= 1000;
  g_string_append_printf (out, "%" G_GUINT64_FORMAT ".%02u %s", hundredths / 100, (guint) (hundredths % 100),
                          units[unit]);
}

/* "0.7", "2.887", "1": to three decimals. */
static void
put_share (GString *out, guint64 millionths)
{
  guint64 thousandths = (millionths + 500) / 1000;

  g_string_append_printf (out, "%" G_GUINT64_FORMAT ".%03u", thousandths / 1000, (guint) (thousandths % 1000));
  while (g_str_has_suffix (out->str, "0"))
    g_string_truncate (out, out->len - 1);
  if (g_str_has_suffix (out->str, "."))
    g_string_truncate (out, out->len - 1);
}

static void
put_number (GString *out, const TcpControlNumber *number)
{
  g_string_append_printf (out, "%s: ", number->name);
  switch (number->unit)
    {
    case TCP_UNIT_COUNT:           g_string_append_printf (out, "%" G_GUINT64_FORMAT, number->value); break;
    case TCP_UNIT_SEGMENTS:        put_count (out, number->value, "segment");                         break;
    case TCP_UNIT_NANOSECONDS:     put_time (out, number->value);                                     break;
    case TCP_UNIT_OCTETS_A_SECOND: put_rate (out, number->value);                                     break;
    case TCP_UNIT_MILLIONTHS:      put_share (out, number->value);                                    break;
    }
}

static void
put_window (GString *out, const char *name, guint32 was, guint32 is)
{
  g_string_append (out, name);
  if (was == G_MAXINT32)
    g_string_append (out, " unset");
  else
    g_string_append_printf (out, " %u", was);
  if (is == was)
    g_string_append (out, " as before");
  else if (is == G_MAXINT32)
    g_string_append (out, " -> unset");
  else
    g_string_append_printf (out, " -> %u", is);
}

/* "cubic" as its papers write it. */
static char *
proper_name (const TcpControl *control)
{
  if (strcmp (control->name, "reno") == 0)
    return g_strdup ("Reno");

  return g_ascii_strup (control->name, -1);
}

void
put_control_rule (const ExplainCase *c, GString *out)
{
  g_string_append (out, c->moment->control.rule);
}

/* New data. */

static gboolean
was_paced (const Moment *m)
{
  return m->cause == CAUSE_TIMER && m->has_timer && m->timer == STORY_PACING;
}

/* Per cent, where the pace follows from cwnd. */
static guint32
pacing_ratio (const ExplainCase *c)
{
  const TcpInfo *info = &c->moment->ready.info;
  const TcpConfig *cfg = explain_config (c);

  return info->snd_cwnd < info->snd_ssthresh / 2 ? cfg->pacing_ss_ratio : cfg->pacing_ca_ratio;
}

static void
put_pace (const ExplainCase *c, GString *out)
{
  guint64 rate = MAX (c->moment->ready.info.pacing_rate, 1);
  guint32 mss = c->moment->ready.info.snd_mss;

  g_string_append (out, "It had been waiting for its turn: cwnd has room, but segments are spaced out (pacing). At ");
  put_rate (out, rate);
  g_string_append_printf (out, " a segment of %u octets goes every ", mss);
  put_time (out, (guint64) mss * SIM_SEC (1) / rate);
  if (!c->moment->control.recovers_itself)
    g_string_append_printf (out, "; that is %u %% of cwnd in each SRTT, so that it may grow (Linux)", pacing_ratio (c));
  g_string_append_c (out, '.');
}

/* cwnd was full; now it is not. */
static void
put_room_in_cwnd (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;
  const Standing *was = &m->before, *is = &m->ready;

  g_string_append_printf (out, "It had been waiting for cwnd: %u of %u segments were in flight. ",
                          was->workings.in_flight, was->info.snd_cwnd);
  if (is->workings.in_flight >= is->info.snd_cwnd)
    g_string_append_printf (out, "Now it goes all the same, as the %u-th.", is->workings.in_flight + 1);
  else
    g_string_append_printf (out, "Now %u are in flight and cwnd is %u, so there is room for %u.",
                            is->workings.in_flight, is->info.snd_cwnd,
                            is->info.snd_cwnd - is->workings.in_flight);
}

static void
put_test_of_timeout (GString *out)
{
  g_string_append (out, "A timeout came before: perhaps too early, for ACKs that were only late. F-RTO tests that by "
                   "sending new data first, and nothing again. If the next ACK is for what was sent before the timeout "
                   "and not again, that had arrived, and the timeout is undone; if it is a duplicate, the loss is real "
                   "(RFC 5682 2.1 and, with SACK, 3.1, step 2b).");
}

void
put_held (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;
  const Standing *was = &m->before;
  guint32 len = c->packet->seg.len;

  if (m->ready.workings.is_frto && was->info.notsent_bytes > 0)
    put_test_of_timeout (out);
  else if (was_paced (m))
    put_pace (c, out);
  else if (was->info.notsent_bytes == 0)
    g_string_append (out, "It has only now been written, and nothing held it back.");
  else if (was->workings.in_flight >= was->info.snd_cwnd)
    put_room_in_cwnd (c, out);
  else if (was->workings.window_left < len)
    g_string_append_printf (out, "It had been waiting for the window of the %s, of which %u octets were left.",
                            side_name (!c->side), was->workings.window_left);
  else if (was->workings.has_small && len < m->ready.info.snd_mss + 1)
    g_string_append (out, "It had been waiting by Nagle's rule: a small segment was out and not acknowledged.");
  else
    g_string_append (out, "It had been written before, and follows now.");
}

/* Timeouts. */

void
put_fall (const ExplainCase *c, GString *out)
{
  guint32 was = c->moment->before.info.snd_cwnd, is = c->moment->met.info.snd_cwnd;
  g_autofree char *name = proper_name (&c->moment->control);

  if (is >= was)
    g_string_append_printf (out, "cwnd stays at %u.", is);
  else if (c->moment->control.recovers_itself)
    g_string_append_printf (out, "cwnd falls from %u to %u; %s gives it back when what was lost has been repaired.", was,
                            is, name);
  else
    g_string_append_printf (out, "cwnd falls from %u to %u: slow start begins anew.", was, is);
}

/* "20, which is 0.7 of the cwnd of 29". */
static void
put_new_ssthresh (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;

  g_string_append_printf (out, "ssthresh becomes %u", m->met.info.snd_ssthresh);
  if (m->control.loss_leaves > 0)
    {
      g_string_append (out, ", which is ");
      put_share (out, m->control.loss_leaves);
      g_string_append_printf (out, " of the cwnd of %u, in whole segments.", m->before.info.snd_cwnd);
    }
  else
    g_string_append_printf (out, ", from a cwnd of %u.", m->before.info.snd_cwnd);
}

void
put_ssthresh (const ExplainCase *c, GString *out)
{
  guint32 was = c->moment->before.info.snd_ssthresh, is = c->moment->met.info.snd_ssthresh;

  if (c->moment->control.recovers_itself)
    g_string_append (out, "ssthresh has no part in it: the model of the path says what may be in flight.");
  else if (is == G_MAXINT32)
    g_string_append (out, "ssthresh stays unset.");
  else if (was == is)
    g_string_append_printf (out, "ssthresh stays at %u: one reduction for a window is enough.", is);
  else
    put_new_ssthresh (c, out);
}

void
put_frto (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;
  gboolean was = m->before.workings.is_frto, is = m->ready.workings.is_frto;

  put_flight (c, out);
  if (is)
    g_string_append (out, " F-RTO has not decided yet whether the timeout came too early.");
  else if (was && m->before.info.notsent_bytes == 0)
    g_string_append (out, " There is no new data with which F-RTO could test whether the timeout came too early, so it "
                     "counts as right.");
  else if (was)
    g_string_append (out, " F-RTO has decided: what came back is no ACK of anything that was sent before the timeout "
                     "only, so the loss is real (RFC 5682 3.1, step 3a).");
}

void
put_regrowth (const ExplainCase *c, GString *out)
{
  g_autofree char *name = proper_name (&c->moment->control);

  if (c->moment->control.recovers_itself)
    g_string_append_printf (out, "which %s lets grow by what is delivered", name);
  else
    g_string_append (out, "which begins anew in slow start");
}

/* Recovery. */

/* What of cwnd was allowed by the ACK: RFC 9937 section 6.2. */
static void
put_reduction (const ExplainCase *c, GString *out)
{
  const Standing *met = &c->moment->met;
  const TcpWorkings *w = &met->workings;
  guint32 ssthresh = met->info.snd_ssthresh;

  g_string_append_printf (out, "PRR brings cwnd from %u to ssthresh, %u, in step with what is delivered. ",
                          w->prior_cwnd, ssthresh);
  if (w->in_flight > ssthresh)
    g_string_append_printf (out, "In flight are %u, which is more: %u delivered since it began * %u / %u, rounded "
                            "up, less %u sent may go%s", w->in_flight, w->prr_delivered, ssthresh, w->prior_cwnd,
                            w->prr_out, w->prr_out == 0 ? ", but at least one" : "");
  else
    g_string_append_printf (out, "In flight are %u, which is no more: what was delivered since it began, %u, less "
                            "the %u sent may go, or at least what this ACK delivered, but not beyond ssthresh",
                            w->in_flight, w->prr_delivered, w->prr_out);
  g_string_append_printf (out, "; so cwnd is %u.", met->info.snd_cwnd);
}

/* PRR sets cwnd when something was delivered, and when it begins. */
static gboolean
was_reduced (const Moment *m)
{
  return m->met.workings.prr_delivered != m->before.workings.prr_delivered
         || m->before.info.ca_state < TCP_CA_CWR;
}

static void
put_own_recovery (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;
  g_autofree char *name = proper_name (&m->control);

  g_string_append_printf (out, "%s sets cwnd itself and does without PRR", name);
  if (m->control.remark != NULL)
    g_string_append_printf (out, ": %s", m->control.remark);
  g_string_append (out, ". ");
  if (m->cause == CAUSE_ARRIVAL)
    g_string_append_printf (out, "This ACK delivered %u. ", m->met.info.delivered - m->before.info.delivered);
  g_string_append_printf (out, "In flight are %u, and cwnd is %u.", m->met.workings.in_flight, m->met.info.snd_cwnd);
}

void
put_prr (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;

  if (m->control.recovers_itself)
    {
      put_own_recovery (c, out);
      return;
    }
  if (m->before.info.ca_state < TCP_CA_CWR && m->met.info.snd_ssthresh != m->before.info.snd_ssthresh)
    {
      put_new_ssthresh (c, out);
      g_string_append_c (out, ' ');
    }
  if (was_reduced (m))
    put_reduction (c, out);
  else
    g_string_append_printf (out, "cwnd stays at %u, where PRR has it, and %u are in flight.", m->met.info.snd_cwnd,
                            m->met.workings.in_flight);
}

/* Parts of their own. */

/* TRUE for what cwnd has to do with. */
static gboolean
is_controlled (const JournalPacket *packet)
{
  switch ((SegReason) packet->seg.reason)
    {
    case REASON_DATA:
    case REASON_RTO:
    case REASON_RTO_RECOVERY:
    case REASON_FAST_RETRANSMIT:
      return !(packet->seg.flags & SEG_SYN);
    default:
      return FALSE;
    }
}

/* Whether the event at hand gave cwnd another course. */

static gboolean
was_reducing (const Standing *s)
{
  return s->info.ca_state == TCP_CA_CWR || s->info.ca_state == TCP_CA_RECOVERY;
}

static gboolean
was_in_slow_start (const Standing *s)
{
  return s->info.snd_cwnd < s->info.snd_ssthresh;
}

static void
put_fall_while_open (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;

  g_string_append_printf (out, " cwnd falls from %u to %u: ", m->before.info.snd_cwnd, m->met.info.snd_cwnd);
  if (m->cause == CAUSE_CALL)
    g_string_append (out, "nothing was sent for longer than an RTO, and what the path takes is no longer known (RFC "
                     "5681 4.1; halved for each RTO, by Linux).");
  else
    g_string_append (out, "the tail loss probe had repaired a loss that nothing else showed (RFC 8985 7.4.2).");
}

static void
put_marks_met (const ExplainCase *c, GString *out)
{
  const MarksNote *marks = &c->moment->marks;
  g_autofree char *at = explain_time (c, marks->at), *ack = explain_packet (c, marks->arrival);

  g_string_append_printf (out, " %c%s reported marks at %s, so cwnd is to come down from %u to %u, once for this window "
                          "(RFC 3168 6.1.2; how far, %s).", g_ascii_toupper (*ack), ack + 1, at, marks->cwnd,
                          marks->ssthresh, c->moment->control.rule);
  if (c->packet->seg.flags & SEG_CWR)
    g_string_append_printf (out, " By CWR this segment tells the %s of it.", side_name (!c->side));
}

static void
put_turn (const ExplainCase *c, GString *out)
{
  const Standing *was = &c->moment->before, *is = &c->moment->met;

  if (c->moment->undo.by != TCP_UNDO_NONE || c->moment->control.recovers_itself)
    return;
  if (c->moment->marks.arrival != STORY_NO_PACKET)
    put_marks_met (c, out);
  else if (was_reducing (was) && is->info.ca_state < TCP_CA_CWR)
    g_string_append_printf (out, " The recovery point is acknowledged: the reduction is over, and leaves cwnd at "
                            "ssthresh, %u.", is->info.snd_ssthresh);
  else if (is->info.ca_state > TCP_CA_DISORDER || was->info.ca_state > TCP_CA_DISORDER)
    return;
  else if (is->info.snd_cwnd < was->info.snd_cwnd)
    put_fall_while_open (c, out);
  else if (was_in_slow_start (was) && !was_in_slow_start (is))
    g_string_append_printf (out, " Slow start ends with this ACK: ssthresh is %u.", is->info.snd_ssthresh);
}

char *
explain_control_turn (const ExplainCase *c)
{
  const TcpControl *control = &c->moment->control;
  g_autoptr (GString) turn = g_string_new (NULL);
  g_autofree char *name = NULL;

  if (!is_controlled (c->packet))
    return NULL;
  put_turn (c, turn);
  if (turn->len == 0)
    return NULL;
  name = proper_name (control);
  return g_strdup_printf ("%s, in %s.%s", name, control->phase, turn->str);
}

char *
explain_control (const ExplainCase *c)
{
  const Moment *m = c->moment;
  const TcpControl *control = &m->control;
  g_autofree char *name = proper_name (control);
  GString *out;

  if (!is_controlled (c->packet))
    return NULL;

  out = g_string_new (NULL);
  g_string_append_printf (out, "%s, in %s.", name, control->phase);
  if (control->remark != NULL && c->packet->seg.reason != REASON_FAST_RETRANSMIT)
    g_string_append_printf (out, " Now %s.", control->remark);
  put_turn (c, out);
  if (c->packet->seg.reason == REASON_DATA && was_reducing (&m->before) && was_reducing (&m->met)
      && was_reduced (m) && !control->recovers_itself)
    {
      g_string_append_c (out, ' ');
      put_reduction (c, out);
    }
  for (guint i = 0; i < control->n; i++)
    {
      g_string_append (out, i == 0 ? " Its numbers: " : "; ");
      put_number (out, &control->number[i]);
    }
  if (control->n > 0)
    g_string_append_c (out, '.');
  return g_string_free (out, FALSE);
}

/* What showed that a reduction was wrong. */
static const char *
proof_of (TcpUndo by)
{
  switch (by)
    {
    case TCP_UNDO_TIMESTAMP:
      return "it echoes a timestamp from before anything was sent again, so the original had drawn it, and had not been "
             "lost (Eifel, RFC 3522 3.2)";
    case TCP_UNDO_DSACK:
      return "by now everything that was sent again has been reported as having come twice, so nothing had been lost "
             "(D-SACK, RFC 2883; RFC 3708)";
    case TCP_UNDO_FRTO:
      return "it acknowledges what was sent before the timeout and not since, so that had arrived, and its ACK was only "
             "late (F-RTO, RFC 5682 3.1, step 3b)";
    case TCP_UNDO_NOT_RESENT:
      return "it acknowledges what counted as lost before anything was sent again, so it was only out of order";
    case TCP_UNDO_NONE:
      break;
    }
  g_assert_not_reached ();
}

char *
explain_undo (const ExplainCase *c)
{
  const UndoNote *undo = &c->moment->undo;
  g_autofree char *at = NULL, *ack = NULL;
  GString *out;

  if (undo->by == TCP_UNDO_NONE)
    return NULL;

  at = explain_time (c, undo->at);
  ack = explain_packet (c, undo->arrival);
  out = g_string_new (NULL);
  g_string_append_printf (out, "The last reduction of cwnd, for a %s, was wrong. %c%s came at %s and showed that: %s. Back "
                          "to what it was before: ", undo->before.info.ca_state == TCP_CA_LOSS ? "timeout" : "loss",
                          g_ascii_toupper (*ack), ack + 1, at, proof_of (undo->by));
  put_window (out, "cwnd", undo->before.info.snd_cwnd, undo->after.info.snd_cwnd);
  put_window (out, ", ssthresh", undo->before.info.snd_ssthresh, undo->after.info.snd_ssthresh);
  if (undo->before.info.lost != undo->after.info.lost)
    g_string_append_printf (out, ", counted as lost %u -> %u", undo->before.info.lost, undo->after.info.lost);
  g_string_append (out, " (RFC 4015 3, by Linux's rules).");
  return g_string_free (out, FALSE);
}
