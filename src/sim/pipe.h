/* Packets on their way in order: on the wire of one direction, or in the stack
 * of one host.  A ring, with at most one event pending for its head. */
#ifndef TCPSIM_SIM_PIPE_H
#define TCPSIM_SIM_PIPE_H

#include "base/ring.h"
#include "tcpsim/trace/record.h"

/* A packet and everything that its records say; the record's seg points to the
 * segment beside it whenever it is handed out. */
typedef struct {
  SimTime due;
  guint32 ip_len;               /* octets; on the wire only */
  PacketRecord record;
  Segment seg;
} Packet;

typedef struct { Ring ring; } Pipe;      /* Packet */

static inline guint
pipe_count (const Pipe *pipe)
{
  return pipe->ring.count;
}

static inline void
pipe_clear (Pipe *pipe)
{
  ring_clear (&pipe->ring);
}

/* A new last packet, to be filled in by the caller; its due time must not be
 * before that of the packet ahead. */
static inline Packet *
pipe_push (Pipe *pipe)
{
  return ring_push (&pipe->ring, sizeof (Packet));
}

/* The packet due first; NULL when the pipe is empty. */
static inline Packet *
pipe_head (const Pipe *pipe)
{
  return pipe_count (pipe) > 0 ? ring_first (&pipe->ring, sizeof (Packet)) : NULL;
}

/* The packet due last; the pipe must not be empty. */
static inline Packet *
pipe_tail (const Pipe *pipe)
{
  g_assert (pipe_count (pipe) > 0);
  return ring_at (&pipe->ring, pipe_count (pipe) - 1, sizeof (Packet));
}

static inline void
pipe_pop (Pipe *pipe)
{
  ring_pop (&pipe->ring);
}

#endif
