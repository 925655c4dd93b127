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
  gboolean all;
  gboolean by_direction;        /* the n-th of dir; else the frame n */
  Direction dir;
  guint64 n;
} Selection;

/* The command line. */

static gboolean
refuse (const char *word)
{
  g_autofree char *quoted = why_quote (word);

  cmd_complain ("%s is no frame, write its number, as in 53, or its place in a direction, as in c2s 3", quoted);
  return FALSE;
}

static gboolean
parse_selection (char **words, Selection *s)
{
  guint n_words = g_strv_length (words);
  const char *number;

  *s = (Selection) { .all = n_words == 1 };
  if (s->all)
    return TRUE;
  s->dir = strcmp (words[1], direction_name (DIR_S2C)) == 0 ? DIR_S2C : DIR_C2S;
  s->by_direction = strcmp (words[1], direction_name (s->dir)) == 0;
  number = words[s->by_direction ? 2 : 1];
  if (number == NULL || units_parse_count (number, &s->n) != UNITS_OK || s->n == 0)
    return refuse (number != NULL ? number : words[1]);
  if (n_words == (s->by_direction ? 3 : 2))
    return TRUE;

  cmd_complain ("one frame at a time: \"%s\" is one word too many", words[s->by_direction ? 3 : 2]);
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

static gboolean
is_selected (const Selection *s, const JournalPacket *packet)
{
  if (s->by_direction)
    return packet->record.dir == s->dir && packet->record.dir_number == s->n;

  return packet->number == s->n;
}

static gboolean
complain_of_number (const Selection *s, const Journal *journal, const char *path)
{
  guint64 first = G_MAXUINT64, last = 0, n = 0;

  for (guint i = 0; i < journal->packets->len; i++)
    {
      const JournalPacket *packet = journal_packet (journal, i);

      n += packet->record.dir == s->dir;
      first = packet->number > 0 ? MIN (first, packet->number) : first;
      last = MAX (last, packet->number);
    }
  if (s->by_direction)
    cmd_complain ("%s: there is no %s %" G_GUINT64_FORMAT ", its packets are %" G_GUINT64_FORMAT, path,
                  direction_name (s->dir), s->n, n);
  else if (last == 0)
    cmd_complain ("%s: there is no frame %" G_GUINT64_FORMAT ": none was captured, of %u packets", path, s->n,
                  journal->packets->len);
  else
    cmd_complain ("%s: there is no frame %" G_GUINT64_FORMAT " of this session, they go from %" G_GUINT64_FORMAT
                  " to %" G_GUINT64_FORMAT "; packets without a number are told by c2s N and s2c N", path, s->n,
                  first, last);
  return FALSE;
}

static gboolean
find_selected (const Selection *s, const Journal *journal, const char *path, guint *index)
{
  for (guint i = 0; i < journal->packets->len; i++)
    if (is_selected (s, journal_packet (journal, i)))
      {
        *index = i;
        return TRUE;
      }
  return complain_of_number (s, journal, path);
}

/* Printing. */

/* "Frame 53, client to server: PSH,ACK seq=1 ack=1 len=15 (data: new)". */
static void
print_title (const ExplainCase *c, const DiagramStyle *style)
{
  g_autofree char *name = explain_name (c->packet), *at = explain_time (c, c->packet->record.sent_at);
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
  g_autofree char *fate = explain_fate (c);

  print_title (c, style);
  print_part ("Event", event, style);
  print_part ("Why", why, style);
  print_part ("Rule", where, style);
  print_part ("Numbers", numbers, style);
  print_part ("State", state, style);
  print_part ("Fate", fate, style);
}

static void
print_short (const ExplainCase *c, const DiagramStyle *style)
{
  const ExplainRule *rule = explain_rule (c->packet->seg.reason);
  g_autofree char *event = explain_event (c), *why = explain_fill (c, rule->why);
  g_autofree char *where = explain_fill (c, rule->rule), *fate = NULL, *text = NULL;

  if (c->packet->record.arrives_at == SIM_NEVER)
    fate = explain_fate (c);
  text = g_strdup_printf ("%s %s [%s]%s%s", event, why, where, fate != NULL ? " " : "", fate != NULL ? fate : "");
  print_title (c, style);
  terminal_print_wrapped (text, style->width);
}

static int
print_story (const Model *model, const Story *story, const Selection *s, const DiagramStyle *style)
{
  const Journal *journal = story_journal (story);
  ExplainCase c;
  guint index;

  for (guint i = 0; s->all && i < journal->packets->len; i++)
    {
      explain_case_init (&c, model, story, i);
      if (i > 0)
        putchar ('\n');
      print_short (&c, style);
    }
  if (s->all)
    return EXIT_DONE;
  if (!find_selected (s, journal, model->path, &index))
    return EXIT_USAGE;
  explain_case_init (&c, model, story, index);
  print_long (&c, style);
  return EXIT_DONE;
}

/* The run. */

static Story *
run_story (const Model *model)
{
  g_autoptr (Simulation) sim = simulation_new (model);
  g_autoptr (Capture) capture = capture_new (&model->capture);
  Story *story = story_new ();
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
  g_autoptr (Story) story = run_story (model);

  if (!drive_was_interrupted ())
    return print_story (model, story, s, style);

  cmd_complain ("interrupted, nothing was printed");
  return EXIT_INTERRUPTED;
}

static int
explain (int argc, char **argv)
{
  const GOptionEntry none[] = { { NULL, 0, 0, 0, NULL, NULL, NULL } };
  const Usage usage = {
    .command = "explain", .words = "MODEL [N | c2s N | s2c N]", .entries = none,
    .summary = "Says why frame N of MODEL's first connection was sent, by what rule, and with what numbers;\n"
               "without N, a paragraph for each."
  };
  Options options;
  Selection selection;
  g_autoptr (Model) model = NULL;
  int status = EXIT_USAGE;

  drive_catch_signals ();
  if (options_parse (&options, &usage, argc, argv) && parse_words (&options, &selection)
      && (model = options_load (&options, options.words[0])) != NULL)
    status = explain_model (model, &selection, &options.style);
  options_clear (&options);
  return status;
}

const Command cmd_explain = {
  .name = "explain",
  .purpose = "say why each frame was sent, by what rule and with what numbers",
  .run = explain,
};
