/* One direction of the link with what is on it: packets in order in a ring, and
 * beside it those that are out of the order, or wait in a queue of their own. */
#ifndef TCPSIM_SIM_TRANSIT_H
#define TCPSIM_SIM_TRANSIT_H

#include "net/fault.h"
#include "net/link.h"
#include "sim/eventq.h"
#include "sim/pipe.h"
#include "sim/queue_watch.h"
#include "sim/slots.h"

/* A packet that is not in the ring. */
typedef struct {
  Packet packet;
  SimTime longer;               /* what it takes beside the link's time */
  gboolean is_copy;             /* of one that has a record of its own */
  gboolean is_dup;              /* a rule wants it twice ... */
  SimTime dup_after;            /* ... the second so much later */
} Loose;

typedef struct {
  Link link;
  Faults faults;
  gboolean is_plain;            /* a FIFO, perhaps with losses: when a packet arrives is known as it enters */
  gboolean is_light;            /* ... and all that happens to packets: transit_pass() will do */
  gboolean is_recorded;         /* somebody wants the packets' records */
  const Observers *observers;   /* NULL: nobody is told of drops */
  QueueWatch watch;
  Slots slots;
  Pipe wire;                    /* arriving in order */
  EventQueue strays;            /* those that arrive out of order: index is the place in loose */
  GArray *loose;                /* Loose; NULL before the first */
  GArray *vacant;               /* guint32: places in it that are free */
  GArray *held;                 /* Held: waiting for others to pass; NULL before the first */
} Transit;

/* @config and @rules must outlive it; @name names its streams of chance. */
void transit_init (Transit *t, const LinkConfig *config, const GPtrArray *rules, Direction dir,
                   guint64 seed, const char *name);
void transit_clear (Transit *t);

/* From now on packets keep their records. */
void transit_record (Transit *t);

/* From now on @observers are told of packets that are dropped after they were
 * sent. */
void transit_observe (Transit *t, const Observers *observers);

/* ... and of what happens at the queue. */
void transit_watch (Transit *t, const Observers *observers);

/* A packet of @ip_len octets, IP header included, enters the link now; the first
 * SYN did at @zero.  @extra is what its connection's way is longer than the link.
 * Fills in what becomes of it: the record's fate, arrives_at, is_open, faults and
 * effects.  Rules are about connection 0. */
void transit_enter (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime extra,
                    SimTime zero, SimTime now);

/* The same where nobody looks at records, the transit is_light, and the way of the
 * packet's connection is no longer than the link: says only when it arrives;
 * SIM_NEVER when it does not. */
SimTime transit_pass (Transit *t, guint32 connection, const Segment *seg, guint32 ip_len, SimTime now);

/* When something is to be done next; SIM_NEVER when nothing is on its way.  @now
 * is not later than that. */
SimTime transit_next_at (const Transit *t, SimTime now);

/* Does it, and takes the packet that arrives now; NULL when none does.  It is good
 * until another enters.  Its record's seg is left to the caller.  *@next_at says
 * what transit_next_at() does afterwards. */
Packet *transit_step (Transit *t, SimTime *next_at, SimTime now);

/* TRUE when nothing is on its way, or held. */
gboolean transit_is_empty (const Transit *t);

/* For the parts of it. */

/* A place for a packet out of the order, to be filled in. */
guint32 transit_new_place (Transit *t);
void transit_free_place (Transit *t, guint32 place);

static inline Loose *
transit_at (const Transit *t, guint32 place)
{
  return &g_array_index (t->loose, Loose, place);
}

/* Puts the packet at @place, whose due time is known, on its way out of the order. */
void transit_add_stray (Transit *t, guint32 place);

/* Tells of a packet that is lost after it was sent. */
void transit_tell_dropped (const Transit *t, const Packet *packet, Fate fate, SimTime now);

/* Puts the packet at @place into the link's queue; its record, and @record, which
 * is the same, say what becomes of it. */
void transit_push (Transit *t, guint32 place, PacketRecord *record, SimTime now);

/* Lets go whatever the queue has to let go by now. */
void transit_run_queue (Transit *t, SimTime now);

#endif
