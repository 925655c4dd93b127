/* The rows of `tcpsim whatif`.  Text goes by cells, which is the number of
 * characters: a label has no wide ones. */
#include "cmd/whatif_table.h"

#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/terminal.h"
#include "trace/repair.h"

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
    return g_strdup ("hurts most: the applications are never done");
  if (row->later > 0)
    return g_strdup_printf ("hurts most: the applications are done %s later", later);
  return g_strdup_printf ("keeps the connection open longest, %s more%s", last,
                          c->base->done_at != SIM_NEVER ? ", though the applications notice nothing" : "");
}

/* Where the repair is only the smaller part of it, something else followed. */
static void
append_remainder (GString *text, const WhatifRow *row)
{
  g_autofree char *after = repair_time_text (row->after);

  if (row->n_hits == 1 && row->outcome == WHATIF_DONE && row->after != SIM_NEVER && row->later / 3 * 2 > row->after)
    g_string_append_printf (text, " The repair took %s of it; the rest is what came after, such as a smaller "
                            "congestion window.", after);
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
  g_string_append_printf (text, "%s %s, because %s.", deed, harm, worst->cause);
  append_remainder (text, worst);
  return text;
}

/* How to look at that row. */
static void
print_hint (const WhatifCase *c, const WhatifRow *row)
{
  g_autofree char *numbers = whatif_numbers_text (c, row), *rules = rules_text (row);

  if (strchr (numbers, '-') == NULL)
    printf ("\n--compare %s shows that run beside the session as it is.\n", numbers);
  else
    printf ("\n--compare '%s' shows that run beside the session as it is.\n", rules);
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

typedef enum { FIELD_TEXT, FIELD_NUMBER, FIELD_NUMBERS } FieldKind;

typedef struct {
  const char *name;
  FieldKind kind;               /* how JSON has it */
  char *(*text) (const WhatifCase *c, const WhatifRow *row);    /* NULL: nothing to say */
} Field;

static char *
field_rule (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return rules_text (row);
}

static char *
field_packet (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return g_strdup (row->packet);
}

static char *
field_repaired (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return g_strdup (row->repaired);
}

static char *
field_cause (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return g_strdup (row->cause);
}

static char *
field_outcome (const WhatifCase *c, const WhatifRow *row)
{
  if (row->outcome == WHATIF_DONE)
    return g_strdup (c->base->done_at == SIM_NEVER ? "never" : "done");
  return g_strdup (row->outcome == WHATIF_FAILED ? "failed" : "never");
}

static char *
field_error (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return g_strdup (row->error);
}

static char *
integer_text (gint64 value)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

static char *
field_after (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return row->after != SIM_NEVER ? integer_text (row->after) : NULL;
}

static char *
field_later (const WhatifCase *c, const WhatifRow *row)
{
  return row->outcome == WHATIF_DONE && c->base->done_at != SIM_NEVER ? integer_text (row->later) : NULL;
}

static char *
field_last (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return integer_text (row->last_later);
}

static char *
field_more (const WhatifCase *c G_GNUC_UNUSED, const WhatifRow *row)
{
  return integer_text (row->more);
}

static const Field fields[] = {
  { "frames", FIELD_NUMBERS, whatif_numbers_text },
  { "rule", FIELD_TEXT, field_rule },
  { "packet", FIELD_TEXT, field_packet },
  { "repaired_by", FIELD_TEXT, field_repaired },
  { "repaired_after_ns", FIELD_NUMBER, field_after },
  { "outcome", FIELD_TEXT, field_outcome },
  { "error", FIELD_TEXT, field_error },
  { "done_later_ns", FIELD_NUMBER, field_later },
  { "last_packet_later_ns", FIELD_NUMBER, field_last },
  { "more_packets", FIELD_NUMBER, field_more },
  { "cause", FIELD_TEXT, field_cause },
};

void
whatif_print_tsv (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style G_GNUC_UNUSED)
{
  for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
    printf ("%s%s", j > 0 ? "\t" : "", fields[j].name);
  putchar ('\n');
  for (guint i = 0; i < rows->len; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        {
          g_autofree char *text = fields[j].text (c, g_ptr_array_index (rows, i));

          printf ("%s%s", j > 0 ? "\t" : "", text != NULL ? text : "");
        }
      putchar ('\n');
    }
}

/* @text as a JSON string (RFC 8259 section 7). */
static void
print_json_string (const char *text)
{
  putchar ('"');
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\')
      printf ("\\%c", *text);
    else if ((guchar) *text < 0x20)
      printf ("\\u%04x", (guchar) *text);
    else
      putchar (*text);
  putchar ('"');
}

/* Numbers with commas between, of which one that is not known is "-", as an
 * array. */
static void
print_json_numbers (const char *text)
{
  g_auto (GStrv) numbers = g_strsplit (text, ",", -1);

  putchar ('[');
  for (guint i = 0; numbers[i] != NULL; i++)
    printf ("%s%s", i > 0 ? "," : "", strcmp (numbers[i], "-") == 0 ? "null" : numbers[i]);
  putchar (']');
}

static void
print_json_field (const Field *field, const WhatifCase *c, const WhatifRow *row)
{
  g_autofree char *text = field->text (c, row);

  printf ("\"%s\":", field->name);
  if (text == NULL)
    fputs ("null", stdout);
  else if (field->kind == FIELD_NUMBER)
    fputs (text, stdout);
  else if (field->kind == FIELD_NUMBERS)
    print_json_numbers (text);
  else
    print_json_string (text);
}

void
whatif_print_json (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style G_GNUC_UNUSED)
{
  for (guint i = 0; i < rows->len; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        {
          putchar (j > 0 ? ',' : '{');
          print_json_field (&fields[j], c, g_ptr_array_index (rows, i));
        }
      puts ("}");
    }
}

WhatifPrint
whatif_print_find (const char *format)
{
  static const char *const names[] = { "text", "tsv", "json", NULL };
  static const WhatifPrint prints[] = { whatif_print_text, whatif_print_tsv, whatif_print_json };
  g_autofree char *quoted = NULL, *hint = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    if (format == NULL || strcmp (format, names[i]) == 0)
      return prints[i];
  quoted = why_quote (format);
  hint = why_not_among (format, names);
  cmd_complain ("--format: %s is no format, %s", quoted, hint);
  return NULL;
}
