/* An ACK arrives: what it acknowledges, what it measures, and what it opens
 * (RFC 9293 section 3.10.7.4 fifth, RFC 6298, RFC 5681).  Detecting loss from
 * ACKs (SACK, duplicate ACKs, RACK) is not here yet. */
#include "tcp/tcb.h"

/* What one ACK took off the send queue. */
typedef struct {
  guint32 segments;
  guint32 octets;               /* SYN and FIN are not octets of the stream */
  gboolean any_repeated;        /* Karn: no measurement from what was sent twice */
  SimTime oldest_sent;          /* SIM_NEVER when nothing whole was acknowledged */
} Acked;

static void
take_whole_segments (Tcb *tcb, SeqNum ack, Acked *acked)
{
  while (sendq_count (&tcb->sendq) > 0 && seq_le (sent_end (sendq_at (&tcb->sendq, 0)), ack))
    {
      SentSegment *s = sendq_at (&tcb->sendq, 0);

      if (acked->segments++ == 0)
        acked->oldest_sent = s->last_sent;
      acked->octets += s->len;
      acked->any_repeated |= s->n_sent > 1;
      sendq_pop (&tcb->sendq);
    }
}

static void
take_part (Tcb *tcb, SeqNum ack, Acked *acked)
{
  guint32 n;

  if (sendq_count (&tcb->sendq) == 0 || seq_ge (sendq_at (&tcb->sendq, 0)->seq, ack))
    return;

  n = seq_diff (ack, sendq_at (&tcb->sendq, 0)->seq);
  sendq_trim (&tcb->sendq, n);
  acked->octets += n;
}

/* Karn's rule, RFC 6298 section 3; a timestamp tells even so (RFC 7323
 * section 4.1). */
static SimTime
measured_rtt (const Tcb *tcb, const Segment *seg, const Acked *acked, SimTime now)
{
  if (acked->segments > 0 && !acked->any_repeated)
    return now - acked->oldest_sent;

  return options_echoed_rtt (tcb, seg, now);
}

/* Slow start counts as held back while cwnd is below twice what was out, so
 * that it can grow ahead of a sender that fills it in bursts (Linux). */
static gboolean
was_cwnd_limited (const Tcb *tcb)
{
  if (tcb->cwnd_limited)
    return TRUE;

  return tcb->cc.cwnd < tcb->cc.ssthresh && tcb->cc.cwnd < 2 * tcb->max_in_flight;
}

static void
grow_cwnd (Tcb *tcb, const Acked *acked, guint32 in_flight, SimTime rtt, SimTime now)
{
  CcAck ack = {
    .acked = acked->segments, .prior_in_flight = in_flight, .rtt = rtt,
    .is_cwnd_limited = was_cwnd_limited (tcb)
  };

  if (acked->segments > 0)
    tcb->cfg.congestion_control->on_ack (&tcb->cc, &ack, now);
}

void
tcp_process_ack (Tcb *tcb, const Segment *seg, SimTime now)
{
  guint32 in_flight = sendq_in_flight (&tcb->sendq);
  Acked acked = { .oldest_sent = SIM_NEVER };
  SimTime rtt;

  take_whole_segments (tcb, seg->ack, &acked);
  take_part (tcb, seg->ack, &acked);
  tcb->snd.una = seg->ack;
  tcb->out.acked += acked.octets;
  tcb->counters.bytes_acked += acked.octets;

  rtt = measured_rtt (tcb, seg, &acked, now);
  if (rtt != SIM_NEVER)
    rto_sample (&tcb->rto, &tcb->cfg, rtt, tcb->snd.una, tcb->snd.nxt);
  if (tcb->in_loss && seq_ge (tcb->snd.una, tcb->recover))
    tcb->in_loss = FALSE;
  grow_cwnd (tcb, &acked, in_flight, rtt, now);

  tcb->retransmits = 0;
  if (sendq_count (&tcb->sendq) > 0)
    tcb->unanswered_since = sendq_at (&tcb->sendq, 0)->first_sent;
  tcp_rearm_retransmit (tcb, now);
}

/* A window in a SYN is not scaled (RFC 7323 section 2.2). */
static guint32
offered_by (const Tcb *tcb, const Segment *seg)
{
  return (guint32) seg->window << (seg->flags & SEG_SYN ? 0 : tcb->snd.wscale);
}

/* The RFC's rule, and Linux's addition: a segment sent again is old by its
 * number, but where it acknowledges something new its window is the one that
 * goes with it. */
static gboolean
has_newer_window (const Tcb *tcb, const Segment *seg)
{
  if (seq_gt (seg->ack, tcb->snd.una) || seq_lt (tcb->snd.wl1, seg->seq))
    return TRUE;

  return seq_eq (tcb->snd.wl1, seg->seq) && seq_le (tcb->snd.wl2, seg->ack);
}

void
tcp_update_send_window (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (has_newer_window (tcb, seg))
    {
      tcb->snd.wnd = offered_by (tcb, seg);
      tcb->snd.max_wnd = MAX (tcb->snd.max_wnd, tcb->snd.wnd);
      tcb->snd.wl1 = seg->seq;
      tcb->snd.wl2 = seg->ack;
    }
  tcp_restart_window_probe (tcb, now);
}
