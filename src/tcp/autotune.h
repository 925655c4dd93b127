/* The rate at which an application takes data, and the receive buffer that it
 * calls for: dynamic right-sizing, as Linux does it (tcp_rcv_space_adjust).
 * A receiver has no ACKs to measure a round trip by; it goes by the timestamps
 * that come back, or by how long a window's worth takes to arrive. */
#ifndef TCPSIM_TCP_AUTOTUNE_H
#define TCPSIM_TCP_AUTOTUNE_H

#include "tcpsim/base/seqnum.h"
#include "tcpsim/base/simtime.h"

typedef struct {
  guint32 space;                /* octets read in the busiest round trip so far (rcvq_space) */
  SimTime since;                /* when the round trip being measured began ... */
  guint64 read_before;          /* ... and what had been read by then */
  SimTime rtt8;                 /* the round trip times 8; 0 before any sample */
  guint32 last_tsecr;           /* the echo that was measured last; 0: none */
  SeqNum window_end;            /* the window being timed ends here ... */
  SimTime window_since;         /* ... and began then; SIM_NEVER before the first */
} Autotune;

/* The connection is open: a round trip brings @space octets at first. */
void autotune_open (Autotune *a, guint32 space, SimTime now);

/* TRUE when the echo of @tsecr has been measured already: most segments of a
 * flight echo the same. */
static inline gboolean
autotune_knows_echo (const Autotune *a, guint32 tsecr)
{
  return tsecr == a->last_tsecr;
}

/* A full segment has echoed @tsecr, sent @rtt ago (0: too short to tell).
 * @unread octets wait; while any do, only a shorter round trip counts. */
void autotune_on_echo (Autotune *a, guint32 tsecr, SimTime rtt, guint64 unread);

/* Data up to @nxt has arrived, and @wnd octets more are on offer. */
void autotune_on_data (Autotune *a, SeqNum nxt, guint32 wnd, SimTime now);

/* @read octets have been read so far and @unread wait.  Once a round trip,
 * returns what it brought if that is more than any before did; else 0. */
guint32 autotune_on_read (Autotune *a, guint64 read, guint64 unread, SimTime now);

/* The window that lets a sender who brought @space octets in the last round
 * trip, and fewer before, go on growing. */
guint64 autotune_window (const Autotune *a, guint32 space);

/* The receiver's round trip; 0 while not known. */
static inline SimTime
autotune_rtt (const Autotune *a)
{
  return a->rtt8 / 8;
}

#endif
