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

/* Reads a transcript that was kept.  NULL when @text is none: then *@why, to be
 * freed, says what is wrong on *@line, from 1; 0: with all of it. */
Transcript *transcript_parse (const char *text, guint *line, char **why);

/* The whole, with a line above it that names the columns; to be freed. */
char *transcript_text (const Transcript *transcript);

/* NULL where @is has the packets of @kept; else a few lines that say which is the
 * first that has not and in what, and show it with some before it, as it was kept
 * ("-") and as it is ("+"); to be freed. */
char *transcript_difference (const Transcript *is, const Transcript *kept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transcript, transcript_free)

#endif
