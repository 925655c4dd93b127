/* The Internet checksum, RFC 1071, in two steps: sums of octets, taken piece by
 * piece, and the checksum that is folded out of them.
 *
 * A sum counts the octets as words in the byte order of the machine, which comes
 * to the same as long as the checksum is stored as it was loaded.  Its 64 bits
 * hold 2^32 words of 32 bits without losing a carry. */
#ifndef TCPSIM_BASE_SUM_H
#define TCPSIM_BASE_SUM_H

#include <glib.h>
#include <string.h>

/* The sum of @n octets, to be added to others.  What is added after it must begin
 * at an even place: sum_at() is for what may not. */
guint64 sum_octets (const guint8 *octets, gsize n);

/* The same for the few octets of a header, which are a multiple of four. */
static inline guint64
sum_header (const guint8 *octets, gsize n)
{
  guint64 sum = 0;

  for (gsize i = 0; i < n; i += 4)
    {
      guint32 word;

      memcpy (&word, octets + i, sizeof word);
      sum += word;
    }
  return sum;
}

/* @sum in 16 bits. */
static inline guint16
sum_fold (guint64 sum)
{
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (guint16) sum;
}

/* What @sum counts for where it begins @place octets into the whole: at an odd
 * place each octet is the other half of its word. */
static inline guint64
sum_at (guint64 sum, guint64 place)
{
  return place & 1 ? GUINT16_SWAP_LE_BE (sum_fold (sum)) : sum;
}

/* The checksum of all that was added up. */
static inline guint16
sum_checksum (guint64 sum)
{
  return (guint16) ~sum_fold (sum);
}

#endif
