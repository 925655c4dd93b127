/* Explicit congestion notification: what SYNs agree on and what a receiver
 * reports (RFC 3168 sections 6.1.1 and 6.1.3; RFC 8257 section 3.2 for a
 * congestion control that wants to know of each mark).  What a sender does
 * about a report is acknowledge.c's.  Leaves out AccECN. */
#include "tcp/tcb.h"

#define ECN_MASK 3
#define ECN_CE 3
#define ECN_ECT0 2

/* tcp_ecn: 0 never, 1 offered and accepted, 2 accepted. */
#define ECN_NEVER 0
#define ECN_OFFERED 1

/* ACKs that a change of the path's mind brings forward: the sender's cwnd may
 * be so low that it waits for each (Linux). */
#define ECN_QUICKACKS 2

static gboolean
wants_ecn (const Tcb *tcb)
{
  return tcb->cc.ops->wants_ecn;
}

void
ecn_fill_syn (Tcb *tcb, Segment *seg)
{
  gboolean is_answer = seg->flags & SEG_ACK;

  if (is_answer && tcb->ecn.is_on)
    seg->flags |= SEG_ECE;
  if (!is_answer && (tcb->cfg->ecn == ECN_OFFERED || wants_ecn (tcb)) && !seg->is_retransmission)
    {
      seg->flags |= SEG_ECE | SEG_CWR;
      tcb->ecn.is_on = TRUE;            /* unless the answer says otherwise */
    }
  if (tcb->ecn.is_on && wants_ecn (tcb))
    seg->ecn = ECN_ECT0;
}

/* A SYN that is itself marked capable comes from an end that marks everything,
 * and expects as much (Linux, as RFC 8257 has it). */
void
ecn_agree (Tcb *tcb, const Segment *syn)
{
  guint8 flags = syn->flags & (SEG_ECE | SEG_CWR);

  if (syn->flags & SEG_ACK)
    tcb->ecn.is_on = tcb->ecn.is_on && flags == SEG_ECE;
  else
    tcb->ecn.is_on = flags == (SEG_ECE | SEG_CWR)
                     && (wants_ecn (tcb)
                         || (tcb->cfg->ecn != ECN_NEVER && (syn->ecn & ECN_MASK) == 0));
}

void
ecn_fill (Tcb *tcb, Segment *seg)
{
  if (!tcb->ecn.is_on)
    return;

  if (tcb->ecn.demand_cwr)
    seg->flags |= SEG_ECE;
  if (wants_ecn (tcb))
    seg->ecn = ECN_ECT0;
}

void
ecn_on_cwr (Tcb *tcb, const Segment *seg)
{
  if (!tcb->ecn.is_on || !(seg->flags & SEG_CWR))
    return;

  tcb->ecn.demand_cwr = FALSE;
  if (seg_seq_len (seg) > 0)
    delack_at_once (&tcb->delack, REASON_ACK_ECN);
}

/* RFC 8257 section 3.2: the reports change with the marks.  An ACK that was
 * waiting tells of what came before the change. */
static void
mirror_mark (Tcb *tcb, gboolean is_marked, SimTime now)
{
  if (!wants_ecn (tcb))
    return;

  if (tcb->ecn.last_was_marked != is_marked)
    {
      tcb->ecn.demand_cwr = tcb->ecn.last_was_marked;
      if (tcb->delack.deadline != SIM_NEVER)
        tcp_ack_up_to (tcb, tcb->ecn.last_nxt, REASON_ACK_ECN, now);
      delack_at_once (&tcb->delack, REASON_ACK_ECN);
    }
  tcb->ecn.last_was_marked = is_marked;
  tcb->ecn.last_nxt = tcb->rcv.nxt;
  tcb->ecn.demand_cwr = is_marked;
}

static void
hurry (Tcb *tcb)
{
  delack_hurry (&tcb->delack, tcb->cfg, tcb->window.wnd, ECN_QUICKACKS);
}

void
ecn_on_data (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!tcb->ecn.is_on)
    return;

  switch (seg->ecn & ECN_MASK)
    {
    case 0:
      if (tcb->ecn.seen)                /* most likely a retransmission */
        hurry (tcb);
      break;
    case ECN_CE:
      mirror_mark (tcb, TRUE, now);
      if (!tcb->ecn.demand_cwr)
        {
          hurry (tcb);
          tcb->ecn.demand_cwr = TRUE;
        }
      tcb->ecn.seen = TRUE;
      break;
    default:
      mirror_mark (tcb, FALSE, now);
      tcb->ecn.seen = TRUE;
    }
}
