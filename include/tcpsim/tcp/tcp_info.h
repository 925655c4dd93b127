/* What can be seen of a connection from outside: its state, and a snapshot of
 * its numbers under the names of Linux's struct tcp_info. */
#ifndef TCPSIM_TCP_TCP_INFO_H
#define TCPSIM_TCP_TCP_INFO_H

#include <glib.h>

#include "tcpsim/base/seqnum.h"
#include "tcpsim/base/simtime.h"

G_BEGIN_DECLS

/* The states of RFC 9293 section 3.3.2. */
typedef enum {
  TCP_CLOSED,
  TCP_LISTEN,
  TCP_SYN_SENT,
  TCP_SYN_RECEIVED,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT_1,
  TCP_FIN_WAIT_2,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_LAST_ACK,
  TCP_TIME_WAIT,
  TCP_N_STATES
} TcpState;

/* How a connection ended, for the application (RFC 9293 section 3.10 words). */
typedef enum {
  TCP_OK,
  TCP_ERROR_REFUSED,            /* connection refused */
  TCP_ERROR_RESET,              /* connection reset */
  TCP_ERROR_ABORTED,            /* connection aborted by the user */
  TCP_ERROR_TIMEOUT,            /* connection aborted due to user timeout, or retries used up */
  TCP_ERROR_CLOSING,            /* connection closing: may not send any more */
  TCP_ERROR_NOT_OPEN            /* connection does not exist */
} TcpError;

/* How a sender stands to congestion, Linux's enum tcp_ca_state. */
typedef enum {
  TCP_CA_OPEN,                  /* nothing is wrong */
  TCP_CA_DISORDER,              /* duplicate ACKs or SACKs, no reason to act yet */
  TCP_CA_CWR,                   /* reducing cwnd for a mark, or for a probe that repaired a loss */
  TCP_CA_RECOVERY,              /* fast recovery */
  TCP_CA_LOSS,                  /* a timeout is being repaired */
  TCP_N_CA_STATES
} TcpCaState;

typedef struct {
  TcpState state;
  TcpCaState ca_state;
  guint32 snd_cwnd;             /* segments */
  guint32 snd_ssthresh;         /* segments; G_MAXINT32 while unset */
  guint32 unacked;              /* segments sent and not acknowledged */
  guint32 sacked;               /* ... of which the peer has; duplicate ACKs without SACK */
  guint32 lost;                 /* ... of which are taken for lost, sent again or not */
  guint32 retrans;              /* ... of which are under way again */
  guint32 retransmits;          /* timeouts in a row */
  guint32 backoff;
  guint32 probes;               /* unanswered zero-window or keepalive probes */
  guint32 total_retrans;
  guint32 total_rto;            /* timeouts, all in all */
  guint32 reordering;           /* segments: how far the path is known to reorder */
  guint32 reord_seen;           /* times that reordering was seen */
  guint32 dsack_dups;           /* duplicates that the peer has reported */
  guint32 delivered;            /* segments that have arrived, SYN included */
  guint32 delivered_ce;         /* ... that were reported marked */
  guint64 pacing_rate;          /* octets a second */
  guint64 delivery_rate;        /* likewise, as last measured; 0: not yet */
  gboolean delivery_rate_app_limited;   /* it was the application's rate, not the path's */
  guint32 rto, rtt, rttvar, min_rtt;    /* microseconds; min_rtt G_MAXUINT32 while unknown */
  guint32 ato;                  /* microseconds */
  guint32 snd_mss, rcv_mss, advmss;
  guint64 bytes_acked, bytes_received, bytes_sent, bytes_retrans;
  guint32 segs_out, segs_in, data_segs_out, data_segs_in;
  guint64 notsent_bytes;
  guint32 snd_wnd, rcv_wnd, rcv_ssthresh;
  guint32 rcv_space;            /* octets read in the busiest round trip so far */
  guint32 rcv_rtt;              /* microseconds: a round trip as the receiver sees it; 0: not known */
  guint8 snd_wscale, rcv_wscale;
  gboolean in_pingpong;         /* interactive: ACKs wait to ride on data */
  guint32 quickacks;            /* ACKs that will still go out at once */
} TcpInfo;

/* What showed that a reduction of cwnd had been wrong. */
typedef enum {
  TCP_UNDO_NONE,
  TCP_UNDO_TIMESTAMP,           /* an ACK echoed the original's timestamp (RFC 3522) */
  TCP_UNDO_DSACK,               /* all that had been sent again was reported twice (RFC 3708) */
  TCP_UNDO_NOT_RESENT,          /* everything was acknowledged before anything had been sent again */
  TCP_UNDO_FRTO                 /* what had been sent before the timeout was acknowledged (RFC 5682) */
} TcpUndo;

