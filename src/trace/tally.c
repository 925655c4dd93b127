/* Counting. */
#include "trace/tally.h"

static void
count_loss (TallySent *sent, Fate fate)
{
  sent->lost += fate != FATE_ARRIVES;
  sent->fate[fate] += fate != FATE_ARRIVES;
}

/* Whether it was marked a queue may decide later: that counts on arrival. */
static void
count_effects (TallySent *sent, guint effects)
{
  effects &= ~LINK_MARKED;
  for (guint i = 0; effects >> i != 0; i++)
    sent->effect[i] += effects >> i & 1;
}

void
tally_sent (Tally *tally, const PacketRecord *packet)
{
  TallySent *sent = &tally->sent[packet->dir];

  if (!tally->has_packets)
    tally->first_at = packet->sent_at;
  tally->has_packets = TRUE;
  tally->last_at = packet->sent_at;
  sent->packets++;
  sent->bytes += packet->seg->len;
  sent->again += packet->seg->is_retransmission != 0;
  sent->reason[packet->seg->reason]++;
  count_loss (sent, packet->fate);
  count_effects (sent, packet->effects);
}

void
tally_arrived (Tally *tally, const PacketRecord *packet)
{
  tally->last_at = packet->arrives_at;
  tally->sent[packet->dir].effect[TALLY_MARKED] += (packet->effects & LINK_MARKED) != 0;
}

void
tally_dropped (Tally *tally, const DropRecord *drop)
{
  count_loss (&tally->sent[drop->packet->dir], drop->packet->fate);
}

void
tally_connection (Tally *tally, const ConnectionRecord *record)
{
  guint64 goodput = connection_goodput (record);
  SimTime took = connection_took (record);
  gboolean is_first = tally->fairness.n == 0;

  tally->n_done += record->done_at != SIM_NEVER;
  tally->total_retrans += record->info[SIDE_CLIENT].total_retrans + record->info[SIDE_SERVER].total_retrans;
  tally->goodput_min = is_first ? goodput : MIN (tally->goodput_min, goodput);
  tally->goodput_max = MAX (tally->goodput_max, goodput);
  tally->first_begins_at = is_first ? record->begins_at : MIN (tally->first_begins_at, record->begins_at);
  tally->last_done_at = MAX (tally->last_done_at, record->done_at);
  tally->took_min = is_first ? took : MIN (tally->took_min, took);
  tally->took_max = MAX (tally->took_max, took);
  fairness_add (&tally->fairness, goodput);
}

SimTime
tally_took (const Tally *tally)
{
  return tally->last_done_at != SIM_NEVER ? tally->last_done_at - tally->first_begins_at : SIM_NEVER;
}
