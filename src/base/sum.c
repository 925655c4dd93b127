/* The sum of the Internet checksum, eight octets at a time. */
#include "base/sum.h"

/* Two words of 32 bits in one load. */
static inline guint64
sum_pair (const guint8 *octets)
{
  guint64 pair;

  memcpy (&pair, octets, sizeof pair);
  return (pair & 0xffffffff) + (pair >> 32);
}

guint64
sum_octets (const guint8 *octets, gsize n)
{
  guint64 sum = 0;
  guint8 rest[8] = { 0 };
  gsize i;

  for (i = 0; i + 8 <= n; i += 8)
    sum += sum_pair (octets + i);
  if (i == n)
    return sum;
  memcpy (rest, octets + i, n - i);
  return sum + sum_pair (rest);
}
