/* The rules of one direction at work: sees every packet that enters the link,
 * counts those of the connections that rules are about, and says what is to become
 * of it. */
#ifndef TCPSIM_NET_FAULT_H
#define TCPSIM_NET_FAULT_H

#include "tcpsim/net/fault_rule.h"

/* What a matching rule, or several, want of a packet; all zero: nothing. */
typedef struct {
  guint8 actions;               /* 1 << FAULT_DROP ... */
  guint32 past;                 /* of a hold */
  SimTime delay;                /* of delays, summed */
  SimTime dup_after;
  SimTime stalled_until;
} FaultVerdict;

typedef struct {
  GPtrArray *rules;             /* FaultRule *, of this direction; NULL: none */
  GArray *met;                  /* guint64: how many packets each has met */
  GArray *counters;             /* FaultCounter: one for each connection that a rule is about */
} Faults;

/* What has been seen of one connection. */
typedef struct {
  guint32 connection;
  guint64 counts[N_FAULT_FIELDS];       /* packets so far, by field */
  gboolean remembers;           /* some rule asks for later copies */
  gboolean has_data;
  SeqNum data_highest;          /* where the highest segment of data so far began */
  GArray *segments;             /* of data that a rule may ask for again, ascending */
} FaultCounter;

/* @rules (FaultRule *) must outlive it; those of other directions than @dir are
 * left out. */
void faults_init (Faults *faults, const GPtrArray *rules, Direction dir);
void faults_clear (Faults *faults);

/* @seg of @connection enters the link, @since the first SYN did. */
FaultVerdict faults_judge (Faults *faults, guint32 connection, const Segment *seg, SimTime since);

/* How many packets @rule, of this direction, has met. */
guint64 faults_met (const Faults *faults, const FaultRule *rule);

#endif
