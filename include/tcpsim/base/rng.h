/* Chance, the same on every machine: xoshiro256** (Blackman and Vigna, 2018)
 * seeded by SplitMix64 from a run's seed and the name of the consumer, so that
 * each consumer has a stream of its own and adding one shifts no other.
 * Integers only. */
#ifndef TCPSIM_BASE_RNG_H
#define TCPSIM_BASE_RNG_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct { guint64 s[4]; } Rng;

/* Starts the stream that belongs to @seed and @name. */
void rng_init (Rng *rng, guint64 seed, const char *name);

/* 64 random bits. */
guint64 rng_next (Rng *rng);

/* Uniform in [0, n), without bias; @n must not be 0. */
guint64 rng_below (Rng *rng, guint64 n);

/* TRUE with a chance of @ppm in a million. */
gboolean rng_chance (Rng *rng, guint32 ppm);

/* A draw from the standard normal distribution, times 2^32. */
gint64 rng_normal (Rng *rng);

/* A draw from the exponential distribution with mean 1, times 2^32. */
guint64 rng_exponential (Rng *rng);

G_END_DECLS

#endif
