/* The names of quantities, and finding one by its name. */
#include "trace/quantity.h"

#include <string.h>

#include "base/why.h"
#include "tcpsim/net/link_config.h"
#include "tcpsim/trace/record.h"
#include "trace/tally.h"

#define IN_SENDERS (IN_RUN | IN_SIDE | IN_CONNECTION | IN_CONNECTION_SIDE)
#define IN_SIDES (IN_SIDE | IN_CONNECTION_SIDE)
#define IN_LINK (IN_RUN | IN_DIRECTION)

const QuantityRow quantity_rows[] = {
  { QUANTITY_END, IN_RUN, "end", UNIT_WORD, 0,
    "how the run ended: done, until, max-events, deadlock" },
  { QUANTITY_DURATION, IN_RUN, "duration", UNIT_TIME, 0,
    "from the first packet to the last, sent or arrived" },
  { QUANTITY_COMPLETION, IN_RUN | IN_CONNECTION, "completion", UNIT_TIME, 0,
    "from the beginning until both scripts were done, or never" },
  { QUANTITY_FINGERPRINT, IN_RUN, "fingerprint", UNIT_HEX, 0,
    "how it begins: of everything that was sent" },
  { QUANTITY_FRAMES, IN_RUN, "frames", UNIT_COUNT, 0,
    "of the capture, at the vantage that numbers them; other people's not counted" },
  { QUANTITY_PACKETS, IN_SENDERS, "packets", UNIT_COUNT, 0,
    "sent, lost ones included" },
  { QUANTITY_BYTES, IN_SENDERS, "bytes", UNIT_SIZE, 0,
    "payload sent, again and lost included" },
  { QUANTITY_RETRANSMISSIONS, IN_SENDERS, "retransmissions", UNIT_COUNT, 0,
    "packets with data, SYN or FIN that had been sent before" },
  { QUANTITY_RETRANSMISSIONS, IN_SENDERS, "retransmits", UNIT_COUNT, 0,
    "the same by a shorter name" },
  { QUANTITY_SENT, IN_SENDERS, "sent.CAUSE", UNIT_COUNT, 0,
    "packets sent for that cause (tcpsim --list causes)" },
  { QUANTITY_LOST, IN_SENDERS | IN_DIRECTION, "lost", UNIT_COUNT, 0,
    "packets that did not arrive, or not in one piece" },
  { QUANTITY_LOST_BY, IN_SENDERS | IN_DIRECTION, "lost.FATE", UNIT_COUNT, 0,
    "... because of that (tcpsim --list fates)" },
  { QUANTITY_EFFECT, IN_LINK, "duplicated", UNIT_COUNT, TALLY_DUPLICATED,
    "packets that the link sent twice" },
  { QUANTITY_EFFECT, IN_LINK, "reordered", UNIT_COUNT, TALLY_REORDERED,
    "packets that the link sent ahead of others" },
  { QUANTITY_EFFECT, IN_LINK, "corrupted", UNIT_COUNT, TALLY_CORRUPTED,
    "packets of which the link flipped a bit" },
  { QUANTITY_EFFECT, IN_LINK, "marked", UNIT_COUNT, TALLY_MARKED,
    "packets that arrived marked with CE by the link" },
  { QUANTITY_GOODPUT, IN_RUN | IN_CONNECTION, "goodput", UNIT_RATE, 0,
    "what reached the applications; of several connections the least" },
  { QUANTITY_COMPLETED, IN_RUN, "connections.completed", UNIT_COUNT, 0,
    "connections whose scripts were both done" },
  { QUANTITY_FAIRNESS, IN_RUN, "connections.fairness", UNIT_SHARE, 0,
    "Jain's index of their goodputs, 0 to 1" },
  { QUANTITY_GOODPUT, IN_RUN, "connections.goodput.min", UNIT_RATE, 0,
    "of the slowest connection" },
  { QUANTITY_GOODPUT_MAX, IN_RUN, "connections.goodput.max", UNIT_RATE, 0,
    "of the fastest connection" },
  { QUANTITY_GOODPUT_SUM, IN_RUN, "connections.goodput.sum", UNIT_RATE, 0,
    "of all connections together" },
  { QUANTITY_COMPLETION_MIN, IN_RUN, "connections.completion.min", UNIT_TIME, 0,
    "of the connection that was done soonest after it began" },
  { QUANTITY_COMPLETION_MAX, IN_RUN, "connections.completion.max", UNIT_TIME, 0,
    "of the one that took longest, or never" },
  { QUANTITY_TOTAL_RETRANS, IN_RUN, "connections.total_retrans", UNIT_COUNT, 0,
    "tcp_info's total_retrans of all ends together" },
  { QUANTITY_QUEUE_PACKETS, IN_DIRECTION, "queue.packets.max", UNIT_COUNT, 0,
    "the most packets that waited" },
  { QUANTITY_QUEUE_OCTETS, IN_DIRECTION, "queue.octets.max", UNIT_SIZE, 0,
    "the most octets that waited, IP headers included" },
  { QUANTITY_QUEUE_DROPS, IN_DIRECTION, "queue.drops", UNIT_COUNT, 0,
    "packets that the queue dropped, full or not" },
  { QUANTITY_QUEUE_MARKS, IN_DIRECTION, "queue.marks", UNIT_COUNT, 0,
    "packets that the queue marked" },
  { QUANTITY_SOJOURN_MAX, IN_DIRECTION, "queue.sojourn.max", UNIT_TIME, 0,
    "the longest that a packet waited" },
  { QUANTITY_SOJOURN_MEAN, IN_DIRECTION, "queue.sojourn.mean", UNIT_TIME, 0,
    "how long packets waited on average, rounded down" },
  { QUANTITY_ERROR, IN_SIDES, "error", UNIT_WORD, 0,
    "how it ended for the application: none, refused, reset, aborted, timeout, closing, not-open" },
  { QUANTITY_FIELD, IN_SIDES, "FIELD", UNIT_COUNT, 0,
    "each field of tcp_info, of that connection" },
  { N_QUANTITIES, 0, NULL, UNIT_COUNT, 0, NULL }
};

