/* Dynamic right-sizing, with the arithmetic of Linux 6.18.  The window it asks
 * for is always a round trip late, hence the factors. */
#include "tcp/autotune.h"

void
autotune_open (Autotune *a, guint32 space, SimTime now)
{
  *a = (Autotune) { .space = MAX (space, 1), .since = now, .window_since = SIM_NEVER };
}

static void
take_sample (Autotune *a, SimTime rtt)
{
  a->rtt8 = MAX (rtt * 8, 1);
}

static gboolean
is_shortest (const Autotune *a, SimTime rtt)
{
  return a->rtt8 == 0 || rtt * 8 < a->rtt8;
}

void
autotune_on_echo (Autotune *a, guint32 tsecr, SimTime rtt, guint64 unread)
{
  if (autotune_knows_echo (a, tsecr))
    return;

  a->last_tsecr = tsecr;
  if (rtt == 0)
    return;
  if (is_shortest (a, rtt))
    take_sample (a, rtt);
  else if (unread == 0)
    a->rtt8 += rtt - a->rtt8 / 8;
}

/* A sender that has nothing to say makes a window last: only the shortest
 * time tells of the path. */
void
autotune_on_data (Autotune *a, SeqNum nxt, guint32 wnd, SimTime now)
{
  if (a->window_since != SIM_NEVER)
    {
      SimTime rtt = MAX (now - a->window_since, SIM_US (1));

      if (seq_lt (nxt, a->window_end))
        return;
      if (is_shortest (a, rtt))
        take_sample (a, rtt);
    }
  a->window_end = seq_add (nxt, wnd);
  a->window_since = now;
}

guint32
autotune_on_read (Autotune *a, guint64 read, guint64 unread, SimTime now)
{
  gint64 brought = (gint64) (read - a->read_before) - (gint64) unread;

  if (a->rtt8 == 0 || now - a->since < autotune_rtt (a))
    return 0;

  a->read_before = read;
  a->since = now;
  return brought > a->space ? MIN (brought, G_MAXINT32) : 0;
}

guint64
autotune_window (const Autotune *a, guint32 space)
{
  guint64 window = 2 * (guint64) space;

  return window + 2 * (window * (space - a->space) / a->space);
}
