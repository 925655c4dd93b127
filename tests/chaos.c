/* Thousands of models made up at random, and those that are kept, each run in this
 * process and judged. */
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "chaos-model.h"
#include "judge.h"
#include "repeat.h"

/* Where `make check` begins, and how far it goes. */
#define SEED_DEFAULT 1
#ifdef __SANITIZE_ADDRESS__
#define RUNS_DEFAULT 3000
#else
#define RUNS_DEFAULT 20000
#endif

static gint64 seed = -1, runs = -1;
static gboolean is_verbose;
static char **files;

static const GOptionEntry options[] = {
  { "seed", 's', 0, G_OPTION_ARG_INT64, &seed, "Begin with the model of seed N (1)", "N" },
  { "runs", 'r', 0, G_OPTION_ARG_INT64, &runs, "Run the models of so many seeds (1 where one is given)", "N" },
  { "verbose", 'v', 0, G_OPTION_ARG_NONE, &is_verbose, "Print a line for each run", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, "Judge the runs of these models instead", "FILE" },
  { NULL, 0, 0, 0, NULL, NULL, NULL }
};

/* Judges the model at @path; FALSE when something was wrong. */
static gboolean
judge_file (const char *path, Verdict *verdict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Model) model = model_load (path, &error);
  g_autofree char *wrong = NULL;

  if (model == NULL)
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  wrong = judge_run (model, verdict);
  if (wrong != NULL)
    g_printerr ("%s\n", wrong);
  if (is_verbose)
    g_print ("%s: %" G_GUINT64_FORMAT " events, %" G_GUINT64_FORMAT " packets, %" G_GUINT64_FORMAT " octets, %u complete, %u cut short\n",
             path, verdict->events, verdict->packets, verdict->octets, verdict->complete, verdict->cut_short);
  return wrong == NULL;
}

static void
add_up (Verdict *sum, const Verdict *verdict)
{
  sum->events += verdict->events;
  sum->packets += verdict->packets;
  sum->octets += verdict->octets;
  sum->complete += verdict->complete;
  sum->cut_short += verdict->cut_short;
}

/* Made up, written, judged; the file stays where something was wrong. */
static gboolean
judge_seed (const char *folder, guint64 n, Verdict *verdict)
{
  g_autofree char *text = chaos_model (n);
  g_autofree char *path = g_strdup_printf ("%s/chaos-%" G_GUINT64_FORMAT ".ini", folder, n);

  repeat_with ("seed %" G_GUINT64_FORMAT " failed; repeat it with: %s --seed %" G_GUINT64_FORMAT "\n"
              "its model is in %s\n", n, g_get_prgname (), n, path);
  if (!g_file_set_contents (path, text, -1, NULL))
    g_error ("%s cannot be written", path);
  if (!judge_file (path, verdict))
    return FALSE;
  g_unlink (path);
  return TRUE;
}

static gboolean
judge_seeds (Verdict *sum)
{
  g_autofree char *folder = g_dir_make_tmp ("tcpsim-chaos.XXXXXX", NULL);
  gboolean is_good = folder != NULL;
  Verdict verdict;

  for (gint64 n = seed; n < seed + runs && is_good; n++)
    {
      is_good = judge_seed (folder, n, &verdict);
      add_up (sum, &verdict);
    }
  if (!is_good)
    repeat_say ();
  else
    g_rmdir (folder);
  return is_good;
}

static gboolean
judge_files (char **paths, Verdict *sum)
{
  gboolean is_good = TRUE;
  Verdict verdict = { 0 };

  for (guint i = 0; paths[i] != NULL; i++)
    {
      repeat_with ("%s failed; repeat it with: %s %s\n", paths[i],
                  g_get_prgname (), paths[i]);
      if (!judge_file (paths[i], &verdict))
        {
          repeat_say ();
          is_good = FALSE;
        }
      add_up (sum, &verdict);
    }
  return is_good;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The models in @folder of the sources, in order; to be freed. */
static char **
models_in (const char *folder)
{
  const char *top = g_getenv ("srcdir");
  g_autofree char *path = g_build_filename (top != NULL ? top : ".", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GPtrArray *found = g_ptr_array_new ();
  const char *name;

  if (dir == NULL)
    g_error ("%s cannot be read", path);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".ini"))
      g_ptr_array_add (found, g_build_filename (path, name, NULL));
  g_ptr_array_sort (found, compare_names);
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_free (found, FALSE);
}

/* What went wrong once, and every other model that there is. */
static gboolean
judge_kept (Verdict *sum)
{
  static const char *const folders[] = { "tests/chaos-kept", "tests/runs", "tests/reference", "models" };
  gboolean is_good = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_auto (GStrv) paths = models_in (folders[i]);

      is_good = judge_files (paths, sum) && is_good;
    }
  return is_good;
}

static gboolean
judge_what_is_asked (Verdict *sum)
{
  gboolean is_default = runs < 0 && seed < 0;

  if (files != NULL)
    return judge_files (files, sum);

  if (runs < 0)
    runs = seed < 0 ? RUNS_DEFAULT : 1;
  if (seed < 0)
    seed = SEED_DEFAULT;
  return (!is_default || judge_kept (sum)) && judge_seeds (sum);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[FILE...] - judge runs of models made up at random; without an option those of some thousand seeds, and all that are kept");
  g_autoptr (GError) error = NULL;
  Verdict sum = { 0 };
  gboolean is_good;

  g_set_prgname (argv[0]);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("chaos: %s\n", error->message);
      return 2;
    }
  repeat_catch ();
  is_good = judge_what_is_asked (&sum);
  g_print ("%" G_GUINT64_FORMAT " events, %" G_GUINT64_FORMAT " packets, %" G_GUINT64_FORMAT " octets delivered; "
           "%u connections complete, %u cut short\n", sum.events, sum.packets, sum.octets, sum.complete, sum.cut_short);
  g_strfreev (files);
  return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
