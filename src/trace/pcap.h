/* A capture as a classic pcap file that tcpdump, tshark and Wireshark read. */
#ifndef TCPSIM_TRACE_PCAP_H
#define TCPSIM_TRACE_PCAP_H

#include "trace/capture.h"

typedef struct _Pcap Pcap;

/* Starts a file at @path; NULL with @error set when that cannot be done. */
Pcap *pcap_open (const char *path, GError **error);

/* A CaptureSink with the Pcap as self. */
void pcap_sink (gpointer self, const CaptureFrame *frame);

/* As outfile_settle(): TRUE when nothing but the renaming is left to do. */
gboolean pcap_settle (Pcap *pcap, GError **error);

/* Puts the file in its place.  FALSE with @error set, and nothing changed,
 * when it could not be written or when a frame's time lies outside of what
 * the format can say.  Frees @pcap. */
gboolean pcap_commit (Pcap *pcap, GError **error);

/* Drops the file and frees @pcap; NULL is allowed. */
void pcap_discard (Pcap *pcap);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pcap, pcap_discard)

#endif
