/* BBR, version 1, as Linux has it (Cardwell et al., "BBR: Congestion-Based
 * Congestion Control", ACM Queue 14(5), 2016; draft-cardwell-iccrg-bbr-00): it
 * models the path by the most that it delivered in ten round trips and the least
 * round-trip time of ten seconds, sends at that rate, times a gain, and bounds
 * what is in flight by a multiple of their product.  Where losses look like a
 * policer's it sends at the rate that the policer lets through; where ACKs come
 * in heaps cwnd has room for a heap. */
#include "tcp/cc/cc.h"
#include "tcp/winmax.h"
#include "tcpsim/base/rng.h"

/* Bandwidths are segments a microsecond times 2^24, in 32 bits: from 60
 * segments in 1000 s to 256 segments a microsecond. */
#define BW_SHIFT 24
#define BW_FRACTION ((1 << BW_SHIFT) - 1)

/* Gains are multiples of 1/256. */
#define GAIN_SHIFT 8
#define GAIN_ONE (1 << GAIN_SHIFT)

/* 2 / ln 2: the least that lets the rate double in each round trip.  The gain of
 * DRAIN is its inverse. */
#define GAIN_HIGH (GAIN_ONE * 2885 / 1000 + 1)
#define GAIN_DRAIN (GAIN_ONE * 1000 / 2885)

/* cwnd in PROBE_BW: room for ACKs that are late or come together. */
#define GAIN_CWND (2 * GAIN_ONE)

/* PROBE_BW begins in one of so many phases of its cycle, chosen at random. */
#define CYCLE_CHOICES 7

/* How long a rate counts, in round trips, and the least round-trip time. */
#define BW_WINDOW 10
#define MIN_RTT_WINDOW SIM_SEC (10)

/* PROBE_RTT: so few segments in flight, for so long at least. */
#define PROBE_RTT_CWND 4
#define PROBE_RTT_TIME SIM_MS (200)

/* The pace is this much below the rate, in per cent, so that queues drain. */
#define PACING_MARGIN 1

/* What the round-trip time is taken for before there is any. */
#define NOMINAL_RTT SIM_MS (1)

/* The pipe is full when three round trips brought less than a quarter more. */
#define FULL_BW_GAIN (GAIN_ONE * 5 / 4)
#define FULL_BW_ROUNDS 3

/* RFC 6928; as far as cwnd grows whatever the model says. */
#define INITIAL_CWND 10

/* A policer: two intervals of 4 to 16 round trips, each with losses above 50/256
 * of what was delivered, whose rates differ by an eighth or 4 kbit/s at most.  Its
 * rate is kept for 48 round trips. */
#define POLICED_MIN_ROUNDS 4
#define POLICED_MAX_ROUNDS 16
#define POLICED_LOSS 50
#define POLICED_LOSS_ONE 256
#define POLICED_RATIO 8
#define POLICED_DIFFERENCE (4000 / 8)
#define POLICED_KEEP_ROUNDS 48

/* Heaps of ACKs: the larger of two windows of five round trips; cwnd has room for
 * what 100 ms deliver at most.  A count so large begins anew. */
#define HEAP_ROUNDS 5
#define HEAP_TIME_MAX SIM_MS (100)
#define HEAP_COUNT_MAX (1 << 20)

/* Linux hands the device about a millisecond's worth at once: 2^-10 of the pacing
 * rate, but less than 64 KiB with headers, and two segments unless it is slow. */
#define BURST_SHIFT 10
#define BURST_MAX (65536 - 1 - 320)
#define BURST_SLOW (1200000 / 8)
#define BURST_SEGMENTS_MAX 127

typedef enum { STARTUP, DRAIN, PROBE_BW, PROBE_RTT } Mode;

