/* The summary of a run: counts of what was sent, kept as it happens, and how
 * the run ended. */
#include "trace/summary.h"

#include <string.h>

#include "tcpsim/base/units.h"
#include "trace/tally.h"

/* Connections that the summary lists one by one. */
#define LISTED 10

struct _Summary {
  guint32 n_connections;
  ConnectionRecord listed[LISTED];
  Tally tally;
  SimTime closed_at[N_SIDES];   /* when the first connection was, last; SIM_NEVER: never */
  EndRecord end;                /* its waiting[] point to waiting[] */
  char *waiting[N_SIDES];
};

Summary *
summary_new (void)
{
  Summary *s = g_new0 (Summary, 1);

  s->closed_at[SIDE_CLIENT] = s->closed_at[SIDE_SERVER] = SIM_NEVER;
  return s;
}

void
summary_free (Summary *s)
{
  if (s == NULL)
    return;
  for (guint side = 0; side < N_SIDES; side++)
    g_free (s->waiting[side]);
  g_free (s);
}

static void
summary_on_sent (gpointer self, const PacketRecord *packet)
{
  tally_sent (&((Summary *) self)->tally, packet);
}

static void
summary_on_arrived (gpointer self, const PacketRecord *packet)
{
  tally_arrived (&((Summary *) self)->tally, packet);
}

static void
summary_on_dropped (gpointer self, const DropRecord *drop)
{
  tally_dropped (&((Summary *) self)->tally, drop);
}

static void
summary_on_start (gpointer self, const RunRecord *run)
{
  Summary *s = self;

  s->n_connections = run->n_connections;
}

static void
summary_on_state (gpointer self, const StateRecord *record)
{
  Summary *s = self;

  if (record->connection == 0 && record->to == TCP_CLOSED)
    s->closed_at[record->side] = record->at;
}

static void
summary_on_connection (gpointer self, const ConnectionRecord *record)
{
  Summary *s = self;

  if (record->connection < LISTED)
    s->listed[record->connection] = *record;
  tally_connection (&s->tally, record);
}

static void
summary_on_end (gpointer self, const EndRecord *end)
{
  Summary *s = self;

  s->end = *end;
  for (guint side = 0; side < N_SIDES; side++)
    s->end.waiting[side] = s->waiting[side] = g_strdup (end->waiting[side]);
}

const ObserverOps summary_observer = {
  .sent = summary_on_sent,
  .arrived = summary_on_arrived,
  .dropped = summary_on_dropped,
  .start = summary_on_start,
  .state = summary_on_state,
  .connection = summary_on_connection,
  .end = summary_on_end,
};

/* Where it stands in its line: all lines name their matter in this many
 * cells. */
#define NAME_CELLS 14

static void
print_name (FILE *out, const DiagramStyle *style, const char *name)
{
  g_autofree char *padded = g_strdup_printf ("%-*s", NAME_CELLS, name);

  diagram_paint (out, style, PAINT_STRONG, padded);
}

/* "1 packet", "2 packets", in columns whose numbers are @digits wide. */
static char *
count_text (guint64 n, const char *one, const char *many, int digits)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n);

  return g_strdup_printf ("%*s %-*s", digits, number, (int) MAX (strlen (one), strlen (many)),
                          n == 1 ? one : many);
}

static int
digits (guint64 a, guint64 b)
{
  int n = 1;

  for (guint64 rest = MAX (a, b); rest >= 10; rest /= 10)
    n++;
  return n;
}

static void
print_count (FILE *out, const DiagramStyle *style, Paint paint, const char *text)
{
  diagram_paint (out, style, paint, text);
  fputs ("   ", out);
}

static void
print_sent (const Summary *s, FILE *out, const DiagramStyle *style, Direction dir)
{
  const TallySent *a = &s->tally.sent[dir];
  const TallySent *b = &s->tally.sent[!dir];
  g_autofree char *packets = NULL, *bytes = NULL, *again = NULL;
  g_autofree char *name = g_strdup_printf ("%s sent", side_name ((Side) dir));
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT " lost", a->lost);

  packets = count_text (a->packets, "packet", "packets", digits (a->packets, b->packets));
  bytes = count_text (a->bytes, "byte", "bytes", digits (a->bytes, b->bytes));
  again = count_text (a->again, "retransmission", "retransmissions", digits (a->again, b->again));

  print_name (out, style, name);
  print_count (out, style, PAINT_NONE, packets);
  print_count (out, style, PAINT_NONE, bytes);
  print_count (out, style, a->again > 0 ? PAINT_ALERT : PAINT_NONE, again);
  diagram_paint (out, style, a->lost > 0 ? PAINT_ALERT : PAINT_NONE, lost);
  fputc ('\n', out);
}

