/* The registry of loss models, and how their words are read. */
#include "net/loss.h"

#include <string.h>

#include "base/why.h"
#include "tcpsim/base/units.h"

static const LossOps *const loss_models[] = { &loss_random };

const char *const *
loss_names (void)
{
  static const char *const names[] = { "random", NULL };

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
  *spec = taken;
  return TRUE;
}

/* What never happens need not be asked for. */
static void
leave_out_never (LossSpec *spec)
{
  for (guint i = 0; i < LOSS_MAX_PARAMS; i++)
    if (spec->p[i] > 0)
      return;
  spec->ops = NULL;
}

gboolean
loss_spec_parse (LossSpec *spec, const char *text, char **why)
{
  LossSpec parsed;
  Words words;
  gboolean done;

  words_init (&words, text);
  done = loss_spec_take (&parsed, &words, why) && words_end (&words, why);
  words_clear (&words);
  if (done)
    {
      leave_out_never (&parsed);
      *spec = parsed;
    }
  return done;
}

void
loss_init (Loss *loss, const LossSpec *spec, guint64 seed, const char *name)
{
  *loss = (Loss) { .spec = spec };
  chance_init (&loss->chance, seed, name);
}
