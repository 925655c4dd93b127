/* What is told of ACKs: what drew them, why they wait or do not, and what they report. */
#include "cmd/explain_slots.h"

#include <string.h>

/* The segment that the sender has just seen; NULL: it was something else that made it
 * send. */
static const JournalPacket *
arrival_of (const ExplainCase *c)
{
  if (c->moment->arrival == STORY_NO_PACKET)
    return NULL;

  return journal_packet (story_journal (c->story), c->moment->arrival);
}

/* What is owed. */

/* TRUE once the peer's FIN is among what has arrived in order. */
static gboolean
has_fin (const ExplainCase *c)
{
  switch (c->moment->ready.info.state)
    {
    case TCP_CLOSE_WAIT:
    case TCP_LAST_ACK:
    case TCP_CLOSING:
    case TCP_TIME_WAIT:
      return TRUE;
    default:
      return FALSE;
    }
}

void
put_owed (const ExplainCase *c, GString *out)
{
  put_count (out, c->moment->ready.workings.owed, "octet");
  g_string_append_printf (out, "%s had arrived in order without being acknowledged.",
                          has_fin (c) ? " (the FIN counts as one)" : "");
}

/* Reports. */

void
put_sack (const ExplainCase *c, GString *out)
{
  const Segment *seg = &c->packet->seg;

  if (!(seg->options & SEG_OPT_SACK) || seg->n_sack == 0)
    {
      g_string_append (out, "It carries no SACK block.");
      return;
    }
  g_string_append (out, "It reports as SACK:");
  for (guint i = 0; i < seg->n_sack; i++)
    g_string_append_printf (out, "%s %u-%u", i > 0 ? "," : "",
                            seq_diff (seg->sack[i].left, c->packet->record.peer_isn),
                            seq_diff (seg->sack[i].right, c->packet->record.peer_isn));
  if (seq_lt (seg->sack[0].left, seg->ack))
    g_string_append (out, " (the first is a D-SACK: it came twice)");
  g_string_append_c (out, '.');
}

void
put_ece (const ExplainCase *c, GString *out)
{
  g_string_append (out, c->packet->seg.flags & SEG_ECE ? "with ECE: there were marks"
                                                       : "without ECE: there are no more marks");
}

/* Marks. */

static gboolean
is_dctcp (const ExplainCase *c)
{
  return strcmp (c->moment->control.name, "dctcp") == 0;
}

void
put_ecn_rule (const ExplainCase *c, GString *out)
{
  g_string_append (out, is_dctcp (c) ? "RFC 8257 3.2" : "RFC 3168 6.1.3");
}

void
put_marks (const ExplainCase *c, GString *out)
{
  const JournalPacket *arrival = arrival_of (c);

  if (is_dctcp (c))
    g_string_append (out, "The marks on what arrives have begun or ended. With DCTCP every ACK says whether what it "
                     "acknowledges was marked, so where that changes one goes at once.");
  else if (arrival != NULL && (arrival->seg.flags & SEG_CWR))
    g_string_append_printf (out, "The %s says by CWR that it has reduced its cwnd. From here on ACKs report marks anew, "
                            "and the first goes at once.", side_name (!c->side));
  else
    g_string_append_printf (out, "What arrived bears a mark (CE): a queue on the way is filling up. The %s is to hear of "
                            "it without delay, so that it slows down before anything is lost.", side_name (!c->side));
}

/* Arrivals out of the ordinary. */

/* A gap, or the end of one. */
void
put_gap (const ExplainCase *c, GString *out)
{
  const JournalPacket *arrival = arrival_of (c);

  if (arrival == NULL || seg_seq_len (&arrival->seg) == 0)
    g_string_append (out, "Something is missing in what has arrived.");
  else if (seq_gt (arrival->seg.seq, c->packet->seg.ack))
    g_string_append_printf (out, "What arrived lies beyond a gap: %u octets before it are missing.",
                            seq_diff (arrival->seg.seq, c->packet->seg.ack));
  else
    g_string_append (out, "What arrived fills a gap, or a part of one.");
}

/* Why what arrived is of no use. */
void
put_useless (const ExplainCase *c, GString *out)
{
  const JournalPacket *arrival = arrival_of (c);

  if (arrival != NULL && seq_le (seg_end (&arrival->seg), c->packet->seg.ack))
    g_string_append (out, "What arrived had all been there before.");
  else if (arrival != NULL && seq_ge (arrival->seg.seq, seq_add (c->packet->seg.ack, c->moment->before.info.rcv_wnd)))
    g_string_append (out, "What arrived lies beyond the window.");
  else
    g_string_append (out, "What arrived brings nothing new.");
}

