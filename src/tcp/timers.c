/* Arming the timers (RFC 6298 section 5, RFC 9293 section 3.8.6.1); expire.c
 * has what follows when they run out. */
#include "tcp/tcb.h"

/* The end of @wait from now, or of what the user may wait if that is nearer
 * (RFC 9293 section 3.8.3). */
static SimTime
bounded_by_user_timeout (const Tcb *tcb, SimTime wait, SimTime now)
{
  SimTime user = tcb->unanswered_since + tcb->cfg.user_timeout;

  if (tcb->cfg.user_timeout == 0 || user >= now + wait)
    return now + wait;

  return MAX (user, now);
}

void
tcp_rearm_retransmit (Tcb *tcb, SimTime now)
{
  if (sendq_count (&tcb->sendq) == 0)
    tcb->timers.retransmit = SIM_NEVER;
  else
    tcb->timers.retransmit = bounded_by_user_timeout (tcb, tcb->rto.rto, now);
}

/* The wait before the next window probe: the RTO, doubled for each probe sent
 * (RFC 9293 section 3.8.6.1). */
static SimTime
window_probe_wait (const Tcb *tcb)
{
  SimTime wait = MAX (tcb->rto.rto, tcb->cfg.rto_min);

  for (guint i = 0; i < tcb->probe_backoff && wait < tcb->cfg.rto_max; i++)
    wait *= 2;
  return MIN (wait, tcb->cfg.rto_max);
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
  tcb->timers.window_probe = bounded_by_user_timeout (tcb, window_probe_wait (tcb), now);
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
tcp_next_expiry (const Tcb *tcb)
{
  const Timers *t = &tcb->timers;
  SimTime first = MIN (t->retransmit, t->window_probe);

  first = MIN (first, MIN (t->keepalive, t->gone));
  return MIN (first, MIN (tcb->delack.deadline, tcb->delack.compress_deadline));
}
