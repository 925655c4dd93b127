/* What showed that a segment was lost: the ACK, what it says of segments sent later,
 * and the rule by which that is enough. */
#include "cmd/explain_slots.h"

#include <string.h>

/* Linux's bit of tcp_recovery. */
#define RACK_LOSS_DETECTION 1

/* Duplicate ACKs that are named. */
#define NAMED_MAX 4

static gboolean
with_sack (const ExplainCase *c)
{
  return c->model->host[SIDE_CLIENT].tcp.sack && c->model->host[SIDE_SERVER].tcp.sack;
}

static gboolean
with_rack (const ExplainCase *c)
{
  return with_sack (c) && (explain_config (c)->recovery & RACK_LOSS_DETECTION);
}

void
put_recovery_rule (const ExplainCase *c, GString *out)
{
  if (with_rack (c))
    g_string_append (out, "RFC 8985 6.2 (RACK)");
  else if (with_sack (c))
    g_string_append (out, "RFC 6675 4 (IsLost) and 5");
  else
    g_string_append (out, "RFC 5681 3.2; RFC 6582 3.2 for the losses after the first");
  g_string_append_printf (out, "; %s for cwnd", c->moment->control.recovers_itself ? c->moment->control.rule
                                                                               : "RFC 9937 (PRR)");
}

/* Deliveries. */

/* TRUE when @ack says that all of @packet is there. */
static gboolean
reports (const Segment *ack, const Segment *packet)
{
  SeqNum end = seg_end (packet);

  if (seq_le (end, ack->ack))
    return TRUE;
  for (guint i = 0; i < ack->n_sack; i++)
    if (seq_ge (packet->seq, ack->sack[i].left) && seq_le (end, ack->sack[i].right))
      return TRUE;
  return FALSE;
}

/* TRUE when @packet is an ACK that the sender of c's had seen: hosts are FIFOs. */
static gboolean
is_known_ack (const ExplainCase *c, const JournalPacket *packet)
{
  guint heard = c->moment->heard;

  return heard != STORY_NO_PACKET && packet->record.dir != c->packet->record.dir
         && packet->record.arrives_at <= journal_packet (story_journal (c->story), heard)->record.arrives_at
         && (packet->seg.flags & (SEG_ACK | SEG_RST)) == SEG_ACK;
}

/* Of what was sent between @original and c's packet the latest that @ack reports, and
 * that had arrived when it was sent. */
