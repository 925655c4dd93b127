/* A first-in first-out queue of plain values in one block of memory, which
 * grows to the largest number that was ever in it and stays, unless its owner
 * has it shrink: nothing is allocated per value.  A Ring that is all zero is
 * empty.  Every call names the octets of a value, always the same for one ring;
 * its typed owner does. */
#ifndef TCPSIM_BASE_RING_H
#define TCPSIM_BASE_RING_H

#include <glib.h>

typedef struct {
  guint8 *slots;
  guint size;                   /* slots; a power of two, or 0 */
  guint head;                   /* slot of the oldest value */
  guint count;
} Ring;

/* Releases the memory; the ring is empty again. */
void ring_clear (Ring *ring);

/* Makes the ring, which is full, twice as large. */
void ring_grow (Ring *ring, gsize octets);

/* Makes the ring, which must be at least half empty, half as large. */
void ring_shrink (Ring *ring, gsize octets);

/* Value @i from the oldest, i < count. */
static inline gpointer
ring_at (const Ring *ring, guint i, gsize octets)
{
  return ring->slots + ((ring->head + i) & (ring->size - 1)) * octets;
}

/* The oldest value; there must be one. */
static inline gpointer
ring_first (const Ring *ring, gsize octets)
{
  return ring->slots + ring->head * octets;
}

/* Makes room for one more value behind the last and returns it, its octets
 * undefined.  Values may move: pointers from before are good no more.  Always
 * inline: with the octets of a value known, the place is a shift away. */
static inline __attribute__ ((always_inline)) gpointer
ring_push (Ring *ring, gsize octets)
{
  if (G_UNLIKELY (ring->count == ring->size))
    ring_grow (ring, octets);
  return ring_at (ring, ring->count++, octets);
}

/* Removes the @n oldest values; there must be as many. */
static inline void
ring_drop (Ring *ring, guint n)
{
  g_assert (ring->count >= n);
  ring->head = (ring->head + n) & (ring->size - 1);
  ring->count -= n;
}

/* Removes the oldest value; there must be one. */
static inline void
ring_pop (Ring *ring)
{
  ring_drop (ring, 1);
}

#endif
