/* Samples of the delivery rate (draft-ietf-ccwg-bbr section 4.1, "Delivery rate
 * samples"; Linux's net/ipv4/tcp_rate.c): each segment remembers how much had been
 * delivered when it was sent, and its ACK tells how much was delivered since. */
#include "tcp/ack.h"

void
rate_on_sent (Tcb *tcb, SentSegment *s, SimTime now)
{
  Delivery *d = &tcb->delivery;

  /* The first of a flight: what was idle before does not count. */
  if (s->n_sent == 0 && sendq_count (&tcb->sendq) == 1)
    d->first_tx_at = d->delivered_at = now;
  s->first_tx_at = d->first_tx_at;
  s->delivered_at = d->delivered_at;
  s->delivered = d->delivered;
  if (d->app_limited > 0)
    s->marks |= SENT_APP_LIMITED;
  else
    s->marks &= ~SENT_APP_LIMITED;
}

/* The sample is that of the segment sent last among those delivered. */
void
rate_on_delivered (Tcb *tcb, SentSegment *s, Ack *ack, SimTime now G_GNUC_UNUSED)
{
  Delivery *d = &tcb->delivery;
  gboolean is_later = s->last_sent > d->first_tx_at
                      || (s->last_sent == d->first_tx_at && seq_gt (sent_end (s), ack->sample_end));

  if (ack->has_sample && !is_later)
    return;

  ack->has_sample = TRUE;
  ack->sample_prior_delivered = d->delivered - (guint32) (d->delivered - s->delivered);
  ack->sample_delivered_at = s->delivered_at;
  ack->sample_is_app_limited = !!(s->marks & SENT_APP_LIMITED);
  ack->sample_end = sent_end (s);
  d->first_tx_at = s->last_sent;
  ack->sample_sent_span = s->last_sent - s->first_tx_at;
}

void
rate_count (Tcb *tcb, const Ack *ack, guint segments)
{
  tcb->delivery.delivered += segments;
  if (ack->is_ece)
    tcb->delivery.delivered_ce += segments;
}

/* For tcp_info: the path's rate, or the application's where that is no less. */
static void
keep_sample (Delivery *d, const CcAck *sample)
{
  guint64 kept = (guint64) d->rate_delivered * sample->sample_interval;

  if (sample->is_app_limited && (guint64) sample->sample_delivered * d->rate_interval < kept)
    return;

  d->rate_delivered = sample->sample_delivered;
  d->rate_interval = sample->sample_interval;
  d->is_rate_app_limited = sample->is_app_limited;
}

/* The longer of the time in which the flight was sent and that in which it was
 * delivered; shorter than any round trip, it is no measurement. */
void
rate_finish (Tcb *tcb, const Ack *ack, CcAck *sample, SimTime now)
{
  Delivery *d = &tcb->delivery;

  if (d->app_limited > 0 && d->delivered > d->app_limited)
    d->app_limited = 0;
  if ((guint32) d->delivered != ack->prior_delivered)
    d->delivered_at = now;
  sample->sample_interval = SIM_NEVER;
  if (!ack->has_sample || ack->is_reneging)
    return;

  sample->prior_delivered = ack->sample_prior_delivered;
  sample->sample_delivered = d->delivered - ack->sample_prior_delivered;
  sample->is_app_limited = ack->sample_is_app_limited;
  sample->sample_interval = MAX (ack->sample_sent_span, now - ack->sample_delivered_at);
  if (sample->sample_interval < tcb->cc.min_rtt)
    sample->sample_interval = SIM_NEVER;
  else
    keep_sample (d, sample);
}
