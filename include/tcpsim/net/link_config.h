/* One direction of the link, as plain data; and what can become of a packet
 * on it. */
#ifndef TCPSIM_NET_LINK_CONFIG_H
#define TCPSIM_NET_LINK_CONFIG_H

#include "tcpsim/net/delay.h"
#include "tcpsim/net/loss.h"
#include "tcpsim/net/queue_spec.h"
#include "tcpsim/net/rate_spec.h"

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

/* A chance, and how much each draw takes of the one before: netem's P [CORR].
 * Parts of 2^32 - 1. */
typedef struct { guint32 p, correlation; } ChanceSpec;

/* netem's slots: packets leave together, in bursts. */
typedef struct {
  gboolean is_given;
  DelaySpec gap;                /* from one burst to the next */
  guint32 packets;              /* of a burst at most; 0: any number */
  guint64 octets;               /* likewise */
} SlotSpec;

typedef struct {
  DelaySpec delay;              /* of propagation; only netem's jitter lets packets overtake */
  guint64 rate;                 /* bits a second; 0: no time to serialise, or as the steps say */
  RateSpec rate_spec;           /* what goes with it */
  guint32 mtu;                  /* octets of an IP packet */
  guint32 limit;                /* packets that may wait behind the one being sent; 0: no limit */
  guint32 inside_limit;         /* netem's: packets waiting or on their way together; 0: no limit */
  QueueSpec queue;              /* in place of that FIFO */
  LossSpec loss;
  ChanceSpec duplicate;         /* it is sent twice */
  ChanceSpec corrupt;           /* one of its bits is flipped */
  ChanceSpec reorder;           /* it goes ahead of all others, without delay */
  guint32 gap;                  /* ... if it is the so many-th since the last that did; 0: never */
  SlotSpec slot;
  gboolean netem_has_rate;      /* a line of netem's says what the rate and the limit above are */
  gboolean netem_has_limit;
} LinkConfig;

/* Releases what @config holds. */
void link_config_clear (LinkConfig *config);

G_END_DECLS

#endif
