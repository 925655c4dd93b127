/* Words for what is wrong with something that came from outside.  Nearness is
 * the optimal string alignment distance: insertions, deletions, substitutions
 * and swaps of neighbours count one each (Damerau 1964, with no character
 * edited twice).  Case is not a difference. */
#include "base/why.h"

#include <string.h>

/* Longer words are nobody's typing error, and the table below stays small. */
#define NEAR_MAX_LENGTH 40

/* Characters of a quoted text before it is cut. */
#define QUOTE_MAX 48

gboolean
why_set (char **why, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  *why = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

/* Appends the character at @at; returns the one after it.  An octet that is no
 * UTF-8 is a character of its own. */
static const char *
append_visible (GString *out, const char *at)
{
  gunichar c = g_utf8_get_char_validated (at, -1);
  gboolean is_valid = c < 0x110000;

  if (is_valid && !g_unichar_iscntrl (c))
    g_string_append_unichar (out, c);
  else
    g_string_append_printf (out, "\\x%02x", is_valid ? c : (guint8) *at);
  return is_valid ? g_utf8_next_char (at) : at + 1;
}

char *
why_visible (const char *text, guint max)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0' && max > 0; max--)
    text = append_visible (out, text);
  if (*text != '\0')
    g_string_append (out, "...");
  return g_string_free (out, FALSE);
}

char *
why_quote (const char *text)
{
  g_autofree char *visible = why_visible (text, QUOTE_MAX);

  return g_strdup_printf ("\"%s\"", visible);
}

/* One row of the distance table: to @row, from the two rows above it, for the
 * character @a that follows @before in the one word. */
static void
fill_row (guint *row, const guint *above, const guint *above2, char a, char before,
          const char *word, gsize length)
{
  for (gsize j = 1; j <= length; j++)
    {
      char b = g_ascii_tolower (word[j - 1]);
      guint best = above[j - 1] + (a != b);

      best = MIN (best, MIN (above[j], row[j - 1]) + 1);
      if (j > 1 && a == g_ascii_tolower (word[j - 2]) && b == before)
        best = MIN (best, above2[j - 2] + 1);
      row[j] = best;
    }
}

static guint
distance (const char *a, const char *b)
{
  guint rows[3][NEAR_MAX_LENGTH + 1];
  gsize n = strlen (a), m = strlen (b);
  char before = '\0';

  if (n > NEAR_MAX_LENGTH || m > NEAR_MAX_LENGTH)
    return G_MAXUINT;

  memset (rows, 0, sizeof rows);
  for (gsize j = 0; j <= m; j++)
    rows[0][j] = j;
  for (gsize i = 1; i <= n; i++)
    {
      char c = g_ascii_tolower (a[i - 1]);

      rows[i % 3][0] = i;
      fill_row (rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], c, before, b, m);
      before = c;
    }
  return rows[n % 3][m];
}

const char *
why_nearest (const char *word, const char *const *names)
{
  const char *nearest = NULL;
  guint least = MAX (1, (strlen (word) + 1) / 3);       /* a third wrong: a typing error still */

  for (; *names != NULL; names++)
    {
      guint d = distance (word, *names);

      if (d < least || (d == least && nearest == NULL))
        {
          least = d;
          nearest = *names;
        }
    }
  return nearest;
}

char *
why_not_among (const char *word, const char *const *names)
{
  const char *nearest = why_nearest (word, names);
  g_autofree char *all = NULL;

  if (nearest != NULL)
    return g_strdup_printf ("did you mean \"%s\"?", nearest);
  all = g_strjoinv (", ", (char **) names);
  return g_strdup_printf ("there are: %s", all);
}
