/* The runs that `tcpsim plot` lays over one another: each model with each
 * combination of what is varied. */
#ifndef TCPSIM_CMD_PLOT_RUNS_H
#define TCPSIM_CMD_PLOT_RUNS_H

#include "cmd/options.h"
#include "trace/plot.h"

typedef struct {
  char *label;                  /* names it beside the others; NULL when it is the only one */
  Model *model;
} PlotRun;

/* One PlotRun after another, owned by the array.  @vary has "GROUP.KEY=VALUE,VALUE"
 * a string, NULL-terminated; it may be NULL.  NULL, having complained, when one of
 * them or of the models is wrong, or there are too many. */
GPtrArray *plot_runs_load (const Options *options, char *const *vary);

#endif
