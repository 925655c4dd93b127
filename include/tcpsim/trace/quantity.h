/* Quantities: whatever about a run is reported as one number or one word, by the
 * name under which a model expects something of it: "duration",
 * "client.total_retrans", "s2c.queue.sojourn.max", "connection.2.goodput". */
#ifndef TCPSIM_TRACE_QUANTITY_H
#define TCPSIM_TRACE_QUANTITY_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  QUANTITY_END,                 /* how the run ended: a word */
  QUANTITY_DURATION,            /* nanoseconds, first packet to last */
  QUANTITY_COMPLETION,          /* nanoseconds until both scripts were done */
  QUANTITY_FINGERPRINT,         /* has no number */
  QUANTITY_FRAMES,              /* of the capture */
  QUANTITY_PACKETS,             /* sent, lost ones included */
  QUANTITY_BYTES,               /* ... their payload */
  QUANTITY_RETRANSMISSIONS,
  QUANTITY_SENT,                /* packets sent for reason `member` */
  QUANTITY_LOST,                /* packets */
  QUANTITY_LOST_BY,             /* ... to fate `member` */
  QUANTITY_EFFECT,              /* packets to which the link did `member` */
  QUANTITY_GOODPUT,             /* bits a second; of several connections the least */
  QUANTITY_COMPLETED,           /* connections whose scripts both ended */
  QUANTITY_FAIRNESS,            /* Jain's index, ten thousandths */
  QUANTITY_GOODPUT_MAX,
  QUANTITY_GOODPUT_SUM,
  QUANTITY_COMPLETION_MIN,
  QUANTITY_COMPLETION_MAX,
  QUANTITY_TOTAL_RETRANS,       /* of all connections */
  QUANTITY_ERROR,               /* a word */
  QUANTITY_FIELD,               /* of tcp_info, at the end, or the least or most over the run */
  QUANTITY_QUEUE_PACKETS,       /* the most that waited */
  QUANTITY_QUEUE_OCTETS,        /* likewise */
  QUANTITY_QUEUE_DROPS,
  QUANTITY_QUEUE_MARKS,
  QUANTITY_SOJOURN_MAX,         /* nanoseconds */
  QUANTITY_SOJOURN_MEAN,
  N_QUANTITIES
} QuantityKind;

/* What it is a quantity of. */
typedef enum { QUANTITY_OF_BOTH, QUANTITY_OF_SIDE, QUANTITY_OF_DIRECTION } QuantityOwner;

typedef enum { STAT_END, STAT_MIN, STAT_MAX } QuantityStat;

/* Of all connections together; what only one connection has, of the first. */
#define QUANTITY_ANY_CONNECTION G_MAXUINT32

typedef struct {
  QuantityKind kind;
  QuantityOwner owner;
  guint at;                     /* a Side or Direction; 0 where it is of both */
  guint32 connection;           /* from 0, or QUANTITY_ANY_CONNECTION */
  guint member;                 /* a reason, fate, effect's place, or field */
  QuantityStat stat;            /* of a field */
} Quantity;

/* The number of what has none: a threshold that was never set, the end of what
 * never ended.  It is more than any other. */
#define QUANTITY_UNSET G_MAXINT64

/* Finds the quantity that is called @name.  FALSE with *@why, to be freed, saying
 * what would be right, when there is none. */
gboolean quantity_find (const char *name, Quantity *quantity, char **why);

/* TRUE when its values are words, which have no order. */
gboolean quantity_is_word (const Quantity *quantity);

/* Reads @text, a value as people write it, "400ms", "CLOSED", into the quantity's
 * unit.  FALSE with *@why, to be freed, when it is none. */
gboolean quantity_parse (const Quantity *quantity, const char *text, gint64 *value, char **why);

/* @value as quantity_parse() reads it; to be freed. */
char *quantity_print (const Quantity *quantity, gint64 value);

/* A line of the list of all quantities. */
typedef struct {
  const char *owner;            /* "", "SIDE.", "DIR.", "connection.N." ... */
  const char *name;             /* "packets"; CAUSE and FATE stand for several words */
  const char *unit;
  const char *meaning;
} QuantityInfo;

/* All of them as a list of QuantityInfo, to be unreferenced; its texts are static. */
GArray *quantity_list (void);

G_END_DECLS

#endif
