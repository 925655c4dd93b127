/* When ACKs go out: RFC 9293 section 3.8.6.3 and the two modes of Linux, as
 * its recordings show them. */
#include <check.h>
#include <stdlib.h>

#include "model/profile.h"
#include "tcp/delack.h"

#define MS(n) SIM_MS (n)
#define RTO MS (220)
#define SRTT MS (20)
#define WINDOW 65160

static TcpConfig cfg;
static Delack d;

static void
begin_as (const char *profile)
{
  cfg = profile_find (profile)->tcp;
  cfg.mss = 1448;
  delack_init (&d);
  delack_open (&d, 1448, 1448, WINDOW, 0);
}

static void
begin (void)
{
  begin_as ("linux");
}

/* A pushed segment arrives. */
static void
arrive (guint32 len, SimTime now)
{
  Segment seg = { .flags = SEG_ACK | SEG_PSH, .len = len };

  delack_on_data (&d, &cfg, &seg, WINDOW, RTO, now);
}

/* The connection is in the middle of its life: no quick ACKs are left. */
static void
use_up_quickacks (SimTime now)
{
  arrive (15, now);
  while (delack_in_quickack (&d, &cfg))
    {
      d.is_due = TRUE;
      delack_on_ack_sent (&d, &cfg);
    }
}

START_TEST (a_new_connection_sends_sixteen_quick_acks)
{
  guint quick = 0;

  for (SimTime now = MS (200); now < MS (200 * 24); now += MS (200))
    {
      arrive (1000, now);
      quick += delack_in_quickack (&d, &cfg);
      delack_on_ack_sent (&d, &cfg);
    }
  ck_assert_uint_eq (quick, 16);
}
END_TEST

/* Half a window of segments, two where that is none. */
static const struct {
  guint32 mss, wnd, quick;
} quick_counts[] = {
  { 1448, 65160, 16 },
  { 1448, 7240, 6 },            /* of the 536 octets that are guessed at first */
  { 1448, 2144, 2 },
  { 1448, 1000, 1 },            /* guessed: half of the window */
  { 1448, 100, 2 },
  { 88, 65160, 16 },
};

START_TEST (quick_acks_number_half_a_window_of_segments)
{
  Segment seg = { .flags = SEG_ACK | SEG_PSH, .len = 1 };

  delack_open (&d, quick_counts[_i].mss, 1448, quick_counts[_i].wnd, 0);
  delack_on_data (&d, &cfg, &seg, quick_counts[_i].wnd, RTO, MS (1));
  ck_assert_uint_eq (d.quick, quick_counts[_i].quick);
}
END_TEST

/* A window of two small segments would never do for one of the size believed in. */
START_TEST (the_segment_size_believed_in_is_one_that_the_peer_may_send)
{
  delack_open (&d, 36, 16, WINDOW, 0);
  ck_assert_uint_eq (d.rcv_mss, 16);
}
END_TEST

START_TEST (an_ack_that_was_not_due_uses_up_no_quick_ack)
{
  arrive (15, 0);
  delack_on_ack_sent (&d, &cfg);
  delack_on_ack_sent (&d, &cfg);
  ck_assert_uint_eq (d.quick, 15);
}
END_TEST

START_TEST (the_rfc_profile_has_neither_mode)
{
  begin_as ("rfc");
  arrive (15, MS (1));
  ck_assert (!delack_in_quickack (&d, &cfg));
  delack_on_data_sent (&d, &cfg, MS (2));
  delack_on_fin (&d, &cfg);
  ck_assert (!delack_in_pingpong (&d, &cfg));
}
END_TEST

/* A reply within the delayed-ACK time, 40 ms, makes a connection interactive. */
static const struct {
  SimTime reply;
  gboolean is_interactive;
} replies[] = {
  { SIM_US (1700), TRUE }, { MS (40) - 1, TRUE }, { MS (40), FALSE }, { MS (300), FALSE }
};

START_TEST (a_reply_in_time_makes_ping_pong)
{
  arrive (15, MS (20));
  ck_assert (delack_in_quickack (&d, &cfg));
  delack_on_data_sent (&d, &cfg, MS (20) + replies[_i].reply);
  ck_assert_int_eq (delack_in_pingpong (&d, &cfg), replies[_i].is_interactive);
  ck_assert_int_eq (delack_in_quickack (&d, &cfg), !replies[_i].is_interactive);
}
END_TEST

