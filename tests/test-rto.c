/* The retransmission timeout against RFC 6298 and against what recordings of
 * Linux show of its own variant. */
#include <check.h>
#include <stdlib.h>

#include "model/profile.h"
#include "tcp/rto.h"

#define MS(n) SIM_MS (n)
#define MAX_SAMPLES 5

static const TcpConfig *
profile (const char *name)
{
  return &profile_find (name)->tcp;
}

/* Measurements in one round trip: nothing is acknowledged on the way. */
static void
sample (Rto *r, const TcpConfig *cfg, SimTime rtt)
{
  rto_sample (r, cfg, rtt, seq_from (1), seq_from (1));
}

/* Measurements of which each ends a round trip, with numbers that wrap. */
static void
sample_in_new_round (Rto *r, const TcpConfig *cfg, SimTime rtt)
{
  SeqNum una = seq_add (r->round_end, 1);

  rto_sample (r, cfg, rtt, una, seq_add (una, 0x40000000));
}

typedef struct {
  SimTime rtt[MAX_SAMPLES];     /* up to the first 0 */
  SimTime rto;
} Samples;

static void
check_samples (const Samples *row, const TcpConfig *cfg)
{
  Rto r;

  rto_init (&r, cfg);
  for (guint i = 0; i < MAX_SAMPLES && row->rtt[i] > 0; i++)
    sample (&r, cfg, row->rtt[i]);
  ck_assert_int_eq (r.rto, row->rto);
}

/* Worked with (2.2) and (2.3) by hand; SRTT + 4 RTTVAR stands behind. */
static const Samples rfc_samples[] = {
  { { 0 }, MS (1000) },                                         /* (2.1) */
  { { MS (2000) }, MS (6000) },                                 /* 2 + 4 * 1 */
  { { MS (2000), MS (2000) }, MS (5000) },                      /* 2 + 4 * 0.75 */
  { { MS (2000), MS (2000), MS (3000) }, MS (5375) },           /* 2.125 + 4 * 0.8125 */
  { { MS (2000), MS (2000), MS (3000), MS (1000) },
    SIM_US (5546875) },                                         /* 1.984375 + 4 * 0.890625 */
  { { MS (10) }, MS (1000) },                                   /* (2.4) */
  { { MS (333), MS (333) }, MS (1000) },                        /* 0.333 + 4 * 0.124875 */
  { { MS (40000) }, MS (60000) },                               /* (2.5) */
};

START_TEST (samples_give_the_rto_of_rfc_6298)
{
  check_samples (&rfc_samples[_i], profile ("rfc"));
}
END_TEST

static const Samples linux_samples[] = {
  { { 0 }, MS (1000) },
  { { MS (20) }, MS (220) },
  { { MS (50) }, MS (250) },
  { { MS (20), MS (20), MS (20), MS (20), MS (20) }, MS (220) },
  { { SIM_US (10) }, SIM_US (200010) },
  { { MS (1034) }, MS (3102) },                 /* the SYN-ACK that echoed the first SYN */
  { { MS (20), MS (420) }, MS (500) },          /* 70 + 430: the variance rises at once */
  { { MS (100), MS (20) }, SIM_US (293750) },   /* 90 + 203.75: a fall counts an eighth */
  { { MS (100000) }, MS (120000) },
};

START_TEST (samples_give_the_rto_of_linux)
{
  check_samples (&linux_samples[_i], profile ("linux"));
}
END_TEST

START_TEST (the_linux_floor_is_on_the_variance_and_not_on_the_sum)
{
  const TcpConfig *cfg = profile ("linux");
  Rto r;

  rto_init (&r, cfg);
  for (guint i = 0; i < 200; i++)
    {
      sample_in_new_round (&r, cfg, MS (150) + SIM_US (i % 3));
      ck_assert_int_ge (r.rto, rto_srtt (&r) + MS (200));
    }
  ck_assert_int_lt (r.rto, MS (352));
}
END_TEST

START_TEST (the_variance_falls_by_a_quarter_of_its_excess_in_each_round_trip)
{
  const TcpConfig *cfg = profile ("linux");
  Rto r;

  rto_init (&r, cfg);
  sample (&r, cfg, MS (20));
  sample (&r, cfg, MS (420));
  sample_in_new_round (&r, cfg, MS (70));               /* the round that saw 430 */
  ck_assert_int_eq (r.rto, MS (500));
  sample_in_new_round (&r, cfg, MS (70));               /* 430 - (430 - 241.875) / 4 */
  ck_assert_int_eq (r.rto, MS (70) + SIM_US (382968) + 750);
}
END_TEST

