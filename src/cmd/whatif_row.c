/* A packet is dealt with by its number in its direction: up to there the session
 * goes as it does otherwise, so that the number means the same packet. */
#include "cmd/whatif_row.h"

#include <string.h>

#include "cmd/variant.h"
#include "model/rules.h"
#include "trace/align.h"
#include "trace/diagram.h"
#include "trace/repair.h"

/* Bit of tcp_recovery. */
#define RACK_LOSS_DETECTION 1

/* Packets behind the first difference among which the first that matters is
 * looked for. */
#define EFFECT_WITHIN 64

void
whatif_case_init (WhatifCase *c, const Model *model, const Journal *base)
{
  gboolean with_sack = model->host[SIDE_CLIENT].tcp.sack && model->host[SIDE_SERVER].tcp.sack;

  *c = (WhatifCase) { .model = model, .base = base };
  for (Side side = 0; side < N_SIDES; side++)
    c->with_rack[side] = with_sack && (model->host[side].tcp.recovery & RACK_LOSS_DETECTION);
}

/* "delay by 50" is "delay c2s pkt 3 by 50". */
char *
whatif_rule_text (const char *action, Direction dir, guint64 n, guint32 connection)
{
  gsize word = strcspn (action, " ");
  g_autofree char *whose = connection > 0 ? g_strdup_printf (" connection %u", connection) : g_strdup ("");

  return g_strdup_printf ("%.*s %s pkt %" G_GUINT64_FORMAT "%s%s", (int) word, action, direction_name (dir), n,
                          action + word, whose);
}

void
whatif_row_add (const WhatifCase *c, WhatifRow *row, guint index)
{
  Direction dir = journal_packet (c->base, index)->record.dir;

  g_assert (row->n_hits < WHATIF_HITS);
  row->hit[row->n_hits++] = (WhatifHit) {
    .packet = index, .rule = whatif_rule_text (c->action, dir, journal_place (c->base, index), c->base->connection)
  };
}

WhatifRow *
whatif_row_new (const WhatifCase *c, guint index)
{
  WhatifRow *row = g_new0 (WhatifRow, 1);

  whatif_row_add (c, row, index);
  return row;
}

void
whatif_row_free (gpointer data)
{
  WhatifRow *row = data;

  for (guint i = 0; i < row->n_hits; i++)
    g_free (row->hit[i].rule);
  g_free (row->packet);
  g_free (row->repaired);
  g_free (row->cause);
  g_free (row->error);
  g_free (row->waits);
  g_free (row);
}

GPtrArray *
whatif_row_rules (const WhatifRow *row)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func (fault_rule_free);
  g_autofree char *why = NULL;

  for (guint i = 0; i < row->n_hits; i++)
    {
      FaultRule *rule = rules_parse (row->hit[i].rule, 0, &why);

      g_assert (rule != NULL);
      g_ptr_array_add (rules, rule);
    }
  return rules;
}

/* What came of one packet. */

/* Adds "; " and @text to *@all; NULL as that: nothing is there yet. */
static void
append_part (char **all, const char *text)
{
  g_autofree char *before = *all;

  *all = before == NULL ? g_strdup (text) : g_strconcat (before, "; ", text, NULL);
}

/* What followed from a packet that arrived, in words: @next; and why. */
static void
tell_effect (WhatifRow *row, const JournalPacket *next)
{
  const SegReasonInfo *info = seg_reason_info ((SegReason) next->seg.reason);
  const char *dir = direction_name (next->record.dir);
  char why[DIAGRAM_WHY_MAX], label[DIAGRAM_LABEL_MAX];
  g_autofree char *text = g_strdup_printf ("%s %s, %s", dir, diagram_label (&next->record, label),
                                           diagram_why (&next->seg, why));
  g_autofree char *cause = NULL;

  if (next->seg.flags & SEG_ECE && !(next->seg.flags & SEG_SYN))
    cause = g_strdup_printf ("the mark is reported by ECE in %s %s, and the %s reduces its cwnd as for a loss (RFC 3168 "
                             "6.1.2)", dir, label, side_name (!(Side) next->record.dir));
  else
    cause = g_strdup_printf ("what differs first is %s %s, %s (%s)", dir, label, why, info->rule);
  append_part (&row->repaired, text);
  append_part (&row->cause, cause);
}

const JournalPacket *
whatif_find_effect (const Journal *base, const Journal *changed)
{
  g_autoptr (GArray) pairs = align_journals (base, changed, EFFECT_WITHIN);

  for (guint i = 0; i < pairs->len; i++)
    {
      const AlignedPair *pair = &g_array_index (pairs, AlignedPair, i);

      if (pair->right == ALIGN_NONE || journal_packet (changed, pair->right)->record.faults != 0)
        continue;
      if (pair->left == ALIGN_NONE
          || !align_is_equal (journal_packet (base, pair->left), journal_packet (changed, pair->right)))
        return journal_packet (changed, pair->right);
    }
  return NULL;
}

/* TRUE when the packet @hit was longer on its way than it is otherwise. */
static gboolean
was_held_up (const WhatifCase *c, const Journal *changed, guint hit)
{
  const PacketRecord *is = &journal_packet (changed, hit)->record;
  guint index;

  return journal_find (c->base, is->dir, journal_place (changed, hit), &index)
         && is->arrives_at - is->sent_at > journal_packet (c->base, index)->record.arrives_at
                                           - journal_packet (c->base, index)->record.sent_at;
}

static void
tell_what_followed (const WhatifCase *c, WhatifRow *row, const Journal *changed, guint hit)
{
  const JournalPacket *next = whatif_find_effect (c->base, changed);

  if (next != NULL)
    {
      tell_effect (row, next);
      return;
    }
  append_part (&row->repaired, "nothing else");
  append_part (&row->cause, was_held_up (c, changed, hit) ? "what waited for it waited longer"
                                                          : "nothing came of it");
}

