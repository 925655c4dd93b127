/* What a sender does about losses, in Linux's five states: Open, Disorder, CWR,
 * Recovery and Loss.  RFC 5681 and RFC 6582 without SACK; with it RFC 8985 or,
 * where RACK is off, RFC 6675; PRR (RFC 9937) lowers cwnd, F-RTO (RFC 5682)
 * doubts a timeout, and what proves wrong is undone (RFC 3522, RFC 4015, RFC
 * 3708). */
#include "tcp/ack.h"

/* The least that SACK reneging is given to clear up (Linux). */
#define RENEGING_WAIT SIM_MS (10)

/* Bit of tcp_recovery. */
#define RACK_LOSS_DETECTION 1

static gboolean
with_rack (const Tcb *tcb)
{
  return tcb->agreed.sack && (tcb->cfg->recovery & RACK_LOSS_DETECTION);
}

gboolean
recovery_is_reducing (const Tcb *tcb)
{
  return cc_is_reducing (&tcb->cc);
}

void
recovery_set_state (Tcb *tcb, TcpCaState next, SimTime now)
{
  if (tcb->cc.ops->set_state != NULL)
    tcb->cc.ops->set_state (&tcb->cc, next, now);
  tcb->cc.state = next;
}

guint32
recovery_current_ssthresh (const Tcb *tcb)
{
  if (recovery_is_reducing (tcb))
    return tcb->cc.ssthresh;

  return MAX (tcb->cc.ssthresh, tcb->cc.cwnd / 2 + tcb->cc.cwnd / 4);
}

/* Whether anything has been sent again that is not acknowledged yet. */
static gboolean
has_retransmitted (const Tcb *tcb)
{
  return tcb->sendq.retrans > 0
         || (sendq_count (&tcb->sendq) > 0 && (sendq_first (&tcb->sendq)->marks & SENT_EVER_RETRANS));
}

static void
forget_stamp_if_done (Tcb *tcb)
{
  if (!has_retransmitted (tcb))
    tcb->recovery.has_stamp = FALSE;
}

void
recovery_on_retransmit (Tcb *tcb, guint32 tsval)
{
  Recovery *r = &tcb->recovery;

  if (!r->has_stamp)
    {
      r->has_stamp = TRUE;
      r->stamp = tsval;
    }
  r->undo_retrans = MAX (r->undo_retrans, 0) + 1;
}

/* Reducing cwnd. */

static void
begin_undo (Tcb *tcb)
{
  Recovery *r = &tcb->recovery;

  r->may_undo = TRUE;
  r->undo_marker = tcb->snd.una;
  r->undo_retrans = tcb->sendq.retrans + (tcb->tlp.is_out && tcb->tlp.was_sent_before);
  if (r->undo_retrans == 0)
    r->undo_retrans = -1;
}

void
recovery_begin_reduction (Tcb *tcb, SimTime now)
{
  tcb->recovery.high_seq = tcb->snd.nxt;
  tcb->tlp.is_out = FALSE;
  tcb->cc.cwnd_count = 0;
  tcb->cc.prior_cwnd = tcb->cc.cwnd;
  tcb->recovery.prr_delivered = tcb->recovery.prr_out = 0;
  tcb->cc.ssthresh = tcb->cc.ops->ssthresh_on_loss (&tcb->cc, now);
  tcb->ecn.queue_cwr = tcb->ecn.is_on;
}

/* cwnd comes down to ssthresh, unless the reduction was undone. */
void
recovery_end_reduction (Tcb *tcb, SimTime now)
{
  if (tcb->cc.ops->control != NULL)
    return;

  if (tcb->cc.ssthresh < CC_SSTHRESH_UNSET
      && (tcb->cc.state == TCP_CA_CWR || tcb->recovery.may_undo))
    {
      tcb->cc.cwnd = tcb->cc.ssthresh;
      tcb->use.checked_at = now;
    }
  cwnd_tell (tcb, CC_EVENT_COMPLETE_CWR, now);
}

/* A mark, for which cwnd is reduced as for a loss (RFC 3168 section 6.1.2). */
static void
enter_cwr (Tcb *tcb, SimTime now)
{
  tcb->recovery.prior_ssthresh = 0;
  if (tcb->cc.state >= TCP_CA_CWR)
    return;

  tcb->recovery.may_undo = FALSE;
  recovery_begin_reduction (tcb, now);
  recovery_set_state (tcb, TCP_CA_CWR, now);
}

