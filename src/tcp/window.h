/* The receive buffer and the window offered out of it, as Linux computes them:
 * the buffer counts memory, the window counts octets, and a ratio learned from
 * the segments that arrive turns one into the other. */
#ifndef TCPSIM_TCP_WINDOW_H
#define TCPSIM_TCP_WINDOW_H

#include "tcpsim/tcp/tcp_config.h"

/* Invariant: threshold =< clamp once the connection is open. */
typedef struct {
  guint32 buffer;               /* memory the queue may take (sk_rcvbuf) */
  guint32 buffer_max;           /* what it may grow to (tcp_rmem[2]) */
  guint32 used_memory;          /* by octets that arrived in order and are not read */
  guint32 held_memory;          /* by octets that arrived out of order */
  guint32 n_used, n_held;       /* segments that these came in */
  guint32 head_read;            /* octets read of the oldest segment, which still takes memory */
  guint32 ratio;                /* octets in 256 octets of memory (scaling_ratio) */
  guint32 clamp;                /* never offer more (window_clamp) */
  guint32 threshold;            /* do not offer more yet (rcv_ssthresh) */
  guint32 wnd;                  /* RCV.WND as last sent, in octets */
  guint8 wscale;                /* Rcv.Wind.Shift; 0 when not in use */
  guint8 is_selected;           /* wnd is what window_select() says, until data comes or is read */
} RecvWindow;

/* The window for a SYN, whose field cannot be scaled, and the shift to offer.
 * @mss is the largest segment expected, options taken off. */
void window_init (RecvWindow *w, const TcpConfig *cfg, guint32 mss, gboolean offer_wscale);

/* The connection is open; @advmss as window_init()'s mss. */
void window_open (RecvWindow *w, guint32 advmss);

/* What to offer now.  @rcv_mss is the peer's segment size as seen; @current
 * what was offered and is not used yet.  Never takes back what was offered. */
guint32 window_select (const RecvWindow *w, guint32 rcv_mss, guint32 current);

/* As window_select(), but as if nothing had been offered: what reading has
 * made room for. */
guint32 window_available (const RecvWindow *w, guint32 rcv_mss);

/* @len octets have arrived in order and wait to be read. */
void window_charge (RecvWindow *w, guint32 len);

/* @len octets have arrived out of order and wait for a gap to be filled; and @n
 * of @held such octets are in order now. */
void window_hold (RecvWindow *w, guint32 len);
void window_release_held (RecvWindow *w, guint32 n, guint32 held);

/* @n of @unread octets have been read: segments read to their end give their
 * memory back. */
void window_release (RecvWindow *w, guint64 n, guint64 unread);

/* Nothing waits, in order or out of it. */
static inline gboolean
window_is_drained (const RecvWindow *w)
{
  return w->used_memory == 0 && w->held_memory == 0;
}

/* The buffer, which the user has not set, grows until it can offer @window. */
void window_fit (RecvWindow *w, guint64 window);

/* TRUE when the buffer has room for @len octets more. */
gboolean window_has_room (const RecvWindow *w, guint32 len);

/* The buffer is overrun: where it may, it takes the size of what is in it, and
 * else the threshold falls to two segments of @advmss. */
void window_clamp_overrun (RecvWindow *w, const TcpConfig *cfg, guint32 advmss);

/* Small segments are copied together: @unread octets in order, @held out of
 * order. */
void window_collapse (RecvWindow *w, guint64 unread, guint32 held);

/* @n of @held octets beyond a gap have been thrown away. */
void window_prune (RecvWindow *w, guint32 n, guint32 held);

/* The octets of held memory that one eighth of the buffer is, of @held octets:
 * what is thrown away at a time. */
guint32 window_prune_step (const RecvWindow *w, guint32 held);

/* A segment of a new largest size teaches the ratio. */
void window_learn_ratio (RecvWindow *w, guint32 len);

/* In-order data of @len octets: may raise the threshold.  TRUE when it did. */
gboolean window_grow (RecvWindow *w, guint32 len, guint32 rcv_mss, guint32 advmss);

/* TRUE when less than half of what may be offered is free. */
gboolean window_is_tight (const RecvWindow *w);

#endif
