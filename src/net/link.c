/* The link, in the words of tc: rate, limit, delay, and netem's chances. */
#include "net/link.h"

#include "tcpsim/net/segment.h"

/* Where the data offset stands in a TCP header: its first bit and how many.
 * Without it nobody can tell what the rest is, so it is spared. */
#define OFFSET_BIT 96
#define OFFSET_BITS 4

void
link_config_clear (LinkConfig *config)
{
  delay_spec_clear (&config->delay);
  delay_spec_clear (&config->slot.gap);
  rate_spec_clear (&config->rate_spec);
}

static void
init_chance (Chance *chance, guint64 seed, const char *name, const char *what)
{
  g_autofree char *stream = g_strdup_printf ("%s.%s", name, what);

  chance_init (chance, seed, stream);
}

static gboolean
has_rate (const Link *link)
{
  return link->config->rate > 0 || link->config->rate_spec.steps != NULL;
}

void
link_init (Link *link, const LinkConfig *config, guint64 seed, const char *name)
{
  g_autofree char *delay_name = g_strconcat (name, ".delay", NULL);
  g_autofree char *loss_name = g_strconcat (name, ".loss", NULL);
  g_autofree char *bit_name = g_strconcat (name, ".bit", NULL);
  g_autofree char *queue_name = g_strconcat (name, ".queue", NULL);
  gboolean jitters = config->delay.kind == DELAY_NETEM && config->delay.b > 0;

  *link = (Link) { .config = config };
  delay_init (&link->delay, &config->delay, seed, delay_name);
  loss_init (&link->loss, &config->loss, seed, loss_name);
  init_chance (&link->duplicate, seed, name, "duplicate");
  init_chance (&link->corrupt, seed, name, "corrupt");
  init_chance (&link->reorder, seed, name, "reorder");
  rng_init (&link->bit, seed, bit_name);
  link->is_plain = config->rate_spec.steps == NULL && config->rate_spec.packet_overhead == 0
                   && config->rate_spec.cell_size == 0;
  link->has_chances = config->duplicate.p > 0 || config->corrupt.p > 0 || config->gap > 0;
  link->has_constant_delay = config->delay.kind == DELAY_CONSTANT;
  link->queue = queue_new (config, seed, queue_name);
  link->delays_first = jitters && has_rate (link) && link->queue == NULL;
  link->may_overtake = jitters && !has_rate (link);
  link->may_reorder = link->may_overtake || config->gap > 0;
  link->is_steady = link->is_plain && link->has_constant_delay && link->queue == NULL && !link->may_reorder;
}

void
link_clear (Link *link)
{
  queue_free (link->queue);
  ring_clear (&link->starts);
}

/* Chance. */

static gboolean
happens (Chance *chance, const ChanceSpec *spec)
{
  return chance_happens (chance, spec->p, spec->correlation);
}

/* Any bit but those of the data offset. */
guint32
link_draw_bit (Link *link, guint32 octets)
{
  guint32 bit = (guint32) rng_below (&link->bit, 8 * (guint64) octets - OFFSET_BITS);

  return 1 + (bit < OFFSET_BIT ? bit : bit + OFFSET_BITS);
}

/* netem's: all that came since the last that went ahead are held for gap - 1. */
static gboolean
goes_ahead (Link *link)
{
  const LinkConfig *config = link->config;

  if (config->gap == 0 || link->since_ahead < config->gap - 1 || !happens (&link->reorder, &config->reorder))
    {
      link->since_ahead++;
      return FALSE;
    }
  link->since_ahead = 0;
  return TRUE;
}

/* In netem's order; a packet that is to be lost and to be sent twice is sent once. */
static LinkLuck
draw_all (Link *link, gboolean is_hit, LinkTurn turn)
{
  const LinkConfig *config = link->config;
  gboolean is_twice = turn == LINK_FIRST && happens (&link->duplicate, &config->duplicate);
  LinkLuck luck = { .is_lost = is_hit && !is_twice, .is_twice = is_twice && !is_hit };

  if (luck.is_lost)
    return luck;
  luck.is_corrupt = happens (&link->corrupt, &config->corrupt);
  luck.is_ahead = goes_ahead (link);
  return luck;
}

