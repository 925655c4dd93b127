/* The timer wheel: what the recorded kernel's timers do at 250 ticks a second,
 * and that without ticks nothing is rounded. */
#include <check.h>
#include <stdlib.h>

#include "suite.h"
#include "tcp/wheel.h"

static const struct {
  guint32 hz;
  SimTime wait, now, at;
} timers[] = {
  { 0, SIM_MS (1), SIM_US (1), SIM_US (1001) },                 /* exact */
  { 250, SIM_MS (40), 0, SIM_MS (44) },                         /* late by a tick */
  { 250, SIM_MS (40), SIM_US (3999), SIM_MS (44) },
  { 250, SIM_MS (40), SIM_MS (4), SIM_MS (48) },
  { 250, SIM_MS (37), 0, SIM_MS (44) },                         /* whole ticks */
  { 250, SIM_MS (224), 0, SIM_MS (228) },
  { 250, SIM_MS (248), 0, SIM_MS (252) },                       /* the last of the finest level */
  { 250, SIM_MS (252), 0, SIM_MS (256) },                       /* 32 ms from here on */
  { 250, SIM_SEC (1), 0, SIM_MS (1024) },                       /* a SYN, and the next ... */
  { 250, SIM_SEC (1), SIM_MS (1024), SIM_MS (2048) },           /* ... exactly as far on */
  { 250, SIM_SEC (1), SIM_MS (20), SIM_MS (1024) },
  { 250, SIM_MS (1792), 0, SIM_MS (1824) },
  { 250, SIM_MS (3584), 0, SIM_MS (3840) },                     /* 256 ms from 2 s on */
  { 1000, SIM_MS (40), SIM_US (500), SIM_MS (41) },
  { 100, SIM_MS (40), 0, SIM_MS (50) },
};

START_TEST (a_timer_goes_off_at_the_next_bucket)
{
  ck_assert_int_eq (wheel_expiry (timers[_i].hz, timers[_i].wait, timers[_i].now), timers[_i].at);
}
END_TEST

START_TEST (a_timer_is_never_early_and_late_by_an_eighth_at_most)
{
  for (SimTime wait = SIM_MS (1); wait < SIM_SEC (120); wait += wait / 7 + 1)
    for (SimTime now = 0; now < SIM_MS (300); now += SIM_MS (7))
      {
        SimTime at = wheel_expiry (250, wait, now);

        ck_assert_int_gt (at, now + wait - SIM_MS (4));
        ck_assert_int_le (at, now + wait + MAX (SIM_MS (8), wait / 7 + SIM_MS (4)));
      }
}
END_TEST

START_TEST (spans_round_up_to_whole_ticks)
{
  ck_assert_int_eq (wheel_round_up (0, 12345), 12345);
  ck_assert_int_eq (wheel_round_up (250, SIM_US (220400)), SIM_MS (224));
  ck_assert_int_eq (wheel_round_up (250, SIM_MS (220)), SIM_MS (220));
  ck_assert_int_eq (wheel_round_up (1000, 1), SIM_MS (1));
}
END_TEST

START_TEST (times_round_down_to_the_last_tick)
{
  ck_assert_int_eq (wheel_round_down (0, 12345), 12345);
  ck_assert_int_eq (wheel_round_down (250, SIM_US (223999)), SIM_MS (220));
  ck_assert_int_eq (wheel_round_down (250, SIM_MS (220)), SIM_MS (220));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("wheel");
  TCase *tc = tcase_create ("wheel");

  tcase_add_loop_test (tc, a_timer_goes_off_at_the_next_bucket, 0, G_N_ELEMENTS (timers));
  tcase_add_test (tc, a_timer_is_never_early_and_late_by_an_eighth_at_most);
  tcase_add_test (tc, spans_round_up_to_whole_ticks);
  tcase_add_test (tc, times_round_down_to_the_last_tick);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
