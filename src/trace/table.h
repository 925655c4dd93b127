/* A capture as a table: one row a frame, the columns named as tshark's fields are. */
#ifndef TCPSIM_TRACE_TABLE_H
#define TCPSIM_TRACE_TABLE_H

#include "trace/sheet.h"
#include "trace/writer.h"

/* Starts a tab-separated table at @path; NULL with @error set when that cannot be
 * done. */
Writer *table_open (const char *path, GError **error);

/* The same with more columns: what Wireshark's analysis says of each frame
 * (tcp.analysis), and what the simulation knows of it (tcpsim.*). */
Writer *frame_table_open (const char *path, SheetFormat format, GError **error);

#endif
