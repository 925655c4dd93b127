/* What happened at the queues of the link: a row for each packet that entered, left,
 * was dropped or marked, with what is queued afterwards. */
#ifndef TCPSIM_TRACE_QUEUE_TABLE_H
#define TCPSIM_TRACE_QUEUE_TABLE_H

#include "trace/sheet.h"
#include "trace/writer.h"

/* Starts a file at @path; NULL with @error set when that cannot be done. */
Writer *queue_table_open (const char *path, SheetFormat format, GError **error);

#endif
