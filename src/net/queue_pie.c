/* tc's pie (RFC 8033) as Linux has it (net/sched/sch_pie.c), in its integers:
 * packets are dropped at random when they come, with a probability that is
 * adjusted every tupdate to bring the delay to its target.  The delay is that of
 * the packet which left last; estimating it by the departure rate
 * (dq_rate_estimator) is left out. */
#include "net/queue.h"

enum { LIMIT, TARGET, TUPDATE, ALPHA, BETA, ECN, NOECN, BYTEMODE, NOBYTEMODE, N_PARAMS };

static const QueueParam pie_params[N_PARAMS] = {
  [LIMIT] = { "limit", QUEUE_COUNT, 1000, 1, G_MAXUINT32 },
  [TARGET] = { "target", QUEUE_TIME, SIM_MS (15), 1, SIM_SEC (1000) },
  [TUPDATE] = { "tupdate", QUEUE_TIME, SIM_MS (15), SIM_US (1), SIM_SEC (1000) },
  [ALPHA] = { "alpha", QUEUE_COUNT, 2, 0, 32 },
  [BETA] = { "beta", QUEUE_COUNT, 20, 0, 32 },
  [ECN] = { "ecn", QUEUE_FLAG, 0, 0, 0 },
  [NOECN] = { "noecn", QUEUE_FLAG, 0, 0, 0 },
  [BYTEMODE] = { "bytemode", QUEUE_FLAG, 0, 0, 0 },
  [NOBYTEMODE] = { "nobytemode", QUEUE_FLAG, 0, 0, 0 },
};

/* Certainty: probabilities have 56 bits. */
#define MAX_PROB (G_MAXUINT64 >> 8)

/* Linux's packet schedulers count time in ticks of 64 ns. */
#define TICK_SHIFT 6
#define TICKS_PER_SEC (SIM_SEC (1) >> TICK_SHIFT)

/* How long nothing is dropped when a burst begins. */
#define BURST_ALLOWANCE SIM_MS (150)

typedef struct {
  QueueList list;
  guint64 prob;
  guint64 accumulated;          /* probabilities since the last drop */
  SimTime burst;                /* what is left of the allowance */
  SimTime left_at;              /* when a packet last left; SIM_NEVER: none in this cycle */
  gint64 delay, old_delay;      /* ticks: of the packet that left last, and one update ago */
  SimTime next_update;
} State;

static void
begin_cycle (State *state)
{
  state->accumulated = 0;
  state->burst = BURST_ALLOWANCE;
  state->left_at = SIM_NEVER;
}

static void
pie_init (Queue *queue)
{
  State *state = queue->state;

  begin_cycle (state);
  state->next_update = (SimTime) queue_param (queue, TUPDATE);
}

static void
pie_clear (Queue *queue)
{
  State *state = queue->state;

  queue_list_clear (&state->list);
}

/* alpha or beta in sixteenths, over a second's ticks; less where drops are rare,
 * for there the same step means much more (RFC 8033 section 5.2). */
static guint64
scale_gain (const State *state, guint64 gain)
{
  guint64 scaled = gain * (MAX_PROB / (guint64) TICKS_PER_SEC) >> 4;

  if (state->prob >= MAX_PROB / 10)
    return scaled;
  scaled >>= 1;
  for (guint64 power = 100; power <= 1000000 && state->prob < MAX_PROB / power; power *= 10)
    scaled >>= 2;
  return scaled;
}

static gint64
target_ticks (const Queue *queue)
{
  return (gint64) (queue_param (queue, TARGET) >> TICK_SHIFT);
}

/* What is to be added to the probability. */
static gint64
find_step (const Queue *queue)
{
  const State *state = queue->state;
  gint64 step = (gint64) scale_gain (state, queue_param (queue, ALPHA)) * (state->delay - target_ticks (queue))
                + (gint64) scale_gain (state, queue_param (queue, BETA)) * (state->delay - state->old_delay);

  /* Upwards by 2 % at most, unless the delay is beyond a quarter of a second. */
  if (step > (gint64) (MAX_PROB / 50) && state->prob >= MAX_PROB / 10)
    step = (gint64) (MAX_PROB / 100 * 2);
  if (state->delay > SIM_MS (250) >> TICK_SHIFT)
    step += (gint64) (MAX_PROB / 50);
  return step;
}