static void
enter_recovery (Tcb *tcb, gboolean is_ece, SimTime now)
{
  forget_stamp_if_done (tcb);
  tcb->recovery.prior_ssthresh = 0;
  begin_undo (tcb);
  if (!recovery_is_reducing (tcb))
    {
      if (!is_ece)
        tcb->recovery.prior_ssthresh = recovery_current_ssthresh (tcb);
      recovery_begin_reduction (tcb, now);
    }
  recovery_set_state (tcb, TCP_CA_RECOVERY, now);
}

/* RFC 9937 section 6.2, and its conservative bound below ssthresh where the ACK
 * shows no progress. */
static void
reduce (Tcb *tcb, guint32 delivered, guint32 lost, gboolean advances)
{
  Recovery *r = &tcb->recovery;
  gint64 in_flight = sendq_in_flight (&tcb->sendq), room = tcb->cc.ssthresh - in_flight, send;

  if (delivered == 0 || tcb->cc.prior_cwnd == 0)
    return;

  r->prr_delivered += delivered;
  if (room < 0)
    send = ((gint64) tcb->cc.ssthresh * r->prr_delivered + tcb->cc.prior_cwnd - 1) / tcb->cc.prior_cwnd
           - r->prr_out;
  else
    send = MIN (room, MAX ((gint64) r->prr_delivered - r->prr_out, delivered)
                        + (advances && lost == 0));
  send = MAX (send, r->prr_out > 0 ? 0 : 1);    /* the first goes in any case */
  tcb->cc.cwnd = MAX (in_flight + send, 1);
}

/* States. */

void
recovery_keep_open (Tcb *tcb, SimTime now)
{
  gboolean is_clean = tcb->sendq.sacked + tcb->sendq.lost == 0 && !has_retransmitted (tcb);
  TcpCaState next = is_clean ? TCP_CA_OPEN : TCP_CA_DISORDER;

  if (tcb->cc.state == next)
    return;

  recovery_set_state (tcb, next, now);
  tcb->recovery.high_seq = tcb->snd.nxt;
}

static void
try_to_open (Tcb *tcb, const Ack *ack, SimTime now)
{
  forget_stamp_if_done (tcb);
  if (ack->is_ece)
    enter_cwr (tcb, now);
  if (tcb->cc.state != TCP_CA_CWR)
    recovery_keep_open (tcb, now);
}

/* Undoing. */

/* Eifel (RFC 3522): the ACK echoes a timestamp older than the first
 * retransmission, so the original has arrived.  Without timestamps: nothing was
 * sent again. */
static gboolean
is_original_delayed (const Tcb *tcb, const Ack *ack)
{
  if (tcb->recovery.has_stamp)
    return options_echoes_before (tcb, ack->seg, tcb->recovery.stamp);

  return !tcb->agreed.timestamps;
}

static gboolean
may_undo (const Tcb *tcb, const Ack *ack)
{
  return tcb->recovery.may_undo && (tcb->recovery.undo_retrans == 0 || is_original_delayed (tcb, ack));
}

/* What showed it, where may_undo() says so. */
static TcpUndo
proof (const Tcb *tcb)
{
  if (tcb->recovery.undo_retrans == 0)
    return TCP_UNDO_DSACK;

  return tcb->recovery.has_stamp ? TCP_UNDO_TIMESTAMP : TCP_UNDO_NOT_RESENT;
}

/* RFC 4015's response, by Linux's rules. */
static void
undo_reduction (Tcb *tcb, TcpUndo by, SimTime now)
{
  Recovery *r = &tcb->recovery;
  const CcOps *ops = tcb->cc.ops;

  if (r->prior_ssthresh > 0)
    {
      tcb->cc.cwnd = ops->undo_cwnd != NULL ? ops->undo_cwnd (&tcb->cc, now)
                                            : MAX (tcb->cc.cwnd, tcb->cc.prior_cwnd);
      if (r->prior_ssthresh > tcb->cc.ssthresh)
        {
          tcb->cc.ssthresh = r->prior_ssthresh;
          tcb->ecn.queue_cwr = FALSE;
        }
    }
  tcb->use.checked_at = now;
  r->may_undo = FALSE;
  r->undone_by = by;
  r->undone++;
  tcb->rack.has_advanced = TRUE;        /* what is out is to be looked at anew */
}

