/* Segments as frames and back.  What a host chooses freely is chosen as Linux
 * does: TTL and hop limit 64, don't fragment, no flow label.  Left out: IP
 * options and extension headers, fragments, the urgent pointer (always 0), and
 * the MAC addresses (all zero, as on a loopback interface). */
#include "net/wire.h"

#include <string.h>

#include "base/sum.h"

#define ETHER_LEN       14
#define ETHER_IPV4      0x0800
#define ETHER_IPV6      0x86dd

#define IPV4_LEN        20
#define IPV6_LEN        40
#define IP_TCP          6
#define IP_TTL          64
#define IP_DF           0x4000
#define IP_FRAGMENT     0x3fff          /* more fragments, or an offset */

#define TCP_LEN         20
#define TCP_MAX_OPTIONS 40

enum {
  OPT_EOL = 0,
  OPT_NOP = 1,
  OPT_MSS = 2,
  OPT_WSCALE = 3,
  OPT_SACK_PERMITTED = 4,
  OPT_SACK = 5,
  OPT_TIMESTAMPS = 8
};

static inline void
put16 (guint8 *at, guint value)
{
  at[0] = (guint8) (value >> 8);
  at[1] = (guint8) value;
}

static inline void
put32 (guint8 *at, guint32 value)
{
  put16 (at, value >> 16);
  put16 (at + 2, value & 0xffff);
}

static inline guint16
get16 (const guint8 *at)
{
  return (guint16) (at[0] << 8 | at[1]);
}

static inline guint32
get32 (const guint8 *at)
{
  return (guint32) get16 (at) << 16 | get16 (at + 2);
}

/* The pseudo-header of RFC 9293 section 3.1.  In a checksum that of IPv6 comes
 * to the same as that of IPv4: it differs by zeros and the order of words. */
static guint64
sum_pseudo_header (const WireEnds *ends, gsize tcp_len)
{
  gsize n = ends->src.version == 4 ? 4 : 16;

  return sum_header (ends->src.octets, n) + sum_header (ends->dst.octets, n)
         + GUINT16_TO_BE (IP_TCP) + GUINT16_TO_BE ((guint16) tcp_len);
}

/* A checksum goes in as it came out, in the byte order of the machine. */
static void
put_checksum (guint8 *at, guint16 checksum)
{
  memcpy (at, &checksum, sizeof checksum);
}

gsize
wire_headers_len (const WireEnds *ends, const Segment *seg)
{
  return ETHER_LEN + net_address_header_len (&ends->src) + seg_header_len (seg);
}

/* The writers of options each return the place after what they wrote. */

static guint8 *
put_mss (guint8 *at, const Segment *seg)
{
  at[0] = OPT_MSS;
  at[1] = 4;
  put16 (at + 2, seg->mss);
  return at + 4;
}

static guint8 *
put_timestamps (guint8 *at, const Segment *seg)
{
  at[0] = OPT_TIMESTAMPS;
  at[1] = 10;
  put32 (at + 2, seg->tsval);
  put32 (at + 6, seg->tsecr);
  return at + 10;
}

static guint8 *
put_sack_permitted (guint8 *at)
{
  at[0] = OPT_SACK_PERMITTED;
  at[1] = 2;
  return at + 2;
}

static guint8 *
put_nops (guint8 *at, guint n)
{
  memset (at, OPT_NOP, n);
  return at + n;
}

static guint8 *
put_wscale (guint8 *at, const Segment *seg)
{
  at = put_nops (at, 1);
  at[0] = OPT_WSCALE;
  at[1] = 3;
  at[2] = seg->wscale;
  return at + 3;
}

static guint8 *
put_sack (guint8 *at, const Segment *seg)
{
  guint i;

  at = put_nops (at, 2);
  at[0] = OPT_SACK;
  at[1] = (guint8) (2 + 8 * seg->n_sack);
  at += 2;
  for (i = 0; i < seg->n_sack; i++, at += 8)
    {
      put32 (at, seg->sack[i].left.v);
      put32 (at + 4, seg->sack[i].right.v);
    }
  return at;
}