START_TEST (a_higher_threshold_takes_more_replies)
{
  cfg.pingpong_thresh = 3;
  for (guint i = 0; i < 3; i++)
    {
      ck_assert (!delack_in_pingpong (&d, &cfg));
      arrive (15, MS (100 * i));
      delack_on_data_sent (&d, &cfg, MS (100 * i));
    }
  ck_assert (delack_in_pingpong (&d, &cfg));
}
END_TEST

/* A kernel of 250 ticks a second: the next tick after at least 40 ms.  What has
 * come since does not put the ACK off. */
START_TEST (the_timer_keeps_to_ticks)
{
  cfg.hz = 250;
  use_up_quickacks (0);
  arrive (15, MS (1001));
  delack_start (&d, &cfg, SRTT, MS (1001));
  ck_assert_int_eq (d.deadline, MS (1044));
  arrive (15, MS (1019));
  delack_start (&d, &cfg, SRTT, MS (1019));
  ck_assert_int_eq (d.deadline, MS (1044));
}
END_TEST

START_TEST (a_fin_waits_forty_milliseconds_for_something_to_ride_on)
{
  arrive (15, MS (20));
  delack_on_ack_sent (&d, &cfg);
  d.is_due = TRUE;
  delack_on_fin (&d, &cfg);
  ck_assert (!delack_in_quickack (&d, &cfg));
  delack_start (&d, &cfg, SRTT, MS (60));
  ck_assert_int_eq (d.deadline, MS (100));
}
END_TEST

START_TEST (a_fin_before_any_data_waits_too)
{
  d.is_due = TRUE;
  delack_on_fin (&d, &cfg);
  delack_start (&d, &cfg, SRTT, MS (60));
  ck_assert_int_eq (d.deadline, MS (100));
}
END_TEST

START_TEST (the_timer_ends_ping_pong)
{
  arrive (15, MS (20));
  delack_on_data_sent (&d, &cfg, MS (21));
  arrive (15, MS (40));
  delack_start (&d, &cfg, SRTT, MS (40));
  delack_on_timeout (&d, &cfg, RTO);
  ck_assert (!delack_in_pingpong (&d, &cfg));
  ck_assert_int_eq (d.ato, MS (40));
  ck_assert_int_eq (d.deadline, SIM_NEVER);
  ck_assert_int_eq (d.now, REASON_ACK_DELAYED);
}
END_TEST

START_TEST (what_is_refused_ends_ping_pong)
{
  delack_on_fin (&d, &cfg);
  delack_enter_quickack (&d, &cfg, WINDOW);
  ck_assert (delack_in_quickack (&d, &cfg));
}
END_TEST

START_TEST (each_missed_wait_doubles_up_to_the_rto)
{
  static const SimTime want[] = { MS (80), MS (160), RTO, RTO };

  use_up_quickacks (0);
  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    {
      delack_on_timeout (&d, &cfg, RTO);
      ck_assert_int_eq (d.ato, want[i]);
    }
}
END_TEST

/* What bounds a wait once the adapted time is 160 ms.  delack_noread: 40 ms
 * each, for a round trip takes 20. */
static const struct {
  SimTime srtt;
  gboolean is_pushed;
  SimTime ato, wait;
} waits[] = {
  { MS (20), TRUE, MS (160), MS (40) },
  { MS (100), TRUE, MS (160), MS (100) },
  { MS (300), TRUE, MS (160), MS (160) },
  { MS (300), TRUE, MS (220), MS (200) },       /* delack_max */
  { 0, TRUE, MS (220), MS (200) },
  { 0, FALSE, MS (220), MS (200) },
  { 0, TRUE, MS (40), MS (40) },
};

START_TEST (a_wait_is_bounded_by_the_round_trip_and_the_largest)
{
  use_up_quickacks (0);
  d.is_due = d.is_news = TRUE;
  d.ato = waits[_i].ato;
  d.is_pushed = waits[_i].is_pushed;
  delack_start (&d, &cfg, waits[_i].srtt, MS (1000));
  ck_assert_int_eq (d.deadline - MS (1000), waits[_i].wait);
}
END_TEST

