/* A capture as Wireshark exports it as plain text, packet summary and the
 * details of the frame shown. */
#ifndef TCPSIM_TRACE_WIRESHARK_TEXT_H
#define TCPSIM_TRACE_WIRESHARK_TEXT_H

#include "trace/capture.h"

typedef struct _WiresharkText WiresharkText;

/* Starts a file at @path; NULL with @error set when that cannot be done.
 * @config must outlive the writer. */
WiresharkText *wireshark_text_open (const char *path, const CaptureConfig *config,
                                    GError **error);

/* A CaptureSink with the WiresharkText as self. */
void wireshark_text_sink (gpointer self, const CaptureFrame *frame);

/* As outfile_settle(): TRUE when nothing but the renaming is left to do. */
gboolean wireshark_text_settle (WiresharkText *text, GError **error);

/* Puts the file in its place; FALSE with @error set, and nothing changed, when
 * it could not be written.  Frees @text. */
gboolean wireshark_text_commit (WiresharkText *text, GError **error);

/* Drops the file and frees @text; NULL is allowed. */
void wireshark_text_discard (WiresharkText *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WiresharkText, wireshark_text_discard)

#endif
