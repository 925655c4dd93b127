/* What goes out, one segment at a time: replies first, then what must be
 * repeated, then new data, and an ACK last, for it may have ridden along
 * (RFC 9293 sections 3.7, 3.8 and 3.10.2). */
#include "tcp/ack.h"

/* Below this Linux looks at the window as it is, not at half of it. */
#define SMALL_WINDOW 536
#define SMALLEST_BOUND 48

/* With a small window there is no use in segments over half of it (SWS
 * avoidance, RFC 9293 section 3.8.6.2.1; the half is Linux's). */
guint32
tcp_current_mss (const Tcb *tcb)
{
  guint32 mss = tcb->snd.mss - options_sack_len (tcb);
  guint32 most = tcb->snd.max_wnd > SMALL_WINDOW ? tcb->snd.max_wnd / 2 : tcb->snd.max_wnd;

  return most > 0 ? MIN (mss, MAX (most, SMALLEST_BOUND)) : mss;
}

guint32
tcp_offered_window (const Tcb *tcb)
{
  gint64 left = (gint64) tcb->window.wnd - seq_diff (tcb->rcv.nxt, tcb->rcv.wup);

  return MAX (left, 0);
}

/* The window to offer now.  To select it again at once would change nothing, unless
 * it is one that takes no scale. */
static void
select_window (Tcb *tcb)
{
  RecvWindow *w = &tcb->window;

  tcb->rcv.edge = seq_max (tcb->rcv.edge, seq_add (tcb->rcv.wup, w->wnd));
  if (tcb->delack.no_memory)
    {
      w->wnd = 0;               /* even what was offered cannot be kept (Linux) */
      return;
    }
  w->wnd = window_select (w, tcb->delack.rcv_mss, tcp_offered_window (tcb));
  w->is_selected = w->wscale > 0;
}

/* The window of a SYN is as it was set up, and never scaled. */
static guint16
window_field (Tcb *tcb, const Segment *seg)
{
  if (seg->flags & SEG_SYN)
    return MIN (tcb->window.wnd, G_MAXUINT16);

  if (!tcb->window.is_selected || !seq_eq (tcb->rcv.nxt, tcb->rcv.wup))
    select_window (tcb);
  if (tcb->delack.quick > 0 && window_is_tight (&tcb->window))
    tcb->delack.quick = 0;
  return tcb->window.wnd >> tcb->window.wscale;
}

/* Fills in a window, options, and what is to be said of congestion marks. */
static void
fill_in (Tcb *tcb, Segment *seg, SimTime now)
{
  seg->window = window_field (tcb, seg);
  options_fill (tcb, seg, now);
  if (seg->flags & SEG_SYN)
    ecn_fill_syn (tcb, seg);
  else
    ecn_fill (tcb, seg);
}

/* Fills in what every segment of a connection has.  An ACK field acknowledges
 * everything, so any ACK that was due is done. */
static void
complete (Tcb *tcb, Segment *seg, SimTime now)
{
  fill_in (tcb, seg, now);
  if (seg->flags & SEG_ACK)
    {
      seg->ack = tcb->rcv.nxt;
      tcb->rcv.wup = tcb->rcv.nxt;
      if (!(seg->flags & SEG_SYN))
        delack_on_ack_sent (&tcb->delack, tcb->cfg);
    }
}

static Rare *
rare (Tcb *tcb)
{
  if (tcb->rare == NULL)
    {
      tcb->rare = g_new (Rare, 1);
      tcp_clear_rare (tcb);
    }
  return tcb->rare;
}

/* Where a reply is made up.  One that the owner has not taken gives way to it. */
static Segment *
reply_room (Tcb *tcb)
{
  return &rare (tcb)->reply;
}

/* The number of a segment without text.  Where the peer has shrunk its window below
 * what was sent already, it is the end of that window: what stands beyond it the
 * peer would refuse, and its ACK with it (Linux's tcp_acceptable_seq). */