typedef struct {
  WinMax bw;                    /* by round */
  SimTime min_rtt;              /* SIM_NEVER: never measured */
  SimTime min_rtt_at;
  SimTime probe_rtt_until;      /* SIM_NEVER: not down to PROBE_RTT_CWND yet */
  SimTime phase_at;             /* when this phase of the cycle began */
  SimTime policed_at;           /* when the interval began ... */
  guint64 policed_delivered;    /* ... the totals then */
  guint32 policed_lost;         /* modulo 2^32 */
  SimTime heap_at;              /* when the heap began ... */
  guint32 heap_acked;           /* ... and what it has brought */
  guint16 heap_extra[2];        /* the most beyond what was expected, by window */
  guint64 round_end;            /* the round ends when what is sent from here on is delivered */
  guint32 round;
  guint32 policed_bw;           /* 0: no interval yet */
  guint32 full_bw;
  guint32 prior_cwnd;           /* the last that was not cut by losses or by PROBE_RTT */
  guint16 pacing_gain, cwnd_gain;
  guint8 mode;                  /* Mode */
  guint8 phase;
  guint8 prior_state;           /* TcpCaState at the last ACK */
  guint8 full_bw_rounds;        /* round trips without large gains */
  guint8 policed_rounds;        /* of this interval, or since the policer's rate is in use */
  guint8 heap_age, heap_window; /* round trips of this window, and which it is */
  guint is_full : 1;            /* STARTUP has filled the pipe */
  guint starts_round : 1;       /* a round begins with this ACK */
  guint conserves : 1;          /* the first round of recovery: one out for one in */
  guint restarts : 1;           /* from idleness */
  guint has_probed : 1;         /* a round of PROBE_RTT is over */
  guint has_seen_rtt : 1;
  guint is_sampling : 1;        /* losses have begun: intervals are taken */
  guint is_policed : 1;         /* policed_bw is the rate */
} Bbr;

static Bbr *
bbr_of (const Cc *cc)
{
  return cc->priv;
}

/* Arithmetic. */

/* Fewer than 2^29 segments, in any time. */
static guint32
bandwidth (guint64 segments, SimTime interval)
{
  return MIN ((segments << BW_SHIFT) * 1000 / (guint64) MAX (interval, 1), G_MAXUINT32);
}

/* Segments that @bw delivers in @time. */
static guint64
delivered_in (guint32 bw, SimTime time)
{
  return bw * (guint64) MIN (time / 1000, G_MAXUINT32) >> BW_SHIFT;
}

/* Octets a second.  The whole and the fraction are multiplied apart: any
 * bandwidth, segment and gain fit. */
static guint64
octets_a_second (const Cc *cc, guint32 bw, guint gain)
{
  const guint64 margin = 1000000 / 100 * (100 - PACING_MARGIN);
  guint64 rate = (guint64) bw * cc->mss * gain >> GAIN_SHIFT;

  return (rate >> BW_SHIFT) * margin + ((rate & BW_FRACTION) * margin >> BW_SHIFT);
}

/* The path as modelled. */

static guint32
max_bw (const Cc *cc)
{
  return winmax_get (&bbr_of (cc)->bw);
}

static guint32
path_bw (const Cc *cc)
{
  return bbr_of (cc)->is_policed ? bbr_of (cc)->policed_bw : max_bw (cc);
}

/* Segments that leave as one, in Linux. */
static guint32
burst (const Cc *cc)
{
  guint32 segments = MIN (cc->pacing_rate >> BURST_SHIFT, BURST_MAX) / cc->mss;

  return MIN (MAX (segments, cc->pacing_rate < BURST_SLOW ? 1 : 2), BURST_SEGMENTS_MAX);
}

/* The product of bandwidth and delay, times @gain, rounded up lest the model
 * starve itself.  Fewer than 2^29 segments. */
static guint32
product (const Cc *cc, guint32 bw, guint gain)
{
  const Bbr *bbr = bbr_of (cc);
  guint64 segments;

  if (bbr->min_rtt == SIM_NEVER)
    return INITIAL_CWND;

  segments = bw * (guint64) MIN (bbr->min_rtt / 1000, G_MAXUINT32);
  segments = MIN (segments, G_GUINT64_CONSTANT (1) << (BW_SHIFT + 29));
  return ((segments * gain >> GAIN_SHIFT) + BW_FRACTION) >> BW_SHIFT;
}

