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

/* Most octets that all headers together take: IPv6's, and TCP's with every option. */
#define WIRE_HEADERS_MAX (14 + 40 + 60)

/* What is the same in all headers of one direction of a connection: prepared
 * once, so that a frame costs only what it alone has. */
typedef struct {
  WireEnds ends;
  guint8 octets[14 + 40 + 20];  /* Ethernet, IP, TCP without options */
  guint16 ip_sum;               /* of the IPv4 header among them, folded */
  guint16 tcp_sum;              /* of the TCP header among them and the pseudo-header */
} WireTemplate;

void wire_template_init (WireTemplate *template, const WireEnds *ends);

/* Writes the headers of @seg at @frame, checksums included; @payload_sum is what
 * stream_sum() finds in the payload that is to follow them. */
void wire_encode_headers (guint8 *frame, const WireTemplate *template, const Segment *seg,
                          guint16 ip_id, guint64 payload_sum);

/* Reads a frame back.  FALSE when it is not such a frame, is cut short, or a
 * checksum is wrong.  The reason, stream_offset and the like are left 0. */
gboolean wire_decode (const guint8 *frame, gsize len, WireEnds *ends, Segment *seg);

#endif
