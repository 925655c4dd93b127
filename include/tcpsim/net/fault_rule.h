/* What the link is to do to single packets, as plain data: one rule of a
 * model's [faults] or of the command line. */
#ifndef TCPSIM_NET_FAULT_RULE_H
#define TCPSIM_NET_FAULT_RULE_H

#include "tcpsim/base/simtime.h"
#include "tcpsim/net/segment.h"

G_BEGIN_DECLS

typedef enum {
  FAULT_DROP,                   /* it is lost */
  FAULT_CE,                     /* it arrives with a congestion mark (RFC 3168) */
  FAULT_DUP,                    /* it arrives twice, the second time `time' after the first */
  FAULT_DELAY,                  /* it takes `time' longer, and may be overtaken */
  FAULT_HOLD,                   /* it waits until `past' more packets have entered the link */
  FAULT_STALL,                  /* it waits until the end of the time range, in order */
  N_FAULT_ACTIONS
} FaultAction;

/* How a rule counts packets, each in its own direction and connection and from 1. */
typedef enum {
  FAULT_PKT,                    /* every packet */
  FAULT_DATA,                   /* with payload, sent again or not */
  FAULT_SEG,                    /* distinct segments of data; which transmission says `copies' */
  FAULT_SYN,                    /* with that flag */
  FAULT_FIN,
  FAULT_RST,
  FAULT_ACK,                    /* ACKs without payload, SYN, FIN or RST */
  FAULT_TIME,                   /* not by number: by when it enters the link, since the first SYN */
  N_FAULT_FIELDS
} FaultField;

/* Numbers, or times in nanoseconds; both ends belong to it. */
typedef struct {
  guint64 first, last;
} FaultRange;

typedef struct {
  char *text;                   /* as written */
  guint line;                   /* of the model, from 1; see model_where() */
  Direction dir;
  guint32 connection;           /* whose packets it counts and meets, from 0 */
  FaultAction action;
  FaultField field;
  GArray *list;                 /* FaultRange */
  GArray *copies;               /* FaultRange, with FAULT_SEG */
  SimTime time;                 /* of FAULT_DUP and FAULT_DELAY */
  guint32 past;                 /* of FAULT_HOLD */
} FaultRule;

/* "drop", "seg": as rules spell them. */
const char *fault_action_name (FaultAction action);
const char *fault_field_name (FaultField field);

/* All of them in the order of their numbers, NULL-terminated. */
const char *const *fault_action_names (void);
const char *const *fault_field_names (void);

G_END_DECLS

#endif
