/* tc's red, random early detection (Floyd and Jacobson, 1993), in the integers of
 * Linux (include/net/red.h, net/sched/sch_red.c): packets are dropped or marked at
 * random when the average length is between min and max, and all above.
 *
 * While the queue is idle the average falls as if small packets had left it, by
 * the paper's formula; Linux tabulates that more coarsely. */
#include "base/why.h"
#include "net/queue.h"

enum {
  LIMIT, MIN_LEN, MAX_LEN, AVPKT, BURST, BANDWIDTH, PROBABILITY, ECN, HARDDROP, NODROP, ADAPTIVE, N_PARAMS
};

static const QueueParam red_params[N_PARAMS] = {
  [LIMIT] = { "limit", QUEUE_SIZE, 0, 1, 1u << 31 },
  [MIN_LEN] = { "min", QUEUE_SIZE, 0, 1, 1u << 31 },
  [MAX_LEN] = { "max", QUEUE_SIZE, 0, 1, 1u << 31 },
  [AVPKT] = { "avpkt", QUEUE_SIZE, 1000, 1, 65536 },
  [BURST] = { "burst", QUEUE_COUNT, 0, 1, 1 << 20 },
  [BANDWIDTH] = { "bandwidth", QUEUE_RATE, 10000000, 1, 0 },
  [PROBABILITY] = { "probability", QUEUE_FRACTION, 85899346, 1, 0 },    /* 0.02 */
  [ECN] = { "ecn", QUEUE_FLAG, 0, 0, 0 },
  [HARDDROP] = { "harddrop", QUEUE_FLAG, 0, 0, 0 },
  [NODROP] = { "nodrop", QUEUE_FLAG, 0, 0, 0 },
  [ADAPTIVE] = { "adaptive", QUEUE_FLAG, 0, 0, 0 },
};

/* What adaptive RED does, and how often: within 1 and 50 % it adds a quarter or
 * 1 %, whichever is less, or takes a tenth. */
#define ADAPT_EVERY SIM_MS (500)
#define ONE_PERCENT 42949673u
#define MAX_P_LEAST ONE_PERCENT
#define MAX_P_MOST (50 * ONE_PERCENT)

typedef struct {
  QueueList list;
  guint wlog;                   /* the average's weight is 2^-wlog */
  guint64 average;              /* octets, times 2^wlog */
  gint64 count;                 /* packets since the last drop; -1: below min */
  guint32 wait;                 /* what count has to reach, times how far the average is above min */
  guint32 max_p;                /* the probability at max, of 2^32 parts */
  SimTime adapt_at;
  SimTime counted_at;           /* when the average was last counted */
} State;

/* @base^@n, both of 2^32 parts. */
static guint64
power (guint64 base, guint64 n)
{
  guint64 result = G_GUINT64_CONSTANT (1) << 32;

  for (; n > 0 && result > 0; n >>= 1, base = base * base >> 32)
    if (n & 1)
      result = result * base >> 32;
  return result;
}

/* 1 - 2^-@wlog, of 2^32 parts. */
static guint64
keep_of (guint wlog)
{
  return (G_GUINT64_CONSTANT (1) << 32) - (G_GUINT64_CONSTANT (1) << (32 - wlog));
}

/* The weight at which a burst of so many packets stays just below min: the first
 * with burst + 1 - min/avpkt <= (1 - (1 - W)^burst) / W, as tc chooses it; 0 when
 * there is none. */
static guint
find_wlog (const guint64 *p)
{
  guint64 wanted = (((p[BURST] + 1) * p[AVPKT] - p[MIN_LEN]) << 20) / p[AVPKT];

  for (guint wlog = 1; wlog < 32; wlog++)
    {
      guint64 reached = (G_GUINT64_CONSTANT (1) << 32) - power (keep_of (wlog), p[BURST]);

      if (wanted <= (reached >> 12) << wlog)
        return wlog;
    }
  return 0;
}

/* Floyd's recommendations, as tc has them, for what is not given. */
static void
fill_in (QueueSpec *spec)
{
  guint64 *p = spec->param;

  if (!queue_spec_has (spec, MAX_LEN))
    p[MAX_LEN] = queue_spec_has (spec, MIN_LEN) ? 3 * p[MIN_LEN] : p[LIMIT] / 4;
  if (!queue_spec_has (spec, MIN_LEN))
    p[MIN_LEN] = MAX (p[MAX_LEN] / 3, 1);
  if (!queue_spec_has (spec, BURST))
    p[BURST] = (2 * p[MIN_LEN] + p[MAX_LEN]) / (3 * p[AVPKT]);
}

static gboolean
red_complete (QueueSpec *spec, char **why)
{
  guint64 *p = spec->param;

  if (!queue_spec_has (spec, LIMIT))
    return why_set (why, "red lacks its limit, write one like limit 400kb");
  fill_in (spec);
  if (p[MIN_LEN] >= p[MAX_LEN])
    return why_set (why, "min is not below max, write a lower one");
  if (p[MAX_LEN] > p[LIMIT])
    return why_set (why, "max is above limit, write a lower one");
  if (p[BURST] * p[AVPKT] < p[MIN_LEN])
    return why_set (why, "burst is too small, write at least %" G_GUINT64_FORMAT,
                    p[MIN_LEN] / p[AVPKT] + 1);
  if (find_wlog (p) == 0)
    return why_set (why, "no weight of the average suits burst, write a smaller one");
  if (p[NODROP] && !p[ECN])
    return why_set (why, "nodrop goes with ecn, write both");
  return TRUE;
}

