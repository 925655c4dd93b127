/* CoDel (RFC 8289) in Linux's integers (include/net/codel_impl.h), over one list
 * of packets: what codel and fq_codel have in common. */
#ifndef TCPSIM_NET_CODEL_H
#define TCPSIM_NET_CODEL_H

#include "net/queue.h"

/* No ce_threshold. */
#define CODEL_NEVER ((guint64) SIM_NEVER)

typedef struct {
  SimTime target;               /* the sojourn time that is aimed at */
  SimTime interval;
  SimTime ce_threshold;         /* above it every packet is marked */
  gboolean ecn;
} CodelParams;

typedef struct {
  guint32 count;                /* drops since dropping began */
  guint32 last_count;
  gboolean is_dropping;
  guint16 rec_inv_sqrt;         /* 1 / sqrt (count), times 2^16 */
  SimTime first_above;          /* when dropping may begin; 0: below the target */
  SimTime drop_next;
} Codel;

/* Takes the next packet of @list that is not to be dropped; FALSE when there is
 * none.  Those that are dropped are written down with @queue. */
gboolean codel_dequeue (Codel *codel, const CodelParams *params, Queue *queue, QueueList *list,
                        QueueItem *out, SimTime now);

#endif
