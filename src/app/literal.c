/* A text in double quotes.  Deliberately few escapes: \0 is one octet, whatever
 * digits follow, and there is no octal and no \u (write the character). */
#include "app/literal.h"

#include <string.h>

#include "base/why.h"

/* Appends what the escape at @at, just after its backslash, stands for; returns
 * the place after it, or NULL when it is none. */
static const char *
append_escape (GByteArray *out, const char *at)
{
  static const char letters[] = "nrt0\\\"";
  static const guint8 octets[] = { '\n', '\r', '\t', '\0', '\\', '"' };
  const char *found = *at != '\0' ? strchr (letters, *at) : NULL;
  guint8 octet;

  if (found != NULL)
    {
      g_byte_array_append (out, &octets[found - letters], 1);
      return at + 1;
    }
  if (at[0] != 'x' || !g_ascii_isxdigit (at[1]) || !g_ascii_isxdigit (at[2]))
    return NULL;
  octet = g_ascii_xdigit_value (at[1]) * 16 + g_ascii_xdigit_value (at[2]);
  g_byte_array_append (out, &octet, 1);
  return at + 3;
}

static gboolean
refuse_escape (const char *at, char **why)
{
  g_autofree char *seen = g_strndup (at, *at == '\0' || *at == '\n' ? 0
                                     : g_utf8_next_char (at) - at);

  return why_set (why, "bad escape \\%s in a text, "
                  "there are: \\n \\r \\t \\0 \\\\ \\\" \\xHH", seen);
}

GBytes *
literal_parse (const char *text, const char **end, char **why)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const char *at = text + 1;

  while (*at != '"')
    {
      gsize plain = strcspn (at, "\\\"\n");

      g_byte_array_append (out, (const guint8 *) at, plain);
      at += plain;
      if (*at == '\0' || *at == '\n')
        {
          why_set (why, "unclosed quote, a text ends with \" on the line where it begins");
          return NULL;
        }
      if (*at == '\\')
        {
          const char *next = append_escape (out, at + 1);

          if (next == NULL)
            {
              refuse_escape (at + 1, why);
              return NULL;
            }
          at = next;
        }
    }
  *end = at + 1;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
