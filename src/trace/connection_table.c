/* The table of connections. */
#include "trace/connection_table.h"

#include "trace/outfile.h"

struct _ConnectionTable {
  OutFile *out;
  RunRecord run;
};

guint64
connection_goodput (const ConnectionRecord *record)
{
  SimTime took = record->done_at - record->begins_at;
  guint64 octets = record->info[SIDE_CLIENT].bytes_received + record->info[SIDE_SERVER].bytes_received;

  if (record->done_at == SIM_NEVER || took <= 0)
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

ConnectionTable *
connection_table_open (const char *path, GError **error)
{
  OutFile *out = outfile_open (path, error);
  ConnectionTable *table;

  if (out == NULL)
    return NULL;

  table = g_new0 (ConnectionTable, 1);
  table->out = out;
  fputs ("connection\tclient.address\tclient.port\tbegins\tdone\tclient.bytes\tserver.bytes\tgoodput\t"
         "client.total_retrans\tserver.total_retrans\tclient.state\tserver.state\tclient.error\t"
         "server.error\n", outfile_stream (out));
  return table;
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
  if (time != SIM_NEVER)
    fprintf (out, "%" G_GINT64_FORMAT ".%09" G_GINT64_FORMAT, time / SIM_SEC (1), time % SIM_SEC (1));
  putc ('\t', out);
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  ConnectionTable *table = self;
  FILE *out = outfile_stream (table->out);
  const TcpInfo *client = &record->info[SIDE_CLIENT], *server = &record->info[SIDE_SERVER];
  NetAddress address[N_SIDES];
  guint16 port[N_SIDES];
  char text[NET_ADDRESS_TEXT_MAX];

  run_record_ends (&table->run, record->connection, address, port);
  fprintf (out, "%u\t%s\t%u\t", record->connection, net_address_print (&address[SIDE_CLIENT], text),
           port[SIDE_CLIENT]);
  put_time (out, record->begins_at);
  put_time (out, record->done_at);
  fprintf (out, "%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%u\t%u\t%s\t%s\t%s\t%s\n",
           server->bytes_received, client->bytes_received, connection_goodput (record),
           client->total_retrans, server->total_retrans, tcp_state_name (client->state),
           tcp_state_name (server->state), tcp_error_text (record->error[SIDE_CLIENT]),
           tcp_error_text (record->error[SIDE_SERVER]));
}

const ObserverOps connection_table_observer = { .start = on_start, .connection = on_connection };

gboolean
connection_table_settle (ConnectionTable *table, GError **error)
{
  return outfile_settle (table->out, error);
}

gboolean
connection_table_commit (ConnectionTable *table, GError **error)
{
  gboolean committed = outfile_commit (table->out, error);

  g_free (table);
  return committed;
}

void
connection_table_discard (ConnectionTable *table)
{
  if (table == NULL)
    return;

  outfile_discard (table->out);
  g_free (table);
}