/* Room for a burst at either end and in between; even, for receivers that
 * acknowledge every second segment; and enough that the probing phase goes beyond
 * a small product. */
static guint32
with_room_for_bursts (const Cc *cc, guint32 segments)
{
  const Bbr *bbr = bbr_of (cc);

  segments = (segments + 3 * burst (cc) + 1) & ~1u;
  return segments + (bbr->mode == PROBE_BW && bbr->phase == 0 ? 2 : 0);
}

static guint32
inflight_for (const Cc *cc, guint32 bw, guint gain)
{
  return with_room_for_bursts (cc, product (cc, bw, gain));
}

/* What of @in_flight will still be in the network when pacing lets the next
 * segment go, with that burst where more is wanted in flight. */
static guint32
in_network_at_departure (Cc *cc, const CcAck *ack, guint32 in_flight, SimTime now)
{
  guint64 gone = delivered_in (path_bw (cc), MAX (ack->departs_at - now, 0));

  if (bbr_of (cc)->pacing_gain > GAIN_ONE)
    in_flight += burst (cc);
  return gone < in_flight ? in_flight - gone : 0;
}

/* Pacing. */

/* The window of the handshake's end in its round trip. */
static void
guess_pacing_rate (Cc *cc)
{
  bbr_of (cc)->has_seen_rtt = cc->srtt > 0;
  cc->pacing_rate = octets_a_second (cc, bandwidth (cc->cwnd, cc->srtt > 0 ? cc->srtt : NOMINAL_RTT),
                                     GAIN_HIGH);
}

/* Until the pipe is full the pace never falls. */
static void
set_pacing_rate (Cc *cc, guint32 bw, guint gain)
{
  Bbr *bbr = bbr_of (cc);
  guint64 rate = octets_a_second (cc, bw, gain);

  if (!bbr->has_seen_rtt && cc->srtt > 0)
    guess_pacing_rate (cc);
  if (bbr->is_full || rate > cc->pacing_rate)
    cc->pacing_rate = rate;
}

/* Modes. */

static void
next_phase (Cc *cc)
{
  Bbr *bbr = bbr_of (cc);

  bbr->phase = (bbr->phase + 1) % 8;
  bbr->phase_at = cc->delivery->delivered_at;
}

/* Any phase but the one that drains: flows that share a queue should not probe at
 * the same time. */
static void
enter_probe_bw (Cc *cc)
{
  Bbr *bbr = bbr_of (cc);
  Rng rng;

  rng_init (&rng, cc->seed, "bbr.phase");
  cc->seed = rng_next (&rng);
  bbr->mode = PROBE_BW;
  bbr->phase = 7 - rng_below (&rng, CYCLE_CHOICES);
  next_phase (cc);
}

static void
leave_probe_rtt (Cc *cc, SimTime now)
{
  Bbr *bbr = bbr_of (cc);

  if (now <= bbr->probe_rtt_until)
    return;

  bbr->min_rtt_at = now;
  cc->cwnd = MAX (cc->cwnd, bbr->prior_cwnd);
  if (bbr->is_full)
    enter_probe_bw (cc);
  else
    bbr->mode = STARTUP;
}

static void
save_cwnd (Cc *cc)
{
  Bbr *bbr = bbr_of (cc);

  if (bbr->prior_state < TCP_CA_RECOVERY && bbr->mode != PROBE_RTT)
    bbr->prior_cwnd = cc->cwnd;
  else
    bbr->prior_cwnd = MAX (bbr->prior_cwnd, cc->cwnd);
}

/* Policers. */

static void
start_interval (Cc *cc)
{
  Bbr *bbr = bbr_of (cc);

  bbr->policed_at = cc->delivery->delivered_at;
  bbr->policed_delivered = cc->delivery->delivered;
  bbr->policed_lost = cc->delivery->lost;
  bbr->policed_rounds = 0;
}

