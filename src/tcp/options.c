/* TCP options: what a SYN offers, what is agreed, and timestamps (RFC 9293
 * section 3.7.1, RFC 7323, RFC 2018). */
#include "tcp/tcb.h"

/* Octets that timestamps take from every segment, padding included. */
#define TIMESTAMPS_LEN 12

/* RFC 9293 section 3.7.1: the MSS of a peer that names none; and the smallest
 * that Linux lets a peer impose (tcp_min_snd_mss). */
#define MSS_DEFAULT 536
#define MSS_SMALLEST 48

/* New text keeps at least this much room beside SACK blocks. */
#define TEXT_BESIDE_SACK 8

/* RFC 7323 section 5.5: after 24 days a timestamp says nothing any more. */
#define TIMESTAMP_VALID (24 * 24 * SIM_SEC (3600))

/* RFC 7323 section 2.3. */
#define WSCALE_MAX 14

guint32
options_clock (const Tcb *tcb, SimTime now)
{
  return tcb->tsval + (guint32) ((now + tcb->cfg->ts_phase) / tcb->cfg->ts_tick);
}

/* Octets of the SACK option with @n blocks, padding included. */
static guint32
sack_len (guint n)
{
  return n > 0 ? 4 + 8 * n : 0;
}

/* How many SACK blocks fit beside @len octets of text: in the option space, and
 * in what the path takes of one segment. */
static guint
sack_blocks_beside (const Tcb *tcb, guint32 len)
{
  guint n = tcb->agreed.timestamps ? SEG_MAX_SACK - 1 : SEG_MAX_SACK;

  while (n > 0 && len + sack_len (n) > tcb->snd.mss)
    n--;
  return n;
}

static gboolean
has_sack (const Tcb *tcb)
{
  return tcb->agreed.sack && reassembly_n_sack (&tcb->reassembly) > 0;
}

static void
fill_sack (Tcb *tcb, Segment *seg)
{
  if (!has_sack (tcb))
    return;

  seg->n_sack = reassembly_sack (&tcb->reassembly, seg->sack, sack_blocks_beside (tcb, seg->len));
  if (seg->n_sack > 0)
    seg->options |= SEG_OPT_SACK;
}

guint32
options_sack_len (const Tcb *tcb)
{
  if (!has_sack (tcb))
    return 0;

  return sack_len (MIN (reassembly_n_sack (&tcb->reassembly), sack_blocks_beside (tcb, TEXT_BESIDE_SACK)));
}

static void
fill_syn (Tcb *tcb, Segment *seg)
{
  gboolean is_answer = seg->flags & SEG_ACK;

  seg->options |= SEG_OPT_MSS;
  seg->mss = tcb->cfg->mss;
  if (is_answer ? tcb->agreed.sack : tcb->cfg->sack)
    seg->options |= SEG_OPT_SACK_PERMITTED;
  if (is_answer ? tcb->agreed.wscale : tcb->cfg->window_scaling)
    {
      seg->options |= SEG_OPT_WSCALE;
      seg->wscale = tcb->window.wscale;
    }
}

void
options_fill (Tcb *tcb, Segment *seg, SimTime now)
{
  gboolean is_offer = (seg->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN;

  if (is_offer ? tcb->cfg->timestamps : tcb->agreed.timestamps)
    {
      seg->options |= SEG_OPT_TIMESTAMPS;
      seg->tsval = options_clock (tcb, now);
      seg->tsecr = is_offer ? 0 : tcb->agreed.ts_recent;
    }
  if (seg->flags & SEG_SYN)
    fill_syn (tcb, seg);
  else
    fill_sack (tcb, seg);
}

static void
agree_mss (Tcb *tcb, const Segment *syn)
{
  guint32 mss = syn->options & SEG_OPT_MSS ? syn->mss : MSS_DEFAULT;
  guint32 taken = tcb->agreed.timestamps ? TIMESTAMPS_LEN : 0;

  mss = MIN (MAX (mss, MSS_SMALLEST), tcb->cfg->mss);
  tcb->snd.mss = mss - taken;
  tcb->rcv.advmss = tcb->cfg->mss - taken;
}

guint32
options_whole_mss (const Tcb *tcb)
{
  return tcb->snd.mss + (tcb->agreed.timestamps ? TIMESTAMPS_LEN : 0);
}

void
options_agree (Tcb *tcb, const Segment *syn, SimTime now)
{
  Agreed *agreed = &tcb->agreed;

  agreed->timestamps = tcb->cfg->timestamps && (syn->options & SEG_OPT_TIMESTAMPS);
  agreed->sack = tcb->cfg->sack && (syn->options & SEG_OPT_SACK_PERMITTED);
  agreed->wscale = tcb->cfg->window_scaling && (syn->options & SEG_OPT_WSCALE);
  if (agreed->timestamps)
    {
      agreed->ts_recent = syn->tsval;
      agreed->ts_recent_at = now;
    }
  tcb->snd.wscale = agreed->wscale ? MIN (syn->wscale, WSCALE_MAX) : 0;
  agree_mss (tcb, syn);
}

gboolean
options_is_old (const Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!tcb->agreed.timestamps || !(seg->options & SEG_OPT_TIMESTAMPS))
    return FALSE;

  return (gint32) (seg->tsval - tcb->agreed.ts_recent) < 0
         && now - tcb->agreed.ts_recent_at < TIMESTAMP_VALID;
}

void
options_keep_timestamp (Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!tcb->agreed.timestamps || !(seg->options & SEG_OPT_TIMESTAMPS))
    return;
  if (seq_gt (seg->seq, tcb->rcv.wup))
    return;

  tcb->agreed.ts_recent = seg->tsval;
  tcb->agreed.ts_recent_at = now;
}

gboolean
options_echoes_before (const Tcb *tcb, const Segment *seg, guint32 tsval)
{
  return tcb->agreed.timestamps && (seg->options & SEG_OPT_TIMESTAMPS) && seg->tsecr != 0
         && (gint32) (seg->tsecr - tsval) < 0;
}

/* The age of the echo in ticks; negative when there is none. */
static gint32
echoed_ticks (const Tcb *tcb, const Segment *seg, SimTime now)
{
  if (!tcb->agreed.timestamps || !(seg->options & SEG_OPT_TIMESTAMPS) || seg->tsecr == 0)
    return -1;

  return (gint32) (options_clock (tcb, now) - seg->tsecr);
}

SimTime
options_echoed_rtt (const Tcb *tcb, const Segment *seg, SimTime now)
{
  gint32 ticks = echoed_ticks (tcb, seg, now);

  return ticks >= 0 ? MAX (ticks, 1) * tcb->cfg->ts_tick : SIM_NEVER;
}

SimTime
options_receiver_rtt (const Tcb *tcb, const Segment *seg, SimTime now)
{
  return MAX (echoed_ticks (tcb, seg, now), 0) * tcb->cfg->ts_tick;
}
