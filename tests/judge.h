/* Runs a model and judges what came of it: every octet delivered once, in order
 * and unaltered, or the connection ended by a rule that allows it; no more events
 * and packets than there is reason for; and every endpoint sound after each of its
 * events. */
#ifndef TESTS_JUDGE_H
#define TESTS_JUDGE_H

#include "tcpsim/model/model.h"

/* How much a run did. */
typedef struct {
  guint64 events;
  guint64 packets;
  guint64 octets;               /* delivered to applications, both directions */
  guint complete;               /* connections of which every octet was delivered */
  guint cut_short;              /* ... and those that ended otherwise, as they may */
} Verdict;

/* Runs @model to its end.  NULL when all was as it should be, else what was not,
 * to be freed.  A broken invariant stops the program. */
char *judge_run (const Model *model, Verdict *verdict);

#endif
