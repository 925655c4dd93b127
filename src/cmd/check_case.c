/* Running a model with those who look at what it expects, and judging. */
#include "cmd/check_case.h"

#include <string.h>

#include "base/readfile.h"
#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/unmet.h"
#include "tcpsim/sim/simulation.h"
#include "trace/fingerprint.h"
#include "trace/verdict.h"

/* The largest transcript that is read. */
#define MAX_KEPT ((gsize) 1 << 30)

/* Everything that looks at one run. */
typedef struct {
  CheckCase *c;
  Simulation *sim;
  Verdict *verdict;
  Fingerprint *fingerprint;     /* NULL: not wanted */
  Capture *capture;
  Unmet unmet;
} CaseRun;

/* The model. */

CheckCase *
check_case_new (Model *model, const char *path)
{
  CheckCase *c = g_new0 (CheckCase, 1);

  c->path = g_strdup (path);
  c->model = model;
  c->failures = g_ptr_array_new_with_free_func (g_free);
  c->warnings = g_ptr_array_new_with_free_func (g_free);
  return c;
}

void
check_case_free (gpointer data)
{
  CheckCase *c = data;

  g_free (c->path);
  model_free (c->model);
  transcript_free (c->kept);
  g_ptr_array_unref (c->failures);
  g_ptr_array_unref (c->warnings);
  transcript_free (c->transcript);
  g_free (c);
}

gboolean
check_case_expects (const CheckCase *c)
{
  return c->model->expectations->len > 0 || c->model->transcript != NULL;
}

/* What was kept. */

/* The file as a whole is no transcript. */
static gboolean
refuse_file (const CheckCase *c, const char *why)
{
  g_autofree char *where = model_where (c->model, c->model->transcript_line, "[expect] transcript");
  g_autofree char *shown = why_visible (c->model->transcript, G_MAXUINT);
  const char *hint = g_file_test (c->model->transcript, G_FILE_TEST_EXISTS)
                     ? "name one that \"tcpsim check --update\" has written"
                     : "\"tcpsim check --update\" would write it";

  cmd_complain ("%s: %s: %s, %s", where, shown, why, hint);
  return FALSE;
}

static gboolean
refuse_line (const CheckCase *c, guint line, const char *why)
{
  g_autofree char *shown = why_visible (c->model->transcript, G_MAXUINT);

  cmd_complain ("%s:%u: %s", shown, line, why);
  return FALSE;
}

static gboolean
parse_kept (CheckCase *c, GBytes *contents)
{
  gsize length;
  const char *octets = g_bytes_get_data (contents, &length);
  g_autofree char *text = g_strndup (octets != NULL ? octets : "", length), *why = NULL;
  guint line;

  if (strlen (text) < length)
    return refuse_file (c, "no text");
  c->kept = transcript_parse (text, &line, &why);
  if (c->kept != NULL)
    return TRUE;
  return line > 0 ? refuse_line (c, line, why) : refuse_file (c, why);
}

gboolean
check_case_read_kept (CheckCase *c)
{
  g_autoptr (GBytes) contents = NULL;
  g_autofree char *why = NULL;

  if (c->model->transcript == NULL)
    return TRUE;
  contents = readfile (c->model->transcript, MAX_KEPT, &why);
  return contents != NULL ? parse_kept (c, contents) : refuse_file (c, why);
}

/* Judging. */

static gboolean
expects_an_end (const CheckCase *c)
{
  for (guint i = 0; i < c->model->expectations->len; i++)
    if (((Expectation *) g_ptr_array_index (c->model->expectations, i))->quantity.kind == QUANTITY_END)
      return TRUE;
  return FALSE;
}

