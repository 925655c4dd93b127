/* One direction of the link with what is on it: packets in order in a ring, and
 * beside it the few that a rule has taken out of the order. */
#ifndef TCPSIM_SIM_TRANSIT_H
#define TCPSIM_SIM_TRANSIT_H

#include "net/fault.h"
#include "net/link.h"
#include "sim/eventq.h"
#include "sim/pipe.h"
#include "sim/queue_watch.h"

typedef struct {
  Link link;
  Faults faults;
  QueueWatch watch;
  Pipe wire;                    /* arriving in order */
  EventQueue strays;            /* those that arrive out of order: index is the place in loose */
  GArray *loose;                /* Packet; NULL before the first */
  GArray *vacant;               /* guint32: places in it that are free */
  GArray *held;                 /* Held: waiting for others to pass; NULL before the first */
} Transit;

/* @config and @rules must outlive it; @name names its streams of chance. */
void transit_init (Transit *t, const LinkConfig *config, const GPtrArray *rules, Direction dir,
                   guint64 seed, const char *name);
void transit_clear (Transit *t);

/* From now on @observers are told what happens at the queue. */
void transit_watch (Transit *t, const Observers *observers);

/* A packet of @ip_len octets, IP header included, enters the link now; the first
 * SYN did at @zero.  @extra is what its connection's way is longer than the link.
 * Fills in what becomes of it: the record's fate, arrives_at and faults.  Rules
 * are about connection 0. */
void transit_enter (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime extra,
                    SimTime zero, SimTime now);

/* When the next packet arrives; SIM_NEVER when none is on its way. */
SimTime transit_next_at (const Transit *t);

/* Takes the packet that arrives next; there must be one.  It is good until another
 * enters.  Its record's seg is left to the caller. */
Packet *transit_take (Transit *t);

/* TRUE when nothing is on its way, or held. */
gboolean transit_is_empty (const Transit *t);

#endif
