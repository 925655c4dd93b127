/* RFC 6298.  In the linux profile the variance term has Linux's floor and
 * memory: it is at least rto_min, rises at once, and falls by a quarter of the
 * excess once per round trip. */
#include "tcp/rto.h"
#include "tcp/wheel.h"

/* (5.7): 3 seconds. */
#define RTO_AFTER_LOST_SYN SIM_SEC (3)

/* The granularity G of (2.3): the clock is exact, so it never matters but must
 * not be 0. */
#define RTO_CLOCK_G SIM_US (1)

static void
update_rto (Rto *r, const TcpConfig *cfg)
{
  SimTime rto = rto_srtt (r) + MAX (RTO_CLOCK_G, r->var);

  if (!cfg->rto_min_on_variance)
    rto = MAX (rto, cfg->rto_min);                              /* (2.4) */
  r->rto = MIN (wheel_round_up (cfg->hz, rto), cfg->rto_max);   /* (2.5) */
}

void
rto_init (Rto *r, const TcpConfig *cfg)
{
  *r = (Rto) { .rto = cfg->rto_initial };                       /* (2.1) */
}

/* (2.2) */
static void
first_sample (Rto *r, const TcpConfig *cfg, SimTime rtt, SeqNum nxt)
{
  r->has_sample = TRUE;
  r->srtt8 = rtt * 8;
  r->mdev4 = rtt * 2;                   /* RTTVAR = R/2, K = 4 */
  r->var = cfg->rto_min_on_variance ? MAX (r->mdev4, cfg->rto_min) : r->mdev4;
  r->var_round = r->var;
  r->round_end = nxt;
}

/* (2.3), the deviation.  An RTT that fell moves it by an eighth of the usual
 * step, as in Linux: a sudden improvement is no reason to expect variance. */
static void
update_deviation (Rto *r, const TcpConfig *cfg, SimTime error)
{
  SimTime step = ABS (error) - r->mdev4 / 4;

  if (cfg->rto_min_on_variance && error < 0 && step > 0)
    step /= 8;
  r->mdev4 += step;
}

/* Linux's memory of the largest deviation. */
static void
update_floored_variance (Rto *r, const TcpConfig *cfg, SeqNum una, SeqNum nxt)
{
  r->var_round = MAX (r->var_round, r->mdev4);
  r->var = MAX (r->var, r->var_round);
  if (!seq_gt (una, r->round_end))
    return;

  if (r->var_round < r->var)
    r->var -= (r->var - r->var_round) / 4;
  r->round_end = nxt;
  r->var_round = cfg->rto_min;
}

void
rto_sample (Rto *r, const TcpConfig *cfg, SimTime rtt, SeqNum una, SeqNum nxt)
{
  rtt = MAX (rtt, 1);
  if (!r->has_sample)
    {
      first_sample (r, cfg, rtt, nxt);
    }
  else
    {
      SimTime error = rtt - rto_srtt (r);

      update_deviation (r, cfg, error);         /* first, for it uses the old SRTT */
      r->srtt8 += error;
      if (cfg->rto_min_on_variance)
        update_floored_variance (r, cfg, una, nxt);
      else
        r->var = r->mdev4;
    }
  r->backoff = 0;
  update_rto (r, cfg);
}

void
rto_back_off (Rto *r, const TcpConfig *cfg)
{
  if (r->backoff < G_MAXUINT16)
    r->backoff++;
  r->rto = MIN (r->rto * 2, cfg->rto_max);
}

void
rto_after_lost_syn (Rto *r, const TcpConfig *cfg)
{
  if (r->has_sample)
    return;

  r->backoff = 0;
  r->rto = MIN (RTO_AFTER_LOST_SYN, cfg->rto_max);
}
