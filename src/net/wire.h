/* A segment as octets on an Ethernet: Ethernet II, IPv4 or IPv6, TCP with its
 * options, every checksum right (RFC 791, 8200, 9293 section 3.1, 1071). */
#ifndef TCPSIM_NET_WIRE_H
#define TCPSIM_NET_WIRE_H

#include "tcpsim/net/address.h"
#include "tcpsim/net/segment.h"

/* What the headers need beside the segment itself. */
typedef struct {
  NetAddress src, dst;          /* of the same version */
  guint16 src_port, dst_port;
  guint16 ip_id;                /* IPv4 identification */
} WireEnds;

/* Octets of all headers before the payload: Ethernet 14, IP 20 or 40, TCP. */
gsize wire_headers_len (const WireEnds *ends, const Segment *seg);

/* Octets of the whole frame. */
gsize wire_frame_len (const WireEnds *ends, const Segment *seg);

/* Writes the headers of @seg at @frame, checksums included.  The payload must
 * already stand at frame + wire_headers_len(): the checksum covers it. */
void wire_encode_headers (guint8 *frame, const WireEnds *ends, const Segment *seg);

/* Reads a frame back.  FALSE when it is not such a frame, is cut short, or a
 * checksum is wrong.  The reason, stream_offset and the like are left 0. */
gboolean wire_decode (const guint8 *frame, gsize len, WireEnds *ends, Segment *seg);

#endif
