/* A capture as a classic pcap file that tcpdump, tshark and Wireshark read. */
#ifndef TCPSIM_TRACE_PCAP_H
#define TCPSIM_TRACE_PCAP_H

#include "trace/writer.h"

/* Starts a file at @path whose frames keep the octets that @config says; NULL with
 * @error set when that cannot be done.  It cannot
 * be kept when a frame's time lies outside of what the format can say. */
Writer *pcap_open (const char *path, const CaptureConfig *config, GError **error);

#endif
