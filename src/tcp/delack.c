/* Delayed ACKs as Linux has them (net/ipv4/tcp_input.c, tcp_output.c and
 * tcp_timer.c describe it): the times are RFC 9293's to choose (section
 * 3.8.6.3 asks for less than 0.5 s). */
#include "tcp/delack.h"

#include "tcp/wheel.h"

/* RFC 9293 section 3.7.1: the segment size when nothing else is known; and the
 * smallest that Linux believes in. */
#define MSS_DEFAULT 536
#define MSS_SMALLEST 88

/* ACKs that are never held together, so that a sender can count to three (RFC
 * 5681 section 3.2; TCP_FASTRETRANS_THRESH). */
#define DUPLICATES_AT_ONCE 3

/* The part of a round trip for which ACKs are held together: a twentieth. */
#define COMPRESSED_PART 20

void
delack_init (Delack *d)
{
  *d = (Delack) { .deadline = SIM_NEVER, .compress_deadline = SIM_NEVER, .rcv_mss = MSS_DEFAULT };
}

void
delack_open (Delack *d, guint32 snd_mss, guint32 advmss, guint32 rcv_wnd, SimTime now)
{
  guint32 guess = MIN (MIN (snd_mss, rcv_wnd / 2), MSS_DEFAULT);

  d->rcv_mss = MIN (MAX (guess, MSS_SMALLEST), advmss);
  d->last_data_at = now;
}

gboolean
delack_in_pingpong (const Delack *d, const TcpConfig *cfg)
{
  return cfg->pingpong_thresh > 0 && d->pingpong >= cfg->pingpong_thresh;
}

gboolean
delack_in_quickack (const Delack *d, const TcpConfig *cfg)
{
  return d->quick > 0 && !delack_in_pingpong (d, cfg);
}

/* As many as half a window of segments takes, up to @most; two where the window
 * is smaller than that. */
static void
add_quickacks (Delack *d, guint32 rcv_wnd, guint32 most)
{
  guint32 n = rcv_wnd / (2 * d->rcv_mss);

  d->quick = MAX (d->quick, MIN (n > 0 ? n : 2, most));
}

void
delack_hurry (Delack *d, const TcpConfig *cfg, guint32 rcv_wnd, guint32 n)
{
  add_quickacks (d, rcv_wnd, MIN (n, cfg->max_quickacks));
  d->pingpong = 0;
  d->ato = cfg->delack_min;
}

void
delack_enter_quickack (Delack *d, const TcpConfig *cfg, guint32 rcv_wnd)
{
  delack_hurry (d, cfg, rcv_wnd, cfg->max_quickacks);
}

void
delack_quicken (Delack *d, const TcpConfig *cfg)
{
  if (cfg->max_quickacks > 0)
    d->quick |= 1;              /* an even number becomes one more, an odd one stays: Linux's */
}

void
delack_on_fin (Delack *d, const TcpConfig *cfg)
{
  d->pingpong = cfg->pingpong_thresh;
  d->is_due = TRUE;
  d->is_news = TRUE;
}

/* Learns the peer's segment size, and notices the end of a write: a push, or a
 * segment shorter than the rest. */
static gboolean
measure_segment (Delack *d, const Segment *seg, guint32 advmss_limit)
{
  guint32 last_short_len = d->last_short_len;

  d->last_short_len = 0;
  if (seg->len >= d->rcv_mss)
    {
      gboolean is_larger = seg->len > d->rcv_mss;

      d->rcv_mss = MIN (seg->len, advmss_limit);
      d->is_pushed = d->is_pushed || (seg->flags & SEG_PSH);
      return is_larger;
    }

  /* Two of the same length, one right after the other: the peer's path has
   * become narrower. */
  if (seg->len >= MSS_DEFAULT || (seg->len >= MSS_SMALLEST && !(seg->flags & SEG_PSH)))
    {
      d->last_short_len = seg->len;
      if (seg->len == last_short_len)
        {
          d->rcv_mss = seg->len;
          return FALSE;
        }
    }
  d->is_pushed_twice = d->is_pushed;
  d->is_pushed = TRUE;
  return FALSE;
}

/* The wait follows the gaps between arrivals: short when data streams. */
static void
adapt_wait (Delack *d, const TcpConfig *cfg, guint32 rcv_wnd, SimTime rto, SimTime now)
{
  SimTime gap = now - d->last_data_at;

  if (d->ato == 0)
    {
      add_quickacks (d, rcv_wnd, cfg->max_quickacks);
      d->ato = cfg->delack_min;
    }
  else if (gap <= cfg->delack_min / 2)
    d->ato = d->ato / 2 + cfg->delack_min / 2;
  else if (gap < d->ato)
    d->ato = MIN (d->ato / 2 + gap, rto);
  else if (gap > rto)
    add_quickacks (d, rcv_wnd, cfg->max_quickacks);     /* the peer has idled, and starts slowly */
}

