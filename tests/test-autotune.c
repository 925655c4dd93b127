/* The rate of reading and the buffer for it, against the numbers that a Linux
 * receiver showed in a bulk transfer over a round trip of 20 ms. */
#include "suite.h"
#include "tcp/autotune.h"

#define MS(n) SIM_MS (n)
#define MSS 1448
#define INITIAL (10 * MSS)

static Autotune a;

static void
begin (void)
{
  autotune_open (&a, INITIAL, 0);
}

/* A round trip of 20 ms is known. */
static void
begin_measured (void)
{
  begin ();
  autotune_on_echo (&a, 1, MS (20), 0);
}

START_TEST (nothing_is_known_before_a_sample)
{
  ck_assert_int_eq (autotune_rtt (&a), 0);
  ck_assert_uint_eq (autotune_on_read (&a, 100 * MSS, 0, MS (1000)), 0);
}
END_TEST

/* Echoes, each of its own timestamp, and the round trip that they leave; the
 * first of them is 20 ms. */
static const struct {
  SimTime rtt;
  guint64 unread;
  SimTime want;
} echoes[] = {
  { MS (28), 0, MS (21) },              /* an eighth of the difference */
  { MS (28), 1, MS (20) },              /* the reader is behind: it may be the cause */
  { MS (12), 0, MS (12) },              /* shorter counts in full */
  { MS (12), 1, MS (12) },
  { 0, 0, MS (20) },                    /* less than a tick says nothing */
};

START_TEST (echoes_are_averaged_and_the_shortest_counts_in_full)
{
  autotune_on_echo (&a, 1, MS (20), 0);
  autotune_on_echo (&a, 2, echoes[_i].rtt, echoes[_i].unread);
  ck_assert_int_eq (autotune_rtt (&a), echoes[_i].want);
}
END_TEST

START_TEST (an_echo_counts_once)
{
  autotune_on_echo (&a, 1, MS (20), 0);
  autotune_on_echo (&a, 1, MS (10), 0);
  ck_assert_int_eq (autotune_rtt (&a), MS (20));
}
END_TEST

START_TEST (a_window_takes_a_round_trip)
{
  autotune_on_data (&a, seq_from (1), 1000, MS (10));
  autotune_on_data (&a, seq_from (1000), 1000, MS (30));
  ck_assert_int_eq (autotune_rtt (&a), 0);
  autotune_on_data (&a, seq_from (1001), 1000, MS (40));
  ck_assert_int_eq (autotune_rtt (&a), MS (30));
  autotune_on_data (&a, seq_from (2001), 1000, MS (90));        /* longer: the sender's doing */
  ck_assert_int_eq (autotune_rtt (&a), MS (30));
}
END_TEST

/* Octets read at the end of a round trip, when 10 segments were expected. */
static const struct {
  guint64 read, unread;
  SimTime at;
  guint32 want;
} reads[] = {
  { 11 * MSS, 0, MS (20), 11 * MSS },
  { 11 * MSS, 0, MS (20) - 1, 0 },
  { 10 * MSS, 0, MS (20), 0 },
  { 20 * MSS, 10 * MSS, MS (20), 0 },
  { 20 * MSS, 9 * MSS, MS (20), 11 * MSS },
  { 0, 20 * MSS, MS (20), 0 }
};

START_TEST (a_round_trip_that_brought_more_is_told)
{
  ck_assert_uint_eq (autotune_on_read (&a, reads[_i].read, reads[_i].unread, reads[_i].at),
                     reads[_i].want);
}
END_TEST

START_TEST (each_round_trip_is_measured_for_itself)
{
  ck_assert_uint_eq (autotune_on_read (&a, 10 * MSS, 0, MS (20)), 0);
  ck_assert_uint_eq (autotune_on_read (&a, 20 * MSS, 0, MS (40)), 0);
  ck_assert_uint_eq (autotune_on_read (&a, 35 * MSS, 0, MS (60)), 15 * MSS);
}
END_TEST

/* rcv_space as recorded, before and after, and the window that followed. */
static const struct {
  guint32 before, space;
  guint64 window;
} windows[] = {
  { 14480, 15928, 38226 }, { 15928, 28960, 152698 }, { 28960, 57920, 347520 },
  { 15928, 15928, 31856 }               /* no faster: two round trips' worth */
};

START_TEST (the_window_runs_ahead_of_a_sender_that_grows)
{
  a.space = windows[_i].before;
  ck_assert_uint_eq (autotune_window (&a, windows[_i].space), windows[_i].window);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("autotune");
  TCase *t = tcase_create ("round trip"), *rate = tcase_create ("rate");

  tcase_add_checked_fixture (t, begin, NULL);
  tcase_add_test (t, nothing_is_known_before_a_sample);
  tcase_add_loop_test (t, echoes_are_averaged_and_the_shortest_counts_in_full, 0,
                       G_N_ELEMENTS (echoes));
  tcase_add_test (t, an_echo_counts_once);
  tcase_add_test (t, a_window_takes_a_round_trip);
  suite_add_tcase (suite, t);
  tcase_add_checked_fixture (rate, begin_measured, NULL);
  tcase_add_loop_test (rate, a_round_trip_that_brought_more_is_told, 0, G_N_ELEMENTS (reads));
  tcase_add_test (rate, each_round_trip_is_measured_for_itself);
  tcase_add_loop_test (rate, the_window_runs_ahead_of_a_sender_that_grows, 0,
                       G_N_ELEMENTS (windows));
  suite_add_tcase (suite, rate);
  return suite_main (suite);
}
