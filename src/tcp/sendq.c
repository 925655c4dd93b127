/* The queue of sent segments and its scoreboard. */
#include "tcp/sendq.h"

/* The queue gives memory back when it is mostly empty, so that thousands of
 * connections do not each keep what their largest window took; a window that
 * varies by less than this costs nothing. */
#define SMALLEST 4
#define MOSTLY_EMPTY 4

void
sendq_clear (SendQueue *q)
{
  ring_clear (&q->ring);
  *q = (SendQueue) { 0 };
}

static gboolean
is_waiting (const SentSegment *s)
{
  return (s->marks & (SENT_LOST | SENT_RETRANS)) == SENT_LOST;
}

static guint32
index_of (const SendQueue *q, const SentSegment *s)
{
  guint slot = s - (const SentSegment *) q->ring.slots;

  return q->first + ((slot - q->ring.head) & (q->ring.size - 1));
}

static SentSegment *
by_index (const SendQueue *q, guint32 index)
{
  return sendq_at (q, index - q->first);
}

/* Whether @a stands before @b, two indices or serial numbers: they are never 2^31
 * apart. */
static gboolean
is_before (guint32 a, guint32 b)
{
  return (gint32) (a - b) < 0;
}

/* The list by time. */

/* Behind all others; @index is that of @s. */
static void
time_append (SendQueue *q, SentSegment *s, guint32 index)
{
  if (q->n_timed++ == 0)
    {
      q->oldest = index;
    }
  else
    {
      by_index (q, q->newest)->newer = index;
      s->older = q->newest;
    }
  q->newest = index;
  s->marks |= SENT_TIMED;
}

/* ... out of the list, in which it is. */
static void
time_take_out (SendQueue *q, SentSegment *s, guint32 index)
{
  s->marks &= ~SENT_TIMED;
  if (--q->n_timed == 0)
    return;
  if (index == q->oldest)
    q->oldest = s->newer;
  else if (index == q->newest)
    q->newest = s->older;
  else
    {
      by_index (q, s->older)->newer = s->newer;
      by_index (q, s->newer)->older = s->older;
    }
}

static void
time_remove (SendQueue *q, SentSegment *s)
{
  if (s->marks & SENT_TIMED)
    time_take_out (q, s, index_of (q, s));
}

SentSegment *
sendq_oldest (const SendQueue *q)
{
  return q->n_timed > 0 ? by_index (q, q->oldest) : NULL;
}

SentSegment *
sendq_newer (const SendQueue *q, const SentSegment *s)
{
  return index_of (q, s) != q->newest ? by_index (q, s->newer) : NULL;
}

/* Puts @s back where its time of sending belongs; of those sent at one instant,
 * which a burst is, the serial number tells which left first. */
static void
time_insert (SendQueue *q, SentSegment *s)
{
  SentSegment *next = sendq_oldest (q);
  guint32 index = index_of (q, s);

  while (next != NULL && is_before (next->order, s->order))
    next = sendq_newer (q, next);
  if (next == NULL)
    {
      time_append (q, s, index);
      return;
    }
  s->marks |= SENT_TIMED;
  s->newer = index_of (q, next);
  if (s->newer == q->oldest)
    q->oldest = index;
  else
    {
      s->older = next->older;
      by_index (q, s->older)->newer = index;
    }
  next->older = index;
  q->n_timed++;
}

/* Entries come and go. */

SentSegment *
sendq_push (SendQueue *q)
{
  SentSegment *s = ring_push (&q->ring, sizeof (SentSegment));

  *s = (SentSegment) { 0 };
  return s;
}

/* The oldest entry, @s, takes its marks out of the counts. */
static void
uncount (SendQueue *q, const SentSegment *s)
{
  q->sacked -= !!(s->marks & SENT_SACKED);
  q->lost -= !!(s->marks & SENT_LOST);
  q->retrans -= !!(s->marks & SENT_RETRANS);
  q->waiting -= is_waiting (s);
  q->again -= !!(s->marks & SENT_EVER_RETRANS);
  if (is_before (q->first, q->judged))
    q->judged_sacked -= !!(s->marks & SENT_SACKED);
}