static SeqNum
acceptable_seq (const Tcb *tcb)
{
  SeqNum window_end = seq_add (tcb->snd.una, tcb->snd.wnd);
  gint32 beyond = seq_diff (tcb->snd.nxt, window_end);

  if (!tcp_is_synchronized (tcb) || beyond <= 0 || (tcb->agreed.wscale && beyond < 1 << tcb->window.wscale))
    return tcb->snd.nxt;
  return window_end;
}

/* A segment without text. */
static void
build_ack (Tcb *tcb, SeqNum seq, SegReason reason, SimTime now, Segment *out)
{
  *out = (Segment) { .flags = SEG_ACK, .seq = seq, .reason = reason };
  complete (tcb, out, now);
}

void
tcp_ack_early (Tcb *tcb, SegReason reason, SimTime now)
{
  build_ack (tcb, acceptable_seq (tcb), reason, now, reply_room (tcb));
  tcb->window.is_selected = FALSE;      /* what has arrived is still to be counted */
  tcb->pending.has_reply = TRUE;
}

void
tcp_ack_up_to (Tcb *tcb, SeqNum ack, SegReason reason, SimTime now)
{
  Segment *out = reply_room (tcb);

  *out = (Segment) { .flags = SEG_ACK, .seq = acceptable_seq (tcb), .ack = ack, .reason = reason };
  fill_in (tcb, out, now);
  tcb->rcv.wup = tcb->rcv.nxt;          /* what the window now counts from, whatever the ACK says */
  tcb->window.is_selected = FALSE;
  tcb->pending.has_reply = TRUE;
}

gboolean
tcp_reset_for (const Segment *seg, SegReason reason, Segment *out)
{
  if (seg->flags & SEG_RST)
    return FALSE;

  *out = (Segment) { .flags = SEG_RST, .reason = reason };
  if (seg->flags & SEG_ACK)
    {
      out->seq = seg->ack;
    }
  else
    {
      out->flags |= SEG_ACK;
      out->ack = seg_end (seg);
    }
  return TRUE;
}

void
tcp_reply_reset (Tcb *tcb, const Segment *seg, SegReason reason)
{
  if (tcp_reset_for (seg, reason, reply_room (tcb)))
    tcb->pending.has_reply = TRUE;
}

void
tcp_reset_peer (Tcb *tcb, SegReason reason, SimTime now)
{
  Segment *rst = reply_room (tcb);

  *rst = (Segment) {
    .flags = SEG_RST | SEG_ACK, .seq = acceptable_seq (tcb), .ack = tcb->rcv.nxt, .reason = reason,
    .window = tcb->window.wnd >> tcb->window.wscale
  };
  options_fill (tcb, rst, now);
  ecn_fill (tcb, rst);
  tcb->pending.has_reply = TRUE;
}

gboolean
tcp_may_answer_invalid (Tcb *tcb, SimTime now)
{
  SimTime *answered_at = &rare (tcb)->answered_at;

  if (*answered_at != SIM_NEVER && now - *answered_at < tcb->cfg->invalid_ratelimit)
    return FALSE;

  *answered_at = now;
  return TRUE;
}

void
tcp_challenge (Tcb *tcb, SimTime now)
{
  Rare *r = rare (tcb);

  if (!tcp_may_answer_invalid (tcb, now))
    return;
  if (now - r->second_start >= SIM_SEC (1))
    {
      r->second_start = now;
      r->challenges = 0;
    }
  if (r->challenges++ < tcb->cfg->challenge_ack_limit)
    delack_at_once (&tcb->delack, REASON_CHALLENGE_ACK);
}

static gboolean
send_reply (Tcb *tcb, Segment *out)
{
  if (!tcb->pending.has_reply)
    return FALSE;

  *out = tcb->rare->reply;
  tcb->pending.has_reply = FALSE;
  return TRUE;
}

