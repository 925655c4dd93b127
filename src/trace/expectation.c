/* Names of quantities, conditions on them, and their values in words. */
#include "tcpsim/trace/expectation.h"

#include <string.h>

#include "base/why.h"
#include "tcpsim/base/units.h"
#include "tcpsim/net/link_config.h"
#include "tcpsim/trace/record.h"

typedef enum { UNIT_COUNT, UNIT_SIZE, UNIT_TIME, UNIT_MICROSECONDS, UNIT_RATE, UNIT_BYTE_RATE, UNIT_SHARE, UNIT_WORD, UNIT_HEX } Unit;

/* How a name begins. */
typedef enum { OF_RUN, OF_SIDE, OF_DIRECTION } Owner;

typedef struct {
  QuantityKind kind;
  Owner owner;
  const char *name;             /* "REASON", "EFFECT", "FIELD" stand for several */
  Unit unit;
} Row;

static const Row rows[] = {
  { QUANTITY_END, OF_RUN, "end", UNIT_WORD },
  { QUANTITY_DURATION, OF_RUN, "duration", UNIT_TIME },
  { QUANTITY_PACKETS_OF_ALL, OF_RUN, "packets", UNIT_COUNT },
  { QUANTITY_FINGERPRINT, OF_RUN, "fingerprint", UNIT_HEX },
  { QUANTITY_COMPLETED, OF_RUN, "connections.completed", UNIT_COUNT },
  { QUANTITY_FAIRNESS, OF_RUN, "connections.fairness", UNIT_SHARE },
  { QUANTITY_GOODPUT, OF_RUN, "goodput", UNIT_RATE },
  { QUANTITY_PACKETS, OF_SIDE, "packets", UNIT_COUNT },
  { QUANTITY_BYTES, OF_SIDE, "bytes", UNIT_SIZE },
  { QUANTITY_RETRANSMISSIONS, OF_SIDE, "retransmissions", UNIT_COUNT },
  { QUANTITY_SENT, OF_SIDE, "sent.REASON", UNIT_COUNT },
  { QUANTITY_ERROR, OF_SIDE, "error", UNIT_WORD },
  { QUANTITY_FIELD, OF_SIDE, "FIELD", UNIT_COUNT },
  { QUANTITY_LOST, OF_DIRECTION, "lost", UNIT_COUNT },
  { QUANTITY_QUEUE_PACKETS, OF_DIRECTION, "queue.packets.max", UNIT_COUNT },
  { QUANTITY_QUEUE_DROPS, OF_DIRECTION, "queue.drops", UNIT_COUNT },
  { QUANTITY_QUEUE_MARKS, OF_DIRECTION, "queue.marks", UNIT_COUNT },
  { QUANTITY_SOJOURN_MAX, OF_DIRECTION, "queue.sojourn.max", UNIT_TIME },
  { QUANTITY_SOJOURN_MEAN, OF_DIRECTION, "queue.sojourn.mean", UNIT_TIME },
  { QUANTITY_EFFECT, OF_DIRECTION, "EFFECT", UNIT_COUNT },
};

const char *const *
expectation_names (void)
{
  static const char *const names[] = {
    "end", "duration", "packets", "fingerprint", "goodput", "connections.completed",
    "connections.fairness", "SIDE.packets", "SIDE.bytes", "SIDE.retransmissions", "SIDE.sent.CAUSE",
    "SIDE.error", "SIDE.FIELD", "SIDE.FIELD.min", "SIDE.FIELD.max", "DIR.lost", "DIR.duplicated",
    "DIR.reordered", "DIR.corrupted", "DIR.marked", "DIR.queue.packets.max", "DIR.queue.drops",
    "DIR.queue.marks", "DIR.queue.sojourn.max", "DIR.queue.sojourn.mean", NULL
  };

  return names;
}

static const Row *
row_of (QuantityKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].kind == kind)
      return &rows[i];
  g_assert_not_reached ();
}

static gboolean
is_among (const char *word, const char *const *names, guint *at)
{
  for (*at = 0; names[*at] != NULL; (*at)++)
    if (strcmp (names[*at], word) == 0)
      return TRUE;
  return FALSE;
}

/* Names. */

