/* Packets are kept in the order of their sending, and so in that of their ids:
 * one that arrives is found by halving. */
#include "trace/journal.h"

Journal *
journal_new (guint32 connection)
{
  Journal *journal = g_new0 (Journal, 1);

  journal->connection = connection;
  journal->run_begins_at = SIM_NEVER;
  journal->packets = g_array_new (FALSE, FALSE, sizeof (JournalPacket));
  journal->done_at = SIM_NEVER;
  return journal;
}

void
journal_free (Journal *journal)
{
  if (journal == NULL)
    return;

  for (Side side = 0; side < N_SIDES; side++)
    g_free (journal->waiting[side]);
  g_array_unref (journal->packets);
  g_free (journal);
}

const JournalPacket *
journal_packet (const Journal *journal, guint i)
{
  return &g_array_index (journal->packets, JournalPacket, i);
}

gboolean
journal_find (const Journal *journal, Direction dir, guint64 n, guint *index)
{
  for (guint i = 0; i < journal->packets->len; i++)
    if (journal_packet (journal, i)->record.dir == dir && --n == 0)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

guint64
journal_place (const Journal *journal, guint index)
{
  Direction dir = journal_packet (journal, index)->record.dir;
  guint64 n = 0;

  for (guint i = 0; i <= index; i++)
    n += journal_packet (journal, i)->record.dir == dir;
  return n;
}

/* The packet with @id; NULL: it is another connection's. */
static JournalPacket *
find_id (const Journal *journal, guint64 id)
{
  guint low = 0, high = journal->packets->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      JournalPacket *at = &g_array_index (journal->packets, JournalPacket, middle);

      if (at->record.id == id)
        return at;
      if (at->record.id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

guint
journal_index (const Journal *journal, guint64 id)
{
  const JournalPacket *packet = find_id (journal, id);

  g_assert (packet != NULL);
  return packet - &g_array_index (journal->packets, JournalPacket, 0);
}

static void
on_start (gpointer self, const RunRecord *run)
{
  Journal *journal = self;

  journal->run = *run;
  journal->run.model_name = NULL;
}

static void
on_sent (gpointer self, const PacketRecord *record)
{
  Journal *journal = self;
  JournalPacket packet = { .record = *record, .seg = *record->seg };

  journal->run_begins_at = MIN (journal->run_begins_at, record->sent_at);
  if (record->connection != journal->connection)
    return;
  packet.record.arrives_at = SIM_NEVER;         /* until it does */
  packet.record.stream = NULL;
  journal->last_at = record->sent_at;
  g_array_append_val (journal->packets, packet);
}

static void
on_arrived (gpointer self, const PacketRecord *record)
{
  Journal *journal = self;
  JournalPacket *packet = record->connection == journal->connection ? find_id (journal, record->id) : NULL;

  if (packet == NULL || record->fate != FATE_ARRIVES)
    return;                     /* a corrupted one arrives for nobody */
  packet->record.arrives_at = MIN (packet->record.arrives_at, record->arrives_at);
  journal->last_at = record->arrives_at;
}

static void
on_dropped (gpointer self, const DropRecord *drop)
{
  Journal *journal = self;
  JournalPacket *packet = drop->packet->connection == journal->connection ? find_id (journal, drop->packet->id)
                                                                          : NULL;

  if (packet != NULL)
    packet->record.fate = drop->packet->fate;
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  Journal *journal = self;

  if (record->connection != journal->connection)
    return;
  journal->begins_at = record->begins_at;
  journal->done_at = record->done_at;
  for (Side side = 0; side < N_SIDES; side++)
    {
      journal->error[side] = record->error[side];
      journal->state[side] = record->info[side].state;
    }
}

/* Packets stay where they are from now on, and can be pointed into. */
static void
on_end (gpointer self, const EndRecord *end)
{
  Journal *journal = self;

  for (guint i = 0; i < journal->packets->len; i++)
    {
      JournalPacket *packet = &g_array_index (journal->packets, JournalPacket, i);

      packet->record.seg = &packet->seg;
    }
  journal->end = end->end;
  journal->ended_at = end->ended_at;
  for (Side side = 0; side < N_SIDES; side++)
    journal->waiting[side] = g_strdup (end->waiting[side]);
}

const ObserverOps journal_observer = {
  .start = on_start,
  .sent = on_sent,
  .arrived = on_arrived,
  .dropped = on_dropped,
  .connection = on_connection,
  .end = on_end,
};

void
journal_number (gpointer self, const CaptureFrame *frame)
{
  JournalPacket *packet = find_id (self, frame->packet->id);

  if (packet != NULL)
    packet->number = frame->number;
}
