/* tcpsim whatif: each packet of a session lost in turn, and what came of it. */
#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/jobs.h"
#include "cmd/options.h"
#include "cmd/variant.h"
#include "cmd/whatif_compare.h"
#include "cmd/whatif_row.h"
#include "cmd/whatif_table.h"
#include "model/rules.h"
#include "tcpsim/base/units.h"
#include "trace/repair.h"

/* Packets that are dealt with unless somebody asks for more: rows that a person
 * may still read, and pairs that are still quick. */
#define FIRST_DEFAULT 200
#define FIRST_PAIRS_DEFAULT 40

/* What the command line says. */
typedef struct {
  Options common;
  char *action;
  char *only;
  char *first;
  gboolean in_pairs;
  char **compare;
  char *jobs;
  char *connection;
  char *format;                 /* of the table */
  guint64 n_first;
  guint n_threads;
  guint32 n_connection;
  guint wanted;                 /* 1 << WANT_C2S ... */
  WhatifPrint print;
} WhatifOptions;

/* Packets that --only may name. */
enum { WANT_C2S, WANT_S2C, WANT_DATA, WANT_SYN, WANT_FIN, WANT_RST, WANT_ACK, N_WANTS };

static const char *const want_names[N_WANTS + 1] = { "c2s", "s2c", "data", "syn", "fin", "rst", "ack", NULL };

#define WANT_DIRECTIONS (1 << WANT_C2S | 1 << WANT_S2C)

/* The command line. */

static void
clear_options (WhatifOptions *o)
{
  options_clear (&o->common);
  g_free (o->action);
  g_free (o->only);
  g_free (o->first);
  g_strfreev (o->compare);
  g_free (o->jobs);
  g_free (o->connection);
  g_free (o->format);
}

/* An action is right when it makes a rule. */
static gboolean
check_action (WhatifOptions *o)
{
  g_autofree char *why = NULL, *rule = NULL, *quoted = NULL;
  FaultRule *parsed;

  if (o->action == NULL)
    o->action = g_strdup ("drop");
  g_strstrip (g_strdelimit (o->action, "\t", ' '));
  if (g_str_has_prefix (o->action, fault_action_name (FAULT_STALL)))
    {
      cmd_complain ("--action: a stall is of a time, not of a packet; --compare 'stall c2s time 62-462' shows one");
      return FALSE;
    }
  rule = whatif_rule_text (o->action, DIR_C2S, 1, 0);
  parsed = rules_parse (rule, 0, &why);
  if (parsed != NULL)
    {
      fault_rule_free (parsed);
      return TRUE;
    }
  quoted = why_quote (o->action);
  cmd_complain ("--action %s: %s", quoted, why);
  return FALSE;
}

static gboolean
add_want (WhatifOptions *o, const char *word)
{
  g_autofree char *quoted = why_quote (word), *hint = NULL;

  for (guint want = 0; want < N_WANTS; want++)
    if (strcmp (word, want_names[want]) == 0)
      {
        o->wanted |= 1 << want;
        return TRUE;
      }
  hint = why_not_among (word, want_names);
  cmd_complain ("--only: %s is no kind of packet, %s", quoted, hint);
  return FALSE;
}

static gboolean
check_only (WhatifOptions *o)
{
  g_auto (GStrv) words = NULL;

  if (o->only == NULL)
    return TRUE;
  if (*o->only == '\0')
    return add_want (o, "");
  words = g_strsplit (o->only, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (!add_want (o, words[i]))
      return FALSE;
  return TRUE;
}

static gboolean
check_first (WhatifOptions *o)
{
  g_autofree char *quoted = NULL;

  o->n_first = o->in_pairs ? FIRST_PAIRS_DEFAULT : FIRST_DEFAULT;
  if (o->first == NULL || (units_parse_count (o->first, &o->n_first) == UNITS_OK && o->n_first > 0))
    return TRUE;

  quoted = why_quote (o->first);
  cmd_complain ("--first: %s is no number of packets, write 1 or more", quoted);
  return FALSE;
}

/* Elsewhere a format is that of captures or pictures, of which there are none here. */
static gboolean
refuse_format (const char *option G_GNUC_UNUSED, const char *value, gpointer data G_GNUC_UNUSED, GError **error)
{
  g_autofree char *quoted = why_quote (value);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "--format %s: whatif writes no captures or pictures; for its table write --table-format", quoted);
  return FALSE;
}

