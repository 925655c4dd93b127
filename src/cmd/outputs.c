/* Opens, feeds and commits the writers. */
#include "cmd/outputs.h"

#include <errno.h>
#include <glib/gstdio.h>

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
};

static char *
path_of (const Outputs *o, const char *suffix)
{
  g_autofree char *file = g_strconcat (o->name, suffix, NULL);

  return g_build_filename (o->dir, file, NULL);
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
open_captures (Outputs *o, const Model *model, GError **error)
{
  g_autofree char *pcap = path_of (o, ".pcap"), *text = path_of (o, ".txt"), *table = path_of (o, ".tsv");

  return (o->pcap = pcap_open (pcap, error)) != NULL
         && (o->text = wireshark_text_open (text, &model->capture, error)) != NULL
         && (o->table = table_open (table, error)) != NULL;
}

static gboolean
open_plots (Outputs *o, const Model *model, const char *scripts, GError **error)
{
  PlotConfig config = {
    .dir = o->dir, .name = o->name, .scripts_dir = scripts, .recorded = model->recorded
  };

  return scripts == NULL || (o->plot = plot_new (&config, error)) != NULL;
}

Outputs *
outputs_open (const char *dir, const Model *model, const char *plot_scripts, GError **error)
{
  g_autoptr (Outputs) o = g_new0 (Outputs, 1);

  o->dir = g_strdup (dir);
  o->name = g_strdup (model->name);
  if (make_dir (o, error) && open_captures (o, model, error)
      && open_plots (o, model, plot_scripts, error))
    return g_steal_pointer (&o);

  return NULL;
}

void
outputs_attach (Outputs *o, Capture *capture)
{
  capture_add_sink (capture, pcap_sink, o->pcap);
  capture_add_sink (capture, wireshark_text_sink, o->text);
  capture_add_sink (capture, table_sink, o->table);
  if (o->plot != NULL)
    capture_add_sink (capture, plot_frame, o->plot);
}

const ObserverOps *
outputs_observer (const Outputs *o, gpointer *self)
{
  *self = o->plot;
  return o->plot != NULL ? &plot_observer : NULL;
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
  return pcap_settle (o->pcap, error) && wireshark_text_settle (o->text, error)
         && table_settle (o->table, error)
         && (o->plot == NULL || plot_settle (o->plot, error));
}

gboolean
outputs_commit (Outputs *o, char **hint, GError **error)
{
  *hint = NULL;
  if (!settle (o, error))
    return FALSE;

  o->is_committed = TRUE;
  return pcap_commit (g_steal_pointer (&o->pcap), error)
         && wireshark_text_commit (g_steal_pointer (&o->text), error)
         && table_commit (g_steal_pointer (&o->table), error)
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
  plot_free (o->plot);
  if (o->made_dir && !o->is_committed)
    g_rmdir (o->dir);
  g_free (o->dir);
  g_free (o->name);
  g_free (o);
}
