/* What a model expects of its run, as plain data: conditions on quantities.  A
 * quantity is anything about a run that is reported as one number or word, and
 * has a name: "duration", "client.total_retrans", "s2c.queue.sojourn.max". */
#ifndef TCPSIM_TRACE_EXPECTATION_H
#define TCPSIM_TRACE_EXPECTATION_H

#include <glib.h>

#include "tcpsim/tcp/tcp_info.h"

G_BEGIN_DECLS

/* What belongs to one end or direction has it in `at`, a Side or Direction. */
typedef enum {
  QUANTITY_END,                 /* how the run ended: a word */
  QUANTITY_DURATION,            /* nanoseconds, first packet to last */
  QUANTITY_PACKETS_OF_ALL,
  QUANTITY_FINGERPRINT,
  QUANTITY_COMPLETED,           /* connections whose scripts both ended */
  QUANTITY_FAIRNESS,            /* Jain's index, ten thousandths */
  QUANTITY_GOODPUT,             /* bits a second, the least of all connections */
  QUANTITY_PACKETS,             /* that an end sent */
  QUANTITY_BYTES,               /* ... of payload */
  QUANTITY_RETRANSMISSIONS,
  QUANTITY_SENT,                /* for reason `member` */
  QUANTITY_ERROR,               /* a word */
  QUANTITY_FIELD,               /* of tcp_info, at the end, or the least or most over the run */
  QUANTITY_LOST,                /* packets of a direction */
  QUANTITY_EFFECT,              /* ... to which the link did `member` */
  QUANTITY_QUEUE_PACKETS,       /* the most that waited */
  QUANTITY_QUEUE_DROPS,
  QUANTITY_QUEUE_MARKS,
  QUANTITY_SOJOURN_MAX,         /* nanoseconds */
  QUANTITY_SOJOURN_MEAN
} QuantityKind;

typedef enum { STAT_END, STAT_MIN, STAT_MAX } QuantityStat;

typedef enum { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE, COMPARE_RANGE } CompareOp;

typedef struct {
  char *name;                   /* as in the model */
  char *condition;              /* likewise, "< 400ms" */
  guint line;                   /* of the model; see model_where() */
  QuantityKind kind;
  guint at;
  guint member;                 /* reason, effect, or field */
  QuantityStat stat;
  CompareOp op;
  gint64 low, high;             /* in the quantity's unit; high for a range only */
  char *hex;                    /* of a fingerprint, how it begins; else NULL */
} Expectation;

/* Reads "NAME = CONDITION".  NULL with *@why to be freed, saying what is wrong and
 * what would be right, when there is no such quantity or this is no condition on
 * it. */
Expectation *expectation_parse (const char *name, const char *condition, guint line, char **why);

/* Frees an Expectation. */
void expectation_free (gpointer expectation);

/* @value of the quantity as a model would write it; to be freed. */
char *expectation_print (const Expectation *expectation, gint64 value);

/* The names of all quantities, and the words that stand in them for several, in
 * capitals; NULL-terminated. */
const char *const *expectation_names (void);

G_END_DECLS

#endif
