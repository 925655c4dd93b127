/* Counting, and comparing in the end. */
#include "trace/verdict.h"

#include <string.h>

#include "trace/fingerprint.h"
#include "trace/tally.h"

/* What happened at one queue. */
typedef struct {
  guint64 most_packets, drops, marks, left;
  SimTime longest, together;    /* sojourns of those that left */
} QueueTally;

typedef struct {
  guint64 least[TCP_INFO_N_FIELDS], most[TCP_INFO_N_FIELDS];
} FieldRange;

struct _Verdict {
  const GPtrArray *expectations;
  Tally tally;
  QueueTally queue[N_DIRS];
  FieldRange *ranges;           /* of each side; NULL: nobody asked */
  Fingerprint *fingerprint;     /* likewise */
  RunEnd end;
  TcpInfo info[N_SIDES];
  TcpError error[N_SIDES];
};

static const Expectation *
expectation_at (const Verdict *v, guint i)
{
  return g_ptr_array_index (v->expectations, i);
}

Verdict *
verdict_new (const GPtrArray *expectations)
{
  Verdict *v = g_new0 (Verdict, 1);

  v->expectations = expectations;
  for (guint i = 0; i < expectations->len; i++)
    {
      if (expectation_at (v, i)->kind == QUANTITY_FINGERPRINT && v->fingerprint == NULL)
        v->fingerprint = fingerprint_new ();
      if (expectation_at (v, i)->stat != STAT_END && v->ranges == NULL)
        v->ranges = g_new0 (FieldRange, N_SIDES);
    }
  for (Side side = SIDE_CLIENT; v->ranges != NULL && side < N_SIDES; side++)
    memset (v->ranges[side].least, 0xff, sizeof v->ranges[side].least);
  return v;
}

void
verdict_free (Verdict *v)
{
  if (v == NULL)
    return;

  g_clear_pointer (&v->fingerprint, fingerprint_free);
  g_free (v->ranges);
  g_free (v);
}

/* The observer. */

static void
on_start (gpointer self, const RunRecord *run)
{
  Verdict *v = self;

  if (v->fingerprint != NULL && fingerprint_observer.start != NULL)
    fingerprint_observer.start (v->fingerprint, run);
}

static void
on_sent (gpointer self, const PacketRecord *packet)
{
  Verdict *v = self;

  tally_sent (&v->tally, packet);
  if (v->fingerprint != NULL)
    fingerprint_observer.sent (v->fingerprint, packet);
}

static void
on_arrived (gpointer self, const PacketRecord *packet)
{
  Verdict *v = self;

  tally_arrived (&v->tally, packet);
  if (v->fingerprint != NULL && fingerprint_observer.arrived != NULL)
    fingerprint_observer.arrived (v->fingerprint, packet);
}

static void
on_dropped (gpointer self, const DropRecord *drop)
{
  Verdict *v = self;

  tally_dropped (&v->tally, drop);
  if (v->fingerprint != NULL && fingerprint_observer.dropped != NULL)
    fingerprint_observer.dropped (v->fingerprint, drop);
}

static void
on_queue (gpointer self, const QueueRecord *record)
{
  QueueTally *q = &((Verdict *) self)->queue[record->dir];

  q->most_packets = MAX (q->most_packets, record->queued_packets);
  q->drops += record->event == QUEUE_DROPPED;
  q->marks += record->event == QUEUE_MARKED;
  if (record->event != QUEUE_LEFT)
    return;
  q->left++;
  q->longest = MAX (q->longest, record->sojourn);
  q->together += record->sojourn;
}

/* Of the first connection, like the end's. */
static void
on_info (gpointer self, const InfoRecord *record)
{
  FieldRange *range = ((Verdict *) self)->ranges;

  if (range == NULL || record->connection > 0)
    return;

  range += record->side;
  for (guint i = 0; i < TCP_INFO_N_FIELDS; i++)
    {
      guint64 number = tcp_info_number (record->info, &tcp_info_fields[i]);

      range->least[i] = MIN (range->least[i], number);
      range->most[i] = MAX (range->most[i], number);
    }
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  tally_connection (&((Verdict *) self)->tally, record);
}

