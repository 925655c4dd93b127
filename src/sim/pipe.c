/* The ring grows to the largest number of packets under way, and stays. */
#include "sim/pipe.h"

void
pipe_clear (Pipe *pipe)
{
  g_free (pipe->ring);
  *pipe = (Pipe) { 0 };
}

static void
grow (Pipe *pipe)
{
  guint size = MAX (16, pipe->size * 2);
  Packet *ring = g_new (Packet, size);

  for (guint i = 0; i < pipe->count; i++)
    ring[i] = pipe->ring[(pipe->head + i) & (pipe->size - 1)];
  g_free (pipe->ring);
  pipe->ring = ring;
  pipe->size = size;
  pipe->head = 0;
}

Packet *
pipe_push (Pipe *pipe)
{
  if (pipe->count == pipe->size)
    grow (pipe);
  return &pipe->ring[(pipe->head + pipe->count++) & (pipe->size - 1)];
}

Packet *
pipe_head (const Pipe *pipe)
{
  return pipe->count > 0 ? &pipe->ring[pipe->head] : NULL;
}

Packet *
pipe_tail (const Pipe *pipe)
{
  g_assert (pipe->count > 0);
  return &pipe->ring[(pipe->head + pipe->count - 1) & (pipe->size - 1)];
}

void
pipe_pop (Pipe *pipe)
{
  g_assert (pipe->count > 0);
  pipe->head = (pipe->head + 1) & (pipe->size - 1);
  pipe->count--;
}
