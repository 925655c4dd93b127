/* Reading rules:
 *
 *   ACTION DIR FIELD LIST [copy LIST] [by TIME | past K | after TIME] [connection N]
 *
 * Times are in milliseconds, or have a unit. */
#include "model/rules.h"

#include <string.h>

#include "base/why.h"
#include "tcpsim/base/units.h"

#define LIST_HELP "a list like 3 or 2,5 or 4-9 or 20-"
#define TIME_HELP "a time in ms like 5 or 0.5, or with a unit like 500us"

/* One rule being read, word by word. */
typedef struct {
  FaultRule *rule;
  char **words;
  guint next;
  char **why;
} Reader;

void
fault_rule_free (gpointer rule_)
{
  FaultRule *rule = rule_;

  if (rule == NULL)
    return;

  g_clear_pointer (&rule->list, g_array_unref);
  g_clear_pointer (&rule->copies, g_array_unref);
  g_free (rule->text);
  g_free (rule);
}

/* The words of a rule, white space between; to be freed. */
static char **
split_words (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \t", -1);
  GStrvBuilder *words = g_strv_builder_new ();
  char **split;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);
  split = g_strv_builder_end (words);
  g_strv_builder_unref (words);
  return split;
}

/* "WORD wrong": the whole of a refusal. */
static gboolean
refuse (Reader *r, const char *word, const char *wrong)
{
  g_autofree char *quoted = why_quote (word);

  return why_set (r->why, "%s %s", quoted, wrong);
}

/* The rule ends where @what should stand. */
static gboolean
refuse_end (Reader *r, const char *what)
{
  g_autofree char *quoted = why_quote (r->rule->text);

  return why_set (r->why, "%s lacks %s, write ACTION DIR FIELD LIST as in \"drop c2s seg 3\"", quoted, what);
}

/* The next word, or NULL. */
static const char *
peek (const Reader *r)
{
  return r->words[r->next];
}

/* The place of the next word in @names; @what it is. */
static gboolean
read_name (Reader *r, const char *what, const char *const *names, guint *out)
{
  const char *word = peek (r);
  g_autofree char *quoted = NULL, *hint = NULL;

  if (word == NULL)
    return refuse_end (r, what);
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], word) == 0)
      {
        *out = i;
        r->next++;
        return TRUE;
      }
  quoted = why_quote (word);
  hint = why_not_among (word, names);
  return why_set (r->why, "%s is not %s, %s", quoted, what, hint);
}

/* Both ends of @item, "4-9", "3" or "20-", read by @read. */
static gboolean
split_range (const char *item, gboolean (*read) (const char *text, guint64 *out), FaultRange *range)
{
  g_autofree char *low = g_strdup (item);
  char *dash = strchr (low, '-');

  if (dash != NULL)
    *dash = '\0';
  if (!read (low, &range->first))
    return FALSE;
  range->last = dash == NULL ? range->first : G_MAXINT64;
  return dash == NULL || dash[1] == '\0' || read (dash + 1, &range->last);
}

static gboolean
read_number (const char *text, guint64 *out)
{
  return units_parse_count (text, out) == UNITS_OK;
}

/* Milliseconds, or whatever the unit says. */
static gboolean
read_time (const char *text, guint64 *out)
{
  g_autofree char *in_ms = g_strconcat (text, "ms", NULL);
  SimTime time;

  if (units_parse_time (text, &time) != UNITS_OK && units_parse_time (in_ms, &time) != UNITS_OK)
    return FALSE;
  *out = time;
  return TRUE;
}

static gboolean
add_number_range (Reader *r, const char *item, GArray *list)
{
  FaultRange range;

  if (!split_range (item, read_number, &range))
    return refuse (r, item, "is no number of a packet, write " LIST_HELP);
  if (range.first == 0 || range.last < range.first)
    return refuse (r, item, "names no packet, for they are numbered upwards from 1");
  g_array_append_val (list, range);
  return TRUE;
}

static gboolean
add_time_range (Reader *r, const char *item, GArray *list)
{
  FaultRange range;

  if (!split_range (item, read_time, &range) || strchr (item, '-') == NULL)
    return refuse (r, item, "is no range of times, write one in ms like 62-462, or 1s-2s");
  if (range.last < range.first)
    return refuse (r, item, "ends before it begins, write the earlier time first");
  g_array_append_val (list, range);
  return TRUE;
}

/* The next word as a list; @list is filled. */
static gboolean
read_list (Reader *r, GArray *list, gboolean (*add) (Reader *r, const char *item, GArray *list))
{
  g_auto (GStrv) items = NULL;

  if (peek (r) == NULL)
    return refuse_end (r, LIST_HELP);
  items = g_strsplit (peek (r), ",", -1);
  for (guint i = 0; items[i] != NULL; i++)
    if (!add (r, items[i], list))
      return FALSE;
  r->next++;
  return TRUE;
}

