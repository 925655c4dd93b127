/* A run in a few lines: how long, how much each way, how it ended. */
#ifndef TCPSIM_TRACE_SUMMARY_H
#define TCPSIM_TRACE_SUMMARY_H

#include <stdio.h>

#include "tcpsim/trace/record.h"
#include "trace/diagram.h"

typedef struct _Summary Summary;

Summary *summary_new (void);
void summary_free (Summary *summary);

/* What the simulation is to be given, with the summary as self. */
extern const ObserverOps summary_observer;

/* Prints the summary of a run that has ended.  @fingerprint is the text of
 * fingerprint_hex(). */
void summary_print (const Summary *summary, FILE *out, const DiagramStyle *style,
                    const char *fingerprint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Summary, summary_free)

#endif