static void
forget_policer (Cc *cc)
{
  Bbr *bbr = bbr_of (cc);

  bbr->policed_bw = 0;
  bbr->is_policed = bbr->is_sampling = FALSE;
  start_interval (cc);
}

static gboolean
is_close (const Cc *cc, guint32 a, guint32 b)
{
  guint32 difference = a > b ? a - b : b - a;

  return (guint64) difference * POLICED_RATIO <= b
         || octets_a_second (cc, difference, GAIN_ONE) <= POLICED_DIFFERENCE;
}

/* An interval with many losses has ended; another before it that delivered as
 * much makes it a policer. */
static void
end_interval (Cc *cc, guint32 bw)
{
  Bbr *bbr = bbr_of (cc);

  if (bbr->policed_bw > 0 && is_close (cc, bw, bbr->policed_bw))
    {
      bbr->policed_bw = ((guint64) bw + bbr->policed_bw) / 2;
      bbr->is_policed = TRUE;
      bbr->pacing_gain = GAIN_ONE;
      bbr->policed_rounds = 0;
      return;
    }
  bbr->policed_bw = bw;
  start_interval (cc);
}

/* After a while the policer may be gone. */
static void
doubt_policer (Cc *cc)
{
  Bbr *bbr = bbr_of (cc);

  if (bbr->mode != PROBE_BW || !bbr->starts_round || ++bbr->policed_rounds < POLICED_KEEP_ROUNDS)
    return;

  forget_policer (cc);
  enter_probe_bw (cc);
}

/* Whether this loss ends an interval. */
static gboolean
is_interval_lossy (Cc *cc)
{
  const Bbr *bbr = bbr_of (cc);
  guint64 lost = (guint32) (cc->delivery->lost - bbr->policed_lost);
  guint64 delivered = cc->delivery->delivered - bbr->policed_delivered;

  return delivered > 0 && lost * POLICED_LOSS_ONE >= POLICED_LOSS * delivered
         && cc->delivery->delivered_at - bbr->policed_at >= SIM_MS (1);
}

/* Intervals begin and end with a loss: then the policer has no tokens left, and
 * lets through what it is set to. */
static void
look_for_policer (Cc *cc, guint32 lost, gboolean is_app_limited)
{
  Bbr *bbr = bbr_of (cc);

  if (bbr->is_policed)
    {
      doubt_policer (cc);
      return;
    }
  if (!bbr->is_sampling)
    {
      if (lost == 0)
        return;
      start_interval (cc);
      bbr->is_sampling = TRUE;
    }
  bbr->policed_rounds += bbr->starts_round;
  if (is_app_limited || bbr->policed_rounds > POLICED_MAX_ROUNDS)
    forget_policer (cc);
  else if (bbr->policed_rounds >= POLICED_MIN_ROUNDS && lost > 0 && is_interval_lossy (cc))
    end_interval (cc, bandwidth (cc->delivery->delivered - bbr->policed_delivered,
                                 cc->delivery->delivered_at - bbr->policed_at));
}

/* The model, step by step. */

static gboolean
has_sample (const CcAck *ack)
{
  return ack->sample_interval != SIM_NEVER;
}

/* A sample that the application held down counts where it is the best. */
static void
update_bw (Cc *cc, const CcAck *ack)
{
  Bbr *bbr = bbr_of (cc);
  guint32 bw;

  bbr->starts_round = FALSE;
  if (!has_sample (ack))
    return;

  if (ack->prior_delivered >= bbr->round_end)
    {
      bbr->round_end = cc->delivery->delivered;
      bbr->round++;
      bbr->starts_round = TRUE;
      bbr->conserves = FALSE;
    }
  look_for_policer (cc, ack->lost, ack->is_app_limited);
  bw = bandwidth (ack->sample_delivered, ack->sample_interval);
  if (!ack->is_app_limited || bw >= max_bw (cc))
    winmax_add (&bbr->bw, BW_WINDOW, bbr->round, bw);
}

