/* The segment's text and its FIN: RFC 9293 section 3.10.7.4, seventh and
 * eighth. */
#include "tcp/tcb.h"

/* Linux lets a segment raise the window only when it is worth the trouble. */
#define GROW_WINDOW_FROM 128

/* In-order data moves rcv.nxt up to @right. */
static void
advance_to (Tcb *tcb, SeqNum right)
{
  guint32 n = seq_diff (right, tcb->rcv.nxt);

  tcb->in.received += n;
  tcb->counters.bytes_received += n;
  tcb->rcv.nxt = right;
}

/* Eighth: the FIN stands at rcv.nxt. */
static void
process_fin (Tcb *tcb, SimTime now)
{
  tcb->rcv.nxt = seq_add (tcb->rcv.nxt, 1);
  tcb->in.has_fin = TRUE;
  delack_on_fin (&tcb->delack, &tcb->cfg);
  switch (tcb->state)
    {
    case TCP_ESTABLISHED:
      /* Our own FIN will follow soon, and the ACK may ride on it (Linux). */
      tcp_enter_state (tcb, TCP_CLOSE_WAIT);
      break;
    case TCP_FIN_WAIT_1:
      tcp_enter_state (tcb, TCP_CLOSING);
      delack_at_once (&tcb->delack, REASON_ACK_FIN);
      break;
    case TCP_FIN_WAIT_2:
      delack_at_once (&tcb->delack, REASON_ACK_FIN);
      tcp_start_time_wait (tcb, now);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* The window and the ACK timing learn from what arrived in order. */
static void
learn_from (Tcb *tcb, const Segment *seg, SimTime now)
{
  window_charge (&tcb->window, seg->len);
  if (delack_on_data (&tcb->delack, &tcb->cfg, seg, tcb->window.wnd, tcb->rto.rto, now))
    window_learn_ratio (&tcb->window, seg->len);
  if (seg->len >= GROW_WINDOW_FROM
      && window_grow (&tcb->window, seg->len, tcb->delack.rcv_mss, tcb->rcv.advmss))
    delack_quicken (&tcb->delack, &tcb->cfg);
}

/* What was held beyond a gap may follow on now. */
static void
take_held (Tcb *tcb)
{
  if (reassembly_is_empty (&tcb->reassembly))
    return;

  advance_to (tcb, reassembly_advance (&tcb->reassembly, tcb->rcv.nxt));
  if (reassembly_is_empty (&tcb->reassembly))
    window_release_held (&tcb->window);
  delack_at_once (&tcb->delack, REASON_ACK_OUT_OF_ORDER);       /* RFC 5681 section 4.2 */
}

static void
accept_in_order (Tcb *tcb, const Segment *seg, SeqNum right, SimTime now)
{
  SeqNum text_end = seq_add (seg->seq, seg->len);

  if (seq_gt (right, tcb->rcv.nxt))
    {
      advance_to (tcb, right);
      learn_from (tcb, seg, now);
    }
  take_held (tcb);
  if ((seg->flags & SEG_FIN) && seq_eq (tcb->rcv.nxt, text_end))
    process_fin (tcb, now);
  else if (tcb->reassembly.has_fin && seq_eq (tcb->rcv.nxt, tcb->reassembly.fin))
    process_fin (tcb, now);
}

static void
hold_out_of_order (Tcb *tcb, const Segment *seg, SeqNum right)
{
  if (seq_gt (right, seg->seq) && reassembly_add (&tcb->reassembly, seg->seq, right))
    window_hold (&tcb->window, seg->len);
  if ((seg->flags & SEG_FIN) && seq_eq (right, seq_add (seg->seq, seg->len)))
    {
      tcb->reassembly.has_fin = TRUE;
      tcb->reassembly.fin = right;
    }
  delack_at_once (&tcb->delack, REASON_ACK_OUT_OF_ORDER);
}

/* What has been received already, or does not fit: the peer is to know. */
static void
refuse (Tcb *tcb, SegReason reason)
{
  delack_enter_quickack (&tcb->delack, &tcb->cfg, tcb->window.wnd);
  delack_at_once (&tcb->delack, reason);
}

void
tcp_process_text (Tcb *tcb, const Segment *seg, SimTime now)
{
  SeqNum window_end = seq_add (tcb->rcv.nxt, tcp_offered_window (tcb));
  SeqNum right = seq_add (seg->seq, seg->len);
  SeqNum start = seg->seq;

  if (seg->flags & SEG_SYN)
    start = right = seq_add (seg->seq, 1);      /* a simultaneous open's SYN */
  if (seg->len == 0 && !(seg->flags & SEG_FIN))
    return;
  if (seq_le (seg_end (seg), tcb->rcv.nxt))
    {
      refuse (tcb, REASON_ACK_DUPLICATE);
      return;
    }
  if (!tcp_may_receive (tcb))
    return;                                     /* after its FIN the peer has nothing to say */
  if (tcb->is_orphan && seg->len > 0)
    {
      tcp_reply_reset (tcb, seg, REASON_RESET_DATA_AFTER_CLOSE);
      tcp_finish (tcb, TCP_ERROR_RESET);
      return;
    }
  if (seq_gt (right, window_end))
    right = window_end;
  if (seg->len > 0 && seq_le (right, seq_max (tcb->rcv.nxt, start)))
    refuse (tcb, REASON_ACK_PROBE);
  else if (seq_gt (start, tcb->rcv.nxt))
    hold_out_of_order (tcb, seg, right);
  else
    accept_in_order (tcb, seg, right, now);
}
