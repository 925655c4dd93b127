/* Holds a run against what its model expects: an observer that counts while the
 * run goes on, and judges when it has ended. */
#ifndef TCPSIM_TRACE_VERDICT_H
#define TCPSIM_TRACE_VERDICT_H

#include "tcpsim/trace/expectation.h"
#include "tcpsim/trace/record.h"

typedef struct _Verdict Verdict;

/* A verdict on @expectations (Expectation *), which must outlive it. */
Verdict *verdict_new (const GPtrArray *expectations);
void verdict_free (Verdict *verdict);

/* What the simulation is to be given, with the verdict as self: the second where
 * something over the whole run or of a queue is expected, for that costs more. */
extern const ObserverOps verdict_observer, verdict_close_observer;

/* The one of them that is needed. */
const ObserverOps *verdict_ops (const Verdict *verdict);

/* Whether expectation @i held in the run that has ended; *@is, to be freed, is
 * what the quantity was. */
gboolean verdict_holds (const Verdict *verdict, guint i, char **is);

/* How many did not hold. */
guint verdict_failures (const Verdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Verdict, verdict_free)

#endif
