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
  gboolean is_due;              /* something has arrived that wants an ACK */
  SegReason now;                /* ... at once, and why; REASON_NONE: it may wait */
  gboolean is_news;             /* ... and no wait has been chosen for it yet */
  gboolean is_pushed;           /* the end of what the peer had to say has arrived */
  gboolean is_pushed_twice;
  guint32 quick;                /* ACKs still to be sent at once */
  guint32 pingpong;             /* replies in time so far */
  SimTime ato;                  /* the delayed-ACK time in force; 0 before any data */
  SimTime last_data_at;         /* when data last arrived */
  SimTime deadline;             /* SIM_NEVER when the timer is off */
  guint32 rcv_mss;              /* the peer's segment size as seen */
  guint32 last_short_len;
} Delack;

void delack_init (Delack *d);

/* The connection is open: the guess at the peer's segment size before any has
 * been seen. */
void delack_open (Delack *d, guint32 snd_mss, guint32 rcv_wnd, SimTime now);

gboolean delack_in_pingpong (const Delack *d, const TcpConfig *cfg);
gboolean delack_in_quickack (const Delack *d, const TcpConfig *cfg);

/* The next ACKs go out at once. */
void delack_enter_quickack (Delack *d, const TcpConfig *cfg, guint32 rcv_wnd);

/* One more ACK goes out at once, where any does: the window has grown. */
void delack_quicken (Delack *d, const TcpConfig *cfg);

/* The peer has closed: its FIN wants an ACK, which may wait for something to
 * ride on. */
void delack_on_fin (Delack *d, const TcpConfig *cfg);

/* In-order data has arrived.  TRUE when its size is the largest seen. */
gboolean delack_on_data (Delack *d, const TcpConfig *cfg, const Segment *seg, guint32 rcv_wnd,
                         SimTime rto, SimTime now);

/* Data has been sent: in time to count as an answer? */
void delack_on_data_sent (Delack *d, const TcpConfig *cfg, SimTime now);

/* An ACK is owed, at once; the first reason given stands. */
void delack_at_once (Delack *d, SegReason reason);

/* A segment that acknowledges everything has been sent. */
void delack_on_ack_sent (Delack *d, const TcpConfig *cfg);

/* Sets the timer for an ACK that may wait; one that runs is looked at again
 * only for what has arrived since.  @srtt is 0 when not known. */
void delack_start (Delack *d, const TcpConfig *cfg, SimTime srtt, SimTime now);

/* The timer has run out: the ACK is due at once, and the wait adapts. */
void delack_on_timeout (Delack *d, const TcpConfig *cfg, SimTime rto);

#endif
