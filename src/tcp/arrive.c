/* SEGMENT ARRIVES, RFC 9293 section 3.10.7, with the hardening of RFC 5961.
 * Leaves out security and precedence, and treats urgent data as ordinary.
 * What few segments come to is kept out of line (G_GNUC_NO_INLINE), so that the
 * way of all others stays short. */
#include "tcp/tcb.h"
#include "tcp/wheel.h"

/* 3.10.7.1 */
static void G_GNUC_NO_INLINE
arrives_closed (Tcb *tcb, const Segment *seg)
{
  gboolean is_open = (seg->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN;

  tcp_reply_reset (tcb, seg, is_open ? REASON_RESET_REFUSED : REASON_RESET_NO_CONNECTION);
}

/* The peer's SYN: its number and its options.  A shift that we offered counts
 * only where the peer knows shifts, too (RFC 7323 section 2.2). */
static void
take_syn (Tcb *tcb, const Segment *seg, SimTime now)
{
  tcb->rcv.irs = seg->seq;
  tcb->rcv.nxt = tcb->rcv.wup = tcb->rcv.edge = seq_add (seg->seq, 1);
  options_agree (tcb, seg, now);
  ecn_agree (tcb, seg);
  if (!tcb->agreed.wscale)
    tcb->window.wscale = 0;
}

/* The initial window of an end that answers is made of segments with options
 * in them. */
static void
prepare_answer (Tcb *tcb)
{
  window_init (&tcb->window, tcb->cfg, tcb->rcv.advmss, tcb->agreed.wscale);
}

/* 3.10.7.2 */
static void G_GNUC_NO_INLINE
arrives_listen (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (seg->flags & SEG_RST)                                     /* first */
    return;
  if (seg->flags & SEG_ACK)                                     /* second */
    {
      tcp_reply_reset (tcb, seg, REASON_RESET_BAD_ACK);
      return;
    }
  if (!(seg->flags & SEG_SYN) || (seg->flags & SEG_FIN))        /* third, fourth */
    return;

  take_syn (tcb, seg, now);
  prepare_answer (tcb);
  tcp_enter_state (tcb, TCP_SYN_RECEIVED);
  tcp_queue_syn (tcb, REASON_SYN_ACK);
}

/* The SYN,ACK that we were waiting for. */
static void
complete_active_open (Tcb *tcb, const Segment *seg, SimTime now)
{
  take_syn (tcb, seg, now);
  tcp_process_ack (tcb, seg, now);
  tcp_establish (tcb, seg, now);
  delack_at_once (&tcb->delack, REASON_HANDSHAKE_ACK);
}

/* Both ends opened at once (section 3.5, figure 7). */
static void
meet_simultaneous_open (Tcb *tcb, const Segment *seg, SimTime now)
{
  take_syn (tcb, seg, now);
  tcp_enter_state (tcb, TCP_SYN_RECEIVED);
  sendq_first (&tcb->sendq)->n_sent = 0;        /* the SYN,ACK is no repetition of the SYN */
  tcb->pending.syn = REASON_SYN_ACK;
}

/* 3.10.7.3 */
static void G_GNUC_NO_INLINE
arrives_syn_sent (Tcb *tcb, const Segment *seg, SimTime now)
{
  gboolean has_ack = seg->flags & SEG_ACK;

  if (has_ack && (seq_le (seg->ack, tcb->snd.iss) || seq_gt (seg->ack, tcb->snd.nxt)))  /* first */
    {
      tcp_reply_reset (tcb, seg, REASON_RESET_BAD_ACK);
      return;
    }
  if (seg->flags & SEG_RST)                                     /* second */
    {
      if (has_ack)
        tcp_finish (tcb, TCP_ERROR_REFUSED);
      return;
    }
  if (!(seg->flags & SEG_SYN))                                  /* third, fourth, fifth */
    return;

  tcb->heard_at = now;
  if (has_ack)
    complete_active_open (tcb, seg, now);
  else
    meet_simultaneous_open (tcb, seg, now);
}

/* Table 6, with Linux's left edge: what was received but not acknowledged yet
 * may still bring news.  A closed window lets ACKs and resets in, up to where it
 * has ever reached: a peer that has filled it has its ACKs there, and would not be
 * heard for as long as the window stays taken back.  Text is refused later.  What
 * begins where the next is expected is acceptable in any case. */
static gboolean
is_acceptable (const Tcb *tcb, const Segment *seg)
{
  SeqNum right;

  if (seq_eq (seg->seq, tcb->rcv.nxt))
    return TRUE;

  right = seq_max (tcb->rcv.edge, seq_add (tcb->rcv.nxt, tcp_offered_window (tcb)));
  return seq_ge (seg_end (seg), tcb->rcv.wup) && seq_le (seg->seq, right);
}

/* A probe stands just before what we expect and carries nothing new. */
static gboolean
is_probe (const Tcb *tcb, const Segment *seg)
{
  return seg->len == 0 && seq_eq (seq_add (seg->seq, 1), tcb->rcv.nxt)
         && !(seg->flags & (SEG_SYN | SEG_FIN));
}

/* An old segment shows that our ACK was lost: quick again.  Neither data nor a
 * probe can be part of a loop of ACKs: they are always answered. */
static void G_GNUC_NO_INLINE
answer_unacceptable (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (seg->len == 0 && !is_probe (tcb, seg) && !tcp_may_answer_invalid (tcb, now))
    return;
  if (seg->len > 0 && seq_lt (seg->seq, tcb->rcv.nxt))
    {
      delack_enter_quickack (&tcb->delack, tcb->cfg, tcb->window.wnd);
      tcp_note_duplicate (tcb, seg->seq, seq_min (seg_end (seg), tcb->rcv.nxt));
    }
  delack_at_once (&tcb->delack, is_probe (tcb, seg) ? REASON_ACK_PROBE : REASON_ACK_DUPLICATE);
}

/* First: check the sequence number.  What falls outside the window is
 * answered with an ACK, so that a peer whose ACK was lost can go on; a reset
 * is not, or two ends could answer one another for ever. */
static gboolean
check_sequence (Tcb *tcb, const Segment *seg, SimTime now)
{
  gboolean is_reset = seg->flags & SEG_RST;

  if (tcb->state == TCP_SYN_RECEIVED && (seg->flags & SEG_SYN)
      && seq_eq (seg->seq, tcb->rcv.irs) && !(seg->flags & SEG_ACK))
    {
      tcb->pending.syn = REASON_SYN_REPEATED;
      return FALSE;
    }
  if ((is_reset || !options_is_old (tcb, seg, now)) && is_acceptable (tcb, seg))
    return TRUE;

  if (!is_reset)
    answer_unacceptable (tcb, seg, now);
  return FALSE;
}

/* Second: check the RST bit.  Only the number expected next resets; any other
 * in the window may be a guess (RFC 5961 section 3.2). */
static gboolean
check_reset (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!(seg->flags & SEG_RST))
    return TRUE;

  if (!seq_eq (seg->seq, tcb->rcv.nxt))
    tcp_challenge (tcb, now);
  else if (tcb->state == TCP_SYN_RECEIVED && tcb->is_passive)
    tcp_return_to_listen (tcb, TCP_ERROR_RESET);
  else
    tcp_finish (tcb, tcb->state == TCP_SYN_RECEIVED ? TCP_ERROR_REFUSED : TCP_ERROR_RESET);
  return FALSE;
}

