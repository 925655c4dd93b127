/* Draws for what is made up at random. */
#ifndef TESTS_DRAW_H
#define TESTS_DRAW_H

#include "tcpsim/base/rng.h"

/* From 0 to @n - 1. */
static inline guint
draw_below (Rng *rng, guint n)
{
  return rng_below (rng, n);
}

/* TRUE in @percent of all cases. */
static inline gboolean
draw_chance (Rng *rng, guint percent)
{
  return rng_chance (rng, percent * 10000);
}

/* From 1 to @most, as often small as large. */
static inline guint
draw_some (Rng *rng, guint most)
{
  guint bits = draw_below (rng, g_bit_storage (most) + 1), n = 1 + draw_below (rng, 1u << bits);

  return MIN (n, most);
}

/* One of an array. */
#define DRAW_FROM(rng, list) ((list)[draw_below (rng, G_N_ELEMENTS (list))])

#endif