LinkLuck
link_draw (Link *link, guint8 ecn, LinkTurn turn)
{
  gboolean is_hit = loss_strikes (&link->loss);
  gboolean is_marked = is_hit && link->config->loss.ecn && ecn != ECN_NOT_ECT;
  LinkLuck luck = { .is_lost = is_hit && !is_marked };

  if (link->has_chances)
    luck = draw_all (link, luck.is_lost, turn);
  luck.is_marked = is_marked;
  return luck;
}

/* The transmitter. */

/* When a packet has been sent that begins to be at @start. */
static SimTime
sent_at (const Link *link, guint32 ip_len, SimTime start)
{
  const RateSpec *spec = &link->config->rate_spec;
  guint64 octets = link->is_plain ? ip_len : rate_octets_of (spec, ip_len);

  if (spec->steps != NULL)
    return rate_end_by_steps (spec, octets, start);
  return link->config->rate > 0 ? start + rate_time (link->config->rate, octets) : start;
}

/* How long a packet takes to be sent where the rate is always the same; most are as
 * long as the one before. */
static SimTime
time_of (Link *link, guint32 ip_len)
{
  if (ip_len != link->timed_octets)
    {
      link->timed_octets = ip_len;
      link->timed = sent_at (link, ip_len, 0);
    }
  return link->timed;
}

static void
forget_started (Link *link, SimTime now)
{
  while (link->starts.count > 0
         && *(SimTime *) ring_first (&link->starts, sizeof (SimTime)) <= now)
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

/* When what has been sent arrives that takes @delay: after what was sent before,
 * unless jitter may change the order. */
static SimTime
arrival_of (Link *link, SimTime delay)
{
  SimTime arrival = link->free_at + delay;

  if (link->may_overtake)
    return arrival;
  link->last_arrival = MAX (link->last_arrival, arrival);
  return link->last_arrival;
}

/* How long the next packet travels. */
static SimTime
delay_of (Link *link)
{
  return link->has_constant_delay ? link->config->delay.a : delay_next (&link->delay);
}

Fate
link_offer (Link *link, guint32 ip_len, SimTime enters, Passage *out, SimTime now)
{
  /* As netem has it, jitter comes before the transmitter: what is late then makes
   * others wait, instead of travelling with them. */
  SimTime first = link->delays_first ? delay_of (link) : 0;
  SimTime start = MAX (enters + first, link->free_at);

  if (!enqueue (link, start, now))
    return FATE_LOST_QUEUE;

  link->free_at = link->is_plain ? start + time_of (link, ip_len) : sent_at (link, ip_len, start);
  out->starts_at = start;
  out->arrives_at = arrival_of (link, link->delays_first ? 0 : delay_of (link));
  return FATE_ARRIVES;
}

SimTime
link_pass (Link *link, guint32 ip_len, SimTime now)
{
  SimTime start = MAX (now, link->free_at);

  if (!enqueue (link, start, now))
    return SIM_NEVER;

  link->free_at = start + time_of (link, ip_len);
  return link->free_at + link->config->delay.a;
}

/* Queues. */

void
link_push (Link *link, QueueItem *item, SimTime now)
{
  item->entered = now;
  link->queue->spec->ops->enqueue (link->queue, item, now);
}

SimTime
link_next_at (const Link *link, SimTime now)
{
  const Queue *queue = link->queue;
  SimTime at = MAX (now, link->free_at);

  if (queue->packets == 0)
    return SIM_NEVER;
  return queue->spec->ops->ready_at != NULL ? queue->spec->ops->ready_at (queue, at) : at;
}

gboolean
link_pull (Link *link, QueueItem *out, SimTime *arrives_at, SimTime now)
{
  Queue *queue = link->queue;

  if (!queue->spec->ops->dequeue (queue, out, now))
    return FALSE;

  queue->idle_since = link->free_at = sent_at (link, out->octets, now);
  *arrives_at = arrival_of (link, delay_next (&link->delay));
  return TRUE;
}
