/* RFC 9293 section 3.10.7.4 (out-of-order segments may be held), RFC 2018
 * section 4, and RFC 2883. */
#include "tcp/reassembly.h"

#include <string.h>

#define FIRST_SIZE 4

void
reassembly_init (Reassembly *r)
{
  *r = (Reassembly) { .n = 0 };
}

void
reassembly_clear (Reassembly *r)
{
  g_free (r->ranges);
  g_free (r->recent);
  reassembly_init (r);
}

/* The first range that ends at @left or after: the only one that new data from
 * @left on can touch first. */
static guint
first_touching (const Reassembly *r, SeqNum left)
{
  guint low = 0, high = r->n;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (seq_lt (reassembly_at (r, middle)->right, left))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static guint32
octets_in (SackBlock block)
{
  return seq_diff (block.right, block.left);
}

/* Room behind the last range.  What was taken off the front is room again, but
 * is gone for only when it is half of all: each range is moved once for it. */
static void
make_room (Reassembly *r)
{
  if (r->first + r->n < r->size)
    return;

  if (r->first > 0 && r->first >= r->size / 2)
    {
      memmove (r->ranges, reassembly_at (r, 0), r->n * sizeof (SackBlock));
      r->first = 0;
      return;
    }
  r->size = MAX (FIRST_SIZE, 2 * r->size);
  r->ranges = g_renew (SackBlock, r->ranges, r->size);
}

/* In place of ranges [at, end) there is @block. */
static void
replace (Reassembly *r, guint at, guint end, SackBlock block)
{
  guint behind = r->n - end;

  for (guint i = at; i < end; i++)
    r->octets -= octets_in (*reassembly_at (r, i));
  r->octets += octets_in (block);
  make_room (r);
  if (at + 1 != end && behind > 0)
    memmove (reassembly_at (r, at + 1), reassembly_at (r, end), behind * sizeof (SackBlock));
  *reassembly_at (r, at) = block;
  r->n = at + 1 + behind;
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
  if (r->recent == NULL)
    r->recent = g_new (SackBlock, SEG_MAX_SACK);
  for (guint i = 0; i < kept; i++)
    r->recent[i] = next[i];
  r->n_recent = kept;
}

gboolean
reassembly_overlap (const Reassembly *r, SeqNum left, SeqNum right, SackBlock *overlap)
{
  for (guint i = first_touching (r, left); i < r->n; i++)
    {
      const SackBlock *range = reassembly_at (r, i);

      *overlap = (SackBlock) { seq_max (range->left, left), seq_min (range->right, right) };
      if (seq_lt (overlap->left, overlap->right))
        return TRUE;
      if (seq_ge (range->left, right))
        return FALSE;
    }
  return FALSE;
}

gboolean
reassembly_add (Reassembly *r, SeqNum left, SeqNum right)
{
  SackBlock block = { left, right };
  guint at = first_touching (r, left), end = at;

  if (at < r->n && covers (*reassembly_at (r, at), block))
    {
      touch_recent (r, *reassembly_at (r, at));
      return FALSE;
    }

  for (; end < r->n && seq_le (reassembly_at (r, end)->left, right); end++)
    {
      block.left = seq_min (block.left, reassembly_at (r, end)->left);
      block.right = seq_max (block.right, reassembly_at (r, end)->right);
    }
  replace (r, at, end, block);
  touch_recent (r, block);
  return TRUE;
}

void
reassembly_set_fin (Reassembly *r, SeqNum fin)
{
  gboolean follows_text = r->n > 0 && seq_eq (reassembly_end (r), fin);

  if (r->has_fin && !seq_eq (r->fin, fin))
    return;
  r->has_fin = TRUE;
  r->fin = fin;
  if (!follows_text)
    touch_recent (r, (SackBlock) { fin, fin });
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
  while (r->n > 0 && seq_le (reassembly_at (r, 0)->left, nxt))
    {
      nxt = seq_max (nxt, reassembly_at (r, 0)->right);
      r->octets -= octets_in (*reassembly_at (r, 0));
      r->first++;
      r->n--;
    }
  if (r->n == 0)
    r->first = 0;
  forget_recent_before (r, nxt);
  return nxt;
}

guint32
reassembly_prune (Reassembly *r, guint32 octets, SeqNum floor)
{
  guint32 left = octets;

  while (left > 0 && r->n > 0 && seq_gt (reassembly_end (r), floor))
    {
      SackBlock *last = reassembly_at (r, r->n - 1);
      SeqNum from = seq_max (last->left, floor);
      guint32 n = MIN (left, (guint32) seq_diff (last->right, from));

      last->right = seq_add (last->right, -(gint64) n);
      r->octets -= n;
      left -= n;
      r->n -= seq_eq (last->left, last->right);
    }
  if (left < octets)
    r->n_recent = r->has_fin = 0;
  return octets - left;
}

guint
reassembly_extends (const Reassembly *r, SeqNum left, SeqNum right)
{
  guint i = 0;

  while (i < r->n_recent && (seq_gt (left, r->recent[i].right) || seq_gt (r->recent[i].left, right)))
    i++;
  return i;
}

void
reassembly_set_duplicate (Reassembly *r, SeqNum left, SeqNum right)
{
  r->has_duplicate = TRUE;
  r->duplicate = (SackBlock) { left, right };
}

/* What is said of @block: a FIN behind it has arrived with it. */
static SackBlock
with_fin (const Reassembly *r, SackBlock block)
{
  if (r->has_fin && seq_eq (block.right, r->fin))
    block.right = seq_add (block.right, 1);
  return block;
}

guint
reassembly_sack (Reassembly *r, SackBlock *out, guint max)
{
  guint n = 0;

  if (r->has_duplicate && max > 0)
    {
      out[n++] = r->duplicate;
      r->has_duplicate = FALSE;
    }
  for (guint i = 0; i < r->n_recent && n < max; i++)
    out[n++] = with_fin (r, r->recent[i]);
  return n;
}
