/* What a sender allows itself and what it has under way, in segments. */
#include "trace/plot_picture.h"
#include "trace/xplot.h"

enum { MARKS_CWND, MARKS_SSTHRESH, MARKS_IN_FLIGHT, N_MARKS };

static const MarksKind kinds[N_MARKS] = {
  [MARKS_CWND] = { "cwnd: time_ns, segments", KIND_STEPS },
  [MARKS_SSTHRESH] = { "ssthresh, once it is set: time_ns, segments", KIND_STEPS },
  [MARKS_IN_FLIGHT] = { "in flight, unacked - (sacked + lost) + retrans: time_ns, segments", KIND_STEPS },
};

typedef struct {
  MarksGrid grid;
  guint32 mss[N_SIDES];
} CwndPicture;

static gpointer
cwnd_new (const PlotConfig *config G_GNUC_UNUSED, const Series *series G_GNUC_UNUSED,
          GError **error G_GNUC_UNUSED)
{
  CwndPicture *c = g_new0 (CwndPicture, 1);

  marks_grid_init (&c->grid, kinds, N_MARKS);
  return c;
}

static void
cwnd_free (gpointer state)
{
  CwndPicture *c = state;

  marks_grid_clear (&c->grid);
  g_free (c);
}

/* Linux's tcp_packets_in_flight(). */
static gint64
in_flight (const TcpInfo *info)
{
  return (gint64) info->unacked - info->sacked - info->lost + info->retrans;
}

static void
cwnd_info (gpointer state, const Series *series, const InfoRecord *record)
{
  CwndPicture *c = state;
  Marks **marks = c->grid.marks[record->side];
  const TcpInfo *info = record->info;
  SimTime at = series_time (series, record->at);

  marks_step (marks[MARKS_CWND], at, info->snd_cwnd);
  marks_step (marks[MARKS_IN_FLIGHT], at, in_flight (info));
  if (info->snd_ssthresh < G_MAXINT32)
    marks_step (marks[MARKS_SSTHRESH], at, info->snd_ssthresh);
  c->mss[record->side] = info->snd_mss;
}

static void
cwnd_write (gpointer state, const Series *series, FILE *out)
{
  marks_grid_write (&((CwndPicture *) state)->grid, series->own.last_at, out);
}

/* A threshold far above all windows has no say in the scale. */
static void
cwnd_settings (const Drawn *drawn, FILE *out)
{
  gint64 highest = 1, threshold = 0;

  for (guint i = 0; i < drawn->n * N_SIDES; i++)
    {
      Marks *const *marks = ((const CwndPicture *) drawn->state[i / N_SIDES])->grid.marks[i % N_SIDES];

      if (!drawn->has[i % N_SIDES])
        continue;
      highest = MAX (highest, marks_highest (marks[MARKS_CWND]));
      if (drawn->n == 1)
        highest = MAX (highest, marks_highest (marks[MARKS_IN_FLIGHT]));
      threshold = MAX (threshold, marks_highest (marks[MARKS_SSTHRESH]));
    }
  if (threshold < 2 * highest)
    highest = MAX (highest, threshold);
  fprintf (out, "highest = %" G_GINT64_FORMAT ".\n", highest);
}

static gboolean
cwnd_is_thinned (gpointer state)
{
  return marks_grid_is_thinned (&((CwndPicture *) state)->grid);
}

/* tcptrace draws outstanding octets. */
static void
write_octets (FILE *out, Marks *marks, guint32 mss, SimTime last_at)
{
  Marks *octets = marks_new_curve ();
  guint n;
  const Mark *all = marks_all (marks, &n);

  for (guint i = 0; i < n; i++)
    marks_add (octets, all[i].at, all[i].low * mss, all[i].high * mss);
  xplot_steps (out, octets, last_at);
  marks_free (octets);
}

static void
cwnd_write_xpl (gpointer state, const Series *series, Direction dir, FILE *out)
{
  CwndPicture *c = state;
  guint side = dir;

  xplot_begin (out, series->ends[dir], series->ends[!dir], "outstanding data", "Outstanding Data (bytes)");
  xplot_colour (out, "red");
  write_octets (out, c->grid.marks[side][MARKS_IN_FLIGHT], c->mss[side], series->own.last_at);
  xplot_colour (out, "white");
  write_octets (out, c->grid.marks[side][MARKS_CWND], c->mss[side], series->own.last_at);
  xplot_end (out);
}

const Picture picture_cwnd = {
  .name = "cwnd",
  .purpose = "cwnd, ssthresh and segments in flight",
  .is_overlaid = TRUE,
  .new = cwnd_new,
  .free = cwnd_free,
  .info = cwnd_info,
  .write = cwnd_write,
  .settings = cwnd_settings,
  .is_thinned = cwnd_is_thinned,
  .xpl = "owin",
  .write_xpl = cwnd_write_xpl,
};
