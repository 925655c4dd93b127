/* tcpsim check: models as regression tests.  Each is run and held against its own
 * [expect]. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/why.h"
#include "cmd/check_case.h"
#include "cmd/check_report.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/jobs.h"
#include "cmd/options.h"
#include "trace/outfile.h"

typedef struct {
  Options common;
  gboolean tap, quiet, update;
  char *junit;
  char *jobs_text;
  guint jobs;
} CheckOptions;

typedef struct {
  const CheckOptions *o;
  GPtrArray *cases;             /* CheckCase *, owned */
  CheckReport *report;          /* NULL while transcripts are renewed */
  guint n_kept;                 /* transcripts, so far */
  gboolean is_failed;           /* one of them could not be written */
  char *said;                   /* what was wrong with the model before, NULL: nothing yet */
} Checks;

/* Which models. */

/* What is wrong with an option is so for every model, and is said once. */
static gboolean
refuse_once (Checks *checks, const char *why)
{
  if (g_strcmp0 (checks->said, why) != 0)
    cmd_complain ("%s", why);
  g_free (checks->said);
  checks->said = g_strdup (why);
  return FALSE;
}

/* The transcripts are to be those of the models as they stand. */
static gboolean
check_unchanged (Checks *checks, const CheckCase *c)
{
  g_autofree char *why = NULL;

  if (c->model->added->len == 0)
    return TRUE;
  why = g_strdup_printf ("--update: %s would change the model whose transcript is kept, leave it out",
                         (const char *) g_ptr_array_index (c->model->added, 0));
  return refuse_once (checks, why);
}

