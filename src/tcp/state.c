/* The states, their legal successors, and the ways out (RFC 9293 section
 * 3.3.2). */
#include "tcp/tcb.h"
#include "tcp/wheel.h"

static const char *const state_names[TCP_N_STATES] = {
  [TCP_CLOSED] = "CLOSED",
  [TCP_LISTEN] = "LISTEN",
  [TCP_SYN_SENT] = "SYN-SENT",
  [TCP_SYN_RECEIVED] = "SYN-RECEIVED",
  [TCP_ESTABLISHED] = "ESTABLISHED",
  [TCP_FIN_WAIT_1] = "FIN-WAIT-1",
  [TCP_FIN_WAIT_2] = "FIN-WAIT-2",
  [TCP_CLOSE_WAIT] = "CLOSE-WAIT",
  [TCP_CLOSING] = "CLOSING",
  [TCP_LAST_ACK] = "LAST-ACK",
  [TCP_TIME_WAIT] = "TIME-WAIT",
};

#define TO(state) (1u << TCP_##state)

/* Figure 5 of RFC 9293, plus the way to CLOSED that an abort, a reset or a
 * timeout takes from every state, and the way from FIN-WAIT-1 straight to
 * TIME-WAIT when one segment brings both the ACK and the FIN. */
static const guint16 tcp_successors[TCP_N_STATES] = {
  [TCP_CLOSED] = TO (LISTEN) | TO (SYN_SENT),
  [TCP_LISTEN] = TO (SYN_RECEIVED) | TO (CLOSED),
  [TCP_SYN_SENT] = TO (SYN_RECEIVED) | TO (ESTABLISHED) | TO (CLOSED),
  [TCP_SYN_RECEIVED] = TO (LISTEN) | TO (ESTABLISHED) | TO (FIN_WAIT_1) | TO (CLOSED),
  [TCP_ESTABLISHED] = TO (FIN_WAIT_1) | TO (CLOSE_WAIT) | TO (CLOSED),
  [TCP_FIN_WAIT_1] = TO (FIN_WAIT_2) | TO (CLOSING) | TO (TIME_WAIT) | TO (CLOSED),
  [TCP_FIN_WAIT_2] = TO (TIME_WAIT) | TO (CLOSED),
  [TCP_CLOSE_WAIT] = TO (LAST_ACK) | TO (CLOSED),
  [TCP_CLOSING] = TO (TIME_WAIT) | TO (CLOSED),
  [TCP_LAST_ACK] = TO (CLOSED),
  [TCP_TIME_WAIT] = TO (CLOSED),
};

static const char *const ca_state_names[TCP_N_CA_STATES] = {
  [TCP_CA_OPEN] = "Open",
  [TCP_CA_DISORDER] = "Disorder",
  [TCP_CA_CWR] = "CWR",
  [TCP_CA_RECOVERY] = "Recovery",
  [TCP_CA_LOSS] = "Loss",
};

static const char *const error_texts[] = {
  [TCP_OK] = "",
  [TCP_ERROR_REFUSED] = "connection refused",
  [TCP_ERROR_RESET] = "connection reset",
  [TCP_ERROR_ABORTED] = "connection aborted",
  [TCP_ERROR_TIMEOUT] = "connection timed out",
  [TCP_ERROR_CLOSING] = "connection closing",
  [TCP_ERROR_NOT_OPEN] = "connection does not exist",
};

const char *
tcp_state_name (TcpState state)
{
  g_assert (state < TCP_N_STATES);
  return state_names[state];
}

const char *
tcp_ca_state_name (TcpCaState state)
{
  g_assert (state < TCP_N_CA_STATES);
  return ca_state_names[state];
}

const char *
tcp_error_text (TcpError error)
{
  g_assert (error < G_N_ELEMENTS (error_texts));
  return error_texts[error];
}

void
tcp_enter_state (Tcb *tcb, TcpState next)
{
  g_assert (tcp_successors[tcb->state] & (1u << next));
  tcb->state = next;
  if (next == TCP_ESTABLISHED)
    tcb->was_established = TRUE;
}

