/* The gap before each frame of the capture, simulated beside recorded. */
#include "trace/plot_picture.h"

/* So many bars are less than a pixel wide each. */
#define ROWS_MAX 2000

/* One frame of a recording, or of the capture. */
typedef struct {
  guint64 number;
  SimTime at;                   /* of a recorded one */
  SimTime gap;
} Frame;

typedef struct {
  GArray *recorded;             /* Frame; NULL without a recording */
  GArray *captured;             /* Frame, the first ROWS_MAX */
  guint64 frames;               /* in the capture */
} Gaps;

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
  Frame frame = { 0 };
  guint64 at;

  if (g_strv_length (cells) < 2)
    return FALSE;
  if (!g_ascii_string_to_unsigned (cells[0], 10, 0, G_MAXUINT64, &frame.number, NULL))
    return FALSE;
  if (!g_ascii_string_to_unsigned (cells[1], 10, 0, G_MAXINT64, &at, NULL))
    return FALSE;

  frame.at = (SimTime) at;
  if (frames->len > 0)
    frame.gap = frame.at - g_array_index (frames, Frame, frames->len - 1).at;
  if (frame.gap < 0)
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
load_recorded (Gaps *gaps, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  GError *why = NULL;

  if (!g_file_get_contents (path, &text, NULL, &why))
    {
      g_set_error (error, PLOT_ERROR, PLOT_ERROR_RECORDED, "%s: %s", path, why->message);
      g_error_free (why);
      return FALSE;
    }
  gaps->recorded = g_array_new (FALSE, FALSE, sizeof (Frame));
  return parse_recorded (path, text, gaps->recorded, error);
}

static void
gaps_free (gpointer state)
{
  Gaps *gaps = state;

  if (gaps->recorded != NULL)
    g_array_unref (gaps->recorded);
  g_array_unref (gaps->captured);
  g_free (gaps);
}

static gpointer
gaps_new (const PlotConfig *config G_GNUC_UNUSED, const Series *series, GError **error)
{
  Gaps *gaps = g_new0 (Gaps, 1);

  gaps->captured = g_array_new (FALSE, FALSE, sizeof (Frame));
  if (series->recorded == NULL || load_recorded (gaps, series->recorded, error))
    return gaps;
  gaps_free (gaps);
  return NULL;
}

static void
gaps_frame (gpointer state, const CaptureFrame *frame)
{
  Gaps *gaps = state;
  Frame captured = { .number = frame->number, .gap = frame->at - frame->previous_displayed };

  if (gaps->frames++ < ROWS_MAX)
    g_array_append_val (gaps->captured, captured);
}

static void
write_gaps (FILE *out, const GArray *frames)
{
  for (guint i = 0; frames != NULL && i < frames->len && i < ROWS_MAX; i++)
    {
      const Frame *frame = &g_array_index (frames, Frame, i);

      fprintf (out, "%" G_GUINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", frame->number, frame->gap);
    }
}

static void
gaps_write (gpointer state, const Series *series G_GNUC_UNUSED, FILE *out)
{
  Gaps *gaps = state;

  fputs ("# The gap before each frame of the capture, in nanoseconds (0 before the first):\n"
         "# simulated, then recorded.\n"
         "# number\tgap_ns\n", out);
  write_gaps (out, gaps->captured);
  if (gaps->recorded != NULL)
    fputs ("\n\n", out);
  write_gaps (out, gaps->recorded);
}

static void
gaps_settings (const Drawn *drawn, FILE *out)
{
  const Gaps *gaps = drawn->state[0];

  fprintf (out, "drawn = %u\nframes = %" G_GUINT64_FORMAT "\nrecorded = %d\n", gaps->captured->len,
           gaps->frames, gaps->recorded != NULL);
}

const Picture picture_gaps = {
  .name = "gaps",
  .purpose = "the gap before each frame, simulated beside recorded",
  .new = gaps_new,
  .free = gaps_free,
  .frame = gaps_frame,
  .write = gaps_write,
  .settings = gaps_settings,
};
