/* The handshake is complete (RFC 9293 section 3.5): what both ends know from
 * here on. */
#include "tcp/tcb.h"

/* Segments that the receiver's first round trip is expected to bring:
 * TCP_INIT_CWND. */
#define INITIAL_SPACE 10

/* After two or more SYNs lost, one segment to start with (RFC 5681 section
 * 3.1 asks for it after one; Linux allows one). */
static void
set_cwnd_after_handshake (Tcb *tcb)
{
  if (tcb->syn_retransmits > 1)
    tcb->cc.cwnd = 1;
}

void
tcp_establish (Tcb *tcb, const Segment *seg, SimTime now)
{
  tcp_enter_state (tcb, TCP_ESTABLISHED);
  window_open (&tcb->window, tcb->rcv.advmss);
  autotune_open (&tcb->autotune,
                 MIN (MIN (tcb->window.threshold, tcb->window.wnd), INITIAL_SPACE * tcb->rcv.advmss), now);
  delack_open (&tcb->delack, tcb->snd.mss, tcb->window.wnd, now);
  rto_after_lost_syn (&tcb->rto, &tcb->cfg);
  set_cwnd_after_handshake (tcb);
  if (tcb->cfg.congestion_control->init != NULL)
    tcb->cfg.congestion_control->init (&tcb->cc, now);
  tcb->snd.wl1 = seq_add (seg->seq, -1);        /* so that this segment's window counts */
  tcb->snd.wl2 = seg->ack;
  tcp_update_send_window (tcb, seg, now);
  if (tcb->cfg.keepalive)
    tcb->timers.keepalive = now + tcb->cfg.keepalive_time;
  if (tcb->out.fin_wanted)
    tcp_enter_state (tcb, TCP_FIN_WAIT_1);      /* closed while the handshake ran */
}