/* SACK-permitted takes the place of the padding before timestamps. */
static guint8 *
put_sack_permitted_and_timestamps (guint8 *at, const Segment *seg)
{
  guint8 options = seg->options & (SEG_OPT_SACK_PERMITTED | SEG_OPT_TIMESTAMPS);

  if (options == 0)
    return at;
  if (options != (SEG_OPT_SACK_PERMITTED | SEG_OPT_TIMESTAMPS))
    at = put_nops (at, 2);
  if (options & SEG_OPT_SACK_PERMITTED)
    at = put_sack_permitted (at);
  if (options & SEG_OPT_TIMESTAMPS)
    at = put_timestamps (at, seg);
  return at;
}

/* The layout that segment.c describes and measures. */
static void
put_options (guint8 *options, const Segment *seg, guint options_len)
{
  guint8 *at = options;

  g_assert (seg->n_sack <= SEG_MAX_SACK && options_len <= TCP_MAX_OPTIONS);
  if (seg->options & SEG_OPT_MSS)
    at = put_mss (at, seg);
  at = put_sack_permitted_and_timestamps (at, seg);
  if (seg->options & SEG_OPT_WSCALE)
    at = put_wscale (at, seg);
  if (seg->options & SEG_OPT_SACK && seg->n_sack > 0)
    at = put_sack (at, seg);
  g_assert (at == options + options_len);
}

/* Puts a 32-bit word of a header in its place; what it adds to the sum. */
static inline guint64
put_summed (guint8 *at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
  return value;
}

/* The options after @tcp, and what they add to the sum.  Most segments have
 * timestamps and nothing else. */
static guint64
put_summed_options (guint8 *options, const Segment *seg, guint options_len)
{
  guint64 sum;

  if (seg->options != SEG_OPT_TIMESTAMPS)
    {
      put_options (options, seg, options_len);
      return sum_header (options, options_len);
    }
  sum = put_summed (options, OPT_NOP << 24 | OPT_NOP << 16 | OPT_TIMESTAMPS << 8 | 10);
  sum += put_summed (options + 4, seg->tsval);
  return sum + put_summed (options + 8, seg->tsecr);
}

static void
put_tcp (guint8 *tcp, const Segment *seg, guint header_len, guint64 sum)
{
  sum += GUINT16_TO_BE ((guint16) (header_len + seg->len));      /* of the pseudo-header */
  sum += put_summed (tcp + 4, seg->seq.v);
  sum += put_summed (tcp + 8, seg->flags & SEG_ACK ? seg->ack.v : 0);
  sum += put_summed (tcp + 12, header_len << 26 | (guint32) seg->flags << 16 | seg->window);
  sum += put_summed_options (tcp + TCP_LEN, seg, header_len - TCP_LEN);
  put_checksum (tcp + 16, sum_checksum (sum));
}

static void
put_ipv4 (guint8 *ip, const Segment *seg, guint16 ip_id, gsize tcp_len, guint64 sum)
{
  gsize total = IPV4_LEN + tcp_len;

  g_assert (total <= G_MAXUINT16);
  sum += put_summed (ip, 4u << 28 | IPV4_LEN / 4 << 24 | (guint32) seg->ecn << 16 | (guint32) total);
  sum += put_summed (ip + 4, (guint32) ip_id << 16 | IP_DF);
  put_checksum (ip + 10, sum_checksum (sum));
}

static void
put_ipv6 (guint8 *ip, const Segment *seg, gsize tcp_len)
{
  /* Unlike IPv4's length this one leaves the IP header out. */
  g_assert (tcp_len <= G_MAXUINT16);
  put32 (ip, 6u << 28 | (guint32) seg->ecn << 20);
  put16 (ip + 4, (guint) tcp_len);
}

void
wire_encode_headers (guint8 *frame, const WireTemplate *template, const Segment *seg,
                     guint16 ip_id, guint64 payload_sum)
{
  guint header_len = seg_header_len (seg);
  guint64 sum = template->tcp_sum + payload_sum;
  guint8 *ip = frame + ETHER_LEN;

  if (template->ends.src.version == 4)
    {
      memcpy (frame, template->octets, ETHER_LEN + IPV4_LEN + TCP_LEN);
      put_ipv4 (ip, seg, ip_id, header_len + seg->len, template->ip_sum);
      put_tcp (ip + IPV4_LEN, seg, header_len, sum);
    }
  else
    {
      memcpy (frame, template->octets, ETHER_LEN + IPV6_LEN + TCP_LEN);
      put_ipv6 (ip, seg, header_len + seg->len);
      put_tcp (ip + IPV6_LEN, seg, header_len, sum);
    }
}

