/* When a timer goes off: exactly, or as the timer wheel of a kernel with hz
 * ticks a second rounds it. */
#ifndef TCPSIM_TCP_WHEEL_H
#define TCPSIM_TCP_WHEEL_H

#include "tcpsim/base/simtime.h"

/* @span in whole ticks, rounded up; as it is when @hz is 0. */
SimTime wheel_round_up (guint32 hz, SimTime span);

/* The last tick at @now or before it; @now itself when @hz is 0. */
SimTime wheel_round_down (guint32 hz, SimTime now);

/* The time at which a timer set at @now for @wait runs out. */
SimTime wheel_expiry (guint32 hz, SimTime wait, SimTime now);

#endif
