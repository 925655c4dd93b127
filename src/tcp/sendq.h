/* What has been sent and not yet acknowledged, segment by segment as it was
 * sent, and the scoreboard over it (RFC 6675 section 3): what the peer has, what
 * is lost, what is under way again.  A ring that grows with the window.  An ACK
 * touches the entries that it changes, and no others.
 *
 * An entry is named by its position, 0 for the oldest, which shifts as older
 * ones leave; within this file by its index, which does not. */
#ifndef TCPSIM_TCP_SENDQ_H
#define TCPSIM_TCP_SENDQ_H

#include "base/ring.h"
#include "tcpsim/base/seqnum.h"
#include "tcpsim/base/simtime.h"
#include "tcpsim/net/segment.h"

/* Linux's marks: LOST stays while the segment is under way again (RETRANS). */
enum {
  SENT_SACKED = 1 << 0,         /* the peer has it, by SACK */
  SENT_LOST = 1 << 1,           /* taken for lost */
  SENT_RETRANS = 1 << 2,        /* a retransmission of it is under way */
  SENT_EVER_RETRANS = 1 << 3,   /* it has been sent more than once */
  SENT_TIMED = 1 << 4,          /* it is in the list by time of sending */
  SENT_APP_LIMITED = 1 << 5     /* sent while the application had nothing more to send */
};

/* One cache line: with many connections these are most of what is in memory. */
typedef struct {
  SeqNum seq;
  guint32 len;                  /* octets of payload */
  guint8 flags;                 /* SEG_SYN, SEG_FIN, SEG_PSH */
  guint8 marks;                 /* SENT_SACKED ... */
  guint16 n_sent;               /* how often */
  guint32 order;                /* serial number of its last transmission */
  guint32 older;                /* neighbours in the list by time: an index, and ... */
  union {
    guint32 newer;
    guint32 beyond;             /* when SACKED, and so not in the list: everything up to this index is, too */
  };
  guint32 delivered;            /* rate sampling: segments delivered, modulo 2^32 ... */
  SimTime first_sent;
  SimTime last_sent;
  SimTime delivered_at;         /* ... until then, when this was last sent ... */
  SimTime first_tx_at;          /* ... at the end of a flight that began then */
} SentSegment;

G_STATIC_ASSERT (sizeof (SentSegment) == 64);

/* Invariants: entries are contiguous in sequence space; the counts are those of
 * the marks (without SACK, sacked counts duplicate ACKs); none before lost_from
 * waits to be sent again.  The list by time, in order of sending, holds what
 * may still be found lost: neither SACKED nor LOST, unless it is under way
 * again. */
typedef struct {
  Ring ring;                    /* SentSegment */
  guint32 first;                /* index of position 0 */
  guint sacked, lost, retrans;
  guint waiting;                /* LOST and not under way again */
  guint again;                  /* sent more than once */
  guint32 lost_from;            /* index */
  guint n_timed;
  guint32 next_order;
  guint32 oldest, newest;       /* ends of the list by time, when n_timed > 0 */
  SeqNum highest_sacked;        /* the end of the highest SACKed entry, when any is */
  guint32 judged;               /* index: RFC 6675 has judged what stands before it ... */
  guint judged_sacked;          /* ... of which so many are SACKed */
} SendQueue;

void sendq_clear (SendQueue *q);

/* Entries in the queue. */
static inline guint
sendq_count (const SendQueue *q)
{
  return q->ring.count;
}

/* RFC 6675's pipe: entries in flight as far as is known. */
static inline guint
sendq_in_flight (const SendQueue *q)
{
  return q->ring.count - q->sacked - q->lost + q->retrans;
}

/* Entry @i from the oldest, i < count. */
static inline SentSegment *
sendq_at (const SendQueue *q, guint i)
{
  return ring_at (&q->ring, i, sizeof (SentSegment));
}

/* The oldest entry; there must be one. */
static inline SentSegment *
sendq_first (const SendQueue *q)
{
  return ring_first (&q->ring, sizeof (SentSegment));
}

/* The youngest entry; there must be one. */
static inline SentSegment *
sendq_last (const SendQueue *q)
{
  return sendq_at (q, q->ring.count - 1);
}

/* A new last entry, all zero, to be filled in. */
SentSegment *sendq_push (SendQueue *q);

/* Removes the oldest entry. */
void sendq_pop (SendQueue *q);

/* All entries are as they were when they left, once and in their order: nothing is
 * known to be wrong with any. */
static inline gboolean
sendq_is_intact (const SendQueue *q)
{
  return (q->sacked | q->lost | q->retrans | q->again) == 0;
}

/* How many of the oldest entries end at @number or before. */
guint sendq_covered (const SendQueue *q, SeqNum number);

/* Removes the @n oldest entries of a queue that is intact, at once. */
void sendq_drop (SendQueue *q, guint n);

/* Takes the first @n octets off the oldest entry, which has more than that. */
void sendq_trim (SendQueue *q, guint32 n);

/* @s, one of the queue's, was sent (again) now: it is the youngest by time, unless
 * the peer has it or it is to be sent again all the same, as a loss probe may.  What
 * is sent for the first time is the queue's last. */
void sendq_sent (SendQueue *q, SentSegment *s, SimTime now);

/* ... and counts as a retransmission under way: what was lost is so no longer. */
void sendq_retransmitted (SendQueue *q, SentSegment *s);

/* The position of the first entry that begins at @seq or after. */
guint sendq_find (const SendQueue *q, SeqNum seq);

/* The first position from @i on whose entry is not SACKED; sendq_count() when
 * there is none.  Costs no walk through what is. */
guint sendq_skip_sacked (SendQueue *q, guint i);

/* The peer has @s, which was not SACKED. */
void sendq_mark_sacked (SendQueue *q, SentSegment *s);

/* @s is lost, or its retransmission is; nothing changes for what is SACKED or
 * waits already. */
void sendq_mark_lost (SendQueue *q, SentSegment *s);

/* The retransmission of @s, which the peer reports twice, is no longer under
 * way. */
void sendq_forget_retransmission (SendQueue *q, SentSegment *s);

/* Nothing is lost after all: walks the queue, once. */
void sendq_unmark_lost (SendQueue *q);

/* The peer has taken back what it SACKed: walks the queue, once. */
void sendq_unmark_sacked (SendQueue *q);

/* The entry that has been under way longest; NULL when there is none. */
SentSegment *sendq_oldest (const SendQueue *q);

/* The next younger than @s, which is in the list by time; NULL at its end. */
SentSegment *sendq_newer (const SendQueue *q, const SentSegment *s);

/* The lowest entry that waits to be sent again, NULL when there is none. */
SentSegment *sendq_first_waiting (SendQueue *q);

/* RFC 6675 section 4, IsLost(): marks what has @thresh SACKed entries above it. */
void sendq_judge (SendQueue *q, guint thresh);

/* The number after the entry's last: SYN and FIN count. */
static inline SeqNum
sent_end (const SentSegment *s)
{
  return seq_add (s->seq, s->len + !!(s->flags & SEG_SYN) + !!(s->flags & SEG_FIN));
}

#endif
