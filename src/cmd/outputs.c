/* Opens, feeds and commits the writers. */
#include "cmd/outputs.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/nameset.h"
#include "base/why.h"
#include "cmd/folder.h"
#include "trace/connection_table.h"
#include "trace/info_table.h"
#include "trace/pcap.h"
#include "trace/pcapng.h"
#include "trace/queue_table.h"
#include "trace/table.h"
#include "trace/wireshark_text.h"

struct _Outputs {
  char *dir;
  char *name;
  gboolean made_dir;
  gboolean is_committed;
  GPtrArray *writers;           /* Writer *, owned, in the order of their kinds */
  Plot *plot;
};

/* A kind of output: what it is called, and where it is one file, how that begins. */
typedef struct {
  const char *name;
  guint bit;
  const char *suffix;           /* that of a table ends in a dot: the format follows */
  Writer *(*open) (const char *path, const Model *model, const OutputConfig *config, GError **error);
  gboolean (*applies) (const Model *model);     /* NULL: always */
} OutputKind;

static Writer *
open_pcap (const char *path, const Model *model, const OutputConfig *config G_GNUC_UNUSED, GError **error)
{
  return pcap_open (path, &model->capture, error);
}

static Writer *
open_pcapng (const char *path, const Model *model, const OutputConfig *config, GError **error)
{
  return pcapng_open (path, &model->capture, config->fingerprint, error);
}

static Writer *
open_text (const char *path, const Model *model, const OutputConfig *config G_GNUC_UNUSED, GError **error)
{
  return wireshark_text_open (path, &model->capture, error);
}

static Writer *
open_table (const char *path, const Model *model G_GNUC_UNUSED, const OutputConfig *config G_GNUC_UNUSED,
            GError **error)
{
  return table_open (path, error);
}

static Writer *
open_frames (const char *path, const Model *model G_GNUC_UNUSED, const OutputConfig *config, GError **error)
{
  return frame_table_open (path, config->table_format, error);
}

static Writer *
open_info (const char *path, const Model *model G_GNUC_UNUSED, const OutputConfig *config, GError **error)
{
  return info_table_open (path, config->table_format, error);
}

static Writer *
open_queue (const char *path, const Model *model G_GNUC_UNUSED, const OutputConfig *config, GError **error)
{
  return queue_table_open (path, config->table_format, error);
}

static Writer *
open_connections (const char *path, const Model *model G_GNUC_UNUSED, const OutputConfig *config,
                  GError **error)
{
  return connection_table_open (path, config->table_format, error);
}

static gboolean
is_pcap_wanted (const Model *model)
{
  return (model->capture.formats & (1 << FORMAT_PCAP)) != 0;
}

static gboolean
is_pcapng_wanted (const Model *model)
{
  return (model->capture.formats & (1 << FORMAT_PCAPNG)) != 0;
}

static gboolean
has_several_connections (const Model *model)
{
  return model->connections.count > 1;
}

/* The files take their places in this order. */
static const OutputKind kinds[] = {
  { "pcap", OUTPUT_PCAP, ".pcap", open_pcap, is_pcap_wanted },
  { "pcapng", OUTPUT_PCAPNG, ".pcapng", open_pcapng, is_pcapng_wanted },
  { "txt", OUTPUT_TXT, ".txt", open_text, NULL },
  { "tsv", OUTPUT_TSV, ".tsv", open_table, NULL },
  { "frames", OUTPUT_FRAMES, ".frames.", open_frames, NULL },
  { "tcp_info", OUTPUT_TCP_INFO, ".tcp_info.", open_info, NULL },
  { "queue", OUTPUT_QUEUE, ".queue.", open_queue, NULL },
  { "connections", OUTPUT_CONNECTIONS, ".connections.", open_connections, has_several_connections },
  { "plots", OUTPUT_PLOTS, NULL, NULL, NULL },
  { "all", OUTPUT_ALL, NULL, NULL, NULL },
  { "none", 0, NULL, NULL, NULL },
};

static void
discard (gpointer writer)
{
  writer_discard (writer);
}

static char *
path_of (const Outputs *o, const char *suffix, SheetFormat format)
{
  const char *end = g_str_has_suffix (suffix, ".") ? sheet_format_names ()[format] : "";
  g_autofree char *file = g_strconcat (o->name, suffix, end, NULL);

  return g_build_filename (o->dir, file, NULL);
}