/* What a name begins with, and where that ends. */
typedef struct {
  QuantityPlace place;
  guint at;
  guint32 connection;
  const char *rest;
} Beginning;

gboolean
quantity_same_word (const char *a, const char *b)
{
  for (; *a != '\0' && (*a == *b || (*a == '-' && *b == '_') || (*a == '_' && *b == '-')); a++, b++)
    continue;
  return *a == *b;
}

const QuantityRow *
quantity_row_named (const char *name)
{
  for (const QuantityRow *row = quantity_rows; row->name != NULL; row++)
    if (strcmp (row->name, name) == 0)
      return row;
  return NULL;
}

/* The beginning. */

static const struct { const char *prefix; QuantityPlace place; guint at; } prefixes[] = {
  { "client.", IN_SIDE, SIDE_CLIENT }, { "server.", IN_SIDE, SIDE_SERVER },
  { "c2s.", IN_DIRECTION, DIR_C2S }, { "s2c.", IN_DIRECTION, DIR_S2C }
};

/* Takes "connection.2." off; FALSE when there is something else behind the word. */
static gboolean
take_connection (Beginning *b)
{
  const char *number = b->rest + strlen ("connection.");
  char *end;
  guint64 n;

  if (!g_str_has_prefix (b->rest, "connection."))
    return TRUE;
  if (!g_ascii_isdigit (*number))
    return FALSE;
  n = g_ascii_strtoull (number, &end, 10);
  if (*end != '.' || n >= QUANTITY_ANY_CONNECTION)
    return FALSE;
  b->place = IN_CONNECTION;
  b->connection = n;
  b->rest = end + 1;
  return TRUE;
}

