/* tcpsim plot: pictures of a run, or of several laid over one another. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/folder.h"
#include "cmd/options.h"
#include "cmd/outputs.h"
#include "cmd/plot_runs.h"
#include "cmd/unmet.h"
#include "tcp/cc/cc.h"
#include "tcpsim/sim/simulation.h"
#include "trace/plot.h"

/* As many connections are drawn unasked. */
#define CONNECTIONS_BY_DEFAULT 4

G_STATIC_ASSERT (CONNECTIONS_BY_DEFAULT <= PLOT_SERIES_MAX);

/* What the command line says. */
typedef struct {
  Options common;
  char *dir;
  char *name;
  gboolean quiet;
  char *what;
  char *format;
  char **vary;
  char *flows;
  char *side;
  char *packets;
  PlotConfig config;            /* what that comes to */
  Side only;
  guint32 connections[PLOT_SERIES_MAX];
  guint n_connections;
} PlotOptions;

static void
clear_options (PlotOptions *o)
{
  options_clear (&o->common);
  g_free (o->dir);
  g_free (o->name);
  g_free (o->what);
  g_free (o->format);
  g_strfreev (o->vary);
  g_free (o->flows);
  g_free (o->side);
  g_free (o->packets);
}

/* The command line */

/* Complains of @option with @why, which is freed. */
static gboolean
refuse (const char *option, char *why)
{
  cmd_complain ("%s: %s", option, why);
  g_free (why);
  return FALSE;
}

static gboolean
check_lists (PlotOptions *o)
{
  char *why = NULL;

  o->config.formats = PLOT_SVG | PLOT_PNG;
  if (o->what != NULL && !pictures_parse (o->what, &o->config.pictures, &why))
    return refuse ("--what", why);
  if (o->what != NULL && o->config.pictures == 0)
    return refuse ("--what", g_strdup ("no picture is named, \"--what all\" would be all of them"));
  if (o->format != NULL && !plot_formats_parse (o->format, &o->config.formats, &why))
    return refuse ("--format", why);
  return TRUE;
}

static gboolean
check_side (PlotOptions *o)
{
  static const char *const names[] = { "client", "server", "both", NULL };
  g_autofree char *quoted = NULL, *hint = NULL;

  if (o->side == NULL)
    return TRUE;
  if (strcmp (o->side, "both") == 0)
    {
      o->config.shows_both = TRUE;
      return TRUE;
    }
  o->only = strcmp (o->side, "client") == 0 ? SIDE_CLIENT : SIDE_SERVER;
  o->config.only = &o->only;
  if (g_strv_contains (names, o->side))
    return TRUE;
  quoted = why_quote (o->side);
  hint = why_not_among (o->side, names);
  return refuse ("--side", g_strdup_printf ("%s is no side, %s", quoted, hint));
}

/* "FIRST-LAST", counted from 1. */
static gboolean
check_packets (PlotOptions *o)
{
  g_auto (GStrv) ends = NULL;
  PlotConfig *config = &o->config;

  if (o->packets == NULL)
    return TRUE;
  ends = g_strsplit (o->packets, "-", 2);
  if (g_strv_length (ends) == 2
      && g_ascii_string_to_unsigned (ends[0], 10, 1, G_MAXINT64, &config->first_packet, NULL)
      && g_ascii_string_to_unsigned (ends[1], 10, config->first_packet,
                                     config->first_packet + PLOT_PACKETS_MAX - 1, &config->last_packet, NULL))
    return TRUE;

  g_autofree char *quoted = why_quote (o->packets);

  return refuse ("--packets", g_strdup_printf ("%s is no range of packets, FIRST-LAST as in 1-20 would be right, "
                                               "%u packets at most", quoted, PLOT_PACKETS_MAX));
}