static void
add_step (State *state, gint64 step)
{
  if (step < 0)
    state->prob -= MIN (state->prob, (guint64) -step);
  else
    state->prob = MIN (state->prob + (guint64) step, MAX_PROB);
}

/* One update of the probability. */
static void
update (Queue *queue)
{
  State *state = queue->state;
  gint64 half_target = target_ticks (queue) / 2;
  gboolean is_idle = state->delay == 0 && state->old_delay == 0 && queue->octets == 0;

  add_step (state, find_step (queue));
  if (is_idle)
    state->prob -= state->prob / 64;
  if (state->delay < half_target && state->old_delay < half_target && state->prob == 0)
    begin_cycle (state);
  state->old_delay = state->delay;
}

/* The updates that were due by @now.  Once a queue has come to rest they change
 * nothing, however long it lies there. */
static void
catch_up (Queue *queue, SimTime now)
{
  State *state = queue->state;
  SimTime tupdate = (SimTime) queue_param (queue, TUPDATE);

  while (state->next_update <= now)
    {
      update (queue);
      state->next_update += tupdate;
      if (state->prob == 0 && state->delay == 0 && state->old_delay == 0 && queue->packets == 0)
        state->next_update += MAX (now - state->next_update + tupdate, 0) / tupdate * tupdate;
    }
}

static gboolean
is_below_notice (const Queue *queue)
{
  const State *state = queue->state;

  return state->burst > 0 || (state->delay < target_ticks (queue) / 2 && state->prob < MAX_PROB / 5)
         || queue->octets < 2 * (guint64) (queue->mtu + QUEUE_ETHERNET_HEADER);
}

/* TRUE when chance wants the next packet: never too soon after the one before,
 * and not too late either. */
static gboolean
chance_wants (Queue *queue, guint32 octets)
{
  State *state = queue->state;
  guint64 prob = state->prob;

  if (queue_param (queue, BYTEMODE) && octets <= queue->mtu)
    prob = octets * (prob / queue->mtu);
  state->accumulated = prob == 0 ? 0 : state->accumulated + prob;
  if (state->accumulated < MAX_PROB / 100 * 85)
    return FALSE;
  if (state->accumulated >= MAX_PROB / 2 * 17)
    return TRUE;
  if (rng_next (&queue->rng) >> 8 >= prob)
    return FALSE;
  state->accumulated = 0;
  return TRUE;
}

/* Linux marks only while drops are rarer than one in ten. */
static gboolean
may_mark (const Queue *queue)
{
  const State *state = queue->state;

  return queue_param (queue, ECN) && state->prob <= MAX_PROB / 10;
}

static void
pie_enqueue (Queue *queue, QueueItem *item, SimTime now)
{
  State *state = queue->state;
  Fate fate = FATE_LOST_QUEUE;

  catch_up (queue, now);
  if (queue->packets < queue_param (queue, LIMIT))
    {
      fate = FATE_LOST_AQM;
      if (is_below_notice (queue) || !chance_wants (queue, item->octets)
          || (may_mark (queue) && queue_mark (item)))
        {
          queue_list_push (queue, &state->list, item);
          return;
        }
    }
  state->accumulated = 0;
  queue_drop (queue, item, fate);
}

static gboolean
pie_dequeue (Queue *queue, QueueItem *out, SimTime now)
{
  State *state = queue->state;
  SimTime since = 0;

  catch_up (queue, now);
  if (!queue_list_pop (queue, &state->list, out))
    return FALSE;

  state->delay = queue->packets > 0 ? (now - out->entered) >> TICK_SHIFT : 0;
  if (state->left_at != SIM_NEVER)
    since = now - state->left_at;
  state->left_at = now;
  state->burst -= MIN (since, state->burst);
  return TRUE;
}

const QueueOps queue_pie = {
  .name = "pie",
  .params = pie_params,
  .n_params = N_PARAMS,
  .state_size = sizeof (State),
  .init = pie_init,
  .clear = pie_clear,
  .enqueue = pie_enqueue,
  .dequeue = pie_dequeue,
};