static gboolean
parse_options (WhatifOptions *o, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "action", 0, 0, G_OPTION_ARG_STRING, &o->action, "Instead of a loss: dup, ce, \"delay by 50\" ...", "ACTION" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &o->only, "Only these packets: c2s,s2c,data,syn,fin,rst,ack", "LIST" },
    { "first", 0, 0, G_OPTION_ARG_STRING, &o->first, "Only the first N packets (default: 200; pairs: 40)", "N" },
    { "pairs", 0, 0, G_OPTION_ARG_NONE, &o->in_pairs, "Two packets at a time, every pair", NULL },
    { "compare", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->compare, "Compare a loss of frame N, or RULE; may be repeated", "N|RULE" },
    { "jobs", 'j', 0, G_OPTION_ARG_STRING, &o->jobs, "Run in N threads (default: one for each processor)", "N" },
    { "connection", 0, 0, G_OPTION_ARG_STRING, &o->connection, "Packets of connection N, counted from 0 (default: 0)", "N" },
    { "table-format", 0, 0, G_OPTION_ARG_STRING, &o->format, "Print text, tsv, csv or jsonl (an object a line)", "FORMAT" },
    { "format", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, refuse_format, NULL, NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL }
  };
  const Usage usage = {
    .command = "whatif", .words = "MODEL", .entries = entries,
    .summary = "Runs MODEL as it is, then with each of its packets lost in turn, and prints\n"
               "how each loss was repaired and what it cost."
  };

  return options_parse (&o->common, &usage, argc, argv) && options_one_model (&o->common)
         && check_action (o) && check_only (o) && check_first (o) && jobs_parse (o->jobs, &o->n_threads)
         && options_parse_connection (o->connection, &o->n_connection)
         && (o->print = whatif_print_find (o->format)) != NULL;
}

/* Which packets. */

static guint
kinds_of (const JournalPacket *packet)
{
  guint8 flags = packet->seg.flags;
  guint kinds = 1 << (packet->record.dir == DIR_C2S ? WANT_C2S : WANT_S2C);

  kinds |= packet->seg.len > 0 ? 1 << WANT_DATA : 0;
  kinds |= flags & SEG_SYN ? 1 << WANT_SYN : 0;
  kinds |= flags & SEG_FIN ? 1 << WANT_FIN : 0;
  kinds |= flags & SEG_RST ? 1 << WANT_RST : 0;
  if (packet->seg.len == 0 && !(flags & (SEG_SYN | SEG_FIN | SEG_RST)))
    kinds |= 1 << WANT_ACK;
  return kinds;
}

/* Directions are alternatives, and so are kinds; a packet must be right in both. */
static gboolean
is_wanted (guint wanted, const JournalPacket *packet)
{
  guint kinds = kinds_of (packet);
  guint directions = wanted & WANT_DIRECTIONS, others = wanted & ~WANT_DIRECTIONS;

  return (directions == 0 || (kinds & directions)) && (others == 0 || (kinds & others));
}

/* What there is to be dealt with. */
typedef struct {
  GArray *packets;              /* guint: indexes in the session */
  guint64 n_wanted;             /* how many there are, with those beyond --first */
  guint64 n_lost;               /* wanted, but lost anyway */
} Targets;

static void
choose_targets (const WhatifOptions *o, const Journal *base, Targets *targets)
{
  *targets = (Targets) { .packets = g_array_new (FALSE, FALSE, sizeof (guint)) };
  for (guint i = 0; i < base->packets->len; i++)
    {
      const JournalPacket *packet = journal_packet (base, i);

      if (!is_wanted (o->wanted, packet))
        continue;
      if (packet->record.arrives_at == SIM_NEVER)
        {
          targets->n_lost++;
          continue;
        }
      if (targets->n_wanted++ < o->n_first)
        g_array_append_val (targets->packets, i);
    }
}

static GPtrArray *
make_rows (const WhatifOptions *o, const WhatifCase *c, const GArray *packets)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (whatif_row_free);

  for (guint i = 0; i < packets->len; i++)
    {
      if (!o->in_pairs)
        g_ptr_array_add (rows, whatif_row_new (c, g_array_index (packets, guint, i)));
      for (guint j = i + 1; o->in_pairs && j < packets->len; j++)
        {
          WhatifRow *row = whatif_row_new (c, g_array_index (packets, guint, i));

          whatif_row_add (c, row, g_array_index (packets, guint, j));
          g_ptr_array_add (rows, row);
        }
    }
  return rows;
}

/* The work. */

