/* The table of connections. */
#include "trace/connection_table.h"

typedef struct {
  Writer writer;
  Sheet sheet;
  RunRecord run;
} ConnectionTable;

guint64
connection_goodput (const ConnectionRecord *record)
{
  SimTime took = MIN (record->done_at, record->ended_at) - record->begins_at;
  guint64 octets = record->info[SIDE_CLIENT].bytes_received + record->info[SIDE_SERVER].bytes_received;

  if (took <= 0)
    return 0;
  return (unsigned __int128) octets * SIM_SEC (1) / took;
}

SimTime
connection_took (const ConnectionRecord *record)
{
  return record->done_at != SIM_NEVER ? record->done_at - record->begins_at : SIM_NEVER;
}

void
fairness_add (Fairness *fairness, guint64 value)
{
  unsigned __int128 squares = ((unsigned __int128) fairness->squares_high << 64) | fairness->squares_low;

  squares += (unsigned __int128) value * value;
  fairness->squares_high = squares >> 64;
  fairness->squares_low = squares;
  fairness->sum += value;
  fairness->n++;
}

/* (sum x)^2 / (n sum x^2) (Jain, Chiu and Hawe, 1984).  Both are scaled down
 * until they fit. */
guint
fairness_index (const Fairness *fairness)
{
  unsigned __int128 squares = ((unsigned __int128) fairness->squares_high << 64) | fairness->squares_low;
  unsigned __int128 above = (unsigned __int128) fairness->sum * fairness->sum, below;

  if (above == 0)
    return 0;
  while (squares >> 90 != 0 || above >> 110 != 0)
    {
      squares >>= 1;
      above >>= 1;
    }
  below = squares * fairness->n;
  return (above * 10000 + below / 2) / below;
}

static void
on_start (gpointer self, const RunRecord *run)
{
  ConnectionTable *table = self;

  table->run = *run;
  table->run.model_name = NULL;         /* good during this call only */
}

static void
put_time (Sheet *sheet, SimTime time)
{
  if (time == SIM_NEVER)
    sheet_none (sheet);
  else
    sheet_seconds (sheet, time);
}

static void
put_address (ConnectionTable *table, guint32 connection)
{
  NetAddress address[N_SIDES];
  guint16 port[N_SIDES];
  char text[NET_ADDRESS_TEXT_MAX];

  run_record_ends (&table->run, connection, address, port);
  sheet_text (&table->sheet, net_address_print (&address[SIDE_CLIENT], text));
  sheet_number (&table->sheet, port[SIDE_CLIENT]);
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  ConnectionTable *table = self;
  Sheet *sheet = &table->sheet;
  const TcpInfo *client = &record->info[SIDE_CLIENT], *server = &record->info[SIDE_SERVER];

  sheet_number (sheet, record->connection);
  put_address (table, record->connection);
  put_time (sheet, record->begins_at);
  put_time (sheet, record->done_at);
  sheet_number (sheet, server->bytes_received);
  sheet_number (sheet, client->bytes_received);
  sheet_number (sheet, connection_goodput (record));
  sheet_number (sheet, client->total_retrans);
  sheet_number (sheet, server->total_retrans);
  sheet_text (sheet, tcp_state_name (client->state));
  sheet_text (sheet, tcp_state_name (server->state));
  sheet_text (sheet, tcp_error_text (record->error[SIDE_CLIENT]));
  sheet_text (sheet, tcp_error_text (record->error[SIDE_SERVER]));
  sheet_text (sheet, record->congestion_control[SIDE_CLIENT]);
  sheet_text (sheet, record->congestion_control[SIDE_SERVER]);
  sheet_end_row (sheet);
}

Writer *
connection_table_open (const char *path, SheetFormat format, GError **error)
{
  static const char *const columns[] = {
    "connection", "client.address", "client.port", "begins", "done", "client.bytes", "server.bytes",
    "goodput", "client.total_retrans", "server.total_retrans", "client.state", "server.state",
    "client.error", "server.error", "client.congestion_control", "server.congestion_control"
  };
  static const ObserverOps observer = { .start = on_start, .connection = on_connection };
  static const WriterOps ops = { .size = sizeof (ConnectionTable), .observer = &observer };
  Writer *writer = writer_open (&ops, path, error);

  if (writer != NULL)
    sheet_begin (&((ConnectionTable *) writer)->sheet, writer->stream, format, columns,
                 G_N_ELEMENTS (columns));
  return writer;
}
