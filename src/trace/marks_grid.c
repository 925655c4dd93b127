/* Marks by side and kind. */
#include "trace/marks_grid.h"

void
marks_grid_init (MarksGrid *grid, const MarksKind *kinds, guint n)
{
  g_assert (n <= MARKS_KINDS_MAX);
  grid->kinds = kinds;
  grid->n = n;
  for (guint side = 0; side < N_SIDES; side++)
    for (guint k = 0; k < n; k++)
      grid->marks[side][k] = kinds[k].shape == KIND_BARS ? marks_new_bars () : marks_new_curve ();
}

void
marks_grid_clear (MarksGrid *grid)
{
  for (guint side = 0; side < N_SIDES; side++)
    for (guint k = 0; k < grid->n; k++)
      marks_free (grid->marks[side][k]);
}

gboolean
marks_grid_is_thinned (const MarksGrid *grid)
{
  for (guint side = 0; side < N_SIDES; side++)
    for (guint k = 0; k < grid->n; k++)
      if (marks_are_thinned (grid->marks[side][k]))
        return TRUE;
  return FALSE;
}

static void
write_bars (FILE *out, const Mark *all, guint n)
{
  for (guint i = 0; i < n; i++)
    fprintf (out, "%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", all[i].at,
             all[i].low, all[i].high);
  if (n == 0)
    fputs ("NaN\tNaN\tNaN\n", out);
}

static void
write_points (FILE *out, const Mark *all, guint n)
{
  for (guint i = 0; i < n; i++)
    fprintf (out, "%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", all[i].at, all[i].low);
  if (n == 0)
    fputs ("NaN\tNaN\n", out);
}

static void
write_steps (FILE *out, const Mark *all, guint n, SimTime last_at)
{
  write_points (out, all, n);
  if (n > 0 && all[n - 1].at < last_at)
    fprintf (out, "%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", last_at, all[n - 1].low);
}

static void
write_block (FILE *out, const MarksKind *kind, Marks *marks, SimTime last_at)
{
  guint n;
  const Mark *all = marks_all (marks, &n);

  switch (kind->shape)
    {
    case KIND_BARS:   write_bars (out, all, n); break;
    case KIND_POINTS: write_points (out, all, n); break;
    case KIND_STEPS:  write_steps (out, all, n, last_at); break;
    }
  fputs ("\n\n", out);
}

void
marks_grid_write (const MarksGrid *grid, SimTime last_at, FILE *out)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    for (guint k = 0; k < grid->n; k++)
      {
        fprintf (out, "# %s: %s\n", side_name (side), grid->kinds[k].title);
        write_block (out, &grid->kinds[k], grid->marks[side][k], last_at);
      }
}
