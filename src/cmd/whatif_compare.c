/* What is to be changed is told by frames, as the table's first column has them,
 * or by rules. */
#include "cmd/whatif_compare.h"

#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/terminal.h"
#include "cmd/variant.h"
#include "model/rules.h"
#include "tcpsim/base/units.h"
#include "trace/comparison.h"
#include "trace/repair.h"

/* Lost packets whose repair is told below the diagrams. */
#define REPAIRS_MAX 10

/* Reading the changes. */

static gboolean
complain_of (const char *change, const char *why)
{
  g_autofree char *quoted = why_quote (change);

  cmd_complain ("--compare %s: %s", quoted, why);
  return FALSE;
}

static gboolean
add_rule (const WhatifCase *c, GPtrArray *rules, const char *text, const char *change)
{
  g_autofree char *why = NULL;
  FaultRule *rule = rules_parse (text, 0, &why);

  if (rule == NULL)
    return complain_of (change, why);
  g_ptr_array_add (rules, rule);
  why = rules_check (rule, c->model->connections.count);
  return why == NULL || complain_of (change, why);
}

/* Rules with ";" between. */
static gboolean
add_rules (const WhatifCase *c, GPtrArray *rules, const char *change)
{
  g_auto (GStrv) texts = g_strsplit (change, ";", -1);

  for (guint i = 0; texts[i] != NULL; i++)
    if (!add_rule (c, rules, g_strstrip (texts[i]), change))
      return FALSE;
  return TRUE;
}

static gboolean
refuse_number (const WhatifCase *c, const char *change)
{
  guint64 first = G_MAXUINT64, last = 0;
  g_autofree char *why = NULL;

  for (guint i = 0; i < c->base->packets->len; i++)
    {
      guint64 number = journal_packet (c->base, i)->number;

      first = number > 0 ? MIN (first, number) : first;
      last = MAX (last, number);
    }
  why = g_strdup_printf ("no frame of this session has that number, they go from %" G_GUINT64_FORMAT " to %"
                         G_GUINT64_FORMAT, first, last);
  return complain_of (change, why);
}

/* The rule for frame @number. */
static gboolean
add_frame (const WhatifCase *c, GPtrArray *rules, guint64 number, const char *change)
{
  guint64 n[N_DIRS] = { 0, 0 };

  for (guint i = 0; i < c->base->packets->len; i++)
    {
      const JournalPacket *packet = journal_packet (c->base, i);
      g_autofree char *rule = NULL;

      n[packet->record.dir]++;
      if (packet->number != number)
        continue;
      rule = whatif_rule_text (c->action, packet->record.dir, n[packet->record.dir], c->base->connection);
      return add_rule (c, rules, rule, change);
    }
  return refuse_number (c, change);
}

static gboolean
add_change (const WhatifCase *c, GPtrArray *rules, const char *change)
{
  g_auto (GStrv) numbers = g_strsplit (change, ",", -1);

  if (*change == '\0')
    return complain_of (change, "no change is named, write the number of a frame or a rule");
  if (strspn (change, "0123456789,") != strlen (change))
    return add_rules (c, rules, change);
  for (guint i = 0; numbers[i] != NULL; i++)
    {
      guint64 number;

      if (units_parse_count (numbers[i], &number) != UNITS_OK || number == 0)
        return complain_of (change, "no number of a frame, write one like 53 or several like 53,55");
      if (!add_frame (c, rules, number, change))
        return FALSE;
    }
  return TRUE;
}

/* The changes as FaultRule *; NULL, having complained, when one is wrong. */
static GPtrArray *
read_changes (const WhatifCase *c, char **changes)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (fault_rule_free);

  for (; *changes != NULL; changes++)
    if (!add_change (c, rules, *changes))
      return NULL;
  return g_steal_pointer (&rules);
}

/* The totals below the diagrams. */

static char *
done_text (const Journal *journal)
{
  return journal->done_at == SIM_NEVER ? g_strdup ("never")
                                       : repair_time_text (journal->done_at - journal->begins_at);
}

static char *
last_text (const Journal *journal)
{
  return repair_time_text (journal->last_at - journal->begins_at);
}

static char *
packets_text (const Journal *journal)
{
  return g_strdup_printf ("%u", journal->packets->len);
}

static char *
end_text (const Journal *journal, Side side)
{
  const char *error = tcp_error_text (journal->error[side]);

  return g_strdup_printf ("%s%s%s", tcp_state_name (journal->state[side]), *error != '\0' ? ": " : "", error);
}

