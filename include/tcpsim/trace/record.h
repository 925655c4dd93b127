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
 * when it arrives at the other host's interface. */
typedef struct {
  guint64 id;                   /* from 1, in order of sending, both directions */
  guint64 dir_number;           /* from 1, in its direction */
  guint32 connection;           /* from 0 */
  Direction dir;
  Fate fate;
  SimTime sent_at;
  SimTime arrives_at;           /* SIM_NEVER when it is lost, or held by a rule for others to pass */
  guint8 faults;                /* what rules did to it: 1 << FAULT_DROP ... */
  const Segment *seg;
  const Stream *stream;         /* of the sender; holds the payload at seg->stream_offset */
  SeqNum sender_isn;            /* what relative numbers count from */
  SeqNum peer_isn;              /* likewise for ack; 0 until known */
  gint8 sender_wscale;          /* shift for seg->window in non-SYN segments; 0 when not in use */
  TcpState sender_state;        /* once it had been sent */
} PacketRecord;

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

/* Who talks to whom: given once, before the first packet. */
typedef struct {
  const char *model_name;       /* "loopback" */
  NetAddress address[N_SIDES];
  guint16 port[N_SIDES];        /* of connection 0 */
  guint32 n_connections;
} RunRecord;

/* One connection, once the run is over: told before its end. */
typedef struct {
  guint32 connection;
  SimTime begins_at;
  SimTime done_at;              /* both scripts were; SIM_NEVER: never */
  TcpInfo info[N_SIDES];
  TcpError error[N_SIDES];
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
  void (*state) (gpointer self, const StateRecord *state);
  void (*info) (gpointer self, const InfoRecord *info);
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

/* Appends to @text what has become of @packet, each thing after "; ": "; held by
 * a rule"; nothing where nothing has. */
void packet_append_fate (GString *text, const PacketRecord *packet);

G_END_DECLS

#endif
