/* The sequence diagram for the terminal.
 *
 * A row is one packet, at the time it was sent, or a change of state, whose
 * name then stands on the lifeline of the side it belongs to.  Rows wait in a
 * queue until their packet has arrived or is lost, for only then is its frame
 * number known, whichever host the capture is taken at; past the limit of
 * packets the queue keeps the last few.  Rows are used again, so that memory
 * does not grow with the run.
 *
 * Drawn for one connection; packets of others would stand among its own.  The
 * times of state changes are left out where a packet is about as late, and so are
 * arrival times: this diagram is not to scale. */
#include "trace/diagram.h"

#include <string.h>

#include "tcpsim/base/units.h"

/* Cells left of the client's lifeline: "No." and the time. */
#define GUTTER 17

/* How many of the last packets close a diagram that was cut. */
#define TAIL 8

/* A state that changes so long after the last packet was sent or arrived does so by
 * a timer alone, and no row tells when. */
#define ALONE SIM_SEC (1)

/* No text is squeezed into less. */
#define MIN_WIDTH 60
#define MIN_TEXT 12

typedef struct {
  GList link;                   /* in Diagram.rows; data is the row */
  gboolean is_packet;
  gboolean settled;             /* nothing more will be known of it */
  PacketRecord packet;
  Segment seg;                  /* what packet.seg points to */
  guint64 number;               /* of the frame; 0 when it was not captured */
  char *note;
  const char *state[N_SIDES];   /* of a row of states; NULL where nothing changed */
  SimTime alone_at;             /* when they changed, if ALONE; else 0 */
} Row;

/* What lines are drawn with. */
typedef struct {
  const char *life, *shaft, *again, *to_right, *to_left, *cross, *dots;
} Glyphs;

struct _Diagram {
  FILE *out;
  DiagramStyle style;
  const Glyphs *glyphs;
  char *elsewhere;
  guint middle;                 /* cells between the lifelines */
  guint text;                   /* cells right of them */
  GString *blank;               /* an empty middle */

  GQueue rows;
  GQueue spare;
  guint64 n_queued;             /* packets in rows */
  guint64 n_drawn;
  guint64 n_left_out;
  gboolean has_first;
  SimTime first_at, last_at;    /* a packet was sent, or arrived */
  gboolean has_again, has_lost; /* signs to be explained */
};

/* One line of output. */
typedef struct {
  const char *number, *time;
  const char *middle;
  const char *text;
  Paint middle_paint, text_paint;
} Line;

static const Glyphs ascii_glyphs = { "|", "-", "=", ">", "<", "X", "..." };
static const Glyphs utf8_glyphs = { "│", "─", "═", "►", "◄", "✗", "…" };

static const Glyphs *
glyphs_of (Charset charset)
{
  return charset == CHARSET_UTF8 ? &utf8_glyphs : &ascii_glyphs;
}

static const char *const paint_codes[] = {
  [PAINT_NONE] = "",
  [PAINT_DIM] = "\033[2m",
  [PAINT_STRONG] = "\033[1m",
  [PAINT_ALERT] = "\033[1;31m",
  [PAINT_NOTE] = "\033[36m",
};

void
diagram_paint (FILE *out, const DiagramStyle *style, Paint paint, const char *text)
{
  if (style->colour && paint != PAINT_NONE && *text != '\0')
    fprintf (out, "%s%s\033[0m", paint_codes[paint], text);
  else
    fputs (text, out);
}

/* Names */

static void
append_flags (GString *s, guint8 flags)
{
  static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR" };
  const char *comma = "";

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!(flags & (1u << i)))
        continue;
      g_string_append (s, comma);
      g_string_append (s, names[i]);
      comma = ",";
    }
  if (flags == 0)
    g_string_append (s, "none");
}

const char *
diagram_label (const PacketRecord *packet, char out[DIAGRAM_LABEL_MAX])
{
  const Segment *seg = packet->seg;
  g_autoptr (GString) s = g_string_sized_new (DIAGRAM_LABEL_MAX);

  append_flags (s, seg->flags);
  g_string_append_printf (s, " seq=%u", (guint) (seg->seq.v - packet->sender_isn.v));
  if (seg->flags & SEG_ACK)
    g_string_append_printf (s, " ack=%u", (guint) (seg->ack.v - packet->peer_isn.v));
  if (seg->len > 0)
    g_string_append_printf (s, " len=%u", (guint) seg->len);
  g_strlcpy (out, s->str, DIAGRAM_LABEL_MAX);
  return out;
}

