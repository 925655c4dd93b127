/* TIMEOUTS, RFC 9293 section 3.10.8: retransmission (RFC 6298), delayed ACK,
 * window probes (section 3.8.6.1), keepalive (3.8.4), and the waits at the
 * end. */
#include "tcp/tcb.h"
#include "tcp/wheel.h"

/* Linux's tries for a connection whose application has gone, when
 * orphan_retries is 0. */
#define ORPHAN_RETRIES_DEFAULT 8

/* Longer than any run; sums of two of them still fit a SimTime. */
#define TOO_LONG (SIM_NEVER / 4)

/* How long @n timeouts take that begin with retries_base and double up to
 * rto_max: Linux gives up by time, so that a long RTO does not mean a longer
 * wait. */
static SimTime
time_for_timeouts (const Tcb *tcb, guint n)
{
  SimTime wait = tcb->cfg->retries_base, total = 0;

  for (guint i = 0; i <= n && total < TOO_LONG; i++)
    {
      total += MIN (wait, tcb->cfg->rto_max);
      wait = MIN (wait * 2, tcb->cfg->rto_max);
    }
  return total;
}

static guint
retries_allowed (const Tcb *tcb)
{
  if (!tcb->is_orphan)
    return tcb->cfg->retries2;

  return tcb->cfg->orphan_retries > 0 ? tcb->cfg->orphan_retries : ORPHAN_RETRIES_DEFAULT;
}

static gboolean
user_has_waited_enough (const Tcb *tcb, SimTime now)
{
  return tcb->cfg->user_timeout > 0 && now - tcb->unanswered_since >= tcb->cfg->user_timeout;
}

/* The peer has shrunk its window to nothing over what is out: what is sent again
 * then are probes, and a peer that answers them is there (RFC 9293 section 3.8.6.1,
 * MUST-37; Linux waits for two of the longest timeouts to hear of it). */
static gboolean
is_probing_by_retransmission (const Tcb *tcb, SimTime now)
{
  return tcb->snd.wnd == 0 && !tcb->is_orphan && now - tcb->heard_at <= 2 * tcb->cfg->rto_max;
}

static gboolean
is_time_to_give_up (const Tcb *tcb, SimTime now)
{
  if (user_has_waited_enough (tcb, now))
    return TRUE;

  switch (tcb->state)
    {
    case TCP_SYN_SENT:
      return tcb->retransmits >= tcb->cfg->syn_retries + tcb->cfg->syn_linear_timeouts;
    case TCP_SYN_RECEIVED:
      return tcb->retransmits >= tcb->cfg->synack_retries;
    default:
      return tcb->retransmits > 0 && !is_probing_by_retransmission (tcb, now)
             && now - tcb->unanswered_since >= time_for_timeouts (tcb, retries_allowed (tcb));
    }
}

static void
give_up (Tcb *tcb)
{
  if (tcb->state == TCP_SYN_RECEIVED && tcb->is_passive)
    tcp_return_to_listen (tcb, TCP_ERROR_TIMEOUT);
  else
    tcp_finish (tcb, TCP_ERROR_TIMEOUT);
}

/* The first SYNs of a series follow one another at the same distance
 * (Linux's tcp_syn_linear_timeouts). */
static void
back_off (Tcb *tcb)
{
  if (tcb->state != TCP_SYN_SENT || tcb->retransmits > tcb->cfg->syn_linear_timeouts)
    rto_back_off (&tcb->rto, tcb->cfg);
}

static void
on_rto (Tcb *tcb, SimTime now)
{
  if (is_time_to_give_up (tcb, now))
    {
      give_up (tcb);
      return;
    }
  if (tcp_is_synchronized (tcb) || tcb->state == TCP_SYN_SENT)
    recovery_enter_loss (tcb, now);     /* of the SYN, too, until the connection is there (Linux) */
  tcb->retransmits++;
  tcb->recovery.total_rto++;
  tcb->pending.timed_out = TRUE;
  back_off (tcb);
  tcp_rearm_retransmit (tcb, now);
}

