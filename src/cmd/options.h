/* What every command that runs models takes on its command line: the changes to
 * the model (--set, --fault, --seed ...), how to print (--color, --charset), and
 * the words that are no options. */
#ifndef TCPSIM_CMD_OPTIONS_H
#define TCPSIM_CMD_OPTIONS_H

#include "tcpsim/model/model.h"
#include "trace/diagram.h"

typedef struct {
  ModelOverrides *overrides;
  char *colour, *charset;       /* as given; NULL: not */
  DiagramStyle style;           /* what they come to, and what the terminal can show */
  char **words;                 /* what is no option, NULL-terminated; NULL: none */
} Options;

/* How one command is called. */
typedef struct {
  const char *command;          /* "run" */
  const char *words;            /* "MODEL", for --help */
  const char *summary;          /* a sentence or two for --help */
  const GOptionEntry *entries;  /* the command's own options */
  const GOptionEntry *changes;  /* changes to the model that not every command takes; NULL: none */
} Usage;

/* Such changes, of a command that writes captures: --vantage, --format, --snaplen. */
extern const GOptionEntry options_of_captures[];

/* Parses the command line; argv[0] is the program.  FALSE, having complained,
 * when it is wrong.  Afterwards, in either case, options_clear() is due. */
gboolean options_parse (Options *options, const Usage *usage, int argc, char **argv);
void options_clear (Options *options);

/* TRUE when there is exactly one word, a model's path; otherwise complains. */
gboolean options_one_model (const Options *options);

/* The connection that @text, given with --connection, names, from 0; NULL: the first.
 * FALSE, having complained, when it is no number. */
gboolean options_parse_connection (const char *text, guint32 *number);

/* TRUE when @model has @connection; otherwise complains. */
gboolean options_check_connection (guint32 connection, const Model *model);

/* The model at @path with the changes of the command line; NULL, having
 * complained, when one or the other is wrong. */
Model *options_load (const Options *options, const char *path);

#endif
