/* One TCP endpoint as a pure state machine (RFC 9293 section 3.10).  It knows
 * no clock, no queue and no wire: each event comes in with the time at which
 * it happens, the segments that follow are pulled, and the time of the next
 * expiry is asked for.
 *
 *   tcp_arrive (tcb, &segment, now);
 *   while (tcp_transmit (tcb, now, &out))
 *     ... send out ...
 *   next = tcp_next_expiry (tcb);
 *
 * After every call that may cause output (all but the queries) the owner pulls
 * until tcp_transmit() says FALSE.  One that makes another call before does no
 * harm: what is left is sent later, as things are by then, and of two answers to
 * segments that arrived only the later. */
#ifndef TCPSIM_TCP_TCP_H
#define TCPSIM_TCP_TCP_H

#include "tcpsim/base/simtime.h"
#include "tcpsim/net/segment.h"
#include "tcpsim/tcp/tcp_config.h"
#include "tcpsim/tcp/tcp_info.h"

G_BEGIN_DECLS

typedef struct _Tcb Tcb;

/* A new endpoint in CLOSED.  @config must outlive it: endpoints may share one.
 * Release with tcp_free(). */
Tcb *tcp_new (const TcpConfig *config);

/* Other numbers than @config has: the initial sequence number, and what the
 * timestamp clock shows at run time 0.  Before the OPEN only. */
void tcp_set_numbers (Tcb *tcb, SeqNum isn, guint32 tsval);

/* What the endpoint leaves to chance is drawn from @seed; without this call from 0,
 * a seed like any other.  Before the OPEN only. */
void tcp_set_seed (Tcb *tcb, guint64 seed);

/* Another congestion control than @config has (TCP_CONGESTION).  Before the OPEN
 * only. */
void tcp_set_congestion_control (Tcb *tcb, const struct _CcOps *ops);

/* Releases an endpoint in whatever state; nothing more is sent. */
void tcp_free (Tcb *tcb);

/* User calls, RFC 9293 section 3.10.1 to 3.10.6. */

/* OPEN: active sends a SYN; passive waits in LISTEN.  Only from CLOSED, once. */
void tcp_open_active (Tcb *tcb, SimTime now);
void tcp_open_passive (Tcb *tcb, SimTime now);

/* SEND: takes up to @n octets of the stream, as many as the send buffer has
 * room for, and says how many.  *@error says why none may be sent at all. */
guint64 tcp_send (Tcb *tcb, guint64 n, TcpError *error, SimTime now);

/* RECEIVE: takes up to @n octets that have arrived in order; returns how many. */
guint64 tcp_receive (Tcb *tcb, guint64 n, SimTime now);

/* CLOSE of the sending side only: a FIN follows what was written. */
TcpError tcp_shutdown (Tcb *tcb, SimTime now);

/* CLOSE by an application that goes away: as shutdown, but with data unread,
 * or arriving later, the answer is a reset (RFC 9293 section 3.6.1). */
TcpError tcp_close (Tcb *tcb, SimTime now);

/* ABORT: a reset, at once. */
TcpError tcp_abort (Tcb *tcb, SimTime now);

/* Turns the Nagle algorithm off or on (RFC 9293 section 3.7.4). */
void tcp_set_nodelay (Tcb *tcb, gboolean nodelay, SimTime now);

/* SEGMENT ARRIVES, section 3.10.7. */
void tcp_arrive (Tcb *tcb, const Segment *seg, SimTime now);

/* TIMEOUTS, section 3.10.8: to be called at tcp_next_expiry(), or later; does
 * nothing before it. */
void tcp_expire (Tcb *tcb, SimTime now);

/* When something will happen by itself; SIM_NEVER when nothing will. */
SimTime tcp_next_expiry (const Tcb *tcb);

/* The next segment to send; FALSE, and *@out left alone, when there is none, and
 * will be none before another call, tcp_expire() when its time has come. */
gboolean tcp_transmit (Tcb *tcb, SimTime now, Segment *out);

/* The reset that answers a segment for which there is no endpoint (section
 * 3.10.7.1); FALSE when it deserves no answer. */
gboolean tcp_reset_for (const Segment *seg, SegReason reason, Segment *out);

/* Queries. */

/* The state of RFC 9293 section 3.3.2 that it is in. */
TcpState tcp_state (const Tcb *tcb);

/* Our initial sequence number. */
SeqNum tcp_isn (const Tcb *tcb);

/* The shift that goes with the windows this end sends after its SYN. */
guint tcp_rcv_wscale (const Tcb *tcb);

/* Why the connection is gone, or TCP_OK. */
TcpError tcp_error (const Tcb *tcb);

/* Octets that tcp_receive() would give now. */
guint64 tcp_readable (const Tcb *tcb);

/* Octets that tcp_send() would take now; 0 where it would fail. */
guint64 tcp_writable (const Tcb *tcb);

/* Octets taken by tcp_receive() so far: the peer's stream offset of the next. */
guint64 tcp_read_offset (const Tcb *tcb);

/* Octets of our stream that the peer has acknowledged. */
guint64 tcp_acked_offset (const Tcb *tcb);

/* The peer has closed and everything before its FIN has been read. */
gboolean tcp_at_eof (const Tcb *tcb);

/* TRUE once the handshake is complete, whatever came after. */
gboolean tcp_has_been_established (const Tcb *tcb);

/* The name of its congestion control: "reno" where there should be DCTCP but the
 * peer knows no ECN. */
const char *tcp_congestion_control (const Tcb *tcb);

/* A snapshot. */
void tcp_get_info (const Tcb *tcb, TcpInfo *info);

/* Likewise, of what tcp_info does not tell. */
void tcp_get_workings (const Tcb *tcb, TcpWorkings *workings);

/* Likewise, of what its congestion control decides by. */
void tcp_get_control (const Tcb *tcb, SimTime now, TcpControl *control);

/* Asserts what must hold whenever tcp_transmit() has said FALSE; for tests.  Walks
 * everything that is out or held: costs as much. */
void tcp_check_invariants (const Tcb *tcb);

/* That part of it which walks nothing, for tests that look after every event. */
void tcp_check_numbers (const Tcb *tcb);

G_END_DECLS

#endif
