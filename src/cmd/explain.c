/* tcpsim explain: why a frame was sent, or each of a session. */
#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/explain_text.h"
#include "cmd/options.h"
#include "cmd/terminal.h"
#include "tcpsim/base/units.h"
#include "tcpsim/sim/simulation.h"
#include "trace/diagram.h"

/* Which packets are asked for. */
typedef struct {
  gboolean has_connection;      /* they are of this one; else of whichever has frame n, or of the first */
  guint32 connection;
  enum {
    SELECT_ALL,
    SELECT_FRAME,               /* number n */
    SELECT_DIRECTION,           /* the n-th of dir */
    SELECT_REASON               /* the n-th that was sent for reason */
  } by;
  Direction dir;
  SegReason reason;
  guint64 n;
} Selection;

/* The command line. */

static gboolean
refuse (const char *word)
{
  g_autofree char *quoted = why_quote (word);
  const char *near = why_nearest (word, seg_reason_names ());

  cmd_complain ("%s is no frame, write its number, as in 53, its place in a direction, as in c2s 3, or a cause, as in %s "
                "(--list causes)", quoted, near != NULL ? near : seg_reason_info (REASON_RTO)->name);
  return FALSE;
}

/* What @word stands for, where it is no number. */
static void
parse_kind (const char *word, Selection *s)
{
  const char *const *names = seg_reason_names ();

  s->by = SELECT_FRAME;
  for (Direction dir = 0; dir < N_DIRS; dir++)
    if (strcmp (word, direction_name (dir)) == 0)
      {
        s->by = SELECT_DIRECTION;
        s->dir = dir;
      }
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (word, names[i]) == 0)
      {
        s->by = SELECT_REASON;
        s->reason = i;
      }
}

/* The words behind the model: N, c2s N, s2c N, CAUSE, or CAUSE N. */
static gboolean
parse_selection (char **words, Selection *s)
{
  guint n_words = g_strv_length (words), at = 1;
  const char *number;

  s->n = 1;
  s->by = SELECT_ALL;
  if (n_words == 1)
    return TRUE;

  parse_kind (words[1], s);
  at += s->by != SELECT_FRAME;
  number = words[at];
  if (number == NULL && s->by == SELECT_REASON)
    return TRUE;
  if (number == NULL || units_parse_count (number, &s->n) != UNITS_OK || s->n == 0)
    return refuse (number != NULL ? number : words[1]);
  if (n_words == at + 1)
    return TRUE;

  cmd_complain ("one frame at a time: \"%s\" is one word too many", words[at + 1]);
  return FALSE;
}

static gboolean
parse_words (const Options *options, Selection *s)
{
  if (options->words != NULL)
    return parse_selection (options->words, s);

  return options_one_model (options);           /* complains */
}

/* Which it is. */

/* A direction's packets count by connection, as those of rules do. */
static gboolean
is_counted (const Selection *s, const JournalPacket *packet)
{
  switch (s->by)
    {
    case SELECT_DIRECTION: return packet->record.dir == s->dir;
    case SELECT_REASON:    return packet->seg.reason == s->reason;
    default:               return packet->number == s->n;
    }
}

