/* What happens at a queue, told to observers as it happens.  For the plain FIFO,
 * which decides everything when a packet enters: those that wait are kept here,
 * beside the link, until their turn comes, and only where somebody looks. */
#ifndef TCPSIM_SIM_QUEUE_WATCH_H
#define TCPSIM_SIM_QUEUE_WATCH_H

#include "base/ring.h"
#include "sim/observers.h"

typedef struct {
  const Observers *observers;   /* NULL: nobody looks */
  Ring waiting;                 /* Waiting: in the order in which they will leave */
  guint64 octets;               /* of those */
} QueueWatch;

void queue_watch_clear (QueueWatch *watch);

/* The packet of @record takes its place now, @octets long, and leaves at @start;
 * if that is now it never waits. */
void queue_watch_entered (QueueWatch *watch, const PacketRecord *record, guint32 octets, SimTime start,
                          SimTime now);

/* The packet of @record is refused now. */
void queue_watch_refused (QueueWatch *watch, const PacketRecord *record, guint32 octets, SimTime now);

/* When the next packet leaves; SIM_NEVER when none waits. */
SimTime queue_watch_next_at (const QueueWatch *watch);

/* Tells of those that have left by @now. */
void queue_watch_run (QueueWatch *watch, SimTime now);

#endif