static gboolean
check_flows (PlotOptions *o)
{
  g_auto (GStrv) words = g_strsplit (o->flows != NULL ? o->flows : "", ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 number;
      g_autofree char *quoted = why_quote (words[i]);

      if (i == PLOT_SERIES_MAX)
        return refuse ("--flows", g_strdup_printf ("more connections than can be told apart, at most %u "
                                                   "would be right", PLOT_SERIES_MAX));
      if (!g_ascii_string_to_unsigned (words[i], 10, 0, G_MAXUINT32 - 1, &number, NULL))
        return refuse ("--flows", g_strdup_printf ("%s is no number of a connection, as in 0,1", quoted));
      o->connections[o->n_connections++] = number;
    }
  return o->flows == NULL || o->n_connections > 0
         || refuse ("--flows", g_strdup ("no connection is named, as in 0,1"));
}

static gboolean
check_names (const PlotOptions *o)
{
  if (!folder_check (o->dir))
    return FALSE;
  if (o->name != NULL && (*o->name == '\0' || strchr (o->name, G_DIR_SEPARATOR) != NULL))
    return refuse ("--name", g_strdup ("a name for files would be right, without a folder"));
  return TRUE;
}

/* What there is to draw, a line each. */
static char *
describe_pictures (void)
{
  GString *s = g_string_new ("Runs each MODEL and draws pictures of it; of several runs, what is alike\n"
                             "is laid over one another.\n\nPictures:");

  for (guint p = 0; p < N_PICTURES; p++)
    g_string_append_printf (s, "\n  %-12s %s", picture_names ()[p], picture_purpose (p));
  return g_string_free (s, FALSE);
}

static gboolean
parse_options (PlotOptions *o, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "what", 0, 0, G_OPTION_ARG_STRING, &o->what, "Draw these (default: all that there is room for)", "LIST" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &o->format, "Draw them as svg,png,pdf,xpl (default: svg,png)", "LIST" },
    { "vary", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->vary, "One run for each value; may be repeated", "GROUP.KEY=A,B" },
    { "flows", 0, 0, G_OPTION_ARG_STRING, &o->flows, "Draw these connections (default: up to four, or 0)", "LIST" },
    { "side", 0, 0, G_OPTION_ARG_STRING, &o->side, "Draw what this side sends: client, server, both", "SIDE" },
    { "packets", 0, 0, G_OPTION_ARG_STRING, &o->packets, "The sequence diagram has these packets", "FIRST-LAST" },
    { "cwnd", 0, 0, G_OPTION_ARG_NONE, &o->config.shows_cwnd, "The sequence diagram has cwnd beside the sender", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->dir, "Write the files into DIR (default: their name)", "DIR" },
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &o->name, "Begin the files' names so (default: the models')", "NAME" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "Print nothing but errors", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL }
  };
  g_autofree char *summary = describe_pictures ();
  const Usage usage = { .command = "plot", .words = "MODEL...", .entries = entries, .summary = summary };

  return options_parse (&o->common, &usage, argc, argv) && check_lists (o) && check_side (o)
         && check_packets (o) && check_flows (o) && check_names (o);
}

/* The plan */

/* Unless the user has chosen: all connections of a single run, if there are not too
 * many to be told apart; of several runs, or where they cannot be laid over one
 * another, the first. */
static void
choose_connections (PlotOptions *o, const GPtrArray *runs)
{
  const PlotRun *first = g_ptr_array_index (runs, 0);
  gboolean is_apart = o->config.pictures & (1u << PICTURE_SEQUENCE | 1u << PICTURE_GAPS);
  guint32 count = first->model->connections.count;

  if (o->n_connections > 0)
    return;

  o->n_connections = runs->len == 1 && !is_apart && count <= CONNECTIONS_BY_DEFAULT ? count : 1;
  for (guint32 i = 0; i < o->n_connections; i++)
    o->connections[i] = i;
}

