/* Counting, and comparing in the end. */
#include "trace/verdict.h"

#include "trace/tally.h"

/* What happened at one queue. */
typedef struct {
  guint64 most_packets, most_octets, drops, marks, left;
  SimTime longest, together;    /* sojourns of those that left */
} QueueTally;

/* The least and the most that the fields of one side came to; least QUANTITY_UNSET
 * and most -1 where they never had a number. */
typedef struct {
  gint64 least[TCP_INFO_N_FIELDS], most[TCP_INFO_N_FIELDS];
} FieldRange;

/* A connection of which something is expected. */
typedef struct {
  Tally *tally;                 /* of its packets; NULL: nobody asked */
  FieldRange *ranges;           /* of each side; likewise */
  ConnectionRecord record;
} Watched;

struct _Verdict {
  const GPtrArray *expectations;
  ObserverOps ops;
  Tally tally;
  QueueTally queue[N_DIRS];
  guint64 frames;
  GPtrArray *watched;           /* Watched *, owned, by connection; NULL where nothing is expected */
  RunEnd end;
};

static const Expectation *
expectation_at (const Verdict *v, guint i)
{
  return g_ptr_array_index (v->expectations, i);
}

/* What only one connection has is expected of the first where none is named. */
static guint32
connection_of (const Quantity *q)
{
  return q->connection != QUANTITY_ANY_CONNECTION ? q->connection : 0;
}

/* NULL: nothing is expected of it. */
static Watched *
watched_of (const Verdict *v, guint32 connection)
{
  return connection < v->watched->len ? g_ptr_array_index (v->watched, connection) : NULL;
}

/* The observer. */

static void
on_sent (gpointer self, const PacketRecord *packet)
{
  Verdict *v = self;
  Watched *w = watched_of (v, packet->connection);

  tally_sent (&v->tally, packet);
  if (w != NULL && w->tally != NULL)
    tally_sent (w->tally, packet);
}

static void
on_arrived (gpointer self, const PacketRecord *packet)
{
  tally_arrived (&((Verdict *) self)->tally, packet);
}

static void
on_dropped (gpointer self, const DropRecord *drop)
{
  Verdict *v = self;
  Watched *w = watched_of (v, drop->packet->connection);

  tally_dropped (&v->tally, drop);
  if (w != NULL && w->tally != NULL)
    tally_dropped (w->tally, drop);
}

static void
on_queue (gpointer self, const QueueRecord *record)
{
  QueueTally *q = &((Verdict *) self)->queue[record->dir];

  q->most_packets = MAX (q->most_packets, record->queued_packets);
  q->most_octets = MAX (q->most_octets, record->queued_octets);
  q->drops += record->event == QUEUE_DROPPED;
  q->marks += record->event == QUEUE_MARKED;
  if (record->event != QUEUE_LEFT)
    return;
  q->left++;
  q->longest = MAX (q->longest, record->sojourn);
  q->together += record->sojourn;
}

static gint64
field_number (const TcpInfo *info, const TcpInfoField *field)
{
  guint64 number = tcp_info_number (info, field);

  return field->unset != 0 && number == field->unset ? QUANTITY_UNSET : (gint64) MIN (number, G_MAXINT64);
}

/* A time or a rate of 0 has not been measured yet. */
static gboolean
is_known (const TcpInfoField *field, gint64 number)
{
  gboolean is_measured = field->kind == TCP_FIELD_MICROSECONDS || field->kind == TCP_FIELD_OCTETS_A_SECOND;

  return number != QUANTITY_UNSET && (number > 0 || !is_measured);
}

