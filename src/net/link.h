/* One direction of the link as a pure state machine: time comes in with every
 * call, and the next thing it will do is asked for.
 *
 * What chance does to a packet comes first (link_draw).  Then it takes its turn at
 * the transmitter and travels.  Where the queue is a FIFO nothing later can change
 * its fate, and link_offer() lays it down at once; other queues decide when the
 * transmitter is free (link_push, link_next_at, link_pull). */
#ifndef TCPSIM_NET_LINK_H
#define TCPSIM_NET_LINK_H

#include "base/ring.h"
#include "net/chance.h"
#include "net/loss.h"
#include "net/queue.h"
#include "net/rate.h"
#include "tcpsim/net/link_config.h"

typedef struct {
  const LinkConfig *config;
  Delay delay;
  Loss loss;
  Chance duplicate, corrupt, reorder;
  Rng bit;                      /* which one is flipped */
  guint32 since_ahead;          /* packets since one went ahead */
  gboolean has_chances;         /* some of duplicate, corrupt and reorder may happen */
  gboolean is_plain;            /* the rate is always the same, and nothing is added to packets */
  gboolean has_constant_delay;
  gboolean is_steady;           /* so are the rate and the delay: link_pass() will do */
  gboolean delays_first;        /* netem's order where it has jitter and a rate */
  gboolean may_overtake;        /* each packet has a delay of its own */
  gboolean may_reorder;         /* ... or some go ahead: arrivals do not ascend */
  Queue *queue;                 /* NULL: a FIFO */
  SimTime free_at;              /* when the transmitter is free */
  SimTime last_arrival;
  guint32 timed_octets;         /* the latest packet of a plain link ... */
  SimTime timed;                /* ... and how long it took to send */
  Ring starts;                  /* SimTime: of the FIFO, when each packet that still waits will begin to be sent */
} Link;

/* What chance does to a packet. */
typedef struct {
  gboolean is_lost;
  gboolean is_twice;
  gboolean is_marked;           /* with CE, instead of being lost */
  gboolean is_ahead;            /* it goes ahead of all others */
  gboolean is_corrupt;          /* one of its bits is flipped */
} LinkLuck;

/* When a packet begins to be sent, and when it arrives. */
typedef struct { SimTime starts_at, arrives_at; } Passage;

/* @config must outlive the link.  @name, "link.c2s", begins the names of its
 * streams of chance. */
void link_init (Link *link, const LinkConfig *config, guint64 seed, const char *name);
void link_clear (Link *link);

/* A second copy of a packet draws for itself, and makes no third. */
typedef enum { LINK_FIRST, LINK_COPY } LinkTurn;

/* What chance does to the next packet, whose IP header has @ecn. */
LinkLuck link_draw (Link *link, guint8 ecn, LinkTurn turn);

/* Which bit of a TCP segment of @octets is to be flipped: from 1, the first octet's
 * highest. */
guint32 link_draw_bit (Link *link, guint32 octets);

/* A packet of @ip_len octets, IP header included, is sent now, but must not start
 * before @enters, which is not earlier.  Returns its fate, and how it passes when
 * it does.  For a link without a queue of its own. */
Fate link_offer (Link *link, guint32 ip_len, SimTime enters, Passage *out, SimTime now);

/* What link_offer() comes to on a link that is_steady, for a packet that nothing
 * holds up: when it arrives; SIM_NEVER when there is no room for it. */
SimTime link_pass (Link *link, guint32 ip_len, SimTime now);

/* For a link with a queue: @item comes in.  What is dropped by this or the next
 * call is found in link->queue->drops. */
void link_push (Link *link, QueueItem *item, SimTime now);

/* When a packet leaves the queue next; SIM_NEVER when it is empty. */
SimTime link_next_at (const Link *link, SimTime now);

/* Takes the packet that leaves now, and says when it arrives.  FALSE when none
 * does, though it was time: all were dropped. */
gboolean link_pull (Link *link, QueueItem *out, SimTime *arrives_at, SimTime now);

#endif