static gboolean
take_beginning (const char *name, Beginning *b)
{
  *b = (Beginning) { .place = IN_RUN, .connection = QUANTITY_ANY_CONNECTION, .rest = name };
  if (!take_connection (b))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (b->rest, prefixes[i].prefix))
      {
        if (b->place == IN_CONNECTION && prefixes[i].place != IN_SIDE)
          return TRUE;
        b->place = b->place == IN_CONNECTION ? IN_CONNECTION_SIDE : prefixes[i].place;
        b->at = prefixes[i].at;
        b->rest += strlen (prefixes[i].prefix);
        break;
      }
  return TRUE;
}

/* The rest. */

static gboolean
is_among (const char *word, const char *const *names, guint *at)
{
  for (*at = 0; names[*at] != NULL; (*at)++)
    if (quantity_same_word (names[*at], word))
      return TRUE;
  return FALSE;
}

static gboolean
find_member (const char *name, const char *prefix, const char *const *names, guint *member)
{
  return g_str_has_prefix (name, prefix) && is_among (name + strlen (prefix), names, member);
}

static gboolean
is_ordered (const TcpInfoField *field)
{
  return field->kind != TCP_FIELD_BOOLEAN && field->kind != TCP_FIELD_STATE && field->kind != TCP_FIELD_CA_STATE;
}

#define OF_TCP_INFO "tcp_info."

/* "snd_cwnd", "snd_cwnd.max".  What a row is called, too, is a field only behind
 * "tcp_info.". */
static gboolean
find_field (const char *name, Quantity *q)
{
  gboolean is_told = g_str_has_prefix (name, OF_TCP_INFO);
  g_auto (GStrv) parts = g_strsplit (is_told ? name + strlen (OF_TCP_INFO) : name, ".", 2);

  q->stat = STAT_END;
  if (parts[0] == NULL || (!is_told && quantity_row_named (parts[0]) != NULL))
    return FALSE;
  if (parts[1] != NULL && strcmp (parts[1], "min") != 0 && strcmp (parts[1], "max") != 0)
    return FALSE;
  if (parts[1] != NULL)
    q->stat = strcmp (parts[1], "min") == 0 ? STAT_MIN : STAT_MAX;
  for (q->member = 0; q->member < TCP_INFO_N_FIELDS; q->member++)
    if (strcmp (tcp_info_fields[q->member].name, parts[0]) == 0)
      return q->stat == STAT_END || is_ordered (&tcp_info_fields[q->member]);
  return FALSE;
}

static gboolean
matches (const QuantityRow *row, const char *name, Quantity *q)
{
  q->member = row->member;
  switch (row->kind)
    {
    case QUANTITY_FIELD:   return find_field (name, q);
    case QUANTITY_SENT:    return find_member (name, "sent.", seg_reason_names (), &q->member);
    case QUANTITY_LOST_BY: return find_member (name, "lost.", fate_names (), &q->member)
                                  && q->member != FATE_ARRIVES;
    default:               return strcmp (row->name, name) == 0;
    }
}

/* The row in one of @places that is called @name; NULL when there is none. */
static const QuantityRow *
find_row (const char *name, guint places, Quantity *q)
{
  for (const QuantityRow *row = quantity_rows; row->name != NULL; row++)
    if ((row->places & places) && matches (row, name, q))
      return row;
  return NULL;
}

/* What would be right. */

/* The names in @place that are one word. */
static GPtrArray *
names_in (QuantityPlace place)
{
  GPtrArray *names = g_ptr_array_new ();

  for (const QuantityRow *row = quantity_rows; row->name != NULL; row++)
    if ((row->places & place) && row->kind != QUANTITY_SENT && row->kind != QUANTITY_LOST_BY
        && row->kind != QUANTITY_FIELD)
      g_ptr_array_add (names, (gpointer) row->name);
  for (guint i = 0; (place & IN_SIDES) && i < TCP_INFO_N_FIELDS; i++)
    g_ptr_array_add (names, (gpointer) tcp_info_fields[i].name);
  g_ptr_array_add (names, NULL);
  return names;
}

/* What to do about @name, of which @b is the beginning: one that is near, with
 * the same beginning. */