static void
undo_losses (Tcb *tcb, TcpUndo by, SimTime now)
{
  sendq_unmark_lost (&tcb->sendq);
  undo_reduction (tcb, by, now);
}

/* Without SACK, duplicates of a segment sent again needlessly look like a new
 * loss; the state stays until something above the recovery point is
 * acknowledged (RFC 6582 section 4). */
static gboolean
must_not_reopen (Tcb *tcb)
{
  if (tcb->agreed.sack || !seq_eq (tcb->snd.una, tcb->recovery.high_seq))
    return FALSE;

  forget_stamp_if_done (tcb);
  return TRUE;
}

/* The recovery point has been reached; TRUE when the state stays nevertheless. */
static gboolean
finish_recovery (Tcb *tcb, const Ack *ack, SimTime now)
{
  if (may_undo (tcb, ack))
    undo_reduction (tcb, proof (tcb), now);
  else if (tcb->rack.persist > 0)
    tcb->rack.persist--;
  if (must_not_reopen (tcb))
    return TRUE;

  recovery_set_state (tcb, TCP_CA_OPEN, now);
  return FALSE;
}

/* Every retransmission was reported as a duplicate: none was needed. */
static gboolean
try_undo_by_dsack (Tcb *tcb, SimTime now)
{
  if (!tcb->recovery.may_undo || tcb->recovery.undo_retrans != 0)
    return FALSE;

  tcb->rack.persist = MIN (16, tcb->rack.persist + 1);
  undo_reduction (tcb, TCP_UNDO_DSACK, now);
  return TRUE;
}

/* A partial ACK that the original drew, not its retransmission: the path
 * reorders.  TRUE when nothing more is to be marked or sent again for now. */
static gboolean
try_undo_partial (Tcb *tcb, const Ack *ack, SimTime now)
{
  TcpUndo by = tcb->recovery.has_stamp ? TCP_UNDO_TIMESTAMP : TCP_UNDO_NOT_RESENT;

  if (!tcb->recovery.may_undo || !is_original_delayed (tcb, ack))
    return FALSE;

  sack_note_reordering (tcb, ack->prior_una);
  if (tcb->sendq.retrans > 0)
    return TRUE;
  forget_stamp_if_done (tcb);
  undo_losses (tcb, by, now);
  recovery_keep_open (tcb, now);
  return FALSE;
}

static gboolean
try_undo_loss (Tcb *tcb, const Ack *ack, gboolean is_frto, SimTime now)
{
  if (!is_frto && !may_undo (tcb, ack))
    return FALSE;

  undo_losses (tcb, is_frto ? TCP_UNDO_FRTO : proof (tcb), now);
  tcb->retransmits = 0;
  if (must_not_reopen (tcb))
    return TRUE;
  if (is_frto || tcb->agreed.sack)
    recovery_set_state (tcb, TCP_CA_OPEN, now);
  return TRUE;
}

/* Duplicate ACKs, where there is no SACK: each stands for a segment that has
 * left the network. */

/* More duplicates than segments that could cause them: the network duplicates,
 * or reorders. */
static void
limit_dupacks (Tcb *tcb, guint extra)
{
  SendQueue *q = &tcb->sendq;
  guint holes = MIN (MAX (q->lost, 1), sendq_count (q));

  if (q->sacked + holes <= sendq_count (q))
    return;

  q->sacked = sendq_count (q) - holes;
  tcb->recovery.reordering = MIN (sendq_count (q) + extra, MAX (tcb->cfg->max_reordering, tcb->cfg->reordering));
  tcb->recovery.reord_seen++;
}

static void
add_dupack (Tcb *tcb, const Ack *ack)
{
  guint before = tcb->sendq.sacked;

  tcb->sendq.sacked++;
  limit_dupacks (tcb, 0);
  if (tcb->sendq.sacked > before)
    rate_count (tcb, ack, 1);
}

