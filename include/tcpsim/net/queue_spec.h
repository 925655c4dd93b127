/* The queue of one direction of the link, as a model writes it, in tc's words:
 *
 *   codel limit 100 target 5ms ecn
 *   tbf rate 1mbit burst 32kbit latency 400ms
 */
#ifndef TCPSIM_NET_QUEUE_SPEC_H
#define TCPSIM_NET_QUEUE_SPEC_H

#include <glib.h>

G_BEGIN_DECLS

/* The most parameters that a queue has. */
#define QUEUE_MAX_PARAMS 12

/* What the model says; never changes during a run. */
typedef struct {
  const struct _QueueOps *ops;  /* NULL: a plain FIFO, whose limit is the link's */
  guint32 given;                /* bit i: param[i] was */
  guint64 param[QUEUE_MAX_PARAMS];      /* in the order of its ops' params */
} QueueSpec;

/* Parses @text.  FALSE, with *@why (to be freed) saying what is wrong and what
 * would be right in words that can follow a colon, and @spec left alone, when it
 * is wrong. */
gboolean queue_spec_parse (QueueSpec *spec, const char *text, char **why);

/* The names of all queues, NULL-terminated. */
const char *const *queue_names (void);

G_END_DECLS

#endif
