/* What has been sent and not yet acknowledged, segment by segment as it was
 * sent, in a ring that grows with the window and is never walked by an ACK
 * beyond what it acknowledges. */
#ifndef TCPSIM_TCP_SENDQ_H
#define TCPSIM_TCP_SENDQ_H

#include "base/ring.h"
#include "tcpsim/base/seqnum.h"
#include "tcpsim/base/simtime.h"

typedef struct {
  SeqNum seq;
  guint32 len;                  /* octets of payload */
  guint64 offset;               /* of its first octet in the stream */
  guint8 flags;                 /* SEG_SYN, SEG_FIN, SEG_PSH */
  guint8 is_lost;               /* believed lost and not yet sent again */
  guint16 n_sent;               /* how often */
  SimTime first_sent;
  SimTime last_sent;
} SentSegment;

/* Invariants: entries are contiguous in sequence space; n_lost counts those
 * with is_lost; none before position lost_from is lost. */
typedef struct {
  Ring ring;                    /* SentSegment */
  guint n_lost;
  guint lost_from;
} SendQueue;

void sendq_clear (SendQueue *q);

/* Entries in the queue. */
static inline guint
sendq_count (const SendQueue *q)
{
  return q->ring.count;
}

/* Entries in flight as far as is known. */
static inline guint
sendq_in_flight (const SendQueue *q)
{
  return q->ring.count - q->n_lost;
}

/* Entry @i from the oldest, i < count. */
static inline SentSegment *
sendq_at (const SendQueue *q, guint i)
{
  g_assert (i < q->ring.count);
  return ring_at (&q->ring, i, sizeof (SentSegment));
}

/* A new last entry, all zero, to be filled in. */
SentSegment *sendq_push (SendQueue *q);

/* Removes the oldest entry. */
void sendq_pop (SendQueue *q);

/* Takes the first @n octets off the oldest entry, which has more than that. */
void sendq_trim (SendQueue *q, guint32 n);

/* Marks every entry lost. */
void sendq_mark_all_lost (SendQueue *q);

/* The oldest lost entry, NULL when there is none. */
SentSegment *sendq_first_lost (SendQueue *q);

/* @s, one of the queue's, was sent (again) now. */
void sendq_sent (SendQueue *q, SentSegment *s, SimTime now);

/* The number after the entry's last: SYN and FIN count. */
SeqNum sent_end (const SentSegment *s);

#endif
