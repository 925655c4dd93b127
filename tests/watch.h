/* One endpoint, looked at after each of its events: what must hold then, and what
 * must not have gone backwards since the last look.  The first thing that is
 * wrong stops the program, as a failed assertion does. */
#ifndef TESTS_WATCH_H
#define TESTS_WATCH_H

#include "tcp/tcb.h"

typedef struct {
  gboolean is_synchronized;     /* what follows has been seen */
  SeqNum una, nxt;
  SeqNum rcv_nxt;
  SendStream out;
  RecvStream in;
  guint64 delivered;
  Totals totals;
  guint credit;                 /* for walking queues: earned by each look */
  gboolean has_acked;           /* an ACK was sent ... */
  SeqNum right_edge;            /* ... and the window that it offered ends here */
} Watch;

/* Looks at @tcb, which has sent what it had to send.  Its queues are walked so
 * seldom that long ones cost no more a look than short ones. */
void watch_look (Watch *watch, const Tcb *tcb);

/* The endpoint has sent @seg, whose window is to be shifted by @wscale. */
void watch_segment (Watch *watch, const Segment *seg, guint wscale);

#endif
