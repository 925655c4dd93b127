/* A 4-ary heap: shallower than a binary one, and children share cache lines. */
#include "sim/eventq.h"

#define ARITY 4

void
eventq_clear (EventQueue *q)
{
  g_free (q->heap);
  *q = (EventQueue) { 0 };
}

static void
sift_up (EventQueue *q, guint i, Event event)
{
  while (i > 0)
    {
      guint parent = (i - 1) / ARITY;

      if (!event_before (&event, &q->heap[parent]))
        break;
      q->heap[i] = q->heap[parent];
      i = parent;
    }
  q->heap[i] = event;
}

static guint
earliest_child (const EventQueue *q, guint first)
{
  const Event *best = &q->heap[first], *end = &q->heap[MIN (first + ARITY, q->count)];

  for (const Event *child = best + 1; child < end; child++)
    if (event_before (child, best))
      best = child;
  return best - q->heap;
}

static void
sift_down (EventQueue *q, Event event)
{
  guint i = 0;

  for (guint first = 1; first < q->count; first = i * ARITY + 1)
    {
      guint child = earliest_child (q, first);

      if (!event_before (&q->heap[child], &event))
        break;
      q->heap[i] = q->heap[child];
      i = child;
    }
  q->heap[i] = event;
}

void
eventq_push (EventQueue *q, Event event)
{
  if (q->count == q->size)
    {
      q->size = MAX (64, q->size * 2);
      q->heap = g_renew (Event, q->heap, q->size);
    }
  event.order = ++q->last_order;
  sift_up (q, q->count++, event);
}

void
eventq_postpone (EventQueue *q, SimTime at)
{
  Event event = q->heap[0];

  g_assert (q->count > 0 && at >= event.at);
  event.at = at;
  event.order = ++q->last_order;
  sift_down (q, event);
}

gboolean
eventq_pop (EventQueue *q, Event *out)
{
  if (q->count == 0)
    return FALSE;

  *out = q->heap[0];
  q->count--;
  if (q->count > 0)
    sift_down (q, q->heap[q->count]);
  return TRUE;
}
