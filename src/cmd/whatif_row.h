/* One row of `tcpsim whatif`: what became of the session when this packet, or
 * these two, were lost or otherwise dealt with. */
#ifndef TCPSIM_CMD_WHATIF_ROW_H
#define TCPSIM_CMD_WHATIF_ROW_H

#include "tcpsim/model/model.h"
#include "trace/journal.h"

/* Packets that one row deals with at most. */
#define WHATIF_HITS 2

typedef struct {
  guint packet;                 /* its index in the session as it is */
  char *rule;                   /* "drop c2s pkt 3" */
} WhatifHit;

/* What all rows have in common. */
typedef struct {
  const Model *model;
  const Journal *base;          /* the session as it is */
  const char *action;           /* "drop", "delay by 50": a rule without what stands between */
  gboolean with_rack[N_SIDES];
} WhatifCase;

typedef enum {
  WHATIF_DONE,                  /* both applications got through as they do otherwise */
  WHATIF_FAILED,                /* one was told of an error that it is not told of otherwise */
  WHATIF_NEVER                  /* one goes on waiting for ever, or past the run's limit */
} WhatifOutcome;

typedef struct {
  guint n_hits;
  WhatifHit hit[WHATIF_HITS];
  char *packet;                 /* what was dealt with, "c2s SYN seq=0" */
  char *repaired;               /* how that was made up for, or what followed */
  char *cause;                  /* why, a sentence without its full stop */
  SimTime after;                /* when it was made up for; SIM_NEVER: it was not, or need not be */
  WhatifOutcome outcome;
  char *error;                  /* of WHATIF_FAILED, "client: connection timed out"; else NULL */
  char *waits;                  /* of WHATIF_NEVER, "the server's "accept" waits for a connection"; NULL: not known */
  SimTime later;                /* both applications are done; 0 unless WHATIF_DONE */
  SimTime last_later;           /* the last packet is sent or arrives */
  gint64 more;                  /* packets sent */
} WhatifRow;

/* Sets up @c, whose action is to be filled in, for @model and its run @base. */
void whatif_case_init (WhatifCase *c, const Model *model, const Journal *base);

/* A row for the packet @index of the session, or, with whatif_row_add(), for
 * another in the same run, too. */
WhatifRow *whatif_row_new (const WhatifCase *c, guint index);
void whatif_row_add (const WhatifCase *c, WhatifRow *row, guint index);
void whatif_row_free (gpointer row);

/* The rules of @row (FaultRule *); their texts must be right.  To be freed with
 * g_ptr_array_unref(). */
GPtrArray *whatif_row_rules (const WhatifRow *row);

/* Runs the session with @row's rules and fills in what came of it; in any
 * thread. */
void whatif_row_run (const WhatifCase *c, WhatifRow *row);

/* The first packet of @changed that @base does not have, or not like that, leaving out
 * their times and those that a rule has met; NULL: there is none. */
const JournalPacket *whatif_find_effect (const Journal *base, const Journal *changed);

/* TRUE when @a hurts more than @b does. */
gboolean whatif_row_is_worse (const WhatifRow *a, const WhatifRow *b);

/* The text of the rule that deals with the @n-th packet, from 1, of @dir and
 * @connection; to be freed. */
char *whatif_rule_text (const char *action, Direction dir, guint64 n, guint32 connection);

#endif
