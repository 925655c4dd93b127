/* The queue of sent segments. */
#include "tcp/sendq.h"

#include "tcpsim/net/segment.h"

void
sendq_clear (SendQueue *q)
{
  ring_clear (&q->ring);
  *q = (SendQueue) { 0 };
}

SentSegment *
sendq_push (SendQueue *q)
{
  SentSegment *s = ring_push (&q->ring, sizeof (SentSegment));

  *s = (SentSegment) { 0 };
  return s;
}

void
sendq_pop (SendQueue *q)
{
  q->n_lost -= sendq_at (q, 0)->is_lost;
  ring_pop (&q->ring);
  if (q->lost_from > 0)
    q->lost_from--;
}

void
sendq_trim (SendQueue *q, guint32 n)
{
  SentSegment *s = sendq_at (q, 0);

  g_assert (n < s->len + !!(s->flags & SEG_FIN));
  s->seq = seq_add (s->seq, n);
  s->offset += n;
  s->len -= n;
}

void
sendq_mark_all_lost (SendQueue *q)
{
  for (guint i = 0; i < sendq_count (q); i++)
    sendq_at (q, i)->is_lost = TRUE;
  q->n_lost = sendq_count (q);
  q->lost_from = 0;
}

SentSegment *
sendq_first_lost (SendQueue *q)
{
  if (q->n_lost == 0)
    return NULL;

  while (!sendq_at (q, q->lost_from)->is_lost)
    q->lost_from++;
  return sendq_at (q, q->lost_from);
}

void
sendq_sent (SendQueue *q, SentSegment *s, SimTime now)
{
  q->n_lost -= s->is_lost;
  s->is_lost = FALSE;
  if (s->n_sent == 0)
    s->first_sent = now;
  s->last_sent = now;
  if (s->n_sent < G_MAXUINT16)
    s->n_sent++;
}

SeqNum
sent_end (const SentSegment *s)
{
  return seq_add (s->seq, s->len + !!(s->flags & SEG_SYN) + !!(s->flags & SEG_FIN));
}