static void
age_heaps (Bbr *bbr)
{
  if (!bbr->starts_round || ++bbr->heap_age < HEAP_ROUNDS)
    return;

  bbr->heap_age = 0;
  bbr->heap_window = !bbr->heap_window;
  bbr->heap_extra[bbr->heap_window] = 0;
}

/* How far ACKs run ahead of what the bandwidth lets one expect; a heap is over
 * when they do not. */
static void
update_heaps (Cc *cc, const CcAck *ack)
{
  Bbr *bbr = bbr_of (cc);
  guint64 expected;
  guint32 extra;

  if (!has_sample (ack) || ack->acked == 0)
    return;

  age_heaps (bbr);
  expected = delivered_in (path_bw (cc), cc->delivery->delivered_at - bbr->heap_at);
  if (bbr->heap_acked <= expected || bbr->heap_acked + ack->acked >= HEAP_COUNT_MAX)
    {
      bbr->heap_acked = 0;
      bbr->heap_at = cc->delivery->delivered_at;
      expected = 0;
    }
  bbr->heap_acked = MIN (bbr->heap_acked + ack->acked, HEAP_COUNT_MAX - 1);
  extra = MIN (MIN (bbr->heap_acked - expected, cc->cwnd), G_MAXUINT16);
  bbr->heap_extra[bbr->heap_window] = MAX (bbr->heap_extra[bbr->heap_window], extra);
}

/* A phase lasts a round trip; probing goes on until there is as much in flight as
 * it wants, or a loss; draining is over when the queue is gone. */
static gboolean
is_phase_over (Cc *cc, const CcAck *ack, SimTime now)
{
  const Bbr *bbr = bbr_of (cc);
  gboolean is_full_length = cc->delivery->delivered_at - bbr->phase_at > bbr->min_rtt;
  guint32 in_network;

  if (bbr->pacing_gain == GAIN_ONE)
    return is_full_length;

  in_network = in_network_at_departure (cc, ack, ack->prior_in_flight, now);
  if (bbr->pacing_gain > GAIN_ONE)
    return is_full_length
           && (ack->lost > 0 || in_network >= inflight_for (cc, max_bw (cc), bbr->pacing_gain));
  return is_full_length || in_network <= inflight_for (cc, max_bw (cc), GAIN_ONE);
}

static void
update_phase (Cc *cc, const CcAck *ack, SimTime now)
{
  if (bbr_of (cc)->mode == PROBE_BW && is_phase_over (cc, ack, now))
    next_phase (cc);
}

static void
check_full_pipe (Cc *cc, const CcAck *ack)
{
  Bbr *bbr = bbr_of (cc);

  if (bbr->is_full || !bbr->starts_round || ack->is_app_limited)
    return;

  if (max_bw (cc) >= (guint64) bbr->full_bw * FULL_BW_GAIN >> GAIN_SHIFT)
    {
      bbr->full_bw = max_bw (cc);
      bbr->full_bw_rounds = 0;
      return;
    }
  bbr->is_full = ++bbr->full_bw_rounds >= FULL_BW_ROUNDS;
}

static void
check_drain (Cc *cc, const CcAck *ack, SimTime now)
{
  Bbr *bbr = bbr_of (cc);

  if (bbr->mode == STARTUP && bbr->is_full)
    {
      bbr->mode = DRAIN;
      cc->ssthresh = inflight_for (cc, max_bw (cc), GAIN_ONE);
    }
  if (bbr->mode == DRAIN
      && in_network_at_departure (cc, ack, ack->in_flight, now) <= inflight_for (cc, max_bw (cc), GAIN_ONE))
    enter_probe_bw (cc);
}

