/* How packets are lost by chance, as a model writes it, in netem's words:
 *
 *   1%                            each with that chance
 *   random 1% [25%]               ... which depends so much on the one before
 *   state p13 [p31 [p32 [p23 [p14]]]]     a Markov chain of four states
 *   gemodel p [r [1-h [1-k]]]     Gilbert and Elliott's
 *
 * and behind it "ecn" where packets are to be marked rather than lost. */
#ifndef TCPSIM_NET_LOSS_H
#define TCPSIM_NET_LOSS_H

#include <glib.h>

G_BEGIN_DECLS

/* The most numbers that a loss model takes. */
#define LOSS_MAX_PARAMS 5

/* What the model says; never changes during a run. */
typedef struct {
  const struct _LossOps *ops;   /* NULL: nothing is lost by chance */
  gboolean ecn;                 /* marks those that are ECN-capable instead */
  guint32 p[LOSS_MAX_PARAMS];   /* in the order of tc's words, parts of 2^32 - 1 */
} LossSpec;

/* Parses @text.  FALSE, with *@why (to be freed) saying what is wrong and what
 * would be right in words that can follow a colon, and @spec left alone, when it
 * is wrong. */
gboolean loss_spec_parse (LossSpec *spec, const char *text, char **why);

/* The names of all loss models, NULL-terminated. */
const char *const *loss_names (void);

G_END_DECLS

#endif
