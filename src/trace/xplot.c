/* xplot's commands, one a line, as its manual has them. */
#include "trace/xplot.h"

/* tcptrace's letters: a to z, then aa, ab, ... */
static void
append_host (GString *name, guint n)
{
  if (n >= 26)
    append_host (name, n / 26 - 1);
  g_string_append_c (name, 'a' + n % 26);
}

char *
xplot_file_name (guint connection, Direction dir, const char *kind)
{
  GString *name = g_string_new (NULL);
  guint client = 2 * connection;

  append_host (name, client + (dir == DIR_S2C));
  g_string_append_c (name, '2');
  append_host (name, client + (dir == DIR_C2S));
  g_string_append_printf (name, "_%s.xpl", kind);
  return g_string_free (name, FALSE);
}

void
xplot_begin (FILE *out, const char *from, const char *to, const char *kind, const char *ylabel)
{
  fprintf (out, "timeval unsigned\ntitle\n%s_==>_%s (%s)\nxlabel\ntime\nylabel\n%s\n", from, to, kind,
           ylabel);
}

void
xplot_colour (FILE *out, const char *colour)
{
  fprintf (out, "%s\n", colour);
}

/* Rounded to the microsecond that xplot keeps. */
static void
put_place (FILE *out, SimTime at, gint64 y)
{
  SimTime us = (at + 500) / 1000;

  fprintf (out, " %" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT " %" G_GINT64_FORMAT, us / 1000000,
           us % 1000000, y);
}

void
xplot_sign (FILE *out, const char *sign, SimTime at, gint64 y)
{
  fputs (sign, out);
  put_place (out, at, y);
  putc ('\n', out);
}

void
xplot_line (FILE *out, SimTime at, gint64 y, SimTime to_at, gint64 to_y)
{
  fputs ("line", out);
  put_place (out, at, y);
  put_place (out, to_at, to_y);
  putc ('\n', out);
}

void
xplot_text (FILE *out, const char *where, SimTime at, gint64 y, const char *text)
{
  fprintf (out, "%stext", where);
  put_place (out, at, y);
  fprintf (out, "\n%s\n", text);
}

void
xplot_steps (FILE *out, Marks *marks, SimTime last_at)
{
  guint n;
  const Mark *all = marks_all (marks, &n);

  for (guint i = 0; i + 1 < n; i++)
    {
      xplot_line (out, all[i].at, all[i].low, all[i + 1].at, all[i].low);
      xplot_line (out, all[i + 1].at, all[i].low, all[i + 1].at, all[i + 1].low);
    }
  if (n > 0 && last_at > all[n - 1].at)
    xplot_line (out, all[n - 1].at, all[n - 1].low, last_at, all[n - 1].low);
}

void
xplot_bars (FILE *out, Marks *marks, const char *lower_sign, const char *upper_sign)
{
  guint n;
  const Mark *all = marks_all (marks, &n);

  for (guint i = 0; i < n; i++)
    {
      xplot_sign (out, lower_sign, all[i].at, all[i].low);
      xplot_line (out, all[i].at, all[i].low, all[i].at, all[i].high);
      xplot_sign (out, upper_sign, all[i].at, all[i].high);
    }
}

void
xplot_end (FILE *out)
{
  fputs ("go\n", out);
}