/* With so little in flight rates are low, and no measure of the path. */
static void
probe_rtt (Cc *cc, const CcAck *ack, SimTime now)
{
  Bbr *bbr = bbr_of (cc);

  cc->delivery->app_limited = MAX (cc->delivery->delivered + ack->in_flight, 1);
  if (bbr->probe_rtt_until == SIM_NEVER)
    {
      if (ack->in_flight > PROBE_RTT_CWND)
        return;
      bbr->probe_rtt_until = now + PROBE_RTT_TIME;
      bbr->has_probed = FALSE;
      bbr->round_end = cc->delivery->delivered;
      return;
    }
  bbr->has_probed |= bbr->starts_round;
  if (bbr->has_probed)
    leave_probe_rtt (cc, now);
}

static void
update_min_rtt (Cc *cc, const CcAck *ack, SimTime now)
{
  Bbr *bbr = bbr_of (cc);
  gboolean is_old = now > bbr->min_rtt_at + MIN_RTT_WINDOW;

  if (ack->rtt != SIM_NEVER && (ack->rtt <= bbr->min_rtt || (is_old && !ack->is_ack_delayed)))
    {
      bbr->min_rtt = ack->rtt;
      bbr->min_rtt_at = now;
    }
  if (is_old && !bbr->restarts && bbr->mode != PROBE_RTT)
    {
      bbr->mode = PROBE_RTT;
      save_cwnd (cc);
      bbr->probe_rtt_until = SIM_NEVER;
    }
  if (bbr->mode == PROBE_RTT)
    probe_rtt (cc, ack, now);
  if (ack->sample_delivered > 0)
    bbr->restarts = FALSE;
}

/* PROBE_BW's cycle: look for more, give back what was built up, and cruise. */
static void
update_gains (Bbr *bbr)
{
  static const guint16 cycle[] = {
    GAIN_ONE * 5 / 4, GAIN_ONE * 3 / 4, GAIN_ONE, GAIN_ONE, GAIN_ONE, GAIN_ONE, GAIN_ONE, GAIN_ONE
  };

  switch (bbr->mode)
    {
    case STARTUP:
      bbr->pacing_gain = bbr->cwnd_gain = GAIN_HIGH;
      break;
    case DRAIN:
      bbr->pacing_gain = GAIN_DRAIN;
      bbr->cwnd_gain = GAIN_HIGH;
      break;
    case PROBE_BW:
      bbr->pacing_gain = bbr->is_policed ? GAIN_ONE : cycle[bbr->phase];
      bbr->cwnd_gain = GAIN_CWND;
      break;
    case PROBE_RTT:
      bbr->pacing_gain = bbr->cwnd_gain = GAIN_ONE;
      break;
    }
}

/* cwnd. */

static guint32
room_for_heaps (const Cc *cc)
{
  const Bbr *bbr = bbr_of (cc);

  if (!bbr->is_full)
    return 0;
  return MIN (MAX (bbr->heap_extra[0], bbr->heap_extra[1]), delivered_in (path_bw (cc), HEAP_TIME_MAX));
}

/* In the first round of recovery what arrives lets as much go, and after it what
 * was lost is taken off before cwnd grows again; the end brings back what there
 * was before.  TRUE when that is all there is to cwnd. */
static gboolean
recover (Cc *cc, const CcAck *ack, guint32 *cwnd)
{
  Bbr *bbr = bbr_of (cc);
  gboolean was_repairing = bbr->prior_state >= TCP_CA_RECOVERY;

  if (ack->lost > 0)
    *cwnd = *cwnd > ack->lost ? *cwnd - ack->lost : 1;
  if (cc->state == TCP_CA_RECOVERY && bbr->prior_state != TCP_CA_RECOVERY)
    {
      bbr->conserves = TRUE;
      bbr->round_end = cc->delivery->delivered;
      *cwnd = ack->in_flight + ack->acked;
    }
  else if (was_repairing && cc->state < TCP_CA_RECOVERY)
    {
      *cwnd = MAX (*cwnd, bbr->prior_cwnd);
      bbr->conserves = FALSE;
    }
  bbr->prior_state = cc->state;
  if (bbr->conserves)
    *cwnd = MAX (*cwnd, ack->in_flight + ack->acked);
  return bbr->conserves;
}

