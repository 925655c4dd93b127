/* The windowed maximum. */
#include "tcp/winmax.h"

void
winmax_reset (WinMax *w, gint64 at, gint64 value)
{
  w->best[0] = w->best[1] = w->best[2] = (WinSample) { at, value };
}

/* The best has left the window: the next takes its place. */
static void
promote (WinMax *w, WinSample sample)
{
  w->best[0] = w->best[1];
  w->best[1] = w->best[2];
  w->best[2] = sample;
}

/* Keeps a second choice from the second quarter of the window and a third from
 * its second half, so that there is one when the best grows too old. */
static void
age (WinMax *w, gint64 window, WinSample sample)
{
  gint64 old = sample.at - w->best[0].at;

  if (old > window)
    {
      promote (w, sample);
      if (sample.at - w->best[0].at > window)
        promote (w, sample);
    }
  else if (w->best[1].at == w->best[0].at && old > window / 4)
    {
      w->best[1] = w->best[2] = sample;
    }
  else if (w->best[2].at == w->best[1].at && old > window / 2)
    {
      w->best[2] = sample;
    }
}

gint64
winmax_add (WinMax *w, gint64 window, gint64 at, gint64 value)
{
  WinSample sample = { at, value };

  if (value < w->best[2].value && at - w->best[0].at <= window / 4)
    return winmax_get (w);      /* no better than the third, and the best is young: the most frequent */
  if (value >= w->best[0].value || at - w->best[2].at > window)
    {
      winmax_reset (w, at, value);
      return value;
    }
  if (value >= w->best[1].value)
    w->best[1] = w->best[2] = sample;
  else if (value >= w->best[2].value)
    w->best[2] = sample;
  age (w, window, sample);
  return winmax_get (w);
}
