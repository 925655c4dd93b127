/* Between the packets that both runs begin with and those that both end with,
 * the longest common subsequence, by the classic table of its lengths. */
#include "trace/align.h"

#include <string.h>

#define CONTROL (SEG_SYN | SEG_FIN | SEG_RST)

/* What is left of two runs between their common beginning and end. */
typedef struct {
  const Journal *left, *right;
  guint begin;                  /* in both */
  guint n_left, n_right;
  guint16 *lengths;             /* [n_left + 1][n_right + 1] */
} Middle;

static guint32
relative_ack (const JournalPacket *packet)
{
  return packet->seg.flags & SEG_ACK ? packet->seg.ack.v - packet->record.peer_isn.v : 0;
}

/* TRUE when they go the same way and carry the same.  An ACK is known by what it
 * acknowledges, everything else by its numbers; what is sent again is not what
 * was sent first. */
static gboolean
are_the_same (const JournalPacket *a, const JournalPacket *b)
{
  const Segment *x = &a->seg, *y = &b->seg;
  gboolean is_ack = x->len == 0 && !(x->flags & CONTROL);

  return a->record.dir == b->record.dir && (x->flags & CONTROL) == (y->flags & CONTROL) && x->len == y->len
         && x->is_retransmission == y->is_retransmission
         && x->seq.v - a->record.sender_isn.v == y->seq.v - b->record.sender_isn.v
         && (!is_ack || relative_ack (a) == relative_ack (b));
}

gboolean
align_is_equal (const JournalPacket *a, const JournalPacket *b)
{
  return a->seg.flags == b->seg.flags && relative_ack (a) == relative_ack (b)
         && a->seg.window == b->seg.window && a->seg.n_sack == b->seg.n_sack && a->seg.ecn == b->seg.ecn
         && a->seg.reason == b->seg.reason && a->seg.reason_n == b->seg.reason_n
         && a->record.fate == b->record.fate && a->record.faults == b->record.faults;
}

static gboolean
match (const Middle *m, guint left, guint right)
{
  return are_the_same (journal_packet (m->left, left), journal_packet (m->right, right));
}

static void
add_pair (GArray *pairs, gint left, gint right)
{
  AlignedPair pair = { left, right };

  g_array_append_val (pairs, pair);
}

static guint16 *
length_at (const Middle *m, guint i, guint j)
{
  return &m->lengths[(gsize) i * (m->n_right + 1) + j];
}

/* lengths[i][j]: of the common subsequence of what is behind i and behind j. */
static void
fill_lengths (Middle *m)
{
  m->lengths = g_new0 (guint16, (gsize) (m->n_left + 1) * (m->n_right + 1));
  for (guint i = m->n_left; i-- > 0;)
    for (guint j = m->n_right; j-- > 0;)
      *length_at (m, i, j) = match (m, m->begin + i, m->begin + j)
                             ? *length_at (m, i + 1, j + 1) + 1
                             : MAX (*length_at (m, i + 1, j), *length_at (m, i, j + 1));
}

/* Follows the table; of two that could come first the earlier in its run's time
 * does. */
static void
add_middle (GArray *pairs, const Middle *m)
{
  guint i = 0, j = 0;

  while (i < m->n_left || j < m->n_right)
    {
      guint without_left = i < m->n_left ? *length_at (m, i + 1, j) : 0;
      guint without_right = j < m->n_right ? *length_at (m, i, j + 1) : 0;

      if (i < m->n_left && j < m->n_right && match (m, m->begin + i, m->begin + j))
        add_pair (pairs, m->begin + i++, m->begin + j++);
      else if (i < m->n_left && (j == m->n_right || without_left >= without_right))
        add_pair (pairs, m->begin + i++, ALIGN_NONE);
      else
        add_pair (pairs, ALIGN_NONE, m->begin + j++);
    }
}

/* What no table was made for: one side, then the other. */
static void
add_rest (GArray *pairs, guint left, guint end_left, guint right, guint end_right)
{
  for (; left < end_left; left++)
    add_pair (pairs, left, ALIGN_NONE);
  for (; right < end_right; right++)
    add_pair (pairs, ALIGN_NONE, right);
}

GArray *
align_journals (const Journal *left, const Journal *right, guint limit)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (AlignedPair));
  Middle m = { .left = left, .right = right };
  guint n_left = left->packets->len, n_right = right->packets->len, n_end = 0;

  while (m.begin < MIN (n_left, n_right) && match (&m, m.begin, m.begin))
    m.begin++;
  while (n_end < MIN (n_left, n_right) - m.begin && match (&m, n_left - 1 - n_end, n_right - 1 - n_end))
    n_end++;
  m.n_left = MIN (n_left - n_end - m.begin, limit);
  m.n_right = MIN (n_right - n_end - m.begin, limit);
  fill_lengths (&m);

  for (guint i = 0; i < m.begin; i++)
    add_pair (pairs, i, i);
  add_middle (pairs, &m);
  add_rest (pairs, m.begin + m.n_left, n_left - n_end, m.begin + m.n_right, n_right - n_end);
  for (guint i = n_end; i > 0; i--)
    add_pair (pairs, n_left - i, n_right - i);
  g_free (m.lengths);
  return pairs;
}
