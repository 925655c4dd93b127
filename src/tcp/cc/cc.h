/* The interface of a congestion control: how much may be in flight, and how
 * fast.  Which segments those are is loss recovery's business, not a module's.
 * A module is one file with one ops table, and one line in cc.c.
 *
 * cwnd and ssthresh count segments, as Linux counts them: the recordings that
 * this TCP is held against show whole segments. */
#ifndef TCPSIM_TCP_CC_CC_H
#define TCPSIM_TCP_CC_CC_H

#include <glib.h>

#include "tcpsim/base/seqnum.h"
#include "tcpsim/base/simtime.h"
#include "tcpsim/tcp/tcp_config.h"
#include "tcpsim/tcp/tcp_info.h"

/* ssthresh before the first loss: no threshold. */
#define CC_SSTHRESH_UNSET ((guint32) G_MAXINT32)

/* Totals of what the peer has, from which rates are measured (rate.c). */
typedef struct {
  guint64 delivered;            /* segments, SYN included */
  guint32 delivered_ce;         /* ... that the peer reported marked, modulo 2^32 */
  guint32 lost;                 /* segments marked lost so far, modulo 2^32 */
  SimTime delivered_at;         /* when delivered last grew */
  SimTime first_tx_at;          /* when the flight began that is being sampled */
  guint64 app_limited;          /* the application had nothing to send until as many were delivered; 0: it has */
  SimTime rate_interval;        /* the last sample that counts: so long; 0: none yet ... */
  guint32 rate_delivered;       /* ... for so many segments ... */
  gboolean is_rate_app_limited; /* ... which was the application's rate */
} Delivery;

/* What the sender keeps for its module; modules change cwnd, ssthresh,
 * cwnd_count, pacing_rate, delivery->app_limited and priv, the sender the rest.
 * ops may be another module's from init on. */
typedef struct {
  const struct _CcOps *ops;
  const TcpConfig *cfg;         /* parameters of modules */
  Delivery *delivery;           /* the sender's */
  guint64 seed;                 /* of what chance a module takes */
  guint32 cwnd;                 /* segments; at least 1 */
  guint32 ssthresh;             /* segments */
  guint32 cwnd_count;           /* segments acknowledged towards the next increment */
  guint32 prior_cwnd;           /* before the reduction in force */
  guint64 pacing_rate;          /* octets a second; 0: not known yet */
  SimTime srtt;                 /* 0 before the first sample */
  SimTime min_rtt;              /* over the last minutes; SIM_NEVER before any sample */
  guint32 mss;                  /* octets of a full segment */
  guint8 state;                 /* TcpCaState */
  guint8 has_ecn;               /* both ends take part in ECN */
  guint8 is_paced;              /* the sender spaces its segments by pacing_rate */
  SeqNum una, nxt;              /* SND.UNA and SND.NXT now */
  SimTime sent_at;              /* when data was last sent */
  gpointer priv;                /* the module's own: priv_size octets, the owner's */
} Cc;

/* One ACK, as the sender has digested it.  What rests on a delivery-rate sample
 * has interval SIM_NEVER when there is none (draft-ietf-ccwg-bbr, "delivery
 * rate samples"). */
typedef struct {
  guint32 acked;                /* segments delivered by it: acknowledged or SACKed for the first time */
  guint32 lost;                 /* segments marked lost by it */
  guint32 in_flight;            /* segments, now */
  guint32 prior_in_flight;      /* ... before it */
  SimTime rtt;                  /* of the latest segment it acknowledged; SIM_NEVER when not measured */
  gboolean is_cwnd_limited;     /* cwnd held the sender back */
  gboolean is_app_limited;      /* the sample was taken while the application had nothing to send */
  gboolean is_ack_delayed;      /* the ACK may have waited for the delayed-ACK timer */
  guint64 prior_delivered;      /* segments delivered when the sample's segment was sent */
  guint32 sample_delivered;     /* segments delivered in the sample's interval */
  SimTime sample_interval;
  SimTime departs_at;           /* when pacing lets the next segment go; past: now */
} CcAck;

