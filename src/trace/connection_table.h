/* What became of each connection of a run: a row each, and for
 * people totals, the first few, and how fair the link was to them. */
#ifndef TCPSIM_TRACE_CONNECTION_TABLE_H
#define TCPSIM_TRACE_CONNECTION_TABLE_H

#include "trace/sheet.h"
#include "trace/writer.h"

/* Octets a second that reached the applications of a connection, both ways
 * together, from its beginning until both scripts were done, or the run ended; 0
 * where that took no time. */
guint64 connection_goodput (const ConnectionRecord *record);

/* The time from the connection's beginning until both scripts were done; SIM_NEVER
 * where they never were. */
SimTime connection_took (const ConnectionRecord *record);

/* Jain's fairness index over what was added, in ten thousandths: 10000 where all
 * had the same, 10000/n where one had it all.  All zero is empty. */
typedef struct {
  guint64 n;
  guint64 sum;
  guint64 squares_high, squares_low;    /* their sum of squares, in 128 bits */
} Fairness;

void fairness_add (Fairness *fairness, guint64 value);
guint fairness_index (const Fairness *fairness);

/* Starts a table at @path; NULL with @error set when that cannot be done. */
Writer *connection_table_open (const char *path, SheetFormat format, GError **error);

#endif
