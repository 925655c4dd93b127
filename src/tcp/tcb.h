/* The transmission control block, RFC 9293 section 3.3.1: everything that one
 * endpoint knows.  Private to tcp/. */
#ifndef TCPSIM_TCP_TCB_H
#define TCPSIM_TCP_TCB_H

#include "tcp/autotune.h"
#include "tcp/cc/cc.h"
#include "tcp/delack.h"
#include "tcp/reassembly.h"
#include "tcp/rto.h"
#include "tcp/sendq.h"
#include "tcp/window.h"
#include "tcpsim/tcp/tcp.h"

/* The send sequence variables. */
typedef struct {
  SeqNum una, nxt;
  SeqNum wl1, wl2;
  SeqNum iss;
  guint32 wnd;                  /* in octets, scaled */
  guint32 max_wnd;              /* the largest so far */
  guint8 wscale;                /* Snd.Wind.Shift */
  guint32 mss;                  /* SMSS less the options on every segment */
} SendVars;

/* The receive sequence variables. */
typedef struct {
  SeqNum nxt;
  SeqNum irs;
  SeqNum wup;                   /* rcv.nxt when the last ACK was sent (Last.ACK.sent) */
  guint32 advmss;               /* what a peer's full segment holds, options taken off */
} RecvVars;

/* What SYNs agreed on (RFC 7323, RFC 2018). */
typedef struct {
  gboolean timestamps, wscale, sack;
  guint32 ts_recent;
  SimTime ts_recent_at;
} Agreed;

/* Our stream.  Invariant: acked =< sent =< written. */
typedef struct {
  guint64 written;              /* octets the application has sent */
  guint64 sent;                 /* ... of which have left at least once */
  guint64 acked;                /* ... of which the peer has */
  guint64 pushed;               /* ... up to which a push has been sent */
  guint32 push_span;            /* octets without one: half the largest window when written */
  gboolean fin_wanted;          /* a FIN follows them */
  gboolean fin_sent;
} SendStream;

/* The peer's stream.  Invariant: read =< received. */
typedef struct {
  guint64 received;             /* octets in order */
  guint64 read;                 /* ... of which the application has taken */
  gboolean has_fin;             /* all of it, the FIN too, has arrived */
} RecvStream;

/* Explicit congestion notification (RFC 3168; RFC 8257 for the last two). */
typedef struct {
  guint8 is_on;                 /* both ends take part */
  guint8 demand_cwr;            /* a mark was seen: every ACK says so until the sender has reacted */
  guint8 seen;                  /* the peer marks its data capable */
  guint8 queue_cwr;             /* as a sender: the next new data says that we have reacted */
  guint8 last_was_marked;       /* the last data that arrived was marked ... */
  SeqNum last_nxt;              /* ... and rcv.nxt was this after it */
} EcnState;

/* What is to be sent at the next tcp_transmit(). */
typedef struct {
  SegReason syn;                /* a SYN, or a SYN,ACK */
  SegReason retransmit;         /* the oldest unacknowledged segment */
  SegReason probe;              /* a window or keepalive probe */
  gboolean has_reply;           /* a segment made up already: a reset */
  Segment reply;
} Pending;

/* When each timer runs out; SIM_NEVER when it is off. */
typedef struct {
  SimTime retransmit;
  SimTime window_probe;
  SimTime keepalive;
  SimTime gone;                 /* TIME-WAIT is over, or FIN-WAIT-2 has waited enough */
} Timers;

struct _Tcb {
  TcpConfig cfg;
  TcpState state;
  TcpError error;
  gboolean is_passive;          /* came from LISTEN */
  gboolean is_orphan;           /* the application has gone */
  gboolean was_established;

  SendVars snd;
  RecvVars rcv;
  Agreed agreed;
  SendStream out;
  RecvStream in;

  SendQueue sendq;
  gboolean has_small;           /* a segment below full size has been sent ... */
  SeqNum small_end;             /* ... and ends here (Nagle) */
  Rto rto;
  Cc cc;
  gboolean in_loss;             /* a timeout is being repaired ... */
  SeqNum recover;               /* ... until this is acknowledged */
  gboolean cwnd_limited;        /* cwnd held us back in this round trip */
  guint32 max_in_flight;        /* segments, in this round trip ... */
  SeqNum flight_end;            /* ... which ends when this is acknowledged */
  guint32 retransmits;          /* timeouts in a row */
  guint32 syn_retransmits;
  SimTime unanswered_since;     /* when what is now oldest was first sent, or the window closed */

  Reassembly reassembly;
  RecvWindow window;
  Autotune autotune;
  Delack delack;
  EcnState ecn;

  guint32 probes;               /* unanswered, of either kind */
  guint32 probe_backoff;
  SimTime heard_at;             /* when anything acceptable last arrived */
  SimTime second_start;         /* of the second that challenge ACKs are counted in */
  guint32 challenges;
  gboolean has_answered_invalid;        /* an invalid segment was answered ... */
  SimTime answered_invalid_at;          /* ... last then */

  Pending pending;
  Timers timers;
  TcpInfo counters;             /* the running totals of tcp_get_info() */
};

/* state.c */

/* Everything but the configuration as it is before an OPEN. */
void tcp_clear (Tcb *tcb);

/* The only way into a state: asserts that RFC 9293 figure 5 knows the step. */
void tcp_enter_state (Tcb *tcb, TcpState next);

/* States in which both sides have agreed on numbers. */
gboolean tcp_is_synchronized (const Tcb *tcb);

/* States in which the application may still send, or data may still come. */
gboolean tcp_may_send (const Tcb *tcb);
gboolean tcp_may_receive (const Tcb *tcb);