typedef enum {
  CC_EVENT_TX_START,            /* the first data with nothing in flight */
  CC_EVENT_CWND_RESTART,        /* slow start after idle */
  CC_EVENT_COMPLETE_CWR,        /* a reduction has come to its end */
  CC_EVENT_LOSS                 /* a timeout */
} CcEvent;

/* A member that is NULL means that there is nothing to do. */
typedef struct _CcOps {
  const char *name;
  gboolean wants_pacing;
  gboolean wants_ecn;           /* negotiates ECN and marks every segment capable */
  guint sndbuf_windows;         /* windows that a send buffer has room for; 0: two */
  gsize priv_size;              /* octets of state, all zero at first */

  /* The handshake is over; cwnd, ssthresh and the estimators are set. */
  void (*init) (Cc *cc, SimTime now);

  /* The ssthresh that a loss or a mark calls for.  Required. */
  guint32 (*ssthresh_on_loss) (Cc *cc, SimTime now);

  /* New data was acknowledged, outside recovery: cwnd may grow.  Required
   * unless there is a control. */
  void (*on_ack) (Cc *cc, const CcAck *ack, SimTime now);

  /* Instead of on_ack and of PRR: sets cwnd and pacing_rate after each ACK. */
  void (*control) (Cc *cc, const CcAck *ack, SimTime now);

  /* Every ACK, also one that comes while nothing is out, before anything is done
   * about what it says. */
  void (*observe) (Cc *cc, SimTime now);

  /* Every ACK while something is out, likewise: the round-trip time of the latest
   * segment that it acknowledged, SIM_NEVER when that was not measured. */
  void (*measure) (Cc *cc, SimTime rtt, SimTime now);

  /* cc->state is about to become @next. */
  void (*set_state) (Cc *cc, TcpCaState next, SimTime now);

  void (*event) (Cc *cc, CcEvent event, SimTime now);

  /* The cwnd after a reduction that proved wrong; NULL: the larger of cwnd and
   * prior_cwnd. */
  guint32 (*undo_cwnd) (Cc *cc, SimTime now);

  /* Fills in the rule, the phase and a remark, and tells with cc_tell() what cwnd and the pace
   * follow from.  Called for somebody who asks, after init.  Required. */
  void (*describe) (const Cc *cc, SimTime now, TcpControl *control);
} CcOps;

static inline gboolean
cc_in_slow_start (const Cc *cc)
{
  return cc->cwnd < cc->ssthresh;
}

/* A loss or a mark is being answered: cwnd comes down, and modules that do not
 * control it themselves have no say. */
static inline gboolean
cc_is_reducing (const Cc *cc)
{
  return cc->state == TCP_CA_CWR || cc->state == TCP_CA_RECOVERY;
}

/* Slow start: one segment for each acknowledged, up to ssthresh.  Returns what
 * is left over for congestion avoidance. */
guint32 cc_slow_start (Cc *cc, guint32 acked);

/* Congestion avoidance: one segment for each @w acknowledged. */
void cc_avoid_congestion (Cc *cc, guint32 w, guint32 acked);

/* Adds a number to @control. */
void cc_tell (TcpControl *control, const char *name, TcpControlUnit unit, guint64 value);

/* Reno's growth described, for modules that grow alike. */
void cc_reno_describe (const Cc *cc, SimTime now, TcpControl *control);

/* The module called @name; NULL when there is none. */
const CcOps *cc_find (const char *name);

/* All names, NULL-terminated. */
const char *const *cc_names (void);

extern const CcOps cc_reno;
extern const CcOps cc_cubic;
extern const CcOps cc_bbr;
extern const CcOps cc_dctcp;

/* Reno's growth, for modules that grow alike. */
void cc_reno_on_ack (Cc *cc, const CcAck *ack, SimTime now);

#endif
