/* The journal of one connection: every packet of it and how it ended, kept for
 * whoever wants to look back, or to hold two runs against one another.  It takes
 * some 250 octets a packet. */
#ifndef TCPSIM_TRACE_JOURNAL_H
#define TCPSIM_TRACE_JOURNAL_H

#include "tcpsim/trace/record.h"
#include "trace/capture.h"

typedef struct {
  PacketRecord record;          /* as it was sent, and when it first arrived; without the stream */
  Segment seg;
  guint64 number;               /* of its frame in the capture; 0: it was not captured */
} JournalPacket;

typedef struct {
  guint32 connection;           /* whose journal it is, from 0 */
  RunRecord run;                /* without the model's name */
  SimTime run_begins_at;        /* the first packet of whichever connection was sent */
  GArray *packets;              /* JournalPacket, in the order of their sending */
  SimTime begins_at;
  SimTime done_at;              /* both applications were; SIM_NEVER: never */
  SimTime last_at;              /* a packet was sent or arrived */
  TcpError error[N_SIDES];
  TcpState state[N_SIDES];      /* at the end */
  RunEnd end;
  SimTime ended_at;
  char *waiting[N_SIDES];       /* what an unfinished script of the first connection waits for; NULL when
                                 * it is done */
} Journal;

/* A journal of @connection, from 0, of a run. */
Journal *journal_new (guint32 connection);
void journal_free (Journal *journal);

/* The @i-th packet, once the run has ended; in any thread. */
const JournalPacket *journal_packet (const Journal *journal, guint i);

/* The index of the @n-th packet, from 1, of direction @dir; FALSE when there are
 * not so many. */
gboolean journal_find (const Journal *journal, Direction dir, guint64 n, guint *index);

/* The other way: which of its direction the packet @index is, from 1. */
guint64 journal_place (const Journal *journal, guint index);

/* The index of the packet with @id, which is of this connection. */
guint journal_index (const Journal *journal, guint64 id);

/* What a simulation is to be given, with the journal as self. */
extern const ObserverOps journal_observer;

/* A CaptureSink: gives a packet the number of its frame.  The capture must
 * observe the simulation after the journal does. */
void journal_number (gpointer journal, const CaptureFrame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Journal, journal_free)

#endif
