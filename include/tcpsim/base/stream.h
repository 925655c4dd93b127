/* The bytes that one end of a connection has written, from the first to the
 * last, kept as extents of their sources (a text, a file, a generated
 * pattern) and made only when somebody wants to look at them.  TCP itself
 * works with counts and offsets and never sees a byte. */
#ifndef TCPSIM_BASE_STREAM_H
#define TCPSIM_BASE_STREAM_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Stream Stream;

/* A new, empty stream; release it with stream_free(). */
Stream *stream_new (void);
void stream_free (Stream *stream);

/* Octets appended so far: the offset of the next one. */
guint64 stream_length (const Stream *stream);

/* Appends the whole of @bytes, of which the stream takes a reference. */
void stream_append_bytes (Stream *stream, GBytes *bytes);

/* Appends @n octets of the generated pattern: the octet at stream offset k is
 * the letter 'a' + k mod 26, whatever stands before it. */
void stream_append_pattern (Stream *stream, guint64 n);

/* Appends what @from holds in [offset, offset + n), which must all be there.
 * @from may be @stream's peer; nothing of @from is referred to afterwards. */
void stream_append_copy (Stream *stream, const Stream *from, guint64 offset, guint64 n);

/* Writes the @n octets at @offset into @out.  The range must be there and not
 * forgotten. */
void stream_read (const Stream *stream, guint64 offset, guint8 *out, gsize n);

/* What the @n octets at @offset add to an Internet checksum (RFC 1071) as 16-bit
 * words in the byte order of the machine, the first octet at an even place.  The
 * same range as for stream_read(); a generated pattern costs the same whatever
 * its length. */
guint64 stream_sum (const Stream *stream, guint64 offset, gsize n);

/* Nobody will ask for octets before @offset again: lets go of the extents that
 * lie wholly before it, so that memory does not grow with what was sent. */
void stream_forget (Stream *stream, guint64 offset);

G_END_DECLS

#endif
