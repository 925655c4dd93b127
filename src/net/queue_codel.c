/* tc's codel: one list under CoDel (RFC 8289). */
#include "net/codel.h"

enum { LIMIT, TARGET, INTERVAL, ECN, NOECN, CE_THRESHOLD, N_PARAMS };

static const QueueParam codel_params[N_PARAMS] = {
  [LIMIT] = { "limit", QUEUE_COUNT, 1000, 1, G_MAXUINT32 },
  [TARGET] = { "target", QUEUE_TIME, SIM_MS (5), 1, SIM_SEC (1000) },
  [INTERVAL] = { "interval", QUEUE_TIME, SIM_MS (100), 1, SIM_SEC (1000) },
  [ECN] = { "ecn", QUEUE_FLAG, 0, 0, 0 },
  [NOECN] = { "noecn", QUEUE_FLAG, 0, 0, 0 },
  [CE_THRESHOLD] = { "ce_threshold", QUEUE_TIME, CODEL_NEVER, 0, SIM_SEC (1000) },
};

typedef struct {
  QueueList list;
  Codel codel;
  CodelParams params;
} State;

static void
codel_init (Queue *queue)
{
  State *state = queue->state;

  state->params = (CodelParams) {
    .target = (SimTime) queue_param (queue, TARGET), .interval = (SimTime) queue_param (queue, INTERVAL),
    .ce_threshold = (SimTime) queue_param (queue, CE_THRESHOLD),
    .ecn = queue_param (queue, ECN) && !queue_param (queue, NOECN)
  };
}

static void
codel_clear (Queue *queue)
{
  State *state = queue->state;

  queue_list_clear (&state->list);
}

static void
codel_enqueue (Queue *queue, QueueItem *item, SimTime now G_GNUC_UNUSED)
{
  State *state = queue->state;

  if (queue->packets >= queue_param (queue, LIMIT))
    queue_drop (queue, item, FATE_LOST_QUEUE);
  else
    queue_list_push (queue, &state->list, item);
}

static gboolean
codel_next (Queue *queue, QueueItem *out, SimTime now)
{
  State *state = queue->state;

  return codel_dequeue (&state->codel, &state->params, queue, &state->list, out, now);
}

const QueueOps queue_codel = {
  .name = "codel",
  .params = codel_params,
  .n_params = N_PARAMS,
  .state_size = sizeof (State),
  .init = codel_init,
  .clear = codel_clear,
  .enqueue = codel_enqueue,
  .dequeue = codel_next,
};