/* Data that may be marked says so, and the first new data after a reduction
 * tells of it (RFC 3168 section 6.1.2; retransmissions are not marked, 6.1.5). */
static void
fill_ecn (Tcb *tcb, Segment *seg)
{
  if (!tcb->ecn.is_on || seg->len == 0 || seg->is_retransmission)
    return;

  seg->ecn = ECN_ECT_0;
  if (tcb->ecn.queue_cwr)
    seg->flags |= SEG_CWR;
  tcb->ecn.queue_cwr = FALSE;
}

static void
count_retransmission (Tcb *tcb, const SentSegment *s)
{
  tcb->totals.total_retrans++;
  tcb->totals.bytes_retrans += s->len;
}

/* Whether @s, about to be sent (again), is the first data with nothing else in
 * flight. */
static gboolean
starts_flight (const Tcb *tcb, const SentSegment *s)
{
  return s->len > 0 && sendq_in_flight (&tcb->sendq) == (s->n_sent == 0);
}

guint64
tcp_stream_offset (const Tcb *tcb, const SentSegment *s)
{
  return s->len > 0 ? tcb->out.acked + seq_diff (s->seq, tcb->snd.una) : 0;
}

/* Puts @s, from the send queue, on the wire (again). */
static void
send_from_queue (Tcb *tcb, SentSegment *s, SegReason reason, SimTime now, Segment *out)
{
  *out = (Segment) {
    .flags = s->flags | (tcb->state == TCP_SYN_SENT ? 0 : SEG_ACK), .seq = s->seq, .len = s->len,
    .stream_offset = tcp_stream_offset (tcb, s), .reason = reason, .is_retransmission = s->n_sent > 0
  };
  complete (tcb, out, now);
  fill_ecn (tcb, out);
  if (starts_flight (tcb, s))
    cwnd_tell (tcb, CC_EVENT_TX_START, now);
  if (s->n_sent > 0)
    count_retransmission (tcb, s);
  else if (sendq_count (&tcb->sendq) == 1)
    tcb->unanswered_since = now;
  rate_on_sent (tcb, s, now);
  sendq_sent (&tcb->sendq, s, now);
  cwnd_pace (tcb, out, now);
  if (s->len > 0)
    {
      tcb->cc.sent_at = now;
      delack_on_data_sent (&tcb->delack, tcb->cfg, now);
    }
}

void
tcp_queue_syn (Tcb *tcb, SegReason reason)
{
  SentSegment *s = sendq_push (&tcb->sendq);

  s->seq = tcb->snd.iss;
  s->flags = SEG_SYN;
  tcb->snd.nxt = sent_end (s);
  tcb->pending.syn = reason;
}

static gboolean
send_syn (Tcb *tcb, SimTime now, Segment *out)
{
  SentSegment *s;

  if (tcb->pending.syn == REASON_NONE)
    return FALSE;

  s = sendq_first (&tcb->sendq);
  g_assert (s->flags & SEG_SYN);
  if (s->n_sent == 0)
    tcb->first_syn_tsval = options_clock (tcb, now);
  send_from_queue (tcb, s, tcb->pending.syn, now, out);
  if (tcb->timers.retransmit == SIM_NEVER)
    tcp_rearm_retransmit (tcb, now);
  tcb->syn_retransmits += out->is_retransmission;
  tcb->pending.syn = REASON_NONE;
  return TRUE;
}

/* Sends @s again, as recovery wants. */
static void
retransmit (Tcb *tcb, SentSegment *s, SegReason reason, SimTime now, Segment *out)
{
  send_from_queue (tcb, s, reason, now, out);
  sendq_retransmitted (&tcb->sendq, s);
  recovery_on_retransmit (tcb, options_clock (tcb, now));
}

/* The segment that timed out, unless it has arrived since, and the oldest is
 * another. */
