/* Two diagrams in one.  A row has, on either side, the time since that run's first
 * packet and an arrow; below a packet that differs stands why it was sent and what
 * became of it. */
#include "trace/comparison.h"

#include <string.h>

#include "trace/align.h"
#include "trace/repair.h"

/* Packets of each run held against one another, see align.h. */
#define ALIGN_WITHIN 2000

/* Cells between the sides: a mark with spaces round it, and a line. */
#define BETWEEN 5

/* Cells of "0.000000 ". */
#define TIME_CELLS 12

/* Rows alike that are drawn before and after one that is not, and how many in
 * sequence are worth leaving out. */
#define CONTEXT 4
#define LEAVE_OUT 12

/* Runs drift apart by little all the time; a step of this much is worth a word. */
#define STEP SIM_MS (1)

typedef struct {
  FILE *out;
  const DiagramStyle *style;
  const ComparisonSide *side[2];
  GArray *pairs;                /* AlignedPair */
  guint cells;                  /* of one side */
  SimTime shift;                /* how much later the right is, as last said */
  guint64 n_drawn;
} Comparison;

/* Rows. */

static const JournalPacket *
packet_of (const Comparison *c, guint row, guint side)
{
  const AlignedPair *pair = &g_array_index (c->pairs, AlignedPair, row);
  gint index = side == 0 ? pair->left : pair->right;

  return index == ALIGN_NONE ? NULL : journal_packet (c->side[side]->journal, index);
}

/* '<', '>', '|', or a space where both sides are alike. */
static char
mark_of (const Comparison *c, guint row)
{
  const JournalPacket *left = packet_of (c, row, 0), *right = packet_of (c, row, 1);

  if (right == NULL)
    return '<';
  if (left == NULL)
    return '>';
  return align_is_equal (left, right) ? ' ' : '|';
}

/* Since the first packet of its own run. */
static SimTime
time_of (const Comparison *c, guint side, const JournalPacket *packet)
{
  return packet->record.sent_at - journal_packet (c->side[side]->journal, 0)->record.sent_at;
}

/* Cells. */

/* @text cut or filled to the cells of one side. */
static void
append_filled (GString *line, const char *text, guint cells)
{
  glong n = g_utf8_strlen (text, -1);
  g_autofree char *cut = g_utf8_substring (text, 0, MIN (n, (glong) cells));

  g_string_append (line, cut);
  for (; n < (glong) cells; n++)
    g_string_append_c (line, ' ');
}

/* As much of what the diagram has on its arrows as fits @cells. */
static char *
label_within (const JournalPacket *packet, guint cells)
{
  char label[DIAGRAM_LABEL_MAX];
  char *ack, *end;

  diagram_label (&packet->record, label);
  ack = strstr (label, " ack=");
  if (strlen (label) > cells && packet->seg.len > 0 && ack != NULL)
    {
      end = strchr (ack + 1, ' ');
      memmove (ack, end, strlen (end) + 1);
    }
  if (strlen (label) > cells)
    *strchr (label, ' ') = '\0';
  return g_strdup (label);
}

static void
append_packet (const Comparison *c, GString *line, guint side, const JournalPacket *packet)
{
  guint cells = c->cells - TIME_CELLS;
  g_autofree char *label = label_within (packet, cells - 5);
  g_autoptr (GString) arrow = diagram_arrow (&packet->record, label, cells, c->style->charset);
  SimTime time = time_of (c, side, packet);

  g_string_append_printf (line, "%4" G_GINT64_FORMAT ".%06d ", time / SIM_SEC (1),
                          (int) (time % SIM_SEC (1) / 1000));
  g_string_append (line, arrow->str);
}

static void
append_side (const Comparison *c, GString *line, guint side, guint row)
{
  const JournalPacket *packet = packet_of (c, row, side);

  if (packet != NULL)
    append_packet (c, line, side, packet);
  else
    append_filled (line, "", c->cells);
}

static void
append_between (const Comparison *c, GString *line, char mark)
{
  g_string_append_printf (line, " %c %s ", mark, c->style->charset == CHARSET_UTF8 ? "│" : "|");
}

static void
print_line (const Comparison *c, GString *line, Paint paint)
{
  g_strchomp (line->str);
  diagram_paint (c->out, c->style, paint, line->str);
  fputc ('\n', c->out);
}

/* A line of words on both sides. */
static void
print_words (const Comparison *c, const char *left, const char *right, Paint paint)
{
  g_autoptr (GString) line = g_string_new (NULL);

  append_filled (line, left, c->cells);
  append_between (c, line, ' ');
  append_filled (line, right, c->cells);
  print_line (c, line, paint);
}

/* Takes what stands behind the first "; " off @text when that is too long for a
 * side; to be freed. */
static char *
take_overflow (const Comparison *c, char *text)
{
  char *at = NULL;

  if (g_utf8_strlen (text, -1) <= (glong) c->cells || (at = strstr (text, "; ")) == NULL)
    return g_strdup ("");

  *at = '\0';
  return g_strdup_printf ("%*s%s", TIME_CELLS, "", at + strlen ("; "));
}

