/* tcpsim whatif --compare: one change to a session beside the session as it is. */
#ifndef TCPSIM_CMD_WHATIF_COMPARE_H
#define TCPSIM_CMD_WHATIF_COMPARE_H

#include "cmd/whatif_row.h"
#include "trace/diagram.h"

/* Runs the session with all of @changes (NULL-terminated), each the number of a
 * frame, several such with commas between, a rule, or several with semicolons
 * between, and prints both runs side by side.  The exit status. */
int whatif_compare (const WhatifCase *c, char **changes, const DiagramStyle *style);

#endif
