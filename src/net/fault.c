/* Matching rules.  A direction without rules costs one look at a pointer; of
 * data only those segments are remembered that a rule wants a later copy of. */
#include "net/fault.h"

/* Remembered segments: when there are more the older half is forgotten.  No
 * window is as large. */
#define REMEMBERED_MAX (1u << 20)

typedef struct {
  SeqNum seq;
  guint64 number;               /* as FAULT_SEG counts */
  guint64 copies;
} Remembered;

static const char *const action_names[N_FAULT_ACTIONS + 1] = {
  [FAULT_DROP] = "drop", [FAULT_CE] = "ce", [FAULT_DUP] = "dup", [FAULT_DELAY] = "delay",
  [FAULT_HOLD] = "hold", [FAULT_STALL] = "stall",
};

static const char *const field_names[N_FAULT_FIELDS + 1] = {
  [FAULT_PKT] = "pkt", [FAULT_DATA] = "data", [FAULT_SEG] = "seg", [FAULT_SYN] = "syn",
  [FAULT_FIN] = "fin", [FAULT_RST] = "rst", [FAULT_ACK] = "ack", [FAULT_TIME] = "time",
};

const char *
fault_action_name (FaultAction action)
{
  g_assert (action < N_FAULT_ACTIONS);
  return action_names[action];
}

const char *const *
fault_action_names (void)
{
  return action_names;
}

const char *const *
fault_field_names (void)
{
  return field_names;
}

const char *
fault_field_name (FaultField field)
{
  g_assert (field < N_FAULT_FIELDS);
  return field_names[field];
}

static gboolean
lists (const GArray *ranges, guint64 number)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const FaultRange *range = &g_array_index (ranges, FaultRange, i);

      if (number >= range->first && number <= range->last)
        return TRUE;
    }
  return FALSE;
}

static gboolean
wants_later_copies (const FaultRule *rule)
{
  return rule->field == FAULT_SEG
         && (rule->copies->len > 1 || g_array_index (rule->copies, FaultRange, 0).last > 1);
}

static FaultCounter *
find_counter (const Faults *faults, guint32 connection)
{
  for (guint i = 0; i < faults->counters->len; i++)
    {
      FaultCounter *counter = &g_array_index (faults->counters, FaultCounter, i);

      if (counter->connection == connection)
        return counter;
    }
  return NULL;
}

static void
clear_counter (gpointer counter)
{
  g_array_unref (((FaultCounter *) counter)->segments);
}

static void
add_rule (Faults *faults, FaultRule *rule)
{
  FaultCounter *counter = find_counter (faults, rule->connection);

  g_ptr_array_add (faults->rules, rule);
  if (counter == NULL)
    {
      FaultCounter new = {
        .connection = rule->connection, .segments = g_array_new (FALSE, FALSE, sizeof (Remembered))
      };

      g_array_append_val (faults->counters, new);
      counter = find_counter (faults, rule->connection);
    }
  counter->remembers |= wants_later_copies (rule);
}

void
faults_init (Faults *faults, const GPtrArray *rules, Direction dir)
{
  *faults = (Faults) { 0 };
  for (guint i = 0; i < rules->len; i++)
    {
      FaultRule *rule = g_ptr_array_index (rules, i);

      if (rule->dir != dir)
        continue;
      if (faults->rules == NULL)
        {
          faults->rules = g_ptr_array_new ();
          faults->counters = g_array_new (FALSE, FALSE, sizeof (FaultCounter));
          g_array_set_clear_func (faults->counters, clear_counter);
        }
      add_rule (faults, rule);
    }
  if (faults->rules == NULL)
    return;

  faults->met = g_array_new (FALSE, TRUE, sizeof (guint64));
  g_array_set_size (faults->met, faults->rules->len);
}

void
faults_clear (Faults *faults)
{
  g_clear_pointer (&faults->rules, g_ptr_array_unref);
  g_clear_pointer (&faults->met, g_array_unref);
  g_clear_pointer (&faults->counters, g_array_unref);
}

/* Whether some rule may want a later copy of segment @number of @connection. */
static gboolean
is_worth_remembering (const Faults *faults, guint32 connection, guint64 number)
{
  for (guint i = 0; i < faults->rules->len; i++)
    {
      const FaultRule *rule = g_ptr_array_index (faults->rules, i);

      if (rule->connection == connection && wants_later_copies (rule) && lists (rule->list, number))
        return TRUE;
    }
  return FALSE;
}

static void
remember (const Faults *faults, FaultCounter *counter, SeqNum seq, guint64 number)
{
  Remembered new = { seq, number, 1 };

  if (!counter->remembers || !is_worth_remembering (faults, counter->connection, number))
    return;
  if (counter->segments->len == REMEMBERED_MAX)
    g_array_remove_range (counter->segments, 0, REMEMBERED_MAX / 2);
  g_array_append_val (counter->segments, new);
}

