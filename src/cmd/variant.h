/* A run of a model as it is, or with rules of its own beside the model's, and the
 * journal of it. */
#ifndef TCPSIM_CMD_VARIANT_H
#define TCPSIM_CMD_VARIANT_H

#include "tcpsim/model/model.h"
#include "trace/journal.h"

/* Runs @model with @rules (FaultRule *) after its own, and keeps the journal of
 * @connection; in silence, in any thread, any number at once.  Where @met is not
 * NULL it tells of each of @rules whether it met a packet. */
Journal *variant_run (const Model *model, guint32 connection, const GPtrArray *rules, gboolean *met);

/* Runs @model as it is, and tells a user at a terminal how far that is; frames
 * have their numbers.  A run that is cut short by an interrupt says so by its
 * end. */
Journal *variant_run_base (const Model *model, guint32 connection);

#endif
