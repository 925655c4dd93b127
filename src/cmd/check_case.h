/* One model as a regression test: loaded, run, and held against what it expects. */
#ifndef TCPSIM_CMD_CHECK_CASE_H
#define TCPSIM_CMD_CHECK_CASE_H

#include "cmd/options.h"
#include "trace/transcript.h"

typedef struct {
  char *path;
  Model *model;
  Transcript *kept;             /* NULL: none */
  GPtrArray *failures;          /* char *, owned: each a line, or several; empty: none */
  GPtrArray *warnings;          /* likewise: what the model says that came to nothing */
  Transcript *transcript;       /* as it is now, where one is kept */
} CheckCase;

/* @model, which is taken over, of the file at @path. */
CheckCase *check_case_new (Model *model, const char *path);

/* Frees a CheckCase. */
void check_case_free (gpointer check_case);

/* Reads the transcript that the model keeps, if it keeps one.  FALSE, having
 * complained, when it cannot be read or is none. */
gboolean check_case_read_kept (CheckCase *check_case);

/* TRUE when the model says what it expects. */
gboolean check_case_expects (const CheckCase *check_case);

/* Runs the model and fills in what came of it; in any thread. */
void check_case_run (CheckCase *check_case);

#endif
