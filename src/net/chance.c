/* netem's random numbers (Linux, net/sched/sch_netem.c: get_crandom). */
#include "net/chance.h"

#include "base/why.h"
#include "tcpsim/base/units.h"

void
chance_init (Chance *chance, guint64 seed, const char *name)
{
  rng_init (&chance->rng, seed, name);
  chance->last = (guint32) (rng_next (&chance->rng) >> 32);
}

guint32
chance_draw (Chance *chance, guint32 correlation)
{
  return chance_mix (&chance->last, (guint32) (rng_next (&chance->rng) >> 32), correlation);
}

gboolean
chance_take (Words *words, guint32 *parts, char **why)
{
  const char *word = words_take (words);
  UnitsStatus status;
  g_autofree char *quoted = NULL;

  if (word == NULL)
    return why_set (why, "a chance is missing, write one like 1%%");
  status = units_parse_chance (word, parts);
  if (status == UNITS_OK)
    return TRUE;

  quoted = why_quote (word);
  if (status == UNITS_TOO_LARGE || status == UNITS_NEGATIVE)
    return why_set (why, "%s is no chance, write 0%% to 100%%", quoted);
  return why_set (why, "%s %s, write a chance like 1%%", quoted, units_status_text (status));
}
