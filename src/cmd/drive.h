/* Driving a run for somebody who waits for it: to its end or to their interrupt,
 * with a word on how far it is, and a verdict on how it ended. */
#ifndef TCPSIM_CMD_DRIVE_H
#define TCPSIM_CMD_DRIVE_H

#include "tcpsim/model/model.h"
#include "tcpsim/sim/simulation.h"

/* From now on an interrupt, or a terminal that is closed, ends a run between two
 * events, so that nothing is left half written; a reader that goes away (| head)
 * is no reason to stop, and a file too large an error to be told. */
void drive_catch_signals (void);

/* TRUE once there was an interrupt. */
gboolean drive_was_interrupted (void);

/* Runs @sim until it ends or is interrupted, and tells a user at a terminal how
 * far it is when that takes more than a second. */
void drive_to_the_end (Simulation *sim);

/* Runs @sim until it ends or is interrupted, in silence; in any thread. */
void drive_in_silence (Simulation *sim);

/* Complains of a run of @model that did not simply end; the exit status. */
int drive_judge (const Model *model, const EndRecord *end);

/* Complains of results that were not all @written, because of @error or because
 * of an interrupt; the exit status. */
int drive_judge_results (gboolean written, const GError *error);

#endif
