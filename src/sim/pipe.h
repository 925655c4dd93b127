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
  PacketRecord record;
  Segment seg;
} Packet;

typedef struct { Ring ring; } Pipe;      /* Packet */

static inline guint
pipe_count (const Pipe *pipe)
{
  return pipe->ring.count;
}

void pipe_clear (Pipe *pipe);

/* A new last packet, to be filled in by the caller; its due time must not be
 * before that of the packet ahead. */
Packet *pipe_push (Pipe *pipe);

/* The packet due first; NULL when the pipe is empty. */
Packet *pipe_head (const Pipe *pipe);

/* The packet due last; the pipe must not be empty. */
Packet *pipe_tail (const Pipe *pipe);

void pipe_pop (Pipe *pipe);

#endif
