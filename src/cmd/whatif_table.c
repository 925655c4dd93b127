/* The rows of `tcpsim whatif`.  Text goes by cells, which is the number of
 * characters: a label has no wide ones. */
#include "cmd/whatif_table.h"

#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/terminal.h"
#include "trace/repair.h"
#include "trace/sheet.h"

/* Texts of one row, column by column. */
enum { COLUMN_NUMBER, COLUMN_PACKET, COLUMN_REPAIR, COLUMN_DONE, COLUMN_LAST, COLUMN_MORE, N_COLUMNS };

typedef struct { char *text[N_COLUMNS]; } Cells;

char *
whatif_numbers_text (const WhatifCase *c, const WhatifRow *row)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < row->n_hits; i++)
    {
      guint64 number = journal_packet (c->base, row->hit[i].packet)->number;

      g_string_append (text, i > 0 ? "," : "");
      if (number > 0)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT, number);
      else
        g_string_append (text, "-");
    }
  return g_string_free (text, FALSE);
}

/* "drop c2s pkt 1; drop s2c pkt 2"; to be freed. */
static char *
rules_text (const WhatifRow *row)
{
  return row->n_hits == 1 ? g_strdup (row->hit[0].rule)
                          : g_strdup_printf ("%s; %s", row->hit[0].rule, row->hit[1].rule);
}

/* For people. */

/* "+200ms", "same"; to be freed. */
static char *
later_text (SimTime later)
{
  g_autofree char *text = repair_time_text (later);

  if (later == 0)
    return g_strdup ("same");
  return g_strconcat (later > 0 ? "+" : "", text, NULL);
}

static char *
done_text (const WhatifCase *c, const WhatifRow *row)
{
  if (row->outcome == WHATIF_FAILED)
    return g_strdup ("failed");
  if (row->outcome == WHATIF_NEVER || c->base->done_at == SIM_NEVER)
    return g_strdup ("never");
  return later_text (row->later);
}

static Cells *
make_cells (const WhatifCase *c, const WhatifRow *row)
{
  Cells *cells = g_new (Cells, 1);

  cells->text[COLUMN_NUMBER] = whatif_numbers_text (c, row);
  cells->text[COLUMN_PACKET] = g_strdup (row->packet);
  cells->text[COLUMN_REPAIR] = g_strdup (row->repaired);
  cells->text[COLUMN_DONE] = done_text (c, row);
  cells->text[COLUMN_LAST] = later_text (row->last_later);
  cells->text[COLUMN_MORE] = row->more == 0 ? g_strdup ("same")
                                            : g_strdup_printf ("%+" G_GINT64_FORMAT, row->more);
  return cells;
}

static void
free_cells (gpointer data)
{
  Cells *cells = data;

  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (cells->text[i]);
  g_free (cells);
}

static Cells *
make_heading (const WhatifCase *c)
{
  gboolean is_loss = strcmp (c->action, "drop") == 0;
  Cells *cells = g_new (Cells, 1);

  cells->text[COLUMN_NUMBER] = g_strdup ("No.");
  cells->text[COLUMN_PACKET] = g_strdup (is_loss ? "lost" : "packet");
  cells->text[COLUMN_REPAIR] = g_strdup (is_loss ? "repaired by" : "what followed");
  cells->text[COLUMN_DONE] = g_strdup ("done");
  cells->text[COLUMN_LAST] = g_strdup ("last packet");
  cells->text[COLUMN_MORE] = g_strdup ("packets");
  return cells;
}

/* How wide the columns of @lines (Cells *) are. */
static void
measure (const GPtrArray *lines, glong width[N_COLUMNS])
{
  memset (width, 0, N_COLUMNS * sizeof *width);
  for (guint i = 0; i < lines->len; i++)
    {
      const Cells *cells = g_ptr_array_index (lines, i);

      for (guint column = 0; column < N_COLUMNS; column++)
        width[column] = MAX (width[column], g_utf8_strlen (cells->text[column], -1));
    }
}

