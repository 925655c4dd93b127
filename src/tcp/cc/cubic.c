/* CUBIC, RFC 9438, as Linux has it: the window follows a cubic function of the
 * time since the last reduction, or what Reno would have where that is more;
 * HyStart leaves slow start when delays rise or ACK trains grow long.  The function
 * is computed once in each tick of the kernel whose timers these are (hz), or at
 * each instant. */
#include "tcp/cc/cc.h"
#include "tcp/wheel.h"

/* beta_cubic = 0.7, in 1024ths (RFC 9438 section 4.6). */
#define BETA 717
#define BETA_ONE 1024

/* C = 0.4 (section 5) in 1024ths, and 410 / 2^40 in cubes of 1024ths of a second. */
#define C_SCALED 410
#define C_SHIFT 40

/* alpha_cubic = 3 (1 - beta) / (1 + beta), section 4.3, inverted: so many eighths
 * of a window for one segment more. */
#define RENO_EIGHTHS (8 * (BETA_ONE + BETA) / 3 / (BETA_ONE - BETA))

/* While there is no maximum to aim at, at most one segment in 20 (Linux). */
#define SLOWEST_SEARCH 20

/* As fast as a segment for each two acknowledged, and no faster (section 4.4:
 * half of the slow start's pace). */
#define FASTEST 2

/* As long as nothing changes the function is computed so often only. */
#define RECOMPUTE_AFTER (SIM_SEC (1) / 32)

/* The function ends where no window could follow: so many 1024ths of a second from
 * the plateau it is 6.7 million segments away. */
#define FARTHEST (1 << 18)

/* HyStart, with the constants of Linux. */
#define HYSTART_LOW_WINDOW 16
#define HYSTART_MIN_SAMPLES 8
#define HYSTART_ACK_GAP SIM_MS (2)
#define HYSTART_DELAY_MIN SIM_MS (4)
#define HYSTART_DELAY_MAX SIM_MS (16)

/* What Linux allows for segments that leave as one: four of the largest
 * aggregates at the pacing rate, but no more than 1 ms. */
#define AGGREGATES (4 * 65536)
#define AGGREGATES_MAX SIM_MS (1)

typedef struct {
  guint32 count;                /* segments to be acknowledged for one segment more */
  guint32 last_max;             /* W_max; 0: none yet */
  guint32 origin;               /* the plateau */
  guint32 last_cwnd;            /* what the function was computed for ... */
  SimTime last_at;              /* ... and when */
  SimTime epoch;                /* since when the function runs, where it has_epoch */
  guint32 k;                    /* when the plateau is reached, in 1024ths of a second after the start */
  guint32 acked;                /* segments since then, for what Reno would have */
  guint32 reno_cwnd;            /* W_est */
  guint32 samples;              /* of round-trip times in this round */
  SimTime delay_min;            /* 0: not known */
  SimTime round_start, last_ack;
  SimTime round_rtt;            /* the least in this round */
  SeqNum round_end;
  guint8 has_epoch;
  guint8 has_found;             /* HyStart has left slow start */
} Cubic;

static Cubic *
cubic_of (Cc *cc)
{
  return cc->priv;
}

/* The largest integer whose cube is not above @a, bit by bit. */
static guint32
cube_root (guint64 a)
{
  guint64 root = 0;

  for (gint bit = 20; bit >= 0; bit--)
    {
      guint64 next = root | (guint64) 1 << bit;

      if (next * next * next <= a)
        root = next;
    }
  return root;
}

static void
start_round (Cc *cc, SimTime now)
{
  Cubic *cubic = cubic_of (cc);

  cubic->round_start = cubic->last_ack = now;
  cubic->round_end = cc->nxt;
  cubic->round_rtt = SIM_NEVER;
  cubic->samples = 0;
}

static void
cubic_init (Cc *cc, SimTime now)
{
  *cubic_of (cc) = (Cubic) { 0 };
  start_round (cc, now);
}

/* The plateau is W_max, reached after K; above it already, the search begins. */
static void
start_epoch (Cubic *cubic, guint32 cwnd, guint32 acked, SimTime now)
{
  cubic->has_epoch = TRUE;
  cubic->epoch = now;
  cubic->acked = acked;
  cubic->reno_cwnd = cwnd;
  if (cubic->last_max <= cwnd)
    {
      cubic->k = 0;
      cubic->origin = cwnd;
    }
  else
    {
      cubic->k = cube_root (((guint64) 1 << C_SHIFT) / C_SCALED * (cubic->last_max - cwnd));
      cubic->origin = cubic->last_max;
    }
}