/* "snd_cwnd", "snd_cwnd.max". */
static gboolean
find_field (Expectation *e, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);

  e->stat = STAT_END;
  if (parts[0] == NULL || (parts[1] != NULL && strcmp (parts[1], "min") != 0 && strcmp (parts[1], "max") != 0))
    return FALSE;
  if (parts[1] != NULL)
    e->stat = strcmp (parts[1], "min") == 0 ? STAT_MIN : STAT_MAX;
  for (e->member = 0; e->member < TCP_INFO_N_FIELDS; e->member++)
    if (strcmp (tcp_info_fields[e->member].name, parts[0]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
matches (Expectation *e, const Row *row, const char *name)
{
  switch (row->kind)
    {
    case QUANTITY_FIELD:  return find_field (e, name);
    case QUANTITY_EFFECT: return is_among (name, effect_names (), &e->member);
    case QUANTITY_SENT:   return g_str_has_prefix (name, "sent.")
                                 && is_among (name + strlen ("sent."), seg_reason_names (), &e->member);
    default:              return strcmp (row->name, name) == 0;
    }
}

static Owner
owner_of (const char *name, guint *at, const char **rest)
{
  static const struct { const char *prefix; Owner owner; guint at; } prefixes[] = {
    { "client.", OF_SIDE, SIDE_CLIENT }, { "server.", OF_SIDE, SIDE_SERVER },
    { "c2s.", OF_DIRECTION, DIR_C2S }, { "s2c.", OF_DIRECTION, DIR_S2C }
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i].prefix))
      {
        *at = prefixes[i].at;
        *rest = name + strlen (prefixes[i].prefix);
        return prefixes[i].owner;
      }
  *at = 0;
  *rest = name;
  return OF_RUN;
}

/* What else could have been meant by @rest, of @owner. */
static char *
suggest (Owner owner, const char *rest)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].owner == owner && !g_ascii_isupper (rows[i].name[0]))
      g_ptr_array_add (names, (gpointer) rows[i].name);
  for (guint i = 0; owner == OF_SIDE && i < TCP_INFO_N_FIELDS; i++)
    g_ptr_array_add (names, (gpointer) tcp_info_fields[i].name);
  for (guint i = 0; owner == OF_DIRECTION && effect_names ()[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer) effect_names ()[i]);
  g_ptr_array_add (names, NULL);
  return why_not_among (rest, (const char *const *) names->pdata);
}

static gboolean
find_quantity (Expectation *e, const char *name, char **why)
{
  g_autofree char *hint = NULL;
  const char *rest;
  Owner owner = owner_of (name, &e->at, &rest);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].owner == owner && matches (e, &rows[i], rest))
      {
        e->kind = rows[i].kind;
        return TRUE;
      }
  hint = g_str_has_prefix (rest, "sent.") && owner == OF_SIDE
         ? why_not_among (rest + strlen ("sent."), seg_reason_names ()) : suggest (owner, rest);
  return why_set (why, "nothing is reported by that name, %s", hint);
}

static const TcpInfoField *
field_of (const Expectation *e)
{
  return e->kind == QUANTITY_FIELD ? &tcp_info_fields[e->member] : NULL;
}

static Unit
unit_of (const Expectation *e)
{
  static const Unit units[] = {
    [TCP_FIELD_COUNT] = UNIT_COUNT, [TCP_FIELD_OCTETS] = UNIT_SIZE,
    [TCP_FIELD_MICROSECONDS] = UNIT_MICROSECONDS, [TCP_FIELD_OCTETS_A_SECOND] = UNIT_BYTE_RATE,
    [TCP_FIELD_BOOLEAN] = UNIT_WORD, [TCP_FIELD_STATE] = UNIT_WORD, [TCP_FIELD_CA_STATE] = UNIT_WORD
  };

  return field_of (e) != NULL ? units[field_of (e)->kind] : row_of (e->kind)->unit;
}

/* The words that UNIT_WORD chooses from. */
static const char *
word_at (const Expectation *e, guint i)
{
  static const char *const switches[] = { "off", "on" };

  if (e->kind == QUANTITY_END)
    return run_end_names ()[i];
  if (e->kind == QUANTITY_ERROR)
    return tcp_error_names ()[i];
  if (field_of (e)->kind == TCP_FIELD_STATE)
    return i < TCP_N_STATES ? tcp_state_name (i) : NULL;
  if (field_of (e)->kind == TCP_FIELD_CA_STATE)
    return i < TCP_N_CA_STATES ? tcp_ca_state_name (i) : NULL;
  return i < G_N_ELEMENTS (switches) ? switches[i] : NULL;
}

/* Values. */

static gboolean
parse_word (const Expectation *e, const char *text, gint64 *value, char **why)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *quoted = why_quote (text), *hint = NULL;
  const char *word;

  for (guint i = 0; (word = word_at (e, i)) != NULL; i++)
    {
      if (strcmp (word, text) == 0)
        {
          *value = i;
          return TRUE;
        }
      g_ptr_array_add (words, (gpointer) word);
    }
  g_ptr_array_add (words, NULL);
  hint = why_not_among (text, (const char *const *) words->pdata);
  return why_set (why, "%s is none of its words, %s", quoted, hint);
}

/* "0.95": at most four decimals. */
static gboolean
parse_share (const char *text, gint64 *value)
{
  char *end;
  guint64 whole = g_ascii_strtoull (text, &end, 10), part = 0, scale = 10000;

  if (end == text || whole > 1)
    return FALSE;
  if (*end == '.')
    for (end++; g_ascii_isdigit (*end) && scale > 1; end++)
      {
        scale /= 10;
        part += (*end - '0') * scale;
      }
  *value = whole * 10000 + part;
  return *end == '\0' && *value <= 10000;
}

