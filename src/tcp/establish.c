/* The handshake is complete (RFC 9293 section 3.5): what both ends know from
 * here on. */
#include "tcp/ack.h"
#include "tcp/wheel.h"

/* Segments that the receiver's first round trip is expected to bring:
 * TCP_INIT_CWND. */
#define INITIAL_SPACE 10

/* After two or more SYNs lost, one segment to start with (RFC 5681 section
 * 3.1 asks for it after one; Linux allows one).  Where the first of them is what
 * was answered, none was lost. */
static void
set_cwnd_after_handshake (Tcb *tcb, const Segment *seg)
{
  gboolean first_was_answered = tcb->agreed.timestamps && seg->tsecr == tcb->first_syn_tsval;

  tcb->cc.cwnd = tcb->syn_retransmits > 1 && !first_was_answered ? 1 : tcb->cfg->initial_cwnd;
}

/* What a new connection starts from, whatever its SYNs met. */
static void
start_congestion_control (Tcb *tcb, const Segment *seg, SimTime now)
{
  const CcOps *ops = tcb->cc.ops;

  tcb->cc.state = TCP_CA_OPEN;
  tcb->recovery.may_undo = tcb->recovery.has_stamp = tcb->recovery.is_frto = FALSE;
  tcb->cc.ssthresh = CC_SSTHRESH_UNSET;
  tcb->cc.mss = tcb->snd.mss;
  tcb->cc.srtt = rto_srtt (&tcb->rto);
  tcb->cc.una = tcb->snd.una;
  tcb->cc.nxt = tcb->snd.nxt;
  tcb->cc.has_ecn = tcb->ecn.is_on;
  tcb->cc.is_paced = tcb->cfg->pacing || ops->wants_pacing;
  tcb->recovery.high_seq = tcb->snd.una;
  tcb->cc.sent_at = tcb->use.checked_at = now;
  set_cwnd_after_handshake (tcb, seg);
  cwnd_update_pacing (tcb);
  if (ops->init != NULL)
    ops->init (&tcb->cc, now);
}

void
tcp_establish (Tcb *tcb, const Segment *seg, SimTime now)
{
  tcp_enter_state (tcb, TCP_ESTABLISHED);
  window_open (&tcb->window, tcb->rcv.advmss);
  autotune_open (&tcb->autotune,
                 MIN (MIN (tcb->window.threshold, tcb->window.wnd), INITIAL_SPACE * tcb->rcv.advmss), now);
  delack_open (&tcb->delack, tcb->snd.mss, tcb->rcv.advmss, tcb->window.wnd, now);
  rto_after_lost_syn (&tcb->rto, tcb->cfg);
  start_congestion_control (tcb, seg, now);
  tcp_take_first_window (tcb, seg, now);
  tlp_open (tcb);
  sndbuf_open (tcb);
  if (tcb->cfg->keepalive)
    tcp_set_timer (tcb, &tcb->timers.keepalive, wheel_expiry (tcb->cfg->hz, tcb->cfg->keepalive_time, now));
  if (tcb->out.fin_wanted)
    tcp_enter_state (tcb, TCP_FIN_WAIT_1);      /* closed while the handshake ran */
}
