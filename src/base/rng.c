/* Chance, in integers only: the generator xoshiro256**, its seeding by
 * SplitMix64, and draws from the uniform, normal and exponential
 * distributions by fixed-point arithmetic.  There is nothing here for secrets:
 * who sees a few draws can tell the next. */
#include "tcpsim/base/rng.h"

/* ln 2, times 2^32. */
#define LN2_Q32         G_GUINT64_CONSTANT (2977044472)

static inline guint64
rotate_left (guint64 x, guint n)
{
  return x << n | x >> (64 - n);
}

/* SplitMix64: steps *@state and returns it well mixed. */
static guint64
splitmix_next (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* FNV-1a: spelled out here because g_str_hash() may change with GLib. */
static guint64
hash_name (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *name != '\0'; name++)
    hash = (hash ^ (guint8) *name) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

void
rng_init (Rng *rng, guint64 seed, const char *name)
{
  /* The seed is mixed before the name joins it, so that seeds 1, 2, 3 ... do
   * not merely permute the streams of similar names. */
  guint64 state = splitmix_next (&seed) ^ hash_name (name);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rng->s); i++)
    rng->s[i] = splitmix_next (&state);
}

guint64
rng_next (Rng *rng)
{
  guint64 *s = rng->s;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

guint64
rng_below (Rng *rng, guint64 n)
{
  guint64 rest, x;

  g_assert (n > 0);

  /* The lowest 2^64 mod n values are drawn again: of the others, each
   * remainder has the same number. */
  rest = -n % n;
  do
    x = rng_next (rng);
  while (x < rest);
  return x % n;
}

gboolean
rng_chance (Rng *rng, guint32 ppm)
{
  return rng_below (rng, 1000000) < ppm;
}

/* The fraction bits of log2 (@m / 2^31), for 2^31 =< @m < 2^32: squaring
 * doubles the logarithm, and each time it passes 1 the next bit is 1.  What
 * rounding leaves out is below 2^-30. */
static guint32
log2_fraction (guint64 m)
{
  guint32 bits = 0;
  guint i;

  for (i = 0; i < 32; i++)
    {
      m = m * m >> 31;
      bits = bits << 1 | (guint32) (m >> 32);
      m >>= m >> 32;
    }
  return bits;
}

/* -ln (@x / 2^64) times 2^32, for @x > 0: from 0 up to 44.4. */
static guint64
minus_ln (guint64 x)
{
  guint shift = 0;
  guint64 log2_q32;             /* 64 - log2 (x), times 2^32 */

  while ((x & G_GUINT64_CONSTANT (1) << 63) == 0)
    {
      x <<= 1;
      shift++;
    }
  log2_q32 = ((guint64) (shift + 1) << 32) - log2_fraction (x >> 32);
  return (log2_q32 >> 32) * LN2_Q32
         + ((log2_q32 & G_MAXUINT32) * LN2_Q32 >> 32);
}

guint64
rng_exponential (Rng *rng)
{
  guint64 x = rng_next (rng);

  return minus_ln (MAX (x, 1));
}

/* The whole square root, two bits of @x for each of the root. */
static guint64
square_root (guint64 x)
{
  guint64 root = 0, bit = G_GUINT64_CONSTANT (1) << 62;

  for (; bit != 0; bit >>= 2)
    {
      guint64 trial = root + bit;

      root >>= 1;
      if (x >= trial)
        {
          x -= trial;
          root += bit;
        }
    }
  return root;
}

/* Draws a point of the open unit disc but its centre: *@u is its abscissa
 * times 2^31; returns its squared distance from the centre times 2^62. */
static guint64
draw_in_disc (Rng *rng, gint64 *u)
{
  for (;;)
    {
      guint64 x = rng_next (rng);
      gint64 v = (gint32) (guint32) x;
      guint64 square;

      *u = (gint32) (guint32) (x >> 32);
      square = (guint64) (*u * *u) + (guint64) (v * v);
      if (square > 0 && square < G_GUINT64_CONSTANT (1) << 62)
        return square;
    }
}

/* Marsaglia's polar method: u sqrt (-2 ln s / s), s being the squared distance.
 * It is taken as (u / sqrt s) sqrt (-2 ln s), whose factors keep their
 * precision in 32 bits: u and sqrt s times 2^31, the other root, which is at
 * most 9.3, times 2^28.  So the draw is a multiple of 2^-28 and its tails end
 * where 62 bits end, beyond nine standard deviations. */
gint64
rng_normal (Rng *rng)
{
  gint64 u;
  guint64 s = draw_in_disc (rng, &u);
  guint64 minus_2_ln_q32 = 2 * minus_ln (s << 2);
  gint64 root_q28 = (gint64) square_root (minus_2_ln_q32 << 24);

  return u * root_q28 / (gint64) square_root (s) * 16;
}
