/* Tables in three renderings.  A cell is opened, its octets are put one by one or at
 * once, and it is closed; only texts need escaping. */
#include "trace/sheet.h"

#include <string.h>

#include "tcpsim/base/simtime.h"

static const char *const format_names[] = {
  [SHEET_TSV] = "tsv", [SHEET_CSV] = "csv", [SHEET_JSONL] = "jsonl", [N_SHEET_FORMATS] = NULL
};

const char *const *
sheet_format_names (void)
{
  return format_names;
}

SheetFormat
sheet_format_of_path (const char *path)
{
  const char *dot = strrchr (path, '.');

  for (guint i = 0; dot != NULL && i < N_SHEET_FORMATS; i++)
    if (strcmp (dot + 1, format_names[i]) == 0)
      return i;
  return SHEET_TSV;
}

/* As tshark escapes what would end a field or a row. */
static void
put_tsv_text (FILE *stream, const char *text)
{
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '\t': fputs ("\\t", stream); break;
      case '\n': fputs ("\\n", stream); break;
      case '\r': fputs ("\\r", stream); break;
      default:   putc (*text, stream);
      }
}

/* Quoted only where it must be. */
static void
put_csv_text (FILE *stream, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      fputs (text, stream);
      return;
    }
  putc ('"', stream);
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        putc ('"', stream);
      putc (*text, stream);
    }
  putc ('"', stream);
}

/* RFC 8259 section 7. */
static void
put_json_text (FILE *stream, const char *text)
{
  putc ('"', stream);
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\')
      fprintf (stream, "\\%c", *text);
    else if ((guchar) *text < 0x20)
      fprintf (stream, "\\u%04x", (guchar) *text);
    else
      putc (*text, stream);
  putc ('"', stream);
}

static void
put_text (const Sheet *sheet, const char *text)
{
  static void (*const put[]) (FILE *stream, const char *text) = {
    [SHEET_TSV] = put_tsv_text, [SHEET_CSV] = put_csv_text, [SHEET_JSONL] = put_json_text
  };

  put[sheet->format] (sheet->stream, text);
}

static void
put_separator (const Sheet *sheet)
{
  if (sheet->column > 0)
    putc (sheet->format == SHEET_CSV ? ',' : '\t', sheet->stream);
}

static void
put_heading (Sheet *sheet)
{
  for (sheet->column = 0; sheet->column < sheet->n_columns; sheet->column++)
    {
      put_separator (sheet);
      put_text (sheet, sheet->names[sheet->column]);
    }
  putc ('\n', sheet->stream);
  sheet->column = 0;
}

void
sheet_begin (Sheet *sheet, FILE *stream, SheetFormat format, const char *const *names, guint n_columns)
{
  *sheet = (Sheet) { .stream = stream, .format = format, .names = names, .n_columns = n_columns };
  if (format != SHEET_JSONL)
    put_heading (sheet);
}

/* Puts what stands before the next cell's value. */
static void
open_cell (Sheet *sheet)
{
  g_assert (sheet->column < sheet->n_columns);
  if (sheet->format != SHEET_JSONL)
    put_separator (sheet);
  else
    {
      fputs (sheet->has_cells ? "," : "{", sheet->stream);
      put_json_text (sheet->stream, sheet->names[sheet->column]);
      putc (':', sheet->stream);
      sheet->has_cells = TRUE;
    }
  sheet->column++;
}

void
sheet_text (Sheet *sheet, const char *text)
{
  open_cell (sheet);
  put_text (sheet, text);
}

void
sheet_number (Sheet *sheet, guint64 number)
{
  open_cell (sheet);
  fprintf (sheet->stream, "%" G_GUINT64_FORMAT, number);
}

void
sheet_integer (Sheet *sheet, gint64 number)
{
  open_cell (sheet);
  fprintf (sheet->stream, "%" G_GINT64_FORMAT, number);
}

void
sheet_seconds (Sheet *sheet, gint64 nanoseconds)
{
  char text[SECONDS_TEXT_MAX];

  open_cell (sheet);
  fputs (seconds_text (nanoseconds, text), sheet->stream);
}

void
sheet_hex (Sheet *sheet, const guint8 *octets, gsize n)
{
  static const char digits[] = "0123456789abcdef";
  gboolean quoted = sheet->format == SHEET_JSONL;

  open_cell (sheet);
  if (quoted)
    putc ('"', sheet->stream);
  for (gsize i = 0; i < n; i++)
    {
      putc (digits[octets[i] >> 4], sheet->stream);
      putc (digits[octets[i] & 15], sheet->stream);
    }
  if (quoted)
    putc ('"', sheet->stream);
}

void
sheet_none (Sheet *sheet)
{
  g_assert (sheet->column < sheet->n_columns);
  if (sheet->format != SHEET_JSONL)
    put_separator (sheet);
  sheet->column++;
}

void
sheet_end_row (Sheet *sheet)
{
  g_assert (sheet->column == sheet->n_columns);
  if (sheet->format == SHEET_JSONL)
    fputs (sheet->has_cells ? "}" : "{}", sheet->stream);
  putc ('\n', sheet->stream);
  sheet->column = 0;
  sheet->has_cells = FALSE;
}

const char *
seconds_text (gint64 nanoseconds, char out[SECONDS_TEXT_MAX])
{
  /* Negated as unsigned, for the lowest number has no positive counterpart. */
  const guint64 second = SIM_SEC (1);
  guint64 size = nanoseconds < 0 ? -(guint64) nanoseconds : (guint64) nanoseconds;

  g_snprintf (out, SECONDS_TEXT_MAX, "%s%" G_GUINT64_FORMAT ".%09u",
              nanoseconds < 0 ? "-" : "", size / second, (guint) (size % second));
  return out;
}
