/* The registry of loss models, and how their words are read. */
#include "net/loss.h"

#include <string.h>

#include "base/why.h"
#include "tcpsim/base/units.h"

static const LossOps *const loss_models[] = { &loss_random, &loss_state, &loss_gemodel };

const char *const *
loss_names (void)
{
  static const char *const names[] = { "random", "state", "gemodel", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (loss_models) + 1);
  return names;
}

static const LossOps *
find_model (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (loss_models); i++)
    if (strcmp (loss_models[i]->name, name) == 0)
      return loss_models[i];
  return NULL;
}

/* A number alone is short for random. */
static const LossOps *
take_model (Words *words, char **why)
{
  const char *name = words_peek (words);
  const LossOps *ops;
  g_autofree char *quoted = NULL, *hint = NULL;

  if (name == NULL || words_has_number (words))
    return &loss_random;
  ops = find_model (name);
  if (ops != NULL)
    {
      words_take (words);
      return ops;
    }
  quoted = why_quote (name);
  hint = why_not_among (name, loss_names ());
  why_set (why, "unknown loss model %s, %s", quoted, hint);
  return NULL;
}

static gboolean
take_params (LossSpec *spec, Words *words, char **why)
{
  const LossOps *ops = spec->ops;
  guint n = 0;

  while (n < ops->n_params && words_has_number (words))
    if (!chance_take (words, &spec->p[n++], why))
      return FALSE;
  if (n == 0)
    return why_set (why, "%s lacks its chance, write %s %s like %s 1%%", ops->name, ops->name,
                    ops->params, ops->name);
  return ops->complete == NULL || ops->complete (spec, n, why);
}

gboolean
loss_spec_take (LossSpec *spec, Words *words, char **why)
{
  LossSpec taken = { .ops = take_model (words, why) };

  if (taken.ops == NULL || !take_params (&taken, words, why))
    return FALSE;
  if (taken.ops == &loss_random && taken.p[0] == 0)
    taken.ops = NULL;           /* what never happens need not be asked for */
  *spec = taken;
  return TRUE;
}

gboolean
loss_spec_parse (LossSpec *spec, const char *text, char **why)
{
  LossSpec parsed;
  Words words;
  gboolean done;

  words_init (&words, text);
  done = loss_spec_take (&parsed, &words, why);
  parsed.ecn = done && words_take_if (&words, "ecn");
  done = done && words_end (&words, why);
  words_clear (&words);
  if (done)
    *spec = parsed;
  return done;
}

void
loss_init (Loss *loss, const LossSpec *spec, guint64 seed, const char *name)
{
  *loss = (Loss) { .spec = spec };
  chance_init (&loss->chance, seed, name);
}
