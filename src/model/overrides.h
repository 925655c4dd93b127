/* Changes to a model: how the loader sees them. */
#ifndef TCPSIM_MODEL_OVERRIDES_PRIVATE_H
#define TCPSIM_MODEL_OVERRIDES_PRIVATE_H

#include "model/keyfile.h"
#include "tcpsim/model/overrides.h"

typedef struct {
  char *name;                   /* what messages call it */
  char *group;                  /* its words divided by spaces, as in the file */
  char *key;                    /* NULL: a bare line */
  char *value;
  char *why;                    /* why it is none; NULL when it is one */
} Override;

/* How many there are, and the @i-th. */
guint overrides_count (const ModelOverrides *overrides);
const Override *overrides_get (const ModelOverrides *overrides, guint i);

/* Sets all of them in @file, each on lines of its own behind the file's: what a
 * message about such a line calls it is added to @names, one for each line.
 * FALSE, with @problem set, for one that is none or contradicts another. */
gboolean overrides_apply (const ModelOverrides *overrides, Keyfile *file, GPtrArray *names,
                          KeyfileProblem *problem);

#endif
