/* Linux's timer wheel (kernel/time/timer.c describes it): levels of 64 buckets,
 * each level eight times as coarse as the one below; a timer goes into the
 * level that its distance needs, and always to the next bucket, so that it is
 * late and never early.  Run time 0 is a tick. */
#include "tcp/wheel.h"

#define LEVEL_SHIFT 3
#define LEVEL_SIZE 64
#define N_LEVELS 9

SimTime
wheel_round_up (guint32 hz, SimTime span)
{
  SimTime tick = hz > 0 ? SIM_SEC (1) / hz : 1;

  return (span + tick - 1) / tick * tick;
}

SimTime
wheel_round_down (guint32 hz, SimTime now)
{
  return hz > 0 ? now - now % (SIM_SEC (1) / hz) : now;
}

/* How many ticks one bucket of the level that @ticks needs holds, as a shift.
 * A level begins one bucket early: its first is taken by the one below. */
static guint
bucket_shift (gint64 ticks)
{
  guint shift = 0;

  for (guint level = 1; level < N_LEVELS && ticks >= (gint64) (LEVEL_SIZE - 1) << shift; level++)
    shift += LEVEL_SHIFT;
  return shift;
}

SimTime
wheel_expiry (guint32 hz, SimTime wait, SimTime now)
{
  SimTime tick;
  gint64 ticks, due;
  guint shift;

  if (hz == 0)
    return now + wait;

  tick = SIM_SEC (1) / hz;
  ticks = (wait + tick - 1) / tick;
  due = now / tick + ticks;
  shift = bucket_shift (ticks);
  return (((due + ((gint64) 1 << shift)) >> shift) << shift) * tick;
}
