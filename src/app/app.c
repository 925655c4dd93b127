/* Carries out scripts.  A step is done when the calls it stands for would have
 * returned to a program with blocking sockets. */
#include "app/app.h"

/* Which step is at hand now; NULL at the end of a script or of a pass. */
static void
find_step (App *app)
{
  const AppFrame *frame = app->depth > 0 ? &app->frames[app->depth - 1] : NULL;

  app->step = frame != NULL && frame->next < frame->script->steps->len
              ? g_ptr_array_index (frame->script->steps, frame->next) : NULL;
}

static void
enter (App *app, const Script *script, guint64 passes)
{
  app->frames[app->depth++] = (AppFrame) { .script = script, .passes_left = passes };
  find_step (app);
}

/* How deep @script nests, itself included. */
static guint
depth_of (const Script *script)
{
  guint deepest = 0;

  for (guint i = 0; i < script->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (script->steps, i);

      if (step->kind == STEP_REPEAT)
        deepest = MAX (deepest, depth_of (step->body));
    }
  return deepest + 1;
}

static void
start_waits (App *app, const Script *script, guint64 seed, const char *name)
{
  for (guint i = 0; i < script->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (script->steps, i);

      if (step->kind == STEP_REPEAT)
        {
          start_waits (app, step->body, seed, name);
        }
      else if (step->kind == STEP_WAIT)
        {
          g_autofree char *stream = g_strdup_printf ("%s.wait.%u", name, step->wait_no);

          delay_init (&app->waits[step->wait_no], &step->delay, seed, stream);
        }
    }
}

void
app_init (App *app, const Script *script, Tcb *tcb, Stream *out, const Stream *in,
          guint64 seed, const char *name, SimTime origin)
{
  *app = (App) {
    .tcb = tcb, .out = out, .in = in, .origin = origin, .wake_at = SIM_NEVER, .status = APP_RUNS
  };
  app->frames = g_new (AppFrame, depth_of (script));
  if (script->n_waits > 0)
    app->waits = g_new0 (Delay, script->n_waits);
  start_waits (app, script, seed, name);
  enter (app, script, 1);
}

void
app_set_wakeup (App *app, SimTime wakeup)
{
  app->wakeup = wakeup;
}

void
app_clear (App *app)
{
  g_clear_pointer (&app->waits, g_free);
  g_clear_pointer (&app->frames, g_free);
}

/* Ends the step at hand. */
static AppStatus
done (App *app)
{
  app->frames[app->depth - 1].next++;
  find_step (app);
  app->is_begun = FALSE;
  app->wake_at = SIM_NEVER;
  return APP_RUNS;
}

static AppStatus
fail (App *app, TcpError error)
{
  app->error = error;
  app->wake_at = SIM_NEVER;
  return APP_FAILED;
}

/* The end of a script or of a repeat's body. */
static AppStatus
leave (App *app)
{
  AppFrame *frame = &app->frames[app->depth - 1];

  if (--frame->passes_left > 0)
    {
      frame->next = 0;
      find_step (app);
      return APP_RUNS;
    }
  app->depth--;
  find_step (app);
  return app->depth == 0 ? APP_DONE : done (app);
}

static AppStatus
run_connect (App *app, SimTime now)
{
  if (!app->is_begun)
    {
      tcp_open_active (app->tcb, now);
      app->is_begun = TRUE;
      return APP_RUNS;
    }
  if (tcp_has_been_established (app->tcb))
    return done (app);
  if (tcp_error (app->tcb) != TCP_OK)
    return fail (app, tcp_error (app->tcb));
  return APP_WAITS;
}

static AppStatus
run_accept (App *app)
{
  return tcp_has_been_established (app->tcb) ? done (app) : APP_WAITS;
}

/* Puts the step's pieces on our stream; returns their octets. */
static guint64
write_pieces (App *app, const GArray *pieces)
{
  guint64 before = stream_length (app->out);

  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);

      switch (piece->kind)
        {
        case PIECE_BYTES:
          stream_append_bytes (app->out, piece->bytes);
          break;
        case PIECE_PATTERN:
          stream_append_pattern (app->out, piece->count);
          break;
        case PIECE_RECEIVED:
          stream_append_copy (app->out, app->in, app->received_from, app->received);
          break;
        }
    }
  return stream_length (app->out) - before;
}

/* A part of the step is done, and more has to come. */
static AppStatus
wait_for_more (App *app, guint64 taken)
{
  app->has_called = taken > 0;
  return APP_WAITS;
}

static AppStatus
run_send (App *app, const Step *step, SimTime now)
{
  TcpError error;
  guint64 taken;

  if (!app->is_begun)
    {
      app->left = write_pieces (app, step->pieces);
      app->is_begun = TRUE;
    }
  taken = tcp_send (app->tcb, app->left, &error, now);
  if (error != TCP_OK)
    return fail (app, error);
  app->left -= taken;
  if (app->left == 0)
    return done (app);
  return wait_for_more (app, taken);
}

/* Takes up to @most octets. */
static guint64
take (App *app, guint64 most, SimTime now)
{
  guint64 n;

  if (!app->is_begun)
    {
      app->received_from = tcp_read_offset (app->tcb);
      app->received = 0;
      app->is_begun = TRUE;
    }
  n = tcp_receive (app->tcb, most, now);
  app->received += n;
  return n;
}

/* A receive that has taken all there is and has to wait: for ever where the
 * connection has failed. */
static AppStatus
wait_for_data (App *app, guint64 taken)
{
  if (tcp_error (app->tcb) == TCP_OK)
    return wait_for_more (app, taken);
  return taken > 0 ? APP_RUNS : fail (app, tcp_error (app->tcb));
}

