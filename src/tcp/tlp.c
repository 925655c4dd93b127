/* Tail loss probes, RFC 8985 section 7: when the last segments of a flight are
 * lost nothing comes back that could tell; a probe draws an ACK long before the
 * RTO would run out. */
#include "tcp/ack.h"

/* Linux's TCP_TIMEOUT_MIN_US: for the ACK to be on its way. */
#define PROBE_SLACK SIM_MS (2)

void
tlp_open (Tcb *tcb)
{
  tcb->tlp.is_in_use = (tcb->cfg->early_retrans == 3 || tcb->cfg->early_retrans == 4) && tcb->agreed.sack;
}

static gboolean
is_wanted (const Tcb *tcb)
{
  return tcb->tlp.is_in_use && sendq_count (&tcb->sendq) > 0
         && (tcb->cc.state == TCP_CA_OPEN || tcb->cc.state == TCP_CA_CWR);
}

/* Section 7.2: two round trips, and where one segment is out its ACK may wait
 * for the receiver's timer, for which Linux allows the least RTO. */
static SimTime
probe_timeout (const Tcb *tcb)
{
  SimTime srtt = rto_srtt (&tcb->rto);

  if (srtt == 0)
    return tcb->cfg->rto_initial;
  return 2 * srtt + (sendq_count (&tcb->sendq) == 1 ? tcb->cfg->rto_min : PROBE_SLACK);
}

gboolean
tlp_schedule (Tcb *tcb, SimTime rto_at, SimTime now)
{
  SimTime wait;

  if (!is_wanted (tcb))
    return FALSE;

  wait = probe_timeout (tcb);
  if (rto_at > now)
    wait = MIN (wait, rto_at - now);
  tcp_start_retransmit (tcb, TIMER_LOSS_PROBE, wait, now);
  return TRUE;
}

/* The probe repaired a loss, of which nobody else knows: cwnd answers for it. */
static void
answer_for_loss (Tcb *tcb, SimTime now)
{
  recovery_begin_reduction (tcb, now);
  recovery_set_state (tcb, TCP_CA_CWR, now);
  recovery_end_reduction (tcb, now);
  recovery_keep_open (tcb, now);
}

/* Section 7.4.2. */
void
tlp_on_ack (Tcb *tcb, const Ack *ack, SimTime now)
{
  SeqNum number = ack->seg->ack;

  if (!tcb->tlp.is_out || seq_lt (number, tcb->tlp.high))
    return;
  if (!tcb->tlp.was_sent_before || ack->is_probe_dsack)
    tcb->tlp.is_out = FALSE;                    /* new data, or both copies, have arrived */
  else if (seq_gt (number, tcb->tlp.high))
    answer_for_loss (tcb, now);                 /* clears is_out, too */
  else if (ack_is_duplicate (ack) && !ack->data_sacked)
    tcb->tlp.is_out = FALSE;
}
