/* A packet of which the link flipped a bit, as it reads where it arrives: a reader of
 * a capture sees that bit, in the ports, the numbers, the flags and the window of its
 * TCP header.  What its options and its payload say is left as it was sent. */
#ifndef TCPSIM_TRACE_MISREAD_H
#define TCPSIM_TRACE_MISREAD_H

#include "net/wire.h"
#include "tcpsim/trace/record.h"

typedef struct {
  PacketRecord packet;          /* its seg is the one below */
  Segment seg;
  WireEnds ends;
  gboolean is_stray;            /* as if of another connection: its ports are wrong, or it is a SYN and was
                                 * none, or the other way round */
} Misread;

/* Makes @misread what a reader takes @sent for, which went between @ends and has a
 * flipped bit; good for as long as what @sent points to. */
void misread_packet (Misread *misread, const PacketRecord *sent, const WireEnds *ends);

#endif