/* As in slow start towards the target, and down to it once the pipe is full. */
static guint32
approach (Cc *cc, const CcAck *ack, guint32 cwnd)
{
  const Bbr *bbr = bbr_of (cc);
  guint32 target = product (cc, path_bw (cc), bbr->cwnd_gain) + room_for_heaps (cc);

  target = with_room_for_bursts (cc, target);
  if (bbr->is_full)
    cwnd = MIN (cwnd + ack->acked, target);
  else if (cwnd < target || cc->delivery->delivered < INITIAL_CWND)
    cwnd += ack->acked;
  return MAX (cwnd, PROBE_RTT_CWND);
}

static void
set_cwnd (Cc *cc, const CcAck *ack)
{
  guint32 cwnd = cc->cwnd;

  if (ack->acked > 0 && !recover (cc, ack, &cwnd))
    cwnd = approach (cc, ack, cwnd);
  cc->cwnd = bbr_of (cc)->mode == PROBE_RTT ? MIN (cwnd, PROBE_RTT_CWND) : cwnd;
}

/* What the sender calls. */

static void
bbr_control (Cc *cc, const CcAck *ack, SimTime now)
{
  update_bw (cc, ack);
  update_heaps (cc, ack);
  update_phase (cc, ack, now);
  check_full_pipe (cc, ack);
  check_drain (cc, ack, now);
  update_min_rtt (cc, ack, now);
  update_gains (bbr_of (cc));
  set_pacing_rate (cc, path_bw (cc), bbr_of (cc)->pacing_gain);
  set_cwnd (cc, ack);
}

static void
bbr_init (Cc *cc, SimTime now)
{
  *bbr_of (cc) = (Bbr) {
    .min_rtt = cc->min_rtt, .min_rtt_at = now, .probe_rtt_until = SIM_NEVER, .heap_at = now,
    .mode = STARTUP, .pacing_gain = GAIN_HIGH, .cwnd_gain = GAIN_HIGH
  };
  cc->ssthresh = CC_SSTHRESH_UNSET;
  winmax_reset (&bbr_of (cc)->bw, 0, 0);
  guess_pacing_rate (cc);
  forget_policer (cc);
}

/* The loss is answered by the model; cwnd is to come back to where it was. */
static guint32
bbr_ssthresh_on_loss (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  save_cwnd (cc);
  return cc->ssthresh;
}

/* A timeout ends a round, and what is full after it is to be seen. */
static void
bbr_set_state (Cc *cc, TcpCaState next, SimTime now G_GNUC_UNUSED)
{
  Bbr *bbr = bbr_of (cc);

  if (next != TCP_CA_LOSS)
    return;

  bbr->prior_state = TCP_CA_LOSS;
  bbr->full_bw = 0;
  bbr->starts_round = TRUE;
  look_for_policer (cc, 1, FALSE);
}

/* After a pause of the application's: at the path's rate, for there is no need to
 * be faster, and the pause may have been as good as a probe. */
static void
bbr_event (Cc *cc, CcEvent event, SimTime now)
{
  Bbr *bbr = bbr_of (cc);

  if (event != CC_EVENT_TX_START || cc->delivery->app_limited == 0)
    return;

  bbr->restarts = TRUE;
  bbr->heap_at = now;
  bbr->heap_acked = 0;
  if (bbr->mode == PROBE_BW)
    set_pacing_rate (cc, path_bw (cc), GAIN_ONE);
  else if (bbr->mode == PROBE_RTT)
    leave_probe_rtt (cc, now);
}

/* What slowed the flow down was no loss. */
static guint32
bbr_undo_cwnd (Cc *cc, SimTime now G_GNUC_UNUSED)
{
  bbr_of (cc)->full_bw = 0;
  bbr_of (cc)->full_bw_rounds = 0;
  forget_policer (cc);
  return cc->cwnd;
}

/* For people. */

