/* A queue discipline at work: packets go in at one end and come out at the other
 * when the transmitter is free, and some are dropped or marked on the way.  Each
 * is one file with one ops table, and one line in queue.c.
 *
 * A queue holds no packets, only what it has to know of them; its owner knows
 * them by their place. */
#ifndef TCPSIM_NET_QUEUE_H
#define TCPSIM_NET_QUEUE_H

#include "base/ring.h"
#include "base/words.h"
#include "tcpsim/base/rng.h"
#include "tcpsim/net/link_config.h"
#include "tcpsim/net/queue_spec.h"

/* tc counts a packet with its Ethernet header where it speaks of an MTU. */
#define QUEUE_ETHERNET_HEADER 14

/* A packet as its queue sees it. */
typedef struct {
  guint32 place;                /* the owner's name for it */
  guint32 octets;               /* IP header included */
  guint32 flow;                 /* of which connection it is */
  guint8 ecn;                   /* the two bits of its IP header; a queue may set ECN_CE */
  SimTime entered;
} QueueItem;

typedef struct {
  QueueItem item;
  Fate fate;
  guint32 packets;              /* then in the queue */
  guint64 octets;
} QueueDrop;

typedef struct {
  const QueueSpec *spec;
  guint32 mtu;                  /* of the link, octets of an IP packet */
  guint32 packets;              /* in it */
  guint64 octets;               /* of those */
  SimTime idle_since;           /* when the transmitter was last done */
  Rng rng;
  Ring drops;                   /* QueueDrop: what was dropped and not yet taken note of */
  gpointer state;               /* the queue's own */
} Queue;

typedef enum {
  QUEUE_COUNT,                  /* a plain number */
  QUEUE_SIZE,                   /* octets */
  QUEUE_TIME,                   /* nanoseconds */
  QUEUE_RATE,                   /* bits a second */
  QUEUE_FRACTION,               /* a probability between 0 and 1, of 2^32 parts */
  QUEUE_FLAG                    /* a word alone; 1 when it is there */
} QueueParamKind;

typedef struct {
  const char *name;
  QueueParamKind kind;
  guint64 initial;
  guint64 min, max;             /* both allowed; max 0: as far as the kind goes */
} QueueParam;

typedef struct _QueueOps {
  const char *name;
  const QueueParam *params;
  guint n_params;
  gsize state_size;             /* octets of its state, all 0 to begin with */

  /* What no parameter can be checked for alone, and defaults that depend on
   * others.  FALSE, with *@why set, when they do not go together. */
  gboolean (*complete) (QueueSpec *spec, char **why);

  void (*init) (Queue *queue);
  void (*clear) (Queue *queue);

  /* @item comes in, or is dropped; so may others be.  It may be marked first:
   * item->ecn is then what it stays. */
  void (*enqueue) (Queue *queue, QueueItem *item, SimTime now);

  /* The packet to be sent now; FALSE when there is none (and all may have been
   * dropped). */
  gboolean (*dequeue) (Queue *queue, QueueItem *out, SimTime now);

  /* When the next packet may leave at the earliest, @now or later; the queue is
   * not empty.  NULL: at once. */
  SimTime (*ready_at) (const Queue *queue, SimTime now);
} QueueOps;

/* Reads the words of a queue up to the first that does not belong to it. */
gboolean queue_spec_take (QueueSpec *spec, Words *words, char **why);

/* @config must outlive the queue; @name names its stream of chance.  NULL where
 * @config has a plain FIFO. */
Queue *queue_new (const LinkConfig *config, guint64 seed, const char *name);
void queue_free (Queue *queue);

static inline guint64
queue_param (const Queue *queue, guint i)
{
  return queue->spec->param[i];
}

static inline gboolean
queue_spec_has (const QueueSpec *spec, guint i)
{
  return spec->given >> i & 1;
}

/* For the disciplines. */

/* Writes down that @item, which is in no list of the queue's, is dropped. */
void queue_drop (Queue *queue, const QueueItem *item, Fate fate);

/* Marks @item; FALSE when it is not ECN-capable (RFC 3168 section 5). */
gboolean queue_mark (QueueItem *item);

/* A list of packets in order, counted in the queue's totals. */
typedef struct {
  Ring items;                   /* QueueItem */
  guint64 octets;
} QueueList;

void queue_list_clear (QueueList *list);
void queue_list_push (Queue *queue, QueueList *list, const QueueItem *item);

/* FALSE when it is empty. */
gboolean queue_list_pop (Queue *queue, QueueList *list, QueueItem *out);

static inline const QueueItem *
queue_list_head (const QueueList *list)
{
  return list->items.count > 0 ? ring_at (&list->items, 0, sizeof (QueueItem)) : NULL;
}

extern const QueueOps queue_pfifo;
extern const QueueOps queue_bfifo;
extern const QueueOps queue_red;
extern const QueueOps queue_codel;
extern const QueueOps queue_fq_codel;
extern const QueueOps queue_pie;
extern const QueueOps queue_tbf;

#endif
