/* Many independent pieces of work on several processors.  Which of them ran
 * where and when is nobody's business: whoever gives the work out keeps each
 * result in a place of its own. */
#ifndef TCPSIM_CMD_JOBS_H
#define TCPSIM_CMD_JOBS_H

#include <glib.h>

/* One piece of work, number @i; called in any thread. */
typedef void (*JobWork) (guint i, gpointer data);

/* Piece @i is done, and so are all before it; called in the thread that gave the
 * work out, in order. */
typedef void (*JobDone) (guint i, gpointer data);

/* Does the pieces 0 to @n - 1 in @n_threads threads, or as many as there are
 * processors when that is 0, tells @done, unless it is NULL, of each as soon as
 * possible, and tells a user at a terminal "@what 3 of 11" when it takes more than
 * a second.  Returns how many pieces, from the first, were done: less than @n when
 * it was interrupted. */
guint jobs_run (guint n, guint n_threads, JobWork work, JobDone done, gpointer data, const char *what);

/* The number that @text gives for --jobs; FALSE, having complained, when it is
 * none.  NULL: 0. */
gboolean jobs_parse (const char *text, guint *n_threads);

#endif
