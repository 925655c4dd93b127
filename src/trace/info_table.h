/* The numbers of each connection over time: a row whenever any of them has
 * changed, tab-separated, the columns named as Linux's struct tcp_info has
 * them. */
#ifndef TCPSIM_TRACE_INFO_TABLE_H
#define TCPSIM_TRACE_INFO_TABLE_H

#include "tcpsim/trace/record.h"

typedef struct _InfoTable InfoTable;

/* Starts a file at @path; NULL with @error set when that cannot be done. */
InfoTable *info_table_open (const char *path, GError **error);

/* Observes a run with the InfoTable as self. */
extern const ObserverOps info_table_observer;

/* As outfile_settle(): TRUE when nothing but the renaming is left to do. */
gboolean info_table_settle (InfoTable *table, GError **error);

/* Puts the file in its place; FALSE with @error set, and nothing changed, when
 * it could not be written.  Frees @table. */
gboolean info_table_commit (InfoTable *table, GError **error);

/* Drops the file and frees @table; NULL is allowed. */
void info_table_discard (InfoTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InfoTable, info_table_discard)

#endif
