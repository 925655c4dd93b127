/* How a packet that did not arrive was made up for: told from what happened
 * afterwards in the same run, and from the reasons that its segments carry. */
#ifndef TCPSIM_TRACE_REPAIR_H
#define TCPSIM_TRACE_REPAIR_H

#include "trace/journal.h"

typedef enum {
  REPAIR_NOT_NEEDED,            /* what it carried had arrived otherwise, or is of no use to anybody */
  REPAIR_UNMISSED,              /* what it carried never arrived, and everything ended well */
  REPAIR_LATER_ACK,             /* a later segment said the same and more */
  REPAIR_ANOTHER,               /* another probe, or another reset, in its turn */
  REPAIR_SENT_AGAIN,            /* its sender sent it again */
  REPAIR_ANSWERED,              /* its receiver sent something again, and drew a new answer */
  REPAIR_NONE                   /* it was missed to the end */
} RepairKind;

/* What made somebody send again. */
typedef enum {
  MEANS_RTO,                    /* timeout number n */
  MEANS_AFTER_RTO,              /* the recovery that follows a timeout */
  MEANS_TLP,                    /* a tail loss probe */
  MEANS_FAST_RETRANSMIT,        /* three duplicate ACKs, or what SACK makes of them */
  MEANS_RACK,                   /* by the times of sending, on fewer of them (RFC 8985) */
  MEANS_WINDOW_PROBE,           /* probe number n */
  MEANS_KEEPALIVE,              /* likewise */
  MEANS_OTHER                   /* whatever the segment's reason says */
} RepairMeans;

typedef struct {
  RepairKind kind;
  guint lost;                   /* index in the journal */
  guint by;                     /* likewise: the later ACK, what was sent again, even if in vain; lost:
                                 * there is none */
  RepairMeans means;            /* where something was sent again ... */
  guint means_n;                /* ... its number; 0: it has none */
  guint duplicates;             /* ACKs that told of a gap and had reached the sender by then */
  SimTime after;                /* from the sending of what was lost to the sending of that */
  gboolean has_failed;          /* an application was told of an error that it is not told of otherwise ... */
  Side failed;                  /* ... this side's first */
} Repair;

/* How the packet @lost of @journal, which did not arrive or not in time, was made up
 * for.  @base is the run in which it was not lost.  @with_rack tells of each side
 * whether it looks for losses by RACK. */
void repair_find (const Journal *journal, const Journal *base, guint lost,
                  const gboolean with_rack[N_SIDES], Repair *out);

/* What made its sender send @packet again; MEANS_OTHER where it did not. */
RepairMeans repair_means (const JournalPacket *packet);

/* "RTO #1 after 1s", "a later ACK after 1.4ms", "nothing needed"; to be freed. */
char *repair_text (const Repair *repair, const Journal *journal);

/* A sentence, without its full stop, that says why it came to that repair; to be
 * freed. */
char *repair_cause (const Repair *repair, const Journal *journal);

/* The shortest text of @time that has four significant digits; to be freed. */
char *repair_time_text (SimTime time);

#endif
