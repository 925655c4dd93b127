/* The link, in the words of tc: rate, limit, delay.  Leaves out reordering,
 * duplication and corruption. */
#include "net/link.h"

void
link_init (Link *link, const LinkConfig *config, guint64 seed, const char *name)
{
  g_autofree char *delay_name = g_strconcat (name, ".delay", NULL);
  g_autofree char *loss_name = g_strconcat (name, ".loss", NULL);

  *link = (Link) { .config = config };
  delay_init (&link->delay, &config->delay, seed, delay_name);
  loss_init (&link->loss, &config->loss, seed, loss_name);
}

void
link_clear (Link *link)
{
  ring_clear (&link->starts);
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
  while (link->starts.count > 0
         && *(SimTime *) ring_at (&link->starts, 0, sizeof (SimTime)) <= now)
    ring_pop (&link->starts);
}

/* Lets the packet wait until @start; FALSE when the queue is full. */
static gboolean
enqueue (Link *link, SimTime start, SimTime now)
{
  forget_started (link, now);
  if (start <= now)
    return TRUE;
  if (link->config->limit > 0 && link->starts.count >= link->config->limit)
    return FALSE;

  *(SimTime *) ring_push (&link->starts, sizeof (SimTime)) = start;
  return TRUE;
}

Fate
link_offer (Link *link, guint32 ip_len, SimTime enters, SimTime *arrives_at, SimTime now)
{
  SimTime start = link_start_for (link, enters), arrival;

  *arrives_at = SIM_NEVER;
  if (ip_len > link->config->mtu)
    return FATE_LOST_MTU;
  if (loss_strikes (&link->loss))
    return FATE_LOST_RANDOM;
  if (!enqueue (link, start, now))
    return FATE_LOST_QUEUE;

  link->free_at = start + serialisation_time (link, ip_len);
  arrival = link->free_at + delay_next (&link->delay);
  link->last_arrival = MAX (link->last_arrival, arrival);
  *arrives_at = link->last_arrival;
  return FATE_ARRIVES;
}