void
recovery_remove_dupacks (Tcb *tcb, const Ack *ack, guint acked)
{
  SendQueue *q = &tcb->sendq;

  if (acked > 0)
    {
      rate_count (tcb, ack, MAX ((gint) acked - (gint) q->sacked, 1));
      q->sacked -= MIN (acked - 1, q->sacked);  /* one filled the hole */
    }
  limit_dupacks (tcb, acked);
}

/* Finding what is lost. */

static void
mark_lost (Tcb *tcb, SentSegment *s)
{
  guint before = tcb->sendq.waiting;

  sendq_mark_lost (&tcb->sendq, s);
  tcb->delivery.lost += tcb->sendq.waiting - before;
}

/* RFC 6582: the third duplicate, and in recovery each partial ACK, shows that
 * the oldest is lost. */
static void
detect_without_sack (Tcb *tcb, const Ack *ack)
{
  gboolean begins = tcb->cc.state < TCP_CA_RECOVERY
                    && tcb->sendq.sacked >= tcb->recovery.reordering;
  gboolean goes_on = tcb->cc.state == TCP_CA_RECOVERY && ack->advances;
  SentSegment *head = sendq_first (&tcb->sendq);

  if ((begins || goes_on) && !(head->marks & SENT_LOST))
    mark_lost (tcb, head);
}

static void
detect_losses (Tcb *tcb, Ack *ack, SimTime now)
{
  guint retrans = tcb->sendq.retrans, waiting = tcb->sendq.waiting;

  if (sendq_count (&tcb->sendq) == 0)
    return;

  if (!tcb->agreed.sack)
    {
      detect_without_sack (tcb, ack);
    }
  else if (!with_rack (tcb))
    {
      sendq_judge (&tcb->sendq, tcb->recovery.reordering);
      tcb->delivery.lost += tcb->sendq.waiting - waiting;
    }
  else
    {
      ack->is_rack_timed = rack_detect (tcb, now);
      ack->lost_retrans |= tcb->sendq.retrans < retrans;
    }
}

/* The states, one by one. */

static void
on_ack_in_recovery (Tcb *tcb, Ack *ack, SimTime now)
{
  if (!ack->advances)
    {
      if (!tcb->agreed.sack && ack_is_duplicate (ack))
        add_dupack (tcb, ack);
    }
  else if (try_undo_partial (tcb, ack, now))
    {
      tcb->recovery.hold = HOLD_ALL;
      return;
    }
  if (try_undo_by_dsack (tcb, now))
    try_to_open (tcb, ack, now);
  detect_losses (tcb, ack, now);
  if (tcb->cc.state != TCP_CA_RECOVERY && tcb->sendq.lost > 0)
    enter_recovery (tcb, ack->is_ece, now);
}

/* F-RTO, RFC 5682 section 3: after the timeout's segment new data goes out, if
 * any can; what it draws tells whether the rest was lost.  TRUE when that is
 * what happens now. */
static gboolean
probe_spurious_timeout (Tcb *tcb, const Ack *ack, gboolean is_over)
{
  Recovery *r = &tcb->recovery;

  if (seq_gt (tcb->snd.nxt, r->high_seq))
    {
      if (ack->data_sacked || ack_is_duplicate (ack))
        r->is_frto = FALSE;                     /* step 3.a: the loss was real */
    }
  else if (ack->advances && !is_over)
    {
      r->high_seq = tcb->snd.nxt;
      if (tcb->out.written > tcb->out.sent
          && seq_gt (seq_add (tcb->snd.una, tcb->snd.wnd), tcb->snd.nxt))
        {
          r->hold = HOLD_FOR_NEW;               /* step 2.b */
          return TRUE;
        }
      r->is_frto = FALSE;
    }
  return FALSE;
}

static void
repair_loss (Tcb *tcb, Ack *ack, SimTime now)
{
  Recovery *r = &tcb->recovery;
  gboolean is_over = seq_ge (tcb->snd.una, r->high_seq);

  if (ack->advances && try_undo_loss (tcb, ack, FALSE, now))
    return;
  if (r->is_frto)
    {
      if (ack->orig_acked && try_undo_loss (tcb, ack, TRUE, now))
        return;                                 /* step 3.b: spurious */
      if (probe_spurious_timeout (tcb, ack, is_over))
        return;
    }
  if (is_over)
    {
      finish_recovery (tcb, ack, now);
      return;
    }
  if (tcb->agreed.sack)
    return;
  if (seq_gt (tcb->snd.nxt, r->high_seq))
    {
      if (ack_is_duplicate (ack))
        add_dupack (tcb, ack);                  /* the new data of step 2.b has arrived */
    }
  else if (ack->advances)
    {
      tcb->sendq.sacked = 0;
    }
}