static void
print_line (const Cells *cells, const glong width[N_COLUMNS], Paint paint, const DiagramStyle *style)
{
  GString *line = g_string_new (NULL);

  for (guint column = 0; column < N_COLUMNS; column++)
    {
      const char *text = cells->text[column];
      gint pad = (gint) (width[column] - g_utf8_strlen (text, -1));
      gboolean is_number = column >= COLUMN_DONE;

      g_string_append_printf (line, "%*s%s%*s%s", is_number ? pad : 0, "", text, is_number ? 0 : pad, "",
                              column + 1 < N_COLUMNS ? "  " : "");
    }
  diagram_paint (stdout, style, paint, line->str);
  putchar ('\n');
  g_string_free (line, TRUE);
}

/* What was done to the packets of @row; to be freed. */
static char *
deed_text (const WhatifCase *c, const WhatifRow *row)
{
  g_autofree char *numbers = whatif_numbers_text (c, row);
  gboolean is_loss = strcmp (c->action, "drop") == 0;

  if (!is_loss)
    return g_strdup_printf ("\"%s\" for No. %s (%s)", c->action, numbers, row->packet);
  return g_strdup_printf ("The loss of No. %s (%s)", numbers, row->packet);
}

/* What it did to the session; to be freed. */
static char *
harm_text (const WhatifCase *c, const WhatifRow *row)
{
  g_autofree char *later = repair_time_text (row->later), *last = repair_time_text (row->last_later);

  if (row->outcome == WHATIF_FAILED)
    return g_strdup_printf ("hurts most: the connection fails (%s)", row->error);
  if (row->outcome == WHATIF_NEVER)
    return g_strdup_printf ("hurts most: the applications are never done%s%s%s", row->waits != NULL ? " (" : "",
                            row->waits != NULL ? row->waits : "", row->waits != NULL ? ")" : "");
  if (row->later > 0)
    return g_strdup_printf ("hurts most: the applications are done %s later", later);
  return g_strdup_printf ("keeps the connection open longest, %s more%s", last,
                          c->base->done_at != SIM_NEVER ? ", though the applications notice nothing" : "");
}

/* Where the repair is only the smaller part of it, something else followed; where it is
 * more than all of it, something was won back. */
static void
append_remainder (GString *text, const WhatifRow *row)
{
  g_autofree char *after = repair_time_text (row->after);

  if (row->n_hits != 1 || row->outcome != WHATIF_DONE || row->after == SIM_NEVER || row->later <= 0)
    return;
  if (row->later > row->after / 10 && row->later < row->after / 3 * 2)
    g_string_append_printf (text, " The repair took %s; the rest was made up for afterwards.", after);
  else if (row->later / 3 * 2 > row->after)
    g_string_append_printf (text, " The repair took %s of it; the rest is what came after, such as a smaller "
                            "congestion window or another loss.", after);
}

static const WhatifRow *
find_worst (const GPtrArray *rows)
{
  const WhatifRow *worst = g_ptr_array_index (rows, 0);

  for (guint i = 1; i < rows->len; i++)
    if (whatif_row_is_worse (g_ptr_array_index (rows, i), worst))
      worst = g_ptr_array_index (rows, i);
  return worst;
}

/* Why @worst is the row that hurts most; to be freed. */
static GString *
describe_worst (const WhatifCase *c, const WhatifRow *worst)
{
  g_autofree char *deed = NULL, *harm = NULL;
  GString *text = g_string_new (NULL);

  if (worst->outcome == WHATIF_DONE && worst->later <= 0 && worst->last_later <= 0)
    return g_string_append (text, "None of them delays anything.");

  deed = deed_text (c, worst);
  harm = harm_text (c, worst);
  g_string_append_printf (text, "%s %s", deed, harm);
  if (worst->outcome != WHATIF_DONE && worst->after != SIM_NEVER)
    g_string_append_printf (text, ". What was done to it was made up for (%s); but from there on the run goes another "
                            "way, on which the model's own rules, chances and limits meet other packets than before.",
                            worst->repaired);
  else
    g_string_append_printf (text, ", because %s.", worst->cause);
  append_remainder (text, worst);
  return text;
}

