/* The segment's text and its FIN: RFC 9293 section 3.10.7.4, seventh and
 * eighth. */
#include "tcp/tcb.h"

/* Linux lets a segment raise the window only when it is worth the trouble. */
#define GROW_WINDOW_FROM 128

/* SACK blocks of which an ACK that is held together with others may have new
 * ones: TCP_SACK_BLOCKS_EXPECTED. */
#define BLOCKS_HELD_TOGETHER 2

/* In-order data moves rcv.nxt up to @right. */
static void
advance_to (Tcb *tcb, SeqNum right)
{
  guint32 n = seq_diff (right, tcb->rcv.nxt);

  tcb->in.received += n;
  tcb->rcv.nxt = right;
}

/* What was held beyond the end of the stream never was of it (Linux drops it,
 * too). */
static void
forget_beyond_fin (Tcb *tcb)
{
  guint32 held = tcb->reassembly.octets;

  window_prune (&tcb->window, held, held);
  reassembly_clear (&tcb->reassembly);
}

/* Eighth: the FIN stands at rcv.nxt. */
static void G_GNUC_NO_INLINE
process_fin (Tcb *tcb, SimTime now)
{
  forget_beyond_fin (tcb);
  tcb->rcv.nxt = seq_add (tcb->rcv.nxt, 1);
  tcb->in.has_fin = TRUE;
  delack_on_fin (&tcb->delack, tcb->cfg);
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

/* Where the reader does not keep up, the buffer need not grow; where a round
 * trip brought more than any before it, it must, and be ahead of the sender. */
static void G_GNUC_NO_INLINE
fit_buffer (Tcb *tcb, guint32 space)
{
  guint64 window = autotune_window (&tcb->autotune, space);

  tcb->autotune.space = space;
  if (!tcb->cfg->moderate_rcvbuf || tcb->cfg->rcvbuf_locked)
    return;

  if (!reassembly_is_empty (&tcb->reassembly))
    window += seq_diff (reassembly_end (&tcb->reassembly), tcb->rcv.nxt);
  window_fit (&tcb->window, window);
}

/* A read takes segment by segment, and is measured after the first. */
void
tcp_take_read (Tcb *tcb, guint64 n, SimTime now)
{
  guint64 unread = tcp_readable (tcb), first = MIN (n, tcb->delack.rcv_mss);
  guint32 space = autotune_on_read (&tcb->autotune, tcb->in.read + first, unread - first, now);

  if (space > 0)
    fit_buffer (tcb, space);
  window_release (&tcb->window, n, unread);
  tcb->window.is_selected = FALSE;
  tcb->in.read += n;
}

void
tcp_note_duplicate (Tcb *tcb, SeqNum left, SeqNum right)
{
  if (tcb->agreed.sack && tcb->cfg->dsack && seq_lt (left, right))
    reassembly_set_duplicate (&tcb->reassembly, left, right);
}

/* What lies highest beyond the gaps is thrown away, an eighth of the buffer at
 * a time in whole segments, until @seg fits; the peer has been told that it is
 * there, which RFC 2018 section 8 allows for. */
static void
prune (Tcb *tcb, const Segment *seg)
{
  Reassembly *r = &tcb->reassembly;

  while (!window_has_room (&tcb->window, seg->len) && !reassembly_is_empty (r))
    {
      guint32 held = r->octets, mss = tcb->delack.rcv_mss;
      guint32 step = (window_prune_step (&tcb->window, held) + mss - 1) / mss * mss;
      guint32 n = reassembly_prune (r, step, seg->seq);

      if (n == 0)
        return;
      window_prune (&tcb->window, n, held);
    }
}

/* Makes the memory that @seg needs; FALSE when there is none.  Kept out of line:
 * hardly any segment finds the buffer full. */
static gboolean G_GNUC_NO_INLINE
make_room (Tcb *tcb, const Segment *seg)
{
  RecvWindow *w = &tcb->window;

  tcb->delack.quick = 0;
  window_clamp_overrun (w, tcb->cfg, tcb->rcv.advmss);
  if (!window_has_room (w, seg->len))
    window_collapse (w, tcp_readable (tcb), tcb->reassembly.octets);
  prune (tcb, seg);
  return window_has_room (w, seg->len);
}

/* The memory that @seg needs is there, or can be made. */
static gboolean
find_room (Tcb *tcb, const Segment *seg)
{
  return window_has_room (&tcb->window, seg->len) || make_room (tcb, seg);
}

/* A segment whose memory leaves room for more raises the threshold, and then
 * one more ACK goes out at once to say so. */
static void
grow_window (Tcb *tcb, const Segment *seg)
{
  if (window_grow (&tcb->window, seg->len, tcb->delack.rcv_mss, tcb->rcv.advmss))
    delack_quicken (&tcb->delack, tcb->cfg);
}

/* The window and the ACK timing learn from what arrived in order. */
static void
learn_from (Tcb *tcb, const Segment *seg, SimTime now)
{
  window_charge (&tcb->window, seg->len);
  if (delack_on_data (&tcb->delack, tcb->cfg, seg, tcb->window.wnd, tcb->rto.rto, now))
    window_learn_ratio (&tcb->window, seg->len);
  autotune_on_data (&tcb->autotune, tcb->rcv.nxt, tcb->window.wnd, now);
  ecn_on_data (tcb, seg, now);
  if (seg->len >= GROW_WINDOW_FROM)
    grow_window (tcb, seg);
}

/* What was held beyond a gap may follow on now; where it is all, the peer is
 * told at once (RFC 5681 section 4.2). */
static void
take_held (Tcb *tcb)
{
  Reassembly *r = &tcb->reassembly;
  guint32 held = r->octets;

  if (!reassembly_has_gap (r))
    return;

  advance_to (tcb, reassembly_advance (r, tcb->rcv.nxt));
  window_release_held (&tcb->window, held - r->octets, held);
  if (reassembly_is_empty (r))
    delack_at_once (&tcb->delack, REASON_ACK_OUT_OF_ORDER);
}

/* No memory even for what comes next: the window closes until some is read.
 * An application that waits for data gets it all the same. */
static gboolean
must_drop_next (Tcb *tcb, const Segment *seg)
{
  if (find_room (tcb, seg))
    return FALSE;

  tcb->delack.no_memory = TRUE;
  delack_at_once (&tcb->delack, REASON_ACK_DUPLICATE);
  return tcp_readable (tcb) > 0 && seg->len > 0;
}

/* Octets of [left, right) that lie beyond a gap already have come twice. */
static void
note_held_duplicate (Tcb *tcb, SeqNum left, SeqNum right)
{
  SackBlock overlap;

  if (!reassembly_is_empty (&tcb->reassembly)
      && reassembly_overlap (&tcb->reassembly, left, right, &overlap))
    tcp_note_duplicate (tcb, overlap.left, overlap.right);
}

static void
accept_in_order (Tcb *tcb, const Segment *seg, SeqNum right, SimTime now)
{
  SeqNum text_end = seq_add (seg->seq, seg->len);

  tcp_note_duplicate (tcb, seg->seq, tcb->rcv.nxt);
  if (must_drop_next (tcb, seg))
    return;
  if (seq_gt (right, tcb->rcv.nxt))
    {
      note_held_duplicate (tcb, tcb->rcv.nxt, right);
      advance_to (tcb, right);
      learn_from (tcb, seg, now);
    }
  take_held (tcb);
  if ((seg->flags & SEG_FIN) && seq_eq (tcb->rcv.nxt, text_end))
    process_fin (tcb, now);
  else if (tcb->reassembly.has_fin && seq_eq (tcb->rcv.nxt, tcb->reassembly.fin))
    process_fin (tcb, now);
}

/* SACK blocks beyond the second are what an ACK that is held together with
 * others would lose: it goes first. */
static void
flush_held_acks (Tcb *tcb, SeqNum left, SeqNum right, SimTime now)
{
  if (tcb->delack.compressed > 0
      && reassembly_extends (&tcb->reassembly, left, right) >= BLOCKS_HELD_TOGETHER)
    tcp_ack_early (tcb, REASON_ACK_COMPRESSED, now);
}

/* Without SACK the window must not grow now: an ACK with another window is not
 * a duplicate (RFC 5681 section 2), and the sender counts duplicates. */
static void
hold_text (Tcb *tcb, const Segment *seg, SeqNum right, SimTime now)
{
  if (delack_measure (&tcb->delack, tcb->cfg, seg))
    window_learn_ratio (&tcb->window, seg->len);
  note_held_duplicate (tcb, seg->seq, right);
  flush_held_acks (tcb, seg->seq, right, now);
  if (reassembly_add (&tcb->reassembly, seg->seq, right))
    {
      if (tcb->agreed.sack)
        grow_window (tcb, seg);
      window_hold (&tcb->window, seg->len);
    }
  if (!tcb->is_orphan)
    fit_buffer (tcb, tcb->autotune.space);
}

static void G_GNUC_NO_INLINE
hold_out_of_order (Tcb *tcb, const Segment *seg, SeqNum right, SimTime now)
{
  ecn_on_data (tcb, seg, now);
  if (!find_room (tcb, seg))
    return;
  if (seq_gt (right, seg->seq))
    hold_text (tcb, seg, right, now);
  if ((seg->flags & SEG_FIN) && seq_eq (right, seq_add (seg->seq, seg->len)))
    reassembly_set_fin (&tcb->reassembly, right);
  delack_on_disorder (&tcb->delack);
}

/* What has been received already, or does not fit: the peer is to know. */
static void
refuse (Tcb *tcb, SegReason reason)
{
  delack_enter_quickack (&tcb->delack, tcb->cfg, tcb->window.wnd);
  delack_at_once (&tcb->delack, reason);
}

/* A full segment that echoes one of ours tells a round trip; Linux looks only
 * while neither end has closed. */
static void
measure_round_trip (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (tcb->state == TCP_ESTABLISHED && tcb->agreed.timestamps && (seg->options & SEG_OPT_TIMESTAMPS)
      && !autotune_knows_echo (&tcb->autotune, seg->tsecr) && seg_seq_len (seg) >= tcb->delack.rcv_mss)
    autotune_on_echo (&tcb->autotune, seg->tsecr, options_receiver_rtt (tcb, seg, now),
                      tcp_readable (tcb));
}

/* Text, or a FIN, whose place is [start, right) of the numbers. */
static void
place_text (Tcb *tcb, const Segment *seg, SeqNum start, SeqNum right, SimTime now)
{
  SeqNum window_end = seq_add (tcb->rcv.nxt, tcp_offered_window (tcb));

  right = seq_min (right, window_end);
  if (seg->len > 0 && seq_le (right, seq_max (tcb->rcv.nxt, start)))
    refuse (tcb, REASON_ACK_PROBE);
  else if (seq_gt (start, tcb->rcv.nxt))
    hold_out_of_order (tcb, seg, right, now);
  else
    accept_in_order (tcb, seg, right, now);
}

void
tcp_process_text (Tcb *tcb, const Segment *seg, SimTime now)
{
  SeqNum right = seq_add (seg->seq, seg->len);
  SeqNum start = seg->seq;

  if (seg->len == 0 && !(seg->flags & SEG_FIN))
    return;
  if (seg->flags & SEG_SYN)
    start = right = seq_add (seg->seq, 1);      /* a simultaneous open's SYN */

  tcb->reassembly.has_duplicate = FALSE;
  tcb->window.is_selected = FALSE;
  measure_round_trip (tcb, seg, now);
  ecn_on_cwr (tcb, seg);
  if (seq_le (seg_end (seg), tcb->rcv.nxt))
    {
      tcp_note_duplicate (tcb, seg->seq, seg_end (seg));
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
  place_text (tcb, seg, start, right, now);
}
