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
  g_autofree char *slot_name = g_strconcat (name, ".slot", NULL);

  *t = (Transit) { 0 };
  link_init (&t->link, config, seed, name);
  slots_init (&t->slots, &config->slot, seed, slot_name);
  faults_init (&t->faults, rules, dir);
  t->is_plain = t->faults.rules == NULL && t->link.queue == NULL && !t->link.has_chances
                && !t->link.may_overtake && !config->loss.ecn && !config->slot.is_given
                && config->inside_limit == 0;
  t->is_light = t->is_plain && t->link.is_steady;
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
transit_record (Transit *t)
{
  t->is_recorded = TRUE;
}

void
transit_observe (Transit *t, const Observers *observers)
{
  t->observers = observers;
}

void
transit_watch (Transit *t, const Observers *observers)
{
  t->watch.observers = observers;
}

guint32
transit_new_place (Transit *t)
{
  guint32 place;

  if (t->loose == NULL)
    {
      t->loose = g_array_new (FALSE, FALSE, sizeof (Loose));
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

void
transit_free_place (Transit *t, guint32 place)
{
  g_array_append_val (t->vacant, place);
}

void
transit_add_stray (Transit *t, guint32 place)
{
  eventq_push (&t->strays, (Event) { .at = transit_at (t, place)->packet.due, .index = place });
}

void
transit_tell_dropped (const Transit *t, const Packet *packet, Fate fate, SimTime now)
{
  PacketRecord record = packet->record;
  DropRecord drop = { now, &record };

  if (t->observers == NULL)
    return;
  record.seg = &packet->seg;
  record.fate = fate;
  observers_dropped (t->observers, &drop);
}

/* When the packet that arrives next is due; SIM_NEVER when none is under way. */
static SimTime
first_due (const Transit *t)
{
  const Packet *head = pipe_head (&t->wire);
  SimTime stray_at = eventq_next_at (&t->strays);

  return head != NULL ? MIN (head->due, stray_at) : stray_at;
}

static guint
packets_inside (const Transit *t)
{
  return pipe_count (&t->wire) + (t->loose != NULL ? t->loose->len - t->vacant->len : 0);
}

static gboolean
has (const FaultVerdict *verdict, FaultAction action)
{
  return verdict->actions & (1 << action);
}

/* A packet on its way in: what is written down of it, and what is wanted of it. */
typedef struct {
  PacketRecord *record;
  const Segment *seg;
  guint32 ip_len;
  SimTime extra;                /* what its way is longer than the link */
  const FaultVerdict *verdict;
} Entry;

static SimTime
longer_of (const Entry *e)
{
  return e->verdict->delay + e->extra;
}

/* The packet as it will arrive, at record->arrives_at.  Where nobody looks at its
 * record again it takes along what the run needs of it. */
static void
fill_in (const Transit *t, Packet *packet, const Entry *e, guint32 flipped_bit)
{
  packet->due = e->record->arrives_at;
  packet->ip_len = e->ip_len;
  packet->record.connection = e->record->connection;
  packet->record.fate = e->record->fate;
  if (t->is_recorded || !t->is_plain)
    packet->record = *e->record;
  packet->seg = *e->seg;
  if (has (e->verdict, FAULT_CE) || (e->record->effects & LINK_MARKED))
    packet->seg.ecn = ECN_CE;
  packet->record.flipped_bit = flipped_bit;
}

/* A place for the packet, with what is to be known once its turn has come. */
static guint32
put_aside (Transit *t, const Entry *e, guint32 flipped_bit, LinkTurn turn)
{
  guint32 place = transit_new_place (t);
  Loose *loose = transit_at (t, place);

  fill_in (t, &loose->packet, e, flipped_bit);
  loose->longer = longer_of (e);
  loose->is_copy = turn == LINK_COPY;
  loose->is_dup = has (e->verdict, FAULT_DUP);
  loose->dup_after = e->verdict->dup_after;
  return place;
}

/* Puts the packet on its way: what takes longer than the link, or overtakes,
 * leaves the order. */
static void
dispatch (Transit *t, const Entry *e, guint32 flipped_bit)
{
  SimTime due = e->record->arrives_at;
  gboolean in_order = longer_of (e) == 0
                      && (!t->link.may_reorder || pipe_count (&t->wire) == 0 || pipe_tail (&t->wire)->due <= due);

  if (in_order)
    fill_in (t, pipe_push (&t->wire), e, flipped_bit);
  else
    transit_add_stray (t, put_aside (t, e, flipped_bit, LINK_FIRST));
}

/* A second copy by a rule, behind the first. */
static void
add_second (Transit *t, const Entry *e, guint32 flipped_bit)
{
  guint32 place = put_aside (t, e, flipped_bit, LINK_COPY);

  transit_at (t, place)->packet.due += e->verdict->dup_after;
  transit_add_stray (t, place);
}

static void
send_off (Transit *t, const Entry *e, SimTime arrives_at, guint32 flipped_bit)
{
  e->record->arrives_at = arrives_at + longer_of (e);
  dispatch (t, e, flipped_bit);
  if (has (e->verdict, FAULT_DUP))
    add_second (t, e, flipped_bit);
}

/* Refuses a packet for which there is no room. */
static void
refuse (Transit *t, const Entry *e, SimTime now)
{
  e->record->fate = FATE_LOST_QUEUE;
  if (t->watch.observers != NULL)
    queue_watch_refused (&t->watch, e->record, e->ip_len, now);
}

/* Offers the packet to a FIFO, which lays down when it arrives. */
static void
take_turn (Transit *t, const Entry *e, guint32 flipped_bit, SimTime now)
{
  Passage passage;

  if (link_offer (&t->link, e->ip_len, MAX (now, e->verdict->stalled_until), &passage, now) != FATE_ARRIVES)
    {
      refuse (t, e, now);
      return;
    }
  if (t->watch.observers != NULL)
    queue_watch_entered (&t->watch, e->record, e->ip_len, passage.starts_at, now);
  send_off (t, e, passage.arrives_at, flipped_bit);
}

/* Puts the packet into a queue, which will say what becomes of it.  Whose turn has
 * come by now has left before; a stall holds up the transmitter. */
static void
join_queue (Transit *t, const Entry *e, guint32 flipped_bit, LinkTurn turn, SimTime now)
{
  transit_run_queue (t, now);
  t->link.free_at = MAX (t->link.free_at, e->verdict->stalled_until);
  transit_push (t, put_aside (t, e, flipped_bit, turn), e->record, now);
}

/* What chance does to the packet; TRUE when it goes on. */
static gboolean
survives (Transit *t, const Entry *e, const LinkLuck *luck, guint32 *flipped_bit)
{
  PacketRecord *record = e->record;

  if (luck->is_lost)
    {
      record->fate = FATE_LOST_RANDOM;
      return FALSE;
    }
  record->effects |= (luck->is_twice ? LINK_DUPLICATED : 0) | (luck->is_ahead ? LINK_REORDERED : 0)
                     | (luck->is_marked ? LINK_MARKED : 0) | (luck->is_corrupt ? LINK_CORRUPTED : 0);
  if (luck->is_corrupt)
    {
      record->fate = FATE_LOST_CORRUPT;
      *flipped_bit = link_draw_bit (&t->link, seg_header_len (e->seg) + e->seg->len);
    }
  return TRUE;
}

static void offer (Transit *t, const Entry *e, LinkTurn turn, SimTime now);

/* A second copy by chance, before the first as in netem; what becomes of it is
 * written down nowhere. */
static void
offer_copy (Transit *t, const Entry *e, SimTime now)
{
  PacketRecord record = *e->record;
  Entry copy = *e;

  record.effects |= LINK_DUPLICATED;
  copy.record = &record;
  offer (t, &copy, LINK_COPY, now);
}

static void
offer (Transit *t, const Entry *e, LinkTurn turn, SimTime now)
{
  const LinkConfig *config = t->link.config;
  guint32 flipped_bit = 0;
  LinkLuck luck;

  e->record->arrives_at = SIM_NEVER;
  if (e->ip_len > config->mtu)
    {
      e->record->fate = FATE_LOST_MTU;
      return;
    }
  luck = link_draw (&t->link, e->seg->ecn, turn);
  if (luck.is_twice)
    offer_copy (t, e, now);
  if (!survives (t, e, &luck, &flipped_bit))
    return;

  e->record->is_open = t->link.queue != NULL || config->slot.is_given;
  if (config->inside_limit > 0 && packets_inside (t) >= config->inside_limit)
    refuse (t, e, now);
  else if (luck.is_ahead)
    send_off (t, e, MAX (now, e->verdict->stalled_until), flipped_bit);
  else if (t->link.queue != NULL)
    join_queue (t, e, flipped_bit, turn, now);
  else
    take_turn (t, e, flipped_bit, now);
  if (e->record->fate != FATE_ARRIVES && e->record->fate != FATE_LOST_CORRUPT)
    e->record->is_open = FALSE;
  if (e->record->is_open)
    e->record->arrives_at = SIM_NEVER;
}

/* What offer() comes to where there is nothing but a FIFO. */
static void
offer_plainly (Transit *t, const Entry *e, SimTime now)
{
  e->record->arrives_at = SIM_NEVER;
  if (e->ip_len > t->link.config->mtu)
    e->record->fate = FATE_LOST_MTU;
  else if (loss_strikes (&t->link.loss))
    e->record->fate = FATE_LOST_RANDOM;
  else
    take_turn (t, e, 0, now);
}

static void
hold (Transit *t, const Entry *e)
{
  Held held = {
    .packet = { .record = *e->record, .seg = *e->seg }, .ip_len = e->ip_len, .past = e->verdict->past,
    .extra = e->extra, .verdict = *e->verdict
  };

  e->record->fate = FATE_ARRIVES;
  e->record->arrives_at = SIM_NEVER;
  if (t->held == NULL)
    t->held = g_array_new (FALSE, FALSE, sizeof (Held));
  g_array_append_val (t->held, held);
}

/* A packet that was held goes on. */
static void
release (Transit *t, Held *held, SimTime now)
{
  PacketRecord *record = &held->packet.record;
  Entry entry = { record, &held->packet.seg, held->ip_len, held->extra, &held->verdict };

  offer (t, &entry, LINK_FIRST, now);
  if (record->fate != FATE_ARRIVES && record->fate != FATE_LOST_CORRUPT)
    transit_tell_dropped (t, &held->packet, record->fate, now);
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
      release (t, &held, now);
    }
}

/* With rules, or whatever else there may be. */
static void
enter_by_rules (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime extra,
                SimTime zero, SimTime now)
{
  FaultVerdict verdict = { 0 };
  Entry entry = { record, seg, ip_len, extra, &verdict };
  guint n_held = t->held != NULL ? t->held->len : 0;

  if (t->faults.rules != NULL)
    verdict = faults_judge (&t->faults, record->connection, seg, now - zero);
  record->faults = verdict.actions;
  if (verdict.stalled_until > 0)
    verdict.stalled_until += zero;
  if (has (&verdict, FAULT_DROP))
    {
      record->fate = FATE_LOST_RULE;
      record->arrives_at = SIM_NEVER;
    }
  else if (has (&verdict, FAULT_HOLD))
    hold (t, &entry);
  else
    offer (t, &entry, LINK_FIRST, now);
  if (n_held > 0)
    let_pass (t, n_held, now);
  if (t->slots.spec->is_given && first_due (t) != SIM_NEVER)
    slots_look (&t->slots, first_due (t), now);
}

void
transit_enter (Transit *t, PacketRecord *record, const Segment *seg, guint32 ip_len, SimTime extra,
               SimTime zero, SimTime now)
{
  static const FaultVerdict nothing = { 0 };
  const Entry entry = { record, seg, ip_len, extra, &nothing };

  if (t->is_plain)
    offer_plainly (t, &entry, now);
  else
    enter_by_rules (t, record, seg, ip_len, extra, zero, now);
}

SimTime
transit_pass (Transit *t, guint32 connection, const Segment *seg, guint32 ip_len, SimTime now)
{
  SimTime arrives_at;
  Packet *packet;

  if (ip_len > t->link.config->mtu || loss_strikes (&t->link.loss))
    return SIM_NEVER;
  arrives_at = link_pass (&t->link, ip_len, now);
  if (arrives_at == SIM_NEVER)
    return SIM_NEVER;

  packet = pipe_push (&t->wire);
  packet->due = arrives_at;
  packet->record.connection = connection;
  packet->record.fate = FATE_ARRIVES;
  packet->seg = *seg;
  return arrives_at;
}

SimTime
transit_next_at (const Transit *t, SimTime now)
{
  SimTime at = first_due (t);

  if (t->is_plain)
    return at;
  if (t->slots.spec->is_given && at != SIM_NEVER)
    at = MAX (at, t->slots.opens_at);
  return t->link.queue != NULL ? MIN (at, link_next_at (&t->link, now)) : at;
}

static Packet *
take_stray (Transit *t)
{
  Event event;
  gboolean found = eventq_pop (&t->strays, &event);

  g_assert (found);
  transit_free_place (t, event.index);
  return &transit_at (t, event.index)->packet;
}

static Packet *
take_first (Transit *t)
{
  Packet *head = pipe_head (&t->wire);

  if (head == NULL || eventq_next_at (&t->strays) < head->due)
    return take_stray (t);

  pipe_pop (&t->wire);
  return head;
}

/* Does what is to be done now; TRUE when a packet arrives. */
static gboolean
run (Transit *t, SimTime now)
{
  if (t->link.queue != NULL)
    transit_run_queue (t, now);
  if (first_due (t) > now)
    return FALSE;
  if (t->slots.spec->is_given)
    slots_look (&t->slots, first_due (t), now);
  return t->slots.opens_at <= now;
}

/* Whatever the link may be. */
static Packet * G_GNUC_NO_INLINE
step (Transit *t, SimTime now)
{
  Packet *packet;

  if (!t->is_plain && !run (t, now))
    return NULL;

  packet = take_first (t);
  if (!t->is_plain && t->slots.spec->is_given)
    slots_pass (&t->slots, packet->ip_len, now);
  return packet;
}

/* Nothing decides on what comes next but the order in which it was sent. */
static gboolean
is_in_order (const Transit *t)
{
  return t->is_plain && t->strays.count == 0;
}

Packet *
transit_step (Transit *t, SimTime *next_at, SimTime now)
{
  Packet *packet;

  if (is_in_order (t))
    {
      packet = pipe_head (&t->wire);
      pipe_pop (&t->wire);
      *next_at = pipe_count (&t->wire) > 0 ? pipe_head (&t->wire)->due : SIM_NEVER;
    }
  else
    {
      packet = step (t, now);
      *next_at = transit_next_at (t, now);
    }
  return packet;
}

gboolean
transit_is_empty (const Transit *t)
{
  return packets_inside (t) == 0 && (t->held == NULL || t->held->len == 0);
}
