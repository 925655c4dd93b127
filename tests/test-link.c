/* One direction of the link: what it takes to serialise, how many may wait,
 * what a rule drops, and that nothing overtakes. */
#include <check.h>
#include <stdlib.h>

#include "net/link.h"

#define MS(n) SIM_MS (n)

static LinkConfig config;
static Link path;

static void
begin (void)
{
  config = (LinkConfig) {
    .delay = { .kind = DELAY_CONSTANT }, .mtu = 65536
  };
}

static void
end (void)
{
  link_clear (&path);
}

static void
start (void)
{
  link_init (&path, &config, 1, "link.c2s");
}

/* When a packet that is offered at @now arrives, which it must. */
static SimTime
arrival (guint32 ip_len, SimTime now)
{
  Passage passage;

  ck_assert_int_eq (link_offer (&path, ip_len, now, &passage, now), FATE_ARRIVES);
  return passage.arrives_at;
}

static void
check_lost (guint32 ip_len, Fate fate, SimTime now)
{
  Passage passage;

  ck_assert_int_eq (link_offer (&path, ip_len, now, &passage, now), fate);
}

static const struct {
  guint64 rate;
  guint32 ip_len;
  SimTime takes;
} rates[] = {
  { 0, 65535, 0 },
  { 10000000, 1500, SIM_US (1200) },
  { 1000000000, 1500, 12000 },
  { 1500000, 52, 277334 },              /* 277333.3: the last bit is in by then */
  { 3, 1, 2666666667 },
  { 1, 1500, SIM_SEC (12000) },
  { 100000000000, 40, 4 },              /* 3.2 */
  { 1000000000000000, 1500, 1 },
  { G_MAXUINT64, 1500, 1 },
};

START_TEST (serialising_takes_exactly_the_bits_over_the_rate)
{
  config.rate = rates[_i].rate;
  start ();
  ck_assert_int_eq (arrival (rates[_i].ip_len, MS (5)), MS (5) + rates[_i].takes);
}
END_TEST

START_TEST (packets_are_serialised_one_after_the_other)
{
  config.rate = 10000000;
  config.delay.a = MS (10);
  start ();
  for (guint i = 1; i <= 100; i++)
    ck_assert_int_eq (arrival (1500, 0), MS (10) + i * SIM_US (1200));
}
END_TEST

START_TEST (an_idle_transmitter_starts_at_once)
{
  config.rate = 10000000;
  start ();
  arrival (1500, 0);
  ck_assert_int_eq (arrival (1500, MS (7)), MS (7) + SIM_US (1200));
}
END_TEST

START_TEST (without_a_rate_a_burst_arrives_at_once)
{
  config.delay.a = MS (10);
  config.limit = 1;
  start ();
  for (guint i = 0; i < 100; i++)
    ck_assert_int_eq (arrival (1500, MS (3)), MS (13));
}
END_TEST

START_TEST (as_many_wait_as_the_limit_says_behind_the_one_being_sent)
{
  config.rate = 10000000;
  config.limit = 20;
  start ();
  for (guint i = 0; i < 21; i++)
    arrival (1500, 0);
  check_lost (1500, FATE_LOST_QUEUE, 0);
  check_lost (1500, FATE_LOST_QUEUE, SIM_US (1200) - 1);
  ck_assert_int_eq (arrival (1500, SIM_US (1200)), 22 * SIM_US (1200));
  check_lost (1500, FATE_LOST_QUEUE, SIM_US (1200));
}
END_TEST

START_TEST (a_small_packet_takes_a_place_like_a_large_one)
{
  config.rate = 10000000;
  config.limit = 2;
  start ();
  arrival (1500, 0);
  arrival (40, 0);
  arrival (40, 0);
  check_lost (40, FATE_LOST_QUEUE, 0);
}
END_TEST

START_TEST (limit_0_is_no_limit)
{
  config.rate = 10000000;
  start ();
  for (guint i = 1; i <= 5000; i++)
    ck_assert_int_eq (arrival (1500, 0), i * SIM_US (1200));
}
END_TEST

/* How many of the @n @starts lie after @now. */
static guint
count_waiting (const SimTime *starts, guint n, SimTime now)
{
  guint waiting = 0;

  for (guint i = 0; i < n; i++)
    waiting += starts[i] > now;
  return waiting;
}

/* The ring of waiting packets grows while its head is somewhere inside. */
START_TEST (packets_leave_the_queue_when_their_turn_comes)
{
  SimTime starts[200], free_at = 0;
  guint n = 0;

  config.rate = 10000000;
  config.limit = 40;
  start ();
  for (SimTime now = 0; now < MS (90); now += SIM_US (500))
    if (free_at > now && count_waiting (starts, n, now) == 40)
      {
        check_lost (1500, FATE_LOST_QUEUE, now);
      }
    else
      {
        starts[n] = MAX (free_at, now);
        free_at = starts[n++] + SIM_US (1200);
        ck_assert_int_eq (arrival (1500, now), free_at);
      }
  ck_assert_uint_lt (n, 180);
}
END_TEST

