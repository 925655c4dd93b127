/* netem's `loss gemodel p [r [1-h [1-k]]]`: Gilbert and Elliott's, a good state and
 * a bad one with a chance of loss each.  Alone, p makes independent losses; p and
 * r are Gilbert's simple model, whose bad state loses everything. */
#include "net/loss.h"

enum {
  TO_BAD,                       /* p */
  TO_GOOD,                      /* r */
  LOST_BAD,                     /* 1-h */
  LOST_GOOD                     /* 1-k */
};

enum { GOOD, BAD };

static gboolean
gemodel_complete (LossSpec *spec, guint n, char **why G_GNUC_UNUSED)
{
  if (n <= TO_GOOD)
    spec->p[TO_GOOD] = CHANCE_ALWAYS - spec->p[TO_BAD];
  if (n <= LOST_BAD)
    spec->p[LOST_BAD] = CHANCE_ALWAYS;
  return TRUE;
}

/* As in netem, the state that was decides on the packet, and the next one is
 * drawn first. */
static gboolean
gemodel_loses (Loss *loss)
{
  const guint32 *p = loss->spec->p;
  gboolean is_bad = loss->state == BAD;

  if (chance_happens (&loss->chance, is_bad ? p[TO_GOOD] : p[TO_BAD], 0))
    loss->state = is_bad ? GOOD : BAD;
  return chance_happens (&loss->chance, is_bad ? p[LOST_BAD] : p[LOST_GOOD], 0);
}

const LossOps loss_gemodel = {
  .name = "gemodel",
  .params = "p [r [1-h [1-k]]]",
  .n_params = 4,
  .complete = gemodel_complete,
  .loses = gemodel_loses,
};