const char *
diagram_why (const Segment *seg, char out[DIAGRAM_WHY_MAX])
{
  const char *text = seg_reason_info ((SegReason) seg->reason)->text;

  if (seg->reason_n > 0)
    g_snprintf (out, DIAGRAM_WHY_MAX, "%s #%u", text, (guint) seg->reason_n);
  else
    g_strlcpy (out, text, DIAGRAM_WHY_MAX);
  return out;
}

const char *
diagram_end_name (const RunRecord *run, Side side, char out[DIAGRAM_END_MAX])
{
  char address[NET_ADDRESS_TEXT_MAX];
  gboolean brackets = run->address[side].version == 6;

  net_address_print (&run->address[side], address);
  g_snprintf (out, DIAGRAM_END_MAX, "%s%s%s:%u", brackets ? "[" : "", address,
              brackets ? "]" : "", (guint) run->port[side]);
  return out;
}

/* Cells */

static guint
char_cells (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* Where the line that begins at @text and has @cells cells must end: the whole
 * text, or the last space that fits, or wherever it is full. */
static const char *
line_end (const char *text, guint cells)
{
  const char *space = NULL;
  guint used = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      used += char_cells (g_utf8_get_char (p));
      if (used > cells && p > text)
        return *p == ' ' || space == NULL ? p : space;
      if (*p == ' ')
        space = p;
    }
  return text + strlen (text);
}

/* @text as the terminal may be given it: in its charset, and with nothing that
 * could move its cursor. */
static char *
printable (const Diagram *d, const char *text)
{
  g_autofree char *owned = NULL;
  GString *s = g_string_new (NULL);

  if (d->style.charset == CHARSET_ASCII)
    text = owned = g_str_to_ascii (text, "C");
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (s, g_unichar_iscntrl (c) ? '?' : c);
    }
  return g_string_free (s, FALSE);
}

/* Lines */

/* Where number and time need more than the gutter has, the space behind the
 * time goes first. */
static void
print_gutter (const Diagram *d, const Line *line)
{
  g_autofree char *text = NULL;
  g_autofree char *time = g_strdup (line->time);
  int room = GUTTER - (int) strlen (line->number);

  if ((int) strlen (time) > room)
    g_strchomp (time);
  text = g_strdup_printf ("%s%*s", line->number, MAX (room, 0), time);
  diagram_paint (d->out, &d->style, PAINT_DIM, text);
}

static void
print_line (const Diagram *d, const Line *line)
{
  print_gutter (d, line);
  fputs (d->glyphs->life, d->out);
  diagram_paint (d->out, &d->style, line->middle_paint, line->middle);
  fputs (d->glyphs->life, d->out);
  if (*line->text != '\0')
    fputs ("  ", d->out);
  diagram_paint (d->out, &d->style, line->text_paint, line->text);
  fputc ('\n', d->out);
}

/* Prints @line with @text beside it, on as many lines as that takes, and
 * leaves @line ready for more beside the same arrow. */
static void
print_text (const Diagram *d, Line *line, const char *text)
{
  g_autofree char *all = printable (d, text);
  const char *rest = all;

  do
    {
      const char *end = line_end (rest, d->text);
      g_autofree char *part = g_strndup (rest, (gsize) (end - rest));

      line->text = part;
      print_line (d, line);
      line->number = line->time = "";
      line->middle = d->blank->str;
      rest = *end == ' ' ? end + 1 : end;
    }
  while (*rest != '\0');
  line->text = "";
}

/* Arrows */

static void
append_times (GString *s, const char *glyph, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append (s, glyph);
}

/* The cells that the arrow itself takes: all, unless it is lost on the way. */
static guint
arrow_reach (guint cells, const PacketRecord *packet, guint label_len)
{
  if (packet->fate == FATE_ARRIVES)
    return cells;
  return MIN (MAX (cells * 3 / 4, label_len + 5), cells);
}