/* What put_ipv4() fills in is zero here. */
static void
prepare_ipv4 (WireTemplate *template, const WireEnds *ends)
{
  guint8 *ip = template->octets + ETHER_LEN;

  put16 (template->octets + 12, ETHER_IPV4);
  ip[8] = IP_TTL;
  ip[9] = IP_TCP;
  memcpy (ip + 12, ends->src.octets, 4);
  memcpy (ip + 16, ends->dst.octets, 4);
  template->ip_sum = sum_fold (sum_header (ip, IPV4_LEN));
}

static void
prepare_ipv6 (WireTemplate *template, const WireEnds *ends)
{
  guint8 *ip = template->octets + ETHER_LEN;

  put16 (template->octets + 12, ETHER_IPV6);
  ip[6] = IP_TCP;
  ip[7] = IP_TTL;
  memcpy (ip + 8, ends->src.octets, 16);
  memcpy (ip + 24, ends->dst.octets, 16);
}

void
wire_template_init (WireTemplate *template, const WireEnds *ends)
{
  guint8 *tcp = template->octets + ETHER_LEN + net_address_header_len (&ends->src);

  g_assert (ends->src.version == ends->dst.version);
  *template = (WireTemplate) { .ends = *ends };
  if (ends->src.version == 4)
    prepare_ipv4 (template, ends);
  else
    prepare_ipv6 (template, ends);
  put16 (tcp, ends->src_port);
  put16 (tcp + 2, ends->dst_port);
  template->tcp_sum = sum_fold (sum_pseudo_header (ends, 0) + sum_header (tcp, TCP_LEN));
}

/* What is left to read of a frame; the readers take from its front. */
typedef struct {
  const guint8 *at;
  gsize n;
} Octets;

/* Takes @n octets; NULL when there are not so many. */
static const guint8 *
take (Octets *octets, gsize n)
{
  const guint8 *taken = octets->at;

  if (octets->n < n)
    return NULL;
  octets->at += n;
  octets->n -= n;
  return taken;
}

/* The IP packet ends here; what follows is padding of the Ethernet. */
static gboolean
cut_to (Octets *octets, gsize n)
{
  if (octets->n < n)
    return FALSE;
  octets->n = n;
  return TRUE;
}

static NetAddress
get_address (guint8 version, const guint8 *at)
{
  NetAddress address = { .version = version };

  memcpy (address.octets, at, version == 4 ? 4 : 16);
  return address;
}

static gboolean
get_ipv4 (Octets *octets, WireEnds *ends, Segment *seg)
{
  const guint8 *ip = take (octets, IPV4_LEN);

  if (ip == NULL || ip[0] != (4 << 4 | IPV4_LEN / 4) || ip[9] != IP_TCP
      || get16 (ip + 6) & IP_FRAGMENT
      || sum_checksum (sum_octets (ip, IPV4_LEN)) != 0
      || get16 (ip + 2) < IPV4_LEN)
    return FALSE;

  seg->ecn = ip[1] & 3;
  ends->ip_id = get16 (ip + 4);
  ends->src = get_address (4, ip + 12);
  ends->dst = get_address (4, ip + 16);
  return cut_to (octets, get16 (ip + 2) - IPV4_LEN);
}

static gboolean
get_ipv6 (Octets *octets, WireEnds *ends, Segment *seg)
{
  const guint8 *ip = take (octets, IPV6_LEN);

  if (ip == NULL || ip[0] >> 4 != 6 || ip[6] != IP_TCP)
    return FALSE;

  seg->ecn = get32 (ip) >> 20 & 3;
  ends->src = get_address (6, ip + 8);
  ends->dst = get_address (6, ip + 24);
  return cut_to (octets, get16 (ip + 4));
}