/* The remembered segment that begins at @seq; NULL when there is none. */
static Remembered *
recall (const FaultCounter *counter, SeqNum seq)
{
  guint low = 0, high = counter->segments->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      Remembered *at = &g_array_index (counter->segments, Remembered, middle);

      if (seq_eq (at->seq, seq))
        return at;
      if (seq_lt (at->seq, seq))
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

/* Which segment of data @seg is, and its how many-th copy; 0 where no rule can
 * ask for it. */
static guint64
number_segment (const Faults *faults, FaultCounter *counter, const Segment *seg, guint64 *copy)
{
  Remembered *again;

  if (!counter->has_data || seq_gt (seg->seq, counter->data_highest))
    {
      counter->has_data = TRUE;
      counter->data_highest = seg->seq;
      *copy = 1;
      remember (faults, counter, seg->seq, ++counter->counts[FAULT_SEG]);
      return counter->counts[FAULT_SEG];
    }
  again = recall (counter, seg->seq);
  if (again == NULL)
    return 0;
  *copy = ++again->copies;
  return again->number;
}

/* One packet as the rules see it: its number by each field, 0 where the field
 * does not count it. */
typedef struct {
  guint64 numbers[N_FAULT_FIELDS];
  guint64 copy;
  SimTime since;
} Counted;

static void
count_if (FaultCounter *counter, Counted *counted, FaultField field, gboolean counts)
{
  if (counts)
    counted->numbers[field] = ++counter->counts[field];
}

static void
count (const Faults *faults, FaultCounter *counter, const Segment *seg, Counted *counted)
{
  guint8 control = seg->flags & (SEG_SYN | SEG_FIN | SEG_RST);

  count_if (counter, counted, FAULT_PKT, TRUE);
  count_if (counter, counted, FAULT_DATA, seg->len > 0);
  count_if (counter, counted, FAULT_SYN, control & SEG_SYN);
  count_if (counter, counted, FAULT_FIN, control & SEG_FIN);
  count_if (counter, counted, FAULT_RST, control & SEG_RST);
  count_if (counter, counted, FAULT_ACK, seg->len == 0 && control == 0);
  if (seg->len > 0)
    counted->numbers[FAULT_SEG] = number_segment (faults, counter, seg, &counted->copy);
}

static gboolean
matches (const FaultRule *rule, const Counted *counted)
{
  if (rule->field == FAULT_TIME)
    return lists (rule->list, counted->since);

  return counted->numbers[rule->field] > 0 && lists (rule->list, counted->numbers[rule->field])
         && (rule->field != FAULT_SEG || lists (rule->copies, counted->copy));
}

/* The end of the range of @rule that holds @since. */
static SimTime
end_of_stall (const FaultRule *rule, SimTime since)
{
  for (guint i = 0; i < rule->list->len; i++)
    {
      const FaultRange *range = &g_array_index (rule->list, FaultRange, i);

      if ((guint64) since >= range->first && (guint64) since <= range->last)
        return range->last;
    }
  g_assert_not_reached ();
}

static void
apply (const FaultRule *rule, SimTime since, FaultVerdict *verdict)
{
  verdict->actions |= 1 << rule->action;
  switch (rule->action)
    {
    case FAULT_DUP:   verdict->dup_after = rule->time;                       break;
    case FAULT_DELAY: verdict->delay += rule->time;                          break;
    case FAULT_HOLD:  verdict->past = MAX (verdict->past, rule->past);       break;
    case FAULT_STALL: verdict->stalled_until = end_of_stall (rule, since);   break;
    default:                                                                 break;
    }
}

FaultVerdict
faults_judge (Faults *faults, guint32 connection, const Segment *seg, SimTime since)
{
  FaultCounter *counter = faults->rules != NULL ? find_counter (faults, connection) : NULL;
  FaultVerdict verdict = { 0 };
  Counted counted = { .since = since };

  if (counter == NULL)
    return verdict;

  count (faults, counter, seg, &counted);
  for (guint i = 0; i < faults->rules->len; i++)
    {
      const FaultRule *rule = g_ptr_array_index (faults->rules, i);

      if (rule->connection != connection || !matches (rule, &counted))
        continue;
      g_array_index (faults->met, guint64, i)++;
      apply (rule, since, &verdict);
    }
  return verdict;
}

guint64
faults_met (const Faults *faults, const FaultRule *rule)
{
  guint i;
  gboolean found = faults->rules != NULL && g_ptr_array_find (faults->rules, rule, &i);

  g_assert (found);
  return g_array_index (faults->met, guint64, i);
}