typedef struct {
  const WhatifCase *c;
  const GPtrArray *rows;
} Work;

static void
run_row (guint i, gpointer data)
{
  const Work *work = data;

  whatif_row_run (work->c, g_ptr_array_index (work->rows, i));
}

/* TRUE where a packet fewer gives those behind it another fate. */
static gboolean
has_chances (const Model *model)
{
  for (Direction dir = 0; dir < N_DIRS; dir++)
    {
      const LinkConfig *link = &model->link[dir];

      if (link->loss.ops != NULL || link->duplicate.p > 0 || link->corrupt.p > 0 || link->gap > 0
          || (link->delay.kind != DELAY_CONSTANT && link->delay.kind != DELAY_LIST))
        return TRUE;
    }
  return FALSE;
}

/* Words above the table: what the session is as it is, and what is left out. */
static void
print_preface (const WhatifOptions *o, const WhatifCase *c, const Targets *targets)
{
  const Journal *base = c->base;
  g_autofree char *done = repair_time_text (base->done_at - base->begins_at);
  g_autofree char *path = why_visible (c->model->path, G_MAXUINT);

  printf ("%s as it is: %u packets, ", path, base->packets->len);
  if (base->done_at != SIM_NEVER)
    printf ("both applications done after %s\n", done);
  else
    puts ("the applications never done");
  if (base->run.n_connections > 1 && base->connection == 0)
    printf ("the first of %u connections; --connection N takes another\n", base->run.n_connections);
  else if (base->run.n_connections > 1)
    printf ("connection %u of %u, counted from 0\n", base->connection, base->run.n_connections);
  if (targets->n_wanted > targets->packets->len)
    printf ("the first %u of %" G_GUINT64_FORMAT " packets; --first N takes more\n", targets->packets->len,
            targets->n_wanted);
  if (targets->n_lost > 0)
    printf ("left out: %" G_GUINT64_FORMAT " that are lost anyway\n", targets->n_lost);
  if (base->run.n_connections > 1)
    puts ("they share the link: what is changed for one changes what all of them meet");
  if (has_chances (c->model))
    puts ("chance has a say in this model: from the packet on a run has other luck, which counts with the rest");
  if (o->in_pairs)
    puts ("of a pair, the second is the packet with its number in the run that has lost the first");
  putchar ('\n');
}

static int
print_rows (const WhatifOptions *o, const WhatifCase *c, const Targets *targets, const GPtrArray *rows)
{
  if (o->print == whatif_print_text)
    print_preface (o, c, targets);
  if (rows->len == 0)
    {
      cmd_complain ("%s: no such packets as are asked for: nothing to try", c->model->path);
      return EXIT_FAILED;
    }
  o->print (c, rows, &o->common.style);
  return EXIT_DONE;
}

static int
try_all (const WhatifOptions *o, const WhatifCase *c)
{
  g_autoptr (GPtrArray) rows = NULL;
  Targets targets;
  Work work = { .c = c };
  int status = EXIT_INTERRUPTED;

  choose_targets (o, c->base, &targets);
  work.rows = rows = make_rows (o, c, targets.packets);
  if (jobs_run (rows->len, o->n_threads, run_row, NULL, &work, "tried") == rows->len)
    status = print_rows (o, c, &targets, rows);
  else
    cmd_complain ("interrupted, nothing was printed");
  g_array_unref (targets.packets);
  return status;
}

static int
try_model (const WhatifOptions *o, const Model *model)
{
  g_autoptr (Journal) base = variant_run_base (model, o->n_connection);
  WhatifCase c;

  whatif_case_init (&c, model, base);
  c.action = o->action;
  if (drive_was_interrupted ())
    {
      cmd_complain ("interrupted, nothing was printed");
      return EXIT_INTERRUPTED;
    }
  if (o->compare != NULL)
    return whatif_compare (&c, o->compare, &o->common.style);
  return try_all (o, &c);
}

static int
whatif (int argc, char **argv)
{
  WhatifOptions options = { 0 };
  g_autoptr (Model) model = NULL;
  int status = EXIT_USAGE;

  drive_catch_signals ();
  if (parse_options (&options, argc, argv)
      && (model = options_load (&options.common, options.common.words[0])) != NULL
      && options_check_connection (options.n_connection, model))
    status = try_model (&options, model);
  clear_options (&options);
  return status;
}

const Command cmd_whatif = {
  .name = "whatif",
  .purpose = "lose each packet of a session in turn, and see what it costs",
  .run = whatif,
};