/* How to look at that row. */
static void
print_hint (const WhatifCase *c, const WhatifRow *row)
{
  g_autofree char *numbers = whatif_numbers_text (c, row), *rules = rules_text (row);

  if (strchr (numbers, '-') == NULL)
    printf ("\nAdd --compare %s to see that run beside the session as it is.\n", numbers);
  else
    printf ("\nAdd --compare '%s' to see that run beside the session as it is.\n", rules);
}

void
whatif_print_text (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (free_cells);
  const WhatifRow *worst = find_worst (rows);
  g_autoptr (GString) verdict = describe_worst (c, worst);
  glong width[N_COLUMNS];

  g_ptr_array_add (lines, make_heading (c));
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (lines, make_cells (c, g_ptr_array_index (rows, i)));
  measure (lines, width);
  for (guint i = 0; i < lines->len; i++)
    {
      const WhatifRow *row = i > 0 ? g_ptr_array_index (rows, i - 1) : NULL;
      gboolean ends_badly = row != NULL && row->outcome != WHATIF_DONE;

      print_line (g_ptr_array_index (lines, i), width,
                  row == NULL ? PAINT_DIM : ends_badly ? PAINT_ALERT : PAINT_NONE, style);
    }
  putchar ('\n');
  terminal_print_wrapped (verdict->str, style->width);
  print_hint (c, worst);
}

/* For programs. */

static const char *const columns[] = {
  "frames", "rule", "packet", "repaired_by", "repaired_after_ns", "outcome", "error", "done_later_ns",
  "last_packet_later_ns", "more_packets", "cause"
};

static const char *
outcome_text (const WhatifCase *c, const WhatifRow *row)
{
  if (row->outcome == WHATIF_FAILED)
    return "failed";
  return row->outcome == WHATIF_NEVER || c->base->done_at == SIM_NEVER ? "never" : "done";
}

/* A cell that may be left out. */
static void
put_text_if (Sheet *sheet, const char *text)
{
  if (text != NULL)
    sheet_text (sheet, text);
  else
    sheet_none (sheet);
}

static void
put_integer_if (Sheet *sheet, gboolean is_known, gint64 number)
{
  if (is_known)
    sheet_integer (sheet, number);
  else
    sheet_none (sheet);
}

static void
put_row (Sheet *sheet, const WhatifCase *c, const WhatifRow *row)
{
  g_autofree char *numbers = whatif_numbers_text (c, row), *rules = rules_text (row);

  sheet_text (sheet, numbers);
  sheet_text (sheet, rules);
  sheet_text (sheet, row->packet);
  sheet_text (sheet, row->repaired);
  put_integer_if (sheet, row->after != SIM_NEVER, row->after);
  sheet_text (sheet, outcome_text (c, row));
  put_text_if (sheet, row->error);
  put_integer_if (sheet, row->outcome == WHATIF_DONE && c->base->done_at != SIM_NEVER, row->later);
  sheet_integer (sheet, row->last_later);
  sheet_integer (sheet, row->more);
  sheet_text (sheet, row->cause);
  sheet_end_row (sheet);
}

static void
print_sheet (const WhatifCase *c, const GPtrArray *rows, SheetFormat format)
{
  Sheet sheet;

  sheet_begin (&sheet, stdout, format, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < rows->len; i++)
    put_row (&sheet, c, g_ptr_array_index (rows, i));
}

static void
print_tsv (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style G_GNUC_UNUSED)
{
  print_sheet (c, rows, SHEET_TSV);
}

static void
print_csv (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style G_GNUC_UNUSED)
{
  print_sheet (c, rows, SHEET_CSV);
}

static void
print_jsonl (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style G_GNUC_UNUSED)
{
  print_sheet (c, rows, SHEET_JSONL);
}

WhatifPrint
whatif_print_find (const char *format)
{
  static const char *const names[] = { "text", "tsv", "csv", "jsonl", NULL };
  static const WhatifPrint prints[] = { whatif_print_text, print_tsv, print_csv, print_jsonl };
  g_autofree char *quoted = NULL, *hint = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    if (format == NULL || strcmp (format, names[i]) == 0)
      return prints[i];
  quoted = why_quote (format);
  hint = why_not_among (format, names);
  cmd_complain ("--table-format: %s is no format of a table, %s", quoted, hint);
  return NULL;
}