GString *
diagram_arrow (const PacketRecord *packet, const char *label, guint cells, Charset charset)
{
  const Glyphs *g = glyphs_of (charset);
  guint len = (guint) strlen (label);
  guint reach = arrow_reach (cells, packet, len);
  guint shaft = reach - len - 3;        /* two spaces and the tip */
  gboolean rightwards = packet->dir == DIR_C2S;
  gboolean lost = packet->fate != FATE_ARRIVES;
  const char *line = packet->seg->is_retransmission ? g->again : g->shaft;
  GString *s = g_string_new (NULL);

  if (!rightwards)
    {
      append_times (s, " ", cells - reach);
      g_string_append (s, lost ? g->cross : g->to_left);
    }
  append_times (s, line, rightwards ? (shaft + 1) / 2 : shaft / 2);
  g_string_append_printf (s, " %s ", label);
  append_times (s, line, rightwards ? shaft / 2 : (shaft + 1) / 2);
  if (rightwards)
    {
      g_string_append (s, lost ? g->cross : g->to_right);
      append_times (s, " ", cells - reach);
    }
  return s;
}

/* What does not fit on the arrow moves from @label in front of the reason. */
static void
move_overflow (const Diagram *d, char *label, GString *why)
{
  char *numbers = strchr (label, ' ');

  if (strlen (label) + 5 <= d->middle)
    return;

  g_string_prepend (why, "; ");
  g_string_prepend (why, numbers + 1);
  *numbers = '\0';
}

/* Rows */

/* Seconds since the first packet, exact: microseconds, and nanoseconds where
 * there are any. */
