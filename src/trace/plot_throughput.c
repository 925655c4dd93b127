/* What arrives at each receiver, per interval of time: throughput counts whole
 * IP packets; goodput counts octets of the stream when they come for the first
 * time, in order or not, so that a hole that is filled is no burst.
 *
 * A packet counts for the time in which it comes in, which ends when it has
 * arrived and begins after the one before, but not before it was sent, and later
 * where packets have been seen to come in faster.  Counted whole at its end, a link of 10 Mbit/s would seem to
 * carry more in the one interval and less in the next.
 *
 * Octets are counted in bins, ten of which become one whenever there are too
 * many; what is drawn are round intervals of 1, 2 or 5 times a bin's width. */
#include "trace/plot_picture.h"
#include "trace/xplot.h"

/* Bins at most, and intervals drawn. */
#define BINS_MAX 5000
#define INTERVALS_MAX 100

enum { COUNT_THROUGHPUT, COUNT_GOODPUT, N_COUNTS };

/* A part of the stream that has arrived beyond a hole. */
typedef struct {
  gint64 from, to;
} Island;

/* What one receiver gets. */
typedef struct {
  GArray *bins;                 /* guint64[N_COUNTS] */
  GArray *islands;              /* Island, ascending, none touching another or `next` */
  gint64 next;                  /* all before it has arrived */
  gint64 last_seq;              /* for number_unwrap() */
  SimTime before;               /* when the last packet had arrived */
  gint64 ps_per_octet;          /* the fastest that packets came in; 0: not known */
} Receiver;

typedef struct {
  SimTime width;                /* of a bin */
  Receiver receiver[N_DIRS];
} ThroughputPicture;

typedef guint64 Bin[N_COUNTS];

static gpointer
throughput_new (const PlotConfig *config G_GNUC_UNUSED, const Series *series G_GNUC_UNUSED,
                GError **error G_GNUC_UNUSED)
{
  ThroughputPicture *t = g_new0 (ThroughputPicture, 1);

  t->width = 1;
  for (guint dir = 0; dir < N_DIRS; dir++)
    {
      t->receiver[dir].bins = g_array_new (FALSE, TRUE, sizeof (Bin));
      t->receiver[dir].islands = g_array_new (FALSE, FALSE, sizeof (Island));
    }
  return t;
}

static void
throughput_free (gpointer state)
{
  ThroughputPicture *t = state;

  for (guint dir = 0; dir < N_DIRS; dir++)
    {
      g_array_unref (t->receiver[dir].bins);
      g_array_unref (t->receiver[dir].islands);
    }
  g_free (t);
}

/* Bins */

/* Makes @factor bins one. */
static void
widen_bins (GArray *bins, guint factor)
{
  Bin *all = (Bin *) bins->data;
  guint n = (bins->len + factor - 1) / factor;

  for (guint i = 0; i < n; i++)
    {
      Bin sum = { 0 };

      for (guint j = i * factor; j < (i + 1) * factor && j < bins->len; j++)
        for (guint k = 0; k < N_COUNTS; k++)
          sum[k] += all[j][k];
      for (guint k = 0; k < N_COUNTS; k++)
        all[i][k] = sum[k];
    }
  g_array_set_size (bins, n);
}

/* Has as many bins become one as it takes for bins to reach @at. */
static void
make_room (ThroughputPicture *t, SimTime at)
{
  while (at / t->width >= BINS_MAX)
    {
      t->width *= 10;
      for (guint d = 0; d < N_DIRS; d++)
        widen_bins (t->receiver[d].bins, 10);
    }
}

/* The bin of @at, where there is room for it. */
static guint64 *
bin_at (ThroughputPicture *t, Direction dir, SimTime at)
{
  GArray *bins = t->receiver[dir].bins;

  make_room (t, at);
  if (at / t->width >= bins->len)
    g_array_set_size (bins, at / t->width + 1);
  return g_array_index (bins, Bin, at / t->width);
}

/* What has come for the first time */

/* Adds @from to @to to the islands and to what has arrived before them;
 * returns how many octets of it are new.  What arrives mostly touches the last
 * island, so they are looked at from there. */
