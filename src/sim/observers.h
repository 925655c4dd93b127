/* Hands records to whoever asked; nobody costs one branch. */
#ifndef TCPSIM_SIM_OBSERVERS_H
#define TCPSIM_SIM_OBSERVERS_H

#include "tcpsim/trace/record.h"

typedef struct { GArray *list; } Observers;     /* Observer */

void observers_init (Observers *o);
void observers_clear (Observers *o);
void observers_add (Observers *o, const ObserverOps *ops, gpointer self);

void observers_start (const Observers *o, const RunRecord *run);
void observers_sent (const Observers *o, const PacketRecord *packet);
void observers_arrived (const Observers *o, const PacketRecord *packet);
void observers_dropped (const Observers *o, const DropRecord *drop);
void observers_queue (const Observers *o, const QueueRecord *queue);
void observers_state (const Observers *o, const StateRecord *state);
void observers_info (const Observers *o, const InfoRecord *info);
void observers_workings (const Observers *o, const WorkingsRecord *workings);
void observers_connection (const Observers *o, const ConnectionRecord *connection);
void observers_end (const Observers *o, const EndRecord *end);

#endif