/* @text with "the client" as @client and "the server" as @server; to be freed. */
static char *
with_names (const char *text, const char *client, const char *server)
{
  g_auto (GStrv) by_client = g_strsplit (text, "the client", -1);
  g_autofree char *half = g_strjoinv (client, by_client);
  g_auto (GStrv) by_server = g_strsplit (half, "the server", -1);

  return g_strjoinv (server, by_server);
}

/* The causes of two losses need not be said twice where they are the same, or the
 * same for the other end. */
static void
append_cause (WhatifRow *row, const char *cause)
{
  g_autofree char *either = with_names (cause, "either end", "either end"), *before = NULL;

  if (g_strcmp0 (row->cause, cause) == 0)
    return;
  if (row->cause != NULL)
    before = with_names (row->cause, "either end", "either end");
  if (g_strcmp0 (before, either) == 0)
    {
      g_free (row->cause);
      row->cause = g_steal_pointer (&either);
      return;
    }
  append_part (&row->cause, cause);
}

static void
tell_repair (WhatifRow *row, const Journal *changed, const Repair *repair)
{
  g_autofree char *text = repair_text (repair, changed), *cause = repair_cause (repair, changed);

  append_part (&row->repaired, text);
  append_cause (row, cause);
  if (repair->kind != REPAIR_NOT_NEEDED && repair->kind != REPAIR_UNMISSED && repair->kind != REPAIR_NONE)
    row->after = row->after == SIM_NEVER ? repair->after : MAX (row->after, repair->after);
}

/* TRUE when the packet did not arrive, or only after what was sent again in its
 * place. */
static gboolean
came_too_late (const Journal *changed, const Repair *repair)
{
  SimTime arrived_at = journal_packet (changed, repair->lost)->record.arrives_at;

  return arrived_at == SIM_NEVER
         || (repair->kind == REPAIR_SENT_AGAIN
             && journal_packet (changed, repair->by)->record.arrives_at < arrived_at);
}

/* The packet that @rule met in @changed; FALSE: it met none. */
static gboolean
find_hit (const Journal *changed, const FaultRule *rule, guint *index)
{
  return journal_find (changed, rule->dir, g_array_index (rule->list, FaultRange, 0).first, index);
}

static void
tell_hit (const WhatifCase *c, WhatifRow *row, const Journal *changed, const FaultRule *rule)
{
  char label[DIAGRAM_LABEL_MAX];
  g_autofree char *packet = NULL;
  const JournalPacket *hit;
  Repair repair;
  guint index;

  if (!find_hit (changed, rule, &index))
    {
      append_part (&row->packet, "(not sent any more)");
      append_part (&row->repaired, "-");
      append_part (&row->cause, "the second packet was not sent any more");
      return;
    }
  hit = journal_packet (changed, index);
  repair_find (changed, c->base, index, c->with_rack, &repair);
  packet = g_strdup_printf ("%s %s", direction_name (rule->dir), diagram_label (&hit->record, label));
  append_part (&row->packet, packet);
  if (came_too_late (changed, &repair))
    tell_repair (row, changed, &repair);
  else
    tell_what_followed (c, row, changed, index);
}

/* What came of the session. */

static char *
new_error (const Journal *base, const Journal *changed)
{
  for (Side side = 0; side < N_SIDES; side++)
    if (changed->error[side] != TCP_OK && changed->error[side] != base->error[side])
      return g_strdup_printf ("%s: %s", side_name (side), tcp_error_text (changed->error[side]));
  return NULL;
}

/* What keeps @changed from its end; it is told of the first connection only. */
static char *
what_it_waits_for (const Journal *changed)
{
  static const char before_step[] = " script: ";

  for (Side side = 0; changed->connection == 0 && side < N_SIDES; side++)
    {
      const char *waiting = changed->waiting[side];
      const char *at = waiting != NULL ? strstr (waiting, before_step) : NULL;

      if (at != NULL)
        return g_strdup_printf ("the %s's %s", side_name (side), at + strlen (before_step));
    }
  return NULL;
}

static void
tell_outcome (const Journal *base, WhatifRow *row, const Journal *changed)
{
  gboolean was_done = base->done_at != SIM_NEVER, is_done = changed->done_at != SIM_NEVER;

  row->error = new_error (base, changed);
  row->more = (gint64) changed->packets->len - base->packets->len;
  row->last_later = changed->last_at - base->last_at;
  if (row->error != NULL)
    row->outcome = WHATIF_FAILED;
  else if (was_done && !is_done)
    {
      row->outcome = WHATIF_NEVER;
      row->waits = what_it_waits_for (changed);
    }
  else if (was_done)
    row->later = changed->done_at - base->done_at;
}

void
whatif_row_run (const WhatifCase *c, WhatifRow *row)
{
  g_autoptr (GPtrArray) rules = whatif_row_rules (row);
  g_autoptr (Journal) changed = variant_run (c->model, c->base->connection, rules, NULL);

  row->after = SIM_NEVER;
  for (guint i = 0; i < rules->len; i++)
    tell_hit (c, row, changed, g_ptr_array_index (rules, i));
  tell_outcome (c->base, row, changed);
}

gboolean
whatif_row_is_worse (const WhatifRow *a, const WhatifRow *b)
{
  gboolean a_ends_badly = a->outcome != WHATIF_DONE, b_ends_badly = b->outcome != WHATIF_DONE;

  if (a_ends_badly != b_ends_badly)
    return a_ends_badly;
  if (a->later != b->later)
    return a->later > b->later;
  if (a->last_later != b->last_later)
    return a->last_later > b->last_later;
  return a->more > b->more;
}
