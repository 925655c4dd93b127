/* One run of one model, from the first event to the last.  No globals: many
 * may run at once, in as many threads. */
#ifndef TCPSIM_SIM_SIMULATION_H
#define TCPSIM_SIM_SIMULATION_H

#include "tcpsim/model/model.h"
#include "tcpsim/trace/record.h"

G_BEGIN_DECLS

typedef struct _Simulation Simulation;

/* Builds hosts, link and scripts from @model, which must outlive the
 * simulation; to be released with simulation_free(). */
Simulation *simulation_new (const Model *model);
void simulation_free (Simulation *sim);

/* Adds an observer, before the first simulation_run(). Observers are called in
 * the order in which they were added. */
void simulation_observe (Simulation *sim, const ObserverOps *ops, gpointer self);

/* Runs at most @max_events further events; TRUE while there is more to do. */
gboolean simulation_run (Simulation *sim, guint64 max_events);

/* Tells the observers that the run has ended and how; @interrupted says that
 * the caller stopped it.  Once, after the last simulation_run(). */
void simulation_finish (Simulation *sim, gboolean interrupted, EndRecord *end);

/* How many packets @rule, one of the model's, has met so far. */
guint64 simulation_fault_met (const Simulation *sim, const FaultRule *rule);

/* Simulated time of the last event. */
SimTime simulation_now (const Simulation *sim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Simulation, simulation_free)

G_END_DECLS

#endif
