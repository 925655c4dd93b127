/* The link, in the words of tc: rate, limit, delay.  Leaves out reordering,
 * duplication, corruption and random loss. */
#include "net/link.h"

void
link_init (Link *link, const LinkConfig *config, guint64 seed, const char *name)
{
  *link = (Link) { .config = config };
  delay_init (&link->delay, &config->delay, seed, name);
}

void
link_clear (Link *link)
{
  g_clear_pointer (&link->starts, g_free);
}

static gboolean
rule_drops (Link *link)
{
  const GArray *drop = link->config->drop;

  if (drop == NULL || link->next_drop >= drop->len
      || g_array_index (drop, guint64, link->next_drop) != link->offered)
    return FALSE;

  link->next_drop++;
  return TRUE;
}

/* Rounded up: a packet has arrived when its last bit has. */
static SimTime
serialisation_time (const Link *link, guint32 ip_len)
{
  guint64 rate = link->config->rate, bit_ns = (guint64) ip_len * 8 * SIM_SEC (1);

  if (rate == 0)
    return 0;
  return bit_ns / rate + (bit_ns % rate > 0);
}

static void
forget_started (Link *link, SimTime now)
{
  while (link->waiting > 0 && link->starts[link->head] <= now)
    {
      link->head = (link->head + 1) & (link->size - 1);
      link->waiting--;
    }
}

static void
grow_ring (Link *link)
{
  guint size = MAX (16, link->size * 2);
  SimTime *starts = g_new (SimTime, size);

  for (guint i = 0; i < link->waiting; i++)
    starts[i] = link->starts[(link->head + i) & (link->size - 1)];
  g_free (link->starts);
  link->starts = starts;
  link->size = size;
  link->head = 0;
}

/* Lets the packet wait until @start; FALSE when the queue is full. */
static gboolean
enqueue (Link *link, SimTime start, SimTime now)
{
  forget_started (link, now);
  if (start <= now)
    return TRUE;
  if (link->config->limit > 0 && link->waiting >= link->config->limit)
    return FALSE;

  if (link->waiting == link->size)
    grow_ring (link);
  link->starts[(link->head + link->waiting++) & (link->size - 1)] = start;
  return TRUE;
}

Fate
link_offer (Link *link, guint32 ip_len, SimTime *arrives_at, SimTime now)
{
  SimTime start = MAX (now, link->free_at), arrival;

  *arrives_at = SIM_NEVER;
  link->offered++;
  if (rule_drops (link))
    return FATE_LOST_RULE;
  if (ip_len > link->config->mtu)
    return FATE_LOST_MTU;
  if (!enqueue (link, start, now))
    return FATE_LOST_QUEUE;

  link->free_at = start + serialisation_time (link, ip_len);
  arrival = link->free_at + delay_next (&link->delay);
  link->last_arrival = MAX (link->last_arrival, arrival);
  *arrives_at = link->last_arrival;
  return FATE_ARRIVES;
}
