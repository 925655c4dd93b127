/* The bits of a TCP header (RFC 9293 section 3.1), counted from 0 at its highest. */
#include "trace/misread.h"

enum {
  BIT_DST_PORT = 16, BIT_SEQ = 32, BIT_ACK = 64, BIT_OFFSET = 96, BIT_FLAGS = 104, BIT_WINDOW = 112,
  BIT_CHECKSUM = 128
};

static void
flip (Misread *m, guint bit)
{
  if (bit < BIT_DST_PORT)
    m->ends.src_port ^= 0x8000 >> bit;
  else if (bit < BIT_SEQ)
    m->ends.dst_port ^= 0x8000 >> (bit - BIT_DST_PORT);
  else if (bit < BIT_ACK)
    m->seg.seq.v ^= 0x80000000u >> (bit - BIT_SEQ);
  else if (bit < BIT_OFFSET)
    m->seg.ack.v ^= 0x80000000u >> (bit - BIT_ACK);
  else if (bit >= BIT_FLAGS && bit < BIT_WINDOW)
    m->seg.flags ^= 0x80 >> (bit - BIT_FLAGS);
  else if (bit >= BIT_WINDOW && bit < BIT_CHECKSUM)
    m->seg.window ^= 0x8000 >> (bit - BIT_WINDOW);
}

void
misread_packet (Misread *misread, const PacketRecord *sent, const WireEnds *ends)
{
  *misread = (Misread) { .packet = *sent, .seg = *sent->seg, .ends = *ends };
  misread->packet.seg = &misread->seg;
  flip (misread, sent->flipped_bit - 1);
  misread->is_stray = sent->flipped_bit <= BIT_SEQ || ((misread->seg.flags ^ sent->seg->flags) & SEG_SYN) != 0;
  /* Whoever has not seen its handshake does not know the scale either. */
  if (misread->is_stray)
    misread->packet.sender_wscale = 0;
}
