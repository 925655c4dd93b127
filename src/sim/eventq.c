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
  guint best = first, end = MIN (first + ARITY, q->count);

  for (guint i = first + 1; i < end; i++)
    if (event_before (&q->heap[i], &q->heap[best]))
      best = i;
  return best;
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
