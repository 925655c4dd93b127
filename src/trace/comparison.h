/* Two runs as sequence diagrams side by side, the packets of both that belong
 * together in one row, and what differs marked. */
#ifndef TCPSIM_TRACE_COMPARISON_H
#define TCPSIM_TRACE_COMPARISON_H

#include "trace/diagram.h"
#include "trace/journal.h"

typedef struct {
  const Journal *journal;
  const char *title;
} ComparisonSide;

/* Prints both, the earlier run on the left.  Rows that only one has are marked "<"
 * or ">", rows that both have, but not alike, "|"; of many alike in sequence only
 * the first and last are drawn. */
void comparison_print (FILE *out, const DiagramStyle *style, const ComparisonSide *left,
                       const ComparisonSide *right);

#endif
