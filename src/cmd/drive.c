/* One run from the outside: signals, progress, verdict. */
#include "cmd/drive.h"

#include <signal.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/terminal.h"
#include "tcpsim/base/units.h"

/* Events between two looks at the clock and at the user. */
#define EVENTS_AT_ONCE 20000

static volatile sig_atomic_t was_interrupted;

static void
on_interrupt (int signal_number G_GNUC_UNUSED)
{
  was_interrupted = 1;
}

void
drive_catch_signals (void)
{
  struct sigaction action = { .sa_handler = on_interrupt };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
}

gboolean
drive_was_interrupted (void)
{
  return was_interrupted != 0;
}

/* After a second of silence the user is told how far the run is. */
static void
show_progress (const Simulation *sim, gint64 *next)
{
  g_autofree char *now = NULL;

  if (g_get_monotonic_time () < *next)
    return;

  *next = g_get_monotonic_time () + G_USEC_PER_SEC / 4;
  now = units_print_seconds (simulation_now (sim));
  fprintf (stderr, "\rsimulated %s s\033[K", now);
}

void
drive_to_the_end (Simulation *sim)
{
  gint64 first = g_get_monotonic_time () + G_USEC_PER_SEC, next = first;
  gboolean shows = terminal_shows_progress ();

  while (!was_interrupted && simulation_run (sim, EVENTS_AT_ONCE))
    if (shows)
      show_progress (sim, &next);
  if (next != first)
    fputs ("\r\033[K", stderr);
}

void
drive_in_silence (Simulation *sim)
{
  while (!was_interrupted && simulation_run (sim, EVENTS_AT_ONCE))
    continue;
}

/* The limit that somebody set is what they want; the default one is not. */
static int
judge_time_limit (const Model *model)
{
  g_autofree char *limit = units_print_time (model->until);
  g_autofree char *where = model_where (model, model->until_line, "[run] until");

  if (model->until_line > 0)
    {
      cmd_complain ("%s: stopped at %s, before the run had ended", where, limit);
      return EXIT_DONE;
    }
  cmd_complain ("%s: the run had not ended after %s, the default; a limit of its own would be right "
                "where that is meant", where, limit);
  return EXIT_FAILED;
}

int
drive_judge (const Model *model, const EndRecord *end)
{
  switch (end->end)
    {
    case END_DONE:
      return EXIT_DONE;
    case END_UNTIL:
      return judge_time_limit (model);
    case END_EVENTS:
      cmd_complain ("%s: [run] max_events: the run had not ended after %" G_GUINT64_FORMAT " events, "
                    "a larger limit would be right where that is meant", model->path, model->max_events);
      return EXIT_FAILED;
    case END_DEADLOCK:
      for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
        if (end->waiting[side] != NULL)
          cmd_complain ("%s, and nothing more will happen", end->waiting[side]);
      return EXIT_FAILED;
    case END_INTERRUPTED:
      cmd_complain ("interrupted, nothing was written");
      return EXIT_INTERRUPTED;
    }
  g_assert_not_reached ();
}

int
drive_judge_results (gboolean written, const GError *error)
{
  if (drive_was_interrupted ())
    {
      cmd_complain ("interrupted while the results were written, pictures may be missing");
      return EXIT_INTERRUPTED;
    }
  if (!written)
    {
      cmd_complain ("%s", error->message);
      return EXIT_FAILED;
    }
  return EXIT_DONE;
}
