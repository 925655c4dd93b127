/* The list of observers, called in the order in which they were added. */
#include "sim/observers.h"

void
observers_init (Observers *o)
{
  o->list = g_array_new (FALSE, FALSE, sizeof (Observer));
}

void
observers_clear (Observers *o)
{
  g_clear_pointer (&o->list, g_array_unref);
}

void
observers_add (Observers *o, const ObserverOps *ops, gpointer self)
{
  Observer observer = { ops, self };

  g_array_append_val (o->list, observer);
}

/* Calls @member of every observer that has it. */
#define TELL(o, member, record)                                         \
  for (guint i = 0; i < (o)->list->len; i++)                            \
    {                                                                   \
      const Observer *observer = &g_array_index ((o)->list, Observer, i); \
                                                                        \
      if (observer->ops->member != NULL)                                \
        observer->ops->member (observer->self, record);                 \
    }

void
observers_start (const Observers *o, const RunRecord *run)
{
  TELL (o, start, run)
}

void
observers_sent (const Observers *o, const PacketRecord *packet)
{
  TELL (o, sent, packet)
}

void
observers_arrived (const Observers *o, const PacketRecord *packet)
{
  TELL (o, arrived, packet)
}

void
observers_dropped (const Observers *o, const DropRecord *drop)
{
  TELL (o, dropped, drop)
}

void
observers_queue (const Observers *o, const QueueRecord *queue)
{
  TELL (o, queue, queue)
}

void
observers_state (const Observers *o, const StateRecord *state)
{
  TELL (o, state, state)
}

void
observers_info (const Observers *o, const InfoRecord *info)
{
  TELL (o, info, info)
}

void
observers_workings (const Observers *o, const WorkingsRecord *workings)
{
  TELL (o, workings, workings)
}

void
observers_connection (const Observers *o, const ConnectionRecord *connection)
{
  TELL (o, connection, connection)
}

void
observers_end (const Observers *o, const EndRecord *end)
{
  TELL (o, end, end)
}