static void
on_end (gpointer self, const EndRecord *end)
{
  Verdict *v = self;

  v->end = end->end;
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      v->info[side] = end->info[side];
      v->error[side] = end->error[side];
    }
  if (v->fingerprint != NULL && fingerprint_observer.end != NULL)
    fingerprint_observer.end (v->fingerprint, end);
}

const ObserverOps verdict_observer = {
  .start = on_start, .sent = on_sent, .arrived = on_arrived, .dropped = on_dropped,
  .connection = on_connection, .end = on_end
};

const ObserverOps verdict_close_observer = {
  .start = on_start, .sent = on_sent, .arrived = on_arrived, .dropped = on_dropped,
  .queue = on_queue, .info = on_info, .connection = on_connection, .end = on_end
};

const ObserverOps *
verdict_ops (const Verdict *v)
{
  for (guint i = 0; i < v->expectations->len; i++)
    if (expectation_at (v, i)->stat != STAT_END || expectation_at (v, i)->kind >= QUANTITY_QUEUE_PACKETS)
      return &verdict_close_observer;
  return &verdict_observer;
}

/* Judging. */

static gint64
field_value (const Verdict *v, const Expectation *e)
{
  switch (e->stat)
    {
    case STAT_MIN: return v->ranges[e->at].least[e->member];
    case STAT_MAX: return v->ranges[e->at].most[e->member];
    default:       return tcp_info_number (&v->info[e->at], &tcp_info_fields[e->member]);
    }
}

/* A side sends in the direction of its own index. */
static gint64
value_of (const Verdict *v, const Expectation *e)
{
  const Tally *t = &v->tally;
  const TallySent *sent = &t->sent[e->at];
  const QueueTally *q = &v->queue[e->at];

  switch (e->kind)
    {
    case QUANTITY_END:             return v->end;
    case QUANTITY_DURATION:        return t->last_at - t->first_at;
    case QUANTITY_PACKETS_OF_ALL:  return t->sent[DIR_C2S].packets + t->sent[DIR_S2C].packets;
    case QUANTITY_FINGERPRINT:     return 0;
    case QUANTITY_COMPLETED:       return t->n_done;
    case QUANTITY_FAIRNESS:        return fairness_index (&t->fairness);
    case QUANTITY_GOODPUT:         return t->goodput_min * 8;
    case QUANTITY_PACKETS:         return sent->packets;
    case QUANTITY_BYTES:           return sent->bytes;
    case QUANTITY_RETRANSMISSIONS: return sent->again;
    case QUANTITY_SENT:            return sent->reason[e->member];
    case QUANTITY_ERROR:           return v->error[e->at];
    case QUANTITY_FIELD:           return field_value (v, e);
    case QUANTITY_LOST:            return sent->lost;
    case QUANTITY_EFFECT:          return sent->effect[e->member];
    case QUANTITY_QUEUE_PACKETS:   return q->most_packets;
    case QUANTITY_QUEUE_DROPS:     return q->drops;
    case QUANTITY_QUEUE_MARKS:     return q->marks;
    case QUANTITY_SOJOURN_MAX:     return q->longest;
    case QUANTITY_SOJOURN_MEAN:    return q->left > 0 ? q->together / (gint64) q->left : 0;
    }
  g_assert_not_reached ();
}

static gboolean
compare (const Expectation *e, gint64 value)
{
  switch (e->op)
    {
    case COMPARE_EQ:    return value == e->low;
    case COMPARE_NE:    return value != e->low;
    case COMPARE_LT:    return value < e->low;
    case COMPARE_LE:    return value <= e->low;
    case COMPARE_GT:    return value > e->low;
    case COMPARE_GE:    return value >= e->low;
    case COMPARE_RANGE: return value >= e->low && value <= e->high;
    }
  g_assert_not_reached ();
}

gboolean
verdict_holds (const Verdict *v, guint i, char **is)
{
  const Expectation *e = expectation_at (v, i);

  if (e->kind == QUANTITY_FINGERPRINT)
    {
      *is = fingerprint_hex (v->fingerprint);
      return g_str_has_prefix (*is, e->hex);
    }
  *is = expectation_print (e, value_of (v, e));
  return compare (e, value_of (v, e));
}

guint
verdict_failures (const Verdict *v)
{
  guint failures = 0;

  for (guint i = 0; i < v->expectations->len; i++)
    {
      g_autofree char *is = NULL;

      failures += !verdict_holds (v, i, &is);
    }
  return failures;
}
