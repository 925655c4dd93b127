/* RACK, RFC 8985 section 6, as Linux has it: a segment is lost when one sent
 * sufficiently later has been delivered.  The list by time of sending is looked
 * at from its old end, and no further than the reordering window. */
#include "tcp/ack.h"

/* How long a wider reordering window stays: recoveries (section 6.2, step 4). */
#define PERSIST 16

/* What is added to the reordering timer, so that an ACK on its way comes first
 * (Linux's TCP_TIMEOUT_MIN_US). */
#define TIMER_SLACK SIM_MS (2)

/* tcp_recovery's bits. */
#define STATIC_WINDOW 2
#define NO_DUPTHRESH 4

/* Section 6.2, step 2.  The RFC has the times of sending only, and takes the
 * sequence number where they are the same; here the order is known. */
static gboolean
is_sent_after (guint32 order1, guint32 order2)
{
  return (gint32) (order1 - order2) > 0;
}

/* An ACK sooner than any before it is for the first transmission, not for the
 * one that was sent again. */
void
rack_advance (Tcb *tcb, const SentSegment *s, SimTime now)
{
  Rack *rack = &tcb->rack;
  SimTime rtt = now - s->last_sent;

  if ((s->marks & SENT_EVER_RETRANS) && rtt < tcb->cc.min_rtt)
    return;

  rack->has_advanced = TRUE;
  rack->rtt = rtt;
  if (!rack->has_delivered || is_sent_after (s->order, rack->order))
    {
      rack->has_delivered = TRUE;
      rack->order = s->order;
    }
}

SimTime
rack_window (const Tcb *tcb)
{
  if (tcb->cc.min_rtt == SIM_NEVER)
    return 0;

  return MIN (tcb->cc.min_rtt / 4 * MAX (tcb->rack.steps, 1), rto_srtt (&tcb->rto));
}

/* Step 4.  Before reordering is seen three duplicates suffice, and so they do
 * once recovery has begun. */
static SimTime
reordering_window (const Tcb *tcb)
{
  const Recovery *r = &tcb->recovery;

  if (r->reord_seen == 0
      && (tcb->cc.state >= TCP_CA_RECOVERY
          || (tcb->sendq.sacked >= r->reordering && !(tcb->cfg->recovery & NO_DUPTHRESH))))
    return 0;

  return rack_window (tcb);
}

/* Once in a round trip: wider for each that brought a D-SACK, and back after
 * PERSIST recoveries without. */
void
rack_update_window (Tcb *tcb, const Ack *ack)
{
  Rack *rack = &tcb->rack;

  if ((tcb->cfg->recovery & STATIC_WINDOW) || !ack->has_sample)
    return;
  if ((gint32) ((guint32) ack->sample_prior_delivered - rack->adapted_at) < 0)
    rack->has_dsack = FALSE;
  if (rack->has_dsack)
    {
      rack->steps = MIN (MAX (rack->steps, 1) + 1, G_MAXUINT8);
      rack->has_dsack = FALSE;
      rack->adapted_at = tcb->delivery.delivered;
      rack->persist = PERSIST;
    }
  else if (rack->persist == 0)
    {
      rack->steps = 1;
    }
}

SimTime
rack_time_left (const Tcb *tcb, const SentSegment *s, SimTime window, SimTime now)
{
  return s->last_sent + tcb->rack.rtt + window - now;
}

/* Step 5.  Returns how long until the last of those sent before what was
 * delivered would be lost; 0: none is left. */
static SimTime
detect_losses (Tcb *tcb, SimTime now)
{
  const Rack *rack = &tcb->rack;
  SimTime window = reordering_window (tcb), wait = 0;
  SentSegment *s = sendq_oldest (&tcb->sendq), *next;

  for (; s != NULL && is_sent_after (rack->order, s->order); s = next)
    {
      SimTime left = rack_time_left (tcb, s, window, now);

      next = sendq_newer (&tcb->sendq, s);
      if (left > 0)
        {
          wait = MAX (wait, left);
          continue;
        }
      sendq_mark_lost (&tcb->sendq, s);
      tcb->delivery.lost++;
    }
  return wait;
}

gboolean
rack_detect (Tcb *tcb, SimTime now)
{
  SimTime wait;

  if (!tcb->rack.has_advanced)
    return FALSE;

  tcb->rack.has_advanced = FALSE;
  wait = detect_losses (tcb, now);
  if (wait > 0)
    tcp_start_retransmit (tcb, TIMER_REORDERING, wait + TIMER_SLACK, now);
  return wait > 0;
}
