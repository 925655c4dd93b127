/* Packets in a ring. */
#include "sim/pipe.h"

void
pipe_clear (Pipe *pipe)
{
  ring_clear (&pipe->ring);
}

Packet *
pipe_push (Pipe *pipe)
{
  return ring_push (&pipe->ring, sizeof (Packet));
}

Packet *
pipe_head (const Pipe *pipe)
{
  return pipe_count (pipe) > 0 ? ring_at (&pipe->ring, 0, sizeof (Packet)) : NULL;
}

Packet *
pipe_tail (const Pipe *pipe)
{
  g_assert (pipe_count (pipe) > 0);
  return ring_at (&pipe->ring, pipe_count (pipe) - 1, sizeof (Packet));
}

void
pipe_pop (Pipe *pipe)
{
  ring_pop (&pipe->ring);
}
