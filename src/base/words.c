/* Words, one after the other. */
#include "base/words.h"

#include <string.h>

#include "base/why.h"

void
words_init (Words *words, const char *text)
{
  guint n = 0;

  words->all = g_strsplit_set (text, " \t\r\n\v\f", -1);
  words->next = 0;
  for (guint i = 0; words->all[i] != NULL; i++)
    if (*words->all[i] == '\0' || strcmp (words->all[i], "\\") == 0)
      g_free (words->all[i]);
    else
      words->all[n++] = words->all[i];
  words->all[n] = NULL;
}

void
words_clear (Words *words)
{
  g_clear_pointer (&words->all, g_strfreev);
}

const char *
words_take (Words *words)
{
  const char *word = words_peek (words);

  words->next += word != NULL;
  return word;
}

gboolean
words_take_if (Words *words, const char *word)
{
  gboolean is_next = g_strcmp0 (words_peek (words), word) == 0;

  words->next += is_next;
  return is_next;
}

gboolean
words_has_number (const Words *words)
{
  const char *word = words_peek (words);

  return word != NULL && (g_ascii_isdigit (*word) || strchr ("+-.", *word) != NULL);
}

gboolean
words_end (const Words *words, char **why)
{
  g_autofree char *quoted = NULL;

  if (words_peek (words) == NULL)
    return TRUE;
  quoted = why_quote (words_peek (words));
  return why_set (why, "%s is one word too many, leave it out", quoted);
}