static AppStatus
run_receive (App *app, const Step *step, SimTime now)
{
  guint64 n;

  if (!app->is_begun)
    app->left = step->count;
  n = take (app, app->left, now);
  app->left -= n;
  return app->left == 0 ? done (app) : wait_for_data (app, n);
}

static AppStatus
run_receive_some (App *app, SimTime now)
{
  guint64 n = take (app, G_MAXUINT64, now);

  return n > 0 ? done (app) : wait_for_data (app, n);
}

static AppStatus
run_receive_eof (App *app, SimTime now)
{
  guint64 n = take (app, G_MAXUINT64, now);

  return tcp_at_eof (app->tcb) ? done (app) : wait_for_data (app, n);
}

/* Both kinds of waiting: @at is when the step ends. */
static AppStatus
run_wait (App *app, SimTime at, SimTime now)
{
  if (!app->is_begun)
    {
      app->wake_at = at;
      app->is_begun = TRUE;
    }
  return now >= app->wake_at ? done (app) : APP_WAITS;
}

/* A delay is drawn once, when the step begins. */
static SimTime
end_of_wait (App *app, const Step *step, SimTime now)
{
  return app->is_begun ? app->wake_at : now + delay_next (&app->waits[step->wait_no]);
}

static AppStatus
after_call (App *app, TcpError error)
{
  return error == TCP_OK ? done (app) : fail (app, error);
}

/* What has ended already needs no abort. */
static AppStatus
run_abort (App *app, SimTime now)
{
  tcp_abort (app->tcb, now);
  return done (app);
}

static AppStatus
run_nodelay (App *app, const Step *step, SimTime now)
{
  tcp_set_nodelay (app->tcb, step->kind == STEP_NODELAY_ON, now);
  return done (app);
}

static AppStatus
run_repeat (App *app, const Step *step)
{
  enter (app, step->body, step->count);
  return APP_RUNS;
}

static AppStatus
run_step (App *app, const Step *step, SimTime now)
{
  switch (step->kind)
    {
    case STEP_CONNECT:      return run_connect (app, now);
    case STEP_ACCEPT:       return run_accept (app);
    case STEP_SEND:         return run_send (app, step, now);
    case STEP_RECEIVE:      return run_receive (app, step, now);
    case STEP_RECEIVE_SOME: return run_receive_some (app, now);
    case STEP_RECEIVE_EOF:  return run_receive_eof (app, now);
    case STEP_WAIT:         return run_wait (app, end_of_wait (app, step, now), now);
    case STEP_UNTIL:        return run_wait (app, app->origin + step->at, now);
    case STEP_SHUTDOWN:     return after_call (app, tcp_shutdown (app->tcb, now));
    case STEP_CLOSE:        return after_call (app, tcp_close (app->tcb, now));
    case STEP_ABORT:        return run_abort (app, now);
    case STEP_NODELAY_ON:
    case STEP_NODELAY_OFF:  return run_nodelay (app, step, now);
    case STEP_REPEAT:       return run_repeat (app, step);
    }
  g_assert_not_reached ();
}

/* Whether TCP has what the step at hand waits for. */
static gboolean
may_go_on (const App *app, const Step *step)
{
  if (tcp_error (app->tcb) != TCP_OK)
    return TRUE;

  switch (step->kind)
    {
    case STEP_CONNECT:
    case STEP_ACCEPT:
      return tcp_has_been_established (app->tcb);
    case STEP_SEND:
      return tcp_writable (app->tcb) > 0;
    default:
      return tcp_readable (app->tcb) > 0 || tcp_at_eof (app->tcb);
    }
}

/* An app that waits for TCP sleeps: it is woken when it may go on, and wakes up
 * some time later. */
static gboolean
is_asleep (App *app, const Step *step, SimTime now)
{
  if (app->wakeup == 0 || app->status != APP_WAITS || step->kind == STEP_WAIT
      || step->kind == STEP_UNTIL)
    return FALSE;

  if (app->wake_at == SIM_NEVER && may_go_on (app, step))
    app->wake_at = now + app->wakeup;
  if (now < app->wake_at)
    return TRUE;

  app->wake_at = SIM_NEVER;
  return FALSE;
}

/* In one piece, like all that is done for every packet. */
AppStatus __attribute__ ((flatten))
app_run (App *app, SimTime now)
{
  const Step *step = app->step;

  if (app->status == APP_DONE || app->status == APP_FAILED)
    return app->status;
  if (app->status == APP_RUNS)
    app->wake_at = SIM_NEVER;   /* set by the owner, to be run again: it is */

  app->has_called = FALSE;
  if (step != NULL && is_asleep (app, step, now))
    return APP_WAITS;
  app->status = step != NULL ? run_step (app, step, now) : leave (app);
  app->has_called |= app->status == APP_RUNS;
  return app->status;
}

char *
app_waits_for (const App *app)
{
  const Step *step = app_step (app);
  gboolean is_closed = tcp_at_eof (app->tcb);

  g_assert (step != NULL);
  switch (step->kind)
    {
    case STEP_CONNECT:
      return g_strdup ("the peer's answer");
    case STEP_ACCEPT:
      return g_strdup ("a connection");
    case STEP_SEND:
      return g_strdup_printf ("room for %" G_GUINT64_FORMAT " more octets", app->left);
    case STEP_RECEIVE:
      return g_strdup_printf ("%" G_GUINT64_FORMAT " more octets%s", app->left,
                              is_closed ? ", but the peer has closed" : "");
    case STEP_RECEIVE_SOME:
      return g_strdup_printf ("data%s", is_closed ? ", but the peer has closed" : "");
    case STEP_RECEIVE_EOF:
      return g_strdup ("the peer to close");
    default:
      return g_strdup ("its time");
    }
}
