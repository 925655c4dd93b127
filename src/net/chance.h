/* Chance as netem has it: 32-bit numbers, compared with a probability of
 * 2^32 - 1 parts, each of which may depend on the one before. */
#ifndef TCPSIM_NET_CHANCE_H
#define TCPSIM_NET_CHANCE_H

#include "base/words.h"
#include "tcpsim/base/rng.h"

/* 100 %. */
#define CHANCE_ALWAYS G_MAXUINT32

typedef struct {
  Rng rng;
  guint32 last;                 /* number drawn with a correlation */
} Chance;

/* Starts the stream that belongs to @seed and @name. */
void chance_init (Chance *chance, guint64 seed, const char *name);

/* Mixes @fresh with the number drawn before it, *@last, and leaves it there. */
static inline guint32
chance_mix (guint32 *last, guint32 fresh, guint32 correlation)
{
  guint64 rho = (guint64) correlation + 1;

  if (correlation == 0)
    return fresh;

  /* The sum of the two weights is 2^32, so that nothing overflows. */
  *last = (guint32) ((fresh * ((G_GUINT64_CONSTANT (1) << 32) - rho) + *last * rho) >> 32);
  return *last;
}

/* The next number of 32 bits: @correlation parts of the one before and the rest
 * drawn anew.  As in netem this narrows what is drawn about its middle. */
guint32 chance_draw (Chance *chance, guint32 correlation);

/* Takes the next word, a chance like 1% (as in tc the % may be missing), as parts
 * of 2^32 - 1.  FALSE, with *@why set, when it is none. */
gboolean chance_take (Words *words, guint32 *parts, char **why);

/* TRUE with a probability of @p parts. */
static inline gboolean
chance_happens (Chance *chance, guint32 p, guint32 correlation)
{
  return p > 0 && chance_draw (chance, correlation) <= p;
}

#endif
