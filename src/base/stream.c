/* A stream as a row of extents, each a stretch of a GBytes or of the pattern.
 * The row is ordered by offset and without holes, so a look-up is a binary
 * search; the octets themselves are made on reading. */
#include "tcpsim/base/stream.h"

#include <string.h>

#include "base/sum.h"

/* Octet k of the stream, start =< k < the next extent's start, is octet
 * k - start + origin of @bytes, or of the pattern where @bytes is NULL. */
typedef struct {
  guint64 start;
  guint64 origin;
  GBytes *bytes;
} Extent;

struct _Stream {
  GArray *extents;              /* Extent; those before @head are forgotten; NULL before the first */
  guint head;
  guint64 length;
};

static Extent *
extent_at (const Stream *stream, guint i)
{
  return &g_array_index (stream->extents, Extent, i);
}

/* Where extent @i ends. */
static guint64
extent_end (const Stream *stream, guint i)
{
  return i + 1 < stream->extents->len ? extent_at (stream, i + 1)->start : stream->length;
}

static void
extent_clear (gpointer extent)
{
  g_clear_pointer (&((Extent *) extent)->bytes, g_bytes_unref);
}

static GArray *
new_extents (void)
{
  GArray *extents = g_array_new (FALSE, FALSE, sizeof (Extent));

  g_array_set_clear_func (extents, extent_clear);
  return extents;
}

static guint
n_extents (const Stream *stream)
{
  return stream->extents != NULL ? stream->extents->len : 0;
}

Stream *
stream_new (void)
{
  return g_new0 (Stream, 1);
}

void
stream_free (Stream *stream)
{
  if (stream == NULL)
    return;

  g_clear_pointer (&stream->extents, g_array_unref);
  g_free (stream);
}

guint64
stream_length (const Stream *stream)
{
  return stream->length;
}

/* Whether octets from @origin of @bytes are the continuation of the last
 * extent, so that it need only grow. */
static gboolean
continues_last (const Stream *stream, const GBytes *bytes, guint64 origin)
{
  guint n = n_extents (stream);
  const Extent *last;

  if (n == stream->head)
    return FALSE;
  last = extent_at (stream, n - 1);
  return last->bytes == bytes
         && last->origin + (stream->length - last->start) == origin;
}

static void
append (Stream *stream, GBytes *bytes, guint64 origin, guint64 n)
{
  Extent extent = { stream->length, origin, NULL };

  if (n == 0)
    return;

  if (!continues_last (stream, bytes, origin))
    {
      if (stream->extents == NULL)
        stream->extents = new_extents ();
      extent.bytes = bytes == NULL ? NULL : g_bytes_ref (bytes);
      g_array_append_val (stream->extents, extent);
    }
  g_assert (n <= G_MAXUINT64 - stream->length);
  stream->length += n;
}

void
stream_append_bytes (Stream *stream, GBytes *bytes)
{
  append (stream, bytes, 0, g_bytes_get_size (bytes));
}

void
stream_append_pattern (Stream *stream, guint64 n)
{
  append (stream, NULL, stream->length, n);
}

