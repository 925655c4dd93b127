/* What the renderings of a capture have in common: a file that appears whole,
 * and room for the octets of one frame that grows and is never given back
 * while the file is open, so that writing a frame allocates nothing. */
#ifndef TCPSIM_TRACE_CAPTURE_FILE_H
#define TCPSIM_TRACE_CAPTURE_FILE_H

#include "trace/capture.h"
#include "trace/outfile.h"

typedef struct {
  OutFile *out;
  FILE *stream;                 /* of out */
  guint8 *octets;
  gsize room;
} CaptureFile;

/* Longest text of a count of nanoseconds as seconds, terminator included. */
#define SECONDS_TEXT_MAX 24

/* FALSE with @error set when the file cannot be made. */
gboolean capture_file_open (CaptureFile *file, const char *path, GError **error);

/* See outfile_settle(). */
gboolean capture_file_settle (CaptureFile *file, GError **error);

/* Either one releases what @file holds; see outfile.h. */
gboolean capture_file_commit (CaptureFile *file, GError **error);
void capture_file_discard (CaptureFile *file);

/* Room for @n octets, whose contents are undefined, until the next call. */
guint8 *capture_file_room (CaptureFile *file, gsize n);

/* The octets that @frame carries, good until the room is used again. */
const guint8 *capture_file_payload (CaptureFile *file, const CaptureFrame *frame);

/* "7.055660280": seconds with nine decimals, written into @out and returned. */
const char *seconds_text (gint64 nanoseconds, char out[SECONDS_TEXT_MAX]);

#endif
