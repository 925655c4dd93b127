/* An array that, whenever it is full, is thinned to less than half of the room:
 * adding costs little on average, and what was thinned before can be thinned
 * again without loss. */
#include "trace/marks.h"

/* Steps of time after a thinning; each keeps at most four marks. */
#define STEPS (MARKS_MAX / 16)
#define PER_STEP 4

/* Writes what is kept of the @n marks of one step to @out; returns how many. */
typedef guint (*MergeStep) (const Mark *marks, guint n, Mark out[PER_STEP]);

struct _Marks {
  GArray *all;                  /* Mark */
  MergeStep merge;
  SimTime step;                 /* 0 while nothing was merged */
};

static guint
merge_curve (const Mark *marks, guint n, Mark out[PER_STEP])
{
  guint lowest = 0, highest = 0, kept = 0;

  for (guint i = 1; i < n; i++)
    {
      if (marks[i].low < marks[lowest].low)
        lowest = i;
      if (marks[i].high > marks[highest].high)
        highest = i;
    }

  const guint picks[PER_STEP] = { 0, MIN (lowest, highest), MAX (lowest, highest), n - 1 };

  for (guint i = 0; i < PER_STEP; i++)
    if (i == 0 || picks[i] > picks[i - 1])
      out[kept++] = marks[picks[i]];
  return kept;
}

static gboolean
touch (const Mark *a, const Mark *b)
{
  return a->low <= b->high && b->low <= a->high;
}

/* Which of the @n bars @mark belongs to: one that it touches, or, where there is
 * no room for another, the last. */
static guint
find_bar (const Mark out[PER_STEP], guint n, const Mark *mark)
{
  guint i = 0;

  while (i < n && !touch (&out[i], mark))
    i++;
  return MIN (i, PER_STEP - 1);
}

static guint
merge_bars (const Mark *marks, guint n, Mark out[PER_STEP])
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    {
      guint at = find_bar (out, kept, &marks[i]);

      if (at == kept)
        {
          out[kept++] = marks[i];
          continue;
        }
      out[at].low = MIN (out[at].low, marks[i].low);
      out[at].high = MAX (out[at].high, marks[i].high);
    }
  return kept;
}

static Marks *
marks_new (MergeStep merge)
{
  Marks *marks = g_new0 (Marks, 1);

  marks->all = g_array_new (FALSE, FALSE, sizeof (Mark));
  marks->merge = merge;
  return marks;
}

Marks *
marks_new_curve (void)
{
  return marks_new (merge_curve);
}

Marks *
marks_new_bars (void)
{
  return marks_new (merge_bars);
}

void
marks_free (Marks *marks)
{
  if (marks == NULL)
    return;
  g_array_unref (marks->all);
  g_free (marks);
}

/* Merges in place: what is written never overtakes what is read. */
static void
thin (Marks *marks)
{
  Mark *all = (Mark *) marks->all->data, out[PER_STEP];
  guint n = marks->all->len, kept = 0;

  for (guint i = 0, end; i < n; i = end)
    {
      guint merged;

      for (end = i + 1; end < n && all[end].at / marks->step == all[i].at / marks->step; end++)
        ;
      merged = marks->merge (&all[i], end - i, out);
      for (guint k = 0; k < merged; k++)
        all[kept++] = out[k];
    }
  g_array_set_size (marks->all, kept);
}

/* Room again: steps wide enough for the time so far. */
static void
make_room (Marks *marks)
{
  const Mark *all = (const Mark *) marks->all->data;
  SimTime span = all[marks->all->len - 1].at - all[0].at;

  marks->step = MAX (marks->step, span / STEPS + 1);
  thin (marks);
}

void
marks_add (Marks *marks, SimTime at, gint64 low, gint64 high)
{
  Mark mark = { at, low, high };

  g_assert (marks->all->len == 0
            || at >= g_array_index (marks->all, Mark, marks->all->len - 1).at);
  if (marks->all->len == MARKS_MAX)
    make_room (marks);
  g_array_append_val (marks->all, mark);
}

void
marks_step (Marks *marks, SimTime at, gint64 value)
{
  guint n = marks->all->len;

  if (n == 0 || g_array_index (marks->all, Mark, n - 1).high != value)
    marks_add (marks, at, value, value);
}

const Mark *
marks_all (Marks *marks, guint *n)
{
  if (marks->step > 0)
    thin (marks);
  *n = marks->all->len;
  return (const Mark *) marks->all->data;
}

gint64
marks_highest (Marks *marks)
{
  guint n;
  const Mark *all = marks_all (marks, &n);
  gint64 highest = 0;

  for (guint i = 0; i < n; i++)
    highest = MAX (highest, all[i].high);
  return highest;
}

gboolean
marks_are_thinned (const Marks *marks)
{
  return marks->step > 0;
}