static void
red_init (Queue *queue)
{
  State *state = queue->state;

  state->wlog = find_wlog (queue->spec->param);
  state->count = -1;
  state->max_p = (guint32) queue_param (queue, PROBABILITY);
  state->adapt_at = ADAPT_EVERY;
}

static void
red_clear (Queue *queue)
{
  State *state = queue->state;

  queue_list_clear (&state->list);
}

static gboolean
is_idle (const Queue *queue, SimTime now)
{
  return queue->packets == 0 && now >= queue->idle_since;
}

/* The average after so long without a packet. */
static guint64
idle_average (const Queue *queue, SimTime now)
{
  const State *state = queue->state;
  guint64 packet = queue_param (queue, AVPKT) * 8 * SIM_SEC (1) / queue_param (queue, BANDWIDTH);
  SimTime idle = now - MAX (queue->idle_since, state->counted_at);
  guint64 factor = power (keep_of (state->wlog), (guint64) idle / MAX (packet, 1));

  return (state->average >> 32) * factor + ((state->average & G_MAXUINT32) * factor >> 32);
}

static guint64
next_average (const Queue *queue, SimTime now)
{
  const State *state = queue->state;

  if (is_idle (queue, now))
    return idle_average (queue, now);
  return state->average + queue->octets - (state->average >> state->wlog);
}

/* Keeps the average in the middle of min and max by way of the probability. */
static void
adapt (Queue *queue, SimTime at)
{
  State *state = queue->state;
  guint64 average = (is_idle (queue, at) ? idle_average (queue, at) : state->average) >> state->wlog;
  guint64 min = queue_param (queue, MIN_LEN), fifth = (queue_param (queue, MAX_LEN) - min) / 5;

  if (average > min + 3 * fifth && state->max_p <= MAX_P_MOST)
    state->max_p += MIN (MAX_P_LEAST, state->max_p / 4);
  else if (average < min + 2 * fifth && state->max_p >= MAX_P_LEAST)
    state->max_p = state->max_p / 10 * 9;
}

static void
catch_up (Queue *queue, SimTime now)
{
  State *state = queue->state;

  for (; queue_param (queue, ADAPTIVE) && state->adapt_at <= now; state->adapt_at += ADAPT_EVERY)
    adapt (queue, state->adapt_at);
}

/* How far apart drops lie, in packets times octets above min: uniform up to twice
 * the mean, so that they neither cluster nor fall into step. */
static guint32
draw_wait (Queue *queue)
{
  const State *state = queue->state;
  guint32 slope = state->max_p / (guint32) (queue_param (queue, MAX_LEN) - queue_param (queue, MIN_LEN));

  return (guint32) (rng_next (&queue->rng) >> 32) / MAX (slope, 1);
}

typedef enum { PASS, EARLY, FORCED } Verdict;

static Verdict
judge (Queue *queue)
{
  State *state = queue->state;
  guint64 average = state->average >> state->wlog, min = queue_param (queue, MIN_LEN);

  if (state->average >= queue_param (queue, MAX_LEN) << state->wlog)
    {
      state->count = -1;
      return FORCED;
    }
  if (state->average < min << state->wlog)
    {
      state->count = -1;
      return PASS;
    }
  if (++state->count == 0)
    state->wait = draw_wait (queue);
  else if ((average - min) * (guint64) state->count >= state->wait)
    {
      state->count = 0;
      state->wait = draw_wait (queue);
      return EARLY;
    }
  return PASS;
}

/* TRUE when the packet is to be dropped; it may be marked instead. */
static gboolean
is_dropped (Queue *queue, QueueItem *item, Verdict verdict)
{
  if (verdict == PASS)
    return FALSE;
  if (!queue_param (queue, ECN) || (verdict == FORCED && queue_param (queue, HARDDROP)))
    return TRUE;
  return !queue_mark (item) && !queue_param (queue, NODROP);
}

static void
red_enqueue (Queue *queue, QueueItem *item, SimTime now)
{
  State *state = queue->state;

  catch_up (queue, now);
  state->average = next_average (queue, now);
  state->counted_at = now;
  if (is_dropped (queue, item, judge (queue)))
    queue_drop (queue, item, FATE_LOST_AQM);
  else if (queue->octets + item->octets > queue_param (queue, LIMIT))
    queue_drop (queue, item, FATE_LOST_QUEUE);
  else
    queue_list_push (queue, &state->list, item);
}

static gboolean
red_dequeue (Queue *queue, QueueItem *out, SimTime now G_GNUC_UNUSED)
{
  State *state = queue->state;

  return queue_list_pop (queue, &state->list, out);
}

const QueueOps queue_red = {
  .name = "red",
  .params = red_params,
  .n_params = N_PARAMS,
  .state_size = sizeof (State),
  .complete = red_complete,
  .init = red_init,
  .clear = red_clear,
  .enqueue = red_enqueue,
  .dequeue = red_dequeue,
};
