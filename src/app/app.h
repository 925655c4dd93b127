/* An application that drives one endpoint by its script.  Like TCP itself it
 * owns no clock: it is run after everything that may let it go on, and says
 * when it wants to be woken. */
#ifndef TCPSIM_APP_APP_H
#define TCPSIM_APP_APP_H

#include "tcpsim/app/script.h"
#include "tcpsim/base/stream.h"
#include "tcpsim/tcp/tcp.h"

typedef enum {
  APP_RUNS,                     /* a step was done: run again */
  APP_WAITS,                    /* for TCP, or for app_wake_at() */
  APP_DONE,                     /* every step is done */
  APP_FAILED                    /* the connection failed it; see app_error() */
} AppStatus;

/* One script, or one pass of a repeat's body, on the way. */
typedef struct {
  const Script *script;
  guint next;                   /* step */
  guint64 passes_left;          /* this one included */
} AppFrame;

typedef struct {
  Tcb *tcb;
  Stream *out;                  /* what we write */
  const Stream *in;             /* what the peer writes */
  AppFrame *frames;             /* as many as the script nests repeats, and one */
  guint depth;
  AppStatus status;
  guint8 has_called;            /* app_run() has called TCP, which may have something to send now */
  guint8 is_begun;              /* the step at hand has been begun */
  TcpError error;
  const Step *step;             /* at hand; NULL when there is none left */
  SimTime origin;               /* what `until' counts from */
  Delay *waits;                 /* one for each wait step */
  guint64 left;                 /* octets that it still has to send or receive */
  guint64 received_from;        /* what the last receive gave: where in the peer's stream ... */
  guint64 received;             /* ... and how much */
  SimTime wake_at;
  SimTime wakeup;               /* how long a sleeper takes to wake up once TCP has something for it */
} App;

/* Starts @script on @tcb at @origin of the run.  All must outlive the app.  @name
 * names the app's random streams ("client"). */
void app_init (App *app, const Script *script, Tcb *tcb, Stream *out, const Stream *in,
               guint64 seed, const char *name, SimTime origin);
void app_clear (App *app);

/* From here on an app that waits for TCP goes on only @wakeup after it could. */
void app_set_wakeup (App *app, SimTime wakeup);

/* Does at most one step, or a part of it; where it has_called, the owner lets TCP
 * send before anything else.  An owner that does not run an app again at once
 * that says APP_RUNS may set its wake_at meanwhile. */
AppStatus app_run (App *app, SimTime now);

/* When the app wants to run though TCP does nothing; SIM_NEVER: not at all. */
static inline SimTime
app_wake_at (const App *app)
{
  return app->wake_at;
}

/* The step at hand; NULL when there is none left. */
static inline const Step *
app_step (const App *app)
{
  return app->step;
}

/* What the step at hand waits for, "67 more octets"; to be freed. */
char *app_waits_for (const App *app);

#endif