const char *const *
outputs_names (void)
{
  static const char *names[G_N_ELEMENTS (kinds) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    names[i] = kinds[i].name;
  return names;
}

gboolean
outputs_parse (const char *list, guint *set, char **why)
{
  NameBits table[G_N_ELEMENTS (kinds) + 1] = { { NULL, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    table[i] = (NameBits) { kinds[i].name, kinds[i].bit };
  return nameset_parse (list, "output", table, set, why);
}

gboolean
outputs_parse_format (const char *name, SheetFormat *format, char **why)
{
  const char *const *names = sheet_format_names ();
  g_autofree char *quoted = NULL, *hint = NULL;

  for (guint i = 0; i < N_SHEET_FORMATS; i++)
    if (strcmp (names[i], name) == 0)
      {
        *format = i;
        return TRUE;
      }
  quoted = why_quote (name);
  hint = why_not_among (name, names);
  return why_set (why, "%s is no format of tables, %s", quoted, hint);
}

gboolean
outputs_want_fingerprint (const Model *model, guint set)
{
  return (set & OUTPUT_PCAPNG) && is_pcapng_wanted (model);
}

static const OutputKind *
find_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      return &kinds[i];
  return NULL;
}

gboolean
outputs_check (const char *list, const Model *model, char **why)
{
  g_auto (GStrv) items = g_strsplit (list, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      const OutputKind *kind = find_kind (items[i]);

      if ((kind->bit == OUTPUT_PCAP || kind->bit == OUTPUT_PCAPNG) && !kind->applies (model))
        return why_set (why, "%s is not the format of this capture, \"--format %s\" would be right",
                        kind->name, kind->name);
    }
  return TRUE;
}

/* Keeps @writer with the others; FALSE where it could not be opened. */
static gboolean
add_writer (Outputs *o, Writer *writer)
{
  if (writer != NULL)
    g_ptr_array_add (o->writers, writer);
  return writer != NULL;
}

static gboolean
open_kind (Outputs *o, const OutputKind *kind, const Model *model, const OutputConfig *config,
           GError **error)
{
  g_autofree char *path = path_of (o, kind->suffix, config->table_format);

  return add_writer (o, kind->open (path, model, config, error));
}

static gboolean
open_kinds (Outputs *o, const Model *model, const OutputConfig *config, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].open != NULL && (config->set & kinds[i].bit)
        && (kinds[i].applies == NULL || kinds[i].applies (model))
        && !open_kind (o, &kinds[i], model, config, error))
      return FALSE;
  return TRUE;
}

guint
outputs_default_pictures (const Model *model)
{
  return (1u << PICTURE_SEQUENCE) | (1u << PICTURE_TIMESEQ)
         | (model->recorded != NULL ? 1u << PICTURE_GAPS : 0);
}

static gboolean
open_plots (Outputs *o, const Model *model, const OutputConfig *config, GError **error)
{
  const PlotConfig plot = {
    .dir = o->dir, .name = o->name, .scripts_dir = config->plot_scripts, .n_series = 1,
    .pictures = config->pictures, .formats = PLOT_SVG | PLOT_PNG
  };
  const PlotSeries series = { .recorded = model->recorded };

  if (!(config->set & OUTPUT_PLOTS))
    return TRUE;
  o->plot = plot_new (&plot);
  return plot_begin (o->plot, &series, 1, error);
}

Outputs *
outputs_open (const OutputConfig *config, const Model *model, GError **error)
{
  g_autoptr (Outputs) o = g_new0 (Outputs, 1);

  o->dir = g_strdup (config->dir);
  o->name = g_strdup (model->name);
  o->writers = g_ptr_array_new_with_free_func (discard);
  if ((config->set == 0 || folder_make (o->dir, &o->made_dir, error))
      && open_kinds (o, model, config, error)
      && open_plots (o, model, config, error)
      && (config->tcp_info == NULL
          || add_writer (o, info_table_open (config->tcp_info, sheet_format_of_path (config->tcp_info), error))))
    return g_steal_pointer (&o);

  return NULL;
}

static Writer *
writer_at (const Outputs *o, guint i)
{
  return g_ptr_array_index (o->writers, i);
}

gboolean
outputs_want_capture (const Outputs *o)
{
  for (guint i = 0; i < o->writers->len; i++)
    if (writer_at (o, i)->ops->frame != NULL || writer_at (o, i)->ops->tap != NULL)
      return TRUE;
  return o->plot != NULL && plot_wants_frames (o->plot);
}

void
outputs_attach (Outputs *o, Capture *capture)
{
  for (guint i = 0; i < o->writers->len; i++)
    writer_attach (writer_at (o, i), capture);
  if (o->plot != NULL && plot_wants_frames (o->plot))
    capture_add_sink (capture, plot_frame, o->plot);
}

void
outputs_observe (Outputs *o, Simulation *sim)
{
  if (o->plot != NULL)
    simulation_observe (sim, plot_observer (o->plot), o->plot);
  for (guint i = 0; i < o->writers->len; i++)
    if (writer_at (o, i)->ops->observer != NULL)
      simulation_observe (sim, writer_at (o, i)->ops->observer, writer_at (o, i));
}

gboolean
outputs_draw (Plot *plot, char **hint, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!plot_finish (plot, error))
    return FALSE;
  if (plot_render (plot, &local))
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
  for (guint i = 0; i < o->writers->len; i++)
    if (!writer_settle (writer_at (o, i), error))
      return FALSE;
  return o->plot == NULL || plot_settle (o->plot, error);
}

gboolean
outputs_commit (Outputs *o, char **hint, GError **error)
{
  *hint = NULL;
  if (!settle (o, error))
    return FALSE;

  o->is_committed = TRUE;
  for (guint i = 0; i < o->writers->len; i++)
    if (!writer_commit (g_steal_pointer (&g_ptr_array_index (o->writers, i)), error))
      return FALSE;
  return o->plot == NULL || outputs_draw (o->plot, hint, error);
}

void
outputs_free (Outputs *o)
{
  if (o == NULL)
    return;

  g_clear_pointer (&o->writers, g_ptr_array_unref);
  plot_free (o->plot);
  if (o->made_dir && !o->is_committed)
    g_rmdir (o->dir);
  g_free (o->dir);
  g_free (o->name);
  g_free (o);
}