void
put_challenged (const ExplainCase *c, GString *out)
{
  const JournalPacket *arrival = arrival_of (c);
  guint8 flags = arrival != NULL ? arrival->seg.flags : 0;

  if (flags & SEG_SYN)
    g_string_append_printf (out, "A SYN has arrived though the connection is open. It may be an old one sent again, as "
                            "the ACK of it was lost; or the %s has started anew; or it is forged. The ACK tells a "
                            "genuine sender where the connection is: it goes on, or answers with a reset.",
                            side_name (!c->side));
  else if (flags & SEG_RST)
    g_string_append_printf (out, "A reset has arrived whose number lies in the window but is not the one expected: it "
                            "could be forged, or something before it is missing. The %s does not believe it and "
                            "answers with an ACK; a genuine sender will "
                            "reset again, with the exact number.", side_name (c->side));
  else
    g_string_append (out, "An ACK has arrived of what was never sent, or of what was sent long ago: it could be forged, "
                     "and its data is not taken. The answer says what the numbers are.");
}

void
put_challenge_rule (const ExplainCase *c, GString *out)
{
  const JournalPacket *arrival = arrival_of (c);
  guint8 flags = arrival != NULL ? arrival->seg.flags : 0;

  g_string_append (out, flags & SEG_SYN ? "RFC 5961 4.2" : flags & SEG_RST ? "RFC 5961 3.2" : "RFC 5961 5.2");
}

void
put_challenges (const ExplainCase *c, GString *out)
{
  guint32 limit = explain_config (c)->challenge_ack_limit;

  if (limit == G_MAXINT32)
    g_string_append (out, "How many such ACKs go in a second is not limited (RFC 5961 7 would limit it)");
  else
    g_string_append_printf (out, "At most %u such ACKs go in a second (RFC 5961 7)", limit);
}

void
put_time_wait (const ExplainCase *c, GString *out)
{
  const JournalPacket *arrival = arrival_of (c);

  if (arrival != NULL && (arrival->seg.flags & SEG_FIN))
    g_string_append_printf (out, "The FIN of the %s has come again: the ACK of it was lost or late, and is repeated. The "
                            "wait begins anew.",
                            side_name (!c->side));
  else
    g_string_append (out, "An old segment has arrived, late, whose number is no longer in the window; an ACK answers it.");
}

/* Where it is written what a segment that acknowledges too much draws. */
void
put_bad_ack_rule (const ExplainCase *c, GString *out)
{
  switch (c->moment->before.info.state)
    {
    case TCP_LISTEN:   g_string_append (out, "RFC 9293 3.5.2 (group 2) and 3.10.7.2");                break;
    case TCP_SYN_SENT: g_string_append (out, "RFC 9293 3.5.2 (group 2) and 3.10.7.3");                break;
    default:           g_string_append (out, "RFC 9293 3.5.2 (group 2) and 3.10.7.4, fifth step"); break;
    }
}

/* The opening. */

static gboolean
is_crossing (const ExplainCase *c)
{
  return c->moment->before.info.state == TCP_SYN_SENT;
}

void
put_syn_ack_rule (const ExplainCase *c, GString *out)
{
  g_string_append (out, is_crossing (c) ? "RFC 9293 3.5 (both ends open at once) and 3.10.7.3"
                                        : "RFC 9293 3.5 and 3.10.7.2");
}

void
put_crossing (const ExplainCase *c, GString *out)
{
  g_string_append (out, is_crossing (c) ? " while that of this end is on its way: both open at once"
                                                     : " in LISTEN");
}

/* Waiting. */

void
put_quick (const ExplainCase *c, GString *out)
{
  guint32 left = c->moment->ready.info.quickacks;

  g_string_append (out, "Quick ACKs that were left, this one among them: ");
  g_string_append_printf (out, "%u; they end sooner where data answers data (ping-pong mode).", left);
}

void
put_mode (const ExplainCase *c, GString *out)
{
  if (c->moment->before.info.in_pingpong)
    g_string_append (out, "The connection is in ping-pong mode, as one that answers data with data or has received "
                     "a FIN is: there ACKs wait.");
  else
    g_string_append_printf (out, "The connection is not in ping-pong mode; quick ACKs left: %u.",
                            c->moment->before.info.quickacks);
}

void
put_delack (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;

  if (m->cause != CAUSE_TIMER || !m->has_timer || m->timer != STORY_DELACK)
    {
      g_string_append (out, "The timer was about to run out anyway, so the ACK goes now.");
      return;
    }
  g_string_append (out, "The delayed-ACK time in force was ");
  put_time (out, m->note.by.workings.ato > 0 ? m->note.by.workings.ato : explain_config (c)->delack_min);
  g_string_append (out, ", between ");
  put_time (out, explain_config (c)->delack_min);
  g_string_append (out, " and ");
  put_time (out, explain_config (c)->delack_max);
  g_string_append (out, "; the timer ran for ");
  put_time (out, m->note.at - m->note.set_at);
  g_string_append_c (out, '.');
}

void
put_comp_delay (const ExplainCase *c, GString *out)
{
  put_time (out, explain_config (c)->comp_sack_delay);
}
