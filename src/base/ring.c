/* How a ring grows: by doubling, unrolled into the new block. */
#include "base/ring.h"

#include <string.h>

#define FIRST_SIZE 2

void
ring_clear (Ring *ring)
{
  g_free (ring->slots);
  *ring = (Ring) { 0 };
}

void
ring_grow (Ring *ring, gsize octets)
{
  guint size = MAX (FIRST_SIZE, ring->size * 2);
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
