/* tcpsim check: models as regression tests.  Each is run and held against its own
 * [expect]. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/jobs.h"
#include "cmd/options.h"
#include "tcpsim/sim/simulation.h"
#include "trace/transcript.h"
#include "trace/verdict.h"

typedef struct {
  Options common;
  gboolean tap, quiet, update;
  char *junit;
  char *jobs_text;
  guint jobs;
} CheckOptions;

/* One model and what came of it. */
typedef struct {
  char *path;
  Model *model;
  char *kept;                   /* its transcript as kept; NULL: none */
  GString *failures;            /* a line each; empty: none */
  char *transcript;             /* as it is now, where one is kept */
} Case;

typedef struct {
  GPtrArray *cases;             /* Case * */
} Checks;

static void
case_free (gpointer data)
{
  Case *c = data;

  g_free (c->path);
  g_clear_pointer (&c->model, model_free);
  g_free (c->kept);
  g_string_free (c->failures, TRUE);
  g_free (c->transcript);
  g_free (c);
}

static gboolean
expects_something (const Case *c)
{
  return c->model->expectations->len > 0 || c->model->transcript != NULL;
}

/* Running. */

/* A run that did not simply end must have been meant to. */
static void
judge_end (Case *c, const EndRecord *end)
{
  for (guint i = 0; i < c->model->expectations->len; i++)
    if (((Expectation *) g_ptr_array_index (c->model->expectations, i))->kind == QUANTITY_END)
      return;
  if (end->end != END_DONE && !(end->end == END_UNTIL && c->model->until_line > 0))
    g_string_append_printf (c->failures, "end: is %s, done was expected\n", run_end_names ()[end->end]);
}

static void
judge_expectations (Case *c, const Verdict *verdict)
{
  for (guint i = 0; i < c->model->expectations->len; i++)
    {
      const Expectation *e = g_ptr_array_index (c->model->expectations, i);
      g_autofree char *is = NULL, *where = NULL;

      if (verdict_holds (verdict, i, &is))
        continue;
      where = model_where (c->model, e->line, "[expect]");
      g_string_append_printf (c->failures, "%s %s = %s: is %s\n", where, e->name, e->condition, is);
    }
}

static void
judge_transcript (Case *c, const Transcript *transcript)
{
  g_autofree char *difference = NULL, *where = NULL;

  if (c->kept == NULL)
    return;
  difference = transcript_difference (transcript, c->kept);
  if (difference == NULL)
    return;
  where = model_where (c->model, c->model->transcript_line, "[expect] transcript");
  g_string_append_printf (c->failures, "%s: %s", where, difference);
}

static void
run_case (guint i, gpointer data)
{
  Case *c = g_ptr_array_index (((Checks *) data)->cases, i);
  g_autoptr (Simulation) sim = NULL;
  g_autoptr (Verdict) verdict = verdict_new (c->model->expectations);
  g_autoptr (Transcript) transcript = NULL;
  EndRecord end;

  if (!expects_something (c))
    return;
  sim = simulation_new (c->model);
  simulation_observe (sim, verdict_ops (verdict), verdict);
  if (c->model->transcript != NULL)
    {
      transcript = transcript_new ();
      simulation_observe (sim, &transcript_observer, transcript);
    }
  drive_in_silence (sim);
  simulation_finish (sim, drive_was_interrupted (), &end);
  judge_end (c, &end);
  judge_expectations (c, verdict);
  if (transcript == NULL)
    return;
  judge_transcript (c, transcript);
  c->transcript = g_strdup (transcript_text (transcript));
}

/* Which models. */

static gboolean
read_kept (Case *c)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *where = NULL;

  if (c->model->transcript == NULL || g_file_get_contents (c->model->transcript, &c->kept, NULL, &error))
    return TRUE;
  where = model_where (c->model, c->model->transcript_line, "[expect] transcript");
  cmd_complain ("%s: %s, \"tcpsim check --update\" would write it", where, error->message);
  return FALSE;
}

static gboolean
add_model (const CheckOptions *o, Checks *checks, const char *path)
{
  Case *c = g_new0 (Case, 1);

  c->path = g_strdup (path);
  c->failures = g_string_new (NULL);
  g_ptr_array_add (checks->cases, c);
  c->model = options_load (&o->common, path);
  return c->model != NULL && (o->update || read_kept (c));
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean add_path (const CheckOptions *o, Checks *checks, const char *path);

/* Everything in a folder whose name is a model's, and its folders, by name. */
static gboolean
add_folder (const CheckOptions *o, Checks *checks, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  gboolean ok = TRUE;

  if (dir == NULL)
    {
      cmd_complain ("%s", error->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *inside = g_ptr_array_index (names, i);

      if (g_str_has_suffix (inside, ".ini") || g_file_test (inside, G_FILE_TEST_IS_DIR))
        ok = add_path (o, checks, inside) && ok;
    }
  return ok;
}

static gboolean
add_path (const CheckOptions *o, Checks *checks, const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR) ? add_folder (o, checks, path) : add_model (o, checks, path);
}

static gboolean
add_all (const CheckOptions *o, Checks *checks)
{
  gboolean ok = TRUE;

  for (guint i = 0; o->common.words[i] != NULL; i++)
    ok = add_path (o, checks, o->common.words[i]) && ok;
  if (!ok || checks->cases->len > 0)
    return ok;

  cmd_complain ("%s: no model is in there, a folder with files like session.ini would be right", o->common.words[0]);
  return FALSE;
}

/* Results. */

static void
print_indented (const char *text, const char *indent)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      printf ("%s%s\n", indent, lines[i]);
}