static gboolean
send_timed_out (Tcb *tcb, SimTime now, Segment *out)
{
  SentSegment *s;

  if (!tcb->pending.timed_out)
    return FALSE;

  tcb->pending.timed_out = FALSE;
  s = sendq_first (&tcb->sendq);
  if (s->marks & (SENT_SACKED | SENT_RETRANS))
    return FALSE;

  tcb->syn_retransmits += !!(s->flags & SEG_SYN);
  if (tcp_is_synchronized (tcb) || tcb->state == TCP_SYN_SENT)
    retransmit (tcb, s, REASON_RTO, now, out);
  else
    send_from_queue (tcb, s, REASON_RTO, now, out);
  out->reason_n = tcb->retransmits;
  return TRUE;
}

static gboolean
may_send_data (const Tcb *tcb)
{
  return tcp_is_synchronized (tcb) && tcb->state != TCP_TIME_WAIT && tcb->state != TCP_FIN_WAIT_2;
}

static gboolean
fits_window (const Tcb *tcb, guint32 seq_len)
{
  return seq_le (seq_add (tcb->snd.nxt, seq_len), seq_add (tcb->snd.una, tcb->snd.wnd));
}

/* What could be sent next that was not sent before. */
typedef struct {
  guint32 len;
  guint32 mss;                  /* the most that one segment could take now */
  gboolean has_fin;             /* the FIN goes with it */
} NewData;

/* Nagle (RFC 9293 section 3.7.4) as Linux narrows it after Minshall: a small
 * segment waits only while another small one is unacknowledged. */
static gboolean
nagle_holds (const Tcb *tcb, const NewData *new)
{
  if (new->has_fin || new->len >= new->mss || tcb->nodelay)
    return FALSE;
  if (!tcb->cfg->nagle_small_only)
    return sendq_count (&tcb->sendq) > 0;

  return tcb->has_small && seq_gt (tcb->small_end, tcb->snd.una);
}

/* A new entry at the end of the send queue, with what is to go out next. */
static SentSegment *
queue_next (Tcb *tcb, const NewData *new)
{
  SentSegment *s = sendq_push (&tcb->sendq);
  guint32 len = new->len;

  s->seq = tcb->snd.nxt;
  s->len = len;
  tcb->out.sent += len;
  if (len > 0 && sndbuf_take_push (tcb, tcb->out.sent))
    s->flags |= SEG_PSH;
  tcb->snd.nxt = sent_end (s);
  if (len > 0 && len < new->mss)
    {
      tcb->has_small = TRUE;
      tcb->small_end = tcb->snd.nxt;
    }
  return s;
}

/* The FIN goes out with @s, the last entry. */
static void
attach_fin (Tcb *tcb, SentSegment *s)
{
  s->flags |= SEG_FIN;
  tcb->out.fin_sent = TRUE;
  tcb->snd.nxt = sent_end (s);
}

/* Whether anything waits to be sent for the first time. */
static gboolean
has_new (const Tcb *tcb)
{
  return tcb->out.written > tcb->out.sent || (tcb->out.fin_wanted && !tcb->out.fin_sent);
}

/* What send_new() would send next; FALSE when there is nothing that may go. */
static gboolean
choose_new (const Tcb *tcb, NewData *new)
{
  guint64 unsent = tcb->out.written - tcb->out.sent;

  if (!may_send_data (tcb) || !has_new (tcb))
    return FALSE;

  new->mss = tcp_current_mss (tcb);
  new->len = MIN (unsent, new->mss);
  if (!fits_window (tcb, new->len))
    return FALSE;
  new->has_fin = new->len == unsent && tcb->out.fin_wanted && !tcb->out.fin_sent
                 && fits_window (tcb, new->len + 1);
  return new->len > 0 || new->has_fin;
}

/* The retransmission timer once new data has been sent: it runs from the first
 * segment out, unless a probe is wanted so long after the last. */
