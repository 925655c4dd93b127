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
#include "tcp/winmax.h"
#include "tcpsim/tcp/tcp.h"

/* The send sequence variables. */
typedef struct {
  SeqNum una, nxt;
  SeqNum wl1;
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
  SeqNum edge;                  /* the furthest that any window offered so far has reached */
  guint32 advmss;               /* what a peer's full segment holds, options taken off */
} RecvVars;

/* What SYNs agreed on (RFC 7323, RFC 2018). */
typedef struct {
  guint8 timestamps, wscale, sack;
  guint32 ts_recent;
  SimTime ts_recent_at;
} Agreed;

/* Our stream.  Invariant: acked =< sent =< written. */
typedef struct {
  guint64 written;              /* octets the application has sent */
  guint64 sent;                 /* ... of which have left at least once */
  guint64 acked;                /* ... of which the peer has */
  guint64 pushed;               /* ... up to the last push among them */
  Ring pushes;                  /* guint64: where each push stands that has not been sent */
  guint8 fin_wanted;            /* a FIN follows them */
  guint8 fin_sent;
} SendStream;

/* The memory for what the application has written and the peer does not have. */
typedef struct {
  guint64 size;                 /* octets, headers and all */
  guint32 segments;             /* the most that it has been made for */
  guint8 is_full;               /* a writer waits until a good part is free again */
} SendBuffer;