static gboolean
find_packet (const Selection *s, const Journal *journal, guint *index)
{
  guint64 left = s->by == SELECT_FRAME ? 1 : s->n;

  for (guint i = 0; i < journal->packets->len; i++)
    if (is_counted (s, journal_packet (journal, i)) && --left == 0)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/* "of this session", "of connection 1"; to be freed. */
static char *
whose (const Journal *journal)
{
  return journal->run.n_connections > 1 ? g_strdup_printf ("of connection %u", journal->connection)
                                        : g_strdup ("of this session");
}

static gboolean
complain_of_frame (const Selection *s, const Journal *journal, const char *path, const char *of)
{
  guint64 first = G_MAXUINT64, last = 0;

  for (guint i = 0; i < journal->packets->len; i++)
    {
      guint64 number = journal_packet (journal, i)->number;

      first = number > 0 ? MIN (first, number) : first;
      last = MAX (last, number);
    }
  if (last == 0)
    cmd_complain ("%s: there is no frame %" G_GUINT64_FORMAT " %s: none was captured, of %u packets", path, s->n, of,
                  journal->packets->len);
  else
    cmd_complain ("%s: there is no frame %" G_GUINT64_FORMAT " %s, whose frames go from %" G_GUINT64_FORMAT
                  " to %" G_GUINT64_FORMAT "; packets without a number are told by c2s N and s2c N", path, s->n, of,
                  first, last);
  return FALSE;
}

/* The causes of the packets that there are, in order of their first; to be freed. */
static char *
causes_of (const Journal *journal)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < journal->packets->len; i++)
    {
      const char *name = seg_reason_info (journal_packet (journal, i)->seg.reason)->name;

      if (!g_ptr_array_find (names, name, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static gboolean
complain_of_number (const Selection *s, const Journal *journal, const char *path)
{
  const char *name = s->by == SELECT_REASON ? seg_reason_info (s->reason)->name : direction_name (s->dir);
  g_autofree char *of = whose (journal), *causes = causes_of (journal);
  guint n = 0;

  if (s->by == SELECT_FRAME)
    return complain_of_frame (s, journal, path, of);

  for (guint i = 0; i < journal->packets->len; i++)
    n += is_counted (s, journal_packet (journal, i));
  if (n == 0 && s->by == SELECT_REASON)
    cmd_complain ("%s: no packet %s was sent for %s, its causes are %s", path, of, name, causes);
  else
    cmd_complain ("%s: there is no %s %" G_GUINT64_FORMAT " %s, it has %u", path, name, s->n, of, n);
  return FALSE;
}

static gboolean
find_selected (const Selection *s, const Journal *journal, const char *path, guint *index)
{
  if (find_packet (s, journal, index))
    return TRUE;
  return complain_of_number (s, journal, path);
}

/* Printing. */

/* "Frame 53, client to server: PSH,ACK seq=1 ack=1 len=15 (data: new)". */
static void
print_title (const ExplainCase *c, const DiagramStyle *style)
{
  g_autofree char *name = explain_name (c, c->index), *at = explain_time (c, c->packet->record.sent_at);
  g_autofree char *title = NULL;
  char label[DIAGRAM_LABEL_MAX], why[DIAGRAM_WHY_MAX];

  *name = g_ascii_toupper (*name);
  title = g_strdup_printf ("%s, %s to %s at %s: %s (%s)", name, side_name (c->side), side_name (!c->side), at,
                           diagram_label (&c->packet->record, label), diagram_why (&c->packet->seg, why));
  diagram_paint (stdout, style, PAINT_STRONG, title);
  putchar ('\n');
}

static void
print_part (const char *name, const char *text, const DiagramStyle *style)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", name, text);

  putchar ('\n');
  terminal_print_wrapped (line, style->width);
}

static void
print_long (const ExplainCase *c, const DiagramStyle *style)
{
  const ExplainRule *rule = explain_rule (c->packet->seg.reason);
  g_autofree char *event = explain_event (c), *why = explain_fill (c, rule->why), *state = explain_state (c);
  g_autofree char *where = explain_fill (c, rule->rule), *numbers = explain_fill (c, rule->numbers);
  g_autofree char *control = explain_control (c), *undo = explain_undo (c), *fate = explain_fate (c);

  print_title (c, style);
  print_part ("Event", event, style);
  print_part ("Why", why, style);
  print_part ("Rule", where, style);
  print_part ("Numbers", numbers, style);
  if (control != NULL)
    print_part ("Control", control, style);
  if (undo != NULL)
    print_part ("Undone", undo, style);
  print_part ("State", state, style);
  print_part ("Fate", fate, style);
}

/* " Control: ..." to go on with; nothing where @part is NULL. */
static void
append_part (GString *text, const char *name, const char *part)
{
  if (part != NULL)
    g_string_append_printf (text, " %s: %s", name, part);
}

static void
print_short (const ExplainCase *c, const DiagramStyle *style)
{
  const ExplainRule *rule = explain_rule (c->packet->seg.reason);
  g_autofree char *event = explain_event (c), *why = explain_fill (c, rule->why), *fate = NULL;
  g_autofree char *where = explain_fill (c, rule->rule), *turn = explain_control_turn (c), *undo = explain_undo (c);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s [%s]", event, why, where);
  append_part (text, "Control", turn);
  append_part (text, "Undone", undo);
  if (c->packet->record.arrives_at == SIM_NEVER)
    {
      fate = explain_fate (c);
      append_part (text, "Fate", fate);
    }
  print_title (c, style);
  terminal_print_wrapped (text->str, style->width);
}

/* Whose packets these are, where there is a choice. */
static void
print_connection (const Journal *journal, const Selection *s)
{
  if (journal->run.n_connections > 1)
    printf ("Connection %u of %u, counted from 0%s.\n\n", journal->connection, journal->run.n_connections,
            s->by == SELECT_ALL && !s->has_connection ? "; --connection N takes another" : "");
}

static int
print_story (const Model *model, const Story *story, const Selection *s, const DiagramStyle *style)
{
  const Journal *journal = story_journal (story);
  ExplainCase c;
  guint index;

  if (s->by == SELECT_ALL)
    print_connection (journal, s);
  for (guint i = 0; s->by == SELECT_ALL && i < journal->packets->len; i++)
    {
      explain_case_init (&c, model, story, i);
      if (i > 0)
        putchar ('\n');
      print_short (&c, style);
    }
  if (s->by == SELECT_ALL)
    return EXIT_DONE;
  if (!find_selected (s, journal, model->path, &index))
    return EXIT_USAGE;
  print_connection (journal, s);
  explain_case_init (&c, model, story, index);
  print_long (&c, style);
  return EXIT_DONE;
}

/* The run. */

/* What finds the connection that a frame is of. */
typedef struct {
  guint64 number;
  guint32 connection;
} Search;

static void
search_frame (gpointer self, const CaptureFrame *frame)
{
  Search *search = self;

  if (frame->number == search->number)
    search->connection = frame->packet->connection;
}

/* Of frame @number of @model; 0 where there is none. */
static guint32
find_connection (const Model *model, guint64 number)
{
  g_autoptr (Simulation) sim = simulation_new (model);
  g_autoptr (Capture) capture = capture_new (&model->capture);
  Search search = { .number = number };
  EndRecord end;

  capture_add_sink (capture, search_frame, &search);
  simulation_observe (sim, &capture_observer, capture);
  drive_to_the_end (sim);
  simulation_finish (sim, drive_was_interrupted (), &end);
  return search.connection;
}

/* A story takes much memory, so there is one of the connection at hand only: with
 * several, a first run tells which that is. */
static guint32
choose_connection (const Model *model, const Selection *s)
{
  if (s->has_connection || s->by != SELECT_FRAME || model->connections.count == 1)
    return s->connection;

  return find_connection (model, s->n);
}

static Story *
run_story (const Model *model, guint32 connection)
{
  g_autoptr (Simulation) sim = simulation_new (model);
  g_autoptr (Capture) capture = capture_new (&model->capture);
  Story *story = story_new (connection);
  EndRecord end;

  simulation_observe (sim, &story_observer, story);
  capture_add_sink (capture, story_number, story);
  simulation_observe (sim, &capture_observer, capture);
  drive_to_the_end (sim);
  simulation_finish (sim, drive_was_interrupted (), &end);
  return story;
}

static int
explain_model (const Model *model, const Selection *s, const DiagramStyle *style)
{
  g_autoptr (Story) story = run_story (model, choose_connection (model, s));

  if (!drive_was_interrupted ())
    return print_story (model, story, s, style);

  cmd_complain ("interrupted, nothing was printed");
  return EXIT_INTERRUPTED;
}

static int
explain (int argc, char **argv)
{
  g_autofree char *connection = NULL;
  const GOptionEntry entries[] = {
    { "connection", 0, 0, G_OPTION_ARG_STRING, &connection, "Packets of connection N (default: the frame's, or 0)", "N" },
    { NULL, 0, 0, 0, NULL, NULL, NULL }
  };
  const Usage usage = {
    .command = "explain", .words = "MODEL [N | c2s N | s2c N | CAUSE [N]]", .entries = entries,
    .summary = "Says why frame N of MODEL was sent, or the N-th packet of a direction or for a\n"
               "cause, by what rule, and with what numbers; without any of these, a paragraph\n"
               "for each packet. The causes are those of --list causes."
  };
  Options options;
  Selection selection = { 0 };
  g_autoptr (Model) model = NULL;
  int status = EXIT_USAGE;

  drive_catch_signals ();
  if (options_parse (&options, &usage, argc, argv) && parse_words (&options, &selection)
      && options_parse_connection (connection, &selection.connection)
      && (model = options_load (&options, options.words[0])) != NULL
      && options_check_connection (selection.connection, model))
    {
      selection.has_connection = connection != NULL;
      status = explain_model (model, &selection, &options.style);
    }
  options_clear (&options);
  return status;
}

const Command cmd_explain = {
  .name = "explain",
  .purpose = "say why each frame was sent, by what rule and with what numbers",
  .run = explain,
};