static gboolean
get_ip (Octets *octets, WireEnds *ends, Segment *seg)
{
  const guint8 *ether = take (octets, ETHER_LEN);

  if (ether == NULL)
    return FALSE;
  switch (get16 (ether + 12))
    {
    case ETHER_IPV4:    return get_ipv4 (octets, ends, seg);
    case ETHER_IPV6:    return get_ipv6 (octets, ends, seg);
    default:            return FALSE;
    }
}

/* The 40 octets that there are for options hold four blocks at most. */
static void
get_sack (Segment *seg, const guint8 *body, gsize n)
{
  guint i;

  if (n == 0 || n % 8 != 0)
    return;

  seg->options |= SEG_OPT_SACK;
  seg->n_sack = (guint8) (n / 8);
  for (i = 0; i < seg->n_sack; i++)
    {
      seg->sack[i].left = seq_from (get32 (body + 8 * i));
      seg->sack[i].right = seq_from (get32 (body + 8 * i + 4));
    }
}

static void
get_timestamps (Segment *seg, const guint8 *body)
{
  seg->options |= SEG_OPT_TIMESTAMPS;
  seg->tsval = get32 (body);
  seg->tsecr = get32 (body + 4);
}

static void
get_mss (Segment *seg, const guint8 *body)
{
  seg->options |= SEG_OPT_MSS;
  seg->mss = get16 (body);
}

static void
get_wscale (Segment *seg, const guint8 *body)
{
  seg->options |= SEG_OPT_WSCALE;
  seg->wscale = MIN (body[0], 14);      /* RFC 7323 section 2.3 */
}

/* An option with @n octets after its kind and length.  One that is unknown, or
 * not as long as its kind is, is passed over. */
static void
get_option (Segment *seg, guint8 kind, const guint8 *body, gsize n)
{
  if (kind == OPT_MSS && n == 2)
    get_mss (seg, body);
  else if (kind == OPT_WSCALE && n == 1)
    get_wscale (seg, body);
  else if (kind == OPT_SACK_PERMITTED && n == 0)
    seg->options |= SEG_OPT_SACK_PERMITTED;
  else if (kind == OPT_TIMESTAMPS && n == 8)
    get_timestamps (seg, body);
  else if (kind == OPT_SACK)
    get_sack (seg, body, n);
}

static gboolean
get_options (Octets options, Segment *seg)
{
  const guint8 *kind, *len, *body;

  while ((kind = take (&options, 1)) != NULL && *kind != OPT_EOL)
    {
      if (*kind == OPT_NOP)
        continue;
      len = take (&options, 1);
      body = len != NULL && *len >= 2 ? take (&options, *len - 2u) : NULL;
      if (body == NULL)
        return FALSE;
      get_option (seg, *kind, body, *len - 2u);
    }
  return TRUE;
}

static gboolean
is_tcp_checksum_right (const WireEnds *ends, const Octets *tcp)
{
  return sum_checksum (sum_pseudo_header (ends, tcp->n) + sum_octets (tcp->at, tcp->n)) == 0;
}

static gboolean
get_tcp (Octets *octets, WireEnds *ends, Segment *seg)
{
  Octets options = *octets;
  const guint8 *tcp = take (&options, TCP_LEN);
  gsize header_len;

  if (tcp == NULL || !is_tcp_checksum_right (ends, octets))
    return FALSE;
  header_len = tcp[12] / 16 * 4u;
  if (header_len < TCP_LEN || !cut_to (&options, header_len - TCP_LEN))
    return FALSE;

  ends->src_port = get16 (tcp);
  ends->dst_port = get16 (tcp + 2);
  seg->seq = seq_from (get32 (tcp + 4));
  seg->ack = seq_from (get32 (tcp + 8));
  seg->flags = tcp[13];
  seg->window = get16 (tcp + 14);
  seg->len = (guint32) (octets->n - header_len);
  return get_options (options, seg);
}

gboolean
wire_decode (const guint8 *frame, gsize len, WireEnds *ends, Segment *seg)
{
  Octets octets = { frame, len };

  memset (ends, 0, sizeof *ends);
  memset (seg, 0, sizeof *seg);
  return get_ip (&octets, ends, seg) && get_tcp (&octets, ends, seg);
}
