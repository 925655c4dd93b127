/* tc's bfifo: first in, first out, up to a number of octets. */
#include "net/queue.h"

enum { LIMIT, N_PARAMS };

static const QueueParam bfifo_params[N_PARAMS] = {
  [LIMIT] = { "limit", QUEUE_SIZE, 0, 1, 0 },
};

/* Linux takes the length of the interface's own queue, 1000, times its MTU. */
static guint64
limit_of (const Queue *queue)
{
  guint64 limit = queue_param (queue, LIMIT);

  return limit > 0 ? limit : 1000 * (guint64) (queue->mtu + QUEUE_ETHERNET_HEADER);
}

static void
bfifo_clear (Queue *queue)
{
  queue_list_clear (queue->state);
}

static void
bfifo_enqueue (Queue *queue, QueueItem *item, SimTime now G_GNUC_UNUSED)
{
  if (queue->octets + item->octets > limit_of (queue))
    queue_drop (queue, item, FATE_LOST_QUEUE);
  else
    queue_list_push (queue, queue->state, item);
}

static gboolean
bfifo_dequeue (Queue *queue, QueueItem *out, SimTime now G_GNUC_UNUSED)
{
  return queue_list_pop (queue, queue->state, out);
}

const QueueOps queue_bfifo = {
  .name = "bfifo",
  .params = bfifo_params,
  .n_params = N_PARAMS,
  .state_size = sizeof (QueueList),
  .clear = bfifo_clear,
  .enqueue = bfifo_enqueue,
  .dequeue = bfifo_dequeue,
};