/* At most one probe is out at a time. */
static void
on_loss_probe (Tcb *tcb, SimTime now)
{
  if (tcb->tlp.is_out)
    tcp_rearm_retransmit (tcb, now);
  else
    tcb->pending.loss_probe = TRUE;
}

static void
on_retransmit (Tcb *tcb, SimTime now)
{
  tcb->timers.retransmit = SIM_NEVER;
  switch (tcb->timers.retransmit_is)
    {
    case TIMER_RTO:        on_rto (tcb, now);                         break;
    case TIMER_LOSS_PROBE: on_loss_probe (tcb, now);                  break;
    case TIMER_REORDERING: recovery_on_reordering_timeout (tcb, now); break;
    }
}

static void
on_window_probe (Tcb *tcb, SimTime now)
{
  tcb->timers.window_probe = SIM_NEVER;
  if (!tcp_is_stuck (tcb))
    return;
  if (tcb->probes >= retries_allowed (tcb) || user_has_waited_enough (tcb, now))
    {
      tcp_finish (tcb, TCP_ERROR_TIMEOUT);
      return;
    }
  tcb->probes++;
  if (tcb->probe_backoff < tcb->cfg->retries2)
    tcb->probe_backoff++;
  tcb->pending.probe = REASON_WINDOW_PROBE;
  tcp_start_window_probe (tcb, now);
}

/* The peer has not answered: the application is told, and so is the peer, if
 * it is there after all. */
static void
give_up_keepalive (Tcb *tcb, SimTime now)
{
  tcp_reset_peer (tcb, REASON_RESET_TIMEOUT, now);
  tcp_finish (tcb, TCP_ERROR_TIMEOUT);
}

static gboolean
keepalive_failed (const Tcb *tcb, SimTime idle)
{
  if (tcb->cfg->user_timeout > 0)
    return tcb->probes > 0 && idle >= tcb->cfg->user_timeout;

  return tcb->probes >= tcb->cfg->keepalive_probes;
}

static void
set_keepalive (Tcb *tcb, SimTime wait, SimTime now)
{
  tcp_set_timer (tcb, &tcb->timers.keepalive, wheel_expiry (tcb->cfg->hz, wait, now));
}

static void
on_keepalive (Tcb *tcb, SimTime now)
{
  SimTime idle = now - tcb->heard_at;

  if (sendq_count (&tcb->sendq) > 0 || tcp_is_stuck (tcb))
    {
      set_keepalive (tcb, tcb->cfg->keepalive_time, now);       /* other timers watch */
    }
  else if (idle < tcb->cfg->keepalive_time)
    {
      tcp_set_timer (tcb, &tcb->timers.keepalive, tcb->heard_at + tcb->cfg->keepalive_time);
    }
  else if (keepalive_failed (tcb, idle))
    {
      give_up_keepalive (tcb, now);
    }
  else
    {
      tcb->probes++;
      tcb->pending.probe = REASON_KEEPALIVE;
      set_keepalive (tcb, tcb->cfg->keepalive_intvl, now);
    }
}

void
tcp_expire (Tcb *tcb, SimTime now)
{
  tcb->is_settled = FALSE;
  if (now >= tcb->delack.compress_deadline)
    delack_on_compress_timeout (&tcb->delack);
  if (now >= tcb->delack.deadline)
    delack_on_timeout (&tcb->delack, tcb->cfg, tcb->rto.rto);
  if (now >= tcb->timers.retransmit)
    on_retransmit (tcb, now);
  if (now >= tcb->timers.pacing)
    tcb->timers.pacing = SIM_NEVER;     /* tcp_transmit() goes on */
  if (now >= tcb->timers.window_probe)
    on_window_probe (tcb, now);
  if (now >= tcb->timers.keepalive)
    on_keepalive (tcb, now);
  if (now >= tcb->timers.gone)
    tcp_finish (tcb, TCP_OK);
  tcb->timers.rest = tcp_first_of_rest (&tcb->timers);
}