/* What a number of a congestion control's counts. */
typedef enum {
  TCP_UNIT_COUNT,
  TCP_UNIT_SEGMENTS,
  TCP_UNIT_NANOSECONDS,
  TCP_UNIT_OCTETS_A_SECOND,
  TCP_UNIT_MILLIONTHS           /* of 1: a share, or a gain */
} TcpControlUnit;

typedef struct {
  const char *name;             /* for people, "alpha, the share that is marked" */
  TcpControlUnit unit;
  guint64 value;
} TcpControlNumber;

#define TCP_CONTROL_NUMBERS 10

/* What a congestion control decides by, for people; the strings are constant. */
typedef struct {
  const char *name;             /* "cubic" */
  const char *rule;             /* where it is written, "RFC 9438" */
  const char *phase;            /* what it is at, and where that is written: "slow start (RFC 5681 3.1)" */
  const char *remark;           /* a clause on what is out of the ordinary; NULL: nothing is */
  gboolean recovers_itself;     /* it sets cwnd while losses are repaired, too: PRR has no part in it */
  guint32 loss_leaves;          /* what a loss leaves of cwnd, in millionths; 0: that is no share of it */
  guint n;
  TcpControlNumber number[TCP_CONTROL_NUMBERS];
} TcpControl;

/* What the retransmission timer is for. */
typedef enum {
  TIMER_RTO,                    /* RFC 6298 */
  TIMER_LOSS_PROBE,             /* RFC 8985 section 7 */
  TIMER_REORDERING              /* RFC 8985 section 6.2 */
} RetransmitTimer;

/* What tcp_info does not tell and a sender or receiver decides by.  Times are exact;
 * a time of expiry is SIM_NEVER where the timer is off. */
typedef struct {
  RetransmitTimer retransmit_is;
  SimTime retransmit_at, window_probe_at, keepalive_at, pacing_at, delack_at, compress_at;
  SimTime srtt;                 /* 0 before the first sample */
  SimTime rto_var;              /* what the RTO adds to SRTT: 4 * RTTVAR with its floor */
  SimTime rto;                  /* in force, backoff included */
  SimTime min_rtt;              /* SIM_NEVER while unknown */
  SimTime ato;                  /* the delayed-ACK time in force */
  SimTime rack_rtt;             /* RACK.rtt, of what was delivered last */
  SimTime rack_window;          /* the reordering window where there is one */
  guint32 in_flight;            /* segments that are believed to be under way */
  guint32 prior_cwnd;           /* cwnd before the last reduction, segments */
  guint32 prr_delivered, prr_out;       /* segments, RFC 9937 */
  guint32 window_left;          /* octets that may still be sent by the peer's window */
  guint32 owed;                 /* octets received in order and not acknowledged */
  guint32 probe_backoff;        /* doublings of the window probe timer */
  guint32 pingpong;             /* replies in time so far */
  gboolean has_small;           /* a small segment is out: Nagle holds back another */
  SeqNum high_seq;              /* the recovery point */
  gboolean is_frto;             /* F-RTO has not decided yet whether the timeout was spurious */
  guint undone;                 /* reductions that proved wrong so far, modulo 2^16 ... */
  TcpUndo undone_by;            /* ... the last of them by this */
} TcpWorkings;

/* "ESTABLISHED", "SYN-SENT": the RFC's spelling. */
const char *tcp_state_name (TcpState state);

/* "Open", "Recovery": Linux's spelling. */
const char *tcp_ca_state_name (TcpCaState state);

/* "connection refused": the RFC's words; "" for TCP_OK. */
const char *tcp_error_text (TcpError error);

/* "none", "refused", "reset": one word for each TcpError, for models and tables;
 * NULL-terminated. */
const char *const *tcp_error_names (void);

/* What the number of a field counts. */
typedef enum {
  TCP_FIELD_COUNT,
  TCP_FIELD_OCTETS,
  TCP_FIELD_MICROSECONDS,
  TCP_FIELD_OCTETS_A_SECOND,
  TCP_FIELD_BOOLEAN,
  TCP_FIELD_STATE,              /* a TcpState */
  TCP_FIELD_CA_STATE            /* a TcpCaState */
} TcpFieldKind;

/* One field of TcpInfo. */
typedef struct {
  const char *name;             /* Linux's, "snd_cwnd" */
  gsize offset;
  gsize size;
  TcpFieldKind kind;
  guint64 unset;                /* the number that stands for none; 0: there is no such */
} TcpInfoField;

/* All fields, in the order in which tables have them. */
#define TCP_INFO_N_FIELDS 47
extern const TcpInfoField tcp_info_fields[];

/* The number of @field in @info, in the field's unit. */
guint64 tcp_info_number (const TcpInfo *info, const TcpInfoField *field);

/* TRUE when every field of the one has the number it has in the other. */
gboolean tcp_info_is_equal (const TcpInfo *a, const TcpInfo *b);

G_END_DECLS

#endif
