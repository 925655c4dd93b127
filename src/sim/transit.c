/* What a packet meets on the link: rules first, then the queue and the wire. */
#include "sim/transit.h"

/* A packet that waits until @past more have entered the link. */
typedef struct {
  Packet packet;
  guint32 ip_len;
  guint32 past;
  FaultVerdict verdict;
} Held;

void
transit_init (Transit *t, const LinkConfig *config, const GPtrArray *rules, Direction dir,
              guint64 seed, const char *name)
{
  *t = (Transit) { 0 };
  link_init (&t->link, config, seed, name);
  faults_init (&t->faults, rules, dir);
}

void
transit_clear (Transit *t)
{
  link_clear (&t->link);
  faults_clear (&t->faults);
  pipe_clear (&t->wire);
  g_clear_pointer (&t->strays, g_array_unref);
  g_clear_pointer (&t->held, g_array_unref);
}

/* Keeps @packet out of the order; the array descends by time, so that the next
 * is last, and among equals the first to come is. */
static void
add_stray (Transit *t, const Packet *packet)
{
  guint at;

  if (t->strays == NULL)
    t->strays = g_array_new (FALSE, FALSE, sizeof (Packet));
  for (at = t->strays->len; at > 0; at--)
    if (g_array_index (t->strays, Packet, at - 1).due > packet->due)
      break;
  g_array_insert_val (t->strays, at, *packet);
}

static gboolean
has (const FaultVerdict *verdict, FaultAction action)
{
  return verdict->actions & (1 << action);
}

/* A second copy, behind the first. */
static void
duplicate (Transit *t, const Packet *first, SimTime after)
{
  Packet second = *first;

  second.due += after;
  add_stray (t, &second);
}

/* Offers a packet to the link, which lays down when it arrives. */
static void
offer (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len,
       const FaultVerdict *verdict, SimTime now)
{
  Packet *packet, stray;
  SimTime enters = MAX (now, verdict->stalled_until);

  record->fate = link_offer (&t->link, ip_len, enters, &record->arrives_at, now);
  if (record->fate != FATE_ARRIVES)
    return;

  record->arrives_at += verdict->delay;
  packet = verdict->delay > 0 ? &stray : pipe_push (&t->wire);
  *packet = (Packet) { .due = record->arrives_at, .record = *record, .seg = *seg };
  if (has (verdict, FAULT_CE))
    packet->seg.ecn = ECN_CE;
  stray = *packet;
  if (verdict->delay > 0)
    add_stray (t, &stray);
  if (has (verdict, FAULT_DUP))
    duplicate (t, &stray, verdict->dup_after);
}

static void
hold (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, const FaultVerdict *verdict)
{
  Held held = {
    .packet = { .record = *record, .seg = *seg }, .ip_len = ip_len, .past = verdict->past,
    .verdict = *verdict
  };

  record->fate = FATE_ARRIVES;
  record->arrives_at = SIM_NEVER;
  if (t->held == NULL)
    t->held = g_array_new (FALSE, FALSE, sizeof (Held));
  g_array_append_val (t->held, held);
}

/* One more packet has entered the link: those that waited for it follow. */
static void
let_pass (Transit *t, guint n_held, SimTime now)
{
  for (guint i = 0; i < n_held;)
    {
      Held held = g_array_index (t->held, Held, i);

      if (--g_array_index (t->held, Held, i).past > 0)
        {
          i++;
          continue;
        }
      g_array_remove_index (t->held, i);
      n_held--;
      offer (t, &held.packet.record, &held.packet.seg, held.ip_len, &held.verdict, now);
    }
}

void
transit_enter (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime zero,
               SimTime now)
{
  FaultVerdict verdict = faults_judge (&t->faults, seg, now - zero);
  guint n_held = t->held != NULL ? t->held->len : 0;

  record->faults = verdict.actions;
  if (verdict.stalled_until > 0)
    verdict.stalled_until += zero;
  if (has (&verdict, FAULT_DROP))
    {
      record->fate = FATE_LOST_RULE;
      record->arrives_at = SIM_NEVER;
    }
  else if (has (&verdict, FAULT_HOLD))
    hold (t, record, seg, ip_len, &verdict);
  else
    offer (t, record, seg, ip_len, &verdict, now);
  if (n_held > 0)
    let_pass (t, n_held, now);
}

/* The next of those out of order; NULL when there is none. */
static const Packet *
next_stray (const Transit *t)
{
  return t->strays != NULL && t->strays->len > 0
         ? &g_array_index (t->strays, Packet, t->strays->len - 1) : NULL;
}

SimTime
transit_next_at (const Transit *t)
{
  const Packet *head = pipe_head (&t->wire), *stray = next_stray (t);
  SimTime at = head != NULL ? head->due : SIM_NEVER;

  return stray != NULL ? MIN (at, stray->due) : at;
}

void
transit_take (Transit *t, Packet *out)
{
  const Packet *head = pipe_head (&t->wire), *stray = next_stray (t);

  if (stray != NULL && (head == NULL || stray->due < head->due))
    {
      *out = *stray;
      g_array_set_size (t->strays, t->strays->len - 1);
      return;
    }
  g_assert (head != NULL);
  *out = *head;
  pipe_pop (&t->wire);
}

gboolean
transit_is_empty (const Transit *t)
{
  return pipe_count (&t->wire) == 0 && next_stray (t) == NULL && (t->held == NULL || t->held->len == 0);
}
