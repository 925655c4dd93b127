/* RFC 9293 section 3.10.7.4 (out-of-order segments may be held) and RFC 2018
 * section 4.  D-SACK (RFC 2883) is not reported here. */
#include "tcp/reassembly.h"

void
reassembly_init (Reassembly *r)
{
  *r = (Reassembly) { .ranges = g_array_new (FALSE, FALSE, sizeof (SackBlock)) };
}

void
reassembly_clear (Reassembly *r)
{
  g_clear_pointer (&r->ranges, g_array_unref);
}

static SackBlock *
range_at (const Reassembly *r, guint i)
{
  return &g_array_index (r->ranges, SackBlock, i);
}

/* The first range that ends at @left or after: the only one that new data from
 * @left on can touch first. */
static guint
first_touching (const Reassembly *r, SeqNum left)
{
  guint low = 0, high = r->ranges->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (seq_lt (range_at (r, middle)->right, left))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
covers (SackBlock outer, SackBlock inner)
{
  return seq_le (outer.left, inner.left) && seq_ge (outer.right, inner.right);
}

/* @block becomes the most recent; what it swallowed goes. */
static void
touch_recent (Reassembly *r, SackBlock block)
{
  guint kept = 1;
  SackBlock next[SEG_MAX_SACK] = { block };

  for (guint i = 0; i < r->n_recent && kept < SEG_MAX_SACK; i++)
    if (!covers (block, r->recent[i]))
      next[kept++] = r->recent[i];
  for (guint i = 0; i < kept; i++)
    r->recent[i] = next[i];
  r->n_recent = kept;
}

gboolean
reassembly_add (Reassembly *r, SeqNum left, SeqNum right)
{
  SackBlock block = { left, right };
  guint at = first_touching (r, left), end = at;

  if (at < r->ranges->len && covers (*range_at (r, at), block))
    {
      touch_recent (r, *range_at (r, at));
      return FALSE;
    }

  for (; end < r->ranges->len && seq_le (range_at (r, end)->left, right); end++)
    {
      if (seq_lt (range_at (r, end)->left, block.left))
        block.left = range_at (r, end)->left;
      block.right = seq_max (block.right, range_at (r, end)->right);
    }
  if (end > at)
    g_array_remove_range (r->ranges, at, end - at);
  g_array_insert_val (r->ranges, at, block);
  touch_recent (r, block);
  return TRUE;
}

static void
forget_recent_before (Reassembly *r, SeqNum nxt)
{
  guint kept = 0;

  for (guint i = 0; i < r->n_recent; i++)
    if (seq_gt (r->recent[i].left, nxt))
      r->recent[kept++] = r->recent[i];
  r->n_recent = kept;
}

SeqNum
reassembly_advance (Reassembly *r, SeqNum nxt)
{
  guint taken = 0;

  while (taken < r->ranges->len && seq_le (range_at (r, taken)->left, nxt))
    nxt = seq_max (nxt, range_at (r, taken++)->right);
  if (taken > 0)
    g_array_remove_range (r->ranges, 0, taken);
  forget_recent_before (r, nxt);
  return nxt;
}

guint
reassembly_sack (const Reassembly *r, SackBlock *out, guint max)
{
  guint n = MIN (r->n_recent, max);

  for (guint i = 0; i < n; i++)
    out[i] = r->recent[i];
  return n;
}
