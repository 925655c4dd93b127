/* A file that appears whole or not at all: written beside its place and renamed
 * into it.  Whatever was there before stays until then.  A device or a pipe
 * that already stands in the place is written to as it is: it cannot be
 * replaced by a file without harm. */
#ifndef TCPSIM_TRACE_OUTFILE_H
#define TCPSIM_TRACE_OUTFILE_H

#include <glib.h>
#include <stdio.h>

typedef struct _OutFile OutFile;

/* Opens a temporary file beside @path.  NULL with @error set ("PATH: why") when
 * that cannot be done. */
OutFile *outfile_open (const char *path, GError **error);

/* The stream to write to; errors on it are found by outfile_commit(). */
FILE *outfile_stream (OutFile *out);

/* The path that was given to outfile_open(), for messages. */
const char *outfile_path (const OutFile *out);

/* Sees to it that all that was written has found room, and leaves the file
 * open: of several files that belong together each is settled before the first
 * is committed.  FALSE with @error set when something could not be written. */
gboolean outfile_settle (OutFile *out, GError **error);

/* Closes the file and renames it into its place.  FALSE with @error set when
 * anything could not be written: then nothing has changed.  Frees @out. */
gboolean outfile_commit (OutFile *out, GError **error);

/* Closes and removes the temporary file.  Frees @out; NULL is allowed. */
void outfile_discard (OutFile *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OutFile, outfile_discard)

#endif
