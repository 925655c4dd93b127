/* Threads that take the next piece until there is none. */
#include "cmd/jobs.h"

#include <stdio.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/drive.h"
#include "cmd/terminal.h"
#include "tcpsim/base/units.h"

/* More threads than any machine has processors would only cost. */
#define THREADS_MAX 1024

typedef struct {
  GMutex mutex;
  GCond changed;                /* is_done or n_busy has */
  guint n, next, n_done;
  gboolean *is_done;            /* of each piece */
  guint n_told;                 /* pieces, from the first, of which `done` was told */
  guint n_busy;                 /* threads that have not ended */
  gboolean is_shown;            /* a line of progress stands on the terminal */
  JobWork work;
  JobDone done;
  gpointer data;
} Jobs;

/* The next piece; FALSE when there is none, or nobody wants it any more. */
static gboolean
take_next (Jobs *jobs, guint *i)
{
  gboolean is_wanted;

  g_mutex_lock (&jobs->mutex);
  is_wanted = jobs->next < jobs->n && !drive_was_interrupted ();
  if (is_wanted)
    *i = jobs->next++;
  g_mutex_unlock (&jobs->mutex);
  return is_wanted;
}

static void
note_done (Jobs *jobs, guint i)
{
  g_mutex_lock (&jobs->mutex);
  jobs->is_done[i] = TRUE;
  jobs->n_done++;
  g_cond_signal (&jobs->changed);
  g_mutex_unlock (&jobs->mutex);
}

static void
note_end (Jobs *jobs)
{
  g_mutex_lock (&jobs->mutex);
  jobs->n_busy--;
  g_cond_signal (&jobs->changed);
  g_mutex_unlock (&jobs->mutex);
}

static gpointer
run_thread (gpointer data)
{
  Jobs *jobs = data;
  guint i;

  while (take_next (jobs, &i))
    {
      jobs->work (i, jobs->data);
      if (!drive_was_interrupted ())
        note_done (jobs, i);
    }
  note_end (jobs);
  return NULL;
}

static void
hide_progress (Jobs *jobs)
{
  if (jobs->is_shown)
    fputs ("\r\033[K", stderr);
  jobs->is_shown = FALSE;
}

/* Tells of what is done with none before it that is not.  The mutex is held, but
 * not while somebody is told. */
static void
tell_done (Jobs *jobs)
{
  while (jobs->n_told < jobs->n && jobs->is_done[jobs->n_told])
    {
      guint i = jobs->n_told++;

      if (jobs->done == NULL)
        continue;
      g_mutex_unlock (&jobs->mutex);
      hide_progress (jobs);
      jobs->done (i, jobs->data);
      g_mutex_lock (&jobs->mutex);
    }
}

/* Waits until all threads have ended, and tells what is done and how far they are. */
static void
watch (Jobs *jobs, const char *what)
{
  gint64 next = g_get_monotonic_time () + G_USEC_PER_SEC;
  gboolean shows = terminal_shows_progress ();

  g_mutex_lock (&jobs->mutex);
  for (tell_done (jobs); jobs->n_busy > 0; tell_done (jobs))
    {
      g_cond_wait_until (&jobs->changed, &jobs->mutex, next);
      if (g_get_monotonic_time () < next)
        continue;
      if (shows)
        fprintf (stderr, "\r%s %u of %u\033[K", what, jobs->n_done, jobs->n);
      jobs->is_shown = shows;
      next = g_get_monotonic_time () + G_USEC_PER_SEC / 4;
    }
  g_mutex_unlock (&jobs->mutex);
  hide_progress (jobs);
}

guint
jobs_run (guint n, guint n_threads, JobWork work, JobDone done, gpointer data, const char *what)
{
  g_autofree gboolean *is_done = g_new0 (gboolean, n);
  Jobs jobs = { .n = n, .work = work, .done = done, .data = data, .is_done = is_done };
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  g_mutex_init (&jobs.mutex);
  g_cond_init (&jobs.changed);
  jobs.n_busy = MIN (n, n_threads > 0 ? n_threads : g_get_num_processors ());
  for (guint i = jobs.n_busy; i > 0; i--)
    g_ptr_array_add (threads, g_thread_new ("job", run_thread, &jobs));
  watch (&jobs, what);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (g_ptr_array_index (threads, i));
  g_cond_clear (&jobs.changed);
  g_mutex_clear (&jobs.mutex);
  return jobs.n_told;
}

gboolean
jobs_parse (const char *text, guint *n_threads)
{
  g_autofree char *quoted = text != NULL ? why_quote (text) : NULL;
  guint64 n = 0;

  if (text != NULL && (units_parse_count (text, &n) != UNITS_OK || n == 0 || n > THREADS_MAX))
    {
      cmd_complain ("--jobs: %s is no number of threads, write 1 to %d", quoted, THREADS_MAX);
      return FALSE;
    }
  *n_threads = n;
  return TRUE;
}
