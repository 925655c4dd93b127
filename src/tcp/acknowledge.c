/* An ACK arrives: what it acknowledges, what it measures, and what follows for
 * losses and for cwnd (RFC 9293 section 3.10.7.4 fifth, RFC 6298). */
#include "tcp/ack.h"

/* The window. */

/* A window in a SYN is not scaled (RFC 7323 section 2.2). */
static guint32
offered_by (const Tcb *tcb, const Segment *seg)
{
  return (guint32) seg->window << (seg->flags & SEG_SYN ? 0 : tcb->snd.wscale);
}

/* SND.WL1, but no number that the peer cannot use now: where our window was taken
 * back below it, the peer goes on from the window's end. */
static SeqNum
last_window_seq (const Tcb *tcb)
{
  return seq_min (tcb->snd.wl1, seq_add (tcb->rcv.nxt, tcp_offered_window (tcb)));
}

/* Linux's rule: besides what is newer by its numbers, an ACK like the last one
 * may widen the window, or close it; but not narrow it, which would only show
 * that it was overtaken. */
static gboolean
has_newer_window (const Tcb *tcb, const Segment *seg, guint32 wnd)
{
  SeqNum last;

  if (seq_gt (seg->ack, tcb->snd.una) || seq_lt (tcb->snd.wl1, seg->seq))
    return TRUE;

  last = last_window_seq (tcb);
  return seq_lt (last, seg->seq) || (seq_eq (last, seg->seq) && (wnd > tcb->snd.wnd || wnd == 0));
}

/* To be called before the ACK is taken.  TRUE when the window is the
 * segment's. */
static gboolean
update_send_window (Tcb *tcb, const Segment *seg, SimTime now)
{
  guint32 wnd = offered_by (tcb, seg);
  gboolean is_newer = has_newer_window (tcb, seg, wnd);

  if (is_newer)
    {
      tcb->snd.wnd = wnd;
      tcb->snd.max_wnd = MAX (tcb->snd.max_wnd, wnd);
      tcb->snd.wl1 = seg->seq;
    }
  tcp_restart_window_probe (tcb, now);
  return is_newer;
}

void
tcp_take_first_window (Tcb *tcb, const Segment *seg, SimTime now)
{
  tcb->snd.wl1 = seq_add (seg->seq, -1);        /* so that this one counts */
  update_send_window (tcb, seg, now);
}

/* The send queue. */

static void
note_reordering (Ack *ack, SeqNum low)
{
  if (ack->has_reord && !seq_lt (low, ack->reord))
    return;

  ack->has_reord = TRUE;
  ack->reord = low;
}

/* The peer has @s, sent once and not SACKed before. */
static void
take_original (Tcb *tcb, const SentSegment *s, Ack *ack)
{
  if (ack->first_acked_at == SIM_NEVER)
    ack->first_acked_at = s->last_sent;
  ack->last_acked_at = s->last_sent;
  note_reordering (ack, s->seq);
  if (seq_le (sent_end (s), tcb->recovery.high_seq))
    ack->orig_acked = TRUE;
}

/* The ACK echoes a timestamp older than @s's last transmission, so that it
 * tells nothing of when that arrived. */
static gboolean
was_sent_again_in_vain (const Tcb *tcb, const SentSegment *s, const Ack *ack)
{
  return (s->marks & SENT_EVER_RETRANS)
         && options_echoes_before (tcb, ack->seg, options_clock (tcb, s->last_sent));
}