/* The peer that knocked has gone: a passive endpoint waits for another, unless
 * its application has closed; then this ends it, with @error. */
void tcp_return_to_listen (Tcb *tcb, TcpError error);

/* The connection is over: timers off, queues gone. */
void tcp_finish (Tcb *tcb, TcpError error);

/* Into TIME-WAIT, or back to its beginning. */
void tcp_start_time_wait (Tcb *tcb, SimTime now);

/* ecn.c */

/* What a SYN or a SYN,ACK of ours says of ECN; the rest of it is complete. */
void ecn_fill_syn (Tcb *tcb, Segment *seg);

/* What the peer's SYN or SYN,ACK agrees to. */
void ecn_agree (Tcb *tcb, const Segment *syn);

/* What any later segment of ours says: that marks were seen; and, where the
 * congestion control wants marks, that it may be marked. */
void ecn_fill (Tcb *tcb, Segment *seg);

/* A segment whose sender may say that it has reacted to a mark. */
void ecn_on_cwr (Tcb *tcb, const Segment *seg);

/* Data has arrived, in order or not: its mark.  To be called once rcv.nxt has
 * moved. */
void ecn_on_data (Tcb *tcb, const Segment *seg, SimTime now);

/* options.c */

/* The options of a segment of ours, which is otherwise complete; a SYN offers,
 * the others carry on. */
void options_fill (Tcb *tcb, Segment *seg, SimTime now);

/* Octets that SACK blocks will take of the next segment with text. */
guint32 options_sack_len (const Tcb *tcb);

/* What the peer's SYN agrees to. */
void options_agree (Tcb *tcb, const Segment *syn, SimTime now);

/* PAWS, RFC 7323 section 5: the segment is from long ago. */
gboolean options_is_old (const Tcb *tcb, const Segment *seg, SimTime now);

/* Keeps the timestamp to echo (RFC 7323 section 4.3). */
void options_keep_timestamp (Tcb *tcb, const Segment *seg, SimTime now);

/* The round-trip time that an echoed timestamp shows; SIM_NEVER when none. */
SimTime options_echoed_rtt (const Tcb *tcb, const Segment *seg, SimTime now);

/* The round-trip time that an echoed timestamp shows to a receiver; 0 when there
 * is none, or it is less than a tick of the clock. */
SimTime options_receiver_rtt (const Tcb *tcb, const Segment *seg, SimTime now);

/* acknowledge.c */

/* Takes seg->ack, which is above snd.una and not above snd.nxt. */
void tcp_process_ack (Tcb *tcb, const Segment *seg, SimTime now);

/* The send window from a segment (RFC 9293 section 3.10.7.4, fifth); to be
 * called before its ACK is taken. */
void tcp_update_send_window (Tcb *tcb, const Segment *seg, SimTime now);

/* establish.c */

/* Both sides know each other's numbers: ESTABLISHED, by @seg. */
void tcp_establish (Tcb *tcb, const Segment *seg, SimTime now);

/* receive.c */

/* Seventh and eighth: the segment's text and its FIN. */
void tcp_process_text (Tcb *tcb, const Segment *seg, SimTime now);

/* The application has taken @n octets, which tcb->in.read does not count yet:
 * memory is free again, and the rate of reading may call for more of it. */
void tcp_take_read (Tcb *tcb, guint64 n, SimTime now);

/* Octets before rcv.nxt have come again, up to @right: to be reported. */
void tcp_note_duplicate (Tcb *tcb, SeqNum left, SeqNum right);

/* transmit.c */

/* The largest payload for now: SMSS, or half of a small peer's window. */
guint32 tcp_current_mss (const Tcb *tcb);

/* Octets of the window offered that are not used yet. */
guint32 tcp_offered_window (const Tcb *tcb);

/* Sends an ACK of what is in order at the next tcp_transmit(), first of all and
 * as things are now. */
void tcp_ack_early (Tcb *tcb, SegReason reason, SimTime now);

/* Likewise an ACK that reaches only up to @ack: what else is due stays due. */
void tcp_ack_up_to (Tcb *tcb, SeqNum ack, SegReason reason, SimTime now);

/* Puts our SYN into the send queue, to be sent for @reason: the first entry of
 * every connection. */
void tcp_queue_syn (Tcb *tcb, SegReason reason);

/* Resets the peer: a segment of the connection with RST. */
void tcp_reset_peer (Tcb *tcb, SegReason reason, SimTime now);

/* Resets the peer for what @seg was. */
void tcp_reply_reset (Tcb *tcb, const Segment *seg, SegReason reason);

/* An ACK for something unexpected, within RFC 5961's limit. */
void tcp_challenge (Tcb *tcb, SimTime now);

/* Whether an invalid segment may be answered now: not too soon after the last,
 * lest two ends answer one another for ever.  Counts as an answer if so. */
gboolean tcp_may_answer_invalid (Tcb *tcb, SimTime now);

/* timers.c */

/* Sets the retransmission timer from now, or off when nothing is out. */
void tcp_rearm_retransmit (Tcb *tcb, SimTime now);

/* Something is to be sent, nothing is under way that would draw an ACK, and
 * the window does not let it go: closed, or too small for a segment. */
gboolean tcp_is_stuck (const Tcb *tcb);

/* Starts or stops probing a closed window. */
void tcp_check_window_probe (Tcb *tcb, SimTime now);

/* Sets the probe timer from now. */
void tcp_start_window_probe (Tcb *tcb, SimTime now);

/* As tcp_start_window_probe(), if the timer is running. */
void tcp_restart_window_probe (Tcb *tcb, SimTime now);

#endif
