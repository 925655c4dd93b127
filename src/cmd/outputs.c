/* Opens, feeds and commits the writers. */
#include "cmd/outputs.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/why.h"
#include "trace/connection_table.h"
#include "trace/info_table.h"
#include "trace/pcap.h"
#include "trace/plot.h"
#include "trace/table.h"
#include "trace/wireshark_text.h"

struct _Outputs {
  char *dir;
  char *name;
  gboolean made_dir;
  gboolean is_committed;
  Pcap *pcap;
  WiresharkText *text;
  Table *table;
  Plot *plot;
  InfoTable *info;
  ConnectionTable *connections;
};

static char *
path_of (const Outputs *o, const char *suffix)
{
  g_autofree char *file = g_strconcat (o->name, suffix, NULL);

  return g_build_filename (o->dir, file, NULL);
}

const char *const *
outputs_names (void)
{
  static const char *const names[] = { "pcap", "txt", "tsv", "plots", "connections", "all", "none", NULL };

  return names;
}

gboolean
outputs_parse (const char *list, guint *set, char **why)
{
  const char *const *names = outputs_names ();
  static const guint sets[] = {
    OUTPUT_PCAP, OUTPUT_TXT, OUTPUT_TSV, OUTPUT_PLOTS, OUTPUT_CONNECTIONS, OUTPUT_ALL, 0
  };
  g_auto (GStrv) items = g_strsplit (list, ",", -1);
  g_autofree char *quoted = NULL, *hint = NULL;

  *set = 0;
  for (guint i = 0; items[i] != NULL; i++)
    {
      guint at = 0;

      while (names[at] != NULL && strcmp (names[at], items[i]) != 0)
        at++;
      if (names[at] != NULL)
        {
          *set |= sets[at];
          continue;
        }
      quoted = why_quote (items[i]);
      hint = why_not_among (items[i], names);
      return why_set (why, "%s is no output, %s", quoted, hint);
    }
  return TRUE;
}

static gboolean
make_dir (Outputs *o, GError **error)
{
  o->made_dir = !g_file_test (o->dir, G_FILE_TEST_EXISTS);
  if (g_mkdir_with_parents (o->dir, 0777) == 0)
    return TRUE;

  o->made_dir = FALSE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s, a folder that can be "
               "written to would be right (-o DIR)", o->dir, g_strerror (errno));
  return FALSE;
}

static gboolean
open_captures (Outputs *o, const Model *model, guint set, GError **error)
{
  g_autofree char *pcap = path_of (o, ".pcap"), *text = path_of (o, ".txt"), *table = path_of (o, ".tsv");

  return (!(set & OUTPUT_PCAP) || (o->pcap = pcap_open (pcap, error)) != NULL)
         && (!(set & OUTPUT_TXT) || (o->text = wireshark_text_open (text, &model->capture, error)) != NULL)
         && (!(set & OUTPUT_TSV) || (o->table = table_open (table, error)) != NULL);
}

static gboolean
open_plots (Outputs *o, const Model *model, const char *scripts, GError **error)
{
  PlotConfig config = {
    .dir = o->dir, .name = o->name, .scripts_dir = scripts, .recorded = model->recorded
  };

  return scripts == NULL || (o->plot = plot_new (&config, error)) != NULL;
}

static gboolean
open_connections (Outputs *o, const Model *model, guint set, GError **error)
{
  g_autofree char *path = path_of (o, ".connections.tsv");

  return !(set & OUTPUT_CONNECTIONS) || model->connections.count < 2
         || (o->connections = connection_table_open (path, error)) != NULL;
}

Outputs *
outputs_open (const OutputConfig *config, const Model *model, GError **error)
{
  g_autoptr (Outputs) o = g_new0 (Outputs, 1);
  const char *plots = config->set & OUTPUT_PLOTS ? config->plot_scripts : NULL;

  o->dir = g_strdup (config->dir);
  o->name = g_strdup (model->name);
  if ((config->set == 0 || make_dir (o, error))
      && open_captures (o, model, config->set, error)
      && open_plots (o, model, plots, error)
      && open_connections (o, model, config->set, error)
      && (config->tcp_info == NULL || (o->info = info_table_open (config->tcp_info, error)) != NULL))
    return g_steal_pointer (&o);

  return NULL;
}

gboolean
outputs_want_capture (const Outputs *o)
{
  return o->pcap != NULL || o->text != NULL || o->table != NULL || o->plot != NULL;
}

void
outputs_attach (Outputs *o, Capture *capture)
{
  if (o->pcap != NULL)
    capture_add_sink (capture, pcap_sink, o->pcap);
  if (o->text != NULL)
    capture_add_sink (capture, wireshark_text_sink, o->text);
  if (o->table != NULL)
    capture_add_sink (capture, table_sink, o->table);
  if (o->plot != NULL)
    capture_add_sink (capture, plot_frame, o->plot);
}

void
outputs_observe (Outputs *o, Simulation *sim)
{
  if (o->plot != NULL)
    simulation_observe (sim, &plot_observer, o->plot);
  if (o->info != NULL)
    simulation_observe (sim, &info_table_observer, o->info);
  if (o->connections != NULL)
    simulation_observe (sim, &connection_table_observer, o->connections);
}

static gboolean
draw_plots (Outputs *o, char **hint, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!plot_finish (o->plot, error))
    return FALSE;
  if (plot_render (o->dir, o->name, &local))
    return TRUE;
  if (g_error_matches (local, PLOT_ERROR, PLOT_ERROR_NO_GNUPLOT))
    {
      *hint = g_strdup (local->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* All find room on the disk before the first takes its place: a disk that is
 * full must not leave files of two runs beside one another. */
static gboolean
settle (Outputs *o, GError **error)
{
  return (o->pcap == NULL || pcap_settle (o->pcap, error))
         && (o->text == NULL || wireshark_text_settle (o->text, error))
         && (o->table == NULL || table_settle (o->table, error))
         && (o->info == NULL || info_table_settle (o->info, error))
         && (o->connections == NULL || connection_table_settle (o->connections, error))
         && (o->plot == NULL || plot_settle (o->plot, error));
}

gboolean
outputs_commit (Outputs *o, char **hint, GError **error)
{
  *hint = NULL;
  if (!settle (o, error))
    return FALSE;

  o->is_committed = TRUE;
  return (o->pcap == NULL || pcap_commit (g_steal_pointer (&o->pcap), error))
         && (o->text == NULL || wireshark_text_commit (g_steal_pointer (&o->text), error))
         && (o->table == NULL || table_commit (g_steal_pointer (&o->table), error))
         && (o->info == NULL || info_table_commit (g_steal_pointer (&o->info), error))
         && (o->connections == NULL
             || connection_table_commit (g_steal_pointer (&o->connections), error))
         && (o->plot == NULL || draw_plots (o, hint, error));
}

void
outputs_free (Outputs *o)
{
  if (o == NULL)
    return;

  pcap_discard (o->pcap);
  wireshark_text_discard (o->text);
  table_discard (o->table);
  info_table_discard (o->info);
  connection_table_discard (o->connections);
  plot_free (o->plot);
  if (o->made_dir && !o->is_committed)
    g_rmdir (o->dir);
  g_free (o->dir);
  g_free (o->name);
  g_free (o);
}
