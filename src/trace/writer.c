/* What every file of a run has in common. */
#include "trace/writer.h"

Writer *
writer_open (const WriterOps *ops, const char *path, GError **error)
{
  OutFile *out = outfile_open (path, error);
  Writer *writer;

  if (out == NULL)
    return NULL;

  writer = g_malloc0 (ops->size);
  writer->ops = ops;
  writer->out = out;
  writer->stream = outfile_stream (out);
  return writer;
}

void
writer_attach (Writer *writer, Capture *capture)
{
  if (writer->ops->wants_views)
    capture_want_views (capture);
  if (writer->ops->frame != NULL)
    capture_add_sink (capture, writer->ops->frame, writer);
  if (writer->ops->tap != NULL)
    capture_add_tap (capture, writer->ops->tap, writer);
}

gboolean
writer_settle (Writer *writer, GError **error)
{
  if (!writer->is_finished && writer->ops->finish != NULL && !writer->ops->finish (writer, error))
    return FALSE;
  writer->is_finished = TRUE;
  return outfile_settle (writer->out, error);
}

static void
free_writer (Writer *writer)
{
  if (writer->ops->clear != NULL)
    writer->ops->clear (writer);
  g_free (writer->octets);
  g_free (writer);
}

gboolean
writer_commit (Writer *writer, GError **error)
{
  gboolean committed;

  if (!writer_settle (writer, error))
    {
      writer_discard (writer);
      return FALSE;
    }
  committed = outfile_commit (writer->out, error);
  free_writer (writer);
  return committed;
}

void
writer_discard (Writer *writer)
{
  if (writer == NULL)
    return;
  outfile_discard (writer->out);
  free_writer (writer);
}

guint8 *
writer_room (Writer *writer, gsize n)
{
  if (n > writer->room)
    {
      writer->room = MAX (n, 2 * writer->room);
      writer->octets = g_realloc (writer->octets, writer->room);
    }
  return writer->octets;
}

const guint8 *
writer_payload (Writer *writer, const CaptureFrame *frame)
{
  const Segment *seg = frame->packet->seg;
  guint8 *octets = writer_room (writer, seg->len);

  if (seg->len > 0)
    stream_read (frame->packet->stream, seg->stream_offset, octets, seg->len);
  return octets;
}
