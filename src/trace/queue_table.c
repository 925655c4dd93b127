/* The table of queues. */
#include "trace/queue_table.h"

typedef struct {
  Writer writer;
  Sheet sheet;
  guint64 n_dropped[N_DIRS];
  guint64 n_marked[N_DIRS];
} QueueTable;

static const char *const columns[] = {
  "time", "direction", "event", "packet", "connection", "octets", "packets", "bytes", "sojourn", "drops",
  "marks"
};

static void
on_queue (gpointer self, const QueueRecord *record)
{
  QueueTable *table = self;
  Sheet *sheet = &table->sheet;

  table->n_dropped[record->dir] += record->event == QUEUE_DROPPED;
  table->n_marked[record->dir] += record->event == QUEUE_MARKED;
  sheet_seconds (sheet, record->at);
  sheet_text (sheet, direction_name (record->dir));
  sheet_text (sheet, queue_event_name (record->event));
  sheet_number (sheet, record->packet);
  sheet_number (sheet, record->connection);
  sheet_number (sheet, record->octets);
  sheet_number (sheet, record->queued_packets);
  sheet_number (sheet, record->queued_octets);
  sheet_seconds (sheet, record->sojourn);
  sheet_number (sheet, table->n_dropped[record->dir]);
  sheet_number (sheet, table->n_marked[record->dir]);
  sheet_end_row (sheet);
}

Writer *
queue_table_open (const char *path, SheetFormat format, GError **error)
{
  static const ObserverOps observer = { .queue = on_queue };
  static const WriterOps ops = { .size = sizeof (QueueTable), .observer = &observer };
  Writer *writer = writer_open (&ops, path, error);

  if (writer != NULL)
    sheet_begin (&((QueueTable *) writer)->sheet, writer->stream, format, columns, G_N_ELEMENTS (columns));
  return writer;
}
