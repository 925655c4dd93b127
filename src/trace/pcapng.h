/* A capture as a pcapng file (the IETF's draft-ietf-opsawg-pcapng) with an interface
 * for each vantage: times in nanoseconds, the number of each packet the same
 * wherever it passes, and a comment on each frame that says why it was sent. */
#ifndef TCPSIM_TRACE_PCAPNG_H
#define TCPSIM_TRACE_PCAPNG_H

#include "trace/fingerprint.h"
#include "trace/writer.h"

/* Starts a file at @path; NULL with @error set when that cannot be done.  @config
 * must outlive the writer.  @fingerprint, of the same run, is put into the file's
 * heading when the run has ended; NULL: none.  The writer's observer is to be told
 * of the run's start before the first frame. */
Writer *pcapng_open (const char *path, const CaptureConfig *config, const Fingerprint *fingerprint,
                     GError **error);

/* Appends to @text the comment on a frame of @packet: "tcpsim.cause=rto tcpsim.n=2;
 * retransmission: timeout (RFC 6298 5.4)". */
void pcapng_append_comment (GString *text, const PacketRecord *packet);

#endif
