/* Counts of what a run sends and what becomes of it, of all its connections. */
#ifndef TCPSIM_TRACE_TALLY_H
#define TCPSIM_TRACE_TALLY_H

#include "tcpsim/trace/record.h"
#include "trace/connection_table.h"

/* The bits of PacketRecord.effects by their places, as effect_names() has them. */
enum { TALLY_DUPLICATED, TALLY_REORDERED, TALLY_CORRUPTED, TALLY_MARKED, TALLY_EFFECTS };

/* What one side sent. */
typedef struct {
  guint64 packets, bytes, again;        /* bytes of payload; again: with data, SYN or FIN sent before */
  guint64 lost;
  guint64 fate[N_FATES];                /* lost, by what */
  guint64 reason[N_REASONS];            /* sent, by why */
  guint64 effect[TALLY_EFFECTS];        /* packets; marked: that arrived so */
} TallySent;

typedef struct {
  TallySent sent[N_DIRS];
  gboolean has_packets;
  SimTime first_at;                     /* sent */
  SimTime last_at;                      /* sent or arrived */
  guint64 n_done;                       /* connections whose scripts both were */
  guint64 total_retrans;
  guint64 goodput_min, goodput_max;     /* of a connection, octets a second */
  SimTime first_begins_at, last_done_at;        /* the latter SIM_NEVER where one never was */
  SimTime took_min, took_max;           /* of a connection; SIM_NEVER: never done */
  Fairness fairness;                    /* of goodputs */
} Tally;

/* Everything zero is empty.  Each takes a record of its kind. */
void tally_sent (Tally *tally, const PacketRecord *packet);
void tally_arrived (Tally *tally, const PacketRecord *packet);
void tally_dropped (Tally *tally, const DropRecord *drop);
void tally_connection (Tally *tally, const ConnectionRecord *record);

/* The time from the beginning of the first connection until all were done; SIM_NEVER
 * where one never was. */
SimTime tally_took (const Tally *tally);

#endif
