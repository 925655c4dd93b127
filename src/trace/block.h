/* The octets of a capture file on their way out: put together in one place and
 * handed on many at a time.  What is kept in numbers is little-endian on every
 * machine, so that a run gives the same file everywhere. */
#ifndef TCPSIM_TRACE_BLOCK_H
#define TCPSIM_TRACE_BLOCK_H

#include <stdio.h>
#include <string.h>

#include "trace/capture.h"

typedef struct {
  FILE *stream;
  guint8 *octets;
  gsize used, room;
} Block;

void block_init (Block *block, FILE *stream);
void block_clear (Block *block);

/* Room for @n octets that are to follow, good until the next call. */
guint8 *block_room (Block *block, gsize n);

/* @n octets more stand in the room. */
static inline void
block_add (Block *block, gsize n)
{
  block->used += n;
}

/* Hands everything to the stream; errors stay with that. */
void block_flush (Block *block);

/* Writers of numbers, each returning the place after what it wrote. */

static inline guint8 *
put_le16 (guint8 *at, guint16 value)
{
  value = GUINT16_TO_LE (value);
  memcpy (at, &value, sizeof value);
  return at + sizeof value;
}

static inline guint8 *
put_le32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
  return at + sizeof value;
}

static inline guint8 *
put_le64 (guint8 *at, guint64 value)
{
  value = GUINT64_TO_LE (value);
  memcpy (at, &value, sizeof value);
  return at + sizeof value;
}

/* Writes the first @n octets of @frame at @at: headers, checksums, payload. */
void block_put_frame (guint8 *at, const CaptureFrame *frame, gsize n);

#endif
