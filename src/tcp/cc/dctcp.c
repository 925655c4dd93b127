/* DCTCP, RFC 8257, as Linux has it: alpha, the share of segments that arrive
 * marked, is estimated once in each window, and a mark costs half of that share
 * of cwnd; a loss costs half of cwnd, and cwnd grows as Reno's.  The receiver's
 * part is in ecn.c.  A connection without ECN has Reno instead. */
#include "tcp/cc/cc.h"

/* alpha = 1. */
#define ALPHA_ONE 1024
#define ALPHA_SHIFT 10

typedef struct {
  guint32 alpha;
  SeqNum window_end;
  guint64 delivered;            /* when the window began ... */
  guint32 delivered_ce;         /* ... modulo 2^32 */
  guint32 loss_cwnd;            /* before the last reduction */
} Dctcp;

static Dctcp *
dctcp_of (Cc *cc)
{
  return cc->priv;
}

static void
start_window (Cc *cc)
{
  Dctcp *dctcp = dctcp_of (cc);

  dctcp->window_end = cc->nxt;
  dctcp->delivered = cc->delivery->delivered;
  dctcp->delivered_ce = cc->delivery->delivered_ce;
}

static void
dctcp_init (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  if (!cc->has_ecn)
    {
      cc->ops = &cc_reno;
      return;
    }
  *dctcp_of (cc) = (Dctcp) { .alpha = cc->cfg->dctcp_alpha_on_init };
  start_window (cc);
}

/* The share in the window that has ended, section 3.3 step 5, times g. */
static guint32
marked_share (Cc *cc)
{
  const Dctcp *dctcp = dctcp_of (cc);
  guint32 marked = cc->delivery->delivered_ce - dctcp->delivered_ce;
  guint64 all = cc->delivery->delivered - dctcp->delivered;

  return ((guint64) marked << (ALPHA_SHIFT - cc->cfg->dctcp_shift_g)) / MAX (all, 1);
}

/* Step 6: alpha = (1 - g) alpha + g M.  What is too little to be reduced by g is
 * nothing (Linux). */
static void
dctcp_observe (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  Dctcp *dctcp = dctcp_of (cc);
  guint32 forgotten = dctcp->alpha >> cc->cfg->dctcp_shift_g;

  if (seq_lt (cc->una, dctcp->window_end))
    return;

  dctcp->alpha -= forgotten > 0 ? forgotten : dctcp->alpha;
  dctcp->alpha = MIN (dctcp->alpha + marked_share (cc), ALPHA_ONE);
  start_window (cc);
}

/* Step 9: cwnd (1 - alpha / 2). */
static guint32
dctcp_ssthresh_on_loss (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  Dctcp *dctcp = dctcp_of (cc);

  dctcp->loss_cwnd = cc->cwnd;
  return MAX (cc->cwnd - ((guint64) cc->cwnd * dctcp->alpha >> (ALPHA_SHIFT + 1)), 2);
}

/* Section 3.5: as any TCP. */
static void
react_to_loss (Cc *cc, SimTime now)
{
  dctcp_of (cc)->loss_cwnd = cc->cwnd;
  cc->ssthresh = cc_reno.ssthresh_on_loss (cc, now);
}

static void
dctcp_set_state (Cc *cc, TcpCaState next, SimTime now)
{
  if (next == TCP_CA_RECOVERY && cc->state != TCP_CA_RECOVERY)
    react_to_loss (cc, now);
}

static void
dctcp_event (Cc *cc, CcEvent event, SimTime now)
{
  if (event == CC_EVENT_LOSS)
    react_to_loss (cc, now);
}

static guint32
dctcp_undo_cwnd (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  return MAX (cc->cwnd, dctcp_of (cc)->loss_cwnd);
}

static guint64
in_millionths (guint64 part, guint64 whole)
{
  return part * 1000000 / MAX (whole, 1);
}

static void
dctcp_describe (const Cc *cc, SimTime now, TcpControl *control)
{
  const Dctcp *dctcp = cc->priv;
  guint64 delivered = cc->delivery->delivered - dctcp->delivered;
  guint32 marked = cc->delivery->delivered_ce - dctcp->delivered_ce;

  cc_reno_describe (cc, now, control);
  control->rule = "RFC 8257";
  cc_tell (control, "alpha, the share of segments that arrive marked, as estimated (RFC 8257 3.3)", TCP_UNIT_MILLIONTHS,
           in_millionths (dctcp->alpha, ALPHA_ONE));
  cc_tell (control, "g, the weight of each new window in it", TCP_UNIT_MILLIONTHS,
           in_millionths (1, 1 << cc->cfg->dctcp_shift_g));
  cc_tell (control, "delivered in this window so far", TCP_UNIT_SEGMENTS, delivered);
  cc_tell (control, "of these marked", TCP_UNIT_SEGMENTS, marked);
  cc_tell (control, "M, the share of them", TCP_UNIT_MILLIONTHS, in_millionths (marked, delivered));
  cc_tell (control, "what a mark leaves of cwnd, 1 - alpha / 2", TCP_UNIT_MILLIONTHS,
           in_millionths (2 * ALPHA_ONE - dctcp->alpha, 2 * ALPHA_ONE));
}

const CcOps cc_dctcp = {
  .name = "dctcp",
  .priv_size = sizeof (Dctcp),
  .wants_ecn = TRUE,
  .init = dctcp_init,
  .ssthresh_on_loss = dctcp_ssthresh_on_loss,
  .on_ack = cc_reno_on_ack,
  .observe = dctcp_observe,
  .set_state = dctcp_set_state,
  .event = dctcp_event,
  .undo_cwnd = dctcp_undo_cwnd,
  .describe = dctcp_describe,
};
