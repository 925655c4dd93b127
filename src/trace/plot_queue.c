/* The queue before the link of each direction: how long it is, in packets, what
 * it dropped and marked, and how long packets were in it. */
#include "trace/plot_picture.h"

enum { MARKS_LENGTH, MARKS_SOJOURN, MARKS_DROPPED, MARKS_CE, N_MARKS };

static const MarksKind kinds[N_MARKS] = {
  [MARKS_LENGTH] = { "packets in the queue: time_ns, packets", KIND_STEPS },
  [MARKS_SOJOURN] = { "a packet leaves: time_ns, how long it was in the queue, ns", KIND_POINTS },
  [MARKS_DROPPED] = { "a packet is dropped: time_ns, packets in the queue", KIND_POINTS },
  [MARKS_CE] = { "a packet is marked: time_ns, packets in the queue", KIND_POINTS },
};

static gpointer
queue_new (const PlotConfig *config G_GNUC_UNUSED, const Series *series G_GNUC_UNUSED,
           GError **error G_GNUC_UNUSED)
{
  MarksGrid *grid = g_new0 (MarksGrid, 1);

  marks_grid_init (grid, kinds, N_MARKS);
  return grid;
}

static void
queue_free (gpointer state)
{
  marks_grid_clear (state);
  g_free (state);
}

static void
queue_queue (gpointer state, const Series *series, const QueueRecord *record)
{
  Marks **marks = ((MarksGrid *) state)->marks[(guint) record->dir];
  SimTime at = series_time (series, record->at);

  marks_step (marks[MARKS_LENGTH], at, record->queued_packets);
  switch (record->event)
    {
    case QUEUE_ENTERED:
      break;
    case QUEUE_LEFT:
      marks_add (marks[MARKS_SOJOURN], at, record->sojourn, record->sojourn);
      break;
    case QUEUE_DROPPED:
      marks_add (marks[MARKS_DROPPED], at, record->queued_packets, record->queued_packets);
      break;
    case QUEUE_MARKED:
      marks_add (marks[MARKS_CE], at, record->queued_packets, record->queued_packets);
      break;
    }
}

static void
queue_write (gpointer state, const Series *series, FILE *out)
{
  marks_grid_write (state, series->run.last_at, out);
}

/* The highest of what is drawn. */
static void
queue_settings (const Drawn *drawn, FILE *out)
{
  gint64 length = 1;
  SimTime sojourn = 0;

  for (guint i = 0; i < drawn->n * N_DIRS; i++)
    {
      Marks *const *marks = ((const MarksGrid *) drawn->state[i / N_DIRS])->marks[i % N_DIRS];

      if (!drawn->has[i % N_DIRS])
        continue;
      length = MAX (length, marks_highest (marks[MARKS_LENGTH]));
      sojourn = MAX (sojourn, marks_highest (marks[MARKS_SOJOURN]));
    }
  fprintf (out, "highest = %" G_GINT64_FORMAT ".\nlongest = %" G_GINT64_FORMAT ".\n", length, sojourn);
}

static gboolean
queue_is_thinned (gpointer state)
{
  return marks_grid_is_thinned (state);
}

const Picture picture_queue = {
  .name = "queue",
  .purpose = "length of the queue, drops and marks, and sojourn times",
  .is_overlaid = TRUE,
  .is_of_run = TRUE,
  .new = queue_new,
  .free = queue_free,
  .queue = queue_queue,
  .write = queue_write,
  .settings = queue_settings,
  .is_thinned = queue_is_thinned,
};
