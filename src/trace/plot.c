/* Hands what happens to the pictures that were asked for, and in the end has
 * them write their data.  How things are drawn, colours and sizes, is the
 * scripts' business. */
#include "trace/plot.h"

#include "base/nameset.h"
#include "trace/plot_files.h"
#include "trace/plot_picture.h"

const Picture *const plot_pictures[N_PICTURES] = {
  [PICTURE_SEQUENCE] = &picture_sequence,
  [PICTURE_GAPS] = &picture_gaps,
  [PICTURE_TIMESEQ] = &picture_timeseq,
  [PICTURE_CWND] = &picture_cwnd,
  [PICTURE_RTT] = &picture_rtt,
  [PICTURE_THROUGHPUT] = &picture_throughput,
  [PICTURE_QUEUE] = &picture_queue,
};

struct _Plot {
  PlotConfig config;
  char *dir, *name, *scripts_dir;
  Side only;
  ObserverOps ops;              /* what some picture wants, nothing else */
  GPtrArray *series;            /* Series */
  guint run_from;               /* the first series of the run that is on */
  gboolean has_first;
  SimTime first_at;             /* of that run */
  PlotFiles *files;
  gboolean is_complete;         /* everything has been written */
};

GQuark
plot_error_quark (void)
{
  return g_quark_from_static_string ("plot-error-quark");
}

/* Calls @member of each picture of @series that has it. */
#define TELL(series, member, ...)                                       \
  for (guint p = 0; p < N_PICTURES; p++)                                \
    if ((series)->state[p] != NULL && plot_pictures[p]->member != NULL)      \
      plot_pictures[p]->member ((series)->state[p], __VA_ARGS__);

static Series *
series_at (const Plot *plot, guint i)
{
  return g_ptr_array_index (plot->series, i);
}

/* The series of the run that is on which has @connection, or NULL. */
static Series *
find_series (const Plot *plot, guint32 connection)
{
  for (guint i = plot->run_from; i < plot->series->len; i++)
    if (series_at (plot, i)->connection == connection)
      return series_at (plot, i);
  return NULL;
}

/* The observer */

static void
on_start (gpointer self, const RunRecord *run)
{
  Plot *plot = self;

  for (guint i = plot->run_from; i < plot->series->len; i++)
    {
      Series *series = series_at (plot, i);
      RunRecord one = *run;

      series->ip_header = net_address_header_len (&run->address[SIDE_CLIENT]);
      run_record_ends (run, series->connection, one.address, one.port);
      for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
        diagram_end_name (&one, side, series->ends[side]);
    }
}

/* All series of a run count their times from its first packet, whoever's. */
static void
note_first (Plot *plot, SimTime at)
{
  if (plot->has_first)
    return;
  plot->has_first = TRUE;
  plot->first_at = at;
  for (guint i = plot->run_from; i < plot->series->len; i++)
    series_at (plot, i)->first_at = at;
}

/* Something of whichever connection happens: each series of the run reaches as
 * far. */
static void
note_last (Plot *plot, SimTime at, guint packets)
{
  for (guint i = plot->run_from; i < plot->series->len; i++)
    {
      Series *series = series_at (plot, i);

      series->run.packets += packets;
      series->run.last_at = series_time (series, at);
    }
}

static void
on_sent (gpointer self, const PacketRecord *packet)
{
  Plot *plot = self;
  Series *series = find_series (plot, packet->connection);

  note_first (plot, packet->sent_at);
  note_last (plot, packet->sent_at, 1);
  if (series == NULL)
    return;
  series->own.packets++;
  series->octets[packet->dir] += packet->seg->len;
  series->own.last_at = series_time (series, packet->sent_at);
  TELL (series, sent, series, packet)
}

static void
on_arrived (gpointer self, const PacketRecord *packet)
{
  Plot *plot = self;
  Series *series = find_series (plot, packet->connection);

  note_last (plot, packet->arrives_at, 0);
  if (series == NULL)
    return;
  series->own.last_at = series_time (series, packet->arrives_at);
  TELL (series, arrived, series, packet)
}

static void
on_dropped (gpointer self, const DropRecord *drop)
{
  Series *series = find_series (self, drop->packet->connection);

  if (series != NULL)
    TELL (series, dropped, series, drop)
}

/* The queue is everybody's: the first series of the run stands for all.  A packet
 * may enter it before the first is told as sent, at that instant. */
static void
on_queue (gpointer self, const QueueRecord *record)
{
  Plot *plot = self;
  Series *series = series_at (plot, plot->run_from);

  note_first (plot, record->at);
  TELL (series, queue, series, record)
}

static void
on_state (gpointer self, const StateRecord *record)
{
  Plot *plot = self;
  Series *series = find_series (plot, record->connection);

  if (series != NULL)
    TELL (series, state, series, record)
}

/* What an endpoint is before the first packet is nothing to be drawn. */
static void
on_info (gpointer self, const InfoRecord *record)
{
  Plot *plot = self;
  Series *series = find_series (plot, record->connection);

  if (series != NULL && plot->has_first)
    TELL (series, info, series, record)
}

void
plot_frame (gpointer self, const CaptureFrame *frame)
{
  Series *series = find_series (self, frame->packet->connection);

  if (series != NULL)
    TELL (series, frame, frame)
}

const ObserverOps *
plot_observer (const Plot *plot)
{
  return &plot->ops;
}

