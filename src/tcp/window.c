/* Receive window, RFC 9293 section 3.8.6, with Linux's arithmetic (net/ipv4,
 * tcp_select_initial_window, __tcp_select_window and tcp_prune_queue describe
 * it).  The rate that the buffer grows with is measured in autotune.c. */
#include "tcp/window.h"

/* tcp_adv_win_scale 1: half of the memory is taken for payload at first. */
#define INITIAL_RATIO 128
#define RATIO_ONE 256

/* A socket buffer as Linux allocates it: the descriptor, and behind it one
 * allocation of a power of two for headroom, headers, payload and the shared
 * info; 438 is what stands beside the payload on an Ethernet-like device. */
#define BUFFER_DESCRIPTOR 256
#define BUFFER_BESIDE_PAYLOAD 438
#define BUFFER_SMALLEST 512

/* Payload of one page, and the memory that it then takes: what segments are
 * copied together into. */
#define COLLAPSED_PAYLOAD 3776
#define COLLAPSED_MEMORY (4096 + BUFFER_DESCRIPTOR)

/* The largest shift, RFC 7323 section 2.3. */
#define WSCALE_MAX 14

/* Memory that a segment of @len octets takes. */
static guint32
memory_of (guint32 len)
{
  gulong octets = MAX (len + BUFFER_BESIDE_PAYLOAD, BUFFER_SMALLEST);

  return (1u << g_bit_storage (octets - 1)) + BUFFER_DESCRIPTOR;
}

/* Octets of window that @memory is good for. */
static guint32
window_of (const RecvWindow *w, guint32 memory)
{
  return (guint64) memory * w->ratio / RATIO_ONE;
}

/* More memory, held at the largest number: a million small segments take more
 * than 32 bits count, and are over the buffer long before. */
static guint32
add_memory (guint32 memory, guint32 more)
{
  return MIN ((guint64) memory + more, G_MAXUINT32);
}

static guint32
free_window (const RecvWindow *w)
{
  guint64 used = (guint64) w->used_memory + w->held_memory;

  return used < w->buffer ? window_of (w, w->buffer - used) : 0;
}

/* The largest window that the header's field can say. */
static guint32
most_expressible (const RecvWindow *w)
{
  return (guint32) G_MAXUINT16 << w->wscale;
}

static guint32
round_up_to_scale (const RecvWindow *w, guint32 window)
{
  guint32 unit = 1u << w->wscale;

  return (window + unit - 1) & ~(unit - 1);
}

/* The shift that lets the window reach @space: the highest bit of it comes to
 * stand at bit 15. */
static guint8
shift_for (guint32 space)
{
  guint shift = 0;

  while (shift < WSCALE_MAX && (space >> shift) > G_MAXUINT16)
    shift++;
  return shift;
}

/* A buffer that the user has set will not grow. */
static guint32
largest_window (const RecvWindow *w, const TcpConfig *cfg)
{
  guint32 space = window_of (w, w->buffer);

  return cfg->rcvbuf_locked ? space : MAX (space, cfg->rcvbuf_max);
}

void
window_init (RecvWindow *w, const TcpConfig *cfg, guint32 mss, gboolean offer_wscale)
{
  guint32 space;

  *w = (RecvWindow) {
    .buffer = cfg->rcvbuf, .buffer_max = cfg->rcvbuf_max, .ratio = INITIAL_RATIO
  };
  space = window_of (w, w->buffer);
  if (offer_wscale)
    w->wscale = shift_for (largest_window (w, cfg));
  w->clamp = most_expressible (w);
  w->wnd = space > mss ? space - space % mss : space;
  w->wnd = MIN (w->wnd, w->clamp);
  w->threshold = w->wnd;
}

void
window_open (RecvWindow *w, guint32 advmss)
{
  guint32 full = window_of (w, w->buffer);

  w->is_selected = FALSE;
  w->clamp = MIN (full, most_expressible (w));  /* without a shift if the peer has none */
  /* One segment is kept back for the application's overhead. */
  if (w->clamp > 2 * advmss && w->clamp + advmss > full)
    w->clamp = MAX (2 * advmss, full - advmss);
  w->threshold = MIN (w->threshold, w->clamp);
}

/* Without scaling the window keeps to multiples of the segment size and stays
 * where it is while it is within one of what is free (SWS avoidance, RFC 9293
 * section 3.8.6.2.2). */
static guint32
select_unscaled (const RecvWindow *w, guint32 mss, guint32 available, guint32 current)
{
  gboolean too_small = available >= mss && current <= available - mss;

  if (too_small || current > available)
    return available - available % mss;
  if (mss == MIN (w->clamp, window_of (w, w->buffer)) && available > current + mss / 2)
    return available;
  return current;
}

static guint32
bounded_mss (const RecvWindow *w, guint32 rcv_mss)
{
  return MAX (1, MIN (rcv_mss, MIN (w->clamp, window_of (w, w->buffer))));
}

/* Less than half of what may be offered, at most @full, is free. */
static gboolean
is_tight (const RecvWindow *w, guint32 full, guint32 available)
{
  return available < MIN (w->clamp, full) / 2;
}

/* What may be offered: 0 where it would be a silly window. */
static guint32
offerable (const RecvWindow *w, guint32 rcv_mss)
{
  guint32 full = window_of (w, w->buffer), available = free_window (w);

  if (is_tight (w, full, available))
    {
      available &= ~((1u << w->wscale) - 1);
      if (available < full / 16 || available < bounded_mss (w, rcv_mss))
        return 0;
    }
  return MIN (available, w->threshold);
}

guint32
window_available (const RecvWindow *w, guint32 rcv_mss)
{
  guint32 available = offerable (w, rcv_mss);

  if (w->wscale > 0)
    return round_up_to_scale (w, available);
  return available == 0 ? 0 : select_unscaled (w, bounded_mss (w, rcv_mss), available, w->wnd);
}