static gboolean
is_mostly_empty (const Ring *ring)
{
  return ring->size > SMALLEST && ring->count <= ring->size / MOSTLY_EMPTY;
}

/* Until it is not so any more: an ACK may take very much at once. */
static void G_GNUC_NO_INLINE
shrink (Ring *ring)
{
  while (is_mostly_empty (ring))
    ring_shrink (ring, sizeof (SentSegment));
}

/* An end may never send more than its SYN. */
static void
give_back (SendQueue *q, gboolean is_syn)
{
  if (is_syn && q->ring.count == 0)
    ring_clear (&q->ring);
  else if (is_mostly_empty (&q->ring))
    shrink (&q->ring);
}

/* What is counted from stands at no entry that has gone. */
static void
keep_up (SendQueue *q)
{
  if (is_before (q->lost_from, q->first))
    q->lost_from = q->first;
  if (is_before (q->judged, q->first))
    q->judged = q->first;
}

void
sendq_pop (SendQueue *q)
{
  SentSegment *s = sendq_first (q);
  gboolean is_syn = s->flags & SEG_SYN;

  if (s->marks & SENT_TIMED)
    time_take_out (q, s, q->first);
  if (s->marks & (SENT_SACKED | SENT_LOST | SENT_RETRANS | SENT_EVER_RETRANS))
    uncount (q, s);
  ring_pop (&q->ring);
  q->first++;
  give_back (q, is_syn);
  keep_up (q);
}

/* Each ends where the next begins. */
guint
sendq_covered (const SendQueue *q, SeqNum number)
{
  guint count = sendq_count (q), n = 0;

  while (n < count && seq_lt (sendq_at (q, n)->seq, number))
    n++;
  return n > 0 && seq_gt (sent_end (sendq_at (q, n - 1)), number) ? n - 1 : n;
}

void
sendq_drop (SendQueue *q, guint n)
{
  q->oldest = sendq_at (q, n - 1)->newer;
  q->n_timed -= n;
  ring_drop (&q->ring, n);
  q->first += n;
  give_back (q, FALSE);
  keep_up (q);
}

void
sendq_trim (SendQueue *q, guint32 n)
{
  SentSegment *s = sendq_first (q);

  g_assert (n < s->len + !!(s->flags & SEG_FIN));
  s->seq = seq_add (s->seq, n);
  s->len -= n;
}

static void
sent_again (SendQueue *q, SentSegment *s)
{
  q->again += !(s->marks & SENT_EVER_RETRANS);
  s->marks |= SENT_EVER_RETRANS;
  if (s->n_sent < G_MAXUINT16)
    s->n_sent++;
  time_remove (q, s);
  if (!(s->marks & SENT_SACKED) && !is_waiting (s))
    time_append (q, s, index_of (q, s));
}

void
sendq_sent (SendQueue *q, SentSegment *s, SimTime now)
{
  s->last_sent = now;
  s->order = q->next_order++;
  if (s->n_sent > 0)
    {
      sent_again (q, s);
      return;
    }
  s->first_sent = now;
  s->n_sent = 1;
  time_remove (q, s);           /* a SYN that goes on as a SYN,ACK is in the list */
  time_append (q, s, q->first + q->ring.count - 1);
}

void
sendq_retransmitted (SendQueue *q, SentSegment *s)
{
  g_assert (!(s->marks & (SENT_RETRANS | SENT_SACKED)));
  q->waiting -= is_waiting (s);
  s->marks |= SENT_RETRANS;
  q->retrans++;
  if (!(s->marks & SENT_TIMED))
    time_append (q, s, index_of (q, s));
}

