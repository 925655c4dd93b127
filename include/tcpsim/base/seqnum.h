/* Sequence numbers, RFC 9293 section 3.4: 32 bits, compared modulo 2^32. */
#ifndef TCPSIM_BASE_SEQNUM_H
#define TCPSIM_BASE_SEQNUM_H

#include <glib.h>

G_BEGIN_DECLS

/* A struct, so that "a < b" on two sequence numbers does not compile. */
typedef struct { guint32 v; } SeqNum;

static inline SeqNum
seq_from (guint32 value)
{
  SeqNum s = { value };
  return s;
}

/* The number @n octets after @s (before it, where @n is negative). */
static inline SeqNum
seq_add (SeqNum s, gint64 n)
{
  return seq_from (s.v + (guint32) n);
}

/* Distance from @from to @to; negative when @to is the older of the two. */
static inline gint32
seq_diff (SeqNum to, SeqNum from)
{
  return (gint32) (to.v - from.v);
}

static inline gboolean seq_eq (SeqNum a, SeqNum b) { return a.v == b.v; }
static inline gboolean seq_lt (SeqNum a, SeqNum b) { return seq_diff (a, b) < 0; }
static inline gboolean seq_le (SeqNum a, SeqNum b) { return seq_diff (a, b) <= 0; }
static inline gboolean seq_gt (SeqNum a, SeqNum b) { return seq_diff (a, b) > 0; }
static inline gboolean seq_ge (SeqNum a, SeqNum b) { return seq_diff (a, b) >= 0; }

/* The later of two. */
static inline SeqNum
seq_max (SeqNum a, SeqNum b)
{
  return seq_gt (a, b) ? a : b;
}

/* The earlier of two. */
static inline SeqNum
seq_min (SeqNum a, SeqNum b)
{
  return seq_lt (a, b) ? a : b;
}

/* left =< s < left + width; an empty window contains nothing. */
static inline gboolean
seq_in_window (SeqNum s, SeqNum left, guint32 width)
{
  return s.v - left.v < width;
}

G_END_DECLS

#endif
