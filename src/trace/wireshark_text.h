/* A capture as Wireshark exports it as plain text, packet summary and the
 * details of the frame shown. */
#ifndef TCPSIM_TRACE_WIRESHARK_TEXT_H
#define TCPSIM_TRACE_WIRESHARK_TEXT_H

#include "trace/writer.h"

/* Starts a file at @path; NULL with @error set when that cannot be done.
 * @config must outlive the writer. */
Writer *wireshark_text_open (const char *path, const CaptureConfig *config, GError **error);

#endif
