/* What a packet meets on the link: rules first, then the queue and the wire. */
#include "sim/transit.h"

/* A packet that waits until @past more have entered the link. */
typedef struct {
  Packet packet;
  guint32 ip_len;
  guint32 past;
  SimTime extra;
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
  queue_watch_clear (&t->watch);
  pipe_clear (&t->wire);
  eventq_clear (&t->strays);
  g_clear_pointer (&t->loose, g_array_unref);
  g_clear_pointer (&t->vacant, g_array_unref);
  g_clear_pointer (&t->held, g_array_unref);
}

void
transit_watch (Transit *t, const Observers *observers)
{
  t->watch.observers = observers;
}

/* A place for a packet out of the order. */
static guint32
vacant_place (Transit *t)
{
  guint32 place;

  if (t->loose == NULL)
    {
      t->loose = g_array_new (FALSE, FALSE, sizeof (Packet));
      t->vacant = g_array_new (FALSE, FALSE, sizeof (guint32));
    }
  if (t->vacant->len == 0)
    {
      g_array_set_size (t->loose, t->loose->len + 1);
      return t->loose->len - 1;
    }
  place = g_array_index (t->vacant, guint32, t->vacant->len - 1);
  g_array_set_size (t->vacant, t->vacant->len - 1);
  return place;
}

/* Room for a packet that arrives out of the order at @due. */
static Packet *
add_stray (Transit *t, SimTime due)
{
  guint32 place = vacant_place (t);

  eventq_push (&t->strays, (Event) { .at = due, .index = place });
  return &g_array_index (t->loose, Packet, place);
}

static gboolean
has (const FaultVerdict *verdict, FaultAction action)
{
  return verdict->actions & (1 << action);
}

/* Puts a packet on its way, made in its place there; what takes longer than the
 * link leaves the order. */
static void
dispatch (Transit *t, const PacketRecord *record, const Segment *seg, gboolean in_order, gboolean is_marked)
{
  Packet *packet = in_order ? pipe_push (&t->wire) : add_stray (t, record->arrives_at);

  packet->due = record->arrives_at;
  packet->record = *record;
  packet->seg = *seg;
  if (is_marked)
    packet->seg.ecn = ECN_CE;
}

/* A second copy, behind the first. */
static void
duplicate (Transit *t, const PacketRecord *first, const Segment *seg, SimTime after, gboolean is_marked)
{
  PacketRecord second = *first;

  second.arrives_at += after;
  dispatch (t, &second, seg, FALSE, is_marked);
}

/* Tells what the queue has made of a packet that was to leave at @start. */
static void
tell_queue (Transit *t, const PacketRecord *record, guint32 ip_len, SimTime start, SimTime now)
{
  if (record->fate == FATE_ARRIVES)
    queue_watch_entered (&t->watch, record, ip_len, start, now);
  else if (record->fate == FATE_LOST_QUEUE)
    queue_watch_refused (&t->watch, record, ip_len, now);
}

/* Offers a packet to the link, which lays down when it arrives. */
static void
offer (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime extra,
       const FaultVerdict *verdict, SimTime now)
{
  SimTime longer = verdict->delay + extra, enters = MAX (now, verdict->stalled_until);
  SimTime start = link_start_for (&t->link, enters);
  gboolean is_marked = has (verdict, FAULT_CE);

  record->fate = link_offer (&t->link, ip_len, enters, &record->arrives_at, now);
  if (t->watch.observers != NULL)
    tell_queue (t, record, ip_len, start, now);
  if (record->fate != FATE_ARRIVES)
    return;

  record->arrives_at += longer;
  dispatch (t, record, seg, longer == 0, is_marked);
  if (has (verdict, FAULT_DUP))
    duplicate (t, record, seg, verdict->dup_after, is_marked);
}

static void
hold (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime extra,
      const FaultVerdict *verdict)
{
  Held held = {
    .packet = { .record = *record, .seg = *seg }, .ip_len = ip_len, .past = verdict->past,
    .extra = extra, .verdict = *verdict
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
      offer (t, &held.packet.record, &held.packet.seg, held.ip_len, held.extra, &held.verdict, now);
    }
}

void
transit_enter (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime extra,
               SimTime zero, SimTime now)
{
  FaultVerdict verdict = { 0 };
  guint n_held = t->held != NULL ? t->held->len : 0;

  if (t->faults.rules != NULL && record->connection == 0)
    verdict = faults_judge (&t->faults, seg, now - zero);
  record->faults = verdict.actions;
  if (verdict.stalled_until > 0)
    verdict.stalled_until += zero;
  if (has (&verdict, FAULT_DROP))
    {
      record->fate = FATE_LOST_RULE;
      record->arrives_at = SIM_NEVER;
    }
  else if (has (&verdict, FAULT_HOLD))
    hold (t, record, seg, ip_len, extra, &verdict);
  else
    offer (t, record, seg, ip_len, extra, &verdict, now);
  if (n_held > 0)
    let_pass (t, n_held, now);
}

SimTime
transit_next_at (const Transit *t)
{
  const Packet *head = pipe_head (&t->wire);
  SimTime stray_at = eventq_next_at (&t->strays);

  return head != NULL ? MIN (head->due, stray_at) : stray_at;
}

static Packet *
take_stray (Transit *t)
{
  Event event;
  gboolean found = eventq_pop (&t->strays, &event);

  g_assert (found);
  g_array_append_val (t->vacant, event.index);
  return &g_array_index (t->loose, Packet, event.index);
}

Packet *
transit_take (Transit *t)
{
  Packet *head = pipe_head (&t->wire);

  if (head == NULL || eventq_next_at (&t->strays) < head->due)
    return take_stray (t);

  pipe_pop (&t->wire);
  return head;
}

gboolean
transit_is_empty (const Transit *t)
{
  return pipe_count (&t->wire) == 0 && t->strays.count == 0 && (t->held == NULL || t->held->len == 0);
}
