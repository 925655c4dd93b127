/* The send buffer, whose memory is counted as Linux counts it: each segment has
 * its share of headers beside its text.  It grows with cwnd while a writer waits;
 * one that waits is let in again when a third is free, and what it has written
 * until then ends in a push (net/core/stream.c and tcp_sndbuf_expand() describe
 * it; no RFC does). */
#include "tcp/tcb.h"

/* A segment as it waits to be sent: descriptor, headroom and shared info. */
#define BESIDE_TEXT 832

/* What the buffer is made for: twice cwnd, or twice an initial window, unless the
 * congestion control wants more, of segments in memory that comes in powers of two,
 * and their descriptors. */
#define WINDOWS 2
#define LEAST_SEGMENTS 10
#define HEADROOM 576
#define DESCRIPTOR 256

static guint64
memory_per_segment (const Tcb *tcb)
{
  gulong octets = options_whole_mss (tcb) + HEADROOM;

  return ((guint64) 1 << g_bit_storage (octets - 1)) + DESCRIPTOR;
}

/* It never shrinks: only where it is to hold more segments than ever it can have to
 * grow. */
static void
expand (Tcb *tcb)
{
  guint32 segments = MAX (MAX (LEAST_SEGMENTS, tcb->cc.cwnd), tcb->recovery.reordering + 1);
  guint windows = tcb->cc.ops->sndbuf_windows > 0 ? tcb->cc.ops->sndbuf_windows : WINDOWS;
  guint64 wanted;

  if (segments <= tcb->sndbuf.segments)
    return;

  tcb->sndbuf.segments = segments;
  wanted = (guint64) windows * segments * memory_per_segment (tcb);
  if (!tcb->cfg->sndbuf_locked && wanted > tcb->sndbuf.size)
    tcb->sndbuf.size = MIN (wanted, MAX (tcb->cfg->sndbuf_max, tcb->sndbuf.size));
}

static guint64
memory_used (const Tcb *tcb)
{
  const SendStream *out = &tcb->out;
  guint64 unsent = (out->written - out->sent + tcb->snd.mss - 1) / tcb->snd.mss;

  return (sendq_count (&tcb->sendq) + unsent) * BESIDE_TEXT + out->written - out->acked;
}

/* What is left of the last segment that waits is filled first. */
static guint64
free_room (const Tcb *tcb)
{
  guint64 used = memory_used (tcb), part = (tcb->out.written - tcb->out.sent) % tcb->snd.mss;
  guint64 room = part > 0 ? tcb->snd.mss - part : 0;
  guint64 cost = tcb->snd.mss + BESIDE_TEXT;

  if (used < tcb->sndbuf.size)
    room += (tcb->sndbuf.size - used + cost - 1) / cost * tcb->snd.mss;
  return room;
}

guint64
sndbuf_room (const Tcb *tcb)
{
  return tcb->sndbuf.is_full ? 0 : free_room (tcb);
}

void
sndbuf_init (Tcb *tcb)
{
  tcb->sndbuf = (SendBuffer) { .size = tcb->cfg->sndbuf };
}

void
sndbuf_open (Tcb *tcb)
{
  expand (tcb);
  tcb->sndbuf.is_full = FALSE;
}

void
sndbuf_on_ack (Tcb *tcb)
{
  guint64 used;

  if (!tcb->sndbuf.is_full)
    return;

  expand (tcb);
  used = memory_used (tcb);
  tcb->sndbuf.is_full = used + used / 2 > tcb->sndbuf.size;
}

static void
mark_push (SendStream *out, guint64 end)
{
  *(guint64 *) ring_push (&out->pushes, sizeof end) = end;
  out->pushed = end;
}

/* Half the largest window may pass without a push; then the segment that is
 * just full has one. */
static void
mark_within (Tcb *tcb, guint64 end)
{
  SendStream *out = &tcb->out;
  guint64 span = tcb->snd.max_wnd / 2 + 1, mss = tcb->snd.mss, at;

  for (;;)
    {
      guint64 from_sent = MAX (out->pushed + span, out->sent + 1) - out->sent;

      at = out->sent + (from_sent + mss - 1) / mss * mss;
      if (at >= end)
        return;
      mark_push (out, at);
    }
}

void
sndbuf_write (Tcb *tcb, guint64 n)
{
  SendStream *out = &tcb->out;

  mark_within (tcb, out->written + n);
  out->written += n;
  mark_push (out, out->written);
}

gboolean
sndbuf_take_push (Tcb *tcb, guint64 end)
{
  Ring *pushes = &tcb->out.pushes;
  gboolean is_marked = FALSE;

  while (pushes->count > 0 && *(guint64 *) ring_at (pushes, 0, sizeof end) <= end)
    {
      ring_pop (pushes);
      is_marked = TRUE;
    }
  return is_marked;
}