static void
on_ack_otherwise (Tcb *tcb, Ack *ack, SimTime now)
{
  if (!tcb->agreed.sack)
    {
      if (ack->advances)
        tcb->sendq.sacked = 0;
      if (ack_is_duplicate (ack))
        add_dupack (tcb, ack);
    }
  if (tcb->cc.state <= TCP_CA_DISORDER)
    try_undo_by_dsack (tcb, now);
  detect_losses (tcb, ack, now);
  if (tcb->sendq.lost > 0)
    enter_recovery (tcb, ack->is_ece, now);
  else
    try_to_open (tcb, ack, now);
}

static void
on_ack_in_loss (Tcb *tcb, Ack *ack, SimTime now)
{
  repair_loss (tcb, ack, now);
  detect_losses (tcb, ack, now);
  if (tcb->cc.state == TCP_CA_OPEN || ack->lost_retrans)
    on_ack_otherwise (tcb, ack, now);
}

/* The recovery point is acknowledged; TRUE when there is nothing more to do. */
static gboolean
leave_state (Tcb *tcb, const Ack *ack, SimTime now)
{
  switch (tcb->cc.state)
    {
    case TCP_CA_CWR:
      /* Something above it, so that our CWR has reached the receiver. */
      if (!seq_eq (tcb->snd.una, tcb->recovery.high_seq))
        {
          recovery_end_reduction (tcb, now);
          recovery_set_state (tcb, TCP_CA_OPEN, now);
        }
      return FALSE;
    case TCP_CA_RECOVERY:
      if (!tcb->agreed.sack)
        tcb->sendq.sacked = 0;
      if (finish_recovery (tcb, ack, now))
        return TRUE;
      recovery_end_reduction (tcb, now);
      return FALSE;
    default:
      return FALSE;
    }
}

/* RFC 2018 section 8: the receiver has thrown away what it had SACKed.  It is
 * given a moment, then the timeout sends everything again. */
static gboolean
wait_for_reneged (Tcb *tcb, const Ack *ack, SimTime now)
{
  if (!ack->is_reneging)
    return FALSE;

  tcp_start_retransmit (tcb, TIMER_RTO, MAX (rto_srtt (&tcb->rto) / 2, RENEGING_WAIT), now);
  return TRUE;
}

void
recovery_on_ack (Tcb *tcb, Ack *ack, SimTime now)
{
  if (sendq_count (&tcb->sendq) == 0)
    tcb->sendq.sacked = 0;
  if (ack->is_ece)
    tcb->recovery.prior_ssthresh = 0;
  if (wait_for_reneged (tcb, ack, now))
    return;

  if (tcb->cc.state == TCP_CA_OPEN)
    tcb->recovery.has_stamp = FALSE;
  else if (seq_ge (tcb->snd.una, tcb->recovery.high_seq) && leave_state (tcb, ack, now))
    return;

  switch (tcb->cc.state)
    {
    case TCP_CA_RECOVERY: on_ack_in_recovery (tcb, ack, now); break;
    case TCP_CA_LOSS:     on_ack_in_loss (tcb, ack, now);     break;
    default:              on_ack_otherwise (tcb, ack, now);   break;
    }
}

/* Timeouts. */

static gboolean
is_reneged (const Tcb *tcb)
{
  return tcb->agreed.sack && (sendq_first (&tcb->sendq)->marks & SENT_SACKED);
}

/* All but what RACK knows to be too young for it. */
static void
mark_everything_lost (Tcb *tcb, SimTime now)
{
  SendQueue *q = &tcb->sendq;

  if (is_reneged (tcb))
    sendq_unmark_sacked (q);
  else if (!tcb->agreed.sack)
    q->sacked = 0;
  for (guint i = 0; i < sendq_count (q); i++)
    {
      SentSegment *s = sendq_at (q, i);

      if (i == 0 || !with_rack (tcb) || rack_time_left (tcb, s, 0, now) <= 0)
        mark_lost (tcb, s);
    }
}

