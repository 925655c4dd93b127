/* A table, cell by cell, in one of three renderings: tab-separated, comma-separated
 * (RFC 4180, but for lines that end as lines do here), or a JSON object a line.  What
 * is put in a cell is the same in all of them. */
#ifndef TCPSIM_TRACE_SHEET_H
#define TCPSIM_TRACE_SHEET_H

#include <glib.h>
#include <stdio.h>

typedef enum { SHEET_TSV, SHEET_CSV, SHEET_JSONL, N_SHEET_FORMATS } SheetFormat;

typedef struct {
  FILE *stream;
  SheetFormat format;
  const char *const *names;     /* of the columns */
  guint n_columns;
  guint column;                 /* of the next cell */
  gboolean has_cells;           /* in this row, for JSON */
} Sheet;

/* "tsv", "csv" and "jsonl", NULL-terminated: what a format is called, and what its
 * files' names end in. */
const char *const *sheet_format_names (void);

/* The format that the name of a file asks for by its end; tab-separated where it
 * asks for none. */
SheetFormat sheet_format_of_path (const char *path);

/* Begins a table on @stream whose columns are @names, which must outlive it. */
void sheet_begin (Sheet *sheet, FILE *stream, SheetFormat format, const char *const *names,
                  guint n_columns);

/* The next cell of the row.  Text is escaped as the rendering has it; a cell that is
 * left out is empty, and in JSON is not there. */
void sheet_text (Sheet *sheet, const char *text);
void sheet_number (Sheet *sheet, guint64 number);
void sheet_integer (Sheet *sheet, gint64 number);
void sheet_seconds (Sheet *sheet, gint64 nanoseconds);  /* "7.055660280" */
void sheet_hex (Sheet *sheet, const guint8 *octets, gsize n);
void sheet_none (Sheet *sheet);

/* Ends the row, whose cells must all have been put. */
void sheet_end_row (Sheet *sheet);

/* Longest text of a count of nanoseconds as seconds, terminator included. */
#define SECONDS_TEXT_MAX 24

/* "7.055660280": seconds with nine decimals, written into @out and returned. */
const char *seconds_text (gint64 nanoseconds, char out[SECONDS_TEXT_MAX]);

#endif
