/* The table of connections. */
#include "trace/connection_table.h"

typedef struct {
  Writer writer;
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

/* Seconds with nine decimals and a tab; the tab alone for never. */
static void
put_time (FILE *out, SimTime time)
{
  char text[SECONDS_TEXT_MAX];

  if (time != SIM_NEVER)
    fputs (seconds_text (time, text), out);
  putc ('\t', out);
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  ConnectionTable *table = self;
  FILE *out = table->writer.stream;
  const TcpInfo *client = &record->info[SIDE_CLIENT], *server = &record->info[SIDE_SERVER];
  NetAddress address[N_SIDES];
  guint16 port[N_SIDES];
  char text[NET_ADDRESS_TEXT_MAX];

  run_record_ends (&table->run, record->connection, address, port);
  fprintf (out, "%u\t%s\t%u\t", record->connection, net_address_print (&address[SIDE_CLIENT], text),
           port[SIDE_CLIENT]);
  put_time (out, record->begins_at);
  put_time (out, record->done_at);
  fprintf (out, "%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%u\t%u\t%s\t%s\t%s\t%s\t%s\t%s\n",
           server->bytes_received, client->bytes_received, connection_goodput (record),
           client->total_retrans, server->total_retrans, tcp_state_name (client->state),
           tcp_state_name (server->state), tcp_error_text (record->error[SIDE_CLIENT]),
           tcp_error_text (record->error[SIDE_SERVER]), record->congestion_control[SIDE_CLIENT],
           record->congestion_control[SIDE_SERVER]);
}

Writer *
connection_table_open (const char *path, GError **error)
{
  static const ObserverOps observer = { .start = on_start, .connection = on_connection };
  static const WriterOps ops = { .size = sizeof (ConnectionTable), .observer = &observer };
  Writer *writer = writer_open (&ops, path, error);

  if (writer != NULL)
    fputs ("connection\tclient.address\tclient.port\tbegins\tdone\tclient.bytes\tserver.bytes\tgoodput\t"
           "client.total_retrans\tserver.total_retrans\tclient.state\tserver.state\tclient.error\t"
           "server.error\tclient.congestion_control\tserver.congestion_control\n", writer->stream);
  return writer;
}
