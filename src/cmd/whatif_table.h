/* The rows of `tcpsim whatif` printed: for people, or for programs. */
#ifndef TCPSIM_CMD_WHATIF_TABLE_H
#define TCPSIM_CMD_WHATIF_TABLE_H

#include "cmd/whatif_row.h"
#include "trace/diagram.h"

/* Prints @rows (WhatifRow *), at least one. */
typedef void (*WhatifPrint) (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style);

/* A table with a heading, then which row hurts most, and why. */
void whatif_print_text (const WhatifCase *c, const GPtrArray *rows, const DiagramStyle *style);

/* The way of printing called @format, "text", or for programs "tsv", "csv" or
 * "jsonl"; NULL, having
 * complained, when there is none.  NULL as @format: text. */
WhatifPrint whatif_print_find (const char *format);

/* "50", "50,53": the frames that @row deals with; a packet that the capture does
 * not have is "-".  To be freed. */
char *whatif_numbers_text (const WhatifCase *c, const WhatifRow *row);

#endif
