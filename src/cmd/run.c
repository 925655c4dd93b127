/* tcpsim run: a model in; a diagram, a capture and plots out. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/folder.h"
#include "cmd/options.h"
#include "cmd/outputs.h"
#include "cmd/unmet.h"
#include "tcpsim/sim/simulation.h"
#include "trace/diagram.h"
#include "trace/fingerprint.h"
#include "trace/plot.h"
#include "trace/summary.h"
#include "trace/verdict.h"

/* What the command line says. */
typedef struct {
  Options common;
  char *dir;
  gboolean quiet;
  gboolean without_plots;
  char *outputs;
  guint output_set;
  char *plots;
  guint picture_set;
  char *tcp_info;
  char *table_format_name;
  SheetFormat table_format;
} RunOptions;

/* Everything that looks at the run for the user at the terminal; NULL when it
 * is to be quiet.  A file may want the fingerprint all the same. */
typedef struct {
  Diagram *diagram;
  Summary *summary;
  Fingerprint *fingerprint;
  Verdict *verdict;             /* NULL: nothing is expected */
  DiagramStyle style;
} Screen;

static void
clear_options (RunOptions *o)
{
  options_clear (&o->common);
  g_free (o->dir);
  g_free (o->outputs);
  g_free (o->plots);
  g_free (o->tcp_info);
  g_free (o->table_format_name);
}

/* Which files are to be written. */
static gboolean
choose_outputs (RunOptions *o)
{
  g_autofree char *why = NULL;

  o->output_set = OUTPUT_DEFAULT;
  if (o->outputs != NULL && !outputs_parse (o->outputs, &o->output_set, &why))
    {
      cmd_complain ("--outputs: %s", why);
      return FALSE;
    }
  if (o->without_plots)
    o->output_set &= ~OUTPUT_PLOTS;
  return TRUE;
}

/* Which pictures, where the command line says so; else the model decides. */
static gboolean
choose_pictures (RunOptions *o)
{
  g_autofree char *why = NULL;

  if (o->plots == NULL || pictures_parse (o->plots, &o->picture_set, &why))
    return TRUE;

  cmd_complain ("--plots: %s", why);
  return FALSE;
}

static gboolean
choose_table_format (RunOptions *o)
{
  g_autofree char *why = NULL;

  if (o->table_format_name == NULL || outputs_parse_format (o->table_format_name, &o->table_format, &why))
    return TRUE;

  cmd_complain ("--table-format: %s", why);
  return FALSE;
}

static gboolean
parse_options (RunOptions *o, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->dir, "Write the files into DIR (default: the model's name)", "DIR" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "Print nothing but errors", NULL },
    { "no-plots", 0, 0, G_OPTION_ARG_NONE, &o->without_plots, "Draw no plots", NULL },
    { "plots", 0, 0, G_OPTION_ARG_STRING, &o->plots, "Draw these, or all (see tcpsim --list pictures)", "LIST" },
    { "outputs", 0, 0, G_OPTION_ARG_STRING, &o->outputs, "Write only these (see tcpsim --list outputs)", "LIST" },
    { "table-format", 0, 0, G_OPTION_ARG_STRING, &o->table_format_name, "Write tables as tsv, csv or jsonl", "FORMAT" },
    { "tcp-info", 0, 0, G_OPTION_ARG_FILENAME, &o->tcp_info, "Write the endpoints' numbers to FILE as they change", "FILE" },
    { NULL, 0, 0, 0, NULL, NULL, NULL }
  };
  const Usage usage = {
    .command = "run", .words = "MODEL", .entries = entries, .changes = options_of_captures,
    .summary = "Runs MODEL and writes its capture, text, table and plots."
  };

  return options_parse (&o->common, &usage, argc, argv) && options_one_model (&o->common)
         && folder_check (o->dir) && choose_outputs (o) && choose_table_format (o) && choose_pictures (o);
}

static void
open_screen (Screen *screen, const Model *model, const DiagramStyle *style)
{
  g_autofree char *elsewhere = g_strconcat (model->name, ".txt", NULL);

  screen->style = *style;
  screen->diagram = diagram_new (stdout, style, elsewhere);
  screen->summary = summary_new ();
  if (model->expectations->len > 0)
    screen->verdict = verdict_new (model->expectations);
}

static void
close_screen (Screen *screen)
{
  g_clear_pointer (&screen->diagram, diagram_free);
  g_clear_pointer (&screen->summary, summary_free);
  g_clear_pointer (&screen->fingerprint, fingerprint_free);
  g_clear_pointer (&screen->verdict, verdict_free);
}

static gboolean
screen_wants_frames (const Screen *screen)
{
  return screen->verdict != NULL && verdict_wants_frames (screen->verdict);
}

/* The diagram must observe before the capture does: see diagram_number(). */
static void
observe (Simulation *sim, Screen *screen, Outputs *outputs, Unmet *unmet, Capture *capture)
{
  if (screen->diagram != NULL)
    {
      simulation_observe (sim, &diagram_observer, screen->diagram);
      simulation_observe (sim, &summary_observer, screen->summary);
      capture_add_sink (capture, diagram_number, screen->diagram);
    }
  if (screen->verdict != NULL)
    simulation_observe (sim, verdict_ops (screen->verdict), screen->verdict);
  if (screen_wants_frames (screen))
    capture_add_sink (capture, verdict_frame, screen->verdict);
  if (screen->fingerprint != NULL)
    simulation_observe (sim, &fingerprint_observer, screen->fingerprint);
  outputs_attach (outputs, capture);
  outputs_observe (outputs, sim);
  if (unmet_wants_frames (unmet))
    capture_add_sink (capture, unmet_frame, unmet);
  if (screen->diagram != NULL || outputs_want_capture (outputs) || unmet_wants_frames (unmet))
    simulation_observe (sim, &capture_observer, capture);
}

