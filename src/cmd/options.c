/* The options that change a model are handed on as they stand: the loader checks
 * them, with the file. */
#include "cmd/options.h"

#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/terminal.h"
#include "tcpsim/base/units.h"

/* Options that are short for a --set. */
static const struct { const char *option, *group, *key; } shorthands[] = {
  { "--seed", "run", "seed" },
  { "--until", "run", "until" },
  { "--connections", "connections", "count" },
  { "--vantage", "capture", "vantage" },
  { "--format", "capture", "format" },
  { "--snaplen", "capture", "snaplen" },
};

static gboolean
add_set (const char *option G_GNUC_UNUSED, const char *value, gpointer overrides,
         GError **error G_GNUC_UNUSED)
{
  model_overrides_set (overrides, value);
  return TRUE;
}

static gboolean
add_fault (const char *option G_GNUC_UNUSED, const char *value, gpointer overrides,
           GError **error G_GNUC_UNUSED)
{
  model_overrides_add_fault (overrides, value);
  return TRUE;
}

static gboolean
add_shorthand (const char *option, const char *value, gpointer overrides,
               GError **error G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (shorthands); i++)
    if (strcmp (shorthands[i].option, option) == 0)
      model_overrides_set_key (overrides, option, shorthands[i].group, shorthands[i].key, value);
  return TRUE;
}

/* "FILENAME": as they were typed, whatever the locale. */
#define CHANGE(name, add, does, value) \
  { name, 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, add, does, value }

static const GOptionEntry change_entries[] = {
  CHANGE ("set", add_set, "Set a key, as in link.delay=50ms; may be repeated", "GROUP.KEY=VALUE"),
  CHANGE ("fault", add_fault, "Add a rule, as in \"drop c2s seg 3\"; may be repeated", "RULE"),
  CHANGE ("seed", add_shorthand, "Set run.seed, of all that is random", "N"),
  CHANGE ("until", add_shorthand, "Set run.until, where the run stops at the latest", "TIME"),
  CHANGE ("connections", add_shorthand, "Set connections.count", "N"),
  { NULL, 0, 0, 0, NULL, NULL, NULL }
};

const GOptionEntry options_of_captures[] = {
  CHANGE ("vantage", add_shorthand, "Capture at: client, server, dropped, both, all", "WHERE"),
  CHANGE ("format", add_shorthand, "Capture in: pcap, pcapng, or both with a comma", "FORMAT"),
  CHANGE ("snaplen", add_shorthand, "Keep N octets of a captured frame at most", "N"),
  { NULL, 0, 0, 0, NULL, NULL, NULL }
};

/* GLib gives a callback the data of its group: all options are in one. */
static GOptionContext *
make_context (Options *options, const Usage *usage)
{
  const GOptionEntry rest[] = {
    { "color", 0, 0, G_OPTION_ARG_STRING, &options->colour, "Colour: auto, always, never", "WHEN" },
    { "charset", 0, 0, G_OPTION_ARG_STRING, &options->charset, "Characters: auto, ascii, utf-8", "SET" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->words, NULL, NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL }
  };
  GOptionContext *context = g_option_context_new (usage->words);
  GOptionGroup *group = g_option_group_new ("main", "", "", options->overrides, NULL);

  g_option_group_add_entries (group, usage->entries);
  g_option_group_add_entries (group, change_entries);
  if (usage->changes != NULL)
    g_option_group_add_entries (group, usage->changes);
  g_option_group_add_entries (group, rest);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, usage->summary);
  return context;
}

gboolean
options_parse (Options *options, const Usage *usage, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat ("tcpsim ", usage->command, NULL);
  GOptionContext *context;
  gboolean done;

  g_set_prgname (name);
  options->words = NULL;
  options->colour = options->charset = NULL;
  options->overrides = model_overrides_new ();
  context = make_context (options, usage);
  done = g_option_context_parse (context, &argc, &argv, &error);
  if (!done)
    cmd_complain ("%s (try --help)", error->message);
  g_option_context_free (context);
  return done && terminal_style (&options->style, options->colour, options->charset);
}

void
options_clear (Options *options)
{
  g_clear_pointer (&options->overrides, model_overrides_free);
  g_clear_pointer (&options->words, g_strfreev);
  g_clear_pointer (&options->colour, g_free);
  g_clear_pointer (&options->charset, g_free);
}

gboolean
options_one_model (const Options *options)
{
  if (options->words == NULL || options->words[0] == NULL)
    {
      cmd_complain ("no model is named, \"tcpsim MODEL\" would be right (try --help)");
      return FALSE;
    }
  if (options->words[1] == NULL)
    return TRUE;

  cmd_complain ("one model at a time: \"%s\" is one too many (a command stands first, as in "
                "\"tcpsim run MODEL\")", options->words[1]);
  return FALSE;
}

gboolean
options_parse_connection (const char *text, guint32 *number)
{
  guint64 n = 0;
  g_autofree char *quoted = NULL;

  if (text == NULL || (units_parse_count (text, &n) == UNITS_OK && n <= G_MAXUINT32))
    {
      *number = n;
      return TRUE;
    }
  quoted = why_quote (text);
  cmd_complain ("--connection: %s is no number of a connection, write one like 1; the first is 0", quoted);
  return FALSE;
}

gboolean
options_check_connection (guint32 connection, const Model *model)
{
  if (connection < model->connections.count)
    return TRUE;

  if (model->connections.count == 1)
    cmd_complain ("--connection: there is no connection %u in %s, which has only one, whose number is 0", connection,
                  model->path);
  else
    cmd_complain ("--connection: there is no connection %u in %s, 0 to %u would be right", connection, model->path,
                  model->connections.count - 1);
  return FALSE;
}

Model *
options_load (const Options *options, const char *path)
{
  g_autoptr (GError) error = NULL;
  Model *model = model_load_with (path, options->overrides, &error);

  if (model == NULL)
    cmd_complain ("%s", error->message);
  return model;
}
