/* Files for xplot, as tcptrace writes them: its file names, its colours, its
 * signs.  Times are seconds with six decimals, as xplot reads them. */
#ifndef TCPSIM_TRACE_XPLOT_H
#define TCPSIM_TRACE_XPLOT_H

#include <stdio.h>

#include "tcpsim/net/segment.h"
#include "trace/marks.h"

/* "a2b_tsg.xpl" for connection 0 from client to server, "d2c_tsg.xpl" for
 * connection 1 back; to be freed. */
char *xplot_file_name (guint connection, Direction dir, const char *kind);

/* The head of a file: the title is "FROM_==>_TO (KIND)". */
void xplot_begin (FILE *out, const char *from, const char *to, const char *kind, const char *ylabel);

/* What follows is drawn in @colour. */
void xplot_colour (FILE *out, const char *colour);

/* One sign at a place: "dot", "uarrow", "diamond", ... */
void xplot_sign (FILE *out, const char *sign, SimTime at, gint64 y);

void xplot_line (FILE *out, SimTime at, gint64 y, SimTime to_at, gint64 to_y);

/* A short text at a place: @where is "a" above it, "b" below, "l" left, "r" right. */
void xplot_text (FILE *out, const char *where, SimTime at, gint64 y, const char *text);

/* @marks as a line of steps. */
void xplot_steps (FILE *out, Marks *marks, SimTime last_at);

/* @marks as bars: a vertical line with @sign at its lower and upper end each. */
void xplot_bars (FILE *out, Marks *marks, const char *lower_sign, const char *upper_sign);

/* The end of the file: draw it. */
void xplot_end (FILE *out);

#endif