guint
sendq_find (const SendQueue *q, SeqNum seq)
{
  guint low = 0, high = sendq_count (q);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (seq_lt (sendq_at (q, middle)->seq, seq))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Marks. */

guint
sendq_skip_sacked (SendQueue *q, guint i)
{
  guint from = i, count = sendq_count (q);

  while (i < count && (sendq_at (q, i)->marks & SENT_SACKED))
    i = sendq_at (q, i)->beyond - q->first;
  if (i > from)
    sendq_at (q, from)->beyond = q->first + i;
  return i;
}

void
sendq_mark_sacked (SendQueue *q, SentSegment *s)
{
  guint32 index = index_of (q, s);

  /* A retransmission of what was not taken for lost is still believed to be
   * under way (Linux). */
  if (s->marks & SENT_LOST)
    {
      q->waiting -= is_waiting (s);
      q->lost--;
      q->retrans -= !!(s->marks & SENT_RETRANS);
      s->marks &= ~(SENT_LOST | SENT_RETRANS);
    }
  time_remove (q, s);
  s->marks |= SENT_SACKED;
  s->beyond = index + 1;
  if (q->sacked++ == 0 || seq_gt (sent_end (s), q->highest_sacked))
    q->highest_sacked = sent_end (s);
  q->judged_sacked += is_before (index, q->judged);
}

void
sendq_mark_lost (SendQueue *q, SentSegment *s)
{
  if ((s->marks & SENT_SACKED) || is_waiting (s))
    return;

  q->waiting++;
  if (!(s->marks & SENT_LOST))
    q->lost++;
  if (s->marks & SENT_RETRANS)
    q->retrans--;
  s->marks = (s->marks & ~SENT_RETRANS) | SENT_LOST;
  time_remove (q, s);
  if (is_before (index_of (q, s), q->lost_from))
    q->lost_from = index_of (q, s);
}

void
sendq_forget_retransmission (SendQueue *q, SentSegment *s)
{
  if (!(s->marks & SENT_RETRANS))
    return;

  if (s->marks & SENT_LOST)
    {
      sendq_mark_lost (q, s);
      return;
    }
  s->marks &= ~SENT_RETRANS;
  q->retrans--;
}

/* The youngest first: each then finds its place in the list by time at once. */
void
sendq_unmark_lost (SendQueue *q)
{
  for (guint i = sendq_count (q); i-- > 0 && q->lost > 0;)
    {
      SentSegment *s = sendq_at (q, i);

      if (!(s->marks & SENT_LOST))
        continue;
      s->marks &= ~SENT_LOST;
      q->lost--;
      if (!(s->marks & SENT_TIMED))
        time_insert (q, s);
    }
  q->waiting = 0;
}

void
sendq_unmark_sacked (SendQueue *q)
{
  for (guint i = sendq_count (q); i-- > 0 && q->sacked > 0;)
    {
      SentSegment *s = sendq_at (q, i);

      if (!(s->marks & SENT_SACKED))
        continue;
      s->marks &= ~SENT_SACKED;
      q->sacked--;
      time_insert (q, s);
    }
  q->sacked = q->judged_sacked = 0;
}

SentSegment *
sendq_first_waiting (SendQueue *q)
{
  if (q->waiting == 0)
    return NULL;

  for (guint i = q->lost_from - q->first;; i = sendq_skip_sacked (q, i + 1))
    {
      SentSegment *s = sendq_at (q, i);

      q->lost_from = q->first + i;
      if (is_waiting (s))
        return s;
    }
}

void
sendq_judge (SendQueue *q, guint thresh)
{
  while (q->judged - q->first < sendq_count (q) && q->sacked - q->judged_sacked >= thresh)
    {
      SentSegment *s = by_index (q, q->judged);

      if (s->marks & SENT_SACKED)
        q->judged_sacked++;
      else if (!(s->marks & SENT_LOST))
        sendq_mark_lost (q, s);
      q->judged++;
    }
}
