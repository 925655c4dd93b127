/* Simulated time.  Integers throughout: a run is the same on every machine
 * only if no time is ever rounded by a machine's floating point. */
#ifndef TCPSIM_BASE_SIMTIME_H
#define TCPSIM_BASE_SIMTIME_H

#include <glib.h>

G_BEGIN_DECLS

/* Nanoseconds since the start of the run.  Signed, so that subtraction is
 * safe; 2^63 ns is 292 years.  A duration has the same type. */
typedef gint64 SimTime;

#define SIM_US(n)       ((SimTime) (n) * 1000)
#define SIM_MS(n)       (SIM_US (n) * 1000)
#define SIM_SEC(n)      (SIM_MS (n) * 1000)

/* Later than every event: a deadline that is not set. */
#define SIM_NEVER       G_MAXINT64

G_END_DECLS

#endif
