/* The story of one connection: its journal, and of each packet what its sender met
 * that made it send, how it stood before and after, and who had set the timer if
 * it was one.  It takes some 5 kB a packet. */
#ifndef TCPSIM_TRACE_STORY_H
#define TCPSIM_TRACE_STORY_H

#include "trace/journal.h"

/* Where there is no packet. */
#define STORY_NO_PACKET G_MAXUINT

/* How an endpoint stands. */
typedef struct {
  TcpInfo info;
  TcpWorkings workings;
} Standing;

/* The timers that a segment can be sent by. */
typedef enum {
  STORY_RETRANSMIT, STORY_WINDOW_PROBE, STORY_KEEPALIVE, STORY_PACING, STORY_DELACK, STORY_COMPRESS,
  STORY_N_TIMERS
} StoryTimer;

/* When and by what a timer was last set. */
typedef struct {
  SimTime at;                   /* it is due; SIM_NEVER: it is off */
  SimTime set_at;
  InfoCause cause;              /* by what it was set ... */
  guint packet;                 /* ... or sent or arrived then: its index; STORY_NO_PACKET: none */
  Standing by;                  /* how its endpoint stood then */
} TimerNote;

/* A reduction of cwnd that proved wrong, and was taken back. */
typedef struct {
  TcpUndo by;                   /* TCP_UNDO_NONE: there was none */
  SimTime at;
  guint arrival;                /* the index of the ACK that showed it */
  Standing before, after;
} UndoNote;

/* Marks for which cwnd is reduced. */
typedef struct {
  guint arrival;                /* the index of the ACK that reported them; STORY_NO_PACKET: there were none */
  SimTime at;
  guint32 cwnd;                 /* segments, before */
  guint32 ssthresh;             /* ... and where cwnd is to come to */
} MarksNote;

/* Why a packet was sent. */
typedef struct {
  InfoCause cause;              /* never CAUSE_SENT */
  guint arrival;                /* with CAUSE_ARRIVAL: the index of what arrived; else STORY_NO_PACKET */
  guint heard;                  /* the index of what TCP saw arrive last; STORY_NO_PACKET: nothing yet */
  gboolean has_timer;           /* with CAUSE_TIMER: a timer was due, this one */
  StoryTimer timer;
  TimerNote note;
  char *step;                   /* with CAUSE_CALL: the step of the script; NULL: none */
  Standing before;              /* the event */
  Standing met;                 /* once TCP had dealt with the event, before it sent anything */
  Standing ready;               /* just before this packet was sent */
  Standing after;               /* just after */
  TcpControl control;           /* what its congestion control decided by, just before */
  UndoNote undo;                /* since the packet that its sender sent before */
  MarksNote marks;              /* since the text that its sender sent before */
} Moment;

typedef struct _Story Story;

/* A story of @connection, from 0, of a run. */
Story *story_new (guint32 connection);
void story_free (Story *story);

/* What a simulation is to be given, with the story as self. */
extern const ObserverOps story_observer;

/* A CaptureSink; the capture must observe the simulation after the story does. */
void story_number (gpointer story, const CaptureFrame *frame);

/* The packets, once the run has ended. */
const Journal *story_journal (const Story *story);

/* Of the @i-th of them. */
const Moment *story_moment (const Story *story, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_free)

#endif
