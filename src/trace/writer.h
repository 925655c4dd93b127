/* A file that is written while a run goes on and appears whole when it has ended:
 * what every rendering of frames or records has in common.  Each is an ops table
 * of its own and a struct that begins with a Writer. */
#ifndef TCPSIM_TRACE_WRITER_H
#define TCPSIM_TRACE_WRITER_H

#include "trace/capture.h"
#include "trace/outfile.h"

typedef struct _Writer Writer;

typedef struct {
  gsize size;                   /* of the struct that begins with a Writer */
  CaptureSink frame;            /* takes the numbered frames of a capture; NULL: none */
  CaptureSink tap;              /* takes those of all vantages; NULL: none */
  gboolean wants_views;         /* ... with what the frames before make of each */
  const ObserverOps *observer;  /* takes records; NULL: none */

  /* Writes what is still to come, once, when the run has ended.  FALSE with @error
   * set when the file must not be kept.  NULL: nothing is to come. */
  gboolean (*finish) (Writer *writer, GError **error);

  /* Releases what the struct holds beside the Writer; NULL: nothing. */
  void (*clear) (Writer *writer);
} WriterOps;

struct _Writer {
  const WriterOps *ops;
  OutFile *out;
  FILE *stream;                 /* of out */
  gboolean is_finished;
  guint8 *octets;
  gsize room;
};

/* Starts a file at @path, everything beside the Writer zero; NULL with @error set
 * when that cannot be done. */
Writer *writer_open (const WriterOps *ops, const char *path, GError **error);

/* Gives @writer the frames of @capture, if it wants any; its observer is left to
 * the caller. */
void writer_attach (Writer *writer, Capture *capture);

/* Finishes the file, and as outfile_settle(): TRUE when nothing but the renaming is
 * left to do. */
gboolean writer_settle (Writer *writer, GError **error);

/* Puts the file in its place.  FALSE with @error set, and nothing changed, when it
 * could not be written.  Frees @writer. */
gboolean writer_commit (Writer *writer, GError **error);

/* Drops the file and frees @writer; NULL is allowed. */
void writer_discard (Writer *writer);

/* Room for @n octets, whose contents are undefined, until the next call.  It grows
 * and is never given back, so that writing a frame allocates nothing. */
guint8 *writer_room (Writer *writer, gsize n);

/* The octets that @frame carries, good until the room is used again. */
const guint8 *writer_payload (Writer *writer, const CaptureFrame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writer, writer_discard)

#endif