/* Likewise, on a second line where one does not suffice. */
static void
print_reasons (const Comparison *c, char *left, char *right, Paint paint)
{
  g_autofree char *more_left = take_overflow (c, left), *more_right = take_overflow (c, right);

  print_words (c, left, right, paint);
  if (*more_left != '\0' || *more_right != '\0')
    print_words (c, more_left, more_right, paint);
}

/* Why @packet was sent and what became of it, below its arrow; NULL: "". */
static char *
reason_text (const JournalPacket *packet)
{
  char why[DIAGRAM_WHY_MAX];
  GString *text;

  if (packet == NULL)
    return g_strdup ("");

  text = g_string_new (NULL);
  g_string_append_printf (text, "%*s%s", TIME_CELLS, "", diagram_why (&packet->seg, why));
  packet_append_fate (text, &packet->record);
  return g_string_free (text, FALSE);
}

/* Where the runs come to be further apart, or nearer, than was last said. */
static void
print_shift (Comparison *c, guint row)
{
  const JournalPacket *left = packet_of (c, row, 0), *right = packet_of (c, row, 1);
  SimTime shift = left != NULL && right != NULL ? time_of (c, 1, right) - time_of (c, 0, left) : c->shift;
  g_autofree char *time = repair_time_text (ABS (shift)), *text = NULL;

  if (ABS (shift - c->shift) < STEP || ABS (shift - c->shift) < ABS (c->shift) / 10)
    return;

  c->shift = shift;
  text = ABS (shift) < STEP ? g_strdup_printf ("%*sin time again", TIME_CELLS, "")
                            : g_strdup_printf ("%*sfrom here %s %s", TIME_CELLS, "", time,
                                               shift > 0 ? "later" : "earlier");
  print_words (c, "", text, PAINT_NOTE);
}

static void
print_row (Comparison *c, guint row)
{
  char mark = mark_of (c, row);
  Paint paint = mark == ' ' ? PAINT_NONE : PAINT_ALERT;
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *left = NULL, *right = NULL;

  print_shift (c, row);
  append_side (c, line, 0, row);
  append_between (c, line, mark);
  append_side (c, line, 1, row);
  print_line (c, line, paint);
  c->n_drawn++;
  if (mark == ' ')
    return;

  left = reason_text (packet_of (c, row, 0));
  right = reason_text (packet_of (c, row, 1));
  print_reasons (c, left, right, paint);
}

/* The whole. */

/* How many rows from @row on are alike. */
static guint
count_alike (const Comparison *c, guint row)
{
  guint n = 0;

  while (row + n < c->pairs->len && mark_of (c, row + n) == ' ')
    n++;
  return n;
}

static void
print_left_out (const Comparison *c, guint n, const char *what)
{
  g_autofree char *text = g_strdup_printf ("%*s%s %u packets %s", TIME_CELLS, "",
                                           c->style->charset == CHARSET_UTF8 ? "…" : "...", n, what);

  print_words (c, text, "", PAINT_DIM);
}

/* Draws the @n rows alike from @row on, the middle of many left out. */
static void
print_alike (Comparison *c, guint row, guint n)
{
  guint before = row > 0 ? CONTEXT : 1, after = row + n < c->pairs->len ? CONTEXT : 1;
  gboolean is_cut = n >= LEAVE_OUT;

  for (guint i = 0; i < n; i++)
    {
      if (!is_cut || i < before || i >= n - after)
        print_row (c, row + i);
      else if (i == before)
        print_left_out (c, n - before - after, "alike");
    }
}

static void
print_rows (Comparison *c)
{
  guint row = 0;

  while (row < c->pairs->len && c->n_drawn < c->style->max_packets)
    {
      guint n = count_alike (c, row);

      if (n > 0)
        print_alike (c, row, n);
      else
        print_row (c, row);
      row += MAX (n, 1);
    }
  if (row < c->pairs->len)
    print_left_out (c, c->pairs->len - row, "more, of either run");
}

static void
print_headings (const Comparison *c)
{
  g_autofree char *heading = g_strdup_printf ("%*s%-*s%s", TIME_CELLS, "seconds ", (int) (c->cells - TIME_CELLS - 6),
                                              "client", "server");

  print_words (c, c->side[0]->title, c->side[1]->title, PAINT_STRONG);
  print_words (c, heading, heading, PAINT_DIM);
}

void
comparison_print (FILE *out, const DiagramStyle *style, const ComparisonSide *left,
                  const ComparisonSide *right)
{
  Comparison c = { .out = out, .style = style, .side = { left, right } };

  c.cells = (MAX (style->width, 60) - BETWEEN) / 2;
  c.pairs = align_journals (left->journal, right->journal, ALIGN_WITHIN);
  print_headings (&c);
  print_rows (&c);
  g_array_unref (c.pairs);
}
