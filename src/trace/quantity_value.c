/* The values of quantities, as people write them. */
#include <string.h>

#include "base/why.h"
#include "tcpsim/base/units.h"
#include "tcpsim/trace/record.h"
#include "trace/quantity.h"

static const TcpInfoField *
field_of (const Quantity *q)
{
  return q->kind == QUANTITY_FIELD ? &tcp_info_fields[q->member] : NULL;
}

QuantityUnit
quantity_unit (const Quantity *q)
{
  static const QuantityUnit units[] = {
    [TCP_FIELD_COUNT] = UNIT_COUNT, [TCP_FIELD_OCTETS] = UNIT_SIZE,
    [TCP_FIELD_MICROSECONDS] = UNIT_MICROSECONDS, [TCP_FIELD_OCTETS_A_SECOND] = UNIT_BYTE_RATE,
    [TCP_FIELD_BOOLEAN] = UNIT_WORD, [TCP_FIELD_STATE] = UNIT_WORD, [TCP_FIELD_CA_STATE] = UNIT_WORD
  };
  const QuantityRow *row = quantity_rows;

  if (field_of (q) != NULL)
    return units[field_of (q)->kind];
  while (row->kind != q->kind)
    row++;
  return row->unit;
}

gboolean
quantity_is_word (const Quantity *q)
{
  return quantity_unit (q) == UNIT_WORD;
}

const char *
quantity_unset_word (const Quantity *q)
{
  switch (q->kind)
    {
    case QUANTITY_COMPLETION:
    case QUANTITY_COMPLETION_MIN:
    case QUANTITY_COMPLETION_MAX: return "never";
    case QUANTITY_FIELD:          return field_of (q)->unset != 0 || q->stat != STAT_END ? "unset" : NULL;
    default:                      return NULL;
    }
}

/* Words. */

/* The words that a quantity of words chooses from. */
static const char *
word_at (const Quantity *q, guint i)
{
  static const char *const switches[] = { "off", "on" };

  if (q->kind == QUANTITY_END)
    return run_end_names ()[i];
  if (q->kind == QUANTITY_ERROR)
    return tcp_error_names ()[i];
  if (field_of (q)->kind == TCP_FIELD_STATE)
    return i < TCP_N_STATES ? tcp_state_name (i) : NULL;
  if (field_of (q)->kind == TCP_FIELD_CA_STATE)
    return i < TCP_N_CA_STATES ? tcp_ca_state_name (i) : NULL;
  return i < G_N_ELEMENTS (switches) ? switches[i] : NULL;
}

static gboolean
parse_word (const Quantity *q, const char *text, gint64 *value, char **why)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *quoted = why_quote (text), *hint = NULL;
  const char *word;

  for (guint i = 0; (word = word_at (q, i)) != NULL; i++)
    {
      if (quantity_same_word (word, text))
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

/* Numbers. */

/* What numbers of one unit are called: for messages. */
static const struct { const char *units, *wanted; } numbers[] = {
  [UNIT_COUNT] = { "", "write a whole number" },
  [UNIT_SIZE] = { UNITS_OF_SIZE, "write octets, like 20000 or 20KB" },
  [UNIT_TIME] = { UNITS_OF_TIME, "write a time like 25us or 1.5s" },
  [UNIT_MICROSECONDS] = { UNITS_OF_TIME, "write a time in whole microseconds, like 25us or 1.5s" },
  [UNIT_RATE] = { UNITS_OF_RATE, "write a rate like 2.5Mbit" },
  [UNIT_BYTE_RATE] = { UNITS_OF_RATE, "write a rate in whole octets a second, like 2.5Mbit" },
};

/* "0.95": at most four decimals, ten thousandths. */
static gboolean
parse_share (const char *text, gint64 *value)
{
  char *end;
  guint64 whole = g_ascii_strtoull (text, &end, 10), part = 0, scale = 10000;

  if (!g_ascii_isdigit (*text) || whole > 1)
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

/* Octets, with their unit or without. */
static UnitsStatus
parse_size (const char *text, guint64 *number)
{
  UnitsStatus status = units_parse_size (text, number);

  return status == UNITS_MISSING ? units_parse_count (text, number) : status;
}

/* The number of a field may stand for none, as in Linux. */
static gint64
field_value (const TcpInfoField *field, guint64 number)
{
  return field != NULL && field->unset != 0 && number == field->unset ? QUANTITY_UNSET : (gint64) number;
}

/* @number of a unit of which @parts make one of what is counted; too fine where
 * something is left over. */
static UnitsStatus
coarsen (UnitsStatus status, guint64 parts, guint64 *number)
{
  if (status == UNITS_OK && *number % parts != 0)
    return UNITS_TOO_FINE;
  *number /= parts;
  return status;
}

static UnitsStatus
parse_unit (QuantityUnit unit, const char *text, guint64 *number)
{
  SimTime time = 0;
  UnitsStatus status;

  switch (unit)
    {
    case UNIT_SIZE:
      return parse_size (text, number);
    case UNIT_RATE:
    case UNIT_BYTE_RATE:
      return coarsen (units_parse_rate (text, number), unit == UNIT_RATE ? 1 : 8, number);
    case UNIT_TIME:
    case UNIT_MICROSECONDS:
      status = units_parse_time (text, &time);
      *number = time;
      return coarsen (status, unit == UNIT_TIME ? 1 : SIM_US (1), number);
    default:
      return units_parse_count (text, number);
    }
}

gboolean
quantity_parse (const Quantity *q, const char *text, gint64 *value, char **why)
{
  g_autofree char *quoted = why_quote (text), *hint = NULL;
  QuantityUnit unit = quantity_unit (q);
  guint64 number = 0;
  UnitsStatus status;

  if (quantity_unset_word (q) != NULL && strcmp (text, quantity_unset_word (q)) == 0)
    {
      *value = QUANTITY_UNSET;
      return TRUE;
    }
  if (unit == UNIT_WORD)
    return parse_word (q, text, value, why);
  if (unit == UNIT_SHARE)
    return parse_share (text, value)
           || why_set (why, "%s is no share, write one like 0.95, of four decimals at most", quoted);

  status = parse_unit (unit, text, &number);
  if (status == UNITS_OK && number >= QUANTITY_UNSET)
    status = UNITS_TOO_LARGE;
  *value = field_value (field_of (q), number);
  if (status == UNITS_OK)
    return TRUE;
  hint = units_hint (status, text, numbers[unit].units, numbers[unit].wanted);
  return why_set (why, "%s %s, %s", quoted, units_status_text (status), hint);
}

char *
quantity_print (const Quantity *q, gint64 value)
{
  if (value == QUANTITY_UNSET && quantity_unset_word (q) != NULL)
    return g_strdup (quantity_unset_word (q));
  switch (quantity_unit (q))
    {
    case UNIT_WORD:         return g_strdup (word_at (q, value));
    case UNIT_TIME:         return units_print_time (value);
    case UNIT_MICROSECONDS: return units_print_time (value * SIM_US (1));
    case UNIT_RATE:         return g_strdup_printf ("%" G_GINT64_FORMAT "bit", value);
    case UNIT_BYTE_RATE:    return g_strdup_printf ("%" G_GINT64_FORMAT "bit", value * 8);
    case UNIT_SHARE:        return g_strdup_printf ("%d.%04d", (int) value / 10000, (int) value % 10000);
    default:                return g_strdup_printf ("%" G_GINT64_FORMAT, value);
    }
}
