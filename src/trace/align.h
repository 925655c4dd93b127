/* Two runs held against one another: which packet of the one is which of the
 * other. */
#ifndef TCPSIM_TRACE_ALIGN_H
#define TCPSIM_TRACE_ALIGN_H

#include "trace/journal.h"

/* A place that has no packet on that side. */
#define ALIGN_NONE (-1)

/* One packet of either run, or one that both have: indexes in their journals. */
typedef struct {
  gint left, right;
} AlignedPair;

/* All packets of both runs in their orders: as many as possible paired, each with
 * one that goes the same way and carries the same.  Of what is behind the first
 * difference and before the last at most @limit packets of each are held against
 * one another; the rest are not paired.  To be freed with g_array_unref(). */
GArray *align_journals (const Journal *left, const Journal *right, guint limit);

/* TRUE when the paired packets are the same in all that a segment says, in why
 * they were sent and in what became of them; their times are not looked at. */
gboolean align_is_equal (const JournalPacket *a, const JournalPacket *b);

#endif