/* What the model expects and this run was not: with a change on the command line
 * that is what is to be seen, and no failure. */
static void
print_verdict (const Verdict *verdict, const GPtrArray *expectations, const char *hex)
{
  g_autoptr (GString) failures = g_string_new (NULL);
  guint n_held = 0;

  for (guint i = 0; i < expectations->len; i++)
    {
      const Expectation *e = g_ptr_array_index (expectations, i);
      g_autofree char *is = NULL;

      if (verdict_holds (verdict, i, hex, &is))
        n_held++;
      else
        g_string_append_printf (failures, "              %s: is %s, %s was expected\n", e->name, is, e->condition);
    }
  printf ("expected      %u of %u as the model says\n%s", n_held, expectations->len, failures->str);
}

static void
print_summary (const Screen *screen, const Model *model)
{
  g_autofree char *hex = NULL;

  if (screen->summary == NULL)
    return;

  hex = fingerprint_hex (screen->fingerprint);
  putchar ('\n');
  summary_print (screen->summary, stdout, &screen->style, hex);
  if (screen->verdict != NULL)
    print_verdict (screen->verdict, model->expectations, hex);
}

static int
commit (Outputs *outputs, gboolean quiet)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hint = NULL;
  gboolean written = outputs_commit (outputs, &hint, &error);
  int status = drive_judge_results (written, error);

  if (status == EXIT_DONE && hint != NULL && !quiet)
    cmd_complain ("%s", hint);
  return status;
}

/* The results of a run that came to the end @end, which had @status; the status
 * of it all.  What a run that was cut short has not met, it might have. */
static int
conclude (const Simulation *sim, const Screen *screen, Outputs *outputs, const Unmet *unmet,
          const EndRecord *end, int status)
{
  int written;

  print_summary (screen, unmet->model);
  if (end->end == END_DONE || end->end == END_DEADLOCK)
    unmet_report (unmet, sim);
  written = commit (outputs, screen->diagram == NULL);
  return status != EXIT_DONE ? status : written;
}

/* Runs what has been set up; the exit status. */
static int
simulate (const Model *model, Screen *screen, Outputs *outputs)
{
  g_autoptr (Simulation) sim = simulation_new (model);
  g_autoptr (Capture) capture = capture_new (&model->capture);
  Unmet unmet;
  EndRecord end;
  int status;

  unmet_init (&unmet, model);
  observe (sim, screen, outputs, &unmet, capture);
  drive_to_the_end (sim);
  simulation_finish (sim, drive_was_interrupted (), &end);
  status = drive_judge (model, &end);
  if (end.end != END_INTERRUPTED)
    status = conclude (sim, screen, outputs, &unmet, &end, status);
  unmet_clear (&unmet);
  return status;
}

/* What the command line says of outputs must agree with the model. */
static gboolean
check_outputs (const Model *model, const RunOptions *o)
{
  g_autofree char *why = NULL;

  if (o->outputs == NULL || outputs_check (o->outputs, model, &why))
    return TRUE;
  cmd_complain ("--outputs: %s", why);
  return FALSE;
}

/* What to write of @model.  Without scripts there are no plots. */
static void
configure (OutputConfig *config, const Model *model, const RunOptions *o, const char *scripts)
{
  *config = (OutputConfig) {
    .dir = o->dir != NULL ? o->dir : model->name, .set = o->output_set,
    .pictures = o->plots != NULL ? o->picture_set : outputs_default_pictures (model),
    .plot_scripts = scripts, .tcp_info = o->tcp_info,
    .table_format = o->table_format
  };
  if (config->pictures == 0)
    config->set &= ~OUTPUT_PLOTS;
  if (scripts == NULL && (config->set & OUTPUT_PLOTS))
    {
      cmd_complain ("the plots' scripts are not where they were installed: no plots");
      config->set &= ~OUTPUT_PLOTS;
    }
}

/* Opens the files of a run and runs it. */
static int
run_model (const Model *model, const RunOptions *o, const char *program)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *scripts = plot_scripts_dir (program);
  g_autoptr (Outputs) outputs = NULL;
  OutputConfig config;
  Screen screen = { 0 };
  int status;

  if (!o->quiet || outputs_want_fingerprint (model, o->output_set))
    screen.fingerprint = fingerprint_new ();
  configure (&config, model, o, scripts);
  config.fingerprint = screen.fingerprint;
  outputs = outputs_open (&config, model, &error);
  if (outputs == NULL)
    {
      cmd_complain ("%s", error->message);
      close_screen (&screen);
      return EXIT_USAGE;
    }
  if (!o->quiet)
    open_screen (&screen, model, &o->common.style);
  status = simulate (model, &screen, outputs);
  close_screen (&screen);
  return status;
}

static int
run (int argc, char **argv)
{
  RunOptions options = { 0 };
  g_autoptr (Model) model = NULL;
  int status = EXIT_USAGE;

  drive_catch_signals ();
  if (parse_options (&options, argc, argv)
      && (model = options_load (&options.common, options.common.words[0])) != NULL
      && check_outputs (model, &options))
    status = run_model (model, &options, argv[0]);
  clear_options (&options);
  return status;
}

const Command cmd_run = {
  .name = "run",
  .purpose = "run a model and write its capture, text, table and plots",
  .run = run,
};
