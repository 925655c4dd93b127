/* Loss by chance at work.  A loss model is one file with one ops table, and one
 * line in loss.c. */
#ifndef TCPSIM_NET_LOSS_PRIVATE_H
#define TCPSIM_NET_LOSS_PRIVATE_H

#include "base/words.h"
#include "net/chance.h"
#include "tcpsim/net/loss.h"

typedef struct {
  const LossSpec *spec;
  Chance chance;
  guint state;                  /* the model's own; 0 to begin with */
} Loss;

typedef struct _LossOps {
  const char *name;
  const char *params;           /* what it takes, for messages: "P [CORR]" */
  guint n_params;               /* at most; the first must be given */

  /* Fills in those that were not given, of which there were @n.  FALSE, with
   * *@why set, when they do not go together.  NULL: they are 0. */
  gboolean (*complete) (LossSpec *spec, guint n, char **why);

  /* TRUE when the next packet is lost. */
  gboolean (*loses) (Loss *loss);
} LossOps;

/* Reads the words of a loss model, "random 1% 25%", up to the first that does not
 * belong to it.  FALSE, with *@why set, when they are wrong. */
gboolean loss_spec_take (LossSpec *spec, Words *words, char **why);

/* @spec must outlive @loss; @name names its stream of chance. */
void loss_init (Loss *loss, const LossSpec *spec, guint64 seed, const char *name);

/* TRUE when the packet that comes next is lost. */
static inline gboolean
loss_strikes (Loss *loss)
{
  return loss->spec->ops != NULL && loss->spec->ops->loses (loss);
}

extern const LossOps loss_random;
extern const LossOps loss_state;
extern const LossOps loss_gemodel;

#endif
