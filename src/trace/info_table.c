/* The table of tcp_info.  Times are in microseconds, as Linux gives them;
 * windows and rates in octets; cwnd and what it counts in segments. */
#include "trace/info_table.h"

#include <stddef.h>
#include <string.h>

/* At least as many as there are columns. */
#define MAX_COLUMNS 64

typedef struct {
  Writer writer;
  Sheet sheet;
  const char *names[4 + MAX_COLUMNS];
  GArray *last;                 /* TcpInfo: of each connection's client and server */
} InfoTable;

typedef enum { AS_U8, AS_U32, AS_U64, AS_BOOLEAN, AS_STATE, AS_CA_STATE } Kind;

typedef struct {
  const char *name;
  gsize offset;
  Kind kind;
} Column;

#define COLUMN(member, kind) { #member, offsetof (TcpInfo, member), kind }

static const Column columns[] = {
  COLUMN (state, AS_STATE), COLUMN (ca_state, AS_CA_STATE),
  COLUMN (snd_cwnd, AS_U32), COLUMN (snd_ssthresh, AS_U32), COLUMN (unacked, AS_U32),
  COLUMN (sacked, AS_U32), COLUMN (lost, AS_U32), COLUMN (retrans, AS_U32),
  COLUMN (retransmits, AS_U32), COLUMN (backoff, AS_U32), COLUMN (probes, AS_U32),
  COLUMN (total_retrans, AS_U32), COLUMN (total_rto, AS_U32), COLUMN (rto, AS_U32),
  COLUMN (rtt, AS_U32), COLUMN (rttvar, AS_U32), COLUMN (min_rtt, AS_U32), COLUMN (ato, AS_U32),
  COLUMN (snd_mss, AS_U32), COLUMN (rcv_mss, AS_U32), COLUMN (advmss, AS_U32),
  COLUMN (reordering, AS_U32), COLUMN (reord_seen, AS_U32), COLUMN (dsack_dups, AS_U32),
  COLUMN (delivered, AS_U32), COLUMN (delivered_ce, AS_U32), COLUMN (pacing_rate, AS_U64),
  COLUMN (delivery_rate, AS_U64), COLUMN (delivery_rate_app_limited, AS_BOOLEAN),
  COLUMN (bytes_acked, AS_U64), COLUMN (bytes_received, AS_U64), COLUMN (bytes_sent, AS_U64),
  COLUMN (bytes_retrans, AS_U64), COLUMN (notsent_bytes, AS_U64), COLUMN (segs_out, AS_U32),
  COLUMN (segs_in, AS_U32), COLUMN (data_segs_out, AS_U32), COLUMN (data_segs_in, AS_U32),
  COLUMN (snd_wnd, AS_U32), COLUMN (rcv_wnd, AS_U32), COLUMN (rcv_ssthresh, AS_U32),
  COLUMN (rcv_space, AS_U32), COLUMN (rcv_rtt, AS_U32),
  COLUMN (snd_wscale, AS_U8), COLUMN (rcv_wscale, AS_U8), COLUMN (in_pingpong, AS_BOOLEAN),
  COLUMN (quickacks, AS_U32)
};

static guint64
number_at (const TcpInfo *info, const Column *column)
{
  const void *at = (const char *) info + column->offset;

  switch (column->kind)
    {
    case AS_U8:       return *(const guint8 *) at;
    case AS_U64:      return *(const guint64 *) at;
    case AS_BOOLEAN:  return *(const gboolean *) at != FALSE;
    case AS_STATE:    return *(const TcpState *) at;
    case AS_CA_STATE: return *(const TcpCaState *) at;
    default:          return *(const guint32 *) at;
    }
}

static gboolean
is_same (const TcpInfo *a, const TcpInfo *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (number_at (a, &columns[i]) != number_at (b, &columns[i]))
      return FALSE;
  return TRUE;
}

static void
put_field (Sheet *sheet, const TcpInfo *info, const Column *column)
{
  guint64 number = number_at (info, column);

  if (column->kind == AS_STATE)
    sheet_text (sheet, tcp_state_name (number));
  else if (column->kind == AS_CA_STATE)
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

  if (is_same (last, record->info))
    return;

  *last = *record->info;
  sheet_seconds (&table->sheet, record->at);
  sheet_number (&table->sheet, record->connection);
  sheet_text (&table->sheet, side_name (record->side));
  sheet_text (&table->sheet, causes[record->cause]);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    put_field (&table->sheet, record->info, &columns[i]);
  sheet_end_row (&table->sheet);
}

static void
begin (InfoTable *table, SheetFormat format)
{
  static const char *const first[] = { "time", "connection", "side", "cause" };
  guint n = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (columns) <= MAX_COLUMNS);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    table->names[n++] = first[i];
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    table->names[n++] = columns[i].name;
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