static void
time_new (Tcb *tcb, SimTime now)
{
  if (tlp_schedule (tcb, tcp_rto_at (tcb), now))
    return;
  if (sendq_count (&tcb->sendq) == 1 || tcb->timers.retransmit_is == TIMER_LOSS_PROBE
      || tcb->timers.retransmit == SIM_NEVER)
    tcp_rearm_retransmit (tcb, now);
}

/* Queues what choose_new() chose and sends it. */
static void
send_chosen (Tcb *tcb, const NewData *new, SegReason reason, SimTime now, Segment *out)
{
  SentSegment *s;

  s = queue_next (tcb, new);
  if (new->has_fin)
    attach_fin (tcb, s);
  send_from_queue (tcb, s, reason, now, out);
  time_new (tcb, now);
  cwnd_note_use (tcb, now);
}

/* The window is open, but not far enough for a segment worth sending: what
 * fits goes out all the same, or both ends might wait for ever (the override
 * of RFC 9293 section 3.8.6.2.1; by the probe timer, as in Linux). */
static void
send_into_small_window (Tcb *tcb, SimTime now, Segment *out)
{
  guint64 unsent = tcb->out.written - tcb->out.sent;
  NewData new = { .mss = tcp_current_mss (tcb) };

  g_assert (sendq_count (&tcb->sendq) == 0);    /* all of the window is free */

  new.len = MIN (MIN (unsent, tcb->snd.wnd), new.mss);
  send_chosen (tcb, &new, REASON_WINDOW_PROBE, now, out);
  out->flags |= SEG_PSH;
}

/* A probe repeats the number before the next and carries nothing, which any
 * TCP answers; RFC 9293 section 3.8.6.1 would send one octet of data, Linux
 * keeps it for later. */
static gboolean
send_probe (Tcb *tcb, SimTime now, Segment *out)
{
  gboolean is_keepalive = tcb->pending.probe == REASON_KEEPALIVE;

  if (tcb->pending.probe == REASON_NONE)
    return FALSE;

  if (!is_keepalive && tcb->snd.wnd > 0 && tcb->out.written > tcb->out.sent)
    send_into_small_window (tcb, now, out);
  else
    build_ack (tcb, seq_add (tcb->snd.una, -1), tcb->pending.probe, now, out);
  out->reason_n = is_keepalive ? tcb->probes : tcb->probe_backoff;
  tcb->pending.probe = REASON_NONE;
  return TRUE;
}

/* New data, of which there is some, and the FIN behind the last of it. */
static gboolean
send_new (Tcb *tcb, SimTime now, Segment *out)
{
  gboolean has_data = tcb->out.written > tcb->out.sent;
  NewData new;

  if (has_data && sendq_in_flight (&tcb->sendq) >= tcb->cc.cwnd)
    {
      if (may_send_data (tcb))
        cwnd_note_use (tcb, now);
      return FALSE;
    }
  if (!choose_new (tcb, &new) || nagle_holds (tcb, &new))
    return FALSE;
  if (has_data && cwnd_must_wait (tcb, now))
    return FALSE;

  send_chosen (tcb, &new, new.len > 0 ? REASON_DATA : REASON_FIN, now, out);
  if (recovery_is_reducing (tcb))
    tcb->recovery.prr_out++;
  return TRUE;
}

/* A tail loss probe (RFC 8985 section 7.3): new data where there is any that
 * the window takes, whatever cwnd says; else the last segment once more. */
static gboolean
send_loss_probe (Tcb *tcb, SimTime now, Segment *out)
{
  NewData new;

  if (!tcb->pending.loss_probe)
    return FALSE;

  tcb->pending.loss_probe = FALSE;
  tcb->tlp.was_sent_before = !choose_new (tcb, &new);
  if (tcb->tlp.was_sent_before)
    send_from_queue (tcb, sendq_last (&tcb->sendq), REASON_TAIL_LOSS_PROBE, now, out);
  else
    send_chosen (tcb, &new, REASON_TAIL_LOSS_PROBE, now, out);
  tcb->tlp.is_out = TRUE;
  tcb->tlp.high = tcb->snd.nxt;
  tcb->timers.retransmit_is = TIMER_RTO;        /* the RTO counts from now */
  tcp_rearm_retransmit (tcb, now);
  return TRUE;
}

