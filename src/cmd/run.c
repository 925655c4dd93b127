/* tcpsim run: a model in; a diagram, a capture and plots out. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/outputs.h"
#include "cmd/terminal.h"
#include "cmd/unmet.h"
#include "tcpsim/base/units.h"
#include "tcpsim/sim/simulation.h"
#include "trace/diagram.h"
#include "trace/fingerprint.h"
#include "trace/plot.h"
#include "trace/summary.h"

/* Events between two looks at the clock and at the user. */
#define EVENTS_AT_ONCE 20000

/* What the command line says. */
typedef struct {
  char *dir;
  gboolean quiet;
  gboolean without_plots;
  char *colour;
  char *charset;
  char *outputs;
  guint output_set;
  char *tcp_info;
  char **faults;
  char **models;
} RunOptions;

/* Everything that looks at the run for the user at the terminal; NULL when it
 * is to be quiet. */
typedef struct {
  Diagram *diagram;
  Summary *summary;
  Fingerprint *fingerprint;
  DiagramStyle style;
} Screen;

static volatile sig_atomic_t was_interrupted;

static void
on_interrupt (int signal_number G_GNUC_UNUSED)
{
  was_interrupted = 1;
}

/* An interrupt, or a terminal that is closed, ends the run between two events,
 * so that nothing is left half written; a reader that goes away (| head) is no
 * reason to stop. */
static void
catch_signals (void)
{
  struct sigaction action = { .sa_handler = on_interrupt };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);    /* a file too large is an error to be told, not a death */
}

static void
clear_options (RunOptions *o)
{
  g_free (o->dir);
  g_free (o->colour);
  g_free (o->charset);
  g_free (o->outputs);
  g_free (o->tcp_info);
  g_strfreev (o->faults);
  g_strfreev (o->models);
}

static gboolean
check_options (const RunOptions *o)
{
  if (o->models == NULL || o->models[0] == NULL)
    {
      cmd_complain ("no model is named, \"tcpsim MODEL\" would be right (try --help)");
      return FALSE;
    }
  if (o->models[1] != NULL)
    {
      cmd_complain ("one model at a time: \"%s\" is one too many (a command stands first, as in "
                    "\"tcpsim run MODEL\")", o->models[1]);
      return FALSE;
    }
  if (o->dir != NULL && *o->dir == '\0')
    {
      cmd_complain ("-o: no folder is named, \"-o DIR\" would be right");
      return FALSE;
    }
  return TRUE;
}

/* Which files are to be written. */
static gboolean
choose_outputs (RunOptions *o)
{
  g_autofree char *why = NULL;

  o->output_set = OUTPUT_ALL;
  if (o->outputs != NULL && !outputs_parse (o->outputs, &o->output_set, &why))
    {
      cmd_complain ("--outputs: %s", why);
      return FALSE;
    }
  if (o->without_plots)
    o->output_set &= ~OUTPUT_PLOTS;
  return TRUE;
}

static gboolean
parse_options (RunOptions *o, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->dir, "Write the files into DIR (default: the model's name)", "DIR" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "Print nothing but errors", NULL },
    { "no-plots", 0, 0, G_OPTION_ARG_NONE, &o->without_plots, "Draw no plots", NULL },
    { "outputs", 0, 0, G_OPTION_ARG_STRING, &o->outputs, "Write these only: pcap,txt,tsv,plots,connections, or none", "LIST" },
    { "tcp-info", 0, 0, G_OPTION_ARG_FILENAME, &o->tcp_info, "Write the endpoints' numbers to FILE, a row per change", "FILE" },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->faults, "Add RULE to [faults], \"drop c2s seg 3\"; may be repeated", "RULE" },
    { "color", 0, 0, G_OPTION_ARG_STRING, &o->colour, "Colour: auto, always, never", "WHEN" },
    { "charset", 0, 0, G_OPTION_ARG_STRING, &o->charset, "Characters: auto, ascii, utf-8", "SET" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->models, NULL, NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL }
  };
  g_autoptr (GError) error = NULL;
  GOptionContext *context = g_option_context_new ("MODEL");
  gboolean ok;

  g_option_context_set_summary (context, "Runs MODEL and writes its capture, text, table and plots.");
  g_option_context_add_main_entries (context, entries, NULL);
  ok = g_option_context_parse (context, &argc, &argv, &error);
  if (!ok)
    cmd_complain ("%s (try --help)", error->message);
  ok = ok && check_options (o) && choose_outputs (o);
  g_option_context_free (context);
  return ok;
}