static gint64
add_arrival (Receiver *r, gint64 from, gint64 to)
{
  gint64 known = 0;
  guint i = r->islands->len, end;

  from = MAX (from, r->next);
  if (from >= to)
    return 0;

  Island grown = { from, to };

  while (i > 0 && g_array_index (r->islands, Island, i - 1).from > to)
    i--;
  end = i;
  for (; i > 0 && g_array_index (r->islands, Island, i - 1).to >= from; i--)
    {
      const Island *island = &g_array_index (r->islands, Island, i - 1);

      known += MAX (MIN (island->to, to) - MAX (island->from, from), 0);
      grown = (Island) { MIN (grown.from, island->from), MAX (grown.to, island->to) };
    }
  if (end > i)
    g_array_remove_range (r->islands, i, end - i);
  if (grown.from <= r->next)
    r->next = grown.to;
  else
    g_array_insert_val (r->islands, i, grown);
  return to - from - known;
}

/* Counting */

/* How long a packet of @octets, which has arrived at @at after @underway, took to
 * come in. */
static SimTime
time_taken (Receiver *r, SimTime at, SimTime underway, guint octets)
{
  gint64 gap = at - r->before;
  gint64 pace = gap < G_MAXINT64 / 1000 ? gap * 1000 / octets : G_MAXINT64;

  r->before = at;
  if (gap <= 0)
    return 0;
  if (r->ps_per_octet == 0 || pace < r->ps_per_octet)
    r->ps_per_octet = pace;
  return MIN (MIN (gap, underway), r->ps_per_octet * octets / 1000);
}

/* Counts @octets, which came in from @from to @to, in each bin its part. */
static void
count (ThroughputPicture *t, Direction dir, guint what, SimTime from, SimTime to, guint64 octets)
{
  guint64 counted = 0;

  bin_at (t, dir, to);          /* the width is settled */
  for (SimTime edge = (from / t->width + 1) * t->width; edge < to; edge += t->width)
    {
      guint64 so_far = octets * (guint64) (edge - from) / (guint64) (to - from);

      bin_at (t, dir, edge - 1)[what] += so_far - counted;
      counted = so_far;
    }
  bin_at (t, dir, to)[what] += octets - counted;
}

/* The picture goes on to the last packet, even if nothing arrives any more. */
static void
throughput_sent (gpointer state, const Series *series, const PacketRecord *packet)
{
  make_room (state, series_time (series, packet->sent_at));
}

static void
throughput_arrived (gpointer state, const Series *series, const PacketRecord *packet)
{
  ThroughputPicture *t = state;
  Receiver *r = &t->receiver[packet->dir];
  const Segment *seg = packet->seg;
  guint octets = series->ip_header + seg_header_len (seg) + seg->len;
  SimTime at = series_time (series, packet->arrives_at);
  SimTime from = at - time_taken (r, at, packet->arrives_at - packet->sent_at, octets);
  gint64 seq;

  count (t, packet->dir, COUNT_THROUGHPUT, from, at, octets);
  if (seg->len == 0 || packet->fate != FATE_ARRIVES)
    return;
  /* From the first octet of the stream on, which comes after the SYN. */
  seq = number_unwrap (&r->last_seq, seg->seq.v - packet->sender_isn.v) - 1;
  count (t, packet->dir, COUNT_GOODPUT, from, at, add_arrival (r, seq, seq + seg->len));
}

/* Data */

/* How many bins make an interval that is drawn. */
static guint
bins_per_interval (const ThroughputPicture *t, const Series *series)
{
  static const guint steps[] = { 1, 2, 5, 10, 20, 50, 100 };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (steps)
         && series->own.last_at / (t->width * steps[i]) >= INTERVALS_MAX)
    i++;
  return steps[i];
}

static guint64
rate (guint64 octets, SimTime width)
{
  return (unsigned __int128) octets * 8 * SIM_SEC (1) / width;
}