START_TEST (no_wait_is_half_a_second)
{
  begin_as ("rfc");
  arrive (1448, 0);
  for (SimTime now = MS (1000); now < MS (60000); now += MS (1000))
    {
      delack_on_timeout (&d, &cfg, MS (60000));
      delack_on_ack_sent (&d, &cfg);
      arrive (1448, now);
      delack_start (&d, &cfg, 0, now);
      ck_assert_int_lt (d.deadline - now, MS (500));
    }
}
END_TEST

/* The time adapts to the gap before a segment. */
static const struct {
  SimTime ato, gap, want;
} gaps[] = {
  { MS (40), 0, MS (40) },
  { MS (80), MS (20), MS (60) },        /* half of it, and 20 ms */
  { MS (80), MS (30), MS (70) },        /* half of it, and the gap */
  { MS (200), MS (199), RTO },          /* never beyond the RTO */
  { MS (80), MS (80), MS (80) },
  { MS (80), MS (5000), MS (80) },
};

START_TEST (the_wait_follows_the_gaps)
{
  use_up_quickacks (MS (100));
  d.ato = gaps[_i].ato;
  arrive (15, MS (100) + gaps[_i].gap);
  ck_assert_int_eq (d.ato, gaps[_i].want);
}
END_TEST

START_TEST (after_a_gap_beyond_the_rto_acks_are_quick_again)
{
  use_up_quickacks (MS (100));
  arrive (15, MS (100) + RTO);
  ck_assert (!delack_in_quickack (&d, &cfg));
  arrive (15, MS (100) + 2 * RTO + 1);
  ck_assert (delack_in_quickack (&d, &cfg));
}
END_TEST

START_TEST (more_data_does_not_put_the_ack_off)
{
  use_up_quickacks (0);
  arrive (15, MS (1000));
  delack_start (&d, &cfg, SRTT, MS (1000));
  arrive (15, MS (1020));
  delack_start (&d, &cfg, SRTT, MS (1020));
  ck_assert_int_eq (d.deadline, MS (1040));
  ck_assert_int_eq (d.now, REASON_NONE);
}
END_TEST

/* Linux: within a quarter of the wait, the ACK may as well go. */
START_TEST (data_just_before_the_timer_sends_the_ack)
{
  use_up_quickacks (0);
  arrive (15, MS (1000));
  delack_start (&d, &cfg, SRTT, MS (1000));
  arrive (15, MS (1030));
  delack_start (&d, &cfg, SRTT, MS (1030));
  ck_assert_int_eq (d.now, REASON_ACK_DELAYED);
}
END_TEST

START_TEST (without_news_a_running_timer_is_left_alone)
{
  use_up_quickacks (0);
  arrive (15, MS (1000));
  delack_start (&d, &cfg, SRTT, MS (1000));
  delack_start (&d, &cfg, SRTT, MS (1035));
  ck_assert_int_eq (d.now, REASON_NONE);
  ck_assert_int_eq (d.deadline, MS (1040));
}
END_TEST

START_TEST (a_fin_just_before_the_timer_sends_the_ack)
{
  use_up_quickacks (0);
  arrive (15, MS (1000));
  delack_start (&d, &cfg, SRTT, MS (1000));
  delack_on_fin (&d, &cfg);
  delack_start (&d, &cfg, SRTT, MS (1035));
  ck_assert_int_eq (d.now, REASON_ACK_DELAYED);
}
END_TEST

START_TEST (an_ack_stops_the_timer_and_settles_what_was_due)
{
  use_up_quickacks (0);
  arrive (15, MS (1000));
  delack_start (&d, &cfg, SRTT, MS (1000));
  delack_at_once (&d, REASON_ACK_ON_READ);
  delack_on_ack_sent (&d, &cfg);
  ck_assert_int_eq (d.deadline, SIM_NEVER);
  ck_assert_int_eq (d.now, REASON_NONE);
  ck_assert (!d.is_due && !d.is_pushed);
}
END_TEST

START_TEST (the_first_reason_to_hurry_stands)
{
  delack_at_once (&d, REASON_ACK_OUT_OF_ORDER);
  delack_at_once (&d, REASON_ACK_DUPLICATE);
  ck_assert_int_eq (d.now, REASON_ACK_OUT_OF_ORDER);
  ck_assert (d.is_due);
}
END_TEST