/* F-RTO: while new data can go it does, and nothing goes again. */
static gboolean
send_new_first (Tcb *tcb, SimTime now, Segment *out)
{
  if (tcb->recovery.hold != HOLD_FOR_NEW)
    return FALSE;
  if (send_new (tcb, now, out))
    return TRUE;
  if (seq_le (tcb->snd.nxt, tcb->recovery.high_seq))
    {
      tcb->recovery.is_frto = FALSE;
      tcb->recovery.hold = HOLD_NOTHING;
    }
  return FALSE;
}

/* What is lost, from the lowest on, as cwnd allows. */
static gboolean
send_again (Tcb *tcb, SimTime now, Segment *out)
{
  SentSegment *s;

  if (tcb->recovery.hold != HOLD_NOTHING || sendq_in_flight (&tcb->sendq) >= tcb->cc.cwnd)
    return FALSE;

  s = sendq_first_waiting (&tcb->sendq);
  if (s == NULL || cwnd_must_wait (tcb, now))
    return FALSE;

  retransmit (tcb, s, tcb->cc.state == TCP_CA_LOSS ? REASON_RTO_RECOVERY : REASON_FAST_RETRANSMIT, now, out);
  if (recovery_is_reducing (tcb))
    tcb->recovery.prr_out++;
  if (s == sendq_first (&tcb->sendq) && tcb->timers.retransmit_is != TIMER_REORDERING)
    tcp_start_retransmit (tcb, TIMER_RTO, tcb->rto.rto, now);
  return TRUE;
}

/* More than one full segment unacknowledged calls for an ACK at once (RFC 9293
 * section 3.8.6.3); in Linux, where reading sends ACKs too, only while the
 * reader keeps the window open. */
static gboolean
owes_second_segment (const Tcb *tcb)
{
  if (seq_diff (tcb->rcv.nxt, tcb->rcv.wup) <= (gint32) tcb->delack.rcv_mss)
    return FALSE;

  return !tcb->cfg->ack_on_read
         || window_available (&tcb->window, tcb->delack.rcv_mss) >= tcb->window.wnd;
}

/* Why an ACK that is due must go at once; REASON_NONE when it may wait. */
static SegReason
reason_to_ack_now (const Tcb *tcb)
{
  if (tcb->delack.now != REASON_NONE)
    return tcb->delack.now;
  if (owes_second_segment (tcb))
    return REASON_ACK_SECOND_SEGMENT;
  if (delack_in_quickack (&tcb->delack, tcb->cfg))
    return reassembly_has_gap (&tcb->reassembly) ? REASON_ACK_OUT_OF_ORDER : REASON_ACK_QUICK;
  return REASON_NONE;
}

/* The round trip by which ACKs beyond a gap are held together: the shorter of
 * what the receiver and the sender know. */
static SimTime
shorter_rtt (const Tcb *tcb)
{
  SimTime srtt = rto_srtt (&tcb->rto), rtt = autotune_rtt (&tcb->autotune);

  return srtt > 0 ? MIN (srtt, rtt) : rtt;
}

/* An ACK that may wait: behind a gap not for long, and only where SACK blocks
 * make up for it (RFC 5681 section 4.2 would send each at once); else for the
 * delayed-ACK timer, and one that runs may be about to run out.  Returns why it
 * is not to wait, if it is not. */
