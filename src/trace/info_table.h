/* The numbers of each connection over time: a row whenever any of them has
 * changed, the columns named as Linux's struct tcp_info has
 * them. */
#ifndef TCPSIM_TRACE_INFO_TABLE_H
#define TCPSIM_TRACE_INFO_TABLE_H

#include "trace/sheet.h"
#include "trace/writer.h"

/* Starts a file at @path; NULL with @error set when that cannot be done. */
Writer *info_table_open (const char *path, SheetFormat format, GError **error);

#endif