static gboolean
parse_number (const Expectation *e, const char *text, gint64 *value, char **why)
{
  g_autofree char *quoted = why_quote (text);
  guint64 number = 0;
  SimTime time = 0;
  UnitsStatus status = UNITS_OK;
  Unit unit = unit_of (e);

  switch (unit)
    {
    case UNIT_WORD:
      return parse_word (e, text, value, why);
    case UNIT_SHARE:
      return parse_share (text, value) || why_set (why, "%s is no share, write one like 0.95", quoted);
    case UNIT_TIME:
    case UNIT_MICROSECONDS:
      status = units_parse_time (text, &time);
      number = unit == UNIT_TIME ? (guint64) time : (guint64) time / 1000;
      break;
    case UNIT_RATE:
    case UNIT_BYTE_RATE:
      status = units_parse_rate (text, &number);
      number /= unit == UNIT_RATE ? 1 : 8;
      break;
    case UNIT_SIZE:
      status = units_parse_count (text, &number);
      if (status != UNITS_OK)
        status = units_parse_size (text, &number);
      break;
    default:
      status = units_parse_count (text, &number);
    }
  if (status != UNITS_OK || number > G_MAXINT64)
    return why_set (why, "%s %s, write %s", quoted, units_status_text (status),
                    unit == UNIT_TIME || unit == UNIT_MICROSECONDS ? "a time like 25us or 1.5s"
                    : unit == UNIT_RATE || unit == UNIT_BYTE_RATE ? "a rate like 2.5Mbit" : "a number");
  *value = number;
  return TRUE;
}

/* Conditions. */

static const char *
skip_operator (const char *text, CompareOp *op)
{
  static const struct { const char *sign; CompareOp op; } signs[] = {
    { "<=", COMPARE_LE }, { ">=", COMPARE_GE }, { "!=", COMPARE_NE }, { "<", COMPARE_LT },
    { ">", COMPARE_GT }, { "=", COMPARE_EQ }
  };

  *op = COMPARE_EQ;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (text, signs[i].sign))
      {
        *op = signs[i].op;
        text += strlen (signs[i].sign);
        break;
      }
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

static gboolean
parse_range (Expectation *e, const char *text, char **why)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);

  e->op = COMPARE_RANGE;
  return parse_number (e, g_strstrip (ends[0]), &e->low, why)
         && parse_number (e, g_strstrip (ends[1]), &e->high, why)
         && (e->low <= e->high || why_set (why, "the range is empty, write the smaller end first"));
}

static gboolean
parse_fingerprint (Expectation *e, const char *text, char **why)
{
  gsize n = strlen (text);

  if (e->op != COMPARE_EQ || n < 8 || n > 64 || strspn (text, "0123456789abcdef") != n)
    return why_set (why, "no fingerprint, write how it begins, 8 to 64 hexadecimal digits");
  e->hex = g_strdup (text);
  return TRUE;
}

static gboolean
parse_condition (Expectation *e, const char *condition, char **why)
{
  const char *value = skip_operator (condition, &e->op);
  Unit unit = unit_of (e);

  if (*value == '\0')
    return why_set (why, "no value, write one like 1, < 400ms or 10 .. 20");
  if (unit == UNIT_HEX)
    return parse_fingerprint (e, value, why);
  if (unit == UNIT_WORD && e->op != COMPARE_EQ && e->op != COMPARE_NE)
    return why_set (why, "words are not ordered, write the word alone or != before it");
  if (e->op == COMPARE_EQ && strstr (value, "..") != NULL)
    return parse_range (e, value, why);
  return parse_number (e, value, &e->low, why);
}

Expectation *
expectation_parse (const char *name, const char *condition, guint line, char **why)
{
  Expectation *e = g_new0 (Expectation, 1);

  e->name = g_strdup (name);
  e->condition = g_strdup (condition);
  e->line = line;
  if (find_quantity (e, name, why) && parse_condition (e, condition, why))
    return e;

  expectation_free (e);
  return NULL;
}

void
expectation_free (gpointer expectation)
{
  Expectation *e = expectation;

  g_free (e->name);
  g_free (e->condition);
  g_free (e->hex);
  g_free (e);
}

char *
expectation_print (const Expectation *e, gint64 value)
{
  switch (unit_of (e))
    {
    case UNIT_WORD:         return g_strdup (word_at (e, value));
    case UNIT_TIME:         return units_print_time (value);
    case UNIT_MICROSECONDS: return units_print_time (value * 1000);
    case UNIT_RATE:         return g_strdup_printf ("%" G_GINT64_FORMAT "bit", value);
    case UNIT_BYTE_RATE:    return g_strdup_printf ("%" G_GINT64_FORMAT "bit", value * 8);
    case UNIT_SHARE:        return g_strdup_printf ("%" G_GINT64_FORMAT ".%04" G_GINT64_FORMAT, value / 10000, value % 10000);
    default:                return g_strdup_printf ("%" G_GINT64_FORMAT, value);
    }
}
