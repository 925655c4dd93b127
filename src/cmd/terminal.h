/* What the terminal can show, and what the user wants of it. */
#ifndef TCPSIM_CMD_TERMINAL_H
#define TCPSIM_CMD_TERMINAL_H

#include "trace/diagram.h"

/* Fills @style.  @colour is "auto", "always" or "never", @charset "auto",
 * "ascii" or "utf-8"; NULL counts as "auto", which looks at the terminal,
 * NO_COLOR and the locale.  FALSE, having complained, for any other word. */
gboolean terminal_style (DiagramStyle *style, const char *colour, const char *charset);

/* Prints @text on lines of @width cells at most where its spaces allow that. */
void terminal_print_wrapped (const char *text, guint width);

/* Whether to show progress: standard error is a terminal. */
gboolean terminal_shows_progress (void);

#endif