/* @s, the oldest, is acknowledged whole. */
static void
take_segment (Tcb *tcb, SentSegment *s, Ack *ack, SimTime now)
{
  gboolean was_sacked = s->marks & SENT_SACKED;

  if (s->marks & SENT_EVER_RETRANS)
    ack->retrans_acked = TRUE;
  else if (!was_sacked)
    take_original (tcb, s, ack);
  if (!was_sacked)
    {
      rate_on_delivered (tcb, s, ack, now);
      if (tcb->agreed.sack)
        {
          rate_count (tcb, ack, 1);
          if (!was_sent_again_in_vain (tcb, s, ack))
            rack_advance (tcb, s, now);
        }
    }
  if (s->flags & SEG_SYN)
    ack->syn_acked = TRUE;
  else
    ack->data_acked = TRUE;
  ack->cumulative++;
  tcb->out.acked += s->len;
  sendq_pop (&tcb->sendq);
}

static void
take_part (Tcb *tcb, SeqNum number)
{
  SentSegment *head = sendq_first (&tcb->sendq);
  guint32 n;

  if (seq_ge (head->seq, number))
    return;

  n = seq_diff (number, head->seq);
  sendq_trim (&tcb->sendq, n);
  tcb->out.acked += n;
}

/* What is left has a new head. */
static void
settle_head (Tcb *tcb, Ack *ack)
{
  if (sendq_count (&tcb->sendq) == 0)
    return;

  take_part (tcb, ack->seg->ack);
  ack->is_reneging = tcb->agreed.sack && (sendq_first (&tcb->sendq)->marks & SENT_SACKED);
  tcb->unanswered_since = sendq_first (&tcb->sendq)->first_sent;
}

static void
clean_send_queue (Tcb *tcb, Ack *ack, SimTime now)
{
  SendQueue *q = &tcb->sendq;
  SeqNum number = ack->seg->ack;

  while (sendq_count (q) > 0 && seq_le (sent_end (sendq_first (q)), number))
    take_segment (tcb, sendq_first (q), ack, now);
  settle_head (tcb, ack);
}

/* Measuring. */

static void
measure_min_rtt (Tcb *tcb, const Ack *ack, SimTime now)
{
  if (ack->rtt == SIM_NEVER || (ack->may_be_delayed && ack->rtt > tcb->cc.min_rtt))
    return;

  if (tcb->cc.min_rtt == SIM_NEVER)
    winmax_reset (&tcb->least_rtt, now, -ack->rtt);
  tcb->cc.min_rtt = MAX (-winmax_add (&tcb->least_rtt, tcb->cfg->min_rtt_wlen, now, -ack->rtt), 1);
}

/* One segment, smaller than a full one, and nothing else: its ACK may have
 * waited for the receiver's timer. */
static gboolean
looks_delayed (const Tcb *tcb, const Ack *ack)
{
  return ack->cumulative == 1 && ack->prior_sacked == 0 && ack->has_sample
         && (guint32) seq_diff (tcb->snd.una, ack->prior_una) < tcb->snd.mss
         && ack->sample_prior_delivered + 1 == tcb->delivery.delivered && !ack->syn_acked
         && !ack->data_sacked && !ack->is_ece && !ack->is_dsack;
}

/* What the send queue tells of the round-trip time: RFC 6298 section 3 (Karn's
 * rule), by what was acknowledged or else SACKed; else the timestamp (RFC 7323
 * section 4.1).  The RTO takes the oldest, the congestion control the latest.
 * TRUE when the RTO took one. */
static gboolean
measure_rtt (Tcb *tcb, Ack *ack, SimTime now)
{
  SimTime rtt = SIM_NEVER;

  if (ack->first_acked_at != SIM_NEVER && !ack->retrans_acked)
    {
      rtt = now - ack->first_acked_at;
      ack->rtt = now - ack->last_acked_at;
      ack->may_be_delayed = looks_delayed (tcb, ack);
    }
  if (ack->first_sacked_at != SIM_NEVER)
    {
      ack->rtt = now - ack->last_sacked_at;
      if (rtt == SIM_NEVER)
        rtt = now - ack->first_sacked_at;
    }
  if (rtt == SIM_NEVER && ack->cumulative > 0)
    rtt = ack->rtt = options_echoed_rtt (tcb, ack->seg, now);
  if (rtt == SIM_NEVER)
    return FALSE;

  measure_min_rtt (tcb, ack, now);
  rto_sample (&tcb->rto, tcb->cfg, rtt, tcb->snd.una, tcb->snd.nxt);
  return TRUE;
}

