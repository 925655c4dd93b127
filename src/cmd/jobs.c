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
  GCond changed;                /* n_done has */
  guint n, next, n_done;
  guint n_busy;                 /* threads that have not ended */
  JobWork work;
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
add_one (Jobs *jobs, guint *count, gint by)
{
  g_mutex_lock (&jobs->mutex);
  *count += by;
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
        add_one (jobs, &jobs->n_done, 1);
    }
  add_one (jobs, &jobs->n_busy, -1);
  return NULL;
}

/* Waits until all threads have ended, and tells how far they are. */
static void
watch (Jobs *jobs, const char *what)
{
  gint64 first = g_get_monotonic_time () + G_USEC_PER_SEC, next = first;
  gboolean shows = terminal_shows_progress ();

  g_mutex_lock (&jobs->mutex);
  while (jobs->n_busy > 0)
    {
      g_cond_wait_until (&jobs->changed, &jobs->mutex, next);
      if (g_get_monotonic_time () < next)
        continue;
      if (shows)
        fprintf (stderr, "\r%s %u of %u\033[K", what, jobs->n_done, jobs->n);
      next = g_get_monotonic_time () + G_USEC_PER_SEC / 4;
    }
  g_mutex_unlock (&jobs->mutex);
  if (shows && next != first)
    fputs ("\r\033[K", stderr);
}

gboolean
jobs_run (guint n, guint n_threads, JobWork work, gpointer data, const char *what)
{
  Jobs jobs = { .n = n, .work = work, .data = data };
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
  return jobs.n_done == n;
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
