/* How a ring grows and shrinks: by doubling and halving, unrolled into the new
 * block. */
#include "base/ring.h"

#include <string.h>

#define FIRST_SIZE 2

void
ring_clear (Ring *ring)
{
  g_free (ring->slots);
  *ring = (Ring) { 0 };
}

/* Moves the values into a block of @size slots. */
static void
resize (Ring *ring, guint size, gsize octets)
{
  guint8 *slots = g_malloc_n (size, octets);
  guint until_end = MIN (ring->count, ring->size - ring->head);

  if (ring->count > 0)
    {
      memcpy (slots, ring->slots + ring->head * octets, until_end * octets);
      memcpy (slots + until_end * octets, ring->slots, (ring->count - until_end) * octets);
    }
  g_free (ring->slots);
  ring->slots = slots;
  ring->size = size;
  ring->head = 0;
}

void
ring_grow (Ring *ring, gsize octets)
{
  resize (ring, MAX (FIRST_SIZE, ring->size * 2), octets);
}

void
ring_shrink (Ring *ring, gsize octets)
{
  resize (ring, ring->size / 2, octets);
}
