/* netem's `loss random P [CORR]`: each packet with a chance of P. */
#include "net/loss.h"

static gboolean
random_loses (Loss *loss)
{
  return chance_happens (&loss->chance, loss->spec->p[0], loss->spec->p[1]);
}

const LossOps loss_random = {
  .name = "random",
  .params = "P [CORR]",
  .n_params = 2,
  .loses = random_loses,
};
