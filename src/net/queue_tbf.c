/* tc's tbf, a token bucket (net/sched/sch_tbf.c): tokens are times, and a packet
 * leaves when as many have gathered as it takes to send it at the rate. */
#include "base/why.h"
#include "net/queue.h"

enum { RATE, BURST, BUFFER, MAXBURST, LIMIT, LATENCY, PEAKRATE, MTU, MINBURST, N_PARAMS };

static const QueueParam tbf_params[N_PARAMS] = {
  [RATE] = { "rate", QUEUE_RATE, 0, 1, 0 },
  [BURST] = { "burst", QUEUE_SIZE, 0, 1, 1 << 30 },
  [BUFFER] = { "buffer", QUEUE_SIZE, 0, 1, 1 << 30 },       /* the same */
  [MAXBURST] = { "maxburst", QUEUE_SIZE, 0, 1, 1 << 30 },   /* the same */
  [LIMIT] = { "limit", QUEUE_SIZE, 0, 1, 0 },
  [LATENCY] = { "latency", QUEUE_TIME, 0, 1, SIM_SEC (1000) },
  [PEAKRATE] = { "peakrate", QUEUE_RATE, 0, 1, 0 },
  [MTU] = { "mtu", QUEUE_SIZE, 0, 1, 1 << 30 },
  [MINBURST] = { "minburst", QUEUE_SIZE, 0, 1, 1 << 30 },   /* the same */
};

typedef struct {
  QueueList list;
  SimTime depth, peak_depth;    /* of the bucket: what burst and mtu take at their rates */
  SimTime tokens, peak_tokens;  /* when they were last counted ... */
  SimTime counted_at;           /* ... which was then */
} State;

/* How long @octets take at @rate. */
static SimTime
time_at (guint64 rate, guint64 octets)
{
  guint64 bits = octets * 8;

  return (SimTime) (bits / rate * SIM_SEC (1) + bits % rate * SIM_SEC (1) / rate);
}

/* Of two names for the same thing. */
static gboolean
merge (QueueSpec *spec, guint name, guint other, const char *what, char **why)
{
  if (queue_spec_has (spec, name) && queue_spec_has (spec, other))
    return why_set (why, "%s are the same, keep one", what);
  if (queue_spec_has (spec, other))
    {
      spec->param[name] = spec->param[other];
      spec->given |= 1u << name;
    }
  return TRUE;
}

/* How many octets @rate sends in @time. */
static guint64
octets_in (guint64 rate, guint64 time)
{
  guint64 second = SIM_SEC (1);

  return rate / 8 * (time / second) + rate / 8 * (time % second / 1000) / 1000000;
}

/* What the bucket and the time in the queue allow, as tc counts it. */
static void
set_limit (QueueSpec *spec)
{
  guint64 *p = spec->param;
  guint64 by_rate = octets_in (p[RATE], p[LATENCY]) + p[BURST];
  guint64 by_peak = octets_in (p[PEAKRATE], p[LATENCY]) + p[MTU];

  p[LIMIT] = queue_spec_has (spec, PEAKRATE) ? MIN (by_rate, by_peak) : by_rate;
}

static gboolean
tbf_complete (QueueSpec *spec, char **why)
{
  if (!merge (spec, BURST, BUFFER, "burst and buffer", why)
      || !merge (spec, BURST, MAXBURST, "burst and maxburst", why)
      || !merge (spec, MTU, MINBURST, "mtu and minburst", why))
    return FALSE;
  if (!queue_spec_has (spec, RATE))
    return why_set (why, "tbf lacks its rate, write one like rate 1mbit");
  if (!queue_spec_has (spec, BURST))
    return why_set (why, "tbf lacks its burst, write one like burst 32kbit");
  if (queue_spec_has (spec, LIMIT) == queue_spec_has (spec, LATENCY))
    return why_set (why, "tbf takes either limit or latency, write one like latency 400ms");
  if (queue_spec_has (spec, PEAKRATE) != queue_spec_has (spec, MTU))
    return why_set (why, "peakrate and mtu go together, write peakrate 2mbit mtu 1540");
  if (queue_spec_has (spec, PEAKRATE) && spec->param[PEAKRATE] <= spec->param[RATE])
    return why_set (why, "peakrate is not above rate, write a higher one");
  if (queue_spec_has (spec, LATENCY))
    set_limit (spec);
  return TRUE;
}

static void
tbf_init (Queue *queue)
{
  State *state = queue->state;

  state->depth = state->tokens = time_at (queue_param (queue, RATE), queue_param (queue, BURST));
  if (queue_spec_has (queue->spec, PEAKRATE))
    state->peak_depth = state->peak_tokens = time_at (queue_param (queue, PEAKRATE), queue_param (queue, MTU));
}

static void
tbf_clear (Queue *queue)
{
  State *state = queue->state;

  queue_list_clear (&state->list);
}

static SimTime
price (const Queue *queue, guint rate, guint32 octets)
{
  return time_at (queue_param (queue, rate), octets);
}

/* What the bucket can never pay for is dropped, as in Linux. */
static gboolean
is_too_large (const Queue *queue, guint32 octets)
{
  const State *state = queue->state;

  return price (queue, RATE, octets) > state->depth
         || (queue_spec_has (queue->spec, PEAKRATE) && price (queue, PEAKRATE, octets) > state->peak_depth);
}

static void
tbf_enqueue (Queue *queue, QueueItem *item, SimTime now G_GNUC_UNUSED)
{
  State *state = queue->state;

  if (queue->octets + item->octets > queue_param (queue, LIMIT) || is_too_large (queue, item->octets))
    queue_drop (queue, item, FATE_LOST_QUEUE);
  else
    queue_list_push (queue, &state->list, item);
}

static SimTime
tbf_ready_at (const Queue *queue, SimTime now)
{
  const State *state = queue->state;
  guint32 octets = queue_list_head (&state->list)->octets;
  SimTime wait = price (queue, RATE, octets) - state->tokens;

  if (queue_spec_has (queue->spec, PEAKRATE))
    wait = MAX (wait, price (queue, PEAKRATE, octets) - state->peak_tokens);
  return MAX (now, state->counted_at + wait);
}

static gboolean
tbf_dequeue (Queue *queue, QueueItem *out, SimTime now)
{
  State *state = queue->state;
  SimTime since = now - state->counted_at;

  if (queue->packets == 0 || tbf_ready_at (queue, now) > now)
    return FALSE;

  queue_list_pop (queue, &state->list, out);
  state->tokens = MIN (state->tokens + since, state->depth) - price (queue, RATE, out->octets);
  if (queue_spec_has (queue->spec, PEAKRATE))
    state->peak_tokens = MIN (state->peak_tokens + since, state->peak_depth) - price (queue, PEAKRATE, out->octets);
  state->counted_at = now;
  return TRUE;
}

const QueueOps queue_tbf = {
  .name = "tbf",
  .params = tbf_params,
  .n_params = N_PARAMS,
  .state_size = sizeof (State),
  .complete = tbf_complete,
  .init = tbf_init,
  .clear = tbf_clear,
  .enqueue = tbf_enqueue,
  .dequeue = tbf_dequeue,
  .ready_at = tbf_ready_at,
};