/* Lengths as they arrive, pushed where negative, and the segment size that
 * they leave behind. */
static const struct {
  gint32 lens[5];
  guint32 rcv_mss;
} sizes[] = {
  { { 0 }, 536 },
  { { 15 }, 536 },
  { { 1448 }, 1448 },
  { { 1448, 1448, -700 }, 1448 },
  { { 1448, -700, -700 }, 700 },                /* the path has become narrower */
  { { -700, 1448, -700 }, 1448 },               /* ... not where a longer one stands between */
  { { 1448, -700, 1448, -700 }, 1448 },
  { { 1448, -700, -15, -700 }, 1448 },
  { { 1448, -200, -200 }, 1448 },               /* short and pushed: ends of writes */
  { { 1448, 200, 200 }, 200 },
  { { 1448, 80, 80 }, 1448 },                   /* less than Linux believes in */
  { { 9000 }, 1448 },                           /* no more than was offered */
};

START_TEST (the_segment_size_is_learned)
{
  for (guint i = 0; i < 5 && sizes[_i].lens[i] != 0; i++)
    {
      gint32 len = sizes[_i].lens[i];
      Segment seg = { .flags = SEG_ACK | (len < 0 ? SEG_PSH : 0), .len = ABS (len) };

      delack_on_data (&d, &cfg, &seg, WINDOW, RTO, MS (i));
    }
  ck_assert_uint_eq (d.rcv_mss, sizes[_i].rcv_mss);
}
END_TEST

START_TEST (a_new_largest_segment_is_told_once)
{
  Segment seg = { .flags = SEG_ACK, .len = 1448 };

  ck_assert (delack_on_data (&d, &cfg, &seg, WINDOW, RTO, 0));
  ck_assert (!delack_on_data (&d, &cfg, &seg, WINDOW, RTO, 0));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("delack");
  TCase *tc = tcase_create ("delack");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, begin, NULL);
  tcase_add_test (tc, a_new_connection_sends_sixteen_quick_acks);
  tcase_add_loop_test (tc, quick_acks_number_half_a_window_of_segments, 0,
                       G_N_ELEMENTS (quick_counts));
  tcase_add_test (tc, the_segment_size_believed_in_is_one_that_the_peer_may_send);
  tcase_add_test (tc, an_ack_that_was_not_due_uses_up_no_quick_ack);
  tcase_add_test (tc, the_rfc_profile_has_neither_mode);
  tcase_add_loop_test (tc, a_reply_in_time_makes_ping_pong, 0, G_N_ELEMENTS (replies));
  tcase_add_test (tc, a_higher_threshold_takes_more_replies);
  tcase_add_test (tc, the_timer_keeps_to_ticks);
  tcase_add_test (tc, a_fin_waits_forty_milliseconds_for_something_to_ride_on);
  tcase_add_test (tc, a_fin_before_any_data_waits_too);
  tcase_add_test (tc, the_timer_ends_ping_pong);
  tcase_add_test (tc, what_is_refused_ends_ping_pong);
  tcase_add_test (tc, each_missed_wait_doubles_up_to_the_rto);
  tcase_add_loop_test (tc, a_wait_is_bounded_by_the_round_trip_and_the_largest, 0,
                       G_N_ELEMENTS (waits));
  tcase_add_test (tc, no_wait_is_half_a_second);
  tcase_add_loop_test (tc, the_wait_follows_the_gaps, 0, G_N_ELEMENTS (gaps));
  tcase_add_test (tc, after_a_gap_beyond_the_rto_acks_are_quick_again);
  tcase_add_test (tc, more_data_does_not_put_the_ack_off);
  tcase_add_test (tc, data_just_before_the_timer_sends_the_ack);
  tcase_add_test (tc, without_news_a_running_timer_is_left_alone);
  tcase_add_test (tc, a_fin_just_before_the_timer_sends_the_ack);
  tcase_add_test (tc, an_ack_stops_the_timer_and_settles_what_was_due);
  tcase_add_test (tc, the_first_reason_to_hurry_stands);
  tcase_add_loop_test (tc, the_segment_size_is_learned, 0, G_N_ELEMENTS (sizes));
  tcase_add_test (tc, a_new_largest_segment_is_told_once);
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
