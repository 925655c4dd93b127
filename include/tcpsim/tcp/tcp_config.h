/* Everything about one TCP endpoint that can be set, as plain data.  A profile
 * gives each its default (src/model/profile.c); names are Linux's where Linux
 * has one. */
#ifndef TCPSIM_TCP_TCP_CONFIG_H
#define TCPSIM_TCP_TCP_CONFIG_H

#include <glib.h>

#include "tcpsim/base/seqnum.h"
#include "tcpsim/base/simtime.h"

G_BEGIN_DECLS

struct _CcOps;                  /* tcp/cc/cc.h */

typedef struct {
  /* The path, as the host knows it. */
  guint32 mss;                  /* largest segment we can take: MTU less IP and TCP headers */

  /* Options offered in a SYN. */
  gboolean timestamps;          /* RFC 7323 */
  gboolean window_scaling;      /* RFC 7323 */
  gboolean sack;                /* RFC 2018 */

  /* The initial sequence number and the timestamp clock.  The clock shows
   * tsval at run time 0 and next ticks ts_tick - ts_phase later. */
  SeqNum isn;
  guint32 tsval;
  SimTime ts_tick;              /* 1 ms in Linux */
  SimTime ts_phase;             /* 0 =< ts_phase < ts_tick */

  /* Buffers, in octets of memory.  Half of the receive buffer is offered as
   * window; in the send buffer each segment takes 832 beside its text. */
  guint32 rcvbuf;
  guint32 rcvbuf_max;           /* what it may grow to; the window scale can express it */
  guint32 sndbuf;               /* to begin with */
  guint32 sndbuf_max;           /* what it may grow to */
  gboolean sndbuf_locked;       /* set by the user: it does not grow */
  gboolean rcvbuf_locked;       /* set by the user: no autotuning */
  gboolean moderate_rcvbuf;     /* the receive buffer grows with the measured rate */

  /* Retransmission, RFC 6298. */
  SimTime rto_initial;
  SimTime rto_min;
  SimTime rto_max;
  gboolean rto_min_on_variance; /* Linux: the floor is on the variance term; RFC: on the sum */
  guint32 syn_retries;
  guint32 syn_linear_timeouts;  /* how many SYN timeouts before they double */
  guint32 synack_retries;
  guint32 retries2;             /* timeouts of data before giving up ... */
  SimTime retries_base;         /* ... as if the first took this long; a fixed 200 ms in Linux */
  guint32 orphan_retries;       /* likewise once the application has gone; 0: Linux's 8 */
  SimTime user_timeout;         /* RFC 9293 section 3.8.3; 0: none */
  guint32 initial_cwnd;         /* segments, RFC 6928 */
  const struct _CcOps *congestion_control;
  gboolean hystart;             /* cubic may leave slow start before a loss (RFC 9406's idea) */
  guint32 dctcp_shift_g;        /* dctcp forgets 2^-n of alpha in each window; 0 to 10 */
  guint32 dctcp_alpha_on_init;  /* ... and begins with so many 1024ths; 0 to 1024 */
  gboolean slow_start_after_idle;       /* RFC 5681 section 4.1 */
  gboolean pacing;              /* segments are spaced out even where the module does not ask for it */
  guint32 pacing_ss_ratio;      /* per cent of cwnd/srtt that pacing allows, in slow start ... */
  guint32 pacing_ca_ratio;      /* ... and after */
  guint32 ecn;                  /* RFC 3168: 0 never, 1 offered and accepted, 2 accepted */

  /* Loss detection and recovery. */
  guint32 recovery;             /* bits: 1 RACK (RFC 8985), 2 its window does not adapt, 4 no
                                 * three-duplicates rule beside it; 0: RFC 6675 */
  guint32 early_retrans;        /* 3 or 4: tail loss probes (RFC 8985 section 7); else none */
  guint32 frto;                 /* F-RTO (RFC 5682); 0: none */
  gboolean dsack;               /* report duplicates (RFC 2883) */
  guint32 reordering;           /* duplicates before a loss is believed; may adapt upwards ... */
  guint32 max_reordering;       /* ... to this */
  SimTime min_rtt_wlen;         /* how long the least round-trip time is remembered */

  /* Timers: 0: exact; else they are rounded as a kernel with this many ticks a
   * second rounds them. */
  guint32 hz;

  /* Acknowledgements. */
  SimTime delack_min;           /* the delayed-ACK time to begin with */
  SimTime delack_max;
  guint32 max_quickacks;        /* ACKs sent at once at the start; 0: none */
  guint32 pingpong_thresh;      /* replies in time that make a connection interactive; 0: never */
  gboolean ack_on_read;         /* Linux: reading pushed data sends the ACK */
  SimTime comp_sack_delay;      /* how long ACKs with SACK blocks may be held together; 0: not */
  SimTime comp_sack_slack;      /* ... and this much longer, for want of another reason to wake */
  guint32 comp_sack_nr;         /* ... and how many at most */

  /* Small segments, RFC 9293 section 3.7.4 and 3.8.6.2. */
  gboolean nodelay;
  gboolean nagle_small_only;    /* Linux: wait only for an earlier small segment's ACK; RFC: for any */

  /* Keepalive, RFC 9293 section 3.8.4. */
  gboolean keepalive;
  SimTime keepalive_time;
  SimTime keepalive_intvl;
  guint32 keepalive_probes;

  /* Closing. */
  SimTime timewait;             /* 2 MSL */
  SimTime fin_timeout;          /* FIN-WAIT-2 after close; 0: for ever */

  /* RFC 5961: challenge ACKs a second; Linux's tcp_challenge_ack_limit. */
  guint32 challenge_ack_limit;

  /* How far apart answers to invalid segments without data are at least, so
   * that two ends cannot answer one another for ever (Linux's
   * tcp_invalid_ratelimit); 0: no limit. */
  SimTime invalid_ratelimit;
} TcpConfig;

G_END_DECLS

#endif
