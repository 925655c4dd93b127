/* The event queue: a flat 4-ary heap of small plain events in the total order
 * (time, serial), so that runs are repeatable whatever the heap's shape. */
#ifndef TCPSIM_SIM_EVENTQ_H
#define TCPSIM_SIM_EVENTQ_H

#include "tcpsim/base/simtime.h"

typedef struct {
  SimTime at;
  guint64 order;                /* serial number of scheduling */
  guint16 kind;                 /* the owner's */
  guint16 side;                 /* Side or Direction */
  guint32 index;                /* the owner's: which connection, or whatever else it counts */
} Event;

typedef struct {
  Event *heap;
  guint size, count;
  guint64 next_order;
} EventQueue;

void eventq_clear (EventQueue *q);

/* Schedules @event, whose order is filled in. */
void eventq_push (EventQueue *q, Event event);

/* The earliest event; FALSE when there is none. */
gboolean eventq_pop (EventQueue *q, Event *out);

/* When the earliest event is; SIM_NEVER when there is none. */
static inline SimTime
eventq_next_at (const EventQueue *q)
{
  return q->count > 0 ? q->heap[0].at : SIM_NEVER;
}

#endif
