/* What one who knows a connection only from its capture makes of each frame:
 * numbers relative to the first ones seen, and the suspicions that Wireshark
 * calls TCP analysis (its User's Guide has them under that name).  Works by
 * Wireshark 4.0's rules, from nothing but the frames handed over: a repeated
 * segment whose first copy never passed the interface is no retransmission
 * here, whatever its sender knows.
 *
 * Left out: reused ports, for each connection has a conversation of its own. */
#ifndef TCPSIM_TRACE_CONVERSATION_H
#define TCPSIM_TRACE_CONVERSATION_H

#include "tcpsim/trace/record.h"

enum {
  VIEW_RETRANSMISSION = 1 << 0,
  VIEW_FAST_RETRANSMISSION = 1 << 1,
  VIEW_SPURIOUS_RETRANSMISSION = 1 << 2,
  VIEW_OUT_OF_ORDER = 1 << 3,
  VIEW_LOST_SEGMENT = 1 << 4,           /* a segment before it was not captured */
  VIEW_DUPLICATE_ACK = 1 << 5,
  VIEW_ZERO_WINDOW = 1 << 6,
  VIEW_ZERO_WINDOW_PROBE = 1 << 7,
  VIEW_ZERO_WINDOW_PROBE_ACK = 1 << 8,
  VIEW_WINDOW_FULL = 1 << 9,
  VIEW_WINDOW_UPDATE = 1 << 10,
  VIEW_KEEP_ALIVE = 1 << 11,
  VIEW_KEEP_ALIVE_ACK = 1 << 12,
  VIEW_ACKED_UNSEEN = 1 << 13           /* acknowledges what was not captured */
};

/* One frame as the conversation so far shows it. */
typedef struct {
  guint32 seq;                  /* relative */
  guint32 ack;                  /* relative; 0 without SEG_ACK */
  guint marks;                  /* VIEW_... */
  guint64 duplicate_of;         /* VIEW_DUPLICATE_ACK: the frame that first acked so much */
  gint32 duplicate_n;           /* and which repetition this is, from 1 */
} FrameView;

/* One direction.  Everything zero before the first frame. */
typedef struct {
  gboolean has_base;
  SeqNum base;                  /* what relative numbers count from */
  gboolean has_sent;            /* a frame of this direction was seen */
  SeqNum next;                  /* after the highest octet seen */
  SimTime next_at;              /* when that octet passed */
  SeqNum unbroken;              /* after the last octet before which no segment is missing */
  SeqNum ack;                   /* of the last frame */
  SimTime ack_at;
  guint16 window;               /* of the last frame, unscaled */
  guint32 window_octets;        /* the same, scaled */
  guint marks;                  /* of the last frame */
  guint64 ack_first_in;         /* the frame that first bore `ack` */
  gint32 n_duplicates;          /* of that ack; -1: this direction was blamed for what nobody saw it send */
} Flow;

typedef struct {
  Flow flow[N_DIRS];
  guint handshake;              /* how far it has been seen; see conversation.c */
  SimTime syn_at;               /* of the last SYN */
  SimTime first_rtt;            /* SYN to the handshake's ACK; 0 until seen */
} Conversation;

/* Looks at the next frame, which passed at @at with @number in the capture. */
void conversation_view (Conversation *conversation, const PacketRecord *packet,
                        guint64 number, SimTime at, FrameView *view);

/* The window that @packet offers, in octets: RFC 7323 section 2.2 leaves that
 * of a SYN unscaled. */
guint32 conversation_window (const PacketRecord *packet);

#endif