START_TEST (a_lost_packet_takes_no_time)
{
  config.rate = 10000000;
  config.limit = 1;
  start ();
  arrival (1500, 0);
  arrival (1500, 0);
  check_lost (1500, FATE_LOST_QUEUE, 0);
  ck_assert_int_eq (arrival (1500, SIM_US (1200)), 3 * SIM_US (1200));
}
END_TEST

START_TEST (a_packet_that_is_stalled_keeps_its_place)
{
  Passage passage;

  config.delay = (DelaySpec) { .kind = DELAY_CONSTANT, .a = MS (10) };
  start ();
  ck_assert_int_eq (link_offer (&path, 40, MS (60), &passage, MS (5)), FATE_ARRIVES);
  ck_assert_int_eq (passage.arrives_at, MS (70));
  ck_assert_int_eq (link_offer (&path, 40, MS (8), &passage, MS (8)), FATE_ARRIVES);
  ck_assert_int_eq (passage.arrives_at, MS (70));
}
END_TEST

START_TEST (a_packet_may_catch_up_but_not_overtake)
{
  SimTime delays[] = { MS (10), MS (1), MS (30), MS (2), MS (40) };
  static const SimTime want[] = { MS (10), MS (10), MS (32), MS (32), MS (44) };

  config.delay = (DelaySpec) { .kind = DELAY_LIST, .n_list = 5, .list = delays };
  start ();
  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    ck_assert_int_eq (arrival (40, MS (i)), want[i]);
}
END_TEST

static void
draw_arrivals (const char *name, SimTime *at, guint n)
{
  Link other;

  link_init (&other, &config, 42, name);
  for (guint i = 0; i < n; i++)
    {
      Passage passage;

      link_offer (&other, 40, MS (i), &passage, MS (i));
      at[i] = passage.arrives_at;
    }
  link_clear (&other);
}

/* Packets that come in bursts, some too many for the queue. */
START_TEST (a_steady_link_passes_as_it_offers)
{
  static const guint32 lengths[] = { 1500, 52, 52, 1500, 700 };
  Link other;
  guint same = 0;

  config.rate = 10000000;
  config.delay.a = MS (3);
  config.limit = 4;
  start ();
  link_init (&other, &config, 1, "link.c2s");
  ck_assert (path.is_steady);
  for (guint i = 0; i < 500; i++)
    {
      SimTime now = MS (i / 7 * 5) + i % 7;
      guint32 ip_len = lengths[i % G_N_ELEMENTS (lengths)];
      Passage passage;
      Fate fate = link_offer (&other, ip_len, now, &passage, now);

      same += link_pass (&path, ip_len, now) == (fate == FATE_ARRIVES ? passage.arrives_at : SIM_NEVER);
    }
  ck_assert_uint_eq (same, 500);
  link_clear (&other);
}
END_TEST

START_TEST (chance_belongs_to_the_seed_and_the_name)
{
  SimTime a[50], again[50], b[50];

  config.delay = (DelaySpec) { .kind = DELAY_UNIFORM, .a = 0, .b = MS (1) };
  draw_arrivals ("link.c2s", a, 50);
  draw_arrivals ("link.c2s", again, 50);
  draw_arrivals ("link.s2c", b, 50);
  ck_assert_mem_eq (a, again, sizeof a);
  ck_assert_mem_ne (a, b, sizeof a);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("link");
  TCase *tc = tcase_create ("link");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, serialising_takes_exactly_the_bits_over_the_rate, 0,
                       G_N_ELEMENTS (rates));
  tcase_add_test (tc, packets_are_serialised_one_after_the_other);
  tcase_add_test (tc, an_idle_transmitter_starts_at_once);
  tcase_add_test (tc, without_a_rate_a_burst_arrives_at_once);
  tcase_add_test (tc, as_many_wait_as_the_limit_says_behind_the_one_being_sent);
  tcase_add_test (tc, a_small_packet_takes_a_place_like_a_large_one);
  tcase_add_test (tc, limit_0_is_no_limit);
  tcase_add_test (tc, packets_leave_the_queue_when_their_turn_comes);
  tcase_add_test (tc, a_lost_packet_takes_no_time);
  tcase_add_test (tc, a_packet_that_is_stalled_keeps_its_place);
  tcase_add_test (tc, a_packet_may_catch_up_but_not_overtake);
  tcase_add_test (tc, a_steady_link_passes_as_it_offers);
  tcase_add_test (tc, chance_belongs_to_the_seed_and_the_name);
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
