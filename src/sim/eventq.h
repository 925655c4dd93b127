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

/* All zero: empty. */
typedef struct {
  Event *heap;
  guint size, count;
  guint64 last_order;
} EventQueue;

void eventq_clear (EventQueue *q);

/* Schedules @event, whose order is filled in. */
void eventq_push (EventQueue *q, Event event);

/* The run order is total: no two events compare equal, so the heap's shape
 * can never leak into the results. */
static inline gboolean
event_before (const Event *a, const Event *b)
{
  if (a->at != b->at)
    return a->at < b->at;
  return a->order < b->order;
}

/* @event, whose order is filled in, is scheduled now, but kept by the caller: for
 * what is so frequent that it shall not go through the heap. */
static inline void
eventq_stamp (EventQueue *q, Event *event)
{
  event->order = ++q->last_order;
}

/* The earliest event, which stays where it is; NULL when there is none. */
static inline const Event *
eventq_first (const EventQueue *q)
{
  return q->count > 0 ? q->heap : NULL;
}

/* When it is; SIM_NEVER when there is none. */
static inline SimTime
eventq_next_at (const EventQueue *q)
{
  return q->count > 0 ? q->heap->at : SIM_NEVER;
}

/* The earliest event, which there must be, is scheduled anew, for @at, which is no
 * earlier. */
void eventq_postpone (EventQueue *q, SimTime at);

/* Takes the earliest event; FALSE when there is none. */
gboolean eventq_pop (EventQueue *q, Event *out);

#endif
