/* A queue that decides when the transmitter is free: packets wait at their places,
 * and its verdicts are carried out and told. */
#include "sim/transit.h"

/* What is told of a packet at the queue, all but what happened. */
static QueueRecord
describe (const Transit *t, const QueueItem *item, SimTime now)
{
  const PacketRecord *record = &transit_at (t, item->place)->packet.record;

  return (QueueRecord) {
    .at = now, .dir = record->dir, .packet = record->id, .connection = record->connection,
    .octets = item->octets, .queued_packets = t->link.queue->packets,
    .queued_octets = t->link.queue->octets, .sojourn = now - item->entered
  };
}

static void
tell (const Transit *t, const QueueItem *item, QueueEvent event, SimTime now)
{
  QueueRecord record;

  if (t->watch.observers == NULL)
    return;
  record = describe (t, item, now);
  record.event = event;
  observers_queue (t->watch.observers, &record);
}

static void
tell_drop (const Transit *t, const QueueDrop *drop, SimTime now)
{
  QueueRecord record;

  if (t->watch.observers == NULL)
    return;
  record = describe (t, &drop->item, now);
  record.event = QUEUE_DROPPED;
  record.queued_packets = drop->packets;
  record.queued_octets = drop->octets;
  observers_queue (t->watch.observers, &record);
}

/* Where the queue has marked the packet of @item, it arrives marked. */
static gboolean
take_mark (Transit *t, const QueueItem *item, SimTime now)
{
  Loose *loose = transit_at (t, item->place);

  if (item->ecn == loose->packet.seg.ecn)
    return FALSE;
  loose->packet.seg.ecn = item->ecn;
  loose->packet.record.effects |= LINK_MARKED;
  tell (t, item, QUEUE_MARKED, now);
  return TRUE;
}

/* What the queue has dropped goes; of a packet that is just being sent, the one
 * at @entering, its @record will tell. */
static void
take_drops (Transit *t, guint32 entering, PacketRecord *record, SimTime now)
{
  Ring *drops = &t->link.queue->drops;

  while (drops->count > 0)
    {
      QueueDrop drop = *(QueueDrop *) ring_at (drops, 0, sizeof (QueueDrop));
      const Loose *loose = transit_at (t, drop.item.place);

      ring_pop (drops);
      tell_drop (t, &drop, now);
      if (record != NULL && drop.item.place == entering)
        record->fate = drop.fate;
      else if (!loose->is_copy)
        transit_tell_dropped (t, &loose->packet, drop.fate, now);
      transit_free_place (t, drop.item.place);
    }
}

/* The packet at @place has been sent and arrives at @at. */
static void
leave (Transit *t, guint32 place, SimTime at)
{
  Loose *loose = transit_at (t, place);
  gboolean in_order = loose->longer == 0 && (pipe_count (&t->wire) == 0 || pipe_tail (&t->wire)->due <= at);

  loose->packet.due = at + loose->longer;
  if (loose->is_dup)
    {
      guint32 second = transit_new_place (t);

      loose = transit_at (t, place);
      *transit_at (t, second) = *loose;
      transit_at (t, second)->packet.due += loose->dup_after;
      transit_add_stray (t, second);
    }
  if (!in_order)
    {
      transit_add_stray (t, place);
      return;
    }
  *pipe_push (&t->wire) = loose->packet;
  transit_free_place (t, place);
}

void
transit_run_queue (Transit *t, SimTime now)
{
  while (link_next_at (&t->link, now) <= now)
    {
      QueueItem item;
      SimTime arrives_at;
      gboolean has_left = link_pull (&t->link, &item, &arrives_at, now);

      take_drops (t, 0, NULL, now);
      if (!has_left)
        continue;
      take_mark (t, &item, now);
      tell (t, &item, QUEUE_LEFT, now);
      leave (t, item.place, arrives_at);
    }
}

void
transit_push (Transit *t, guint32 place, PacketRecord *record, SimTime now)
{
  const Loose *loose = transit_at (t, place);
  QueueItem item = {
    .place = place, .octets = loose->packet.ip_len, .flow = record->connection, .ecn = loose->packet.seg.ecn
  };

  link_push (&t->link, &item, now);
  if (take_mark (t, &item, now))
    record->effects |= LINK_MARKED;
  take_drops (t, place, record, now);
  if (record->fate != FATE_ARRIVES && record->fate != FATE_LOST_CORRUPT)
    return;
  tell (t, &item, QUEUE_ENTERED, now);
  transit_run_queue (t, now);
}