static void
on_info (gpointer self, const InfoRecord *record)
{
  Watched *w = watched_of (self, record->connection);
  FieldRange *range;

  if (w == NULL || w->ranges == NULL)
    return;

  range = &w->ranges[record->side];
  for (guint i = 0; i < TCP_INFO_N_FIELDS; i++)
    {
      gint64 number = field_number (record->info, &tcp_info_fields[i]);

      if (!is_known (&tcp_info_fields[i], number))
        continue;
      range->least[i] = MIN (range->least[i], number);
      range->most[i] = MAX (range->most[i], number);
    }
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  Verdict *v = self;
  Watched *w = watched_of (v, record->connection);

  tally_connection (&v->tally, record);
  if (w != NULL)
    w->record = *record;
}

static void
on_end (gpointer self, const EndRecord *end)
{
  ((Verdict *) self)->end = end->end;
}

void
verdict_frame (gpointer self, const CaptureFrame *frame G_GNUC_UNUSED)
{
  ((Verdict *) self)->frames++;
}

/* What the expectations need. */

static FieldRange *
field_ranges_new (void)
{
  FieldRange *ranges = g_new (FieldRange, N_SIDES);

  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    for (guint i = 0; i < TCP_INFO_N_FIELDS; i++)
      {
        ranges[side].least[i] = QUANTITY_UNSET;
        ranges[side].most[i] = -1;
      }
  return ranges;
}

static void
watched_free (gpointer data)
{
  Watched *w = data;

  if (w == NULL)
    return;
  g_free (w->tally);
  g_free (w->ranges);
  g_free (w);
}

static Watched *
watch (Verdict *v, guint32 connection)
{
  if (connection >= v->watched->len)
    g_ptr_array_set_size (v->watched, connection + 1);
  if (v->watched->pdata[connection] == NULL)
    v->watched->pdata[connection] = g_new0 (Watched, 1);
  return v->watched->pdata[connection];
}

static void
prepare (Verdict *v, const Quantity *q)
{
  Watched *w = watch (v, connection_of (q));

  if (q->stat != STAT_END)
    v->ops.info = on_info;
  if (q->stat != STAT_END && w->ranges == NULL)
    w->ranges = field_ranges_new ();
  if (q->connection != QUANTITY_ANY_CONNECTION && w->tally == NULL)
    w->tally = g_new0 (Tally, 1);
  if (q->kind >= QUANTITY_QUEUE_PACKETS)
    v->ops.queue = on_queue;
}

Verdict *
verdict_new (const GPtrArray *expectations)
{
  Verdict *v = g_new0 (Verdict, 1);

  v->expectations = expectations;
  v->ops = (ObserverOps) {
    .sent = on_sent, .arrived = on_arrived, .dropped = on_dropped, .connection = on_connection, .end = on_end
  };
  v->watched = g_ptr_array_new_with_free_func (watched_free);
  for (guint i = 0; i < expectations->len; i++)
    prepare (v, &expectation_at (v, i)->quantity);
  return v;
}

void
verdict_free (Verdict *v)
{
  if (v == NULL)
    return;

  g_ptr_array_unref (v->watched);
  g_free (v);
}

const ObserverOps *
verdict_ops (const Verdict *v)
{
  return &v->ops;
}

static gboolean
expects (const Verdict *v, QuantityKind kind)
{
  for (guint i = 0; i < v->expectations->len; i++)
    if (expectation_at (v, i)->quantity.kind == kind)
      return TRUE;
  return FALSE;
}

gboolean
verdict_wants_frames (const Verdict *v)
{
  return expects (v, QUANTITY_FRAMES);
}

gboolean
verdict_wants_fingerprint (const Verdict *v)
{
  return expects (v, QUANTITY_FINGERPRINT);
}

/* Judging. */

static gint64
sent_value (const TallySent *sent, const Quantity *q)
{
  switch (q->kind)
    {
    case QUANTITY_PACKETS:         return sent->packets;
    case QUANTITY_BYTES:           return sent->bytes;
    case QUANTITY_RETRANSMISSIONS: return sent->again;
    case QUANTITY_SENT:            return sent->reason[q->member];
    case QUANTITY_LOST:            return sent->lost;
    case QUANTITY_LOST_BY:         return sent->fate[q->member];
    default:                       return sent->effect[q->member];
    }
}