/* A SACK that was measured on something sent after the oldest segment was last
 * sent: the RTO has not waited in vain so far. */
static gboolean
restarts_timer (const Tcb *tcb, const Ack *ack)
{
  return sendq_count (&tcb->sendq) > 0 && ack->first_sacked_at != SIM_NEVER
         && sendq_first (&tcb->sendq)->last_sent > ack->first_sacked_at;
}

static void
take_acknowledged (Tcb *tcb, Ack *ack, SimTime now)
{
  gboolean has_rtt;

  if (ack->advances)
    clean_send_queue (tcb, ack, now);
  has_rtt = measure_rtt (tcb, ack, now);
  if (ack->cumulative == 0)
    {
      ack->sets_timer = has_rtt && restarts_timer (tcb, ack);
      return;
    }
  ack->sets_timer = TRUE;
  if (!tcb->agreed.sack)
    {
      recovery_remove_dupacks (tcb, ack, ack->cumulative);
      ack->orig_acked = ack->orig_acked && !ack->retrans_acked;
    }
  else if (ack->has_reord && seq_lt (ack->reord, ack->prior_fack))
    {
      sack_note_reordering (tcb, ack->reord);   /* a hole was filled by what was not sent again */
    }
}

/* The whole. */

static Ack
begin (const Tcb *tcb, const Segment *seg)
{
  return (Ack) {
    .seg = seg,
    .prior_una = tcb->snd.una,
    .prior_fack = sack_highest (tcb),
    .prior_in_flight = sendq_in_flight (&tcb->sendq),
    .prior_count = sendq_count (&tcb->sendq),
    .prior_sacked = tcb->sendq.sacked,
    .prior_delivered = tcb->delivery.delivered,
    .prior_lost = tcb->delivery.lost,
    .advances = seq_gt (seg->ack, tcb->snd.una),
    .is_ece = tcb->ecn.is_on && (seg->flags & SEG_ECE) && !(seg->flags & SEG_SYN),
    .first_acked_at = SIM_NEVER,
    .first_sacked_at = SIM_NEVER,
    .rtt = SIM_NEVER
  };
}

/* Anything but the ordinary: it repeats the last, or SACKs, or is marked, or
 * comes while something is being repaired. */
static gboolean
is_dubious (const Tcb *tcb, const Ack *ack)
{
  gboolean is_plain = ack->seg->len > 0 || ack->is_window_update || ack->cumulative > 0;

  return !is_plain || ack->data_sacked || ack->is_ece || ack->is_dsack || tcb->cc.state != TCP_CA_OPEN;
}

/* Something was out. */
static void
digest (Tcb *tcb, Ack *ack, SimTime now)
{
  take_acknowledged (tcb, ack, now);
  rack_update_window (tcb, ack);
  cwnd_observe (tcb, now);
  cwnd_measure (tcb, ack->rtt, now);
  tlp_on_ack (tcb, ack, now);
  if (is_dubious (tcb, ack))
    recovery_on_ack (tcb, ack, now);
  if (ack->sets_timer && !ack->is_rack_timed && !ack->is_reneging)
    tcp_set_retransmit (tcb, now);
  recovery_control (tcb, ack, now);
}

/* All is well, and the ACK says so: what follows is what digest() comes to then.  A
 * way of its own, for to ask digest()'s questions all the same costs a run a
 * seventieth of its time. */
static gboolean
is_all_well (const Tcb *tcb, const Segment *seg)
{
  return tcb->cc.state == TCP_CA_OPEN && sendq_is_intact (&tcb->sendq) && seg->n_sack == 0
         && seq_gt (seg->ack, tcb->snd.una) && tcb->agreed.sack && !tcb->tlp.is_out
         && tcp_is_synchronized (tcb) && !(tcb->ecn.is_on && (seg->flags & SEG_ECE));
}

