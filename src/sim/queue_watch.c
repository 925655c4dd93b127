/* The records of a FIFO. */
#include "sim/queue_watch.h"

typedef struct {
  QueueRecord record;           /* of its entry */
  SimTime start;
} Waiting;

void
queue_watch_clear (QueueWatch *watch)
{
  ring_clear (&watch->waiting);
}

static void
tell (const QueueWatch *watch, QueueRecord *record, QueueEvent event, SimTime at)
{
  record->event = event;
  record->sojourn = at - record->at;
  record->at = at;
  record->queued_packets = watch->waiting.count;
  record->queued_octets = watch->octets;
  observers_queue (watch->observers, record);
}

static QueueRecord
record_of (const PacketRecord *packet, guint32 octets, SimTime now)
{
  return (QueueRecord) {
    .at = now, .dir = packet->dir, .packet = packet->id, .connection = packet->connection, .octets = octets
  };
}

void
queue_watch_entered (QueueWatch *watch, const PacketRecord *record, guint32 octets, SimTime start,
                     SimTime now)
{
  Waiting *waiting;
  QueueRecord entry = record_of (record, octets, now);

  queue_watch_run (watch, now);
  waiting = ring_push (&watch->waiting, sizeof (Waiting));
  *waiting = (Waiting) { entry, start };
  watch->octets += octets;
  tell (watch, &entry, QUEUE_ENTERED, now);
  queue_watch_run (watch, now);
}

void
queue_watch_refused (QueueWatch *watch, const PacketRecord *record, guint32 octets, SimTime now)
{
  QueueRecord refusal = record_of (record, octets, now);

  queue_watch_run (watch, now);
  tell (watch, &refusal, QUEUE_DROPPED, now);
}

SimTime
queue_watch_next_at (const QueueWatch *watch)
{
  if (watch->waiting.count == 0)
    return SIM_NEVER;
  return ((Waiting *) ring_at (&watch->waiting, 0, sizeof (Waiting)))->start;
}

void
queue_watch_run (QueueWatch *watch, SimTime now)
{
  while (queue_watch_next_at (watch) <= now)
    {
      Waiting head = *(Waiting *) ring_at (&watch->waiting, 0, sizeof (Waiting));

      ring_pop (&watch->waiting);
      watch->octets -= head.record.octets;
      tell (watch, &head.record, QUEUE_LEFT, head.start);
    }
}