static char *
row_time (const Diagram *d, SimTime at)
{
  SimTime t = at - d->first_at;
  SimTime ns = t % SIM_SEC (1);

  if (ns % 1000 != 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%09d ", t / SIM_SEC (1), (int) ns);
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%06d    ", t / SIM_SEC (1), (int) (ns / 1000));
}

static void
print_packet_row (Diagram *d, const Row *row)
{
  const PacketRecord *packet = &row->packet;
  gboolean lost = packet->fate != FATE_ARRIVES;
  gboolean alert = lost || row->seg.is_retransmission;
  char label[DIAGRAM_LABEL_MAX], text[DIAGRAM_WHY_MAX];
  g_autoptr (GString) why = g_string_new (diagram_why (&row->seg, text));
  g_autoptr (GString) arrow = NULL;
  g_autofree char *time = row_time (d, packet->sent_at);
  g_autofree char *number = NULL;
  Line line = { .time = time, .number = "" };

  packet_append_fate (why, packet);
  diagram_label (packet, label);
  move_overflow (d, label, why);
  arrow = diagram_arrow (packet, label, d->middle, d->style.charset);
  if (row->number != 0)
    line.number = number = g_strdup_printf ("%" G_GUINT64_FORMAT " ", row->number);
  line.middle = arrow->str;
  line.middle_paint = line.text_paint = alert ? PAINT_ALERT : PAINT_NONE;
  print_text (d, &line, why->str);

  if (row->note != NULL)
    {
      g_autofree char *note = g_strdup_printf ("# %s", row->note + strspn (row->note, " "));

      line.middle_paint = PAINT_NONE;
      line.text_paint = PAINT_NOTE;
      print_text (d, &line, note);
    }
  d->has_lost |= lost;
  d->has_again |= row->seg.is_retransmission != 0;
}

/* Prints spaces up to @column, then @text centred on it; returns the column
 * after it. */
static guint
print_centred (const Diagram *d, guint column, guint at, const char *text)
{
  guint start = column - MIN (column, (guint) strlen (text) / 2);

  fprintf (d->out, "%*s", (int) (start - MIN (start, at)), "");
  diagram_paint (d->out, &d->style, PAINT_STRONG, text);
  return MAX (start, at) + (guint) strlen (text);
}

static void
print_lifeline (const Diagram *d, guint column, guint at)
{
  fprintf (d->out, "%*s%s", (int) (column - at), "", d->glyphs->life);
}

static void
print_state_row (const Diagram *d, const Row *row)
{
  guint client = GUTTER;
  guint server = GUTTER + 1 + d->middle;
  guint at = client + 1;

  if (row->state[SIDE_CLIENT] != NULL)
    at = print_centred (d, client, 0, row->state[SIDE_CLIENT]);
  else
    print_lifeline (d, client, 0);

  if (row->state[SIDE_SERVER] != NULL)
    print_centred (d, server, at, row->state[SIDE_SERVER]);
  else
    print_lifeline (d, server, at);
  if (row->alone_at != 0)
    {
      g_autofree char *after = units_print_time (row->alone_at - d->first_at);

      fprintf (d->out, "  after %s", after);
    }
  fputc ('\n', d->out);
}

/* The queue of rows */

static Row *
row_new (Diagram *d)
{
  GList *link = g_queue_pop_head_link (&d->spare);
  Row *row = link != NULL ? link->data : g_new (Row, 1);

  *row = (Row) { .link = { .data = row } };
  g_queue_push_tail_link (&d->rows, &row->link);
  return row;
}

/* Takes the first row out of the queue; it stays valid until the next
 * row_new(). */
static Row *
row_pop (Diagram *d)
{
  Row *row = g_queue_pop_head_link (&d->rows)->data;

  d->n_queued -= row->is_packet;
  return row;
}

static void
row_retire (Diagram *d, Row *row)
{
  g_clear_pointer (&row->note, g_free);
  g_queue_push_head_link (&d->spare, &row->link);
}

static Row *
row_find (const Diagram *d, guint64 id)
{
  /* What has just been sent is the last; what arrives is among the first. */
  if (d->rows.tail != NULL && ((Row *) d->rows.tail->data)->packet.id == id)
    return d->rows.tail->data;

  for (GList *l = d->rows.head; l != NULL; l = l->next)
    if (((Row *) l->data)->packet.id == id)
      return l->data;
  return NULL;
}

static void
draw_first (Diagram *d)
{
  Row *row = row_pop (d);

  if (row->is_packet)
    print_packet_row (d, row);
  else
    print_state_row (d, row);
  d->n_drawn += row->is_packet;
  row_retire (d, row);
}

static void
leave_out_first (Diagram *d)
{
  Row *row = row_pop (d);

  d->n_left_out += row->is_packet;
  row_retire (d, row);
}

static gboolean
first_is_settled (const Diagram *d)
{
  return d->rows.head != NULL && ((Row *) d->rows.head->data)->settled;
}

/* Draws what is ready or, past the limit, keeps only the last few. */
static void
advance (Diagram *d)
{
  while (d->n_drawn < d->style.max_packets && first_is_settled (d))
    draw_first (d);
  while (d->n_drawn >= d->style.max_packets && d->n_queued > TAIL)
    leave_out_first (d);
}

/* The observer */

static void
print_ends (const Diagram *d, const RunRecord *run)
{
  char name[DIAGRAM_END_MAX];
  g_autofree char *client = NULL, *server = NULL;
  guint column = GUTTER + 1 + d->middle;
  guint at;

  client = g_strdup_printf ("client %s", diagram_end_name (run, SIDE_CLIENT, name));
  server = g_strdup_printf ("server %s", diagram_end_name (run, SIDE_SERVER, name));
  at = print_centred (d, GUTTER, 0, client);
  if (at + 2 + strlen (server) / 2 > column)
    {
      fputc ('\n', d->out);
      at = 0;
    }
  print_centred (d, column, at, server);
  fputc ('\n', d->out);
}

static void
diagram_on_start (gpointer self, const RunRecord *run)
{
  const Diagram *d = self;
  Line heading = { .number = "No.", .time = "seconds    ", .middle = d->blank->str,
                   .text = "why sent", .text_paint = PAINT_DIM };

  print_ends (d, run);
  if (run->n_connections > 1)
    fprintf (d->out, "%*sthe first of %u connections\n", GUTTER, "", run->n_connections);
  print_line (d, &heading);
}

static void
diagram_on_sent (gpointer self, const PacketRecord *packet)
{
  Diagram *d = self;
  Row *row;

  if (packet->connection != 0)
    return;
  advance (d);
  if (!d->has_first)
    d->first_at = packet->sent_at;
  d->has_first = TRUE;
  d->last_at = packet->sent_at;

  row = row_new (d);
  row->is_packet = TRUE;
  row->settled = packet->fate != FATE_ARRIVES;
  row->packet = *packet;
  row->seg = *packet->seg;
  row->packet.seg = &row->seg;
  d->n_queued++;
}

static void
diagram_on_arrived (gpointer self, const PacketRecord *packet)
{
  Diagram *d = self;
  Row *row = row_find (d, packet->id);

  if (row == NULL)
    return;
  d->last_at = packet->arrives_at;
  row->settled = TRUE;
  row->packet.effects = packet->effects;
}

static void
diagram_on_dropped (gpointer self, const DropRecord *drop)
{
  Row *row = row_find (self, drop->packet->id);

  if (row == NULL)
    return;
  row->settled = TRUE;
  row->packet.fate = drop->packet->fate;
}

static void
diagram_on_state (gpointer self, const StateRecord *state)
{
  Diagram *d = self;
  Row *row = NULL;
  SimTime alone_at;

  if (state->connection != 0)
    return;
  row = d->rows.tail != NULL ? d->rows.tail->data : NULL;
  alone_at = d->has_first && state->at - d->last_at >= ALONE ? state->at : 0;

  /* Changes with no packet between them share a row, at one time. */
  if (row == NULL || row->is_packet || row->state[state->side] != NULL || row->alone_at != alone_at)
    row = row_new (d);
  row->alone_at = alone_at;
  row->settled = TRUE;
  row->state[state->side] = tcp_state_name (state->to);
}

static void
print_left_out (const Diagram *d)
{
  g_autofree char *hint = NULL;
  g_autofree char *where = NULL;

  if (d->elsewhere != NULL)
    {
      where = printable (d, d->elsewhere);
      hint = g_strdup_printf (" (see %s)", where);
    }
  fprintf (d->out, "%*s %" G_GUINT64_FORMAT " more packet%s%s\n", GUTTER, d->glyphs->dots,
           d->n_left_out, d->n_left_out == 1 ? "" : "s", hint != NULL ? hint : "");
}

/* Explains the signs, if any of them was used. */
static void
print_legend (const Diagram *d)
{
  const Glyphs *g = d->glyphs;
  g_autofree char *again = g_strconcat (g->again, g->again, g->again, " sent again", NULL);
  g_autofree char *lost = g_strconcat (g->cross, " lost on the way", NULL);

  if (!d->has_again && !d->has_lost)
    return;

  fprintf (d->out, "%*s", GUTTER, "");
  if (d->has_again)
    diagram_paint (d->out, &d->style, PAINT_ALERT, again);
  if (d->has_again && d->has_lost)
    fputs ("   ", d->out);
  if (d->has_lost)
    diagram_paint (d->out, &d->style, PAINT_ALERT, lost);
  fputc ('\n', d->out);
}

static void
diagram_on_end (gpointer self, const EndRecord *end G_GNUC_UNUSED)
{
  Diagram *d = self;

  advance (d);
  if (d->n_left_out > 0)
    print_left_out (d);
  while (d->rows.head != NULL)
    draw_first (d);
  print_legend (d);
}

const ObserverOps diagram_observer = {
  .start = diagram_on_start,
  .sent = diagram_on_sent,
  .arrived = diagram_on_arrived,
  .dropped = diagram_on_dropped,
  .state = diagram_on_state,
  .end = diagram_on_end,
};

void
diagram_number (gpointer self, const CaptureFrame *frame)
{
  Diagram *d = self;
  Row *row = row_find (d, frame->packet->id);

  if (row == NULL)
    return;
  row->number = frame->number;
  row->note = g_strdup (frame->note);
}

Diagram *
diagram_new (FILE *out, const DiagramStyle *style, const char *elsewhere)
{
  Diagram *d = g_new0 (Diagram, 1);
  guint width = MAX (style->width, MIN_WIDTH);

  d->out = out;
  d->style = *style;
  if (style->max_packets == 0)
    d->style.max_packets = G_MAXUINT64;
  d->glyphs = glyphs_of (style->charset);
  d->elsewhere = g_strdup (elsewhere);
  d->middle = CLAMP (width * 2 / 5 + 2, 26, 60);
  d->text = MAX (width - (GUTTER + 1 + d->middle + 1 + 2), MIN_TEXT);
  d->blank = g_string_new (NULL);
  append_times (d->blank, " ", d->middle);
  g_queue_init (&d->rows);
  g_queue_init (&d->spare);
  return d;
}

static void
free_rows (GQueue *rows)
{
  GList *link;

  while ((link = g_queue_pop_head_link (rows)) != NULL)
    {
      Row *row = link->data;

      g_free (row->note);
      g_free (row);
    }
}

void
diagram_free (Diagram *d)
{
  if (d == NULL)
    return;
  free_rows (&d->rows);
  free_rows (&d->spare);
  g_string_free (d->blank, TRUE);
  g_free (d->elsewhere);
  g_free (d);
}
