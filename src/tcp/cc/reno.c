/* Reno, RFC 5681: slow start, congestion avoidance, and half the flight after
 * a loss.  Counts acknowledged segments (RFC 3465 with no limit on L, as Linux
 * does).  Recovery itself is elsewhere. */
#include "tcp/cc/cc.h"

void
cc_reno_on_ack (Cc *cc, const CcAck *ack, SimTime now G_GNUC_UNUSED)
{
  guint32 acked = ack->acked;

  if (!ack->is_cwnd_limited)
    return;
  if (cc_in_slow_start (cc))
    acked = cc_slow_start (cc, acked);
  if (acked > 0)
    cc_avoid_congestion (cc, cc->cwnd, acked);
}

/* Equation (4) of RFC 5681, with cwnd for the flight, as Linux has it. */
static guint32
reno_ssthresh_on_loss (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  return MAX (cc->cwnd / 2, 2);
}

void
cc_reno_describe (const Cc *cc, SimTime now G_GNUC_UNUSED, TcpControl *control)
{
  control->rule = "RFC 5681 3.1";
  control->loss_leaves = 1000000 / 2;
  if (cc_is_reducing (cc))
    return;
  if (cc_in_slow_start (cc))
    {
      control->phase = "slow start: one segment more for each acknowledged (RFC 5681 3.1)";
      return;
    }
  control->phase = "congestion avoidance: one segment more for each cwnd acknowledged (RFC 5681 3.1)";
  cc_tell (control, "acknowledged of that so far", TCP_UNIT_SEGMENTS, cc->cwnd_count);
}

const CcOps cc_reno = {
  .name = "reno",
  .on_ack = cc_reno_on_ack,
  .ssthresh_on_loss = reno_ssthresh_on_loss,
  .describe = cc_reno_describe,
};
