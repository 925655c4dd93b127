/* The packets of a run, a line each, to be kept and compared: when each was
 * sent, by whom, what it says, why it was sent, and what became of it. */
#ifndef TCPSIM_TRACE_TRANSCRIPT_H
#define TCPSIM_TRACE_TRANSCRIPT_H

#include "tcpsim/trace/record.h"

typedef struct _Transcript Transcript;

Transcript *transcript_new (void);
void transcript_free (Transcript *transcript);

/* What the simulation is to be given, with the transcript as self. */
extern const ObserverOps transcript_observer;

/* The whole, with a line above it that names the columns; good until the next
 * record. */
const char *transcript_text (const Transcript *transcript);

/* NULL where @kept is the same text; else the first line that differs, with a few
 * before it, as it was kept and as it is; to be freed. */
char *transcript_difference (const Transcript *transcript, const char *kept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transcript, transcript_free)

#endif
