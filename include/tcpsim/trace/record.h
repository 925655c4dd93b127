/* What happened, as it is handed to whoever asked.  Records travel one way:
 * the simulation calls an observer, the observer never asks back, and what a
 * record points to is good only during the call. */
#ifndef TCPSIM_TRACE_RECORD_H
#define TCPSIM_TRACE_RECORD_H

#include "tcpsim/base/simtime.h"
#include "tcpsim/base/stream.h"
#include "tcpsim/net/address.h"
#include "tcpsim/net/fault_rule.h"
#include "tcpsim/net/link_config.h"
#include "tcpsim/net/segment.h"
#include "tcpsim/tcp/tcp_info.h"

G_BEGIN_DECLS

/* One packet.  It is recorded when it is sent and, unless it is lost, again
 * when it arrives at the other host's interface.
 *
 * Most links know when a packet is sent what will become of it.  Some queues
 * decide later: then is_open is set, the fate is FATE_ARRIVES and arrives_at
 * SIM_NEVER, and it is either recorded again as arrived or as dropped.
 *
 * A packet with FATE_LOST_CORRUPT is recorded as arrived, too, for its frame
 * can be captured there; TCP never sees it. */
typedef struct {
  guint64 id;                   /* from 1, in order of sending, both directions */
  guint64 dir_number;           /* from 1, in its direction */
  guint32 connection;           /* from 0 */
  Direction dir;
  Fate fate;
  SimTime sent_at;
  SimTime arrives_at;           /* SIM_NEVER when it is lost, open, or held by a rule for others to pass */
  guint8 faults;                /* what rules did to it: 1 << FAULT_DROP ... */
  guint8 effects;               /* what else the link did to it: LINK_DUPLICATED ... */
  gboolean is_open;             /* a queue decides on it after it was sent */
  guint32 flipped_bit;          /* as it arrived: which bit of the TCP segment is wrong, from 1, the
                                 * first octet's highest; 0: none */
  const Segment *seg;
  const Stream *stream;         /* of the sender; holds the payload at seg->stream_offset */
  SeqNum sender_isn;            /* what relative numbers count from */
  SeqNum peer_isn;              /* likewise for ack; 0 until known */
  gint8 sender_wscale;          /* shift for seg->window in non-SYN segments; 0 when not in use */
  TcpState sender_state;        /* once it had been sent */
} PacketRecord;

/* An open packet was dropped. */
typedef struct {
  SimTime at;
  const PacketRecord *packet;   /* its fate filled in */
} DropRecord;

typedef enum {
  QUEUE_ENTERED,                /* a packet takes its place in the queue, if only for an instant */
  QUEUE_LEFT,                   /* it begins to be sent */
  QUEUE_DROPPED,                /* it is lost, on entering (then it never was in the queue) or later */
  QUEUE_MARKED                  /* the queue marks it with CE; it stays, or leaves at this instant */
} QueueEvent;

/* Something that happened at the queue of one direction; told in order of time,
 * and only where an observer wants it.  What is lost to rules, chance and the MTU
 * never comes to the queue.  A packet's entry may be told before the packet is
 * recorded as sent, at the same instant. */
typedef struct {
  SimTime at;
  Direction dir;
  QueueEvent event;
  guint64 packet;               /* its id; a duplicate's is that of the first copy */
  guint32 connection;
  guint32 octets;               /* of its IP packet */
  guint32 queued_packets;       /* in the queue afterwards, without the one being sent */
  guint64 queued_octets;
  SimTime sojourn;              /* how long it has been in the queue; 0 on entering */
} QueueRecord;

typedef struct {
  SimTime at;
  guint32 connection;
  Side side;
  TcpState from, to;
} StateRecord;

/* What an endpoint has just met. */
typedef enum {
  CAUSE_ARRIVAL,                /* a segment */
  CAUSE_SENT,                   /* its own sending */
  CAUSE_TIMER,                  /* a timeout */
  CAUSE_CALL                    /* its application */
} InfoCause;

/* An endpoint's numbers, after every event that may have changed them; told
 * only where an observer wants it. */
typedef struct {
  SimTime at;
  guint32 connection;
  Side side;
  InfoCause cause;
  const TcpInfo *info;
} InfoRecord;

