/* Selective acknowledgements as the sender takes them: RFC 2018 section 5, RFC
 * 2883 for what has arrived twice, and what they show of reordering.  A block
 * is entered at its first segment by binary search, and what it SACKed before
 * is skipped: only news costs anything. */
#include "tcp/ack.h"

SeqNum
sack_highest (const Tcb *tcb)
{
  return tcb->sendq.sacked > 0 && tcb->agreed.sack ? tcb->sendq.highest_sacked : tcb->snd.una;
}

void
sack_note_reordering (Tcb *tcb, SeqNum low)
{
  SeqNum high = sack_highest (tcb);
  guint32 mss = tcb->snd.mss, distance;

  if (!seq_lt (low, high))
    return;

  distance = (seq_diff (high, low) + mss - 1) / mss;
  if (distance > tcb->recovery.reordering)
    tcb->recovery.reordering = MIN (distance, MAX (tcb->cfg->max_reordering, tcb->cfg->reordering));
  tcb->recovery.reord_seen++;
}

static void
note_low (Ack *ack, SeqNum low)
{
  if (ack->has_reord && !seq_lt (low, ack->reord))
    return;

  ack->has_reord = TRUE;
  ack->reord = low;
}

/* What was never sent again and arrives now although something later had
 * arrived before it was reordered; below the recovery point it shows, too, that
 * a timeout was not for its loss. */
static void
take_original (Tcb *tcb, const SentSegment *s, Ack *ack)
{
  if (seq_lt (s->seq, sack_highest (tcb)))
    note_low (ack, s->seq);
  if (seq_le (sent_end (s), tcb->recovery.high_seq))
    ack->orig_acked = TRUE;
  if (ack->first_sacked_at == SIM_NEVER)
    ack->first_sacked_at = s->last_sent;
  ack->last_sacked_at = s->last_sent;
}

static void
take_segment (Tcb *tcb, SentSegment *s, Ack *ack, SimTime now)
{
  rack_advance (tcb, s, now);
  if (!(s->marks & SENT_EVER_RETRANS))
    take_original (tcb, s, ack);
  rate_on_delivered (tcb, s, ack, now);
  sendq_mark_sacked (&tcb->sendq, s);
  rate_count (tcb, ack, 1);
  ack->data_sacked = TRUE;
}

/* Segments count where a block covers them whole. */
static void
take_block (Tcb *tcb, const SackBlock *block, Ack *ack, SimTime now)
{
  SendQueue *q = &tcb->sendq;
  guint i = sendq_skip_sacked (q, sendq_find (q, block->left));

  while (i < sendq_count (q) && seq_le (sent_end (sendq_at (q, i)), block->right))
    {
      take_segment (tcb, sendq_at (q, i), ack, now);
      i = sendq_skip_sacked (q, i + 1);
    }
}

static gboolean
is_valid (const Tcb *tcb, const SackBlock *block, const Ack *ack)
{
  return seq_lt (block->left, block->right) && seq_le (block->right, tcb->snd.nxt)
         && seq_gt (block->right, ack->prior_una) && seq_ge (block->left, tcb->snd.una);
}

/* RFC 2883 section 4: the first block lies below the ACK, or within the second. */
static gboolean
is_duplicate_report (const Segment *seg)
{
  const SackBlock *b = seg->sack;

  if (seq_lt (b[0].left, seg->ack))
    return TRUE;
  return seg->n_sack > 1 && seq_ge (b[0].left, b[1].left) && seq_le (b[0].right, b[1].right);
}

/* How many of our segments @block, a duplicate, reports; 0 where it cannot be
 * one of ours, or where the network duplicated, for we have not sent so many
 * again (Linux). */
static guint
count_duplicates (Tcb *tcb, const SackBlock *block, Ack *ack)
{
  gint32 len = seq_diff (block->right, block->left);
  guint n = 1;

  if (len <= 0 || (guint32) len > tcb->snd.max_wnd)
    return 0;
  if ((guint32) len > tcb->snd.mss)
    n = (len + tcb->snd.mss - 1) / tcb->snd.mss;
  else if (tcb->tlp.is_out && seq_eq (tcb->tlp.high, block->right))
    ack->is_probe_dsack = TRUE;
  tcb->recovery.dsack_dups += n;
  return tcb->recovery.dsack_dups <= tcb->totals.total_retrans ? n : 0;
}

/* A segment that is out still, reported twice: its retransmission has arrived. */
static void
forget_duplicates_out (Tcb *tcb, const SackBlock *block)
{
  SendQueue *q = &tcb->sendq;
  guint i = sendq_find (q, block->left);

  for (; i < sendq_count (q) && seq_le (sent_end (sendq_at (q, i)), block->right); i++)
    {
      SentSegment *s = sendq_at (q, i);

      if ((s->marks & SENT_EVER_RETRANS) && tcb->recovery.may_undo && tcb->recovery.undo_retrans > 0
          && seq_gt (sent_end (s), tcb->recovery.undo_marker))
        tcb->recovery.undo_retrans--;
      sendq_forget_retransmission (q, s);
    }
}

/* RFC 3708's use of it: each retransmission reported twice was not needed. */
static void
take_duplicate (Tcb *tcb, const SackBlock *block, Ack *ack)
{
  Recovery *r = &tcb->recovery;
  guint n = count_duplicates (tcb, block, ack);

  if (n == 0)
    return;

  ack->is_dsack = TRUE;
  rate_count (tcb, ack, n);             /* what was sent in vain has arrived, too (Linux) */
  if (r->reord_seen > 0 && !ack->is_probe_dsack)
    tcb->rack.has_dsack = TRUE;
  if (seq_gt (block->right, ack->prior_una))
    forget_duplicates_out (tcb, block);
  else if (r->may_undo && r->undo_retrans > 0 && seq_gt (block->right, r->undo_marker))
    r->undo_retrans = MAX (0, r->undo_retrans - (gint) n);
}

/* Takes the blocks from the lowest up, so that "later" means what it says. */
static void
take_blocks (Tcb *tcb, const SackBlock *blocks, guint n, Ack *ack, SimTime now)
{
  SackBlock sorted[SEG_MAX_SACK];
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    {
      guint at = kept;

      if (!is_valid (tcb, &blocks[i], ack))
        continue;
      for (; at > 0 && seq_lt (blocks[i].left, sorted[at - 1].left); at--)
        sorted[at] = sorted[at - 1];
      sorted[at] = blocks[i];
      kept++;
    }
  for (guint i = 0; i < kept; i++)
    take_block (tcb, &sorted[i], ack, now);
}

void
sack_take (Tcb *tcb, Ack *ack, SimTime now)
{
  const Segment *seg = ack->seg;
  guint first = 0;

  ack->has_reord = FALSE;
  if (is_duplicate_report (seg))
    {
      take_duplicate (tcb, &seg->sack[0], ack);
      first = seq_lt (seg->sack[0].left, seg->ack);     /* else the second says the same and more */
    }
  take_blocks (tcb, seg->sack + first, seg->n_sack - first, ack, now);
  if (ack->has_reord && (tcb->cc.state != TCP_CA_LOSS || tcb->recovery.may_undo))
    sack_note_reordering (tcb, ack->reord);
  ack->has_reord = FALSE;
}
