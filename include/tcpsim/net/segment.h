/* One TCP segment as a plain value: what RFC 9293 section 3.1 puts on the
 * wire, the options of RFC 9293, 7323 and 2018, and why it was sent.  Its
 * payload is a range of the sender's stream; the bytes are not in it. */
#ifndef TCPSIM_NET_SEGMENT_H
#define TCPSIM_NET_SEGMENT_H

#include <glib.h>

#include "tcpsim/base/seqnum.h"

G_BEGIN_DECLS

/* The two ends and the two directions have the same index: the client sends
 * client to server. */
typedef enum { SIDE_CLIENT, SIDE_SERVER, N_SIDES } Side;
typedef enum { DIR_C2S, DIR_S2C, N_DIRS } Direction;

/* RFC 9293 section 3.1, from the low bit. */
enum {
  SEG_FIN = 1 << 0,
  SEG_SYN = 1 << 1,
  SEG_RST = 1 << 2,
  SEG_PSH = 1 << 3,
  SEG_ACK = 1 << 4,
  SEG_URG = 1 << 5,
  SEG_ECE = 1 << 6,
  SEG_CWR = 1 << 7
};

/* The two ECN bits of the IP header, RFC 3168 section 5. */
enum {
  ECN_NOT_ECT = 0,
  ECN_ECT_1 = 1,
  ECN_ECT_0 = 2,
  ECN_CE = 3
};

/* Which options the segment carries. */
enum {
  SEG_OPT_MSS = 1 << 0,                 /* RFC 9293 section 3.2 */
  SEG_OPT_WSCALE = 1 << 1,              /* RFC 7323 section 2 */
  SEG_OPT_SACK_PERMITTED = 1 << 2,      /* RFC 2018 section 2 */
  SEG_OPT_TIMESTAMPS = 1 << 3,          /* RFC 7323 section 3 */
  SEG_OPT_SACK = 1 << 4                 /* RFC 2018 section 3; n_sack blocks */
};

/* Why a segment was sent.  seg_reason_info() has the words for each. */
typedef enum {
  REASON_NONE,
  REASON_SYN,                   /* active open */
  REASON_SYN_ACK,               /* answer to a SYN */
  REASON_HANDSHAKE_ACK,         /* third segment of the handshake */
  REASON_DATA,                  /* new data the application wrote */
  REASON_FIN,                   /* the application closed */
  REASON_ACK_QUICK,             /* at once: quick-ACK mode */
  REASON_ACK_SECOND_SEGMENT,    /* at once: more than one full segment unacknowledged */
  REASON_ACK_DELAYED,           /* the delayed-ACK timer ran out */
  REASON_ACK_ON_READ,           /* the application read pushed data */
  REASON_ACK_FIN,               /* at once: the FIN ended the receiving side */
  REASON_ACK_OUT_OF_ORDER,      /* at once: a gap, or a gap being filled */
  REASON_ACK_COMPRESSED,        /* several held together: data goes on arriving beyond a gap */
  REASON_ACK_ECN,               /* at once: marks on the path have come or gone */
  REASON_ACK_DUPLICATE,         /* at once: nothing new, or outside the window */
  REASON_ACK_PROBE,             /* at once: a keepalive or a zero-window probe */
  REASON_WINDOW_UPDATE,         /* the application made room */
  REASON_CHALLENGE_ACK,         /* RFC 5961 */
  REASON_TIME_WAIT_ACK,         /* a repeated FIN in TIME-WAIT */
  REASON_RTO,                   /* retransmission timeout number reason_n */
  REASON_RTO_RECOVERY,          /* lost with what timed out */
  REASON_SYN_REPEATED,          /* a repeated SYN drew its SYN-ACK again */
  REASON_FAST_RETRANSMIT,
  REASON_TAIL_LOSS_PROBE,
  REASON_WINDOW_PROBE,          /* zero-window probe number reason_n */
  REASON_KEEPALIVE,             /* keepalive probe number reason_n */
  REASON_RESET_NO_CONNECTION,   /* RST: nobody there */
  REASON_RESET_REFUSED,         /* RST: nobody listens */
  REASON_RESET_ABORT,           /* RST: the application aborted */
  REASON_RESET_UNREAD,          /* RST: closed with data unread */
  REASON_RESET_DATA_AFTER_CLOSE,/* RST: data for an application that has gone */
  REASON_RESET_BAD_ACK,         /* RST: acknowledges what was never sent */
  REASON_RESET_TIMEOUT,         /* RST: gave up */
  N_REASONS
} SegReason;

/* The words for a reason. */
typedef struct {
  const char *name;             /* one word for tables, "delayed-ack" */
  const char *text;             /* for people, "delayed-ACK timer" */
  const char *rule;             /* where it is written, "RFC 9293 3.8.6.3" */
} SegReasonInfo;

typedef struct { SeqNum left, right; } SackBlock;

/* Without timestamps four blocks fit the option space, with them three. */
#define SEG_MAX_SACK 4

typedef struct {
  guint8 flags;                 /* SEG_FIN ... */
  guint8 options;               /* SEG_OPT_MSS ... */
  guint8 wscale;                /* shift, 0 to 14 */
  guint8 n_sack;
  guint8 ecn;                   /* the two ECN bits of the IP header (RFC 3168) */
  guint8 is_retransmission;     /* some of it was sent before */
  guint16 mss;
  guint16 window;               /* as in the header, unscaled */
  guint16 reason;               /* SegReason */
  guint32 reason_n;             /* the n of "timeout number n", else 0 */
  SeqNum seq;
  SeqNum ack;                   /* meaningful with SEG_ACK */
  guint32 len;                  /* octets of payload */
  guint32 tsval, tsecr;
  guint64 stream_offset;        /* of the first payload octet in the sender's stream */
  SackBlock sack[SEG_MAX_SACK];
} Segment;

/* SEG.LEN of RFC 9293 section 3.3.1: SYN and FIN count one each. */
static inline guint32
seg_seq_len (const Segment *seg)
{
  return seg->len + !!(seg->flags & SEG_SYN) + !!(seg->flags & SEG_FIN);
}

/* The number just after the segment. */
static inline SeqNum
seg_end (const Segment *seg)
{
  return seq_add (seg->seq, seg_seq_len (seg));
}

/* Octets that the options of @seg take in the header, padding included, laid
 * out as Linux lays them out (see segment.c). */
guint seg_options_len (const Segment *seg);

/* Octets of the whole TCP header: 20 to 60.  Nearly all have timestamps, and
 * nothing else. */
static inline guint
seg_header_len (const Segment *seg)
{
  return 20 + (seg->options == SEG_OPT_TIMESTAMPS ? 12 : seg_options_len (seg));
}

/* The words for @reason; never NULL. */
const SegReasonInfo *seg_reason_info (SegReason reason);

/* The one words for all reasons, NULL-terminated. */
const char *const *seg_reason_names (void);

/* "c2s" or "s2c". */
const char *direction_name (Direction dir);

/* "client" or "server". */
const char *side_name (Side side);

G_END_DECLS

#endif