/* Everything that an endpoint decides by; told only where an observer wants it: at
 * an event, before anything is sent; after each segment; and when nothing more is
 * to be sent. */
typedef struct {
  SimTime at;
  guint32 connection;
  Side side;
  InfoCause cause;
  gboolean is_settled;          /* nothing more is to be sent for now */
  const char *step;             /* with CAUSE_CALL: the step of the script, "close"; NULL: none */
  const TcpInfo *info;
  const TcpWorkings *workings;
  const TcpControl *control;    /* what its congestion control decides by */
} WorkingsRecord;

/* Who talks to whom: given once, before the first packet. */
typedef struct {
  const char *model_name;       /* "loopback" */
  NetAddress address[N_SIDES];
  guint16 port[N_SIDES];        /* of connection 0 */
  guint32 n_connections;
  guint64 seed;
} RunRecord;

/* One connection, once the run is over: told before its end. */
typedef struct {
  guint32 connection;
  SimTime begins_at;
  SimTime done_at;              /* both scripts were; SIM_NEVER: never */
  SimTime ended_at;             /* of the run: the last event, or the limit that was reached */
  TcpInfo info[N_SIDES];
  TcpError error[N_SIDES];
  const char *congestion_control[N_SIDES];      /* "cubic" */
} ConnectionRecord;

/* How a run ended. */
typedef enum {
  END_DONE,                     /* nothing left to happen */
  END_UNTIL,                    /* stopped at the model's `until` */
  END_EVENTS,                   /* stopped at the model's `max_events` */
  END_DEADLOCK,                 /* nothing left to happen, and a script still waits */
  END_INTERRUPTED               /* stopped by the caller */
} RunEnd;

typedef struct {
  RunEnd end;
  SimTime ended_at;             /* of the last event, or the limit that was reached */
  guint64 events;
  TcpInfo info[N_SIDES];        /* of connection 0 */
  TcpError error[N_SIDES];      /* how it ended for the application */
  const char *waiting[N_SIDES]; /* what an unfinished script waits for; NULL when it is done */
} EndRecord;

/* An observer leaves out what it does not want. */
typedef struct {
  void (*start) (gpointer self, const RunRecord *run);
  void (*sent) (gpointer self, const PacketRecord *packet);     /* in order of sent_at */
  void (*arrived) (gpointer self, const PacketRecord *packet);  /* in order of arrives_at */
  void (*dropped) (gpointer self, const DropRecord *drop);      /* in order of time */
  void (*queue) (gpointer self, const QueueRecord *queue);      /* in order of time */
  void (*state) (gpointer self, const StateRecord *state);
  void (*info) (gpointer self, const InfoRecord *info);
  void (*workings) (gpointer self, const WorkingsRecord *workings);
  void (*connection) (gpointer self, const ConnectionRecord *connection);
  void (*end) (gpointer self, const EndRecord *end);
} ObserverOps;

typedef struct {
  const ObserverOps *ops;
  gpointer self;
} Observer;

/* The addresses and ports of @connection: the client's ports count up from the
 * first connection's, and after 65535 begin there again at its next address. */
void run_record_ends (const RunRecord *run, guint32 connection, NetAddress address[N_SIDES],
                      guint16 port[N_SIDES]);

/* "lost: rule", "lost: queue full": for people.  "" for FATE_ARRIVES. */
const char *fate_text (Fate fate);

/* "entered", "left", "dropped", "marked": one word for tables. */
const char *queue_event_name (QueueEvent event);

/* "rule", "queue": one word, for tables and filters.  "arrives" for FATE_ARRIVES. */
const char *fate_name (Fate fate);

/* All of these, NULL-terminated. */
const char *const *fate_names (void);

/* "done", "until": one word for each RunEnd, NULL-terminated. */
const char *const *run_end_names (void);

/* "duplicated", "reordered", "corrupted", "marked": the words for the bits of
 * PacketRecord.effects, from the lowest; NULL-terminated. */
const char *const *effect_names (void);

/* Appends to @text what has become of @packet, each thing after "; ": "; held by
 * a rule"; nothing where nothing has. */
void packet_append_fate (GString *text, const PacketRecord *packet);

G_END_DECLS

#endif
