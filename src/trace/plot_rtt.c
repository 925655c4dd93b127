/* Round trips as the sender meets them, and what its estimator makes of them
 * (RFC 6298).  A sample is the time from a segment's sending to the ACK that
 * covers it; an ACK that covers anything sent again gives none (Karn). */
#include "base/ring.h"
#include "trace/plot_picture.h"
#include "trace/xplot.h"

enum { MARKS_SAMPLE, MARKS_SRTT, MARKS_RTO, N_MARKS };

static const MarksKind kinds[N_MARKS] = {
  [MARKS_SAMPLE] = { "a round trip, when its ACK arrives: time_ns, rtt_ns", KIND_POINTS },
  [MARKS_SRTT] = { "SRTT, once there is one: time_ns, srtt_ns", KIND_STEPS },
  [MARKS_RTO] = { "RTO, backoff included: time_ns, rto_ns", KIND_STEPS },
};

/* A segment under way. */
typedef struct {
  gint64 end;                   /* the number after it; grows from one to the next */
  SimTime sent_at;
  gboolean again;
} UnderWay;

/* What the sender of one direction meets. */
typedef struct {
  Ring under_way;               /* UnderWay, oldest first */
  gint64 last_seq, last_ack;    /* for number_unwrap() */
} Path;

typedef struct {
  MarksGrid grid;
  Path path[N_DIRS];
} RttPicture;

static gpointer
rtt_new (const PlotConfig *config G_GNUC_UNUSED, const Series *series G_GNUC_UNUSED,
         GError **error G_GNUC_UNUSED)
{
  RttPicture *r = g_new0 (RttPicture, 1);

  marks_grid_init (&r->grid, kinds, N_MARKS);
  return r;
}

static void
rtt_free (gpointer state)
{
  RttPicture *r = state;

  marks_grid_clear (&r->grid);
  for (guint dir = 0; dir < N_DIRS; dir++)
    ring_clear (&r->path[dir].under_way);
  g_free (r);
}

static UnderWay *
under_way (const Path *path, guint i)
{
  return ring_at (&path->under_way, i, sizeof (UnderWay));
}

/* The first segment under way that ends after @seq; their number when none
 * does. */
static guint
find_after (const Path *path, gint64 seq)
{
  guint from = 0, to = path->under_way.count;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (under_way (path, middle)->end > seq)
        to = middle;
      else
        from = middle + 1;
    }
  return from;
}

static void
mark_again (Path *path, gint64 seq, gint64 end)
{
  for (guint i = find_after (path, seq); i < path->under_way.count; i++)
    {
      under_way (path, i)->again = TRUE;
      if (under_way (path, i)->end >= end)
        break;
    }
}

static void
rtt_sent (gpointer state, const Series *series, const PacketRecord *packet)
{
  RttPicture *r = state;
  Path *path = &r->path[packet->dir];
  gint64 seq, end;

  if (seg_seq_len (packet->seg) == 0)
    return;
  seq = number_unwrap (&path->last_seq, packet->seg->seq.v - packet->sender_isn.v);
  end = seq + seg_seq_len (packet->seg);
  if (packet->seg->is_retransmission)
    mark_again (path, seq, end);
  else
    *(UnderWay *) ring_push (&path->under_way, sizeof (UnderWay))
      = (UnderWay) { end, series_time (series, packet->sent_at), FALSE };
}

static void
rtt_arrived (gpointer state, const Series *series, const PacketRecord *packet)
{
  RttPicture *r = state;
  Path *path = &r->path[!packet->dir];
  SimTime at = series_time (series, packet->arrives_at), sent_at = SIM_NEVER;
  gboolean again = FALSE;
  gint64 ack;

  if (!(packet->seg->flags & SEG_ACK) || packet->fate != FATE_ARRIVES)
    return;
  ack = number_unwrap (&path->last_ack, packet->seg->ack.v - packet->peer_isn.v);
  while (path->under_way.count > 0 && under_way (path, 0)->end <= ack)
    {
      sent_at = under_way (path, 0)->sent_at;
      again |= under_way (path, 0)->again;
      ring_pop (&path->under_way);
    }
  if (sent_at != SIM_NEVER && !again)
    marks_add (r->grid.marks[!packet->dir][MARKS_SAMPLE], at, at - sent_at, at - sent_at);
}

static void
rtt_info (gpointer state, const Series *series, const InfoRecord *record)
{
  RttPicture *r = state;
  Marks **marks = r->grid.marks[record->side];
  SimTime at = series_time (series, record->at);

  if (record->info->rtt > 0)
    marks_step (marks[MARKS_SRTT], at, SIM_US (record->info->rtt));
  marks_step (marks[MARKS_RTO], at, SIM_US (record->info->rto));
}

static void
rtt_write (gpointer state, const Series *series, FILE *out)
{
  marks_grid_write (&((RttPicture *) state)->grid, series->own.last_at, out);
}

/* The extremes of what is drawn: all, or of several series SRTT. */
static void
rtt_settings (const Drawn *drawn, FILE *out)
{
  SimTime shortest = SIM_NEVER, longest = 0;

  for (guint i = 0; i < drawn->n * N_DIRS * N_MARKS; i++)
    {
      const RttPicture *r = drawn->state[i / (N_DIRS * N_MARKS)];
      guint dir = i / N_MARKS % N_DIRS, kind = i % N_MARKS, marks;
      const Mark *all = marks_all (r->grid.marks[dir][kind], &marks);

      if (!drawn->has[dir] || (drawn->n > 1 && kind != MARKS_SRTT))
        continue;
      for (guint k = 0; k < marks; k++)
        {
          shortest = MIN (shortest, MAX (all[k].low, 1));
          longest = MAX (longest, all[k].high);
        }
    }
  fprintf (out, "shortest = %" G_GINT64_FORMAT ".\nlongest = %" G_GINT64_FORMAT ".\n",
           MIN (shortest, MAX (longest, 1)), MAX (longest, 1));
}

static gboolean
rtt_is_thinned (gpointer state)
{
  return marks_grid_is_thinned (&((RttPicture *) state)->grid);
}

/* As tcptrace: a sign for each sample, in milliseconds, and a line along them. */
static void
rtt_write_xpl (gpointer state, const Series *series, Direction dir, FILE *out)
{
  RttPicture *r = state;
  guint n;
  const Mark *all = marks_all (r->grid.marks[dir][MARKS_SAMPLE], &n);

  xplot_begin (out, series->ends[dir], series->ends[!dir], "rtt samples", "rtt (ms)");
  xplot_colour (out, "red");
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        xplot_line (out, all[i - 1].at, all[i - 1].low / SIM_MS (1), all[i].at, all[i].low / SIM_MS (1));
      xplot_sign (out, "dot", all[i].at, all[i].low / SIM_MS (1));
    }
  xplot_end (out);
}

const Picture picture_rtt = {
  .name = "rtt",
  .purpose = "round trips, SRTT and RTO",
  .is_overlaid = TRUE,
  .new = rtt_new,
  .free = rtt_free,
  .sent = rtt_sent,
  .arrived = rtt_arrived,
  .info = rtt_info,
  .write = rtt_write,
  .settings = rtt_settings,
  .is_thinned = rtt_is_thinned,
  .xpl = "rtt",
  .write_xpl = rtt_write_xpl,
};
