/* The data behind the pictures of a run.  Every picture has a data file of
 * columns separated by tabs, whose first lines say what they are, and a script
 * from plots/ with the run's own words put before it.
 *
 * The sequence diagram has the first packets only, or those around the first
 * loss when that comes later, for more cannot be read;
 * the other two stop where gnuplot would become slow.  How the gaps are
 * squeezed, colours and sizes are the scripts' business. */
#include "trace/plot.h"

#include <stdlib.h>
#include <string.h>

#include "trace/diagram.h"
#include "trace/outfile.h"

/* How many packets the sequence diagram has room for. */
#define SEQUENCE_MAX 60

/* How many come before the first loss when the diagram begins there. */
#define SEQUENCE_LEAD 10

/* Characters of the run's name in a title. */
#define SHOWN_MAX 60

/* Rows of the other data files. */
#define ROWS_MAX 20000

enum { PICTURE_SEQUENCE, PICTURE_GAPS, PICTURE_TIMESEQ };

const char *const plot_pictures[PLOT_N_PICTURES] = {
  [PICTURE_SEQUENCE] = "sequence",
  [PICTURE_GAPS] = "gaps",
  [PICTURE_TIMESEQ] = "timeseq",
};

/* A packet of the sequence diagram and its places on the vertical axis. */
typedef struct {
  PacketRecord packet;
  Segment seg;                  /* packet.seg is stale */
  SimTime ends_at;              /* when it arrives; would have arrived, if it is lost */
  guint sent_slot, ends_slot;
} Drawn;

/* Something at a moment: a packet is sent, or arrives. */
typedef struct {
  SimTime at;
  guint drawn;                  /* index of the packet */
  gboolean is_arrival;
} Moment;

/* One frame of a recording. */
typedef struct {
  guint64 number;
  SimTime at;
} RecordedFrame;

struct _Plot {
  char *dir, *name, *scripts_dir;
  OutFile *data[PLOT_N_PICTURES];
  GArray *recorded;             /* RecordedFrame; NULL without a recording */
  char ends[N_SIDES][DIAGRAM_END_MAX];
  gboolean has_first;
  SimTime first_at;
  guint64 packets;              /* in the run */
  guint64 frames;               /* in the capture */
  SimTime transit[N_DIRS];      /* of the last packet that arrived */
  Drawn drawn[SEQUENCE_MAX];
  guint n_drawn;
  Drawn recent[SEQUENCE_LEAD + 1];      /* the last packets that had no room */
  guint n_recent;
  gboolean has_loss;
  gboolean is_complete;         /* everything is in the data files */
};

GQuark
plot_error_quark (void)
{
  return g_quark_from_static_string ("plot-error-quark");
}

static FILE *
stream (const Plot *plot, guint picture)
{
  return outfile_stream (plot->data[picture]);
}

/* The recorded table */

static void
recorded_error (const char *path, guint line, GError **error)
{
  g_set_error (error, PLOT_ERROR, PLOT_ERROR_RECORDED,
               "%s:%u: not a recorded frame (its number and its time in whole nanoseconds, "
               "later than the frame before, separated by tabs)", path, line);
}

/* Reads "number TAB time_ns ..." into the next entry of @frames. */
static gboolean
parse_frame (const char *line, GArray *frames)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", 3);
  RecordedFrame frame;
  guint64 at;

  if (g_strv_length (cells) < 2)
    return FALSE;
  if (!g_ascii_string_to_unsigned (cells[0], 10, 0, G_MAXUINT64, &frame.number, NULL))
    return FALSE;
  if (!g_ascii_string_to_unsigned (cells[1], 10, 0, G_MAXINT64, &at, NULL))
    return FALSE;

  frame.at = (SimTime) at;
  if (frames->len > 0 && g_array_index (frames, RecordedFrame, frames->len - 1).at > frame.at)
    return FALSE;
  g_array_append_val (frames, frame);
  return TRUE;
}

