/* A capture as a table: one row a frame, tab-separated, the columns named as
 * tshark's fields are. */
#ifndef TCPSIM_TRACE_TABLE_H
#define TCPSIM_TRACE_TABLE_H

#include "trace/writer.h"

/* Starts a file at @path; NULL with @error set when that cannot be done. */
Writer *table_open (const char *path, GError **error);

#endif
