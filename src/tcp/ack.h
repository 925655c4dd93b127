/* One ACK on its way through the sender: what it says, gathered step by step,
 * and the rooms that it passes.  Private to tcp/. */
#ifndef TCPSIM_TCP_ACK_H
#define TCPSIM_TCP_ACK_H

#include "tcp/tcb.h"

/* Small enough for a compiler to keep in registers what an ordinary ACK needs of it:
 * fields are packed by size rather than by what they are about. */
typedef struct {
  const Segment *seg;

  /* As things stood before it. */
  SeqNum prior_una;
  SeqNum prior_fack;            /* the end of the highest SACKed segment, or SND.UNA */
  guint32 prior_in_flight;
  guint32 prior_count;          /* segments in the send queue */
  guint32 prior_sacked;
  guint32 prior_delivered, prior_lost;  /* the sender's totals, modulo 2^32 */

  guint32 cumulative;           /* segments taken off the send queue */
  SeqNum reord;                 /* with has_reord: where the lowest begins that arrived so */
  SeqNum sample_end;            /* with has_sample: of the segment that it is of */

  /* What it is. */
  guint8 advances;              /* SND.UNA moves */
  guint8 is_window_update;
  guint8 is_ece;                /* it echoes a congestion mark */

  /* What it acknowledged. */
  guint8 syn_acked, data_acked;
  guint8 data_sacked;           /* it SACKed something new */
  guint8 retrans_acked;         /* some of what it took off had been sent again */
  guint8 orig_acked;            /* ... or SACKed what had not, below the recovery point (F-RTO) */
  guint8 is_reneging;           /* the oldest segment left was SACKed and is not acknowledged */
  guint8 lost_retrans;          /* a retransmission was found lost */
  guint8 has_reord;             /* something arrived after what was sent later */

  /* D-SACK. */
  guint8 is_dsack;              /* it reports what we sent twice */
  guint8 is_probe_dsack;        /* ... which was the tail loss probe */

  guint8 sets_timer;            /* the retransmission timer is to start again */
  guint8 is_rack_timed;         /* ... but RACK has set it */
  guint8 may_be_delayed;        /* one small segment: the ACK may have waited */

  /* The sample of the delivery rate (rate.c). */
  guint8 has_sample;
  guint8 sample_is_app_limited;
  guint64 sample_prior_delivered;
  SimTime sample_delivered_at;
  SimTime sample_sent_span;     /* how long sending its flight took */

  SimTime first_acked_at, last_acked_at;        /* when the first and last that it acknowledged, sent once only, left */
  SimTime first_sacked_at, last_sacked_at;      /* likewise what it SACKed; SIM_NEVER: none */
  SimTime rtt;                  /* of the latest segment; SIM_NEVER */
} Ack;

G_STATIC_ASSERT (sizeof (Ack) <= 136);

/* RFC 5681 section 2: nothing new at all. */
static inline gboolean
ack_is_duplicate (const Ack *ack)
{
  return !ack->advances && !ack->is_window_update && ack->seg->len == 0 && !ack->is_dsack;
}

/* sack.c: RFC 2018, RFC 2883. */

/* Takes the SACK blocks of @ack to the scoreboard. */
void sack_take (Tcb *tcb, Ack *ack, SimTime now);

/* The end of the highest segment SACKed; SND.UNA when none is. */
SeqNum sack_highest (const Tcb *tcb);

/* What begins at @low was delivered after what was sent later: the path
 * reorders so far. */
void sack_note_reordering (Tcb *tcb, SeqNum low);

/* rack.c: RFC 8985. */

/* @s has been delivered. */
void rack_advance (Tcb *tcb, const SentSegment *s, SimTime now);

/* Adapts the reordering window (section 6.2, step 4). */
void rack_update_window (Tcb *tcb, const Ack *ack);

/* Marks what is lost by time; TRUE when some may follow, for which the timer
 * has been set. */
gboolean rack_detect (Tcb *tcb, SimTime now);

/* The reordering window where neither recovery nor three duplicates do without
 * one; 0 while no round trip is known. */
SimTime rack_window (const Tcb *tcb);

/* How long until @s, sent before what was delivered last, is taken for lost
 * with a reordering window of @window; 0 or less: now. */
SimTime rack_time_left (const Tcb *tcb, const SentSegment *s, SimTime window, SimTime now);

/* tlp.c: RFC 8985 section 7. */

/* The connection is open: whether it has probes at all. */
void tlp_open (Tcb *tcb);

/* Sets the probe timer instead of the retransmission timer, where a probe is
 * wanted; TRUE when it did.  @rto_at is when the RTO would run out. */
gboolean tlp_schedule (Tcb *tcb, SimTime rto_at, SimTime now);

/* What @ack says of a probe that is out. */
void tlp_on_ack (Tcb *tcb, const Ack *ack, SimTime now);

/* rate.c: samples of the delivery rate. */
void rate_on_sent (Tcb *tcb, SentSegment *s, SimTime now);
void rate_on_delivered (Tcb *tcb, SentSegment *s, Ack *ack, SimTime now);
void rate_finish (Tcb *tcb, const Ack *ack, CcAck *sample, SimTime now);

/* One segment more has been delivered. */
void rate_count (Tcb *tcb, const Ack *ack, guint segments);

/* recovery.c: what to do about losses. */

/* An ACK that says more than that all is well: RFC 5681, 6675, 6582, 8985 and
 * 5682 in Linux's five states. */
void recovery_on_ack (Tcb *tcb, Ack *ack, SimTime now);

/* Without SACK an ACK that took @acked segments off ends as many duplicates. */
void recovery_remove_dupacks (Tcb *tcb, const Ack *ack, guint acked);

/* How cwnd follows after @ack: PRR (RFC 9937) or the congestion control. */
void recovery_control (Tcb *tcb, const Ack *ack, SimTime now);

#endif
