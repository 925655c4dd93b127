/* The use that a sender makes of its cwnd: whether it was full (RFC 7661's
 * concern, by Linux's rules), what becomes of it in a pause (RFC 5681 section
 * 4.1), and pacing. */
#include "tcp/tcb.h"

/* Segments that leave before pacing begins: an initial window may burst
 * (Linux). */
#define UNPACED_SEGMENTS 10

void
cwnd_tell (Tcb *tcb, CcEvent event, SimTime now)
{
  if (tcb->cc.ops->event != NULL)
    tcb->cc.ops->event (&tcb->cc, event, now);
}

void
cwnd_observe (Tcb *tcb, SimTime now)
{
  if (tcb->cc.ops->observe == NULL || !tcp_is_synchronized (tcb))
    return;

  tcb->cc.una = tcb->snd.una;
  tcb->cc.nxt = tcb->snd.nxt;
  tcb->cc.ops->observe (&tcb->cc, now);
}

void
cwnd_measure (Tcb *tcb, SimTime rtt, SimTime now)
{
  if (tcb->cc.ops->measure == NULL || !tcp_is_synchronized (tcb))
    return;

  tcb->cc.una = tcb->snd.una;
  tcb->cc.nxt = tcb->snd.nxt;
  tcb->cc.ops->measure (&tcb->cc, rtt, now);
}

/* After a pause of n RTOs cwnd has been halved n times, but not below what a
 * new connection begins with. */
static void
restart (Tcb *tcb, SimTime idle, SimTime now)
{
  guint32 least = MIN (tcb->cfg->initial_cwnd, tcb->cc.cwnd), cwnd = tcb->cc.cwnd;

  cwnd_tell (tcb, CC_EVENT_CWND_RESTART, now);
  tcb->cc.ssthresh = recovery_current_ssthresh (tcb);
  while ((idle -= tcb->rto.rto) > 0 && cwnd > least)
    cwnd /= 2;
  tcb->cc.cwnd = MAX (cwnd, least);
  tcb->use.checked_at = now;
  tcb->use.used = 0;
}

/* Nothing more to send than a part of a segment, though cwnd has room and
 * nothing waits: what is delivered from here on is the application's rate. */
static void
note_application_limit (Tcb *tcb)
{
  guint32 in_flight = sendq_in_flight (&tcb->sendq);

  if (tcb->out.written - tcb->out.sent < tcb->snd.mss && in_flight < tcb->cc.cwnd
      && tcb->sendq.waiting == 0)
    tcb->delivery.app_limited = MAX (tcb->delivery.delivered + in_flight, 1);
}

void
cwnd_on_write (Tcb *tcb, SimTime now)
{
  SimTime idle = now - tcb->cc.sent_at;

  if (!tcp_is_synchronized (tcb))
    return;

  note_application_limit (tcb);
  if (tcb->cfg->slow_start_after_idle && sendq_count (&tcb->sendq) == 0
      && tcb->cc.ops->control == NULL && idle > tcb->rto.rto)
    restart (tcb, idle, now);
}

gboolean
cwnd_is_limited (const Tcb *tcb)
{
  if (tcb->use.is_limited)
    return TRUE;

  /* Slow start may get ahead of a sender that fills it in bursts. */
  return cc_in_slow_start (&tcb->cc) && tcb->cc.cwnd < 2 * tcb->use.max_out;
}

/* For an RTO and more the application has not filled cwnd: half of the rest
 * goes. */
static void
shrink_to_use (Tcb *tcb, SimTime now)
{
  guint32 used = MAX (tcb->use.used, tcb->cfg->initial_cwnd);
  gboolean has_room = tcb->out.written == tcb->out.sent;

  if (tcb->cc.state == TCP_CA_OPEN && has_room)
    {
      if (used < tcb->cc.cwnd)
        {
          tcb->cc.ssthresh = recovery_current_ssthresh (tcb);
          tcb->cc.cwnd = (tcb->cc.cwnd + used) / 2;
        }
      tcb->use.used = 0;
    }
  tcb->use.checked_at = now;
}

void
cwnd_note_use (Tcb *tcb, SimTime now)
{
  CwndUse *use = &tcb->use;
  guint32 out = sendq_count (&tcb->sendq);
  gboolean is_full = sendq_in_flight (&tcb->sendq) >= tcb->cc.cwnd;

  if (seq_ge (tcb->snd.una, use->round_end) || is_full || (!use->is_limited && out > use->max_out))
    {
      use->is_limited = is_full;
      use->max_out = out;
      use->round_end = tcb->snd.nxt;
    }
  if (cwnd_is_limited (tcb))
    {
      use->used = 0;
      use->checked_at = now;
      return;
    }
  use->used = MAX (use->used, out);
  if (tcb->cfg->slow_start_after_idle && now - use->checked_at >= tcb->rto.rto
      && tcb->cc.ops->control == NULL)
    shrink_to_use (tcb, now);
}

static gboolean
is_paced (const Tcb *tcb)
{
  return tcb->cc.is_paced && tcb->cc.pacing_rate > 0;
}

/* Counts payload only, as Linux does.  Time that was not used counts for half of
 * the next gap at most (Linux). */
void
cwnd_pace (Tcb *tcb, const Segment *seg, SimTime now)
{
  SimTime before = tcb->use.pace_at, gap;

  tcb->use.pace_at = MAX (before, now);
  if (!is_paced (tcb) || seg->len == 0 || tcb->totals.data_segs_out + 1 < UNPACED_SEGMENTS)
    return;

  gap = (guint64) seg->len * SIM_SEC (1) / tcb->cc.pacing_rate;
  gap -= MIN (gap / 2, tcb->use.pace_at - before);
  tcb->use.pace_at += gap;
}

gboolean
cwnd_must_wait (Tcb *tcb, SimTime now)
{
  if (!is_paced (tcb) || tcb->use.pace_at <= now)
    return FALSE;

  tcp_set_timer (tcb, &tcb->timers.pacing, tcb->use.pace_at);
  return TRUE;
}

/* cwnd in one SRTT, with room to grow (Linux's tcp_pacing_ss_ratio and
 * tcp_pacing_ca_ratio). */
void
cwnd_update_pacing (Tcb *tcb)
{
  guint32 ratio = tcb->cc.cwnd < tcb->cc.ssthresh / 2 ? tcb->cfg->pacing_ss_ratio : tcb->cfg->pacing_ca_ratio;
  guint64 segments = MAX (tcb->cc.cwnd, sendq_count (&tcb->sendq));
  SimTime srtt = rto_srtt (&tcb->rto);

  if (srtt >= SIM_US (1))
    tcb->cc.pacing_rate = segments * tcb->snd.mss * ratio * (SIM_SEC (1) / SIM_US (100)) / (srtt / SIM_US (1));
}
