/* A look inside a run, for tests: what an observer is told is what happened, what
 * a probe sees is how things stand. */
#ifndef TCPSIM_SIM_PROBE_H
#define TCPSIM_SIM_PROBE_H

#include "sim/connection.h"
#include "tcpsim/sim/simulation.h"

/* An event of @end has been dealt with: TCP has sent what it had to send, and the
 * application waits. */
typedef void (*SimulationProbe) (gpointer self, const Endpoint *end, SimTime now);

/* Calls @probe after every event of the run, which has not begun. */
void simulation_set_probe (Simulation *sim, SimulationProbe probe, gpointer self);

#endif
