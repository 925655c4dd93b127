/* The octets of a capture file on their way out. */
#include "trace/block.h"

/* What is handed on at a time. */
#define BLOCK_LEN (64 * 1024)

void
block_init (Block *block, FILE *stream)
{
  *block = (Block) { .stream = stream, .octets = g_malloc (BLOCK_LEN), .room = BLOCK_LEN };
}

void
block_clear (Block *block)
{
  g_clear_pointer (&block->octets, g_free);
}

guint8 *
block_room (Block *block, gsize n)
{
  if (block->used + n > block->room)
    {
      block_flush (block);
      if (n > block->room)
        {
          block->room = n;
          block->octets = g_realloc (block->octets, n);
        }
    }
  return block->octets + block->used;
}

void
block_flush (Block *block)
{
  fwrite (block->octets, 1, block->used, block->stream);
  block->used = 0;
}

/* The bit that was flipped on the way shows where the packet arrives. */
static void
flip_bit (guint8 *at, const CaptureFrame *frame, gsize n)
{
  guint32 bit = frame->sent->flipped_bit - 1;
  gsize octet = frame->headers_len - seg_header_len (frame->sent->seg) + bit / 8;

  if ((Vantage) frame->sent->dir != frame->vantage && octet < n)
    at[octet] ^= 0x80 >> bit % 8;
}

static void
put_octets (guint8 *at, const CaptureFrame *frame, gsize n)
{
  const PacketRecord *packet = frame->sent;
  const Segment *seg = packet->seg;
  guint64 sum = seg->len > 0 ? stream_sum (packet->stream, seg->stream_offset, seg->len) : 0;
  /* Counts each sender's packets, so that a packet bears the same number at both
   * vantages. */
  guint16 ip_id = (guint16) packet->dir_number;
  guint8 headers[WIRE_HEADERS_MAX];

  if (n < frame->headers_len)
    {
      wire_encode_headers (headers, frame->template, seg, ip_id, sum);
      memcpy (at, headers, n);
      return;
    }
  wire_encode_headers (at, frame->template, seg, ip_id, sum);
  if (n > frame->headers_len)
    stream_read (packet->stream, seg->stream_offset, at + frame->headers_len, n - frame->headers_len);
}

void
block_put_frame (guint8 *at, const CaptureFrame *frame, gsize n)
{
  put_octets (at, frame, n);
  if (frame->sent->flipped_bit != 0)
    flip_bit (at, frame, n);
}