/* A side sends in the direction of its own index. */
static gint64
sender_value (const Tally *t, const Quantity *q)
{
  if (q->owner == QUANTITY_OF_BOTH)
    return sent_value (&t->sent[DIR_C2S], q) + sent_value (&t->sent[DIR_S2C], q);
  return sent_value (&t->sent[q->at], q);
}

static gint64
queue_value (const QueueTally *queue, const Quantity *q)
{
  switch (q->kind)
    {
    case QUANTITY_QUEUE_PACKETS: return queue->most_packets;
    case QUANTITY_QUEUE_OCTETS:  return queue->most_octets;
    case QUANTITY_QUEUE_DROPS:   return queue->drops;
    case QUANTITY_QUEUE_MARKS:   return queue->marks;
    case QUANTITY_SOJOURN_MAX:   return queue->longest;
    default:                     return queue->left > 0 ? queue->together / (gint64) queue->left : 0;
    }
}

static gint64
field_value (const Watched *w, const Quantity *q)
{
  switch (q->stat)
    {
    case STAT_MIN: return w->ranges[q->at].least[q->member];
    case STAT_MAX: return w->ranges[q->at].most[q->member] < 0 ? QUANTITY_UNSET : w->ranges[q->at].most[q->member];
    default:       return field_number (&w->record.info[q->at], &tcp_info_fields[q->member]);
    }
}

/* Of one connection, named or the first. */
static gint64
connection_value (const Watched *w, const Quantity *q)
{
  switch (q->kind)
    {
    case QUANTITY_GOODPUT:    return connection_goodput (&w->record) * 8;
    case QUANTITY_COMPLETION: return connection_took (&w->record);
    case QUANTITY_ERROR:      return w->record.error[q->at];
    case QUANTITY_FIELD:      return field_value (w, q);
    default:                  return sender_value (w->tally, q);
    }
}

/* Of the run, all connections together. */
static gint64
run_value (const Verdict *v, const Quantity *q)
{
  const Tally *t = &v->tally;

  switch (q->kind)
    {
    case QUANTITY_END:             return v->end;
    case QUANTITY_DURATION:        return t->last_at - t->first_at;
    case QUANTITY_COMPLETION:      return tally_took (t);
    case QUANTITY_FRAMES:          return v->frames;
    case QUANTITY_GOODPUT:         return t->goodput_min * 8;
    case QUANTITY_GOODPUT_MAX:     return t->goodput_max * 8;
    case QUANTITY_GOODPUT_SUM:     return t->fairness.sum * 8;
    case QUANTITY_COMPLETED:       return t->n_done;
    case QUANTITY_FAIRNESS:        return fairness_index (&t->fairness);
    case QUANTITY_COMPLETION_MIN:  return t->took_min;
    case QUANTITY_COMPLETION_MAX:  return t->took_max;
    case QUANTITY_TOTAL_RETRANS:   return t->total_retrans;
    default:                       return sender_value (t, q);
    }
}

static gint64
value_of (const Verdict *v, const Quantity *q)
{
  if (q->kind >= QUANTITY_QUEUE_PACKETS)
    return queue_value (&v->queue[q->at], q);
  if (q->connection != QUANTITY_ANY_CONNECTION || q->kind == QUANTITY_ERROR || q->kind == QUANTITY_FIELD)
    return connection_value (watched_of (v, connection_of (q)), q);
  return run_value (v, q);
}

gboolean
verdict_holds (const Verdict *v, guint i, const char *hex, char **is)
{
  const Expectation *e = expectation_at (v, i);

  if (e->quantity.kind == QUANTITY_FINGERPRINT)
    {
      *is = g_strdup (hex);
      return g_str_has_prefix (hex, e->hex);
    }
  *is = quantity_print (&e->quantity, value_of (v, &e->quantity));
  return expectation_holds (e, value_of (v, &e->quantity));
}
