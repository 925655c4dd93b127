/* The registry of congestion controls, and the growth that several share. */
#include "tcp/cc/cc.h"

#include <string.h>

static const CcOps *const cc_modules[] = { &cc_reno, &cc_cubic, &cc_bbr, &cc_dctcp };

guint32
cc_slow_start (Cc *cc, guint32 acked)
{
  guint32 used = MIN (acked, cc->ssthresh - cc->cwnd);

  cc->cwnd += used;
  return acked - used;
}

/* What was collected towards a larger window is paid out gently: one segment
 * at once, as Linux does. */
void
cc_avoid_congestion (Cc *cc, guint32 w, guint32 acked)
{
  if (cc->cwnd_count >= w)
    {
      cc->cwnd_count = 0;
      cc->cwnd++;
    }
  cc->cwnd_count += acked;
  if (cc->cwnd_count < w)
    return;

  cc->cwnd += cc->cwnd_count / w;
  cc->cwnd_count %= w;
}

const CcOps *
cc_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (cc_modules); i++)
    if (strcmp (cc_modules[i]->name, name) == 0)
      return cc_modules[i];

  return NULL;
}

const char *const *
cc_names (void)
{
  static const char *const names[] = { "reno", "cubic", "bbr", "dctcp", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (cc_modules) + 1);
  return names;
}

void
cc_tell (TcpControl *control, const char *name, TcpControlUnit unit, guint64 value)
{
  g_assert (control->n < TCP_CONTROL_NUMBERS);
  control->number[control->n++] = (TcpControlNumber) { name, unit, value };
}