/* What the ACK covers was sent once and in order: the last of it tells what the
 * others do, but for how long the first was out. */
static void
take_covered (Tcb *tcb, Ack *ack, SimTime now)
{
  SendQueue *q = &tcb->sendq;
  SentSegment *first = sendq_first (q), *last;

  ack->cumulative = sendq_covered (q, ack->seg->ack);
  if (ack->cumulative == 0)
    return;

  last = sendq_at (q, ack->cumulative - 1);
  ack->first_acked_at = first->last_sent;
  ack->last_acked_at = last->last_sent;
  ack->data_acked = TRUE;
  rate_on_delivered (tcb, last, ack, now);
  rate_count (tcb, ack, ack->cumulative);
  rack_advance (tcb, last, now);
  tcb->out.acked += seq_diff (last->seq, first->seq) + last->len;
  sendq_drop (q, ack->cumulative);
}

static void
digest_plainly (Tcb *tcb, Ack *ack, SimTime now)
{
  take_covered (tcb, ack, now);
  settle_head (tcb, ack);
  measure_rtt (tcb, ack, now);
  rack_update_window (tcb, ack);
  cwnd_observe (tcb, now);
  cwnd_measure (tcb, ack->rtt, now);
  if (ack->cumulative > 0)
    tcp_set_retransmit (tcb, now);
  recovery_control (tcb, ack, now);
}

/* What SND.UNA has gone past: an ACK that was overtaken may still SACK. */
static void
take_overtaken (Tcb *tcb, Ack *ack, SimTime now)
{
  if (ack->seg->n_sack == 0 || !tcb->agreed.sack)
    return;

  sack_take (tcb, ack, now);
  recovery_on_ack (tcb, ack, now);
}

/* In one piece, and kept out of line, as take_ack() is: at a receiver of data most
 * ACKs acknowledge nothing, and pass both by. */
static void __attribute__ ((noinline, flatten))
take_plain_ack (Tcb *tcb, const Segment *seg, SimTime now)
{
  Ack ack = begin (tcb, seg);

  update_send_window (tcb, seg, now);
  tcb->snd.una = seg->ack;
  tcb->retransmits = 0;
  digest_plainly (tcb, &ack, now);
  sndbuf_on_ack (tcb);
}

/* An ACK that may acknowledge something, and may say anything. */
static void __attribute__ ((noinline, flatten))
take_ack (Tcb *tcb, const Segment *seg, SimTime now)
{
  Ack ack = begin (tcb, seg);

  if (seq_lt (seg->ack, tcb->snd.una))
    {
      take_overtaken (tcb, &ack, now);
      return;
    }
  ack.is_window_update = update_send_window (tcb, seg, now);
  tcb->snd.una = seg->ack;
  if (ack.advances)
    tcb->retransmits = 0;
  if (seg->n_sack > 0 && tcb->agreed.sack)
    sack_take (tcb, &ack, now);
  if (ack.prior_count > 0)
    {
      digest (tcb, &ack, now);
      sndbuf_on_ack (tcb);
    }
  else if (ack.is_dsack)
    recovery_on_ack (tcb, &ack, now);
}

void
tcp_process_ack (Tcb *tcb, const Segment *seg, SimTime now)
{
  tcb->recovery.hold = HOLD_NOTHING;
  if (sendq_count (&tcb->sendq) > 0 || seg->n_sack > 0 || !seq_eq (seg->ack, tcb->snd.una))
    {
      if (is_all_well (tcb, seg))
        take_plain_ack (tcb, seg, now);
      else
        take_ack (tcb, seg, now);
      return;
    }
  update_send_window (tcb, seg, now);           /* all it can bring */
  cwnd_observe (tcb, now);
}