/* The SYN,ACK of a simultaneous open repeats the peer's SYN and may pass (figure 7
 * of the RFC, and Linux; by the words of the first and fourth step it would not). */
static gboolean
is_crossing_syn_ack (const Tcb *tcb, const Segment *seg)
{
  return tcb->state == TCP_SYN_RECEIVED && !tcb->is_passive && (seg->flags & SEG_ACK)
         && seq_eq (seg->seq, tcb->rcv.irs) && seq_eq (seg->ack, tcb->snd.nxt);
}

/* Fourth: check the SYN bit.  Never a reset: a challenge (RFC 5961 section
 * 4.2). */
static gboolean
check_syn (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!(seg->flags & SEG_SYN) || is_crossing_syn_ack (tcb, seg))
    return TRUE;

  tcp_challenge (tcb, now);
  return FALSE;
}

/* Fifth, in SYN-RECEIVED. */
static gboolean G_GNUC_NO_INLINE
check_handshake_ack (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!seq_gt (seg->ack, tcb->snd.una) || seq_gt (seg->ack, tcb->snd.nxt))
    {
      tcp_reply_reset (tcb, seg, REASON_RESET_BAD_ACK);
      return FALSE;
    }
  if (tcb->is_passive || !(seg->flags & SEG_SYN))
    options_keep_timestamp (tcb, seg, now);
  tcp_process_ack (tcb, seg, now);
  tcp_establish (tcb, seg, now);
  return TRUE;
}

