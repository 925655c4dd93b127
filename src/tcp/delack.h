/* When to acknowledge: at once, with the next data, or when the delayed-ACK
 * timer runs out (RFC 9293 section 3.8.6.3), with Linux's two modes.  A new or
 * disturbed connection is in quick-ACK mode and acknowledges each segment at
 * once; one that answers data with data, or has received a FIN, is in
 * ping-pong mode, where ACKs wait for something to ride on. */
#ifndef TCPSIM_TCP_DELACK_H
#define TCPSIM_TCP_DELACK_H

#include "tcpsim/net/segment.h"
#include "tcpsim/tcp/tcp_config.h"

typedef struct {
  guint8 is_due;                /* something has arrived that wants an ACK */
  guint8 now;                   /* ... at once, and why: a SegReason; REASON_NONE: it may wait */
  guint8 is_news;               /* ... and no wait has been chosen for it yet */
  guint8 is_pushed;             /* the end of what the peer had to say has arrived */
  guint8 is_pushed_twice;
  guint8 no_memory;             /* the ACK that is due closes the window */
  guint8 n_duplicates;          /* sent at once since rcv.nxt was ... */
  SeqNum duplicates_at;         /* ... this */
  guint32 compressed;           /* ACKs held together */
  guint32 rcv_mss;              /* the peer's segment size as seen */
  guint32 last_short_len;
  guint32 quick;                /* ACKs still to be sent at once */
  guint32 pingpong;             /* replies in time so far */
  SimTime ato;                  /* the delayed-ACK time in force; 0 before any data */
  SimTime last_data_at;         /* when data last arrived */
  SimTime deadline;             /* of the delayed ACK; SIM_NEVER when the timer is off */
  SimTime wait_end;             /* ... before rounding to ticks */
  SimTime compress_deadline;    /* of ACKs held together; SIM_NEVER: none are */
} Delack;

void delack_init (Delack *d);

/* The connection is open: the guess at the peer's segment size before any has
 * been seen, which is never more than what the peer may send, @advmss. */
void delack_open (Delack *d, guint32 snd_mss, guint32 advmss, guint32 rcv_wnd, SimTime now);

gboolean delack_in_pingpong (const Delack *d, const TcpConfig *cfg);
gboolean delack_in_quickack (const Delack *d, const TcpConfig *cfg);

/* The next ACKs go out at once. */
void delack_enter_quickack (Delack *d, const TcpConfig *cfg, guint32 rcv_wnd);

/* The next @n ACKs go out at once. */
void delack_hurry (Delack *d, const TcpConfig *cfg, guint32 rcv_wnd, guint32 n);

/* One more ACK goes out at once, where any does: the window has grown. */
void delack_quicken (Delack *d, const TcpConfig *cfg);

/* The peer has closed: its FIN wants an ACK, which may wait for something to
 * ride on. */
void delack_on_fin (Delack *d, const TcpConfig *cfg);

/* In-order data has arrived.  TRUE when its size is the largest seen. */
gboolean delack_on_data (Delack *d, const TcpConfig *cfg, const Segment *seg, guint32 rcv_wnd,
                         SimTime rto, SimTime now);

/* Data has arrived out of order: an ACK is owed. */
void delack_on_disorder (Delack *d);

/* Learns the segment size from data out of order.  TRUE when its size is the
 * largest seen. */
gboolean delack_measure (Delack *d, const TcpConfig *cfg, const Segment *seg);

/* Data has been sent: in time to count as an answer? */
void delack_on_data_sent (Delack *d, const TcpConfig *cfg, SimTime now);

/* An ACK is owed, at once; the first reason given stands. */
void delack_at_once (Delack *d, SegReason reason);

/* A segment that acknowledges everything has been sent. */
void delack_on_ack_sent (Delack *d, const TcpConfig *cfg);

/* Sets the timer for an ACK that may wait; one that runs is looked at again
 * only for what has arrived since.  @srtt is 0 when not known. */
void delack_start (Delack *d, const TcpConfig *cfg, SimTime srtt, SimTime now);

/* An ACK is due while data waits behind a gap at @nxt.  The first few go out at
 * once; the rest of a burst is held together for a small part of @rtt.  TRUE
 * when this one is to be held, too. */
gboolean delack_compress (Delack *d, const TcpConfig *cfg, SeqNum nxt, SimTime rtt, SimTime now);

/* ACKs have been held together for long enough. */
void delack_on_compress_timeout (Delack *d);

/* The timer has run out: the ACK is due at once, and the wait adapts. */
void delack_on_timeout (Delack *d, const TcpConfig *cfg, SimTime rto);

#endif