/* The octets of each interval, both directions with as many. */
static GArray *
intervals (const ThroughputPicture *t, const Series *series, Direction dir)
{
  const GArray *counted = t->receiver[dir].bins;
  GArray *bins = g_array_new (FALSE, TRUE, sizeof (Bin));

  g_array_append_vals (bins, counted->data, counted->len);
  g_array_set_size (bins, series->own.last_at / t->width + 1);
  widen_bins (bins, bins_per_interval (t, series));
  return bins;
}

static void
throughput_write (gpointer state, const Series *series, FILE *out)
{
  ThroughputPicture *t = state;
  SimTime width = t->width * bins_per_interval (t, series);

  for (guint dir = 0; dir < N_DIRS; dir++)
    {
      g_autoptr (GArray) all = intervals (t, series, dir);

      fprintf (out, "# sent by the %s, as it arrives in the interval that begins then, bit/s: time_ns, "
               "throughput, goodput\n", side_name ((Side) dir));
      for (guint i = 0; i <= all->len; i++)
        {
          const guint64 *bin = g_array_index (all, Bin, MIN (i, all->len - 1));

          fprintf (out, "%" G_GINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n", i * width,
                   rate (bin[COUNT_THROUGHPUT], width), rate (bin[COUNT_GOODPUT], width));
        }
      fputs ("\n\n", out);
    }
}

/* The highest rate of one series in the directions that are drawn: beside others,
 * its goodput. */
static guint64
highest_rate (const Drawn *drawn, guint i)
{
  const ThroughputPicture *t = drawn->state[i];
  const Series *series = drawn->series[i];
  guint what = drawn->n > 1 ? COUNT_GOODPUT : COUNT_THROUGHPUT;
  SimTime width = t->width * bins_per_interval (t, series);
  guint64 highest = 0;

  for (guint dir = 0; dir < N_DIRS; dir++)
    {
      g_autoptr (GArray) all = intervals (t, series, dir);

      for (guint k = 0; drawn->has[dir] && k < all->len; k++)
        highest = MAX (highest, g_array_index (all, Bin, k)[what]);
    }
  return rate (highest, width);
}

static void
throughput_settings (const Drawn *drawn, FILE *out)
{
  const ThroughputPicture *first = drawn->state[0];
  guint64 highest = 0;

  for (guint i = 0; i < drawn->n; i++)
    highest = MAX (highest, highest_rate (drawn, i));
  fprintf (out, "width = %" G_GINT64_FORMAT ".\nhighest = %" G_GUINT64_FORMAT ".\n",
           first->width * bins_per_interval (first, drawn->series[0]), highest);
}

/* tcptrace: octets a second, the moment's in yellow, the average so far in blue. */
static void
throughput_write_xpl (gpointer state, const Series *series, Direction dir, FILE *out)
{
  ThroughputPicture *t = state;
  SimTime width = t->width * bins_per_interval (t, series);
  g_autoptr (GArray) all = intervals (t, series, dir);
  guint64 sum = 0, before = 0;

  xplot_begin (out, series->ends[dir], series->ends[!dir], "throughput", "thruput (bytes/sec)");
  for (guint i = 0; i < all->len; i++)
    {
      const guint64 *bin = g_array_index (all, Bin, i);
      guint64 average;

      sum += bin[COUNT_THROUGHPUT];
      average = rate (sum, (i + 1) * width) / 8;
      xplot_colour (out, "yellow");
      xplot_sign (out, "dot", (i + 1) * width, rate (bin[COUNT_THROUGHPUT], width) / 8);
      xplot_colour (out, "blue");
      if (i > 0)
        xplot_line (out, i * width, before, (i + 1) * width, average);
      before = average;
    }
  xplot_end (out);
}

const Picture picture_throughput = {
  .name = "throughput",
  .purpose = "throughput and goodput",
  .is_overlaid = TRUE,
  .new = throughput_new,
  .free = throughput_free,
  .sent = throughput_sent,
  .arrived = throughput_arrived,
  .write = throughput_write,
  .settings = throughput_settings,
  .xpl = "tput",
  .write_xpl = throughput_write_xpl,
};
