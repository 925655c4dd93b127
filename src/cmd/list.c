/* tcpsim --list: what each registry has, and the keys of a model.  One line here
 * for each registry. */
#include "cmd/list.h"

#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/outputs.h"
#include "model/profile.h"
#include "tcp/cc/cc.h"
#include "tcpsim/app/script.h"
#include "tcpsim/model/model.h"
#include "tcpsim/net/delay.h"
#include "tcpsim/net/fault_rule.h"
#include "tcpsim/net/loss.h"
#include "tcpsim/net/queue_spec.h"
#include "tcpsim/trace/capture_config.h"
#include "trace/plot.h"

typedef struct {
  const char *name;             /* what the command line calls it */
  const char *const *(*names) (void);
} Registry;

static const Registry registries[] = {
  { "profiles", profile_names },
  { "congestion-controls", cc_names },
  { "loss-models", loss_names },
  { "distributions", delay_distribution_names },
  { "queues", queue_names },
  { "fault-actions", fault_action_names },
  { "fault-fields", fault_field_names },
  { "script-steps", script_step_names },
  { "outputs", outputs_names },
  { "pictures", picture_names },
  { "vantages", vantage_names },
  { "formats", capture_format_names },
  { "table-formats", sheet_format_names },
  { "causes", seg_reason_names },
  { "fates", fate_names },
};

static void
print_registries (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (registries); i++)
    {
      g_autofree char *names = g_strjoinv (" ", (char **) registries[i].names ());

      printf ("%-19s  %s\n", registries[i].name, names);
    }
}

static void
print_keys (const char *group)
{
  g_autofree char *keys = model_list_keys (group);

  fputs (keys, stdout);
}

/* A name a line, for scripts. */
static void
print_registry (const Registry *registry)
{
  for (const char *const *name = registry->names (); *name != NULL; name++)
    puts (*name);
}

/* @word names no registry and no group. */
static int
refuse (const char *word)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *quoted = why_quote (word);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (registries); i++)
    g_ptr_array_add (all, (gpointer) registries[i].name);
  for (const char *const *group = model_group_names (); *group != NULL; group++)
    g_ptr_array_add (all, (gpointer) *group);
  g_ptr_array_add (all, NULL);
  hint = why_not_among (word, (const char *const *) all->pdata);
  cmd_complain ("--list: %s is nothing that has a list, %s", quoted, hint);
  return EXIT_USAGE;
}

/* @word is a registry or a group; the latter's words may be divided by a dot, as
 * in --set. */
static int
print_one (const char *word)
{
  /* What the group is called, and what its entries are. */
  g_autofree char *group = g_strdelimit (g_strdup (strcmp (word, "expectations") == 0 ? "expect" : word), ".", ' ');

  for (guint i = 0; i < G_N_ELEMENTS (registries); i++)
    if (strcmp (registries[i].name, word) == 0)
      {
        print_registry (&registries[i]);
        return EXIT_DONE;
      }
  if (!g_strv_contains (model_group_names (), group))
    return refuse (word);
  print_keys (group);
  return EXIT_DONE;
}

int
list_print (int n_words, char **words)
{
  if (n_words > 1)
    {
      cmd_complain ("--list: one word at most, as in \"tcpsim --list link\"");
      return EXIT_USAGE;
    }
  if (n_words == 1)
    return print_one (words[0]);

  print_registries ();
  putchar ('\n');
  print_keys (NULL);
  return EXIT_DONE;
}
