/* What an endpoint may not take back. */
#include "watch.h"

/* Entries that each look may walk, on the average. */
#define WALK_PER_LOOK 24

static void
check_numbers (const Watch *watch, const Tcb *tcb)
{
  g_assert (seq_ge (tcb->snd.una, watch->una) && seq_ge (tcb->snd.nxt, watch->nxt));
  g_assert (seq_ge (tcb->rcv.nxt, watch->rcv_nxt));
}

static void
check_totals (const Watch *watch, const Tcb *tcb)
{
  const SendStream *was = &watch->out, *is = &tcb->out;

  g_assert (is->written >= was->written && is->sent >= was->sent && is->acked >= was->acked);
  g_assert (is->fin_wanted >= was->fin_wanted && is->fin_sent >= was->fin_sent);
  g_assert (!was->fin_wanted || is->written == was->written);
  g_assert (tcb->in.received >= watch->in.received && tcb->in.read >= watch->in.read);
  g_assert (tcb->in.has_fin >= watch->in.has_fin);
  g_assert (!watch->in.has_fin || tcb->in.received == watch->in.received);
  g_assert (tcb->delivery.delivered >= watch->delivered);
  g_assert (tcb->totals.segs_out >= watch->totals.segs_out);
  g_assert (tcb->totals.total_retrans >= watch->totals.total_retrans);
}

static void
remember (Watch *watch, const Tcb *tcb)
{
  watch->is_synchronized = TRUE;
  watch->una = tcb->snd.una;
  watch->nxt = tcb->snd.nxt;
  watch->rcv_nxt = tcb->rcv.nxt;
  watch->out = tcb->out;
  watch->in = tcb->in;
  watch->delivered = tcb->delivery.delivered;
  watch->totals = tcb->totals;
}

static void
compare (Watch *watch, const Tcb *tcb)
{
  if (watch->is_synchronized)
    {
      check_numbers (watch, tcb);
      check_totals (watch, tcb);
    }
  remember (watch, tcb);
}

static guint
walk_length (const Tcb *tcb)
{
  return sendq_count (&tcb->sendq) + tcb->reassembly.n;
}

void
watch_look (Watch *watch, const Tcb *tcb)
{
  watch->credit += WALK_PER_LOOK;
  if (watch->credit >= walk_length (tcb))
    {
      tcp_check_invariants (tcb);
      watch->credit = 0;
    }
  else
    {
      tcp_check_numbers (tcb);
    }
  if (tcp_is_synchronized (tcb))
    compare (watch, tcb);
  else if (tcb->state == TCP_LISTEN)
    *watch = (Watch) { .credit = watch->credit };       /* it may have begun anew */
}

/* The window never shrinks, but for want of memory: then it closes; and for an ACK
 * that tells of earlier marks, which says less than is known (both Linux). */
void
watch_segment (Watch *watch, const Segment *seg, guint wscale)
{
  SeqNum right_edge = seq_add (seg->ack, (guint32) seg->window << wscale);

  if (!(seg->flags & SEG_ACK) || (seg->flags & (SEG_RST | SEG_SYN)))
    return;
  if (seg->reason == REASON_ACK_ECN && seg->window > 0)
    return;

  g_assert (!watch->has_acked || seg->window == 0 || seq_ge (right_edge, watch->right_edge));
  watch->has_acked = TRUE;
  watch->right_edge = right_edge;
}
