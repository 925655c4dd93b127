/* What arrived beyond a gap, as ranges of sequence numbers, and the SACK
 * blocks that tell the peer of it (RFC 2018).  The octets are not kept: a
 * range is all that TCP has to know. */
#ifndef TCPSIM_TCP_REASSEMBLY_H
#define TCPSIM_TCP_REASSEMBLY_H

#include "tcpsim/net/segment.h"

/* Invariants: ranges ascend, do not touch, and lie after rcv.nxt; recent holds
 * ranges as they are or were when last touched, the latest first, and an empty
 * one for a FIN without text before it. */
typedef struct {
  SackBlock *ranges;            /* n of them, from first on; no memory before the first hole */
  guint first, n, size;
  guint32 octets;               /* in all ranges */
  SackBlock *recent;            /* SEG_MAX_SACK of them; NULL before the first hole */
  guint8 n_recent;
  guint8 has_fin;               /* a FIN stands at fin */
  guint8 has_duplicate;         /* octets that came twice wait to be reported ... */
  SackBlock duplicate;          /* ... and are these (RFC 2883) */
  SeqNum fin;
} Reassembly;

void reassembly_init (Reassembly *r);
void reassembly_clear (Reassembly *r);

static inline gboolean
reassembly_is_empty (const Reassembly *r)
{
  return r->n == 0;
}

/* Anything, text or a FIN alone, has arrived beyond a gap. */
static inline gboolean
reassembly_has_gap (const Reassembly *r)
{
  return r->n > 0 || r->n_recent > 0;
}

/* Range @i from the lowest, i < n. */
static inline SackBlock *
reassembly_at (const Reassembly *r, guint i)
{
  return &r->ranges[r->first + i];
}

/* The number after the highest range; there must be one. */
static inline SeqNum
reassembly_end (const Reassembly *r)
{
  return reassembly_at (r, r->n - 1)->right;
}

/* The lowest octets of [left, right) that lie in one range; FALSE when none do. */
gboolean reassembly_overlap (const Reassembly *r, SeqNum left, SeqNum right, SackBlock *overlap);

/* Octets [left, right), right after left, have arrived out of order.  FALSE
 * when all of them had arrived before. */
gboolean reassembly_add (Reassembly *r, SeqNum left, SeqNum right);

/* A FIN with number @fin has arrived out of order, after the text before it if
 * it came with any; another than the first says nothing.  SACK blocks cover it:
 * it takes a number, too. */
void reassembly_set_fin (Reassembly *r, SeqNum fin);

/* Everything before @nxt is in order now: takes the ranges that follow on from
 * it, and returns how far in-order data now reaches. */
SeqNum reassembly_advance (Reassembly *r, SeqNum nxt);

/* Forgets up to @octets of what lies highest, but nothing before @floor; the
 * peer, who was told that we have them, will have to send them again.  Returns
 * how many were forgotten. */
guint32 reassembly_prune (Reassembly *r, guint32 octets, SeqNum floor);

/* Which SACK block, counted from the latest, octets [left, right) would extend;
 * how many blocks there are when none. */
guint reassembly_extends (const Reassembly *r, SeqNum left, SeqNum right);

/* How many SACK blocks there are to send, a duplicate's included. */
static inline guint
reassembly_n_sack (const Reassembly *r)
{
  return r->n_recent + r->has_duplicate;
}

/* Octets [left, right) have come a second time. */
void reassembly_set_duplicate (Reassembly *r, SeqNum left, SeqNum right);

/* Fills up to @max SACK blocks: first, and once only, a duplicate (RFC 2883
 * section 4), then the most recently touched first (RFC 2018 section 4); returns
 * how many. */
guint reassembly_sack (Reassembly *r, SackBlock *out, guint max);

#endif
