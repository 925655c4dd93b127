/* The table of tcp_info.  Times are in microseconds, as Linux gives them;
 * windows and rates in octets; cwnd and what it counts in segments. */
#include "trace/info_table.h"

typedef struct {
  Writer writer;
  Sheet sheet;
  const char *names[4 + TCP_INFO_N_FIELDS];
  GArray *last;                 /* TcpInfo: of each connection's client and server */
} InfoTable;

static void
put_field (Sheet *sheet, const TcpInfo *info, const TcpInfoField *field)
{
  guint64 number = tcp_info_number (info, field);

  if (field->kind == TCP_FIELD_STATE)
    sheet_text (sheet, tcp_state_name (number));
  else if (field->kind == TCP_FIELD_CA_STATE)
    sheet_text (sheet, tcp_ca_state_name (number));
  else
    sheet_number (sheet, number);
}

/* The last row's numbers of one end; all zero before its first. */
static TcpInfo *
last_of (InfoTable *table, guint32 connection, Side side)
{
  guint at = connection * N_SIDES + side;

  if (at >= table->last->len)
    g_array_set_size (table->last, (connection + 1) * N_SIDES);
  return &g_array_index (table->last, TcpInfo, at);
}

static void
on_info (gpointer self, const InfoRecord *record)
{
  static const char *const causes[] = {
    [CAUSE_ARRIVAL] = "in", [CAUSE_SENT] = "out", [CAUSE_TIMER] = "timer", [CAUSE_CALL] = "call"
  };
  InfoTable *table = self;
  TcpInfo *last = last_of (table, record->connection, record->side);

  if (tcp_info_is_equal (last, record->info))
    return;

  *last = *record->info;
  sheet_seconds (&table->sheet, record->at);
  sheet_number (&table->sheet, record->connection);
  sheet_text (&table->sheet, side_name (record->side));
  sheet_text (&table->sheet, causes[record->cause]);
  for (guint i = 0; i < TCP_INFO_N_FIELDS; i++)
    put_field (&table->sheet, record->info, &tcp_info_fields[i]);
  sheet_end_row (&table->sheet);
}

static void
begin (InfoTable *table, SheetFormat format)
{
  static const char *const first[] = { "time", "connection", "side", "cause" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    table->names[n++] = first[i];
  for (guint i = 0; i < TCP_INFO_N_FIELDS; i++)
    table->names[n++] = tcp_info_fields[i].name;
  sheet_begin (&table->sheet, table->writer.stream, format, table->names, n);
}

static void
clear (Writer *writer)
{
  g_array_unref (((InfoTable *) writer)->last);
}

Writer *
info_table_open (const char *path, SheetFormat format, GError **error)
{
  static const ObserverOps observer = { .info = on_info };
  static const WriterOps ops = { .size = sizeof (InfoTable), .observer = &observer, .clear = clear };
  Writer *writer = writer_open (&ops, path, error);

  if (writer == NULL)
    return NULL;

  ((InfoTable *) writer)->last = g_array_new (FALSE, TRUE, sizeof (TcpInfo));
  begin ((InfoTable *) writer, format);
  return writer;
}