/* A run that did not simply end must have been meant to. */
static void
judge_end (CheckCase *c, const EndRecord *end)
{
  GString *text;

  if (end->end == END_DONE || (end->end == END_UNTIL && c->model->until_line > 0) || expects_an_end (c))
    return;
  text = g_string_new (NULL);
  g_string_append_printf (text, "end: is %s, done was expected", run_end_names ()[end->end]);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    if (end->waiting[side] != NULL)
      g_string_append_printf (text, "\n  %s", end->waiting[side]);
  g_ptr_array_add (c->failures, g_string_free (text, FALSE));
}

static void
judge_expectations (CheckCase *c, const Verdict *verdict, const char *hex)
{
  for (guint i = 0; i < c->model->expectations->len; i++)
    {
      const Expectation *e = g_ptr_array_index (c->model->expectations, i);
      g_autofree char *is = NULL, *subject = NULL, *where = NULL;

      if (verdict_holds (verdict, i, hex, &is))
        continue;
      subject = g_strdup_printf ("[expect] %s", e->name);
      where = model_where (c->model, e->line, subject);
      g_ptr_array_add (c->failures, g_strdup_printf ("%s: is %s, %s was expected", where, is, e->condition));
    }
}

static void
judge_transcript (CheckCase *c)
{
  g_autofree char *difference = NULL, *where = NULL;

  if (c->kept == NULL)
    return;
  difference = transcript_difference (c->transcript, c->kept);
  if (difference == NULL)
    return;
  where = model_where (c->model, c->model->transcript_line, "[expect] transcript");
  g_ptr_array_add (c->failures, g_strdup_printf ("%s: %s", where, g_strchomp (difference)));
}

/* What a run that was cut short has not met, it might have. */
static void
judge_unmet (CheckCase *c, const CaseRun *run, const EndRecord *end)
{
  if (end->end != END_DONE && end->end != END_DEADLOCK)
    return;
  g_ptr_array_unref (c->warnings);
  c->warnings = unmet_list (&run->unmet, run->sim);
}

/* Running. */

static void
observe_frames (CaseRun *run)
{
  if (unmet_wants_frames (&run->unmet))
    capture_add_sink (run->capture, unmet_frame, &run->unmet);
  if (verdict_wants_frames (run->verdict))
    capture_add_sink (run->capture, verdict_frame, run->verdict);
  if (unmet_wants_frames (&run->unmet) || verdict_wants_frames (run->verdict))
    simulation_observe (run->sim, &capture_observer, run->capture);
}

static void
begin (CaseRun *run, CheckCase *c)
{
  *run = (CaseRun) {
    .c = c, .sim = simulation_new (c->model), .verdict = verdict_new (c->model->expectations),
    .capture = capture_new (&c->model->capture)
  };
  unmet_init (&run->unmet, c->model);
  simulation_observe (run->sim, verdict_ops (run->verdict), run->verdict);
  if (verdict_wants_fingerprint (run->verdict))
    {
      run->fingerprint = fingerprint_new ();
      simulation_observe (run->sim, &fingerprint_observer, run->fingerprint);
    }
  if (c->model->transcript != NULL)
    {
      c->transcript = transcript_new ();
      simulation_observe (run->sim, &transcript_observer, c->transcript);
    }
  observe_frames (run);
}

static void
judge (CaseRun *run, const EndRecord *end)
{
  g_autofree char *hex = run->fingerprint != NULL ? fingerprint_hex (run->fingerprint) : NULL;

  judge_end (run->c, end);
  judge_expectations (run->c, run->verdict, hex);
  judge_transcript (run->c);
  judge_unmet (run->c, run, end);
}

static void
clear (CaseRun *run)
{
  unmet_clear (&run->unmet);
  simulation_free (run->sim);
  verdict_free (run->verdict);
  fingerprint_free (run->fingerprint);
  capture_free (run->capture);
}

void
check_case_run (CheckCase *c)
{
  CaseRun run;
  EndRecord end;

  if (!check_case_expects (c))
    return;
  begin (&run, c);
  drive_in_silence (run.sim);
  simulation_finish (run.sim, drive_was_interrupted (), &end);
  judge (&run, &end);
  clear (&run);
}
