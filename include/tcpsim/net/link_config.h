/* One direction of the link, as plain data; and what can become of a packet
 * on it. */
#ifndef TCPSIM_NET_LINK_CONFIG_H
#define TCPSIM_NET_LINK_CONFIG_H

#include "tcpsim/net/delay.h"
#include "tcpsim/net/loss.h"

G_BEGIN_DECLS

typedef enum {
  FATE_ARRIVES,
  FATE_LOST_RULE,               /* a rule of the model dropped it */
  FATE_LOST_QUEUE,              /* the queue was full */
  FATE_LOST_MTU,                /* larger than the link takes */
  FATE_LOST_RANDOM,             /* by chance: netem's loss */
  FATE_LOST_AQM,                /* the queue's management dropped it: red, codel ... */
  FATE_LOST_CORRUPT,            /* it arrives, but its checksum fails: nobody answers it */
  N_FATES
} Fate;

/* What else the link does to a packet by chance or by its queue: bits. */
enum {
  LINK_DUPLICATED = 1 << 0,     /* it arrives twice */
  LINK_REORDERED = 1 << 1,      /* it went ahead of its turn */
  LINK_CORRUPTED = 1 << 2,      /* one of its bits was flipped */
  LINK_MARKED = 1 << 3          /* it was marked with CE (RFC 3168) instead of being dropped */
};

typedef struct {
  DelaySpec delay;              /* of propagation; packets never overtake */
  guint64 rate;                 /* bits a second; 0: no time to serialise */
  guint32 mtu;                  /* octets of an IP packet */
  guint32 limit;                /* packets that may wait behind the one being sent; 0: no limit */
  LossSpec loss;
} LinkConfig;

G_END_DECLS

#endif
