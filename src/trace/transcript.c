/* Rows of cells, as text: what is kept is read into the same rows, each cell
 * checked for what may stand in its column, and compared row by row. */
#include "trace/transcript.h"

#include <string.h>

#include "base/why.h"
#include "tcpsim/base/units.h"

/* Rows that are shown before the one that differs. */
#define CONTEXT 3

enum {
  COLUMN_SECONDS, COLUMN_CONNECTION, COLUMN_DIRECTION, COLUMN_FLAGS, COLUMN_SEQ, COLUMN_ACK, COLUMN_LEN,
  COLUMN_WINDOW, COLUMN_CAUSE, COLUMN_FATE, N_COLUMNS
};

static const char *const names[N_COLUMNS + 1] = {
  "seconds", "connection", "direction", "flags", "seq", "ack", "len", "window", "cause", "fate", NULL
};

/* tcpdump's letters. */
static const struct { guint8 flag; char letter; } letters[] = {
  { SEG_SYN, 'S' }, { SEG_FIN, 'F' }, { SEG_RST, 'R' }, { SEG_PSH, 'P' }, { SEG_ECE, 'E' },
  { SEG_CWR, 'W' }, { SEG_ACK, '.' }
};

struct _Transcript {
  GPtrArray *rows;              /* char *, owned: the cells with tabs between, by the packet's number */
};

static Transcript *
new_of_rows (GPtrArray *rows)
{
  Transcript *t = g_new (Transcript, 1);

  t->rows = rows;
  return t;
}

Transcript *
transcript_new (void)
{
  return new_of_rows (g_ptr_array_new_with_free_func (g_free));
}

void
transcript_free (Transcript *t)
{
  if (t == NULL)
    return;

  g_ptr_array_unref (t->rows);
  g_free (t);
}

static const char *
row_at (const Transcript *t, guint i)
{
  return i < t->rows->len ? g_ptr_array_index (t->rows, i) : NULL;
}

/* The observer. */

static void
append_flags (GString *text, guint8 flags)
{
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (flags & letters[i].flag)
      g_string_append_c (text, letters[i].letter);
}

static char *
make_row (const PacketRecord *packet)
{
  const Segment *seg = packet->seg;
  GString *text = g_string_new (NULL);
  g_autofree char *at = units_print_seconds (packet->sent_at);

  g_string_append_printf (text, "%s\t%u\t%s\t", at, packet->connection, direction_name (packet->dir));
  append_flags (text, seg->flags);
  g_string_append_printf (text, "\t%u\t%u\t%u\t%u\t%s\t%s", (guint) seq_diff (seg->seq, packet->sender_isn),
                          seg->flags & SEG_ACK ? (guint) seq_diff (seg->ack, packet->peer_isn) : 0,
                          seg->len, seg->window, seg_reason_info (seg->reason)->name,
                          fate_name (packet->fate));
  return g_string_free (text, FALSE);
}

static void
on_sent (gpointer self, const PacketRecord *packet)
{
  g_ptr_array_add (((Transcript *) self)->rows, make_row (packet));
}

/* A queue has decided on a packet after it was sent. */
static void
on_dropped (gpointer self, const DropRecord *drop)
{
  char **row = (char **) &((Transcript *) self)->rows->pdata[drop->packet->id - 1];
  g_autofree char *was = *row;

  *strrchr (was, '\t') = '\0';
  *row = g_strdup_printf ("%s\t%s", was, fate_name (drop->packet->fate));
}

const ObserverOps transcript_observer = { .sent = on_sent, .dropped = on_dropped };

char *
transcript_text (const Transcript *t)
{
  g_autofree char *heading = g_strjoinv ("\t", (char **) names);
  GString *text = g_string_new ("# ");

  g_string_append_printf (text, "%s\n", heading);
  for (guint i = 0; i < t->rows->len; i++)
    g_string_append_printf (text, "%s\n", row_at (t, i));
  return g_string_free (text, FALSE);
}

/* Reading. */

/* Seconds with nine decimals, as they are written. */
static gboolean
is_seconds (const char *cell)
{
  gsize whole = strspn (cell, "0123456789");

  return whole > 0 && cell[whole] == '.' && strlen (cell) == whole + 10
         && strspn (cell + whole + 1, "0123456789") == 9;
}

static gboolean
is_count (const char *cell)
{
  guint64 n;

  return units_parse_count (cell, &n) == UNITS_OK && n <= G_MAXUINT32;
}

static gboolean
is_flags (const char *cell)
{
  return *cell != '\0' && strspn (cell, "SFRPEW.") == strlen (cell);
}

/* The words of a column; NULL where it has none. */
static const char *const *
words_of (guint column)
{
  static const char *const directions[] = { "c2s", "s2c", NULL };

  switch (column)
    {
    case COLUMN_DIRECTION: return directions;
    case COLUMN_CAUSE:     return seg_reason_names ();
    case COLUMN_FATE:      return fate_names ();
    default:               return NULL;
    }
}

static gboolean
refuse_cell (guint column, const char *cell, const char *wrong, char **why)
{
  g_autofree char *quoted = why_quote (cell);

  return why_set (why, "%s: %s %s", names[column], quoted, wrong);
}

