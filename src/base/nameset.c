/* Lists of names. */
#include "base/nameset.h"

#include <string.h>

#include "base/why.h"

static const NameBits *
find (const NameBits *table, const char *word)
{
  for (const NameBits *entry = table; entry->name != NULL; entry++)
    if (strcmp (entry->name, word) == 0)
      return entry;
  return NULL;
}

static gboolean
refuse (const char *word, const char *kind, const NameBits *table, char **why)
{
  const char *names[NAMESET_MAX + 1] = { NULL };
  g_autofree char *quoted = why_quote (word), *hint = NULL;

  for (guint i = 0; table[i].name != NULL; i++)
    {
      g_assert (i < NAMESET_MAX);
      names[i] = table[i].name;
    }
  hint = why_not_among (word, names);
  return why_set (why, "%s is no %s, %s", quoted, kind, hint);
}

gboolean
nameset_parse (const char *list, const char *kind, const NameBits *table, guint *set, char **why)
{
  g_auto (GStrv) words = g_strsplit (list, ",", -1);

  *set = 0;
  /* An empty list has no words; it names nothing, which is no name either. */
  if (words[0] == NULL)
    return refuse ("", kind, table, why);
  for (guint i = 0; words[i] != NULL; i++)
    {
      const NameBits *entry = find (table, words[i]);

      if (entry == NULL)
        return refuse (words[i], kind, table, why);
      *set |= entry->bits;
    }
  return TRUE;
}
