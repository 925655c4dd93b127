/* One endpoint fed by hand: a timetable of what happens to it and what it is
 * to answer, and nothing else.  Numbers count from the initial sequence
 * numbers, ours and the peer's, so that data begins at 1. */
#ifndef TESTS_HAND_H
#define TESTS_HAND_H

#include "tcpsim/tcp/tcp.h"

typedef enum {
  HAND_CONNECT, HAND_LISTEN, HAND_SEND, HAND_RECEIVE, HAND_SHUTDOWN, HAND_CLOSE, HAND_ABORT,
  HAND_IN,                      /* a segment arrives */
  HAND_EXPIRE,                  /* the timers that run out then are seen to, and nothing is taken yet */
  HAND_OUT,                     /* a segment leaves, exactly then */
  HAND_STATE,                   /* the endpoint is in this state */
  HAND_CC                       /* its sender stands so to congestion */
} HandKind;

typedef struct {
  SimTime at;
  HandKind kind;
  const char *flags;            /* tcpdump's: S F R P . E W; T and C: capable, and marked (RFC 3168) */
  guint32 seq, ack, len;        /* len: also the octets of SEND and RECEIVE */
  int reason;                   /* of OUT: REASON_..., or -1 for any */
  TcpState state;
  guint32 window;               /* the header's field and one; 0: of OUT any, of IN 1000 */
  gint32 ts;                    /* of IN: added to the timestamp */
  guint32 tsecr;                /* of IN: the millisecond whose timestamp it echoes */
  guint32 sack_left, sack_right;        /* of IN: a SACK block */
  TcpCaState ca_state;          /* of CC ... */
  guint32 cwnd, ssthresh;       /* ... in segments; ssthresh 0: unset */
  const char *sack;             /* of OUT: "11-21 31-41"; NULL: any */
  gboolean is_left;             /* of IN: nothing of what follows is taken yet */
} HandStep;

#define HAND_CALL(ms, call)     { .at = SIM_MS (ms), .kind = call }
#define CONNECT(ms)             HAND_CALL (ms, HAND_CONNECT)
#define LISTEN(ms)              HAND_CALL (ms, HAND_LISTEN)
#define SHUTDOWN(ms)            HAND_CALL (ms, HAND_SHUTDOWN)
#define CLOSE(ms)               HAND_CALL (ms, HAND_CLOSE)
#define ABORT(ms)               HAND_CALL (ms, HAND_ABORT)
#define SEND(ms, n)             { .at = SIM_MS (ms), .kind = HAND_SEND, .len = n }
#define RECEIVE(ms, n)          { .at = SIM_MS (ms), .kind = HAND_RECEIVE, .len = n }
#define STATE(ms, st)           { .at = SIM_MS (ms), .kind = HAND_STATE, .state = TCP_##st }

#define HAND_SEGMENT(ms, k, f, s, a, l) \
  .at = SIM_MS (ms), .kind = k, .flags = f, .seq = s, .ack = a, .len = l
#define IN(ms, f, s, a, l)      { HAND_SEGMENT (ms, HAND_IN, f, s, a, l) }
#define IN_WIN(ms, f, s, a, l, w) { HAND_SEGMENT (ms, HAND_IN, f, s, a, l), .window = w + 1 }
#define IN_OLD(ms, f, s, a, l, t) { HAND_SEGMENT (ms, HAND_IN, f, s, a, l), .ts = -(t) }
#define OUT(ms, f, s, a, l, r)  { HAND_SEGMENT (ms, HAND_OUT, f, s, a, l), .reason = REASON_##r }
#define OUT_WIN(ms, f, s, a, l, w) { HAND_SEGMENT (ms, HAND_OUT, f, s, a, l), .reason = -1, .window = w + 1 }
#define IN_SACK(ms, a, l, r)    { HAND_SEGMENT (ms, HAND_IN, ".", 1, a, 0), .sack_left = l, .sack_right = r }
#define IN_LEFT(ms, f, s, a, l) { HAND_SEGMENT (ms, HAND_IN, f, s, a, l), .is_left = TRUE }
#define EXPIRE(ms)              { .at = SIM_MS (ms), .kind = HAND_EXPIRE, .is_left = TRUE }
#define IN_ECHO(ms, a, t)       { HAND_SEGMENT (ms, HAND_IN, ".", 1, a, 0), .tsecr = t }
#define CC(ms, s, c, t)         { .at = SIM_MS (ms), .kind = HAND_CC, .ca_state = TCP_CA_##s, .cwnd = c, .ssthresh = t }
#define OUT_SACK(ms, s, a, b, r) \
  { HAND_SEGMENT (ms, HAND_OUT, ".", s, a, 0), .reason = REASON_##r, .sack = b }
#define OUT_ANY(ms, f, s, a, l) { HAND_SEGMENT (ms, HAND_OUT, f, s, a, l), .reason = -1 }

/* The linux profile at 1460 octets without timestamps, unless IN_OLD is used, and
 * without tail loss probes; its writes are taken whole, and held ACKs go in time; its sequence numbers wrap around after 256 octets.  With timestamps the peer
 * goes on echoing that of our SYN. */
TcpConfig hand_config (void);

/* Plays @steps on a new endpoint; a difference fails the test and prints both
 * what was wanted and what there was.  The endpoint is freed. */
void hand_play (const TcpConfig *config, const HandStep *steps, guint n_steps);

#define PLAY(config, steps) hand_play (config, steps, G_N_ELEMENTS (steps))

/* Steps that bring an endpoint to ESTABLISHED at time 20 ms, by an active open
 * or a passive one, with an ACK for the SYN,ACK of the active one. */
#define ACTIVE_OPEN                             \
  CONNECT (0),                                  \
  OUT (0, "S", 0, 0, 0, SYN),                   \
  IN (20, "S.", 0, 1, 0),                       \
  OUT (20, ".", 1, 1, 0, HANDSHAKE_ACK)

#define PASSIVE_OPEN                            \
  LISTEN (0),                                   \
  IN (0, "S", 0, 0, 0),                         \
  OUT (0, "S.", 0, 1, 0, SYN_ACK),              \
  IN (20, ".", 1, 1, 0)

#endif