/* Fifth, in the synchronized states: RFC 5961 section 5.2 on what may be
 * acknowledged. */
static gboolean
check_data_ack (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (seq_gt (seg->ack, tcb->snd.nxt)
      || seq_lt (seg->ack, seq_add (tcb->snd.una, -(gint64) tcb->snd.max_wnd)))
    {
      tcp_challenge (tcb, now);
      return FALSE;
    }
  options_keep_timestamp (tcb, seg, now);
  tcb->probes = 0;
  tcp_process_ack (tcb, seg, now);
  return TRUE;
}

/* Our FIN is acknowledged; FALSE when that was the end. */
static gboolean
on_fin_acked (Tcb *tcb, SimTime now)
{
  switch (tcb->state)
    {
    case TCP_FIN_WAIT_1:
      tcp_enter_state (tcb, TCP_FIN_WAIT_2);
      if (tcb->is_orphan && tcb->cfg->fin_timeout > 0)
        tcp_set_timer (tcb, &tcb->timers.gone, wheel_expiry (tcb->cfg->hz, tcb->cfg->fin_timeout, now));
      return TRUE;
    case TCP_CLOSING:
      tcp_start_time_wait (tcb, now);
      return TRUE;
    case TCP_LAST_ACK:
      tcp_finish (tcb, TCP_OK);
      return FALSE;
    default:
      return TRUE;
    }
}

/* FALSE when the connection is over. */
static gboolean
advance_closing (Tcb *tcb, SimTime now)
{
  return !tcb->out.fin_sent || !seq_eq (tcb->snd.una, tcb->snd.nxt) || on_fin_acked (tcb, now);
}

/* Fifth: check the ACK field. */
static gboolean
check_ack (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!(seg->flags & SEG_ACK))
    return FALSE;

  tcb->heard_at = now;
  if (tcb->state == TCP_SYN_RECEIVED)
    return check_handshake_ack (tcb, seg, now) && advance_closing (tcb, now);
  return check_data_ack (tcb, seg, now) && advance_closing (tcb, now);
}

/* TIME-WAIT: a repeated FIN is acknowledged and starts the wait again; what is
 * from long ago is answered and forgotten.  The timestamp to echo stays that
 * of the first FIN, as in Linux. */
static void G_GNUC_NO_INLINE
arrives_time_wait (Tcb *tcb, const Segment *seg, SimTime now)
{
  gboolean is_old = options_is_old (tcb, seg, now) || !is_acceptable (tcb, seg);

  if (seg->flags & SEG_RST)
    {
      if (seq_eq (seg->seq, tcb->rcv.nxt))
        tcp_finish (tcb, TCP_OK);
      return;
    }
  if (!is_old && (seg->flags & SEG_FIN))
    tcp_start_time_wait (tcb, now);
  else if ((!is_old && seg_seq_len (seg) == 0) || !tcp_may_answer_invalid (tcb, now))
    return;
  delack_at_once (&tcb->delack, REASON_TIME_WAIT_ACK);
}

static void
arrives_otherwise (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!check_sequence (tcb, seg, now))  return;         /* first */
  if (!check_reset (tcb, seg, now))     return;         /* second */
  /* third, security: not modelled */
  if (!check_syn (tcb, seg, now))       return;         /* fourth */
  if (!check_ack (tcb, seg, now))       return;         /* fifth */
  /* sixth, urgent pointer: accepted and ignored */
  tcp_process_text (tcb, seg, now);                     /* seventh and eighth */
}

void
tcp_arrive (Tcb *tcb, const Segment *seg, SimTime now)
{
  tcb->is_settled = FALSE;
  tcb->totals.segs_in++;
  tcb->totals.data_segs_in += seg->len > 0;
  switch (tcb->state)
    {
    case TCP_CLOSED:    arrives_closed (tcb, seg);              return; /* 3.10.7.1 */
    case TCP_LISTEN:    arrives_listen (tcb, seg, now);         return; /* 3.10.7.2 */
    case TCP_SYN_SENT:  arrives_syn_sent (tcb, seg, now);       return; /* 3.10.7.3 */
    case TCP_TIME_WAIT: arrives_time_wait (tcb, seg, now);      return;
    default:            arrives_otherwise (tcb, seg, now);      return; /* 3.10.7.4 */
    }
}
