/* Points and bars over time for a picture, thinned to what a picture can show:
 * memory and the number drawn stay bounded however long the run is.  Up to the
 * limit everything is kept as it was added; beyond it, what falls into one step
 * of time is merged, and a step is far less than a pixel. */
#ifndef TCPSIM_TRACE_MARKS_H
#define TCPSIM_TRACE_MARKS_H

#include "tcpsim/base/simtime.h"

/* A bar from @low to @high at a moment; a point has both the same. */
typedef struct {
  SimTime at;
  gint64 low, high;
} Mark;

typedef struct _Marks Marks;

/* The most marks that are kept. */
#define MARKS_MAX 16000

/* For the points of a curve.  A step of time keeps its first, lowest, highest
 * and last point. */
Marks *marks_new_curve (void);

/* For bars.  In a step of time those that touch become one. */
Marks *marks_new_bars (void);

void marks_free (Marks *marks);

/* Adds a mark; @at must not be before that of the one added last. */
void marks_add (Marks *marks, SimTime at, gint64 low, gint64 high);

/* As marks_add() of a point, but only where @value is not that of the last. */
void marks_step (Marks *marks, SimTime at, gint64 value);

/* The marks, in order of time; good until the next is added. */
const Mark *marks_all (Marks *marks, guint *n);

/* The highest there is; 0 when there is none, or none above it. */
gint64 marks_highest (Marks *marks);

/* TRUE when marks were merged. */
gboolean marks_are_thinned (const Marks *marks);

#endif
