/* The interface of a congestion control: how much may be in flight.  Which
 * segments those are is loss recovery's business, not a module's.  A module is
 * one file with one ops table, and one line in cc.c.
 *
 * cwnd and ssthresh count segments, as Linux counts them: the recordings that
 * this TCP is held against show whole segments. */
#ifndef TCPSIM_TCP_CC_CC_H
#define TCPSIM_TCP_CC_CC_H

#include <glib.h>

#include "tcpsim/base/simtime.h"

/* ssthresh before the first loss: no threshold. */
#define CC_SSTHRESH_UNSET ((guint32) G_MAXINT32)

typedef struct {
  guint32 cwnd;                 /* segments; at least 1 */
  guint32 ssthresh;             /* segments */
  guint32 cwnd_count;           /* segments acknowledged towards the next increment */
  guint64 priv[8];              /* the module's own; nothing is allocated */
} Cc;

/* One ACK of new data. */
typedef struct {
  guint32 acked;                /* segments */
  guint32 in_flight;            /* segments, before this ACK */
  SimTime rtt;                  /* of this ACK; SIM_NEVER when not measured */
} CcAck;

typedef struct _CcOps {
  const char *name;

  /* Before the handshake; cwnd and ssthresh are set already.  May be NULL. */
  void (*init) (Cc *cc);

  /* New data was acknowledged, outside recovery, by a sender that cwnd held
   * back. */
  void (*on_ack) (Cc *cc, const CcAck *ack, SimTime now);

  /* The ssthresh that a loss calls for. */
  guint32 (*ssthresh_on_loss) (Cc *cc, guint32 in_flight, SimTime now);
} CcOps;

/* The module called @name; NULL when there is none. */
const CcOps *cc_find (const char *name);

/* All names, NULL-terminated. */
const char *const *cc_names (void);

extern const CcOps cc_reno;

#endif