static gboolean
read_copies (Reader *r)
{
  FaultRule *rule = r->rule;
  FaultRange first = { 1, 1 };

  if (peek (r) == NULL || strcmp (peek (r), "copy") != 0)
    {
      g_array_append_val (rule->copies, first);
      return TRUE;
    }
  if (rule->field != FAULT_SEG)
    return refuse (r, "copy", "goes with seg only, write \"seg 25 copy 2\"");
  r->next++;
  return read_list (r, rule->copies, add_number_range);
}

/* The word that an action may or must have behind it. */
static const struct { const char *word; gboolean is_needed; } parameters[N_FAULT_ACTIONS] = {
  [FAULT_DUP] = { "after", FALSE },
  [FAULT_DELAY] = { "by", TRUE },
  [FAULT_HOLD] = { "past", TRUE },
};

static gboolean
read_past (Reader *r, const char *word)
{
  guint64 past;

  if (!read_number (word, &past) || past == 0 || past > G_MAXINT32)
    return refuse (r, word, "is no number of packets, write one like 3");
  r->rule->past = past;
  return TRUE;
}

static gboolean
read_amount (Reader *r)
{
  const char *word = peek (r);
  guint64 time;

  if (word == NULL)
    return refuse_end (r, r->rule->action == FAULT_HOLD ? "a number of packets" : TIME_HELP);
  r->next++;
  if (r->rule->action == FAULT_HOLD)
    return read_past (r, word);
  if (!read_time (word, &time))
    return refuse (r, word, "is no time, write " TIME_HELP);
  r->rule->time = time;
  return TRUE;
}

static gboolean
read_parameter (Reader *r)
{
  const char *wanted = parameters[r->rule->action].word, *word = peek (r);
  g_autofree char *what = NULL;

  if (wanted != NULL && word != NULL && strcmp (word, wanted) == 0)
    {
      r->next++;
      return read_amount (r);
    }
  if (wanted == NULL || !parameters[r->rule->action].is_needed)
    return TRUE;
  what = g_strdup_printf ("\"%s\" and its amount behind \"%s\"", wanted, fault_action_name (r->rule->action));
  return word == NULL ? refuse_end (r, what) : refuse (r, word, "is not what this action takes behind its list");
}

/* Whose packets: the first connection's unless it says otherwise. */
static gboolean
read_connection (Reader *r)
{
  guint64 number;

  if (peek (r) == NULL || strcmp (peek (r), "connection") != 0)
    return TRUE;
  r->next++;
  if (peek (r) == NULL)
    return refuse_end (r, "the number of a connection");
  if (!read_number (peek (r), &number) || number > G_MAXUINT32)
    return refuse (r, peek (r), "is no number of a connection, write one like 1; the first is 0");
  r->rule->connection = number;
  r->next++;
  return TRUE;
}

static gboolean
read_end (Reader *r)
{
  if (peek (r) == NULL)
    return TRUE;
  return refuse (r, peek (r), "is one word too many for this rule");
}

static gboolean
check_whole (Reader *r)
{
  if (r->rule->action == FAULT_STALL && r->rule->field != FAULT_TIME)
    return refuse (r, "stall", "goes with time only, write \"stall c2s time 62-462\"");
  return TRUE;
}

static gboolean
read_rule (Reader *r)
{
  const char *const directions[] = { "c2s", "s2c", NULL };
  guint action = 0, dir = 0, field = 0;

  if (!read_name (r, "an action", fault_action_names (), &action)
      || !read_name (r, "a direction", directions, &dir)
      || !read_name (r, "a field", fault_field_names (), &field))
    return FALSE;

  r->rule->action = action;
  r->rule->dir = dir;
  r->rule->field = field;
  return check_whole (r)
         && read_list (r, r->rule->list, field == FAULT_TIME ? add_time_range : add_number_range)
         && read_copies (r) && read_parameter (r) && read_connection (r) && read_end (r);
}

FaultRule *
rules_parse (const char *text, guint line, char **why)
{
  g_auto (GStrv) words = split_words (text);
  FaultRule *rule = g_new0 (FaultRule, 1);
  Reader r = { .rule = rule, .words = words, .why = why };

  rule->text = g_strdup (text);
  rule->line = line;
  rule->list = g_array_new (FALSE, FALSE, sizeof (FaultRange));
  rule->copies = g_array_new (FALSE, FALSE, sizeof (FaultRange));
  if (read_rule (&r))
    return rule;

  fault_rule_free (rule);
  return NULL;
}

char *
rules_check (const FaultRule *rule, guint32 n_connections)
{
  g_autofree char *quoted = NULL;

  if (rule->connection < n_connections)
    return NULL;

  quoted = why_quote (rule->text);
  if (n_connections == 1)
    return g_strdup_printf ("%s is about connection %u, but there is only one, whose number is 0", quoted,
                            rule->connection);
  return g_strdup_printf ("%s is about connection %u, but they go from 0 to %u", quoted, rule->connection,
                          n_connections - 1);
}
