/* Arming the timers (RFC 6298 section 5, RFC 9293 section 3.8.6.1); expire.c
 * has what follows when they run out. */
#include "tcp/ack.h"
#include "tcp/wheel.h"

/* The end of @wait from now, or of what the user may wait if that is nearer
 * (RFC 9293 section 3.8.3). */
static SimTime
bounded_by_user_timeout (const Tcb *tcb, SimTime wait, SimTime now)
{
  SimTime user = tcb->unanswered_since + tcb->cfg->user_timeout;

  if (tcb->cfg->user_timeout > 0 && user < now + wait)
    wait = MAX (user - now, 0);
  return wheel_expiry (tcb->cfg->hz, wait, now);
}

void
tcp_start_retransmit (Tcb *tcb, RetransmitTimer purpose, SimTime wait, SimTime now)
{
  tcb->timers.retransmit_is = purpose;
  if (purpose == TIMER_RTO)
    tcb->timers.retransmit = bounded_by_user_timeout (tcb, wait, now);
  else
    tcb->timers.retransmit = wheel_expiry (tcb->cfg->hz, wait, now);
}

SimTime
tcp_rto_at (const Tcb *tcb)
{
  return sendq_first (&tcb->sendq)->last_sent + tcb->rto.rto;
}

void
tcp_rearm_retransmit (Tcb *tcb, SimTime now)
{
  SimTime wait = tcb->rto.rto;

  if (sendq_count (&tcb->sendq) == 0)
    {
      tcb->timers.retransmit = SIM_NEVER;
      tcb->timers.retransmit_is = TIMER_RTO;
      return;
    }
  if (tcb->timers.retransmit_is != TIMER_RTO)
    wait = MAX (tcp_rto_at (tcb) - now, 1);
  tcp_start_retransmit (tcb, TIMER_RTO, wait, now);
}

void
tcp_set_retransmit (Tcb *tcb, SimTime now)
{
  if (!tlp_schedule (tcb, now + tcb->rto.rto, now))
    tcp_rearm_retransmit (tcb, now);
}

/* The wait before the next window probe: the RTO, doubled for each probe sent
 * (RFC 9293 section 3.8.6.1). */
static SimTime
window_probe_wait (const Tcb *tcb)
{
  SimTime wait = MAX (tcb->rto.rto, tcb->cfg->rto_min);

  for (guint i = 0; i < tcb->probe_backoff && wait < tcb->cfg->rto_max; i++)
    wait *= 2;
  return MIN (wait, tcb->cfg->rto_max);
}

gboolean
tcp_is_stuck (const Tcb *tcb)
{
  gboolean has_more = tcb->out.written > tcb->out.sent
                      || (tcb->out.fin_wanted && !tcb->out.fin_sent);

  return has_more && sendq_count (&tcb->sendq) == 0 && tcp_is_synchronized (tcb)
         && tcb->state != TCP_TIME_WAIT;
}

void
tcp_start_window_probe (Tcb *tcb, SimTime now)
{
  tcp_set_timer (tcb, &tcb->timers.window_probe,
                 bounded_by_user_timeout (tcb, window_probe_wait (tcb), now));
}

void
tcp_check_window_probe (Tcb *tcb, SimTime now)
{
  if (!tcp_is_stuck (tcb))
    {
      tcb->timers.window_probe = SIM_NEVER;
      tcb->probe_backoff = 0;
    }
  else if (tcb->timers.window_probe == SIM_NEVER)
    {
      tcb->unanswered_since = now;
      tcp_start_window_probe (tcb, now);
    }
}

void
tcp_restart_window_probe (Tcb *tcb, SimTime now)
{
  if (tcb->timers.window_probe != SIM_NEVER)
    tcp_start_window_probe (tcb, now);
}

SimTime
tcp_first_of_rest (const Timers *t)
{
  return MIN (MIN (t->pacing, t->window_probe), MIN (t->keepalive, t->gone));
}

/* Most of the timers are off, or far away, nearly always. */
SimTime
tcp_next_expiry (const Tcb *tcb)
{
  const Timers *t = &tcb->timers;
  SimTime first = MIN (t->retransmit, MIN (tcb->delack.deadline, tcb->delack.compress_deadline));

  return t->rest < first ? MIN (first, tcp_first_of_rest (t)) : first;
}