static char *
client_text (const Journal *journal)
{
  return end_text (journal, SIDE_CLIENT);
}

static char *
server_text (const Journal *journal)
{
  return end_text (journal, SIDE_SERVER);
}

static const struct { const char *name; char *(*text) (const Journal *journal); } totals[] = {
  { "both done", done_text },
  { "last packet", last_text },
  { "packets", packets_text },
  { "client ended", client_text },
  { "server ended", server_text },
};

static void
print_totals (const Journal *base, const Journal *changed)
{
  printf ("\n%-14s%-34s%s\n", "", "as it is", "changed");
  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    {
      g_autofree char *left = totals[i].text (base), *right = totals[i].text (changed);

      printf ("%-14s%-34s%s\n", totals[i].name, left, right);
    }
}

/* How the packet @index of @changed, which a rule dropped, was made up for. */
static void
print_repair (const WhatifCase *c, const Journal *changed, guint index, guint width)
{
  const JournalPacket *lost = journal_packet (changed, index);
  char label[DIAGRAM_LABEL_MAX];
  Repair repair;
  g_autofree char *text = NULL, *cause = NULL, *line = NULL;

  repair_find (changed, c->base, index, c->with_rack, &repair);
  text = repair_text (&repair, changed);
  cause = repair_cause (&repair, changed);
  line = g_strdup_printf ("The loss of %s %s: %s, because %s.", direction_name (lost->record.dir),
                          diagram_label (&lost->record, label), text, cause);
  terminal_print_wrapped (line, width);
}

/* Where nothing was lost: the first packet whose content is another. */
static void
print_effect (const WhatifCase *c, const Journal *changed, guint width)
{
  const JournalPacket *next = whatif_find_effect (c->base, changed);
  char label[DIAGRAM_LABEL_MAX], why[DIAGRAM_WHY_MAX];
  g_autofree char *line = NULL;

  putchar ('\n');
  if (next == NULL)
    {
      puts ("The packets are the same, if at other times.");
      return;
    }
  line = g_strdup_printf ("What differs first: %s %s, %s (%s).", direction_name (next->record.dir),
                          diagram_label (&next->record, label), diagram_why (&next->seg, why),
                          seg_reason_info ((SegReason) next->seg.reason)->rule);
  terminal_print_wrapped (line, width);
}

/* Likewise for the first few of them all. */
static void
print_repairs (const WhatifCase *c, const Journal *changed, guint width)
{
  guint n = 0;

  for (guint i = 0; i < changed->packets->len && n < REPAIRS_MAX; i++)
    if (journal_packet (changed, i)->record.fate == FATE_LOST_RULE)
      {
        if (n++ == 0)
          putchar ('\n');
        print_repair (c, changed, i, width);
      }
  if (n == 0)
    print_effect (c, changed, width);
}

/* "drop c2s pkt 3; drop s2c pkt 1"; to be freed. */
static char *
title_of (const GPtrArray *rules)
{
  GString *title = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    g_string_append_printf (title, "%s%s", i > 0 ? "; " : "",
                            ((const FaultRule *) g_ptr_array_index (rules, i))->text);
  return g_string_free (title, FALSE);
}

static void
report_unmet (const GPtrArray *rules, const gboolean *met)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const FaultRule *rule = g_ptr_array_index (rules, i);

      if (!met[i])
        cmd_complain ("--compare \"%s\": met no packet", rule->text);
    }
}

int
whatif_compare (const WhatifCase *c, char **changes, const DiagramStyle *style)
{
  g_autoptr (GPtrArray) rules = read_changes (c, changes);
  g_autoptr (Journal) changed = NULL;
  g_autofree gboolean *met = NULL;
  g_autofree char *title = NULL;

  if (rules == NULL)
    return EXIT_USAGE;

  met = g_new0 (gboolean, rules->len);
  changed = variant_run (c->model, c->base->connection, rules, met);
  if (drive_was_interrupted ())
    {
      cmd_complain ("interrupted, nothing was printed");
      return EXIT_INTERRUPTED;
    }
  title = title_of (rules);
  comparison_print (stdout, style, &(ComparisonSide) { c->base, "as it is" },
                    &(ComparisonSide) { changed, title });
  print_totals (c->base, changed);
  print_repairs (c, changed, style->width);
  report_unmet (rules, met);
  return EXIT_DONE;
}
