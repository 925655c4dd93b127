/* The slots of explanations that stand in files of their own, and what they share.
 * A put_ function appends what the run has for its slot. */
#ifndef TCPSIM_CMD_EXPLAIN_SLOTS_H
#define TCPSIM_CMD_EXPLAIN_SLOTS_H

#include "cmd/explain_text.h"

/* Shared by all of these files. */

/* "21.45ms". */
void put_time (GString *out, SimTime time);

/* "1 segment", "3 segments". */
void put_count (GString *out, guint64 n, const char *thing);

/* The configuration of the packet's sender. */
const TcpConfig *explain_config (const ExplainCase *c);

/* The packet that carried the same before; STORY_NO_PACKET: none. */
guint explain_original (const ExplainCase *c);

/* explain_slots.c */
void put_flight (const ExplainCase *c, GString *out);

/* explain_acks.c */

/* What had arrived without being acknowledged. */
void put_owed (const ExplainCase *c, GString *out);

/* What the packet reports as SACK, and as ECE. */
void put_sack (const ExplainCase *c, GString *out);
void put_ece (const ExplainCase *c, GString *out);

/* Why marks are to be heard of at once, and where that is written. */
void put_marks (const ExplainCase *c, GString *out);
void put_ecn_rule (const ExplainCase *c, GString *out);

/* What gap there is; why what arrived is of no use. */
void put_gap (const ExplainCase *c, GString *out);
void put_useless (const ExplainCase *c, GString *out);

/* What is answered with a challenge, where that is written, and how often. */
void put_challenged (const ExplainCase *c, GString *out);
void put_challenge_rule (const ExplainCase *c, GString *out);
void put_challenges (const ExplainCase *c, GString *out);

/* How the SYN that a SYN-ACK answers was met, and where that is written. */
void put_crossing (const ExplainCase *c, GString *out);
void put_syn_ack_rule (const ExplainCase *c, GString *out);

/* What has come to a connection that is over. */
void put_time_wait (const ExplainCase *c, GString *out);

/* Where it is written what a segment that acknowledges too much draws. */
void put_bad_ack_rule (const ExplainCase *c, GString *out);

/* The modes in which ACKs wait or do not, and their times. */
void put_quick (const ExplainCase *c, GString *out);
void put_mode (const ExplainCase *c, GString *out);
void put_delack (const ExplainCase *c, GString *out);
void put_comp_delay (const ExplainCase *c, GString *out);

/* explain_control.c */

/* What had held new data back before the event. */
void put_held (const ExplainCase *c, GString *out);

/* What a timeout does to cwnd, and to ssthresh. */
void put_fall (const ExplainCase *c, GString *out);
void put_ssthresh (const ExplainCase *c, GString *out);

/* Where the congestion control is written. */
void put_control_rule (const ExplainCase *c, GString *out);

/* How cwnd follows while losses are repaired. */
void put_prr (const ExplainCase *c, GString *out);

/* How cwnd grows again after a timeout. */
void put_regrowth (const ExplainCase *c, GString *out);

/* What is in flight, and what F-RTO makes of the timeout. */
void put_frto (const ExplainCase *c, GString *out);

/* explain_proof.c */

/* Where the detection of losses is written. */
void put_recovery_rule (const ExplainCase *c, GString *out);

/* What showed that the segment was lost: the rule as it was met, then the numbers. */
void put_detection (const ExplainCase *c, GString *out);
void put_proof (const ExplainCase *c, GString *out);

#endif