/* The extent that holds @offset, which must be there and not forgotten. */
static guint
find_extent (const Stream *stream, guint64 offset)
{
  guint low = stream->head, high = stream->extents->len;

  g_assert (low < high && extent_at (stream, low)->start <= offset);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (extent_at (stream, middle)->start <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

void
stream_append_copy (Stream *stream, const Stream *from, guint64 offset, guint64 n)
{
  guint64 end = offset + n;
  guint i;

  g_assert (offset <= from->length && n <= from->length - offset);
  if (n == 0)
    return;

  for (i = find_extent (from, offset); offset < end; i++)
    {
      /* By value: where @from is @stream, appending may move its extents. */
      Extent extent = *extent_at (from, i);
      guint64 until = MIN (end, extent_end (from, i));

      append (stream, extent.bytes, extent.origin + (offset - extent.start), until - offset);
      offset = until;
    }
}

/* The pattern over and over: most reads find all they want in one piece. */
#define ALPHABET "abcdefghijklmnopqrstuvwxyz"
#define TIMES_8(text) text text text text text text text text
static const char pattern[] = TIMES_8 (TIMES_8 (TIMES_8 (ALPHABET)));
#define LETTERS 26
#define PATTERN_LEN (sizeof pattern - 1)

static void
write_pattern (guint64 origin, guint8 *out, gsize n)
{
  gsize from = origin % LETTERS;

  while (n > 0)
    {
      gsize here = MIN (n, PATTERN_LEN - from);

      memcpy (out, pattern + from, here);
      out += here;
      n -= here;
      from = 0;
    }
}

static void
write_extent (const Extent *extent, guint64 offset, guint8 *out, gsize n)
{
  guint64 origin = extent->origin + (offset - extent->start);

  if (extent->bytes == NULL)
    write_pattern (origin, out, n);
  else
    memcpy (out, (const guint8 *) g_bytes_get_data (extent->bytes, NULL) + origin, n);
}

/* What an octet at an even and at an odd place counts for in a word. */
#define EVEN_WEIGHT (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1u : 256u)
#define ODD_WEIGHT (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 256u : 1u)

/* How many of @n letters, each two after the one before, lie past the last letter
 * when the first is number @first; @n is less than a round. */
static guint64
past_the_last (guint64 first, guint64 n)
{
  guint64 before = (LETTERS + 1 - first) / 2;

  return n > before ? n - before : 0;
}

/* As sum_octets() would have it, without making the octets.  In thirteen words
 * every letter stands once, those of one parity at even places. */
static guint64
sum_pattern (guint64 origin, guint64 n)
{
  guint64 first = origin % LETTERS, words = n / 2;
  guint64 rounds = words / (LETTERS / 2), rest = words % (LETTERS / 2);
  guint64 even_letters = LETTERS / 2 * (LETTERS / 2 - 1 + (first & 1));
  guint64 odd_letters = LETTERS * (LETTERS - 1) / 2 - even_letters;
  guint64 sum = words * 'a' * (EVEN_WEIGHT + ODD_WEIGHT);

  sum += rounds * (even_letters * EVEN_WEIGHT + odd_letters * ODD_WEIGHT);
  sum += rest * (first + rest - 1) * (EVEN_WEIGHT + ODD_WEIGHT) + rest * ODD_WEIGHT;
  sum -= LETTERS * (past_the_last (first, rest) * EVEN_WEIGHT + past_the_last (first + 1, rest) * ODD_WEIGHT);
  if (n & 1)
    sum += (guint64) pattern[(origin + n - 1) % LETTERS] * EVEN_WEIGHT;
  return sum;
}

static guint64
sum_extent (const Extent *extent, guint64 offset, gsize n)
{
  guint64 origin = extent->origin + (offset - extent->start);

  if (extent->bytes == NULL)
    return sum_pattern (origin, n);
  return sum_octets ((const guint8 *) g_bytes_get_data (extent->bytes, NULL) + origin, n);
}

void
stream_read (const Stream *stream, guint64 offset, guint8 *out, gsize n)
{
  guint i;

  g_assert (offset <= stream->length && n <= stream->length - offset);
  if (n == 0)
    return;

  for (i = find_extent (stream, offset); n > 0; i++)
    {
      gsize here = (gsize) MIN (n, extent_end (stream, i) - offset);

      write_extent (extent_at (stream, i), offset, out, here);
      offset += here;
      out += here;
      n -= here;
    }
}

guint64
stream_sum (const Stream *stream, guint64 offset, gsize n)
{
  guint64 sum = 0;
  gsize place = 0;
  guint i;

  g_assert (offset <= stream->length && n <= stream->length - offset);
  if (n == 0)
    return 0;

  for (i = find_extent (stream, offset); place < n; i++)
    {
      gsize here = (gsize) MIN (n - place, extent_end (stream, i) - offset);

      sum += sum_at (sum_extent (extent_at (stream, i), offset, here), place);
      offset += here;
      place += here;
    }
  return sum;
}

void
stream_forget (Stream *stream, guint64 offset)
{
  guint n = n_extents (stream);

  g_assert (offset <= stream->length);
  while (stream->head < n && extent_end (stream, stream->head) <= offset)
    extent_clear (extent_at (stream, stream->head++));

  /* Moving up only once half is gone keeps the cost per extent constant. */
  if (stream->head > 0 && stream->head >= n - stream->head)
    {
      g_array_remove_range (stream->extents, 0, stream->head);
      stream->head = 0;
    }
}