#define DRAFT "draft-cardwell-iccrg-bbr-congestion-control-00"

static const char *
phase_name (const Bbr *bbr)
{
  switch (bbr->mode)
    {
    case STARTUP: return "STARTUP: the rate doubles in each round trip until the bandwidth stops growing";
    case DRAIN:   return "DRAIN: slower than the path, until the queue that STARTUP built is gone";
    case PROBE_RTT:
      return "PROBE_RTT: four segments in flight for 200 ms, so that queues empty and the round trip can be measured";
    }
  if (bbr->pacing_gain > GAIN_ONE)
    return "PROBE_BW, probing: for a round trip a quarter faster than the bandwidth, to see whether there is more";
  if (bbr->pacing_gain < GAIN_ONE)
    return "PROBE_BW, draining: a quarter slower, until what the probing built up is gone";
  return "PROBE_BW, cruising: at the bandwidth";
}

static const char *
remark_on (const Bbr *bbr)
{
  if (bbr->conserves)
    return "it is the first round trip of a recovery: for each segment delivered one may go (packet conservation)";
  if (bbr->prior_state >= TCP_CA_RECOVERY)
    return "losses are being repaired: each takes one off cwnd, and cwnd grows again by what is delivered, up to the "
           "target";
  if (bbr->is_policed)
    return "losses look like those of a policer, whose rate is kept to";
  return NULL;
}

static void
tell_gain (TcpControl *control, const char *name, guint gain)
{
  cc_tell (control, name, TCP_UNIT_MILLIONTHS, (guint64) gain * 1000000 >> GAIN_SHIFT);
}

static void
bbr_describe (const Cc *cc, SimTime now, TcpControl *control)
{
  const Bbr *bbr = bbr_of (cc);
  guint64 rate = (guint64) path_bw (cc) * cc->mss;

  control->rule = bbr->prior_state >= TCP_CA_RECOVERY ? DRAFT " 4.2.3.4" : DRAFT " 4.2";
  control->phase = phase_name (bbr);
  control->remark = remark_on (bbr);
  cc_tell (control, "bandwidth, the most delivered in ten round trips", TCP_UNIT_OCTETS_A_SECOND,
           (rate >> BW_SHIFT) * 1000000 + ((rate & BW_FRACTION) * 1000000 >> BW_SHIFT));
  if (bbr->min_rtt != SIM_NEVER)
    {
      cc_tell (control, "the least round trip of ten seconds", TCP_UNIT_NANOSECONDS, bbr->min_rtt);
      cc_tell (control, "since that was measured", TCP_UNIT_NANOSECONDS, now - bbr->min_rtt_at);
    }
  cc_tell (control, "their product, the BDP", TCP_UNIT_SEGMENTS, product (cc, path_bw (cc), GAIN_ONE));
  tell_gain (control, "pacing gain", bbr->pacing_gain);
  cc_tell (control, "pace", TCP_UNIT_OCTETS_A_SECOND, cc->pacing_rate);
  tell_gain (control, "cwnd gain", bbr->cwnd_gain);
  cc_tell (control, "the cwnd aimed at, with room for bursts", TCP_UNIT_SEGMENTS,
           with_room_for_bursts (cc, product (cc, path_bw (cc), bbr->cwnd_gain) + room_for_heaps (cc)));
  if (!bbr->is_full)
    cc_tell (control, "round trips without a quarter more bandwidth (three end STARTUP)", TCP_UNIT_COUNT,
             bbr->full_bw_rounds);
}

const CcOps cc_bbr = {
  .name = "bbr",
  .priv_size = sizeof (Bbr),
  .wants_pacing = TRUE,
  .sndbuf_windows = 3,          /* it may grow while it recovers (Linux) */
  .init = bbr_init,
  .ssthresh_on_loss = bbr_ssthresh_on_loss,
  .control = bbr_control,
  .set_state = bbr_set_state,
  .event = bbr_event,
  .undo_cwnd = bbr_undo_cwnd,
  .describe = bbr_describe,
};