static void
open_screen (Screen *screen, const Model *model, const DiagramStyle *style)
{
  g_autofree char *elsewhere = g_strconcat (model->name, ".txt", NULL);

  screen->style = *style;
  screen->diagram = diagram_new (stdout, style, elsewhere);
  screen->summary = summary_new ();
  screen->fingerprint = fingerprint_new ();
}

static void
close_screen (Screen *screen)
{
  g_clear_pointer (&screen->diagram, diagram_free);
  g_clear_pointer (&screen->summary, summary_free);
  g_clear_pointer (&screen->fingerprint, fingerprint_free);
}

/* The diagram must observe before the capture does: see diagram_number(). */
static void
observe (Simulation *sim, Screen *screen, Outputs *outputs, Unmet *unmet, Capture *capture)
{
  if (screen->diagram != NULL)
    {
      simulation_observe (sim, &diagram_observer, screen->diagram);
      simulation_observe (sim, &summary_observer, screen->summary);
      simulation_observe (sim, &fingerprint_observer, screen->fingerprint);
      capture_add_sink (capture, diagram_number, screen->diagram);
    }
  outputs_attach (outputs, capture);
  outputs_observe (outputs, sim);
  if (unmet_wants_frames (unmet))
    capture_add_sink (capture, unmet_frame, unmet);
  if (screen->diagram != NULL || outputs_want_capture (outputs) || unmet_wants_frames (unmet))
    simulation_observe (sim, &capture_observer, capture);
}

/* After a second of silence the user is told how far the run is. */
static void
show_progress (const Simulation *sim, gint64 *next)
{
  g_autofree char *now = NULL;

  if (g_get_monotonic_time () < *next)
    return;

  *next = g_get_monotonic_time () + G_USEC_PER_SEC / 4;
  now = units_print_seconds (simulation_now (sim));
  fprintf (stderr, "\rsimulated %s s\033[K", now);
}

static void
run_to_the_end (Simulation *sim)
{
  gint64 first = g_get_monotonic_time () + G_USEC_PER_SEC, next = first;
  gboolean shows = terminal_shows_progress ();

  while (!was_interrupted && simulation_run (sim, EVENTS_AT_ONCE))
    if (shows)
      show_progress (sim, &next);
  if (next != first)
    fputs ("\r\033[K", stderr);
}

/* The model's own limit is what it wants; the default one is not. */
static int
judge_time_limit (const Model *model)
{
  g_autofree char *limit = units_print_time (model->until);

  if (model->until_given)
    {
      cmd_complain ("%s: [run] until: stopped at %s, before the run had ended", model->path, limit);
      return EXIT_DONE;
    }
  cmd_complain ("%s: [run] until: the run had not ended after %s, the default; a limit of its own "
                "would be right where that is meant", model->path, limit);
  return EXIT_FAILED;
}

/* Says why a run that did not simply end did not; the exit status. */
static int
judge (const Model *model, const EndRecord *end)
{
  switch (end->end)
    {
    case END_DONE:
      return EXIT_DONE;
    case END_UNTIL:
      return judge_time_limit (model);
    case END_EVENTS:
      cmd_complain ("%s: [run] max_events: the run had not ended after %" G_GUINT64_FORMAT " events, "
                    "a larger limit would be right where that is meant", model->path, model->max_events);
      return EXIT_FAILED;
    case END_DEADLOCK:
      for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
        if (end->waiting[side] != NULL)
          cmd_complain ("%s, and nothing more will happen", end->waiting[side]);
      return EXIT_FAILED;
    case END_INTERRUPTED:
      cmd_complain ("interrupted, nothing was written");
      return EXIT_INTERRUPTED;
    }
  g_assert_not_reached ();
}

