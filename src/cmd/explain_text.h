/* The texts of `tcpsim explain`: why a packet was sent, in sentences with the
 * numbers of the run. */
#ifndef TCPSIM_CMD_EXPLAIN_TEXT_H
#define TCPSIM_CMD_EXPLAIN_TEXT_H

#include "tcpsim/model/model.h"
#include "trace/story.h"

/* A reason's explanation.  In the texts, {slot} stands for what the run has. */
typedef struct {
  const char *rule;             /* where it is written */
  const char *why;              /* the rule, as it was met here */
  const char *numbers;          /* what went into it */
} ExplainRule;

/* Of @reason; never NULL, and no text of it is. */
const ExplainRule *explain_rule (SegReason reason);

/* One packet that is to be explained. */
typedef struct {
  const Model *model;
  const Story *story;
  guint index;
  const JournalPacket *packet;
  const Moment *moment;
  Side side;                    /* who sent it */
} ExplainCase;

void explain_case_init (ExplainCase *c, const Model *model, const Story *story, guint index);

/* @text with its slots filled in.  A slot that is not known, or has nothing to say, is
 * a bug. */
char *explain_fill (const ExplainCase *c, const char *text);

/* Each of these is to be freed. */

/* The packet @index: "frame 53", "packet c2s 3" where it was not captured. */
char *explain_name (const ExplainCase *c, guint index);

/* Likewise with its fields: "frame 53 (PSH,ACK seq=1 ack=1 len=15)". */
char *explain_packet (const ExplainCase *c, guint index);

/* "0.020048 s": since the run's first packet, as the diagram has it. */
char *explain_time (const ExplainCase *c, SimTime at);

/* What its sender met, a sentence. */
char *explain_event (const ExplainCase *c);

/* What the sender's congestion control is at, with its numbers; NULL where it has
 * nothing to do with the packet. */
char *explain_control (const ExplainCase *c);

/* Only what the event at hand changed in its course; NULL where it goes on as before. */
char *explain_control_turn (const ExplainCase *c);

/* What reduction of cwnd proved wrong since the packet before; NULL: none did. */
char *explain_undo (const ExplainCase *c);

/* "ESTABLISHED -> FIN-WAIT-1, ca_state Open, cwnd 10 ..." */
char *explain_state (const ExplainCase *c);

/* What became of the packet, in sentences. */
char *explain_fate (const ExplainCase *c);

#endif