gboolean
plot_wants_frames (const Plot *plot)
{
  return (plot->config.pictures & (1u << PICTURE_GAPS)) != 0;
}

/* Building and releasing */

static void
series_free (gpointer data)
{
  Series *series = data;

  for (guint p = 0; p < N_PICTURES; p++)
    {
      if (series->state[p] != NULL)
        plot_pictures[p]->free (series->state[p]);
      outfile_discard (series->data[p]);
    }
  g_free (series->label);
  g_free (series->recorded);
  g_free (series);
}

static void
choose_ops (Plot *plot)
{
  /* Arrivals are always wanted: a run is as long for one picture as for another. */
  plot->ops = (ObserverOps) { .start = on_start, .sent = on_sent, .arrived = on_arrived };
  for (guint p = 0; p < N_PICTURES; p++)
    {
      if (!(plot->config.pictures & (1u << p)))
        continue;
      if (plot_pictures[p]->dropped != NULL)
        plot->ops.dropped = on_dropped;
      if (plot_pictures[p]->queue != NULL)
        plot->ops.queue = on_queue;
      if (plot_pictures[p]->state != NULL)
        plot->ops.state = on_state;
      if (plot_pictures[p]->info != NULL
          && (p != PICTURE_SEQUENCE || plot->config.shows_cwnd))
        plot->ops.info = on_info;
    }
}

Plot *
plot_new (const PlotConfig *config)
{
  Plot *plot = g_new0 (Plot, 1);

  plot->config = *config;
  plot->config.dir = plot->dir = g_strdup (config->dir);
  plot->config.name = plot->name = g_strdup (config->name);
  plot->config.scripts_dir = plot->scripts_dir = g_strdup (config->scripts_dir);
  if (config->only != NULL)
    {
      plot->only = *config->only;
      plot->config.only = &plot->only;
    }
  choose_ops (plot);
  plot->series = g_ptr_array_new_with_free_func (series_free);
  plot->files = plot_files_new (&plot->config);
  return plot;
}

static gboolean
open_series (Plot *plot, const PlotSeries *given, GError **error)
{
  Series *series = g_new0 (Series, 1);

  series->number = plot->series->len + 1;
  series->is_first = plot->series->len == plot->run_from;
  series->label = g_strdup (given->label);
  series->connection = given->connection;
  series->recorded = g_strdup (given->recorded);
  g_ptr_array_add (plot->series, series);
  for (guint p = 0; p < N_PICTURES; p++)
    {
      if (!(plot->config.pictures & (1u << p)))
        continue;
      series->state[p] = plot_pictures[p]->new (&plot->config, series, error);
      if (series->state[p] == NULL)
        return FALSE;
    }
  return plot_files_open_data (plot->files, series, error);
}

gboolean
plot_begin (Plot *plot, const PlotSeries *series, guint n, GError **error)
{
  plot->run_from = plot->series->len;
  plot->has_first = FALSE;
  for (guint i = 0; i < n; i++)
    if (!open_series (plot, &series[i], error))
      return FALSE;
  return TRUE;
}

void
plot_free (Plot *plot)
{
  if (plot == NULL)
    return;
  plot_files_free (plot->files);
  g_ptr_array_unref (plot->series);
  g_free (plot->dir);
  g_free (plot->name);
  g_free (plot->scripts_dir);
  g_free (plot);
}

/* Results */

static gboolean
write_all (Plot *plot, GError **error)
{
  for (guint p = 0; p < N_PICTURES; p++)
    if ((plot->config.pictures & (1u << p))
        && !plot_files_write (plot->files, p, plot->series, error))
      return FALSE;
  return TRUE;
}

gboolean
plot_settle (Plot *plot, GError **error)
{
  if (!plot->is_complete && !write_all (plot, error))
    return FALSE;
  plot->is_complete = TRUE;
  return plot_files_settle (plot->files, plot->series, error);
}

gboolean
plot_finish (Plot *plot, GError **error)
{
  return plot_settle (plot, error) && plot_files_commit (plot->files, plot->series, error);
}

char **
plot_list (const Plot *plot)
{
  return plot_files_list (plot->files);
}

gboolean
plot_render (Plot *plot, GError **error)
{
  return plot_files_render (plot->files, error);
}

/* Lists on the command line */

const char *
picture_purpose (PictureId picture)
{
  return plot_pictures[picture]->purpose;
}

const char *const *
picture_names (void)
{
  static const char *names[N_PICTURES + 1];

  for (guint p = 0; p < N_PICTURES; p++)
    names[p] = plot_pictures[p]->name;
  return names;
}

gboolean
pictures_parse (const char *list, guint *set, char **why)
{
  NameBits table[N_PICTURES + 3] = { [N_PICTURES] = { "all", PICTURES_ALL }, { "none", 0 } };

  for (guint p = 0; p < N_PICTURES; p++)
    table[p] = (NameBits) { plot_pictures[p]->name, 1u << p };
  return nameset_parse (list, "picture", table, set, why);
}

gboolean
plot_formats_parse (const char *list, guint *set, char **why)
{
  static const NameBits table[] = {
    { "svg", PLOT_SVG }, { "png", PLOT_PNG }, { "pdf", PLOT_PDF }, { "xpl", PLOT_XPL }, { NULL, 0 }
  };

  return nameset_parse (list, "format", table, set, why);
}