/* W_cubic (t + RTT), section 4.2. */
static guint32
target (const Cubic *cubic, guint32 hz, SimTime now)
{
  SimTime after = now - cubic->epoch + wheel_round_up (hz, cubic->delay_min);
  guint64 t = (guint64) (after / SIM_US (1)) * 1024 / 1000000;
  guint64 distance = MIN (t < cubic->k ? cubic->k - t : t - cubic->k, FARTHEST);
  guint64 delta = (C_SCALED * distance * distance * distance) >> C_SHIFT;

  if (t >= cubic->k)
    return MIN (cubic->origin + delta, G_MAXINT32);
  return delta < cubic->origin ? cubic->origin - delta : 0;
}

static guint32
count_for (const Cubic *cubic, guint32 cwnd, guint32 hz, SimTime now)
{
  guint32 aim = target (cubic, hz, now);
  guint32 count = aim > cwnd ? cwnd / (aim - cwnd) : 100 * cwnd;

  if (cubic->last_max == 0)
    count = MIN (count, SLOWEST_SEARCH);
  return count;
}

/* Section 4.3: no slower than Reno would be. */
static void
keep_up_with_reno (Cubic *cubic, guint32 cwnd)
{
  guint32 step = MAX (cwnd * RENO_EIGHTHS / 8, 1), more = (cubic->acked > step) * ((cubic->acked - 1) / step);

  cubic->acked -= more * step;
  cubic->reno_cwnd += more;
  if (cubic->reno_cwnd > cwnd)
    cubic->count = MIN (cubic->count, cwnd / (cubic->reno_cwnd - cwnd));
}

/* @now is a whole tick. */
static void
update (Cubic *cubic, guint32 cwnd, guint32 acked, guint32 hz, SimTime now)
{
  cubic->acked += acked;
  if (cubic->last_cwnd == cwnd && cubic->has_epoch && now - cubic->last_at <= RECOMPUTE_AFTER)
    return;

  if (!cubic->has_epoch || now != cubic->last_at)
    {
      cubic->last_cwnd = cwnd;
      cubic->last_at = now;
      if (!cubic->has_epoch)
        start_epoch (cubic, cwnd, acked, now);
      cubic->count = count_for (cubic, cwnd, hz, now);
    }
  keep_up_with_reno (cubic, cwnd);
  cubic->count = MAX (cubic->count, FASTEST);
}

static void
cubic_on_ack (Cc *cc, const CcAck *ack, SimTime now)
{
  Cubic *cubic = cubic_of (cc);
  guint32 acked = ack->acked;

  if (!ack->is_cwnd_limited)
    return;
  if (cc_in_slow_start (cc))
    acked = cc_slow_start (cc, acked);
  if (acked == 0)
    return;

  update (cubic, cc->cwnd, acked, cc->cfg->hz, wheel_round_down (cc->cfg->hz, now));
  cc_avoid_congestion (cc, cubic->count, acked);
}

/* Section 4.6, and 4.7: a flow that did not get back to where it was leaves
 * room for others. */
static guint32
cubic_ssthresh_on_loss (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  Cubic *cubic = cubic_of (cc);

  cubic->has_epoch = FALSE;
  if (cc->cwnd < cubic->last_max)
    cubic->last_max = (guint64) cc->cwnd * (BETA_ONE + BETA) / (2 * BETA_ONE);
  else
    cubic->last_max = cc->cwnd;
  return MAX ((guint64) cc->cwnd * BETA / BETA_ONE, 2);
}

static void
leave_slow_start (Cc *cc)
{
  cubic_of (cc)->has_found = TRUE;
  cc->ssthresh = cc->cwnd;
}

static SimTime
aggregation_time (const Cc *cc)
{
  if (cc->pacing_rate == 0)
    return 0;
  return MIN (AGGREGATES_MAX, (SimTime) (AGGREGATES * (guint64) SIM_SEC (1) / cc->pacing_rate));
}

/* ACKs in close succession for longer than half a round trip: so many segments
 * fill the path.  Pacing spaces them out, so there it takes a whole one. */
static gboolean
is_train_long (Cc *cc, SimTime now)
{
  Cubic *cubic = cubic_of (cc);
  SimTime limit = cubic->delay_min + aggregation_time (cc);

  if (now - cubic->last_ack > HYSTART_ACK_GAP)
    return FALSE;
  cubic->last_ack = now;
  return now - cubic->round_start > (cc->is_paced ? limit : limit / 2);
}

/* The least delay of a round, over its first segments, is an eighth above the
 * least ever: a queue builds up. */
static gboolean
has_delay_risen (Cubic *cubic, SimTime rtt)
{
  cubic->round_rtt = MIN (cubic->round_rtt, rtt);
  if (cubic->samples < HYSTART_MIN_SAMPLES)
    {
      cubic->samples++;
      return FALSE;
    }
  return cubic->round_rtt > cubic->delay_min
                            + CLAMP (cubic->delay_min / 8, HYSTART_DELAY_MIN, HYSTART_DELAY_MAX);
}

static void
watch_slow_start (Cc *cc, SimTime rtt, SimTime now)
{
  Cubic *cubic = cubic_of (cc);

  if (seq_gt (cc->una, cubic->round_end))
    start_round (cc, now);
  if (cc->cwnd < HYSTART_LOW_WINDOW)
    return;
  if (is_train_long (cc, now) || has_delay_risen (cubic, rtt))
    leave_slow_start (cc);
}