/* Comments, then a line of column names, then one frame a line. */
static gboolean
parse_recorded (const char *path, const char *text, GArray *frames, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean has_names = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchomp (lines[i]);
      gboolean is_names = !has_names && line[0] != '#' && line[0] != '\0';

      has_names |= is_names;
      if (is_names || line[0] == '#' || line[0] == '\0')
        continue;
      if (!parse_frame (line, frames))
        {
          recorded_error (path, i + 1, error);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
load_recorded (Plot *plot, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  GError *why = NULL;

  if (!g_file_get_contents (path, &text, NULL, &why))
    {
      g_set_error (error, PLOT_ERROR, PLOT_ERROR_RECORDED, "%s: %s", path, why->message);
      g_error_free (why);
      return FALSE;
    }
  plot->recorded = g_array_new (FALSE, FALSE, sizeof (RecordedFrame));
  return parse_recorded (path, text, plot->recorded, error);
}

/* Building and releasing */

static char *
picture_path (const Plot *plot, guint picture, const char *ending)
{
  return g_strdup_printf ("%s/%s.%s.%s", plot->dir, plot->name, plot_pictures[picture], ending);
}

static gboolean
open_data (Plot *plot, GError **error)
{
  for (guint i = 0; i < PLOT_N_PICTURES; i++)
    {
      g_autofree char *path = picture_path (plot, i, "dat");

      plot->data[i] = outfile_open (path, error);
      if (plot->data[i] == NULL)
        return FALSE;
    }
  fputs ("# The gap before each frame of the capture, in nanoseconds (0 before the first):\n"
         "# simulated, then recorded.\n"
         "# number\tgap_ns\n", stream (plot, PICTURE_GAPS));
  fputs ("# Every packet; times in nanoseconds since the first was sent, numbers relative.\n"
         "# id\tsent_ns\tarrives_ns\tdir\tlost\tagain\tseq\tend\tack\n",
         stream (plot, PICTURE_TIMESEQ));
  return TRUE;
}

Plot *
plot_new (const PlotConfig *config, GError **error)
{
  g_autoptr (Plot) plot = g_new0 (Plot, 1);

  plot->dir = g_strdup (config->dir);
  plot->name = g_strdup (config->name);
  plot->scripts_dir = g_strdup (config->scripts_dir);
  if (config->recorded != NULL && !load_recorded (plot, config->recorded, error))
    return NULL;
  if (!open_data (plot, error))
    return NULL;
  return g_steal_pointer (&plot);
}

void
plot_free (Plot *plot)
{
  if (plot == NULL)
    return;
  for (guint i = 0; i < PLOT_N_PICTURES; i++)
    outfile_discard (plot->data[i]);
  if (plot->recorded != NULL)
    g_array_unref (plot->recorded);
  g_free (plot->dir);
  g_free (plot->name);
  g_free (plot->scripts_dir);
  g_free (plot);
}

/* The observer */

static void
plot_on_start (gpointer self, const RunRecord *run)
{
  Plot *plot = self;

  for (guint side = 0; side < N_SIDES; side++)
    diagram_end_name (run, (Side) side, plot->ends[side]);
}

static void
write_timeseq_row (const Plot *plot, const PacketRecord *packet)
{
  const Segment *seg = packet->seg;
  gboolean lost = packet->fate != FATE_ARRIVES;
  guint32 seq = seg->seq.v - packet->sender_isn.v;
  FILE *out = stream (plot, PICTURE_TIMESEQ);

  fprintf (out, "%" G_GUINT64_FORMAT "\t%" G_GINT64_FORMAT "\t", packet->id,
           packet->sent_at - plot->first_at);
  if (packet->arrives_at == SIM_NEVER)
    fputs ("NaN", out);
  else
    fprintf (out, "%" G_GINT64_FORMAT, packet->arrives_at - plot->first_at);
  fprintf (out, "\t%d\t%d\t%d\t%u\t%u\t", packet->dir == DIR_S2C, lost,
           seg->is_retransmission != 0, (guint) seq, (guint) (seq + seg_seq_len (seg)));
  if (seg->flags & SEG_ACK)
    fprintf (out, "%u\n", (guint) (seg->ack.v - packet->peer_isn.v));
  else
    fputs ("NaN\n", out);
}

static void
keep_recent (Plot *plot, const Drawn *drawn)
{
  if (plot->n_recent == G_N_ELEMENTS (plot->recent))
    {
      plot->n_recent--;
      memmove (plot->recent, plot->recent + 1, plot->n_recent * sizeof *plot->recent);
    }
  plot->recent[plot->n_recent++] = *drawn;
}

/* Begins the diagram anew, a little before the packet that came last. */
static void
move_to_recent (Plot *plot)
{
  memcpy (plot->drawn, plot->recent, plot->n_recent * sizeof *plot->recent);
  plot->n_drawn = plot->n_recent;
}

static void
keep_for_sequence (Plot *plot, const PacketRecord *packet)
{
  gboolean lost = packet->fate != FATE_ARRIVES;
  Drawn drawn = { .packet = *packet, .seg = *packet->seg };
  SimTime *transit = &plot->transit[packet->dir];

  if (packet->arrives_at != SIM_NEVER)
    *transit = packet->arrives_at - packet->sent_at;
  drawn.ends_at = packet->sent_at + *transit;

  if (plot->n_drawn < SEQUENCE_MAX)
    plot->drawn[plot->n_drawn++] = drawn;
  else if (!plot->has_loss)
    {
      keep_recent (plot, &drawn);
      if (lost)
        move_to_recent (plot);
    }
  plot->has_loss |= lost;
}

static void
plot_on_sent (gpointer self, const PacketRecord *packet)
{
  Plot *plot = self;

  if (packet->connection != 0)
    return;                     /* the first one's picture */
  if (!plot->has_first)
    plot->first_at = packet->sent_at;
  plot->has_first = TRUE;
  keep_for_sequence (plot, packet);
  if (plot->packets < ROWS_MAX)
    write_timeseq_row (plot, packet);
  plot->packets++;
}

const ObserverOps plot_observer = {
  .start = plot_on_start,
  .sent = plot_on_sent,
};

static void
write_gap (FILE *out, guint64 number, SimTime gap)
{
  fprintf (out, "%" G_GUINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", number, gap);
}

void
plot_frame (gpointer self, const CaptureFrame *frame)
{
  Plot *plot = self;

  if (plot->frames < ROWS_MAX)
    write_gap (stream (plot, PICTURE_GAPS), frame->number, frame->at - frame->previous_displayed);
  plot->frames++;
}

static void
write_recorded_gaps (const Plot *plot)
{
  FILE *out = stream (plot, PICTURE_GAPS);

  if (plot->recorded == NULL)
    return;
  fputs ("\n\n", out);
  for (guint i = 0; i < plot->recorded->len && i < ROWS_MAX; i++)
    {
      const RecordedFrame *frame = &g_array_index (plot->recorded, RecordedFrame, i);

      write_gap (out, frame->number, i > 0 ? frame->at - frame[-1].at : 0);
    }
}

/* The places of the sequence diagram.  Each packet sent has a slot of its own
 * on the vertical axis, even at the same instant as another, or labels would
 * lie on one another; so has each arrival, unless it takes no
 * time, and a lost packet's arrival that was not to be: its arrow needs a slope. */

static int
moment_compare (const void *a, const void *b)
{
  const Moment *p = a, *q = b;

  if (p->at != q->at)
    return p->at < q->at ? -1 : 1;
  /* What arrives may be the cause of what is sent at that instant. */
  if (p->is_arrival != q->is_arrival)
    return p->is_arrival ? -1 : 1;
  return p->drawn < q->drawn ? -1 : p->drawn > q->drawn;
}

static guint
collect_moments (const Plot *plot, Moment moments[2 * SEQUENCE_MAX])
{
  guint n = 0;

  for (guint i = 0; i < plot->n_drawn; i++)
    {
      const Drawn *drawn = &plot->drawn[i];

      moments[n++] = (Moment) { drawn->packet.sent_at, i, FALSE };
      if (drawn->ends_at > drawn->packet.sent_at)
        moments[n++] = (Moment) { drawn->ends_at, i, TRUE };
    }
  qsort (moments, n, sizeof *moments, moment_compare);
  return n;
}

static void
place (Drawn *drawn, const Moment *moment, guint slot)
{
  if (moment->is_arrival)
    drawn->ends_slot = slot;
  else
    drawn->sent_slot = drawn->ends_slot = slot;
}

static void
write_slots (Plot *plot)
{
  Moment moments[2 * SEQUENCE_MAX];
  guint n = collect_moments (plot, moments);
  FILE *out = stream (plot, PICTURE_SEQUENCE);

  fputs ("# The moments of the diagram, from the top: the gap before each in nanoseconds, and\n"
         "# whether a packet is sent then.\n# slot\tgap_ns\tsends\n", out);
  for (guint slot = 0; slot < n; slot++)
    {
      const Moment *m = &moments[slot];

      place (&plot->drawn[m->drawn], m, slot);
      fprintf (out, "%u\t%" G_GINT64_FORMAT "\t%d\n", slot, slot > 0 ? m->at - m[-1].at : 0,
               !m->is_arrival);
    }
}

static void
write_drawn_row (const Plot *plot, guint i)
{
  const Drawn *drawn = &plot->drawn[i];
  PacketRecord record = drawn->packet;
  const PacketRecord *packet = &record;
  SimTime before = plot->drawn[i > 0 ? i - 1 : 0].packet.sent_at;
  gboolean lost = packet->fate != FATE_ARRIVES;
  char label[DIAGRAM_LABEL_MAX], why[DIAGRAM_WHY_MAX];

  record.seg = &drawn->seg;
  fprintf (stream (plot, PICTURE_SEQUENCE),
           "%" G_GUINT64_FORMAT "\t%u\t%u\t%d\t%d\t%d\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT
           "\t%s\t%s%s%s\n",
           packet->id, drawn->sent_slot, drawn->ends_slot, packet->dir == DIR_S2C, lost,
           drawn->seg.is_retransmission != 0, packet->sent_at - plot->first_at,
           packet->sent_at - before, diagram_label (packet, label),
           diagram_why (&drawn->seg, why), lost ? "; " : "", fate_text (packet->fate));
}

static void
write_sequence (Plot *plot)
{
  write_slots (plot);
  fputs ("\n\n# The packets and their slots.\n# id\tsent_slot\tends_slot\tdir\tlost\tagain\t"
         "sent_ns\tgap_ns\tlabel\twhy\n", stream (plot, PICTURE_SEQUENCE));
  for (guint i = 0; i < plot->n_drawn; i++)
    write_drawn_row (plot, i);
}

/* The scripts */

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return TRUE;
  return FALSE;
}

/* @text as a gnuplot string with escapes, as control characters need them. */
static char *
escaped (const char *text)
{
  GString *s = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || strchr ("\"\\`", *p) != NULL)
      g_string_append_printf (s, "\\%03o", (guint) (guchar) *p);
    else
      g_string_append_c (s, *p);
  g_string_append_c (s, '"');
  return g_string_free (s, FALSE);
}

/* @text as a gnuplot string: a plain one, in which nothing but a quote is
 * special, where that can be. */
static char *
quoted (const char *text)
{
  if (has_control (text))
    return escaped (text);

  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *inside = g_strjoinv ("''", parts);

  return g_strdup_printf ("'%s'", inside);
}

/* The run's name for titles: one line, and shortened in the middle when it is
 * long. */
static char *
shown_name (const char *name)
{
  g_autofree char *text = g_utf8_make_valid (name, -1);
  g_autofree char *start = NULL, *end = NULL;
  glong n;

  for (char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  n = g_utf8_strlen (text, -1);
  if (n <= SHOWN_MAX)
    return g_steal_pointer (&text);
  start = g_utf8_substring (text, 0, SHOWN_MAX / 2);
  end = g_utf8_substring (text, n - (SHOWN_MAX / 2 - 1), n);
  return g_strconcat (start, "…", end, NULL);
}

/* How many rows @picture draws, of how many. */
static void
row_counts (const Plot *plot, guint picture, guint64 *drawn, guint64 *total)
{
  *total = picture == PICTURE_GAPS ? plot->frames : plot->packets;
  *drawn = MIN (*total, picture == PICTURE_SEQUENCE ? plot->n_drawn : ROWS_MAX);
}

static void
write_settings (const Plot *plot, guint picture, FILE *out)
{
  g_autofree char *name = quoted (plot->name);
  g_autofree char *shown = shown_name (plot->name);
  g_autofree char *shown_quoted = quoted (shown);
  gboolean moved = picture == PICTURE_SEQUENCE && plot->n_drawn > 0;
  guint64 drawn, total;

  row_counts (plot, picture, &drawn, &total);
  fprintf (out, "name = %s\n", name);
  fprintf (out, "client = '%s'\nserver = '%s'\n", plot->ends[SIDE_CLIENT], plot->ends[SIDE_SERVER]);
  fprintf (out, "drawn = %" G_GUINT64_FORMAT "\ntotal = %" G_GUINT64_FORMAT "\n", drawn, total);
  fprintf (out, "from = %" G_GUINT64_FORMAT "\n", moved ? plot->drawn[0].packet.id : 1);
  fprintf (out, "shown = %s\n", shown_quoted);
  fprintf (out, "recorded = %d\n\n", plot->recorded != NULL);
}

static gboolean
write_script (const Plot *plot, guint picture, GError **error)
{
  g_autofree char *source = NULL, *path = NULL, *text = NULL;
  g_autoptr (GError) why = NULL;
  OutFile *out;

  source = g_strdup_printf ("%s/%s.gp", plot->scripts_dir, plot_pictures[picture]);
  if (!g_file_get_contents (source, &text, NULL, &why))
    {
      g_set_error (error, PLOT_ERROR, PLOT_ERROR_SCRIPTS, "%s: %s", source, why->message);
      return FALSE;
    }
  path = picture_path (plot, picture, "gp");
  out = outfile_open (path, error);
  if (out == NULL)
    return FALSE;

  write_settings (plot, picture, outfile_stream (out));
  fputs (text, outfile_stream (out));
  return outfile_commit (out, error);
}

gboolean
plot_settle (Plot *plot, GError **error)
{
  if (!plot->is_complete)
    {
      write_sequence (plot);
      write_recorded_gaps (plot);
      plot->is_complete = TRUE;
    }
  for (guint i = 0; i < PLOT_N_PICTURES; i++)
    if (!outfile_settle (plot->data[i], error))
      return FALSE;
  return TRUE;
}

gboolean
plot_finish (Plot *plot, GError **error)
{
  if (!plot_settle (plot, error))
    return FALSE;

  for (guint i = 0; i < PLOT_N_PICTURES; i++)
    if (!outfile_commit (g_steal_pointer (&plot->data[i]), error)
        || !write_script (plot, i, error))
      return FALSE;
  return TRUE;
}
