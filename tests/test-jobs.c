/* Work on several threads: each piece is done once, whatever their number. */
#include <check.h>

#include "cmd/jobs.h"
#include "suite.h"

#define PIECES 100

static void
count (guint i, gpointer data)
{
  gint *counts = data;

  g_atomic_int_inc (&counts[i]);
}

static const guint threads[] = { 0, 1, 2, 7, 2 * PIECES };

START_TEST (every_piece_is_done_once)
{
  gint counts[PIECES] = { 0 };

  ck_assert (jobs_run (PIECES, threads[_i], count, counts, "counted"));
  for (guint i = 0; i < PIECES; i++)
    ck_assert_int_eq (counts[i], 1);
}
END_TEST

START_TEST (no_pieces_are_done_at_once)
{
  ck_assert (jobs_run (0, threads[_i], count, NULL, "counted"));
}
END_TEST

START_TEST (a_number_of_threads_is_read)
{
  guint n = 9;

  ck_assert (jobs_parse (NULL, &n));
  ck_assert_uint_eq (n, 0);
  ck_assert (jobs_parse ("4", &n));
  ck_assert_uint_eq (n, 4);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("jobs");
  TCase *tcase = tcase_create ("jobs");

  tcase_add_loop_test (tcase, every_piece_is_done_once, 0, G_N_ELEMENTS (threads));
  tcase_add_loop_test (tcase, no_pieces_are_done_at_once, 0, G_N_ELEMENTS (threads));
  tcase_add_test (tcase, a_number_of_threads_is_read);
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
