/* The retransmission timeout, RFC 6298: estimator and backoff.  Times are
 * exact; the owner keeps Karn's rule and the timer. */
#ifndef TCPSIM_TCP_RTO_H
#define TCPSIM_TCP_RTO_H

#include "tcpsim/base/seqnum.h"
#include "tcpsim/tcp/tcp_config.h"

typedef struct {
  SimTime srtt8;                /* SRTT times 8 */
  SimTime mdev4;                /* mean deviation times 4 */
  SimTime var;                  /* the term added to SRTT: four times RTTVAR */
  SimTime var_round;            /* the largest deviation of this round trip */
  SeqNum round_end;             /* when this is acknowledged, a round trip is over */
  guint16 backoff;              /* doublings in force */
  guint8 has_sample;
  SimTime rto;                  /* in force, backoff included */
} Rto;

/* (2.1): the initial RTO of @cfg. */
void rto_init (Rto *r, const TcpConfig *cfg);

/* Takes one round-trip measurement, and ends any backoff.  Karn's rule, that
 * @rtt must not come from a retransmitted segment, is the caller's to keep.
 * @una and @nxt tell when a round trip is over. */
void rto_sample (Rto *r, const TcpConfig *cfg, SimTime rtt, SeqNum una, SeqNum nxt);

/* (5.5): backs the timer off. */
void rto_back_off (Rto *r, const TcpConfig *cfg);

/* (5.7): the handshake gave no sample because its SYN was sent again. */
void rto_after_lost_syn (Rto *r, const TcpConfig *cfg);

/* SRTT; 0 before the first sample. */
static inline SimTime
rto_srtt (const Rto *r)
{
  return r->srtt8 / 8;
}

#endif
