/* Holds a run against what its model expects: an observer that counts while the
 * run goes on, and judges when it has ended. */
#ifndef TCPSIM_TRACE_VERDICT_H
#define TCPSIM_TRACE_VERDICT_H

#include "tcpsim/trace/expectation.h"
#include "tcpsim/trace/record.h"
#include "trace/capture.h"

typedef struct _Verdict Verdict;

/* A verdict on @expectations (Expectation *), which must outlive it. */
Verdict *verdict_new (const GPtrArray *expectations);
void verdict_free (Verdict *verdict);

/* What the simulation is to be given, with the verdict as self: no more of it than
 * the expectations need. */
const ObserverOps *verdict_ops (const Verdict *verdict);

/* TRUE when frames are expected: then the run's capture is to have verdict_frame()
 * as a sink. */
gboolean verdict_wants_frames (const Verdict *verdict);

/* A CaptureSink. */
void verdict_frame (gpointer verdict, const CaptureFrame *frame);

/* TRUE when a fingerprint is expected: then the run is to have one. */
gboolean verdict_wants_fingerprint (const Verdict *verdict);

/* Whether expectation @i held in the run that has ended, whose fingerprint is @hex,
 * NULL where none is wanted; *@is, to be freed, is what the quantity was. */
gboolean verdict_holds (const Verdict *verdict, guint i, const char *hex, char **is);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Verdict, verdict_free)

#endif