/* "TIME-WAIT (2 MSL not waited for)", "CLOSED: connection refused, after 40ms": since
 * the first packet, as the diagram counts. */
static void
print_side (const Summary *s, FILE *out, const DiagramStyle *style, Side side)
{
  TcpState state = s->end.info[side].state;
  g_autofree char *name = g_strdup_printf ("%s ended", side_name (side));

  print_name (out, style, name);
  fputs (tcp_state_name (state), out);
  if (state == TCP_TIME_WAIT)
    fputs (" (2 MSL not waited for)", out);
  if (s->end.error[side] != TCP_OK)
    {
      fputs (": ", out);
      diagram_paint (out, style, PAINT_ALERT, tcp_error_text (s->end.error[side]));
    }
  if (s->end.error[side] != TCP_OK && s->closed_at[side] != SIM_NEVER)
    {
      g_autofree char *after = units_print_time (s->closed_at[side] - s->tally.first_at);

      fprintf (out, ", after %s", after);
    }
  fputc ('\n', out);
}

/* How the run ended, for other ends than that all was done; to be freed. */
static char *
end_text (const EndRecord *end)
{
  g_autofree char *at = units_print_time (end->ended_at);

  switch (end->end)
    {
    case END_DONE:        break;
    case END_UNTIL:       return g_strdup_printf ("at the time limit, %s", at);
    case END_EVENTS:      return g_strdup_printf ("at the event limit, %s into the run", at);
    case END_DEADLOCK:    return g_strdup ("in deadlock: nothing is left to happen");
    case END_INTERRUPTED: return g_strdup_printf ("by interruption, %s into the run", at);
    }
  return NULL;
}

static void
print_waiting (const Summary *s, FILE *out, const DiagramStyle *style)
{
  for (guint side = 0; side < N_SIDES; side++)
    {
      g_autofree char *name = g_strdup_printf ("%s waits", side_name ((Side) side));

      if (s->waiting[side] == NULL)
        continue;
      print_name (out, style, name);
      fprintf (out, "for: %s\n", s->waiting[side]);
    }
}

static void
print_end (const Summary *s, FILE *out, const DiagramStyle *style)
{
  g_autofree char *text = end_text (&s->end);

  if (text == NULL)
    return;
  print_name (out, style, "run stopped");
  diagram_paint (out, style, PAINT_ALERT, text);
  fputc ('\n', out);
  print_waiting (s, out, style);
}

static void
print_listed (FILE *out, const ConnectionRecord *record)
{
  g_autofree char *begins = units_print_seconds (record->begins_at);
  g_autofree char *took = record->done_at != SIM_NEVER ? units_print_seconds (connection_took (record))
                                                       : g_strdup ("never");

  fprintf (out, "  %10u  %14s  %14s  %14" G_GUINT64_FORMAT "  %10u  %s%s%s\n", record->connection, begins, took,
           connection_goodput (record),
           record->info[SIDE_CLIENT].total_retrans + record->info[SIDE_SERVER].total_retrans,
           record->congestion_control[SIDE_CLIENT], record->error[SIDE_CLIENT] != TCP_OK ? ": " : "",
           tcp_error_text (record->error[SIDE_CLIENT]));
}

/* Where there are several connections: the first of them, and all together. */
static void
print_connections (const Summary *s, FILE *out, const DiagramStyle *style)
{
  guint index = fairness_index (&s->tally.fairness);

  if (s->n_connections < 2)
    return;

  fprintf (out, "  connection          begins           takes       octets/s  sent again  control\n");
  for (guint32 i = 0; i < MIN (s->n_connections, LISTED); i++)
    print_listed (out, &s->listed[i]);
  if (s->n_connections > LISTED)
    fprintf (out, "  ... and %u more\n", s->n_connections - LISTED);
  print_name (out, style, "connections");
  fprintf (out, "%u, %" G_GUINT64_FORMAT " completed   %" G_GUINT64_FORMAT " octets/s together   "
           "%" G_GUINT64_FORMAT " sent again   Jain's index %u.%04u\n", s->n_connections, s->tally.n_done,
           s->tally.fairness.sum, s->tally.total_retrans, index / 10000, index % 10000);
}

void
summary_print (const Summary *s, FILE *out, const DiagramStyle *style, const char *fingerprint)
{
  g_autofree char *duration = units_print_time (s->tally.last_at - s->tally.first_at);

  print_name (out, style, "duration");
  fprintf (out, "%s, first packet to last\n", duration);
  for (guint i = 0; i < N_DIRS; i++)
    print_sent (s, out, style, (Direction) i);
  for (guint i = 0; i < N_SIDES; i++)
    print_side (s, out, style, (Side) i);
  print_connections (s, out, style);
  print_end (s, out, style);
  print_name (out, style, "fingerprint");
  fprintf (out, "%s\n", fingerprint);
}