/* RFC 5681 section 3.1, equation (4), once for each window. */
void
recovery_enter_loss (Tcb *tcb, SimTime now)
{
  Recovery *r = &tcb->recovery;
  gboolean is_new = tcb->cc.state < TCP_CA_RECOVERY;

  mark_everything_lost (tcb, now);
  if (tcb->cc.state <= TCP_CA_DISORDER || seq_ge (tcb->snd.una, r->high_seq)
      || (tcb->cc.state == TCP_CA_LOSS && tcb->retransmits == 0))
    {
      r->prior_ssthresh = recovery_current_ssthresh (tcb);
      tcb->cc.prior_cwnd = tcb->cc.cwnd;
      tcb->cc.ssthresh = tcb->cc.ops->ssthresh_on_loss (&tcb->cc, now);
      cwnd_tell (tcb, CC_EVENT_LOSS, now);
      begin_undo (tcb);
    }
  tcb->cc.cwnd = sendq_in_flight (&tcb->sendq) + 1;
  tcb->cc.cwnd_count = 0;
  tcb->use.checked_at = now;
  if (tcb->cc.state <= TCP_CA_DISORDER && tcb->sendq.sacked >= tcb->cfg->reordering)
    r->reordering = MIN (r->reordering, tcb->cfg->reordering);
  recovery_set_state (tcb, TCP_CA_LOSS, now);
  r->high_seq = tcb->snd.nxt;
  tcb->tlp.is_out = FALSE;
  tcb->ecn.queue_cwr = tcb->ecn.is_on;
  r->is_frto = tcb->cfg->frto > 0 && (is_new || tcb->retransmits > 0);
  r->hold = HOLD_NOTHING;
}

void
recovery_on_reordering_timeout (Tcb *tcb, SimTime now)
{
  guint32 before = sendq_in_flight (&tcb->sendq);

  tcb->rack.has_advanced = TRUE;
  rack_detect (tcb, now);
  if (sendq_in_flight (&tcb->sendq) != before)
    {
      if (tcb->cc.state != TCP_CA_RECOVERY)
        {
          enter_recovery (tcb, FALSE, now);
          if (tcb->cc.ops->control == NULL)
            reduce (tcb, 1, 0, FALSE);
        }
      tcb->recovery.hold = HOLD_NOTHING;
    }
  tcp_rearm_retransmit (tcb, now);
}

/* cwnd after an ACK. */

/* Where the path is known to reorder, what is SACKed counts as progress, too. */
static gboolean
may_raise_cwnd (const Tcb *tcb, const Ack *ack)
{
  if (tcb->recovery.reordering > tcb->cfg->reordering)
    return ack->data_acked || ack->syn_acked || ack->data_sacked;

  return ack->data_acked;
}

static void
describe (Tcb *tcb, const Ack *ack, CcAck *sample, SimTime now)
{
  *sample = (CcAck) {
    .acked = (guint32) tcb->delivery.delivered - ack->prior_delivered,
    .lost = (guint32) tcb->delivery.lost - ack->prior_lost,
    .in_flight = sendq_in_flight (&tcb->sendq),
    .prior_in_flight = ack->prior_in_flight,
    .rtt = ack->rtt,
    .is_cwnd_limited = cwnd_is_limited (tcb),
    .is_ack_delayed = ack->may_be_delayed,
    .departs_at = tcb->use.pace_at
  };

  rate_finish (tcb, ack, sample, now);
  tcb->cc.una = tcb->snd.una;
  tcb->cc.nxt = tcb->snd.nxt;
  tcb->cc.srtt = rto_srtt (&tcb->rto);
}

void
recovery_control (Tcb *tcb, const Ack *ack, SimTime now)
{
  const CcOps *ops = tcb->cc.ops;
  CcAck sample;

  describe (tcb, ack, &sample, now);
  if (!tcp_is_synchronized (tcb))
    return;                     /* the congestion control begins with the connection */
  if (ops->control != NULL)
    {
      ops->control (&tcb->cc, &sample, now);
      return;
    }
  if (recovery_is_reducing (tcb))
    reduce (tcb, sample.acked, sample.lost, ack->advances);
  else if (may_raise_cwnd (tcb, ack))
    ops->on_ack (&tcb->cc, &sample, now);
  cwnd_update_pacing (tcb);
}
