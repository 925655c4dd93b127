/* What arrived beyond a gap, as ranges of sequence numbers, and the SACK
 * blocks that tell the peer of it (RFC 2018).  The octets are not kept: a
 * range is all that TCP has to know. */
#ifndef TCPSIM_TCP_REASSEMBLY_H
#define TCPSIM_TCP_REASSEMBLY_H

#include "tcpsim/net/segment.h"

/* Invariants: ranges ascend, do not touch, and lie after rcv.nxt; recent holds
 * ranges as they are or were when last touched, the latest first. */
typedef struct {
  GArray *ranges;               /* SackBlock */
  SackBlock recent[SEG_MAX_SACK];
  guint n_recent;
  gboolean has_fin;             /* a FIN stands at fin */
  SeqNum fin;
} Reassembly;

void reassembly_init (Reassembly *r);
void reassembly_clear (Reassembly *r);

static inline gboolean
reassembly_is_empty (const Reassembly *r)
{
  return r->ranges->len == 0;
}

/* Octets [left, right), right after left, have arrived out of order.  FALSE
 * when all of them had arrived before. */
gboolean reassembly_add (Reassembly *r, SeqNum left, SeqNum right);

/* Everything before @nxt is in order now: takes the ranges that follow on from
 * it, and returns how far in-order data now reaches. */
SeqNum reassembly_advance (Reassembly *r, SeqNum nxt);

/* Fills up to @max SACK blocks, the most recently touched first (RFC 2018
 * section 4); returns how many. */
guint reassembly_sack (const Reassembly *r, SackBlock *out, guint max);

#endif