static char *
hint_near (const char *name, const Beginning *b)
{
  g_autoptr (GPtrArray) names = names_in (b->place);
  const char *nearest = why_nearest (b->rest, (const char *const *) names->pdata);

  if (nearest == NULL)
    return g_strdup ("\"tcpsim --list expect\" names all");
  return g_strdup_printf ("did you mean \"%.*s%s\"?", (int) (b->rest - name), name, nearest);
}

/* Likewise where the rest is right and its beginning is not. */
static char *
hint_elsewhere (const char *rest)
{
  Quantity q;
  const QuantityRow *row = find_row (rest, G_MAXUINT, &q);

  if (row == NULL)
    return NULL;
  if (row->places & IN_RUN)
    return g_strdup_printf ("write %s with nothing before it", rest);
  return row->places & IN_SIDE ? g_strdup_printf ("write client.%s or server.%s", rest, rest)
                               : g_strdup_printf ("write c2s.%s or s2c.%s", rest, rest);
}

/* "client.state.max", "client.lost.max". */
static char *
hint_stat (const char *name, const Beginning *b)
{
  g_auto (GStrv) parts = g_strsplit (b->rest, ".", 2);
  g_autofree char *told = g_strconcat (OF_TCP_INFO, b->rest, NULL);
  g_autofree char *word = g_strconcat (OF_TCP_INFO, parts[0], NULL);
  int beginning = b->rest - name;
  Quantity q;

  if (!(b->place & IN_SIDES))
    return NULL;
  if (find_field (told, &q))
    return g_strdup_printf ("write %.*s%s for the field", beginning, name, told);
  if (parts[0] != NULL && parts[1] != NULL && find_field (word, &q) && !is_ordered (&tcp_info_fields[q.member]))
    return g_strdup_printf ("words have no least and no most, write %.*s%s", beginning, name, parts[0]);
  return NULL;
}

/* Likewise where what stands before the first dot is no beginning. */
static char *
hint_beginning (const Beginning *b)
{
  static const char *const words[] = { "client", "server", "c2s", "s2c", "connection", "connections", NULL };
  const char *dot = strchr (b->rest, '.');
  g_autofree char *word = dot != NULL ? g_strndup (b->rest, dot - b->rest) : NULL;
  const char *nearest = word != NULL && b->place == IN_RUN ? why_nearest (word, words) : NULL;

  if (nearest == NULL || strcmp (nearest, word) == 0)
    return NULL;
  return g_strdup_printf ("did you mean \"%s%s\"?", nearest, dot);
}

static char *
hint_for (const char *name, const Beginning *b)
{
  char *hint = hint_stat (name, b);

  if (hint == NULL && g_str_has_prefix (b->rest, "sent."))
    hint = why_not_among (b->rest + strlen ("sent."), seg_reason_names ());
  if (hint == NULL && g_str_has_prefix (b->rest, "lost."))
    hint = why_not_among (b->rest + strlen ("lost."), fate_names () + 1);
  if (hint == NULL)
    hint = hint_elsewhere (b->rest);
  if (hint == NULL)
    hint = hint_beginning (b);
  return hint != NULL ? hint : hint_near (name, b);
}

gboolean
quantity_find (const char *name, Quantity *q, char **why)
{
  g_autofree char *hint = NULL;
  const QuantityRow *row;
  Beginning b;

  *q = (Quantity) { 0 };
  if (!take_beginning (name, &b))
    return why_set (why, "no connection is named, write its number, as in connection.0.goodput");
  row = find_row (b.rest, b.place, q);
  if (row == NULL)
    {
      hint = hint_for (name, &b);
      return why_set (why, "nothing is reported by that name, %s", hint);
    }
  q->kind = row->kind;
  q->owner = b.place & (IN_RUN | IN_CONNECTION) ? QUANTITY_OF_BOTH
             : b.place == IN_DIRECTION ? QUANTITY_OF_DIRECTION : QUANTITY_OF_SIDE;
  q->at = b.at;
  q->connection = b.connection;
  return TRUE;
}
