/* What the renderings of a capture have in common. */
#include "trace/capture_file.h"

gboolean
capture_file_open (CaptureFile *file, const char *path, GError **error)
{
  file->octets = NULL;
  file->room = 0;
  file->out = outfile_open (path, error);
  if (file->out == NULL)
    return FALSE;
  file->stream = outfile_stream (file->out);
  return TRUE;
}

gboolean
capture_file_settle (CaptureFile *file, GError **error)
{
  return outfile_settle (file->out, error);
}

gboolean
capture_file_commit (CaptureFile *file, GError **error)
{
  g_free (file->octets);
  return outfile_commit (file->out, error);
}

void
capture_file_discard (CaptureFile *file)
{
  g_free (file->octets);
  outfile_discard (file->out);
}

guint8 *
capture_file_room (CaptureFile *file, gsize n)
{
  if (n > file->room)
    {
      file->room = MAX (n, 2 * file->room);
      file->octets = g_realloc (file->octets, file->room);
    }
  return file->octets;
}

const guint8 *
capture_file_payload (CaptureFile *file, const CaptureFrame *frame)
{
  const Segment *seg = frame->packet->seg;
  guint8 *octets = capture_file_room (file, seg->len);

  if (seg->len > 0)
    stream_read (frame->packet->stream, seg->stream_offset, octets, seg->len);
  return octets;
}

const char *
seconds_text (gint64 nanoseconds, char out[SECONDS_TEXT_MAX])
{
  /* Negated as unsigned, for the lowest number has no positive counterpart. */
  const guint64 second = SIM_SEC (1);
  guint64 size = nanoseconds < 0 ? -(guint64) nanoseconds : (guint64) nanoseconds;

  g_snprintf (out, SECONDS_TEXT_MAX, "%s%" G_GUINT64_FORMAT ".%09u",
              nanoseconds < 0 ? "-" : "", size / second, (guint) (size % second));
  return out;
}
