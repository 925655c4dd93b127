/* Congestion controls: the registry, and Reno against RFC 5681, in segments
 * and with byte counting as Linux has it. */
#include <check.h>
#include <stdlib.h>

#include "tcp/cc/cc.h"

static Cc
cc_at (guint32 cwnd, guint32 ssthresh)
{
  return (Cc) { .cwnd = cwnd, .ssthresh = ssthresh };
}

static void
acknowledge (Cc *cc, guint32 segments)
{
  CcAck ack = { .acked = segments, .rtt = SIM_NEVER, .is_cwnd_limited = TRUE };

  cc_reno.on_ack (cc, &ack, 0);
}

START_TEST (every_name_is_found)
{
  for (const char *const *name = cc_names (); *name != NULL; name++)
    {
      const CcOps *ops = cc_find (*name);

      ck_assert_ptr_nonnull (ops);
      ck_assert_str_eq (ops->name, *name);
      ck_assert (ops->on_ack != NULL || ops->control != NULL);
      ck_assert_ptr_nonnull (ops->ssthresh_on_loss);
    }
}
END_TEST

START_TEST (what_is_not_a_name_is_not_found)
{
  static const char *const wrong[] = { "", "Reno", "renoo", "ren", "vegas" };

  ck_assert_ptr_null (cc_find (wrong[_i]));
}
END_TEST

START_TEST (reno_is_found)
{
  ck_assert_ptr_eq (cc_find ("reno"), &cc_reno);
}
END_TEST

/* One ACK. */
static const struct {
  guint32 cwnd, ssthresh, acked;
  guint32 want_cwnd, want_count;
} acks[] = {
  { 10, CC_SSTHRESH_UNSET, 1, 11, 0 },          /* slow start: one for each */
  { 10, CC_SSTHRESH_UNSET, 2, 12, 0 },
  { 10, CC_SSTHRESH_UNSET, 7, 17, 0 },          /* six lost ACKs cost no growth */
  { 1, 5, 1, 2, 0 },
  { 9, 10, 1, 10, 0 },                          /* up to ssthresh and not beyond */
  { 9, 10, 3, 10, 2 },                          /* the rest counts for avoidance */
  { 1, 5, 20, 8, 1 },                           /* 4, then 16 of which 3 windows of 5 */
  { 10, 10, 1, 10, 1 },                         /* avoidance: one for each window */
  { 10, 10, 9, 10, 9 },
  { 10, 10, 10, 11, 0 },
  { 10, 2, 25, 12, 5 },
  { 1, 1, 1, 2, 0 },
};

START_TEST (an_ack_grows_cwnd_as_rfc_5681_says)
{
  Cc cc = cc_at (acks[_i].cwnd, acks[_i].ssthresh);

  acknowledge (&cc, acks[_i].acked);
  ck_assert_uint_eq (cc.cwnd, acks[_i].want_cwnd);
  ck_assert_uint_eq (cc.cwnd_count, acks[_i].want_count);
}
END_TEST

START_TEST (slow_start_doubles_in_each_round_trip)
{
  Cc cc = cc_at (10, CC_SSTHRESH_UNSET);

  for (guint round = 0; round < 4; round++)
    for (guint i = 0, flight = cc.cwnd; i < flight; i++)
      acknowledge (&cc, 1);
  ck_assert_uint_eq (cc.cwnd, 160);
}
END_TEST

START_TEST (avoidance_adds_one_in_each_round_trip)
{
  Cc cc = cc_at (17, 17);

  for (guint round = 0; round < 20; round++)
    for (guint i = 0, flight = cc.cwnd; i < flight; i++)
      acknowledge (&cc, 1);
  ck_assert_uint_eq (cc.cwnd, 37);
}
END_TEST

static const struct { guint32 cwnd, ssthresh; } losses[] = {
  { 34, 17 }, { 37, 18 }, { 10, 5 }, { 5, 2 }, { 4, 2 }, { 3, 2 }, { 2, 2 }, { 1, 2 },
};

START_TEST (a_loss_halves_and_leaves_two_at_least)
{
  Cc cc = cc_at (losses[_i].cwnd, CC_SSTHRESH_UNSET);

  ck_assert_uint_eq (cc_reno.ssthresh_on_loss (&cc, 0), losses[_i].ssthresh);
  ck_assert_uint_eq (cc.cwnd, losses[_i].cwnd);         /* recovery's to lower */
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("cc");
  TCase *tc = tcase_create ("cc");
  SRunner *runner;
  int failed;

  tcase_add_test (tc, every_name_is_found);
  tcase_add_loop_test (tc, what_is_not_a_name_is_not_found, 0, 5);
  tcase_add_test (tc, reno_is_found);
  tcase_add_loop_test (tc, an_ack_grows_cwnd_as_rfc_5681_says, 0, G_N_ELEMENTS (acks));
  tcase_add_test (tc, slow_start_doubles_in_each_round_trip);
  tcase_add_test (tc, avoidance_adds_one_in_each_round_trip);
  tcase_add_loop_test (tc, a_loss_halves_and_leaves_two_at_least, 0, G_N_ELEMENTS (losses));
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