static SegReason
put_off_ack (Tcb *tcb, SimTime now)
{
  Delack *d = &tcb->delack;

  if (!reassembly_has_gap (&tcb->reassembly))
    delack_start (d, tcb->cfg, rto_srtt (&tcb->rto), now);
  else if (d->is_news
           && (!tcb->agreed.sack
               || !delack_compress (d, tcb->cfg, tcb->rcv.nxt, shorter_rtt (tcb), now)))
    return REASON_ACK_OUT_OF_ORDER;
  return d->now;
}

static gboolean
send_ack (Tcb *tcb, SimTime now, Segment *out)
{
  SegReason reason = reason_to_ack_now (tcb);

  if (reason == REASON_NONE)
    reason = put_off_ack (tcb, now);
  if (reason == REASON_NONE)
    return FALSE;

  build_ack (tcb, acceptable_seq (tcb), reason, now, out);
  return TRUE;
}

/* What goes before new data: most calls find nothing of it, and need not look for
 * it room by room. */
static gboolean
has_urgent (const Tcb *tcb)
{
  return tcb->pending.any != 0 || tcb->sendq.waiting > 0 || tcb->recovery.hold != HOLD_NOTHING;
}

/* Everything has been acknowledged since something was to be sent again: the owner
 * had not taken it before the next event. */
static void
forget_repetitions (Pending *p)
{
  p->syn = REASON_NONE;
  p->timed_out = p->loss_probe = FALSE;
}

/* Kept out of line, as everything that is rare on this way. */
static gboolean G_GNUC_NO_INLINE
send_urgent (Tcb *tcb, SimTime now, Segment *out)
{
  if (sendq_count (&tcb->sendq) == 0)
    forget_repetitions (&tcb->pending);
  return send_reply (tcb, out)
         || send_syn (tcb, now, out)
         || send_timed_out (tcb, now, out)
         || send_new_first (tcb, now, out)
         || send_again (tcb, now, out)
         || send_loss_probe (tcb, now, out)
         || send_probe (tcb, now, out);
}

/* Whether probing a closed window may have to begin, or to end. */
static gboolean
concerns_window_probe (const Tcb *tcb, gboolean is_new)
{
  return tcb->timers.window_probe != SIM_NEVER || tcb->probe_backoff > 0
         || (is_new && sendq_count (&tcb->sendq) == 0);
}

/* Nothing more can go, until something happens. */
static void
settle (Tcb *tcb, gboolean is_new, SimTime now)
{
  if (concerns_window_probe (tcb, is_new))
    tcp_check_window_probe (tcb, now);
  tcb->is_settled = TRUE;
}

/* New data, and with it the ACK that may be due; where cwnd is full then, more is to
 * wait. */
static gboolean
send_next (Tcb *tcb, SimTime now, Segment *out)
{
  if (!send_new (tcb, now, out))
    return FALSE;

  if (tcb->out.written > tcb->out.sent && sendq_in_flight (&tcb->sendq) >= tcb->cc.cwnd
      && !has_urgent (tcb))
    settle (tcb, TRUE, now);
  return TRUE;
}

/* The ACK goes last: nothing is left when it has gone. */
static gboolean
send_last (Tcb *tcb, gboolean is_new, SimTime now, Segment *out)
{
  gboolean is_sent = tcb->delack.is_due && send_ack (tcb, now, out);

  settle (tcb, is_new, now);
  return is_sent;
}

/* All of what ordinary data takes in one function, which saves an eighth of a
 * run's time. */
static gboolean __attribute__ ((noinline, flatten))
transmit (Tcb *tcb, SimTime now, Segment *out)
{
  gboolean is_new = has_new (tcb);

  if ((has_urgent (tcb) && send_urgent (tcb, now, out)) || (is_new && send_next (tcb, now, out))
      || send_last (tcb, is_new, now, out))
    {
      tcb->totals.segs_out++;
      tcb->totals.data_segs_out += out->len > 0;
      return TRUE;
    }
  return FALSE;
}

gboolean
tcp_transmit (Tcb *tcb, SimTime now, Segment *out)
{
  return !tcb->is_settled && transmit (tcb, now, out);
}