static void
print_summary (const Screen *screen)
{
  g_autofree char *hex = NULL;

  if (screen->summary == NULL)
    return;

  hex = fingerprint_hex (screen->fingerprint);
  putchar ('\n');
  summary_print (screen->summary, stdout, &screen->style, hex);
}

static int
commit (Outputs *outputs, gboolean quiet)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hint = NULL;

  if (!outputs_commit (outputs, &hint, &error) && !was_interrupted)
    {
      cmd_complain ("%s", error->message);
      return EXIT_FAILED;
    }
  if (was_interrupted)
    {
      cmd_complain ("interrupted while the results were written, pictures may be missing");
      return EXIT_INTERRUPTED;
    }
  if (hint != NULL && !quiet)
    cmd_complain ("%s", hint);
  return EXIT_DONE;
}

/* The results of a run that came to the end @end, which had @status; the status
 * of it all.  What a run that was cut short has not met, it might have. */
static int
conclude (const Simulation *sim, const Screen *screen, Outputs *outputs, const Unmet *unmet,
          const EndRecord *end, int status)
{
  int written;

  print_summary (screen);
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
  run_to_the_end (sim);
  simulation_finish (sim, was_interrupted, &end);
  status = judge (model, &end);
  if (end.end != END_INTERRUPTED)
    status = conclude (sim, screen, outputs, &unmet, &end, status);
  unmet_clear (&unmet);
  return status;
}

/* Opens the files of a run and runs it. */
static int
run_model (const Model *model, const RunOptions *o, const DiagramStyle *style, const char *program)
{
  g_autoptr (GError) error = NULL;
  /* A bare name was found along PATH: its folder is not known. */
  g_autofree char *beside = strchr (program, G_DIR_SEPARATOR) ? g_path_get_dirname (program) : NULL;
  gboolean plots = o->output_set & OUTPUT_PLOTS;
  g_autofree char *scripts = plots ? plot_scripts_dir (beside) : NULL;
  OutputConfig config = {
    .dir = o->dir != NULL ? o->dir : model->name, .set = o->output_set, .plot_scripts = scripts,
    .tcp_info = o->tcp_info
  };
  g_autoptr (Outputs) outputs = NULL;
  Screen screen = { 0 };
  int status;

  if (scripts == NULL && plots)
    cmd_complain ("the plots' scripts are not where they were installed: no plots");
  outputs = outputs_open (&config, model, &error);
  if (outputs == NULL)
    {
      cmd_complain ("%s", error->message);
      return EXIT_USAGE;
    }
  if (!o->quiet)
    open_screen (&screen, model, style);
  status = simulate (model, &screen, outputs);
  close_screen (&screen);
  return status;
}

/* Adds the command line's rules to the model's. */
static gboolean
add_faults (Model *model, const RunOptions *o)
{
  for (guint i = 0; o->faults != NULL && o->faults[i] != NULL; i++)
    {
      g_autofree char *why = NULL, *quoted = NULL;

      if (model_add_fault (model, o->faults[i], &why))
        continue;
      quoted = why_quote (o->faults[i]);
      cmd_complain ("--fault %s: %s", quoted, why);
      return FALSE;
    }
  return TRUE;
}

static int
run (int argc, char **argv)
{
  RunOptions options = { 0 };
  DiagramStyle style;
  g_autoptr (GError) error = NULL;
  g_autoptr (Model) model = NULL;
  int status = EXIT_USAGE;

  catch_signals ();
  g_set_prgname ("tcpsim run");
  if (parse_options (&options, argc, argv)
      && terminal_style (&style, options.colour, options.charset))
    {
      model = model_load (options.models[0], &error);
      if (model == NULL)
        cmd_complain ("%s", error->message);
      else if (add_faults (model, &options))
        status = run_model (model, &options, &style, argv[0]);
    }
  clear_options (&options);
  return status;
}

const Command cmd_run = {
  .name = "run",
  .purpose = "run a model and write its capture, text, table and plots",
  .run = run,
};