static gboolean
find_later (const ExplainCase *c, guint original, const JournalPacket *ack, guint *later)
{
  const Journal *journal = story_journal (c->story);

  for (guint i = c->index; i-- > original + 1;)
    {
      const JournalPacket *packet = journal_packet (journal, i);

      if (packet->record.dir == c->packet->record.dir && seg_seq_len (&packet->seg) > 0
          && packet->record.arrives_at <= ack->record.sent_at && reports (&ack->seg, &packet->seg))
        {
          *later = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* The newest ACK that reports something sent after @original, and what. */
static gboolean
find_delivery (const ExplainCase *c, guint original, guint *ack, guint *later)
{
  const Journal *journal = story_journal (c->story);

  for (guint i = c->index; i-- > original;)
    if (is_known_ack (c, journal_packet (journal, i))
        && find_later (c, original, journal_packet (journal, i), later))
      {
        *ack = i;
        return TRUE;
      }
  return FALSE;
}

/* "Frame 37, sent 0.12ms after it, has arrived: frame 89 (ACK ...) says so." */
static void
put_delivery (const ExplainCase *c, GString *out)
{
  const Journal *journal = story_journal (c->story);
  guint original = explain_original (c), ack, later;
  g_autofree char *what = NULL, *by = NULL;
  SimTime wait;

  if (original == STORY_NO_PACKET || !find_delivery (c, original, &ack, &later))
    return;

  what = explain_name (c, later);
  by = explain_packet (c, ack);
  wait = journal_packet (journal, later)->record.sent_at - journal_packet (journal, original)->record.sent_at;
  g_string_append_printf (out, " Here %s, sent ", what);
  if (wait > 0)
    put_time (out, wait);
  else
    g_string_append (out, "right");
  g_string_append_printf (out, " after it, has arrived: %s says so", by);
  if (journal_packet (journal, ack)->seg.n_sack > 0)
    g_string_append (out, ", by SACK");
  g_string_append_c (out, '.');
}

/* RACK. */

/* The reordering window is done without in recovery, and when three are SACKed. */
static gboolean
needs_no_window (const ExplainCase *c)
{
  const TcpInfo *was = &c->moment->before.info, *is = &c->moment->met.info;

  return is->reord_seen == 0 && (was->ca_state >= TCP_CA_RECOVERY || is->sacked >= is->reordering);
}

static void
put_rack_detection (const ExplainCase *c, GString *out)
{
  g_string_append (out, "RACK goes by times of sending: a segment is lost when one sent later has been delivered, and "
                   "the reordering window has passed.");
  put_delivery (c, out);
  if (!needs_no_window (c))
    return;
  if (c->moment->before.info.ca_state >= TCP_CA_RECOVERY)
    g_string_append (out, " No reordering has been seen and recovery has begun, so the window is 0.");
  else
    g_string_append_printf (out, " No reordering has been seen and %u segments are SACKed, %u or more, so the window is "
                            "0.", c->moment->met.info.sacked, c->moment->met.info.reordering);
}

static void
put_rack_numbers (const ExplainCase *c, GString *out)
{
  const TcpWorkings *w = &c->moment->met.workings;
  guint original = explain_original (c);
  SimTime window = needs_no_window (c) ? 0 : w->rack_window, since = 0;

  if (original != STORY_NO_PACKET)
    since = c->packet->record.sent_at
            - journal_packet (story_journal (c->story), original)->record.sent_at;
  g_string_append (out, "RACK.rtt, the round trip of what was delivered last, is ");
  put_time (out, w->rack_rtt);
  g_string_append (out, ", the reordering window ");
  put_time (out, window);
  if (window > 0)
    {
      g_string_append (out, " (quarters of the least round trip, ");
      put_time (out, w->min_rtt);
      g_string_append_c (out, ')');
    }
  g_string_append (out, since >= w->rack_rtt + window ? ": it has been out for longer than both together. " : ". ");
}

/* Counting. */

/* Names the duplicates of the ACK that waits for c's packet, up to the event. */
static void
put_duplicates (const ExplainCase *c, GString *out)
{
  const Journal *journal = story_journal (c->story);
  GString *names = g_string_new (NULL);
  guint n = 0;

  for (guint i = c->index; i-- > 0;)
    {
      const JournalPacket *packet = journal_packet (journal, i);
      g_autofree char *name = NULL;

      if (!is_known_ack (c, packet) || packet->seg.len > 0
          || !seq_eq (packet->seg.ack, c->packet->seg.seq) || packet->seg.reason == REASON_HANDSHAKE_ACK)
        continue;
      name = explain_name (c, i);
      if (n++ < NAMED_MAX)
        g_string_prepend (names, name);
      if (n < NAMED_MAX)
        g_string_prepend (names, ", ");
    }
  g_string_append_printf (out, " Those with the number %u so far, of which the first is no duplicate: %s%s.",
                          (guint32) seq_diff (c->packet->seg.seq, c->packet->record.sender_isn),
                          n > NAMED_MAX ? "... " : "", names->str + strspn (names->str, ", "));
  g_string_free (names, TRUE);
}

/* What the threshold has become. */
static void
put_threshold_grown (const ExplainCase *c, GString *out)
{
  guint32 is = c->moment->met.info.reordering, first = explain_config (c)->reordering;

  if (is > first)
    g_string_append_printf (out, " At first it was %u; since then the path has been seen to reorder.", first);
}

static void
put_count_detection (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;

  if (with_sack (c))
    {
      g_string_append_printf (out, "A segment is lost when %u of those after it have been SACKed (DupThresh).",
                              m->met.info.reordering);
      put_threshold_grown (c, out);
      put_delivery (c, out);
    }
  else if (m->before.info.ca_state < TCP_CA_RECOVERY)
    {
      g_string_append_printf (out, "Without SACK it is the ACKs that are counted: %u duplicates in a row show that the "
                              "oldest segment is lost.", m->met.info.reordering);
      put_threshold_grown (c, out);
      put_duplicates (c, out);
    }
  else
    g_string_append_printf (out, "Recovery has begun and lasts up to %u, the recovery point; an ACK of less than that "
                            "(a partial ACK) shows that the segment it waits for is lost, too.",
                            (guint32) seq_diff (m->met.workings.high_seq, c->packet->record.sender_isn));
}

static void
put_count_numbers (const ExplainCase *c, GString *out)
{
  const TcpInfo *is = &c->moment->met.info;

  put_count (out, is->sacked, "segment");
  g_string_append_printf (out, " beyond what is acknowledged %s known to have arrived, by %s; ",
                          is->sacked == 1 ? "is" : "are", with_sack (c) ? "SACK" : "duplicate ACKs");
  put_count (out, is->lost, "segment");
  g_string_append_printf (out, " %s as lost. ", is->lost == 1 ? "counts" : "count");
}

void
put_detection (const ExplainCase *c, GString *out)
{
  if (with_rack (c))
    put_rack_detection (c, out);
  else
    put_count_detection (c, out);
}

void
put_proof (const ExplainCase *c, GString *out)
{
  if (with_rack (c))
    put_rack_numbers (c, out);
  else
    put_count_numbers (c, out);
}
