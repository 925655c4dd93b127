/* netem's `loss state p13 [p31 [p32 [p23 [p14]]]]`: the four-state Markov chain of
 * Salsano, Ludovici and Ordine (2009).  What is given alone is a chance of loss;
 * p31 makes bursts, p32 and p23 periods of few losses within them, and p14
 * single losses between them. */
#include "base/why.h"
#include "net/loss.h"

enum { P13, P31, P32, P23, P14 };

/* In the chain's own numbers, 1 to 4. */
enum {
  GAP_SENT,
  BURST_SENT,
  BURST_LOST,
  GAP_LOST                      /* alone: the next packet is sent */
};

static gboolean
check_sum (guint32 a, guint32 b, const char *names, char **why)
{
  if (a <= CHANCE_ALWAYS - b)
    return TRUE;
  return why_set (why, "%s together are more than 100%%, write smaller ones", names);
}

/* tc's defaults; what is left of p13 in p31 makes losses independent. */
static gboolean
state_complete (LossSpec *spec, guint n, char **why)
{
  if (n <= P31)
    spec->p[P31] = CHANCE_ALWAYS - spec->p[P13];
  if (n <= P23)
    spec->p[P23] = CHANCE_ALWAYS;
  return check_sum (spec->p[P13], spec->p[P14], "p13 and p14", why)
         && check_sum (spec->p[P31], spec->p[P32], "p31 and p32", why);
}

/* The state after this one, when the draw is @rnd. */
static guint
next_state (const guint32 *p, guint state, guint32 rnd)
{
  switch (state)
    {
    case GAP_SENT:
      if (rnd < p[P14])
        return GAP_LOST;
      return rnd - p[P14] < p[P13] ? BURST_LOST : GAP_SENT;
    case BURST_SENT:
      return rnd < p[P23] ? BURST_LOST : BURST_SENT;
    case BURST_LOST:
      if (rnd < p[P32])
        return BURST_SENT;
      return rnd - p[P32] < p[P31] ? GAP_SENT : BURST_LOST;
    default:
      return GAP_SENT;
    }
}

static gboolean
state_loses (Loss *loss)
{
  loss->state = next_state (loss->spec->p, loss->state, chance_draw (&loss->chance, 0));
  return loss->state == BURST_LOST || loss->state == GAP_LOST;
}

const LossOps loss_state = {
  .name = "state",
  .params = "p13 [p31 [p32 [p23 [p14]]]]",
  .n_params = 5,
  .complete = state_complete,
  .loses = state_loses,
};