static gboolean
check_connections (const PlotOptions *o, const GPtrArray *runs)
{
  for (guint i = 0; i < runs->len * o->n_connections; i++)
    {
      const Model *model = ((const PlotRun *) g_ptr_array_index (runs, i / o->n_connections))->model;
      guint32 connection = o->connections[i % o->n_connections];

      if (connection < model->connections.count)
        continue;
      cmd_complain ("--flows: there is no connection %u in %s, 0 to %u would be right", connection, model->path,
                    model->connections.count - 1);
      return FALSE;
    }
  if (runs->len * o->n_connections <= PLOT_SERIES_MAX)
    return TRUE;
  cmd_complain ("%u runs with %u connections each are more than can be told apart in one picture, at most %u "
                "curves would be right", runs->len, o->n_connections, PLOT_SERIES_MAX);
  return FALSE;
}

static gboolean
settle_connections (PlotOptions *o, const GPtrArray *runs)
{
  choose_connections (o, runs);
  return check_connections (o, runs);
}

/* "reno-cubic": the models, each once. */
static char *
joined_names (const GPtrArray *runs)
{
  GString *s = g_string_new (NULL);
  const char *before = NULL;

  for (guint i = 0; i < runs->len; i++)
    {
      const char *name = ((const PlotRun *) g_ptr_array_index (runs, i))->model->name;

      if (g_strcmp0 (name, before) != 0)
        g_string_append_printf (s, "%s%s", s->len > 0 ? "-" : "", name);
      before = name;
    }
  return g_string_free (s, FALSE);
}

/* All pictures, but of several series those only that can be laid over one
 * another, and gaps only where there is something to compare them with. */
static guint
default_pictures (const PlotOptions *o, const GPtrArray *runs)
{
  const PlotRun *first = g_ptr_array_index (runs, 0);
  guint all = PICTURES_ALL;

  if (runs->len * o->n_connections > 1)
    all &= ~(1u << PICTURE_SEQUENCE) & ~(1u << PICTURE_GAPS);
  if (first->model->recorded == NULL)
    all &= ~(1u << PICTURE_GAPS);
  return all;
}

/* Running */

/* "connection 1", or "connection 1 (bbr)" where they differ by that. */
static char *
connection_name (const Model *model, guint32 number)
{
  const GPtrArray *choices = model->connections.congestion_control;
  const CcOps *cc;

  if (choices->len == 0)
    return g_strdup_printf ("connection %u", number);
  cc = g_ptr_array_index (choices, number % choices->len);
  return g_strdup_printf ("connection %u (%s)", number, cc->name);
}

/* Begins a run of @plot: a series for each connection. */
static gboolean
begin (Plot *plot, const PlotOptions *o, const PlotRun *run, GError **error)
{
  PlotSeries series[PLOT_SERIES_MAX];
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < o->n_connections; i++)
    {
      char *label = g_strdup (run->label);

      if (o->n_connections > 1)
        {
          g_autofree char *name = connection_name (run->model, o->connections[i]);

          g_free (label);
          label = run->label != NULL ? g_strconcat (run->label, ", ", name, NULL) : g_steal_pointer (&name);
        }
      g_ptr_array_add (labels, label);
      series[i] = (PlotSeries) { label, o->connections[i], run->model->recorded };
    }
  return plot_begin (plot, series, o->n_connections, error);
}

static void
observe (Simulation *sim, Plot *plot, Unmet *unmet, Capture *capture)
{
  gboolean wants_notes = unmet_wants_frames (unmet);

  simulation_observe (sim, plot_observer (plot), plot);
  if (plot_wants_frames (plot))
    capture_add_sink (capture, plot_frame, plot);
  if (wants_notes)
    capture_add_sink (capture, unmet_frame, unmet);
  if (wants_notes || plot_wants_frames (plot))
    simulation_observe (sim, &capture_observer, capture);
}

