/* The largest of what was measured in a window that moves on, in a few numbers:
 * the best three samples, each from a later part of the window (Kathleen
 * Nichols' algorithm; Linux's lib/win_minmax.c).  For the least, put in the
 * negatives. */
#ifndef TCPSIM_TCP_WINMAX_H
#define TCPSIM_TCP_WINMAX_H

#include <glib.h>

typedef struct {
  gint64 at;                    /* a time, or a count of rounds */
  gint64 value;
} WinSample;

/* Invariant: values descend and times ascend. */
typedef struct {
  WinSample best[3];
} WinMax;

/* Forgets everything but this sample. */
void winmax_reset (WinMax *w, gint64 at, gint64 value);

/* Adds a sample, not before the last; returns the largest of the latest @window. */
gint64 winmax_add (WinMax *w, gint64 window, gint64 at, gint64 value);

/* The largest when a sample was last added. */
static inline gint64
winmax_get (const WinMax *w)
{
  return w->best[0].value;
}

#endif
