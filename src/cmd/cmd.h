/* The subcommands: one file each, one descriptor each, listed in main.c. */
#ifndef TCPSIM_CMD_CMD_H
#define TCPSIM_CMD_CMD_H

#include <glib.h>

/* Exit statuses. */
enum {
  EXIT_DONE = 0,
  EXIT_FAILED = 1,              /* the run, or writing its results, failed */
  EXIT_USAGE = 2,               /* the command line or the model is wrong */
  EXIT_INTERRUPTED = 130        /* as a shell reports SIGINT */
};

typedef struct {
  const char *name;
  const char *purpose;          /* a line for --help */
  int (*run) (int argc, char **argv);   /* argv[0] is the program, options follow */
} Command;

extern const Command cmd_run;
extern const Command cmd_check;
extern const Command cmd_whatif;
extern const Command cmd_plot;
extern const Command cmd_explain;

/* Prints "tcpsim: " and the message, one line, on standard error. */
void cmd_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

#endif