/* One run of @plot; the exit status. */
static int
simulate (Plot *plot, const Model *model)
{
  g_autoptr (Simulation) sim = simulation_new (model);
  g_autoptr (Capture) capture = capture_new (&model->capture);
  Unmet unmet;
  EndRecord end;
  int status;

  unmet_init (&unmet, model);
  observe (sim, plot, &unmet, capture);
  drive_to_the_end (sim);
  simulation_finish (sim, drive_was_interrupted (), &end);
  status = drive_judge (model, &end);
  if (end.end == END_DONE || end.end == END_DEADLOCK)
    unmet_report (&unmet, sim);
  unmet_clear (&unmet);
  return status;
}

/* All runs; the worst of their statuses. */
static int
simulate_all (Plot *plot, const PlotOptions *o, const GPtrArray *runs)
{
  int status = EXIT_DONE;

  for (guint i = 0; i < runs->len && !drive_was_interrupted (); i++)
    {
      const PlotRun *run = g_ptr_array_index (runs, i);
      g_autoptr (GError) error = NULL;
      int ended;

      if (!begin (plot, o, run, &error))
        {
          cmd_complain ("%s", error->message);
          return EXIT_USAGE;
        }
      ended = simulate (plot, run->model);
      status = MAX (status, ended);
    }
  return status;
}

static void
print_files (const Plot *plot)
{
  g_auto (GStrv) files = plot_list (plot);

  for (guint i = 0; files[i] != NULL; i++)
    puts (files[i]);
}

/* Draws what the runs have left; the exit status. */
static int
draw (Plot *plot, const PlotOptions *o)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hint = NULL;
  gboolean drawn = outputs_draw (plot, &hint, &error);
  int status = drive_judge_results (drawn, error);

  if (status != EXIT_DONE)
    return status;
  if (hint != NULL)
    cmd_complain ("%s", hint);
  if (!o->quiet)
    print_files (plot);
  return EXIT_DONE;
}

/* Runs and draws in a folder that is there. */
static int
plot_into_folder (const PlotOptions *o, const GPtrArray *runs)
{
  g_autoptr (Plot) plot = plot_new (&o->config);
  int status = simulate_all (plot, o, runs), drawn;

  if (status == EXIT_USAGE || status == EXIT_INTERRUPTED)
    return status;
  drawn = draw (plot, o);
  return MAX (status, drawn);
}

/* The folder, if it was made for pictures of which nothing came, goes again:
 * one with something in it cannot be removed. */
static int
plot_runs (PlotOptions *o, const GPtrArray *runs, const char *scripts)
{
  g_autofree char *joined = joined_names (runs);
  g_autoptr (GError) error = NULL;
  gboolean made;
  int status;

  o->config.name = o->name != NULL ? o->name : joined;
  o->config.dir = o->dir != NULL ? o->dir : o->config.name;
  o->config.scripts_dir = scripts;
  o->config.n_series = runs->len * o->n_connections;
  if (o->what == NULL)
    o->config.pictures = default_pictures (o, runs);
  if (!folder_make (o->config.dir, &made, &error))
    {
      cmd_complain ("%s", error->message);
      return EXIT_USAGE;
    }
  status = plot_into_folder (o, runs);
  if (made && status != EXIT_DONE)
    g_rmdir (o->config.dir);
  return status;
}

static int
run (int argc, char **argv)
{
  PlotOptions options = { 0 };
  g_autofree char *scripts = plot_scripts_dir (argv[0]);
  g_autoptr (GPtrArray) runs = NULL;
  int status = EXIT_USAGE;

  drive_catch_signals ();
  if (!parse_options (&options, argc, argv)
      || (runs = plot_runs_load (&options.common, options.vary)) == NULL
      || !settle_connections (&options, runs))
    status = EXIT_USAGE;
  else if (scripts == NULL)
    {
      cmd_complain ("the plots' scripts are not where they were installed");
      status = EXIT_FAILED;
    }
  else
    status = plot_runs (&options, runs, scripts);
  clear_options (&options);
  return status;
}

const Command cmd_plot = {
  .name = "plot",
  .purpose = "draw a run, or several runs laid over one another",
  .run = run,
};
