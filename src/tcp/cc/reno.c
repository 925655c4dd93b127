/* Reno, RFC 5681: slow start, congestion avoidance, and half the flight after
 * a loss.  Counts acknowledged segments (RFC 3465 with no limit on L, as Linux
 * does).  Recovery itself is elsewhere. */
#include "tcp/cc/cc.h"

/* Slow start: one segment for each acknowledged, up to ssthresh.  Returns what
 * is left over for congestion avoidance. */
static guint32
slow_start (Cc *cc, guint32 acked)
{
  guint32 room = cc->ssthresh - cc->cwnd;
  guint32 used = MIN (acked, room);

  cc->cwnd += used;
  return acked - used;
}

/* Congestion avoidance: one segment for each window acknowledged. */
static void
avoid_congestion (Cc *cc, guint32 acked)
{
  cc->cwnd_count += acked;
  if (cc->cwnd_count < cc->cwnd)
    return;

  guint32 windows = cc->cwnd_count / cc->cwnd;

  cc->cwnd_count -= windows * cc->cwnd;
  cc->cwnd += windows;
}

static void
reno_on_ack (Cc *cc, const CcAck *ack, SimTime now G_GNUC_UNUSED)
{
  guint32 acked = ack->acked;

  if (cc->cwnd < cc->ssthresh)
    acked = slow_start (cc, acked);
  if (acked > 0)
    avoid_congestion (cc, acked);
}

/* Equation (4) of RFC 5681, with cwnd for the flight, as Linux has it. */
static guint32
reno_ssthresh_on_loss (Cc *cc, guint32 in_flight G_GNUC_UNUSED, SimTime now G_GNUC_UNUSED)
{
  return MAX (cc->cwnd / 2, 2);
}

const CcOps cc_reno = {
  .name = "reno",
  .on_ack = reno_on_ack,
  .ssthresh_on_loss = reno_ssthresh_on_loss,
};
