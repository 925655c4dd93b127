/* The rules of [faults].  So far there is one action, and packets are chosen by
 * number only. */
#include "model/rules.h"

#include <string.h>

#include "base/why.h"
#include "tcpsim/base/units.h"

/* The most packets that rules name in one direction. */
#define MAX_LISTED 1000000

#define UNDERSTOOD "write drop c2s|s2c pkt LIST, where LIST is like 3 or 2,5 or 4-9"

static gboolean
refuse (const char *text, const char *wrong, char **why)
{
  g_autofree char *quoted = why_quote (text);

  return why_set (why, "%s %s, " UNDERSTOOD, quoted, wrong);
}

/* "4-9" or "3", whose range is then 3 to 3; @item is cut up. */
static gboolean
parse_range (char *item, guint64 *first, guint64 *last)
{
  char *dash = strchr (item, '-');

  if (dash != NULL)
    *dash = '\0';
  if (units_parse_count (item, first) != UNITS_OK)
    return FALSE;
  *last = *first;
  return dash == NULL || units_parse_count (dash + 1, last) == UNITS_OK;
}

static gboolean
add_item (GArray *drop, const char *item, char **why)
{
  g_autofree char *copy = g_strdup (item);
  guint64 first, last;

  if (!parse_range (copy, &first, &last))
    return refuse (item, "is no packet's number", why);
  if (first == 0 || last < first)
    return refuse (item, "names no packet, for they are numbered upwards from 1", why);
  if (last > G_MAXINT64 || last - first >= MAX_LISTED - drop->len)
    return refuse (item, "makes too many or too high numbers (a million may be listed)", why);
  for (; first <= last; first++)
    g_array_append_val (drop, first);
  return TRUE;
}

static gboolean
add_numbers (GArray *drop, const char *list, char **why)
{
  g_auto (GStrv) items = g_strsplit (list, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    if (!add_item (drop, items[i], why))
      return FALSE;
  return TRUE;
}

static guint64
lowest_from (const GArray *numbers, guint i)
{
  guint64 lowest = G_MAXUINT64;

  for (; i < numbers->len; i++)
    lowest = MIN (lowest, g_array_index (numbers, guint64, i));
  return lowest;
}

/* Adds the rule that drops what @list names, @text and @line its place. */
static gboolean
add_drop (Model *model, Direction dir, const char *list, const char *text, guint line, char **why)
{
  GArray *drop = model->link[dir].drop;
  guint before = drop->len;
  FaultRule *rule;

  if (!add_numbers (drop, list, why))
    return FALSE;
  rule = g_new0 (FaultRule, 1);
  rule->text = g_strdup (text);
  rule->line = line;
  rule->dir = dir;
  rule->lowest = lowest_from (drop, before);
  g_ptr_array_add (model->rules, rule);
  return TRUE;
}

void
fault_rule_free (gpointer rule_)
{
  FaultRule *rule = rule_;

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

gboolean
rules_add (Model *model, const char *text, guint line, char **why)
{
  g_auto (GStrv) words = split_words (text);
  guint n = g_strv_length (words);

  if (n != 4)
    return refuse (text, "is not a rule of four words", why);
  if (strcmp (words[0], "drop") != 0)
    return refuse (words[0], "is no action", why);
  if (strcmp (words[2], "pkt") != 0)
    return refuse (words[2], "chooses no packets", why);
  for (Direction d = 0; d < N_DIRS; d++)
    if (strcmp (words[1], direction_name (d)) == 0)
      return add_drop (model, d, words[3], text, line, why);
  return refuse (words[1], "is no direction", why);
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  const guint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
sort_unique (GArray *numbers)
{
  guint kept = 0;

  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint64 n = g_array_index (numbers, guint64, i);

      if (kept == 0 || g_array_index (numbers, guint64, kept - 1) != n)
        g_array_index (numbers, guint64, kept++) = n;
    }
  g_array_set_size (numbers, kept);
}

void
rules_finish (Model *model)
{
  for (Direction d = 0; d < N_DIRS; d++)
    sort_unique (model->link[d].drop);
}
