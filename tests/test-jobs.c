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

  ck_assert_uint_eq (jobs_run (PIECES, threads[_i], count, NULL, counts, "counted"), PIECES);
  for (guint i = 0; i < PIECES; i++)
    ck_assert_int_eq (counts[i], 1);
}
END_TEST

START_TEST (no_pieces_are_done_at_once)
{
  ck_assert_uint_eq (jobs_run (0, threads[_i], count, NULL, NULL, "counted"), 0);
}
END_TEST

/* What is told, and in which order. */
typedef struct {
  gint counts[PIECES];
  guint n_told;
} Told;

static void
count_told (guint i, gpointer data)
{
  count (i, ((Told *) data)->counts);
}

static void
expect_next (guint i, gpointer data)
{
  Told *told = data;

  ck_assert_uint_eq (i, told->n_told++);
  ck_assert_int_eq (g_atomic_int_get (&told->counts[i]), 1);
}

START_TEST (what_is_done_is_told_in_order)
{
  Told told = { 0 };

  ck_assert_uint_eq (jobs_run (PIECES, threads[_i], count_told, expect_next, &told, "counted"), PIECES);
  ck_assert_uint_eq (told.n_told, PIECES);
}
END_TEST

/* Piece 0 waits until piece 1 is done: the latter is told after it all the same. */
static GMutex mutex;
static GCond changed;
static gboolean is_second_done;

static void
wait_for_the_second (guint i, gpointer data)
{
  g_mutex_lock (&mutex);
  while (i == 0 && !is_second_done)
    g_cond_wait (&changed, &mutex);
  is_second_done |= i == 1;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
  count_told (i, data);
}

START_TEST (what_is_done_before_an_earlier_one_is_held_back)
{
  Told told = { 0 };

  ck_assert_uint_eq (jobs_run (2, 2, wait_for_the_second, expect_next, &told, "waited"), 2);
  ck_assert_uint_eq (told.n_told, 2);
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
  tcase_add_loop_test (tcase, what_is_done_is_told_in_order, 0, G_N_ELEMENTS (threads));
  tcase_add_test (tcase, what_is_done_before_an_earlier_one_is_held_back);
  tcase_add_test (tcase, a_number_of_threads_is_read);
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
