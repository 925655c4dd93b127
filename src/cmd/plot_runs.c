/* Combinations are counted through like the digits of a number, the variation
 * named last first; the models are what counts slowest. */
#include "cmd/plot_runs.h"

#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"

/* One --vary: the place up to "=", and its values. */
typedef struct {
  char *place;
  char **values;
  guint n;
} Variation;

static void
variation_free (gpointer data)
{
  Variation *variation = data;

  g_free (variation->place);
  g_strfreev (variation->values);
  g_free (variation);
}

static void
run_free (gpointer data)
{
  PlotRun *run = data;

  g_free (run->label);
  model_free (run->model);
  g_free (run);
}

/* Whether the place exists is the loader's to say. */
static Variation *
parse_variation (const char *text)
{
  const char *equals = strchr (text, '=');
  g_autofree char *quoted = why_quote (text);
  Variation *variation;

  if (equals == NULL || equals[1] == '\0')
    {
      cmd_complain ("--vary %s: no values are given, write GROUP.KEY=VALUE,VALUE as in "
                    "client.congestion_control=reno,cubic", quoted);
      return NULL;
    }
  variation = g_new0 (Variation, 1);
  variation->place = g_strndup (text, (gsize) (equals - text));
  variation->values = g_strsplit (equals + 1, ",", -1);
  variation->n = g_strv_length (variation->values);
  return variation;
}

static GPtrArray *
parse_variations (char *const *vary)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (variation_free);

  for (guint i = 0; vary != NULL && vary[i] != NULL; i++)
    {
      Variation *variation = parse_variation (vary[i]);

      if (variation == NULL)
        return NULL;
      g_ptr_array_add (all, variation);
    }
  return g_steal_pointer (&all);
}

/* The value of variation @at in combination @number. */
static const char *
value_of (const GPtrArray *variations, guint at, guint number)
{
  const Variation *variation = g_ptr_array_index (variations, at);

  for (guint i = variations->len; i > at + 1; i--)
    number /= ((const Variation *) g_ptr_array_index (variations, i - 1))->n;
  return variation->values[number % variation->n];
}

/* Adds what combination @number changes to @overrides, and its words to @label. */
static void
apply (const GPtrArray *variations, guint number, ModelOverrides *overrides, GString *label)
{
  for (guint i = 0; i < variations->len; i++)
    {
      const Variation *variation = g_ptr_array_index (variations, i);
      const char *value = value_of (variations, i, number);
      g_autofree char *text = g_strdup_printf ("%s=%s", variation->place, value);

      model_overrides_set_as (overrides, "--vary", text);
      if (variation->n == 1)
        continue;               /* tells nothing apart */
      g_string_append_printf (label, "%s%s", label->len > 0 ? ", " : "", value);
    }
}

static PlotRun *
load_run (const Options *options, const char *path, const GPtrArray *variations, guint number)
{
  g_autoptr (ModelOverrides) overrides = model_overrides_copy (options->overrides);
  g_autoptr (GString) label = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  Model *model;
  PlotRun *run;

  apply (variations, number, overrides, label);
  model = model_load_with (path, overrides, &error);
  if (model == NULL)
    {
      cmd_complain ("%s", error->message);
      return NULL;
    }
  run = g_new0 (PlotRun, 1);
  run->model = model;
  if (options->words[1] != NULL)
    {
      g_string_prepend (label, label->len > 0 ? ": " : "");
      g_string_prepend (label, model->name);
    }
  run->label = label->len > 0 ? g_strdup (label->str) : NULL;
  return run;
}

/* How many combinations there are; more than can be drawn counts as just that. */
static guint
count_combinations (const GPtrArray *variations)
{
  guint n = 1;

  for (guint i = 0; i < variations->len; i++)
    n = MIN (n * ((const Variation *) g_ptr_array_index (variations, i))->n, 1000);
  return n;
}

GPtrArray *
plot_runs_load (const Options *options, char *const *vary)
{
  g_autoptr (GPtrArray) variations = parse_variations (vary);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (run_free);
  guint n_models = options->words != NULL ? g_strv_length (options->words) : 0, n;

  if (variations == NULL)
    return NULL;
  n = count_combinations (variations);
  if (n_models == 0)
    cmd_complain ("no model is named, \"tcpsim plot MODEL\" would be right (try --help)");
  else if (n_models * n > PLOT_SERIES_MAX)
    cmd_complain ("%u runs are more than can be told apart in one picture, at most %u would be right",
                  n_models * n, PLOT_SERIES_MAX);
  if (n_models == 0 || n_models * n > PLOT_SERIES_MAX)
    return NULL;
  for (guint i = 0; i < n_models * n; i++)
    {
      PlotRun *run = load_run (options, options->words[i / n], variations, i % n);

      if (run == NULL)
        return NULL;
      g_ptr_array_add (runs, run);
    }
  return g_steal_pointer (&runs);
}
