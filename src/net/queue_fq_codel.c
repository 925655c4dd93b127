/* tc's fq_codel (RFC 8290) as Linux has it (net/sched/sch_fq_codel.c): each flow
 * a list of its own under CoDel, served in turn by deficits of a quantum, those
 * that are new before those that are not. */
#include "net/codel.h"

enum {
  LIMIT, FLOWS, QUANTUM, TARGET, INTERVAL, ECN, NOECN, CE_THRESHOLD, MEMORY_LIMIT, DROP_BATCH, N_PARAMS
};

static const QueueParam fq_codel_params[N_PARAMS] = {
  [LIMIT] = { "limit", QUEUE_COUNT, 10240, 1, G_MAXUINT32 },
  [FLOWS] = { "flows", QUEUE_COUNT, 1024, 1, 65536 },
  [QUANTUM] = { "quantum", QUEUE_SIZE, 0, 256, 1 << 20 },      /* 0: the MTU */
  [TARGET] = { "target", QUEUE_TIME, SIM_MS (5), 1, SIM_SEC (1000) },
  [INTERVAL] = { "interval", QUEUE_TIME, SIM_MS (100), 1, SIM_SEC (1000) },
  [ECN] = { "ecn", QUEUE_FLAG, 0, 0, 0 },
  [NOECN] = { "noecn", QUEUE_FLAG, 0, 0, 0 },
  [CE_THRESHOLD] = { "ce_threshold", QUEUE_TIME, CODEL_NEVER, 0, SIM_SEC (1000) },
  [MEMORY_LIMIT] = { "memory_limit", QUEUE_SIZE, 32 << 20, 1, 0 },
  [DROP_BATCH] = { "drop_batch", QUEUE_COUNT, 64, 1, G_MAXUINT32 },
};

typedef struct {
  QueueList list;
  Codel codel;
  gint64 deficit;
  gint32 next;                  /* flow behind it in its round; -1: none */
  gboolean is_listed;           /* in one of the rounds */
} Flow;

/* Flows in turn, by their numbers; -1: none. */
typedef struct { gint32 first, last; } Round;

typedef struct {
  Flow *flows;
  Round fresh, old;
  CodelParams params;
  gint64 quantum;
  guint32 seed;                 /* of the hash */
} State;

static void
round_append (State *state, Round *round, gint32 i)
{
  state->flows[i].next = -1;
  if (round->first < 0)
    round->first = i;
  else
    state->flows[round->last].next = i;
  round->last = i;
}

static gint32
round_pop (State *state, Round *round)
{
  gint32 i = round->first;

  round->first = state->flows[i].next;
  return i;
}

static void
fq_codel_init (Queue *queue)
{
  State *state = queue->state;
  guint64 quantum = queue_param (queue, QUANTUM);

  state->params = (CodelParams) {
    .target = (SimTime) queue_param (queue, TARGET), .interval = (SimTime) queue_param (queue, INTERVAL),
    .ce_threshold = (SimTime) queue_param (queue, CE_THRESHOLD), .ecn = !queue_param (queue, NOECN)
  };
  state->quantum = quantum > 0 ? (gint64) quantum : queue->mtu + QUEUE_ETHERNET_HEADER;
  state->flows = g_new0 (Flow, queue_param (queue, FLOWS));
  state->fresh = state->old = (Round) { -1, -1 };
  state->seed = (guint32) rng_next (&queue->rng);
}

static void
fq_codel_clear (Queue *queue)
{
  State *state = queue->state;

  for (guint i = 0; i < queue_param (queue, FLOWS); i++)
    queue_list_clear (&state->flows[i].list);
  g_free (state->flows);
}

/* Which list the packets of connection @flow go to: a hash, so that two may meet
 * in one, as they do in Linux.  Mixed as by MurmurHash3's finish. */
static gint32
classify (const Queue *queue, guint32 flow)
{
  const State *state = queue->state;
  guint32 h = flow ^ state->seed;

  h = (h ^ h >> 16) * 0x85ebca6bu;
  h = (h ^ h >> 13) * 0xc2b2ae35u;
  h ^= h >> 16;
  return (gint32) ((guint64) h * queue_param (queue, FLOWS) >> 32);
}

static Flow *
fattest (const Queue *queue)
{
  const State *state = queue->state;
  Flow *fattest = &state->flows[0];

  for (guint i = 1; i < queue_param (queue, FLOWS); i++)
    if (state->flows[i].list.octets > fattest->list.octets)
      fattest = &state->flows[i];
  return fattest;
}

/* Half of what the fattest flow has goes, from its head, but not more than a
 * batch: looking for it is dear. */
static void
drop_from_fattest (Queue *queue)
{
  Flow *flow = fattest (queue);
  guint64 threshold = flow->list.octets / 2, gone = 0, n = 0;
  QueueItem item;

  while (queue_list_pop (queue, &flow->list, &item))
    {
      queue_drop (queue, &item, FATE_LOST_QUEUE);
      gone += item.octets;
      if (++n == queue_param (queue, DROP_BATCH) || gone >= threshold)
        break;
    }
  flow->codel.count += n;
}

static void
fq_codel_enqueue (Queue *queue, QueueItem *item, SimTime now G_GNUC_UNUSED)
{
  State *state = queue->state;
  gint32 i = classify (queue, item->flow);
  Flow *flow = &state->flows[i];

  queue_list_push (queue, &flow->list, item);
  if (!flow->is_listed)
    {
      flow->is_listed = TRUE;
      flow->deficit = state->quantum;
      round_append (state, &state->fresh, i);
    }
  if (queue->packets > queue_param (queue, LIMIT) || queue->octets > queue_param (queue, MEMORY_LIMIT))
    drop_from_fattest (queue);
}

/* The flow at the head of @round has had its turn: it goes behind the old ones. */
static void
move_to_old (State *state, Round *round)
{
  round_append (state, &state->old, round_pop (state, round));
}

/* The flow at the head of @round has nothing: a new one passes through the old
 * ones first, or it could starve them by coming again and again. */
static void
retire (State *state, Round *round)
{
  if (round == &state->fresh && state->old.first >= 0)
    move_to_old (state, round);
  else
    state->flows[round_pop (state, round)].is_listed = FALSE;
}

static gboolean
fq_codel_dequeue (Queue *queue, QueueItem *out, SimTime now)
{
  State *state = queue->state;

  for (;;)
    {
      Round *round = state->fresh.first >= 0 ? &state->fresh : &state->old;
      Flow *flow;

      if (round->first < 0)
        return FALSE;
      flow = &state->flows[round->first];
      if (flow->deficit <= 0)
        {
          flow->deficit += state->quantum;
          move_to_old (state, round);
        }
      else if (codel_dequeue (&flow->codel, &state->params, queue, &flow->list, out, now))
        {
          flow->deficit -= out->octets;
          return TRUE;
        }
      else
        retire (state, round);
    }
}

const QueueOps queue_fq_codel = {
  .name = "fq_codel",
  .params = fq_codel_params,
  .n_params = N_PARAMS,
  .state_size = sizeof (State),
  .init = fq_codel_init,
  .clear = fq_codel_clear,
  .enqueue = fq_codel_enqueue,
  .dequeue = fq_codel_dequeue,
};
