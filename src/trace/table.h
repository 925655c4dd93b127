/* A capture as a table: one row a frame, tab-separated, the columns named as
 * tshark's fields are. */
#ifndef TCPSIM_TRACE_TABLE_H
#define TCPSIM_TRACE_TABLE_H

#include "trace/capture.h"

typedef struct _Table Table;

/* Starts a file at @path; NULL with @error set when that cannot be done. */
Table *table_open (const char *path, GError **error);

/* A CaptureSink with the Table as self. */
void table_sink (gpointer self, const CaptureFrame *frame);

/* As outfile_settle(): TRUE when nothing but the renaming is left to do. */
gboolean table_settle (Table *table, GError **error);

/* Puts the file in its place; FALSE with @error set, and nothing changed, when
 * it could not be written.  Frees @table. */
gboolean table_commit (Table *table, GError **error);

/* Drops the file and frees @table; NULL is allowed. */
void table_discard (Table *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_discard)

#endif