gboolean
tcp_may_send (const Tcb *tcb)
{
  return tcb->state == TCP_ESTABLISHED || tcb->state == TCP_CLOSE_WAIT
         || tcb->state == TCP_SYN_SENT || tcb->state == TCP_SYN_RECEIVED;
}

gboolean
tcp_may_receive (const Tcb *tcb)
{
  return tcb->state == TCP_ESTABLISHED || tcb->state == TCP_FIN_WAIT_1
         || tcb->state == TCP_FIN_WAIT_2;
}

static const Timers timers_off = {
  .retransmit = SIM_NEVER, .rest = SIM_NEVER, .pacing = SIM_NEVER, .window_probe = SIM_NEVER, .keepalive = SIM_NEVER,
  .gone = SIM_NEVER
};

static void
stop_timers (Tcb *tcb)
{
  tcb->timers = timers_off;
  tcb->delack.deadline = tcb->delack.compress_deadline = SIM_NEVER;
}

void
tcp_finish (Tcb *tcb, TcpError error)
{
  if (tcb->state == TCP_CLOSED)
    return;

  tcp_enter_state (tcb, TCP_CLOSED);
  if (tcb->error == TCP_OK)
    tcb->error = error;
  stop_timers (tcb);
  sendq_clear (&tcb->sendq);
  ring_clear (&tcb->out.pushes);
  tcb->delack.is_due = FALSE;
  tcb->delack.now = REASON_NONE;
  tcb->pending.syn = tcb->pending.probe = REASON_NONE;
  tcb->pending.timed_out = tcb->pending.loss_probe = FALSE;
}

void
tcp_start_time_wait (Tcb *tcb, SimTime now)
{
  if (tcb->state != TCP_TIME_WAIT)
    tcp_enter_state (tcb, TCP_TIME_WAIT);
  tcb->timers = timers_off;
  tcp_set_timer (tcb, &tcb->timers.gone, wheel_expiry (tcb->cfg->hz, tcb->cfg->timewait, now));
}

void
tcp_clear_rare (Tcb *tcb)
{
  if (tcb->rare == NULL)
    return;

  tcb->rare->answered_at = SIM_NEVER;
  tcb->rare->second_start = 0;
  tcb->rare->challenges = 0;
}

void
tcp_clear (Tcb *tcb)
{
  const Tcb kept = {
    .cfg = tcb->cfg, .isn = tcb->isn, .tsval = tcb->tsval, .nodelay = tcb->nodelay,
    .cc = { .ops = tcb->cc.ops, .seed = tcb->cc.seed, .priv = tcb->cc.priv },
    .rare = tcb->rare
  };

  sendq_clear (&tcb->sendq);
  ring_clear (&tcb->out.pushes);
  reassembly_clear (&tcb->reassembly);
  *tcb = kept;
  tcp_clear_rare (tcb);
  tcb->state = TCP_CLOSED;
  reassembly_init (&tcb->reassembly);
  delack_init (&tcb->delack);
  rto_init (&tcb->rto, tcb->cfg);
  tcb->cc.cfg = tcb->cfg;
  tcb->cc.delivery = &tcb->delivery;
  tcb->cc.cwnd = tcb->cfg->initial_cwnd;
  tcb->cc.ssthresh = CC_SSTHRESH_UNSET;
  tcb->cc.min_rtt = SIM_NEVER;
  tcb->recovery.reordering = tcb->cfg->reordering;
  tcb->rack.steps = 1;
  tcb->snd.iss = tcb->snd.una = tcb->snd.nxt = tcb->isn;
  tcb->snd.mss = tcb->cfg->mss;
  sndbuf_init (tcb);
  stop_timers (tcb);
}

void
tcp_return_to_listen (Tcb *tcb, TcpError error)
{
  if (tcb->is_orphan || tcb->out.fin_wanted)
    {
      tcp_finish (tcb, error);
      return;
    }
  tcp_clear (tcb);
  tcb->is_passive = TRUE;
  tcp_enter_state (tcb, TCP_LISTEN);
}
