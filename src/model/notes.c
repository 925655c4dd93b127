/* The notes of [notes].  A note is one line of text, without control
 * characters, for it goes to terminals and into the headings of a text. */
#include "model/notes.h"

#include <string.h>

#include "app/literal.h"
#include "base/why.h"
#include "tcpsim/base/units.h"
#include "tcpsim/trace/capture_config.h"

/* TRUE for one line of UTF-8 that a terminal shows as it is. */
static gboolean
is_plain_text (const char *text, gsize length)
{
  if (!g_utf8_validate (text, length, NULL))
    return FALSE;
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

/* What the literal @text holds; to be freed.  NULL when it is a bad one. */
static char *
unquote (const char *text, char **why)
{
  const char *end;
  g_autoptr (GBytes) bytes = literal_parse (text, &end, why);
  const char *octets;
  gsize length;

  if (bytes == NULL)
    return NULL;
  octets = g_bytes_get_data (bytes, &length);
  if (*end != '\0')
    {
      why_set (why, "more text after the closing quote, write \\\" for a quote within");
      return NULL;
    }
  if (!is_plain_text (octets, length))
    {
      why_set (why, "not one line of UTF-8 text, write no control characters");
      return NULL;
    }
  return g_strndup (octets, length);
}

/* A tab is the one control character that a line of the file may hold. */
static char *
unquoted (const char *text)
{
  return g_strdelimit (g_strdup (text), "\t", ' ');
}

gboolean
notes_add (GArray *notes, const char *number, guint line, const char *text, char **why)
{
  CaptureNote note = { .line = line };

  /* One spelling for each number, so that no frame has two notes. */
  if (*number == '0' || units_parse_count (number, &note.number) != UNITS_OK)
    return why_set (why, "is no frame's number, they are counted from 1");
  if (*text == '\0')
    return why_set (why, "no text, write what is to be said of the frame");
  note.text = *text == '"' ? unquote (text, why) : unquoted (text);
  if (note.text == NULL)
    return FALSE;
  g_array_append_val (notes, note);
  return TRUE;
}

static gint
compare_notes (gconstpointer a, gconstpointer b)
{
  const CaptureNote *x = a, *y = b;

  return (x->number > y->number) - (x->number < y->number);
}

void
notes_finish (GArray *notes)
{
  g_array_sort (notes, compare_notes);
}
