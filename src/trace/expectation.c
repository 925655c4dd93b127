/* Conditions on quantities. */
#include "tcpsim/trace/expectation.h"

#include <string.h>

#include "base/why.h"

/* Digits of a SHA-256, and the fewest that name a run. */
#define HEX_MIN 8
#define HEX_MAX 64

static const char *
skip_operator (const char *text, CompareOp *op)
{
  static const struct { const char *sign; CompareOp op; } signs[] = {
    { "<=", COMPARE_LE }, { ">=", COMPARE_GE }, { "!=", COMPARE_NE }, { "<", COMPARE_LT },
    { ">", COMPARE_GT }, { "==", COMPARE_EQ }, { "=", COMPARE_EQ }
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

  if (e->op != COMPARE_EQ || quantity_is_word (&e->quantity))
    return why_set (why, e->op != COMPARE_EQ ? "a range takes no sign, write it alone, like 10 .. 20"
                    : "words are not ordered, write one of them");
  e->op = COMPARE_RANGE;
  if (*g_strstrip (ends[0]) == '\0' || *g_strstrip (ends[1]) == '\0')
    return why_set (why, "the range lacks an end, write both, like 10 .. 20, or a sign, like >= 10");
  return quantity_parse (&e->quantity, ends[0], &e->low, why)
         && quantity_parse (&e->quantity, ends[1], &e->high, why)
         && (e->low <= e->high || why_set (why, "the range is empty, write the smaller end first"));
}

static gboolean
parse_fingerprint (Expectation *e, const char *text, char **why)
{
  gsize n = strlen (text);

  if (e->op != COMPARE_EQ || n < HEX_MIN || n > HEX_MAX || strspn (text, "0123456789abcdef") != n)
    return why_set (why, "no fingerprint, write how it begins, %d to %d hexadecimal digits", HEX_MIN, HEX_MAX);
  e->hex = g_strdup (text);
  return TRUE;
}

static gboolean
parse_condition (Expectation *e, const char *condition, char **why)
{
  const char *value = skip_operator (condition, &e->op);

  if (*value == '\0')
    return why_set (why, "no value, write one like 1, < 400ms or 10 .. 20");
  if (e->quantity.kind == QUANTITY_FINGERPRINT)
    return parse_fingerprint (e, value, why);
  if (strstr (value, "..") != NULL)
    return parse_range (e, value, why);
  if (quantity_is_word (&e->quantity) && e->op != COMPARE_EQ && e->op != COMPARE_NE)
    return why_set (why, "words are not ordered, write the word alone or != before it");
  return quantity_parse (&e->quantity, value, &e->low, why);
}

Expectation *
expectation_parse (const char *name, const char *condition, guint line, char **why)
{
  Expectation *e = g_new0 (Expectation, 1);

  e->name = g_strdup (name);
  e->condition = g_strdup (condition);
  e->line = line;
  if (quantity_find (name, &e->quantity, why) && parse_condition (e, condition, why))
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

gboolean
expectation_holds (const Expectation *e, gint64 value)
{
  switch (e->op)
    {
    case COMPARE_EQ:    return value == e->low;
    case COMPARE_NE:    return value != e->low;
    case COMPARE_LT:    return value < e->low;
    case COMPARE_LE:    return value <= e->low;
    case COMPARE_GT:    return value > e->low;
    case COMPARE_GE:    return value >= e->low;
    case COMPARE_RANGE: return value >= e->low && value <= e->high;
    }
  g_assert_not_reached ();
}