guint32
window_select (const RecvWindow *w, guint32 rcv_mss, guint32 current)
{
  guint32 window = window_available (w, rcv_mss);

  if (window < current)
    window = round_up_to_scale (w, current);
  return MIN (window, most_expressible (w));
}

void
window_charge (RecvWindow *w, guint32 len)
{
  w->used_memory = add_memory (w->used_memory, memory_of (len));
  w->n_used++;
}

void
window_hold (RecvWindow *w, guint32 len)
{
  w->held_memory = add_memory (w->held_memory, memory_of (len));
  w->n_held++;
}

/* The part of memory and segments that @n of @held octets take. */
static void
take_out (RecvWindow *w, guint32 n, guint32 held, guint32 *memory, guint32 *n_segments)
{
  g_assert (n <= held);
  *memory = held > 0 ? (guint64) w->held_memory * n / held : 0;
  *n_segments = held > 0 ? (guint64) w->n_held * n / held : 0;
  w->held_memory -= *memory;
  w->n_held -= *n_segments;
}

void
window_release_held (RecvWindow *w, guint32 n, guint32 held)
{
  guint32 memory, n_segments;

  take_out (w, n, held, &memory, &n_segments);
  w->used_memory = add_memory (w->used_memory, memory);
  w->n_used += n_segments;
}

void
window_prune (RecvWindow *w, guint32 n, guint32 held)
{
  guint32 memory, n_segments;

  take_out (w, n, held, &memory, &n_segments);
}

static void
release_all (RecvWindow *w)
{
  w->used_memory = w->n_used = w->head_read = 0;
}

/* The segments that wait are taken to be of one size: how long each was would
 * have to be remembered one by one. */
void
window_release (RecvWindow *w, guint64 n, guint64 unread)
{
  guint64 queued = unread + w->head_read, done = n + w->head_read;
  guint32 n_done;

  g_assert (n <= unread);
  if (n == unread)
    {
      release_all (w);
      return;
    }
  n_done = done * w->n_used / queued;
  w->head_read = n_done > 0 ? done - queued * n_done / w->n_used : done;
  w->used_memory -= n_done > 0 ? (guint64) w->used_memory * n_done / w->n_used : 0;
  w->n_used -= n_done;
}

void
window_fit (RecvWindow *w, guint64 window)
{
  guint64 memory = MIN (window * RATIO_ONE / w->ratio, w->buffer_max);

  if (memory <= w->buffer)
    return;

  w->buffer = memory;
  w->clamp = MIN (window_of (w, w->buffer), most_expressible (w));
}

gboolean
window_has_room (const RecvWindow *w, guint32 len)
{
  return (guint64) w->used_memory + w->held_memory + len <= w->buffer;
}

void
window_clamp_overrun (RecvWindow *w, const TcpConfig *cfg, guint32 advmss)
{
  guint32 used = add_memory (w->used_memory, w->held_memory);

  if (!cfg->rcvbuf_locked)
    w->buffer = MAX (w->buffer, MIN (used, w->buffer_max));
  if (used > w->buffer)
    w->threshold = MIN (w->clamp, 2 * advmss);
}

/* Copying pays only where the memory costs more window than its octets are. */
static void
collapse (const RecvWindow *w, guint64 octets, guint32 *memory, guint32 *n)
{
  guint64 pages = (octets + COLLAPSED_PAYLOAD - 1) / COLLAPSED_PAYLOAD;

  if (window_of (w, *memory) <= octets || pages * COLLAPSED_MEMORY >= *memory)
    return;

  *memory = pages * COLLAPSED_MEMORY;
  *n = pages;
}

void
window_collapse (RecvWindow *w, guint64 unread, guint32 held)
{
  collapse (w, unread + w->head_read, &w->used_memory, &w->n_used);
  collapse (w, held, &w->held_memory, &w->n_held);
}

guint32
window_prune_step (const RecvWindow *w, guint32 held)
{
  return MIN (held, 1 + (guint64) (w->buffer / 8) * held / MAX (w->held_memory, 1));
}

void
window_learn_ratio (RecvWindow *w, guint32 len)
{
  guint32 ratio = MAX (1, (guint64) len * RATIO_ONE / memory_of (len));

  if (ratio == w->ratio)
    return;

  w->ratio = ratio;
  w->clamp = MIN (window_of (w, w->buffer), most_expressible (w));
  w->threshold = MAX (w->threshold, MIN (w->wnd, w->clamp));
  w->threshold = MIN (w->threshold, w->clamp);
}

/* A segment whose memory costs more than its octets is allowed to raise the
 * threshold only while the buffer is far from its largest. */
static gboolean
is_worth_growing (const RecvWindow *w, guint32 len)
{
  guint32 cost = window_of (w, memory_of (len)) / 2;
  guint32 window = window_of (w, w->buffer_max) / 2;

  for (; w->threshold <= window; cost /= 2, window /= 2)
    if (cost <= len)
      return TRUE;
  return FALSE;
}

gboolean
window_grow (RecvWindow *w, guint32 len, guint32 rcv_mss, guint32 advmss)
{
  guint32 limit = MIN (w->clamp, free_window (w));
  guint32 step;

  if (limit <= w->threshold)
    return FALSE;
  if (window_of (w, memory_of (len)) <= len)
    step = 2 * advmss;
  else if (is_worth_growing (w, len))
    step = 2 * rcv_mss;
  else
    return FALSE;

  w->threshold += MIN (limit - w->threshold, MAX (step, 2 * len));
  return TRUE;
}

gboolean
window_is_tight (const RecvWindow *w)
{
  return is_tight (w, window_of (w, w->buffer), free_window (w));
}