static void
print_case (const CheckOptions *o, const Case *c, guint number)
{
  gboolean ok = c->failures->len == 0, skipped = !expects_something (c);

  if (o->tap)
    printf ("%sok %u - %s%s\n", ok ? "" : "not ", number, c->path, skipped ? " # SKIP expects nothing" : "");
  else if (!o->quiet || !ok)
    printf ("%s  %s\n", skipped ? "skip" : ok ? "ok  " : "FAIL", c->path);
  print_indented (c->failures->str, o->tap ? "# " : "      ");
}

/* Of @cases: how many failed, and how many expect nothing. */
static void
count (const GPtrArray *cases, guint *failed, guint *skipped)
{
  *failed = *skipped = 0;
  for (guint i = 0; i < cases->len; i++)
    {
      const Case *c = g_ptr_array_index (cases, i);

      *failed += c->failures->len > 0;
      *skipped += !expects_something (c);
    }
}

static void
print_results (const CheckOptions *o, const GPtrArray *cases)
{
  guint failed, skipped;

  count (cases, &failed, &skipped);
  if (o->tap)
    printf ("1..%u\n", cases->len);
  for (guint i = 0; i < cases->len; i++)
    print_case (o, g_ptr_array_index (cases, i), i + 1);
  if (!o->tap && !o->quiet)
    printf ("\n%u passed, %u failed, %u skipped\n", cases->len - failed - skipped, failed, skipped);
}

static gboolean
write_junit (const CheckOptions *o, const GPtrArray *cases)
{
  g_autoptr (GString) xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  g_autoptr (GError) error = NULL;
  guint failed, skipped;

  if (o->junit == NULL)
    return TRUE;

  count (cases, &failed, &skipped);
  g_string_append_printf (xml, "<testsuite name=\"tcpsim\" tests=\"%u\" failures=\"%u\" skipped=\"%u\">\n",
                          cases->len, failed, skipped);
  for (guint i = 0; i < cases->len; i++)
    {
      const Case *c = g_ptr_array_index (cases, i);
      g_autofree char *name = g_markup_escape_text (c->path, -1);
      g_autofree char *text = g_markup_escape_text (c->failures->str, -1);

      g_string_append_printf (xml, "  <testcase classname=\"tcpsim\" name=\"%s\">", name);
      if (c->failures->len > 0)
        g_string_append_printf (xml, "<failure message=\"not as expected\">%s</failure>", text);
      if (!expects_something (c))
        g_string_append (xml, "<skipped/>");
      g_string_append (xml, "</testcase>\n");
    }
  g_string_append (xml, "</testsuite>\n");
  if (g_file_set_contents (o->junit, xml->str, xml->len, &error))
    return TRUE;
  cmd_complain ("--junit: %s", error->message);
  return FALSE;
}

/* Keeps the transcripts as they are now. */
static int
renew (const GPtrArray *cases)
{
  for (guint i = 0; i < cases->len; i++)
    {
      const Case *c = g_ptr_array_index (cases, i);
      g_autoptr (GError) error = NULL;

      if (c->transcript == NULL)
        continue;
      if (!g_file_set_contents (c->model->transcript, c->transcript, -1, &error))
        {
          cmd_complain ("%s", error->message);
          return EXIT_FAILED;
        }
      printf ("kept %s\n", c->model->transcript);
    }
  return EXIT_DONE;
}

static int
check_all (const CheckOptions *o, Checks *checks)
{
  guint failed, skipped;

  if (!jobs_run (checks->cases->len, o->jobs, run_case, checks, "model"))
    {
      cmd_complain ("interrupted, nothing was printed");
      return EXIT_INTERRUPTED;
    }
  if (o->update)
    return renew (checks->cases);
  print_results (o, checks->cases);
  count (checks->cases, &failed, &skipped);
  return write_junit (o, checks->cases) && failed == 0 ? EXIT_DONE : EXIT_FAILED;
}

static gboolean
parse_options (CheckOptions *o, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "tap", 0, 0, G_OPTION_ARG_NONE, &o->tap, "Print in the Test Anything Protocol", NULL },
    { "junit", 0, 0, G_OPTION_ARG_FILENAME, &o->junit, "Write a JUnit report to FILE, too", "FILE" },
    { "jobs", 'j', 0, G_OPTION_ARG_STRING, &o->jobs_text, "Run N at a time (default: one a processor)", "N" },
    { "update", 0, 0, G_OPTION_ARG_NONE, &o->update, "Keep the transcripts as they are now", NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "Print nothing but what fails", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL }
  };
  const Usage usage = {
    .command = "check", .words = "MODEL|FOLDER...", .entries = entries,
    .summary = "Runs each MODEL, or all in a FOLDER, and holds it against what its [expect] says."
  };

  if (!options_parse (&o->common, &usage, argc, argv) || !jobs_parse (o->jobs_text, &o->jobs))
    return FALSE;
  if (o->common.words != NULL && o->common.words[0] != NULL)
    return TRUE;
  cmd_complain ("no model is named, \"tcpsim check MODEL\" or \"tcpsim check FOLDER\" would be right (try --help)");
  return FALSE;
}

static int
check (int argc, char **argv)
{
  CheckOptions o = { 0 };
  Checks checks = { .cases = g_ptr_array_new_with_free_func (case_free) };
  int status = EXIT_USAGE;

  drive_catch_signals ();
  if (parse_options (&o, argc, argv) && add_all (&o, &checks))
    status = check_all (&o, &checks);
  g_ptr_array_unref (checks.cases);
  options_clear (&o.common);
  g_free (o.junit);
  g_free (o.jobs_text);
  return status;
}

const Command cmd_check = {
  .name = "check",
  .purpose = "run models and hold them against what they expect",
  .run = check,
};