/* The peer's stream.  Invariant: read =< received. */
typedef struct {
  guint64 received;             /* octets in order */
  guint64 read;                 /* ... of which the application has taken */
  guint8 has_fin;               /* all of it, the FIN too, has arrived */
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

/* What is to be sent at the next tcp_transmit() before any new data. */
typedef struct {
  union {
    struct {
      guint8 syn;               /* SegReason: a SYN, or a SYN,ACK */
      guint8 probe;             /* SegReason: a window or keepalive probe */
      guint8 timed_out;         /* the oldest unacknowledged segment, after a timeout */
      guint8 loss_probe;        /* a tail loss probe */
      guint8 has_reply;         /* rare->reply */
    };
    guint64 any;                /* 0: nothing of all that */
  };
} Pending;

G_STATIC_ASSERT (sizeof (Pending) == sizeof (guint64));
G_STATIC_ASSERT (N_REASONS <= G_MAXUINT8);

/* What few connections ever need. */
typedef struct {
  Segment reply;                /* a segment made up already: a reset, or an ACK */
  SimTime answered_at;          /* when an invalid segment was last answered; SIM_NEVER: none was */
  SimTime second_start;         /* of the second that challenge ACKs are counted in */
  guint32 challenges;           /* in that second */
} Rare;

/* When each timer runs out; SIM_NEVER when it is off. */
typedef struct {
  SimTime retransmit;
  RetransmitTimer retransmit_is;
  SimTime rest;                 /* none of those that follow runs out before this */
  SimTime pacing;
  SimTime window_probe;
  SimTime keepalive;
  SimTime gone;                 /* TIME-WAIT is over, or FIN-WAIT-2 has waited enough */
} Timers;

/* RFC 8985 section 5.2. */
typedef struct {
  guint8 has_advanced;          /* since losses were last looked for */
  guint8 has_delivered;         /* anything */
  guint8 steps;                 /* of the reordering window, in quarters of min_rtt */
  guint8 persist;               /* recoveries for which a wider window stays */
  guint8 has_dsack;             /* a duplicate was reported in this round trip */
  guint32 order;                /* for RACK.xmit_ts: of the latest sent among the delivered */
  guint32 adapted_at;           /* delivered, modulo 2^32, when the window last grew */
  SimTime rtt;                  /* RACK.rtt */
} Rack;

/* RFC 8985 section 7. */
typedef struct {
  guint8 is_in_use;             /* probes are wanted, and what they need was agreed upon */
  guint8 is_out;
  guint8 was_sent_before;       /* the probe was a retransmission */
  SeqNum high;                  /* SND.NXT when it was sent */
} LossProbe;

/* Whether what waits to be sent again may go. */
typedef enum {
  HOLD_NOTHING,
  HOLD_FOR_NEW,                 /* F-RTO: new data first, if any can go */
  HOLD_ALL                      /* until the next ACK */
} RecoveryHold;

/* Loss recovery; the state is in cc.state. */
typedef struct {
  guint8 may_undo;              /* a reduction could prove wrong ... */
  guint8 has_stamp;             /* something has been sent again ... */
  guint8 is_frto;               /* the timeout may have been spurious (RFC 5682) */
  guint8 hold;                  /* RecoveryHold */
  guint8 undone_by;             /* TcpUndo: the last of the reductions that proved wrong ... */
  guint16 undone;               /* ... of so many, modulo 2^16 */
  guint32 stamp;                /* ... first with this timestamp (Eifel, RFC 3522) */
  SeqNum high_seq;              /* the recovery point: SND.NXT when the state was entered */
  SeqNum undo_marker;           /* ... it began with this SND.UNA ... */
  gint undo_retrans;            /* ... and so many retransmissions are not reported twice; -1: none yet */
  guint32 prior_ssthresh;       /* before it; 0: it is not to come back */
  guint32 prr_delivered, prr_out;       /* RFC 9937 */
  guint32 reordering;           /* segments: how far the path reorders */
  guint32 reord_seen;
  guint32 dsack_dups;
  guint32 total_rto;
} Recovery;

/* How full cwnd has been. */
typedef struct {
  guint8 is_limited;            /* cwnd held us back in this round trip */
  guint32 max_out;              /* segments, in this round trip ... */
  SeqNum round_end;             /* ... which ends when this is acknowledged */
  guint32 used;                 /* the most segments out while cwnd did not hold us back */
  SimTime checked_at;           /* when cwnd was last full, or looked after */
  SimTime pace_at;              /* pacing: the next segment leaves no earlier */
} CwndUse;

/* Totals for tcp_get_info(); two also say whether pacing has begun, and how many
 * duplicates can be ours. */
typedef struct {
  guint64 bytes_retrans;
  guint32 segs_out, segs_in, data_segs_out, data_segs_in;
  guint32 total_retrans;
} Totals;

struct _Tcb {
  const TcpConfig *cfg;         /* the owner's */
  SeqNum isn;
  guint32 tsval;                /* of our clock at run time 0 */
  TcpState state;
  TcpError error;
  guint8 is_settled;            /* nothing is to be sent, and nothing has happened since that was found */
  guint8 nodelay;
  guint8 is_passive;            /* came from LISTEN */
  guint8 is_orphan;             /* the application has gone */
  guint8 was_established;
  guint8 has_small;             /* a segment below full size has been sent ... */
  SeqNum small_end;             /* ... and ends here (Nagle) */

  SendVars snd;
  RecvVars rcv;
  Agreed agreed;
  SendStream out;
  SendBuffer sndbuf;
  RecvStream in;

  SendQueue sendq;
  Rto rto;
  Cc cc;
  WinMax least_rtt;             /* the negatives of what cc.min_rtt is the least of */
  CwndUse use;
  Recovery recovery;
  Rack rack;
  LossProbe tlp;
  Delivery delivery;
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
  guint32 first_syn_tsval;      /* of our first SYN */
  SimTime heard_at;             /* when anything acceptable last arrived */
  Rare *rare;                   /* NULL before the first need */

  Pending pending;
  Timers timers;
  Totals totals;
};

/* state.c */

/* Everything but the configuration as it is before an OPEN. */
void tcp_clear (Tcb *tcb);

/* Nothing invalid has been answered yet. */
void tcp_clear_rare (Tcb *tcb);

/* The only way into a state: asserts that RFC 9293 figure 5 knows the step. */
void tcp_enter_state (Tcb *tcb, TcpState next);

/* States in which both sides have agreed on numbers. */
static inline gboolean
tcp_is_synchronized (const Tcb *tcb)
{
  return tcb->state >= TCP_ESTABLISHED;
}

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

/* sndbuf.c */

/* As configured; as large as a connection's first window wants it. */
void sndbuf_init (Tcb *tcb);
void sndbuf_open (Tcb *tcb);

/* Octets that may be written now; 0 while a writer is to wait. */
guint64 sndbuf_room (const Tcb *tcb);

/* @n octets are written at once: they end in a push. */
void sndbuf_write (Tcb *tcb, guint64 n);

/* Something was acknowledged: a writer that waits may go on. */
void sndbuf_on_ack (Tcb *tcb);

/* Whether a push stands in what is to be sent next, up to @end of the stream;
 * asked once. */
gboolean sndbuf_take_push (Tcb *tcb, guint64 end);

/* options.c */

/* Octets that a full segment of ours holds, options counted as text: the MSS
 * agreed upon. */
guint32 options_whole_mss (const Tcb *tcb);

/* The options of a segment of ours, which is otherwise complete; a SYN offers,
 * the others carry on. */
void options_fill (Tcb *tcb, Segment *seg, SimTime now);

/* Octets that SACK blocks will take of the next segment with text. */
guint32 options_sack_len (const Tcb *tcb);

/* What the peer's SYN agrees to. */
void options_agree (Tcb *tcb, const Segment *syn, SimTime now);

/* PAWS, RFC 7323 section 5: the segment is from long ago. */
gboolean options_is_old (const Tcb *tcb, const Segment *seg, SimTime now);

/* Keeps the timestamp of @seg, which is not old, to echo it (RFC 7323 section
 * 4.3). */
void options_keep_timestamp (Tcb *tcb, const Segment *seg, SimTime now);

/* The round-trip time that an echoed timestamp shows; SIM_NEVER when none. */
SimTime options_echoed_rtt (const Tcb *tcb, const Segment *seg, SimTime now);

/* Whether the timestamp that @seg echoes is older than @tsval. */
gboolean options_echoes_before (const Tcb *tcb, const Segment *seg, guint32 tsval);

/* What the timestamp clock shows. */
guint32 options_clock (const Tcb *tcb, SimTime now);

/* The round-trip time that an echoed timestamp shows to a receiver; 0 when there
 * is none, or it is less than a tick of the clock. */
SimTime options_receiver_rtt (const Tcb *tcb, const Segment *seg, SimTime now);

/* acknowledge.c */

/* Takes the ACK of @seg, whose number is not above SND.NXT: also one that is
 * old, or says nothing new. */
void tcp_process_ack (Tcb *tcb, const Segment *seg, SimTime now);

/* The window of the segment that completes the handshake. */
void tcp_take_first_window (Tcb *tcb, const Segment *seg, SimTime now);

/* recovery.c */

/* A retransmission timeout: everything out is lost, but for what was sent just
 * now. */
void recovery_enter_loss (Tcb *tcb, SimTime now);

/* The reordering timer has run out (RFC 8985 section 6.2). */
void recovery_on_reordering_timeout (Tcb *tcb, SimTime now);

/* cwnd is being reduced for a loss or a mark. */
gboolean recovery_is_reducing (const Tcb *tcb);

/* To be called for each segment sent again in recovery, with its @tsval. */
void recovery_on_retransmit (Tcb *tcb, guint32 tsval);

/* ssthresh as it would be if recovery ended now. */
guint32 recovery_current_ssthresh (const Tcb *tcb);

/* cwnd is @reduction's to lower from here on: RFC 9937 section 6. */
void recovery_begin_reduction (Tcb *tcb, SimTime now);
void recovery_end_reduction (Tcb *tcb, SimTime now);
void recovery_set_state (Tcb *tcb, TcpCaState next, SimTime now);

/* Open, or Disorder while anything is amiss. */
void recovery_keep_open (Tcb *tcb, SimTime now);

/* cwnd.c */

/* The congestion control hears of @event. */
void cwnd_tell (Tcb *tcb, CcEvent event, SimTime now);

/* ... of an ACK, before anything is done about what it says; and of the round-trip
 * time that it showed, SIM_NEVER when none, if anything was out. */
void cwnd_observe (Tcb *tcb, SimTime now);
void cwnd_measure (Tcb *tcb, SimTime rtt, SimTime now);

/* To be called when the application writes: after a pause cwnd starts anew (RFC
 * 5681 section 4.1), and the delivery rate is not the path's. */
void cwnd_on_write (Tcb *tcb, SimTime now);

/* Data was sent, or cwnd would not let it: notes how full the pipe is. */
void cwnd_note_use (Tcb *tcb, SimTime now);

/* TRUE when growing cwnd makes sense: it held us back. */
gboolean cwnd_is_limited (const Tcb *tcb);

/* @seg leaves: the pace for the next. */
void cwnd_pace (Tcb *tcb, const Segment *seg, SimTime now);

/* TRUE when pacing lets nothing go yet; the timer is set. */
gboolean cwnd_must_wait (Tcb *tcb, SimTime now);

/* The pacing rate that follows from cwnd and SRTT. */
void cwnd_update_pacing (Tcb *tcb);

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

/* Where the octets of @s, an entry of the send queue, stand in our stream. */
guint64 tcp_stream_offset (const Tcb *tcb, const SentSegment *s);

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

/* Sets one of the timers behind tcb->timers.rest. */
static inline void
tcp_set_timer (Tcb *tcb, SimTime *timer, SimTime at)
{
  *timer = at;
  tcb->timers.rest = MIN (tcb->timers.rest, at);
}

/* When the first of those behind t->rest runs out. */
SimTime tcp_first_of_rest (const Timers *t);

/* Sets the retransmission timer to the RTO from now, or, where it ran for a
 * probe or for reordering, from when the oldest segment was sent; off when
 * nothing is out. */
void tcp_rearm_retransmit (Tcb *tcb, SimTime now);

/* As it is set after an ACK of new data: for a tail loss probe where one is
 * wanted, or the RTO. */
void tcp_set_retransmit (Tcb *tcb, SimTime now);

/* Sets the retransmission timer to run out for @purpose after @wait. */
void tcp_start_retransmit (Tcb *tcb, RetransmitTimer purpose, SimTime wait, SimTime now);

/* When the RTO of the oldest segment runs out. */
SimTime tcp_rto_at (const Tcb *tcb);

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
