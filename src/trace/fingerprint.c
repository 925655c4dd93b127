/* The fingerprint of a run.
 *
 * What is hashed, all numbers little-endian, nothing in between:
 *
 *   once, for the client and then for the server:
 *     u8 IP version, u8[16] address (unused octets 0), u16 port
 *   for each packet, in the order of sending:
 *     i64 sent_at, i64 arrives_at (2^63 - 1 when lost), in nanoseconds
 *     u32 connection, u8 direction (0: client to server), u8 fate
 *     u32 seq, u32 ack, u8 flags, u16 window, u8 ECN bits, u32 payload length
 *     u8 options present, u16 MSS, u8 window scale, u32 TSval, u32 TSecr,
 *       u8 number of SACK blocks; each 0 when the option is not present
 *     for each SACK block: u32 left, u32 right
 *     the octets of the payload
 *   for each packet whose fate was open when it was sent, when it arrives or is
 *   dropped, among the packets sent:
 *     u64 the packet's number, i64 when, u8 fate, u8 ECN bits
 *
 * Left out: why a segment was sent, which is no part of the packet, and what
 * follows from the rest (checksums, packet numbers). */
#include "trace/fingerprint.h"

/* Octets of payload that are made at a time. */
#define CHUNK 4096

/* Larger than the longest packet head of the layout above. */
#define HEAD_MAX 128

struct _Fingerprint {
  GChecksum *sha;
};

/* The head of a packet while it is put together. */
typedef struct {
  guint8 octets[HEAD_MAX];
  gsize len;
} Head;

Fingerprint *
fingerprint_new (void)
{
  Fingerprint *fp = g_new (Fingerprint, 1);

  fp->sha = g_checksum_new (G_CHECKSUM_SHA256);
  return fp;
}

void
fingerprint_free (Fingerprint *fp)
{
  if (fp == NULL)
    return;
  g_checksum_free (fp->sha);
  g_free (fp);
}

/* Appends the @n low octets of @value. */
static void
put (Head *head, guint64 value, guint n)
{
  g_assert (head->len + n <= HEAD_MAX);
  for (guint i = 0; i < n; i++)
    head->octets[head->len++] = (guint8) (value >> (8 * i));
}

/* Appends @value, or 0 when the segment does not carry @option. */
static void
put_option (Head *head, const Segment *seg, guint option, guint64 value, guint n)
{
  put (head, seg->options & option ? value : 0, n);
}

static void
put_options (Head *head, const Segment *seg)
{
  put (head, seg->options, 1);
  put_option (head, seg, SEG_OPT_MSS, seg->mss, 2);
  put_option (head, seg, SEG_OPT_WSCALE, seg->wscale, 1);
  put_option (head, seg, SEG_OPT_TIMESTAMPS, seg->tsval, 4);
  put_option (head, seg, SEG_OPT_TIMESTAMPS, seg->tsecr, 4);
  put_option (head, seg, SEG_OPT_SACK, seg->n_sack, 1);
  if (!(seg->options & SEG_OPT_SACK))
    return;

  for (guint i = 0; i < seg->n_sack; i++)
    {
      put (head, seg->sack[i].left.v, 4);
      put (head, seg->sack[i].right.v, 4);
    }
}

static void
put_packet (Head *head, const PacketRecord *packet)
{
  const Segment *seg = packet->seg;

  put (head, (guint64) packet->sent_at, 8);
  put (head, (guint64) packet->arrives_at, 8);
  put (head, packet->connection, 4);
  put (head, packet->dir, 1);
  put (head, packet->fate, 1);
  put (head, seg->seq.v, 4);
  put (head, seg->ack.v, 4);
  put (head, seg->flags, 1);
  put (head, seg->window, 2);
  put (head, seg->ecn, 1);
  put (head, seg->len, 4);
  put_options (head, seg);
}

static void
hash_payload (GChecksum *sha, const PacketRecord *packet)
{
  guint8 chunk[CHUNK];
  guint64 offset = packet->seg->stream_offset;
  guint64 end = offset + packet->seg->len;

  while (offset < end)
    {
      gsize n = (gsize) MIN (end - offset, CHUNK);

      stream_read (packet->stream, offset, chunk, n);
      g_checksum_update (sha, chunk, (gssize) n);
      offset += n;
    }
}

static void
fingerprint_on_start (gpointer self, const RunRecord *run)
{
  Fingerprint *fp = self;
  Head head = { .len = 0 };

  for (guint side = 0; side < N_SIDES; side++)
    {
      const NetAddress *address = &run->address[side];
      guint used = address->version == 4 ? 4 : 16;

      put (&head, address->version, 1);
      for (guint i = 0; i < sizeof address->octets; i++)
        put (&head, i < used ? address->octets[i] : 0, 1);
      put (&head, run->port[side], 2);
    }
  g_checksum_update (fp->sha, head.octets, (gssize) head.len);
}

static void
fingerprint_on_sent (gpointer self, const PacketRecord *packet)
{
  Fingerprint *fp = self;
  Head head = { .len = 0 };

  put_packet (&head, packet);
  g_checksum_update (fp->sha, head.octets, (gssize) head.len);
  hash_payload (fp->sha, packet);
}

static void
hash_settled (Fingerprint *fp, const PacketRecord *packet, SimTime at)
{
  Head head = { .len = 0 };

  put (&head, packet->id, 8);
  put (&head, (guint64) at, 8);
  put (&head, packet->fate, 1);
  put (&head, packet->seg->ecn, 1);
  g_checksum_update (fp->sha, head.octets, (gssize) head.len);
}

static void
fingerprint_on_arrived (gpointer self, const PacketRecord *packet)
{
  if (packet->is_open)
    hash_settled (self, packet, packet->arrives_at);
}

static void
fingerprint_on_dropped (gpointer self, const DropRecord *drop)
{
  hash_settled (self, drop->packet, drop->at);
}

const ObserverOps fingerprint_observer = {
  .start = fingerprint_on_start,
  .sent = fingerprint_on_sent,
  .arrived = fingerprint_on_arrived,
  .dropped = fingerprint_on_dropped,
};

/* A checksum that has been read takes no more, so a copy is read. */
char *
fingerprint_hex (const Fingerprint *fp)
{
  GChecksum *copy = g_checksum_copy (fp->sha);
  char *hex = g_strdup (g_checksum_get_string (copy));

  g_checksum_free (copy);
  return hex;
}