START_TEST (within_a_round_trip_the_variance_does_not_fall)
{
  const TcpConfig *cfg = profile ("linux");
  Rto r;

  rto_init (&r, cfg);
  sample (&r, cfg, MS (20));
  sample (&r, cfg, MS (420));
  for (guint i = 0; i < 10; i++)
    sample (&r, cfg, MS (70));
  ck_assert_int_eq (r.rto, MS (500));
}
END_TEST

static const struct {
  const char *profile;
  SimTime first, last;
  guint n;                      /* doublings until the last */
} backoffs[] = {
  { "rfc", MS (1000), MS (60000), 6 },
  { "linux", MS (220), MS (120000), 10 },
};

START_TEST (each_timeout_doubles_the_rto_up_to_the_ceiling)
{
  const TcpConfig *cfg = profile (backoffs[_i].profile);
  Rto r;
  SimTime want = backoffs[_i].first;

  rto_init (&r, cfg);
  sample (&r, cfg, MS (20));
  for (guint i = 1; i <= backoffs[_i].n + 3; i++)
    {
      rto_back_off (&r, cfg);
      want = i < backoffs[_i].n ? want * 2 : backoffs[_i].last;
      ck_assert_int_eq (r.rto, want);
      ck_assert_uint_eq (r.backoff, i);
    }
}
END_TEST

START_TEST (a_measurement_ends_the_backoff)
{
  const TcpConfig *cfg = profile ("linux");
  Rto r;

  rto_init (&r, cfg);
  sample (&r, cfg, MS (20));
  rto_back_off (&r, cfg);
  rto_back_off (&r, cfg);
  sample (&r, cfg, MS (20));
  ck_assert_int_eq (r.rto, MS (220));
  ck_assert_uint_eq (r.backoff, 0);
}
END_TEST

START_TEST (after_a_lost_syn_the_rto_is_three_seconds)
{
  const TcpConfig *cfg = profile (_i == 0 ? "rfc" : "linux");
  Rto r;

  rto_init (&r, cfg);
  rto_back_off (&r, cfg);
  rto_after_lost_syn (&r, cfg);
  ck_assert_int_eq (r.rto, MS (3000));
  ck_assert_uint_eq (r.backoff, 0);
  sample (&r, cfg, MS (2000));
  ck_assert_int_eq (r.rto, MS (6000));  /* the first measurement still counts as one */
}
END_TEST

START_TEST (three_seconds_are_not_more_than_the_ceiling)
{
  TcpConfig cfg = *profile ("rfc");
  Rto r;

  cfg.rto_max = MS (2500);
  rto_init (&r, &cfg);
  rto_after_lost_syn (&r, &cfg);
  ck_assert_int_eq (r.rto, MS (2500));
}
END_TEST

START_TEST (a_handshake_that_was_measured_keeps_its_rto)
{
  const TcpConfig *cfg = profile ("linux");
  Rto r;

  rto_init (&r, cfg);
  sample (&r, cfg, MS (20));
  rto_after_lost_syn (&r, cfg);
  ck_assert_int_eq (r.rto, MS (220));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rto");
  TCase *tc = tcase_create ("rto");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (tc, samples_give_the_rto_of_rfc_6298, 0, G_N_ELEMENTS (rfc_samples));
  tcase_add_loop_test (tc, samples_give_the_rto_of_linux, 0, G_N_ELEMENTS (linux_samples));
  tcase_add_test (tc, the_linux_floor_is_on_the_variance_and_not_on_the_sum);
  tcase_add_test (tc, the_variance_falls_by_a_quarter_of_its_excess_in_each_round_trip);
  tcase_add_test (tc, within_a_round_trip_the_variance_does_not_fall);
  tcase_add_loop_test (tc, each_timeout_doubles_the_rto_up_to_the_ceiling, 0,
                       G_N_ELEMENTS (backoffs));
  tcase_add_test (tc, a_measurement_ends_the_backoff);
  tcase_add_loop_test (tc, after_a_lost_syn_the_rto_is_three_seconds, 0, 2);
  tcase_add_test (tc, three_seconds_are_not_more_than_the_ceiling);
  tcase_add_test (tc, a_handshake_that_was_measured_keeps_its_rto);
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