/* The second after a reduction measures the queue that it left behind. */
static void
cubic_measure (Cc *cc, SimTime rtt, SimTime now)
{
  Cubic *cubic = cubic_of (cc);

  if (rtt == SIM_NEVER || (cubic->has_epoch && now - cubic->epoch < SIM_SEC (1)))
    return;

  if (cubic->delay_min == 0 || rtt < cubic->delay_min)
    cubic->delay_min = MAX (rtt, 1);
  if (cc->cfg->hystart && !cubic->has_found && cc_in_slow_start (cc))
    watch_slow_start (cc, rtt, now);
}

static void
cubic_set_state (Cc *cc, TcpCaState next, SimTime now)
{
  if (next == TCP_CA_LOSS)
    cubic_init (cc, now);
}

/* A pause is no time in which the window could have grown. */
static void
cubic_event (Cc *cc, CcEvent event, SimTime now)
{
  Cubic *cubic = cubic_of (cc);
  SimTime tick = wheel_round_down (cc->cfg->hz, now);

  if (event == CC_EVENT_TX_START && cubic->has_epoch)
    cubic->epoch = MIN (cubic->epoch + tick - wheel_round_down (cc->cfg->hz, cc->sent_at), tick);
}

static const char *
slow_start_name (const Cc *cc)
{
  const Cubic *cubic = cc->priv;

  if (cc->cfg->hystart && !cubic->has_found)
    return "slow start: one segment more for each acknowledged, until HyStart sees delays rise or ACKs come in long "
           "trains (RFC 9438 4.10)";
  return "slow start: one segment more for each acknowledged (RFC 9438 4.10)";
}

static const char *
region_name (const Cc *cc, guint32 aim)
{
  const Cubic *cubic = cc->priv;

  if (cubic->reno_cwnd > MAX (aim, cc->cwnd))
    return "congestion avoidance in the Reno-friendly region: W_est is ahead of the cubic function (RFC 9438 4.3)";
  if (cc->cwnd < cubic->origin)
    return "congestion avoidance in the concave region: fast at first, slower towards W_max (RFC 9438 4.4)";
  return "congestion avoidance in the convex region: beyond W_max, slowly at first (RFC 9438 4.5)";
}

static void
describe_epoch (const Cc *cc, SimTime now, TcpControl *control)
{
  const Cubic *cubic = cc->priv;
  SimTime tick = wheel_round_down (cc->cfg->hz, now);
  guint32 aim = target (cubic, cc->cfg->hz, tick);

  control->phase = region_name (cc, aim);
  cc_tell (control, "K, from the epoch's beginning to the plateau", TCP_UNIT_NANOSECONDS,
           cubic->k * (guint64) SIM_SEC (1) / 1024);
  cc_tell (control, "t, since the epoch began", TCP_UNIT_NANOSECONDS, tick - cubic->epoch);
  cc_tell (control, "the plateau", TCP_UNIT_SEGMENTS, cubic->origin);
  cc_tell (control, "W_cubic (t + RTT), the target", TCP_UNIT_SEGMENTS, aim);
  cc_tell (control, "W_est, what Reno would have", TCP_UNIT_SEGMENTS, cubic->reno_cwnd);
  cc_tell (control, "to be acknowledged for one segment more", TCP_UNIT_SEGMENTS, cubic->count);
  cc_tell (control, "acknowledged of that so far", TCP_UNIT_SEGMENTS, cc->cwnd_count);
}

static void
cubic_describe (const Cc *cc, SimTime now, TcpControl *control)
{
  const Cubic *cubic = cc->priv;

  if (cubic->last_max > 0)
    cc_tell (control, "W_max, cwnd before the last reduction, or less after two in a row (RFC 9438 4.6, 4.7)",
             TCP_UNIT_SEGMENTS, cubic->last_max);
  if (cc_in_slow_start (cc))
    control->phase = slow_start_name (cc);
  else if (cubic->has_epoch)
    describe_epoch (cc, now, control);
  else
    control->phase = "congestion avoidance, whose epoch begins with the next ACK (RFC 9438 4.2)";
  control->rule = "RFC 9438 4";
  control->loss_leaves = (guint64) BETA * 1000000 / BETA_ONE;
  cc_tell (control, "beta, what a reduction leaves of cwnd", TCP_UNIT_MILLIONTHS, control->loss_leaves);
}

const CcOps cc_cubic = {
  .name = "cubic",
  .priv_size = sizeof (Cubic),
  .init = cubic_init,
  .ssthresh_on_loss = cubic_ssthresh_on_loss,
  .on_ack = cubic_on_ack,
  .measure = cubic_measure,
  .set_state = cubic_set_state,
  .event = cubic_event,
  .describe = cubic_describe,
};