static gboolean
check_cell (guint column, const char *cell, char **why)
{
  const char *const *words = words_of (column);
  g_autofree char *hint = NULL, *wrong = NULL;

  if (words != NULL && g_strv_contains (words, cell))
    return TRUE;
  if (words != NULL)
    {
      hint = why_not_among (cell, words);
      wrong = g_strdup_printf ("is none of its words, %s", hint);
      return refuse_cell (column, cell, wrong, why);
    }
  if (column == COLUMN_SECONDS)
    return is_seconds (cell)
           || refuse_cell (column, cell, "is no time, write seconds with nine decimals, like 0.020000000", why);
  if (column == COLUMN_FLAGS)
    return is_flags (cell)
           || refuse_cell (column, cell, "are no flags, write letters of SFRPEW and a dot for ACK, like S.", why);
  return is_count (cell) || refuse_cell (column, cell, "is no number, write one from 0 to 4294967295", why);
}

static gboolean
check_row (const char *row, char **why)
{
  g_auto (GStrv) cells = g_strsplit (row, "\t", -1);
  g_autofree char *columns = NULL;

  if (g_strv_length (cells) != N_COLUMNS)
    {
      columns = g_strjoinv (", ", (char **) names);
      return why_set (why, "%u columns, a packet has %d with tabs between: %s", g_strv_length (cells), N_COLUMNS,
                      columns);
    }
  for (guint i = 0; i < N_COLUMNS; i++)
    if (!check_cell (i, cells[i], why))
      return FALSE;
  return TRUE;
}

Transcript *
transcript_parse (const char *text, guint *line, char **why)
{
  g_autoptr (Transcript) t = transcript_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (*line = 1; lines[*line - 1] != NULL; (*line)++)
    {
      const char *row = g_strchomp (lines[*line - 1]);

      if (*row == '#' || *row == '\0')
        continue;
      if (!check_row (row, why))
        return NULL;
      g_ptr_array_add (t->rows, g_strdup (row));
    }
  if (t->rows->len > 0)
    return g_steal_pointer (&t);

  *line = 0;
  why_set (why, "no packet is in it");
  return NULL;
}

/* Comparing. */

/* Rows to be shown with their columns aligned. */
typedef struct {
  GPtrArray *marks;             /* const char * */
  GPtrArray *rows;              /* char **, owned; NULL: there is none any more */
  gsize widths[N_COLUMNS];
} Shown;

static void
show (Shown *shown, const char *mark, const char *row)
{
  char **cells = row != NULL ? g_strsplit (row, "\t", -1) : NULL;

  g_ptr_array_add (shown->marks, (gpointer) mark);
  g_ptr_array_add (shown->rows, cells);
  for (guint i = 0; cells != NULL && i < N_COLUMNS; i++)
    shown->widths[i] = MAX (shown->widths[i], strlen (cells[i]));
}

static void
append_shown (GString *out, const Shown *shown)
{
  for (guint i = 0; i < shown->rows->len; i++)
    {
      char **cells = g_ptr_array_index (shown->rows, i);

      g_string_append (out, g_ptr_array_index (shown->marks, i));
      for (guint column = 0; cells != NULL && column < N_COLUMNS - 1; column++)
        g_string_append_printf (out, "%-*s  ", (int) shown->widths[column], cells[column]);
      g_string_append_printf (out, "%s\n", cells != NULL ? cells[N_COLUMNS - 1] : "(nothing more)");
    }
}

/* The columns in which two rows differ, in words. */
static char *
differing_columns (const char *a, const char *b)
{
  g_auto (GStrv) of_a = g_strsplit (a, "\t", -1), of_b = g_strsplit (b, "\t", -1);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  for (guint i = 0; i < N_COLUMNS; i++)
    if (strcmp (of_a[i], of_b[i]) != 0)
      g_ptr_array_add (columns, (gpointer) names[i]);
  g_ptr_array_add (columns, NULL);
  return g_strjoinv (", ", (char **) columns->pdata);
}

static void
append_head (GString *out, const Transcript *is, const Transcript *kept, guint at)
{
  g_autofree char *columns = NULL;

  if (row_at (is, at) == NULL)
    g_string_append_printf (out, "packet %u was not sent: %u instead of %u packets\n", at + 1, is->rows->len,
                            kept->rows->len);
  else if (row_at (kept, at) == NULL)
    g_string_append_printf (out, "packet %u is too many: %u instead of %u packets\n", at + 1, is->rows->len,
                            kept->rows->len);
  else
    {
      columns = differing_columns (row_at (is, at), row_at (kept, at));
      g_string_append_printf (out, "packet %u differs in %s\n", at + 1, columns);
    }
}

static guint
first_difference (const Transcript *a, const Transcript *b)
{
  guint at = 0;

  while (row_at (a, at) != NULL && g_strcmp0 (row_at (a, at), row_at (b, at)) == 0)
    at++;
  return at;
}

char *
transcript_difference (const Transcript *is, const Transcript *kept)
{
  guint at = first_difference (is, kept);
  g_autofree char *heading = g_strjoinv ("\t", (char **) names);
  Shown shown = { g_ptr_array_new (), g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev), { 0 } };
  GString *out = g_string_new (NULL);

  if (row_at (is, at) != NULL || row_at (kept, at) != NULL)
    {
      append_head (out, is, kept, at);
      show (&shown, "    ", heading);
      for (guint i = at > CONTEXT ? at - CONTEXT : 0; i < at; i++)
        show (&shown, "    ", row_at (is, i));
      show (&shown, "  - ", row_at (kept, at));
      show (&shown, "  + ", row_at (is, at));
      append_shown (out, &shown);
    }
  g_ptr_array_unref (shown.marks);
  g_ptr_array_unref (shown.rows);
  return g_string_free (out, out->len == 0);
}