gboolean
delack_on_data (Delack *d, const TcpConfig *cfg, const Segment *seg, guint32 rcv_wnd,
                SimTime rto, SimTime now)
{
  gboolean is_largest = measure_segment (d, seg, cfg->mss);

  d->is_due = TRUE;
  d->is_news = TRUE;
  adapt_wait (d, cfg, rcv_wnd, rto, now);
  d->last_data_at = now;
  return is_largest;
}

gboolean
delack_measure (Delack *d, const TcpConfig *cfg, const Segment *seg)
{
  return measure_segment (d, seg, cfg->mss);
}

void
delack_on_disorder (Delack *d)
{
  d->is_due = TRUE;
  d->is_news = TRUE;
}

void
delack_on_data_sent (Delack *d, const TcpConfig *cfg, SimTime now)
{
  if (now - d->last_data_at < d->ato && d->pingpong < cfg->pingpong_thresh)
    d->pingpong++;
}

void
delack_at_once (Delack *d, SegReason reason)
{
  d->is_due = TRUE;
  if (d->now == REASON_NONE)
    d->now = reason;
}

void
delack_on_ack_sent (Delack *d, const TcpConfig *cfg)
{
  if (!d->is_due)
    return;                             /* and so nothing below is set */
  if (d->quick > 0 && --d->quick == 0)
    d->ato = cfg->delack_min;           /* leaving quick-ACK mode */
  d->is_due = FALSE;
  d->is_news = FALSE;
  d->now = REASON_NONE;
  d->is_pushed = FALSE;
  d->is_pushed_twice = FALSE;
  d->no_memory = FALSE;
  d->compressed = 0;
  d->deadline = d->compress_deadline = SIM_NEVER;
}

/* Linux's bounds on the wait: half a second, or delack_max once the peer has
 * pushed, and no longer than a round trip where that is known. */
static SimTime
bounded_wait (const Delack *d, const TcpConfig *cfg, SimTime srtt)
{
  SimTime most = SIM_MS (500);

  if (delack_in_pingpong (d, cfg) || d->is_pushed)
    most = cfg->delack_max;
  if (srtt > 0)
    most = MIN (most, MAX (srtt, cfg->delack_min));
  return MIN (d->ato, MIN (most, cfg->delack_max));
}

void
delack_start (Delack *d, const TcpConfig *cfg, SimTime srtt, SimTime now)
{
  SimTime wait;

  if (!d->is_news && d->deadline != SIM_NEVER)
    return;

  d->is_news = FALSE;
  wait = d->ato > cfg->delack_min ? bounded_wait (d, cfg, srtt) : d->ato;
  if (d->ato == 0)
    wait = cfg->delack_min;             /* a FIN without any data before it */
  if (d->deadline != SIM_NEVER && d->wait_end <= now + wait / 4)
    {
      delack_at_once (d, REASON_ACK_DELAYED);
      return;
    }
  if (d->deadline != SIM_NEVER && d->wait_end <= now + wait)
    return;
  d->wait_end = now + wait;
  d->deadline = wheel_expiry (cfg->hz, wait, now);
}

gboolean
delack_compress (Delack *d, const TcpConfig *cfg, SeqNum nxt, SimTime rtt, SimTime now)
{
  SimTime delay = MIN (rtt / COMPRESSED_PART, cfg->comp_sack_delay);

  d->is_news = FALSE;
  if (delay == 0 || d->compressed >= cfg->comp_sack_nr)
    return FALSE;
  if (!seq_eq (d->duplicates_at, nxt))
    {
      d->duplicates_at = nxt;
      d->n_duplicates = 0;
    }
  if (d->n_duplicates < DUPLICATES_AT_ONCE)
    {
      d->n_duplicates++;
      return FALSE;
    }
  d->compressed++;
  if (d->compress_deadline == SIM_NEVER)
    d->compress_deadline = now + delay + cfg->comp_sack_slack;
  return TRUE;
}

void
delack_on_compress_timeout (Delack *d)
{
  d->compress_deadline = SIM_NEVER;
  delack_at_once (d, REASON_ACK_COMPRESSED);
}

void
delack_on_timeout (Delack *d, const TcpConfig *cfg, SimTime rto)
{
  d->deadline = SIM_NEVER;
  if (d->compressed > 0)
    {
      delack_on_compress_timeout (d);
      return;
    }
  if (delack_in_pingpong (d, cfg))
    {
      d->pingpong = 0;
      d->ato = cfg->delack_min;
    }
  else
    {
      d->ato = MIN (d->ato * 2, rto);
    }
  delack_at_once (d, REASON_ACK_DELAYED);
}
