/* CoDel's control: drops come at intervals that shrink with the square root of
 * their number for as long as packets stay too long. */
#include "net/codel.h"

#define INV_SQRT_SHIFT 16

/* A packet under CoDel's eyes. */
typedef struct {
  Codel *codel;
  const CodelParams *params;
  Queue *queue;
  QueueList *list;
  SimTime now;
  gboolean has_item;
  QueueItem item;
} Look;

/* Newton's step towards 1 / sqrt (count): x (3 - count x^2) / 2, in 32 bits. */
static void
step_inv_sqrt (Codel *codel)
{
  guint32 x = (guint32) codel->rec_inv_sqrt << INV_SQRT_SHIFT;
  guint32 square = (guint32) ((guint64) x * x >> 32);
  guint64 value = (G_GUINT64_CONSTANT (3) << 32) - (guint64) codel->count * square;

  value >>= 2;                  /* or the product would overflow */
  value = value * x >> (32 - 2 + 1);
  codel->rec_inv_sqrt = (guint16) (value >> INV_SQRT_SHIFT);
}

/* @t and an interval over the square root of count. */
static SimTime
control_law (const Look *look, SimTime t)
{
  guint64 interval = (guint64) look->params->interval;
  guint64 x = (guint64) look->codel->rec_inv_sqrt << INV_SQRT_SHIFT;

  return t + (SimTime) ((interval >> 32) * x + ((interval & G_MAXUINT32) * x >> 32));
}

static void
take (Look *look)
{
  look->has_item = queue_list_pop (look->queue, look->list, &look->item);
}

/* TRUE when packets have stayed too long for an interval; one packet's worth may
 * always wait. */
static gboolean
should_drop (Look *look)
{
  Codel *codel = look->codel;

  if (!look->has_item || look->now - look->item.entered < look->params->target
      || look->queue->octets <= look->queue->mtu + QUEUE_ETHERNET_HEADER)
    {
      codel->first_above = 0;
      return FALSE;
    }
  if (codel->first_above == 0)
    {
      codel->first_above = look->now + look->params->interval;
      return FALSE;
    }
  return look->now > codel->first_above;
}

/* Marks the packet, or drops it and takes the next; TRUE when it was marked. */
static gboolean
punish (Look *look)
{
  if (look->params->ecn && queue_mark (&look->item))
    return TRUE;
  queue_drop (look->queue, &look->item, FATE_LOST_AQM);
  take (look);
  return FALSE;
}

static void
go_on_dropping (Look *look)
{
  Codel *codel = look->codel;

  while (codel->is_dropping && look->now >= codel->drop_next)
    {
      codel->count++;
      step_inv_sqrt (codel);
      if (punish (look))
        {
          codel->drop_next = control_law (look, codel->drop_next);
          return;
        }
      if (should_drop (look))
        codel->drop_next = control_law (look, codel->drop_next);
      else
        codel->is_dropping = FALSE;
    }
}

/* Where dropping ended a moment ago, the rate that was right then is a good one
 * to begin with. */
static void
begin_dropping (Look *look)
{
  Codel *codel = look->codel;
  guint32 delta = codel->count - codel->last_count;

  if (!punish (look))
    should_drop (look);
  codel->is_dropping = TRUE;
  if (delta > 1 && look->now - codel->drop_next < 16 * look->params->interval)
    {
      codel->count = delta;
      step_inv_sqrt (codel);
    }
  else
    {
      codel->count = 1;
      codel->rec_inv_sqrt = G_MAXUINT16;
    }
  codel->last_count = codel->count;
  codel->drop_next = control_law (look, look->now);
}

gboolean
codel_dequeue (Codel *codel, const CodelParams *params, Queue *queue, QueueList *list,
               QueueItem *out, SimTime now)
{
  Look look = { .codel = codel, .params = params, .queue = queue, .list = list, .now = now };
  gboolean drop;

  take (&look);
  if (!look.has_item)
    {
      codel->is_dropping = FALSE;
      return FALSE;
    }
  drop = should_drop (&look);
  if (codel->is_dropping && !drop)
    codel->is_dropping = FALSE;
  else if (codel->is_dropping)
    go_on_dropping (&look);
  else if (drop)
    begin_dropping (&look);
  if (look.has_item && now - look.item.entered > params->ce_threshold)
    queue_mark (&look.item);
  *out = look.item;
  return look.has_item;
}
