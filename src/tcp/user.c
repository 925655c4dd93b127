/* User calls, RFC 9293 section 3.10.1 to 3.10.6. */
#include "tcp/tcb.h"
#include "tcp/wheel.h"

void
tcp_open_active (Tcb *tcb, SimTime now)
{
  g_assert (tcb->state == TCP_CLOSED && !tcb->was_established);
  window_init (&tcb->window, tcb->cfg, tcb->cfg->mss, tcb->cfg->window_scaling);
  tcb->rcv.advmss = tcb->cfg->mss;
  tcb->heard_at = now;
  tcb->is_settled = FALSE;
  tcp_queue_syn (tcb, REASON_SYN);
  tcp_enter_state (tcb, TCP_SYN_SENT);
}

void
tcp_open_passive (Tcb *tcb, SimTime now)
{
  tcb->heard_at = now;
  tcb->is_settled = FALSE;
  tcb->is_passive = TRUE;
  tcp_enter_state (tcb, TCP_LISTEN);
}

guint64
tcp_send (Tcb *tcb, guint64 n, TcpError *error, SimTime now)
{
  guint64 room;

  *error = TCP_OK;
  if (tcb->out.fin_wanted || (!tcp_may_send (tcb) && tcb->state != TCP_CLOSED))
    *error = TCP_ERROR_CLOSING;
  else if (!tcp_may_send (tcb))
    *error = tcb->error != TCP_OK ? tcb->error : TCP_ERROR_NOT_OPEN;
  if (*error != TCP_OK)
    return 0;

  room = tcp_writable (tcb);
  tcb->sndbuf.is_full = n >= room;
  n = MIN (n, room);
  if (n > 0)
    {
      tcb->is_settled = FALSE;
      cwnd_on_write (tcb, now);
      sndbuf_write (tcb, n);
    }
  return n;
}

static void
at_once (Tcb *tcb, SegReason reason)
{
  delack_at_once (&tcb->delack, reason);
  tcb->is_settled = FALSE;
}

/* Reading may be what an ACK has waited for: the end of what the peer had to
 * say has been taken, or more than a full segment, or the window can at least
 * double (RFC 9293 section 3.8.6.2.2; the first two are Linux's). */
static void
acknowledge_reading (Tcb *tcb)
{
  const Delack *d = &tcb->delack;
  gboolean is_end = d->is_pushed_twice || (d->is_pushed && !delack_in_pingpong (d, tcb->cfg));
  gboolean owes_much = seq_diff (tcb->rcv.nxt, tcb->rcv.wup) > (gint32) d->rcv_mss;
  guint32 offered = tcp_offered_window (tcb);

  if (d->is_due && tcb->cfg->ack_on_read
      && (owes_much || (is_end && window_is_drained (&tcb->window))))
    {
      at_once (tcb, REASON_ACK_ON_READ);
    }
  else if (tcp_may_receive (tcb) && 2 * (guint64) offered <= tcb->window.clamp)
    {
      guint32 window = window_available (&tcb->window, d->rcv_mss);

      if (window > 0 && window >= 2 * (guint64) offered)
        at_once (tcb, REASON_WINDOW_UPDATE);
    }
}

guint64
tcp_receive (Tcb *tcb, guint64 n, SimTime now)
{
  n = MIN (n, tcp_readable (tcb));
  if (n == 0)
    return 0;

  tcp_take_read (tcb, n, now);
  if (tcp_is_synchronized (tcb) && tcb->state != TCP_TIME_WAIT)
    acknowledge_reading (tcb);
  return n;
}

/* The FIN is asked for, and the state says so. */
static void
want_fin (Tcb *tcb)
{
  tcb->out.fin_wanted = TRUE;
  tcb->is_settled = FALSE;
  if (tcb->state == TCP_ESTABLISHED)
    tcp_enter_state (tcb, TCP_FIN_WAIT_1);
  else if (tcb->state == TCP_CLOSE_WAIT)
    tcp_enter_state (tcb, TCP_LAST_ACK);
}

TcpError
tcp_shutdown (Tcb *tcb, SimTime now G_GNUC_UNUSED)
{
  switch (tcb->state)
    {
    case TCP_CLOSED:
      return tcb->error != TCP_OK ? tcb->error : TCP_ERROR_NOT_OPEN;
    case TCP_LISTEN:
    case TCP_SYN_SENT:
      tcp_finish (tcb, TCP_ERROR_ABORTED);
      return TCP_OK;
    case TCP_SYN_RECEIVED:
    case TCP_ESTABLISHED:
    case TCP_CLOSE_WAIT:
      want_fin (tcb);
      return TCP_OK;
    default:
      return TCP_ERROR_CLOSING;
    }
}

TcpError
tcp_close (Tcb *tcb, SimTime now)
{
  tcb->is_orphan = TRUE;
  if (tcp_readable (tcb) > 0 && tcp_is_synchronized (tcb) && tcb->state != TCP_TIME_WAIT)
    {
      tcb->is_settled = FALSE;
      tcp_reset_peer (tcb, REASON_RESET_UNREAD, now);
      tcp_finish (tcb, TCP_OK);
      return TCP_OK;
    }
  if (tcb->state == TCP_FIN_WAIT_2 && tcb->cfg->fin_timeout > 0)
    tcp_set_timer (tcb, &tcb->timers.gone, wheel_expiry (tcb->cfg->hz, tcb->cfg->fin_timeout, now));
  if (tcb->out.fin_wanted || tcb->state == TCP_CLOSED)
    return TCP_OK;
  return tcp_shutdown (tcb, now);
}

TcpError
tcp_abort (Tcb *tcb, SimTime now)
{
  if (tcb->state == TCP_CLOSED)
    return TCP_ERROR_NOT_OPEN;

  tcb->is_settled = FALSE;
  if (tcb->state == TCP_SYN_RECEIVED || (tcp_is_synchronized (tcb) && tcb->state != TCP_TIME_WAIT
                                         && tcb->state != TCP_CLOSING && tcb->state != TCP_LAST_ACK))
    tcp_reset_peer (tcb, REASON_RESET_ABORT, now);
  tcp_finish (tcb, TCP_ERROR_ABORTED);
  return TCP_OK;
}

void
tcp_set_nodelay (Tcb *tcb, gboolean nodelay, SimTime now G_GNUC_UNUSED)
{
  tcb->nodelay = nodelay;
  tcb->is_settled = FALSE;
}