static gboolean
add_model (Checks *checks, const char *path)
{
  g_autoptr (GError) error = NULL;
  Model *model = model_load_with (path, checks->o->common.overrides, &error);
  CheckCase *c;

  if (model == NULL)
    return refuse_once (checks, error->message);
  c = check_case_new (model, path);
  g_ptr_array_add (checks->cases, c);
  return checks->o->update ? check_unchanged (checks, c) : check_case_read_kept (c);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean add_folder (Checks *checks, const char *path);

/* What is in a folder and may be a model, or have models in it.  Links to folders
 * are left alone: they may lead back. */
static gboolean
add_inside (Checks *checks, const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_file_test (path, G_FILE_TEST_IS_SYMLINK) || add_folder (checks, path);
  return !g_str_has_suffix (path, ".ini") || add_model (checks, path);
}

/* NULL, having complained, when it cannot be read. */
static GDir *
open_folder (const char *path)
{
  g_autofree char *shown = why_visible (path, G_MAXUINT);
  GDir *dir = NULL;

  if (g_access (path, R_OK | X_OK) == 0)
    dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    cmd_complain ("%s: cannot be read: %s, name a folder that can", shown, g_strerror (errno));
  return dir;
}

/* Everything in a folder whose name is a model's, and its folders, by name. */
static gboolean
add_folder (Checks *checks, const char *path)
{
  g_autoptr (GDir) dir = open_folder (path);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  gboolean ok = TRUE;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    ok = add_inside (checks, g_ptr_array_index (names, i)) && ok;
  return ok;
}

static gboolean
add_all (Checks *checks)
{
  char **words = checks->o->common.words;
  gboolean ok = TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    ok = (g_file_test (words[i], G_FILE_TEST_IS_DIR) ? add_folder (checks, words[i])
                                                     : add_model (checks, words[i])) && ok;
  if (!ok || checks->cases->len > 0)
    return ok;

  cmd_complain ("%s: no model is in there, a folder with files like session.ini would be right", words[0]);
  return FALSE;
}

/* Running them. */

static CheckCase *
case_at (const Checks *checks, guint i)
{
  return g_ptr_array_index (checks->cases, i);
}

static void
run_one (guint i, gpointer data)
{
  check_case_run (case_at (data, i));
}

/* Nobody looks at the packets again. */
static void
report_one (guint i, gpointer data)
{
  Checks *checks = data;
  CheckCase *c = case_at (checks, i);

  check_report_add (checks->report, c);
  g_clear_pointer (&c->kept, transcript_free);
  g_clear_pointer (&c->transcript, transcript_free);
}

static int
check_all (Checks *checks)
{
  const CheckOptions *o = checks->o;
  ReportStyle style = o->tap ? REPORT_TAP : o->quiet ? REPORT_QUIET : REPORT_TEXT;
  g_autoptr (CheckReport) report = check_report_new (style, &o->common.style, o->junit,
                                                    checks->cases->len);

  if (report == NULL)
    return EXIT_USAGE;
  checks->report = report;
  if (jobs_run (checks->cases->len, o->jobs, run_one, report_one, checks, "model") == checks->cases->len)
    return check_report_finish (report) ? EXIT_DONE : EXIT_FAILED;
  check_report_interrupt (report);
  return EXIT_INTERRUPTED;
}

/* Renewing transcripts. */

static gboolean
is_same (const char *path, const char *text)
{
  g_autofree char *was = NULL;

  return g_file_get_contents (path, &was, NULL, NULL) && strcmp (was, text) == 0;
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  OutFile *out = outfile_open (path, error);

  if (out == NULL)
    return FALSE;
  fputs (text, outfile_stream (out));
  return outfile_commit (out, error);
}

/* Keeps the transcript as it is now; it may be so already. */
static void
renew_one (guint i, gpointer data)
{
  Checks *checks = data;
  const CheckCase *c = case_at (checks, i);
  g_autofree char *text = NULL, *where = NULL;
  g_autoptr (GError) error = NULL;

  if (c->transcript == NULL)
    return;
  checks->n_kept++;
  text = transcript_text (c->transcript);
  if (is_same (c->model->transcript, text))
    printf ("same   %s\n", c->model->transcript);
  else if (write_file (c->model->transcript, text, &error))
    printf ("wrote  %s\n", c->model->transcript);
  else
    {
      where = model_where (c->model, c->model->transcript_line, "[expect] transcript");
      cmd_complain ("%s: %s, name a file that can be written", where, error->message);
      checks->is_failed = TRUE;
    }
  fflush (stdout);
}

static int
renew_all (Checks *checks)
{
  if (jobs_run (checks->cases->len, checks->o->jobs, run_one, renew_one, checks, "model") < checks->cases->len)
    {
      cmd_complain ("interrupted, the transcripts after these are as they were");
      return EXIT_INTERRUPTED;
    }
  if (checks->n_kept == 0)
    cmd_complain ("--update: no model keeps a transcript, one with \"transcript = FILE\" in [expect] would");
  return checks->is_failed ? EXIT_FAILED : EXIT_DONE;
}

/* The command. */

/* --update prints nothing that the others could be about. */
static gboolean
check_options (const CheckOptions *o)
{
  if (o->update && (o->tap || o->junit != NULL))
    {
      cmd_complain ("--update checks nothing, leave out %s", o->tap ? "--tap" : "--junit");
      return FALSE;
    }
  if (!o->tap || !o->quiet)
    return TRUE;
  cmd_complain ("--quiet contradicts --tap, which has a line for every model, keep one of them");
  return FALSE;
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
    .summary = "Runs each MODEL, or all in a FOLDER, and holds it against its [expect]."
  };

  if (!options_parse (&o->common, &usage, argc, argv) || !jobs_parse (o->jobs_text, &o->jobs)
      || !check_options (o))
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
  Checks checks = { .o = &o, .cases = g_ptr_array_new_with_free_func (check_case_free) };
  int status = EXIT_USAGE;

  drive_catch_signals ();
  if (parse_options (&o, argc, argv) && add_all (&checks))
    status = o.update ? renew_all (&checks) : check_all (&checks);
  g_ptr_array_unref (checks.cases);
  g_free (checks.said);
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
