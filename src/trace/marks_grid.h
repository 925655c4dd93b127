/* The marks of a picture that has several kinds of them for each direction, or
 * each side.  Private to the plots. */
#ifndef TCPSIM_TRACE_MARKS_GRID_H
#define TCPSIM_TRACE_MARKS_GRID_H

#include <stdio.h>

#include "tcpsim/net/segment.h"
#include "trace/marks.h"

/* A kind: what its block of data is called, and how it goes on. */
typedef struct {
  const char *title;            /* "cwnd: time_ns, segments" */
  enum { KIND_BARS, KIND_POINTS, KIND_STEPS } shape;    /* steps go on until the run ends */
} MarksKind;

#define MARKS_KINDS_MAX 7

typedef struct {
  const MarksKind *kinds;
  guint n;
  Marks *marks[N_SIDES][MARKS_KINDS_MAX];
} MarksGrid;

/* @kinds must outlive the grid. */
void marks_grid_init (MarksGrid *grid, const MarksKind *kinds, guint n);
void marks_grid_clear (MarksGrid *grid);

/* TRUE when some of it was thinned. */
gboolean marks_grid_is_thinned (const MarksGrid *grid);

/* Writes a block of data for each side and kind, in that order: "time value" a
 * line, or "time low high" for bars, under a comment.  A block of nothing has a
 * line of NaN, for without one gnuplot would miscount the blocks. */
void marks_grid_write (const MarksGrid *grid, SimTime last_at, FILE *out);

#endif
