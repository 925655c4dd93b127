/* NO_COLOR: https://no-color.org.  Nothing that is found here has any
 * influence on a file. */
#include "cmd/terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/cmd.h"

static gboolean
terminal_has_colour (void)
{
  const char *no_color = g_getenv ("NO_COLOR"), *term = g_getenv ("TERM");

  if (no_color != NULL && *no_color != '\0')
    return FALSE;

  return isatty (STDOUT_FILENO) && term != NULL && strcmp (term, "dumb") != 0;
}

static guint
terminal_width (void)
{
  struct winsize size;

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return DIAGRAM_DEFAULT_WIDTH;
}

static gboolean
choose_colour (DiagramStyle *style, const char *word)
{
  if (word == NULL || strcmp (word, "auto") == 0)
    style->colour = terminal_has_colour ();
  else if (strcmp (word, "always") == 0)
    style->colour = TRUE;
  else if (strcmp (word, "never") != 0)
    {
      cmd_complain ("--color: \"%s\" is not one of auto, always, never", word);
      return FALSE;
    }
  return TRUE;
}

static gboolean
choose_charset (DiagramStyle *style, const char *word)
{
  if (word == NULL || strcmp (word, "auto") == 0)
    style->charset = g_get_charset (NULL) ? CHARSET_UTF8 : CHARSET_ASCII;
  else if (strcmp (word, "utf-8") == 0)
    style->charset = CHARSET_UTF8;
  else if (strcmp (word, "ascii") != 0)
    {
      cmd_complain ("--charset: \"%s\" is not one of auto, ascii, utf-8", word);
      return FALSE;
    }
  return TRUE;
}

gboolean
terminal_style (DiagramStyle *style, const char *colour, const char *charset)
{
  *style = (DiagramStyle) {
    .charset = CHARSET_ASCII, .width = terminal_width (), .max_packets = DIAGRAM_DEFAULT_PACKETS
  };
  return choose_colour (style, colour) && choose_charset (style, charset);
}

void
terminal_print_wrapped (const char *text, guint width)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  glong used = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      glong cells = g_utf8_strlen (words[i], -1);
      gboolean fits = used + 1 + cells <= (glong) width;

      if (i > 0)
        putchar (fits ? ' ' : '\n');
      used = i == 0 || !fits ? cells : used + 1 + cells;
      fputs (words[i], stdout);
    }
  putchar ('\n');
}

gboolean
terminal_shows_progress (void)
{
  return isatty (STDERR_FILENO);
}
