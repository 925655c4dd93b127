/* tc's pfifo: first in, first out, up to a number of packets. */
#include "net/queue.h"

enum { LIMIT, N_PARAMS };

static const QueueParam pfifo_params[N_PARAMS] = {
  /* Linux takes the length of the interface's own queue, 1000. */
  [LIMIT] = { "limit", QUEUE_COUNT, 1000, 1, G_MAXUINT32 },
};

static void
pfifo_clear (Queue *queue)
{
  queue_list_clear (queue->state);
}

static void
pfifo_enqueue (Queue *queue, QueueItem *item, SimTime now G_GNUC_UNUSED)
{
  if (queue->packets >= queue_param (queue, LIMIT))
    queue_drop (queue, item, FATE_LOST_QUEUE);
  else
    queue_list_push (queue, queue->state, item);
}

static gboolean
pfifo_dequeue (Queue *queue, QueueItem *out, SimTime now G_GNUC_UNUSED)
{
  return queue_list_pop (queue, queue->state, out);
}

const QueueOps queue_pfifo = {
  .name = "pfifo",
  .params = pfifo_params,
  .n_params = N_PARAMS,
  .state_size = sizeof (QueueList),
  .clear = pfifo_clear,
  .enqueue = pfifo_enqueue,
  .dequeue = pfifo_dequeue,
};
