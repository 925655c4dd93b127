/* Chance: that the draws are the ones they have always been, and that they are
 * distributed as they should be.  The limits are some five standard errors
 * wide, and the draws never change, so that a failure is never bad luck. */
#include <check.h>
#include <stdlib.h>

#include "tcpsim/base/rng.h"

#define N_DRAWS 100000
#define ONE     4294967296.0    /* 2^32: the scale of the draws */

/* Published first outputs of xoshiro256** from the state 1, 2, 3, 4. */
START_TEST (the_generator_is_xoshiro256_starstar)
{
  Rng rng = { { 1, 2, 3, 4 } };

  ck_assert_uint_eq (rng_next (&rng), 11520);
  ck_assert_uint_eq (rng_next (&rng), 0);
  ck_assert_uint_eq (rng_next (&rng), 1509978240);
  ck_assert_uint_eq (rng_next (&rng), G_GUINT64_CONSTANT (1215971899390074240));
}
END_TEST

typedef struct {
  guint64 seed;
  const char *name;
  guint64 bits;
  gint64 normal;
  guint64 exponential;
} Pinned;

/* Recorded once: whoever changes these changes every run with chance in it. */
static const Pinned pinned[] = {
  { 1, "link.c2s.delay", G_GUINT64_CONSTANT (9230101545772206680),
    G_GINT64_CONSTANT (-4267913008), G_GUINT64_CONSTANT (8120055021) },
  { 1, "link.s2c.delay", G_GUINT64_CONSTANT (15121125228649497936),
    G_GINT64_CONSTANT (3374175536), G_GUINT64_CONSTANT (1846801399) },
  { 2, "link.c2s.delay", G_GUINT64_CONSTANT (7916548717382745282),
    G_GINT64_CONSTANT (-7997436288), G_GUINT64_CONSTANT (2919799400) },
  { 0, "", G_GUINT64_CONSTANT (2173012722847780656),
    G_GINT64_CONSTANT (1536823264), G_GUINT64_CONSTANT (5052149374) },
};

START_TEST (the_first_draws_of_a_stream_never_change)
{
  const Pinned *p = &pinned[_i];
  Rng rng;

  rng_init (&rng, p->seed, p->name);
  ck_assert_uint_eq (rng_next (&rng), p->bits);
  ck_assert_int_eq (rng_normal (&rng), p->normal);
  ck_assert_uint_eq (rng_exponential (&rng), p->exponential);
}
END_TEST

START_TEST (streams_of_other_names_or_seeds_share_no_draw)
{
  Rng a, b, c;
  guint i;

  rng_init (&a, 1, "link.c2s.delay");
  rng_init (&b, 1, "link.s2c.delay");
  rng_init (&c, 2, "link.c2s.delay");
  for (i = 0; i < 1000; i++)
    {
      guint64 x = rng_next (&a), y = rng_next (&b), z = rng_next (&c);

      ck_assert (x != y && y != z && z != x);
    }
}
END_TEST

static const guint64 bounds[] = {
  1, 2, 3, 10, 1000000, G_GUINT64_CONSTANT (3) << 62, G_MAXUINT64
};

START_TEST (a_bounded_draw_stays_below_its_bound)
{
  Rng rng;
  guint i;

  rng_init (&rng, 1, "bounds");
  for (i = 0; i < 500; i++)
    ck_assert_uint_lt (rng_below (&rng, bounds[_i]), bounds[_i]);
}
END_TEST

/* With three quarters of 2^64 as the bound, a plain remainder would fall into
 * the lowest third half of the time. */
START_TEST (a_bounded_draw_is_without_bias)
{
  const guint64 third = G_GUINT64_CONSTANT (1) << 62;
  guint i, low = 0;
  Rng rng;

  rng_init (&rng, 1, "bias");
  for (i = 0; i < N_DRAWS; i++)
    low += rng_below (&rng, 3 * third) < third;
  ck_assert_uint_gt (low, 33333 - 750);
  ck_assert_uint_lt (low, 33333 + 750);
}
END_TEST

typedef struct {
  guint32 ppm;
  guint least, most;            /* of N_DRAWS */
} Chance;

static const Chance chances[] = {
  { 0, 0, 0 },
  { 1000, 50, 150 },
  { 500000, 49200, 50800 },
  { 1000000, N_DRAWS, N_DRAWS },
};

START_TEST (a_chance_comes_true_as_often_as_it_says)
{
  guint i, n = 0;
  Rng rng;

  rng_init (&rng, 1, "chance");
  for (i = 0; i < N_DRAWS; i++)
    n += rng_chance (&rng, chances[_i].ppm);
  ck_assert_uint_ge (n, chances[_i].least);
  ck_assert_uint_le (n, chances[_i].most);
}
END_TEST

typedef struct { double mean, variance; } Moments;

static double
draw_normal (Rng *rng)
{
  return (double) rng_normal (rng) / ONE;
}

static double
draw_exponential (Rng *rng)
{
  return (double) rng_exponential (rng) / ONE;
}

static Moments
moments (double (*draw) (Rng *), const char *name)
{
  double sum = 0, squares = 0, mean;
  Rng rng;
  guint i;

  rng_init (&rng, 1, name);
  for (i = 0; i < N_DRAWS; i++)
    {
      double x = draw (&rng);

      sum += x;
      squares += x * x;
    }
  mean = sum / N_DRAWS;
  return (Moments) { mean, squares / N_DRAWS - mean * mean };
}

/* How many of N_DRAWS lie in (low, high]. */
static guint
count_between (double (*draw) (Rng *), const char *name, double low, double high)
{
  guint i, n = 0;
  Rng rng;

  rng_init (&rng, 1, name);
  for (i = 0; i < N_DRAWS; i++)
    {
      double x = draw (&rng);

      n += x > low && x <= high;
    }
  return n;
}

START_TEST (normal_draws_have_mean_0_and_variance_1)
{
  Moments m = moments (draw_normal, "normal");

  ck_assert_double_eq_tol (m.mean, 0, 0.016);
  ck_assert_double_eq_tol (m.variance, 1, 0.025);
}
END_TEST

START_TEST (exponential_draws_have_mean_1_and_variance_1)
{
  Moments m = moments (draw_exponential, "exponential");

  ck_assert_double_eq_tol (m.mean, 1, 0.016);
  ck_assert_double_eq_tol (m.variance, 1, 0.05);
}
END_TEST

typedef struct {
  double (*draw) (Rng *);
  double low, high;
  double share;                 /* of all draws, in theory */
  double tolerance;
} Band;

static const Band bands[] = {
  { draw_normal, -10, -3, 0.00135, 0.0006 },
  { draw_normal, -3, -2, 0.02140, 0.0023 },
  { draw_normal, -2, -1, 0.13591, 0.0055 },
  { draw_normal, -1, 0, 0.34134, 0.0075 },
  { draw_normal, 0, 1, 0.34134, 0.0075 },
  { draw_normal, 1, 2, 0.13591, 0.0055 },
  { draw_normal, 2, 3, 0.02140, 0.0023 },
  { draw_normal, 3, 10, 0.00135, 0.0006 },
  { draw_normal, 4, 10, 0.0000317, 0.0001 },
  { draw_exponential, -1, 0, 0, 0 },
  { draw_exponential, 0, 0.693147, 0.5, 0.008 },
  { draw_exponential, 0.693147, 1.386294, 0.25, 0.007 },
  { draw_exponential, 1.386294, 2.079442, 0.125, 0.0055 },
  { draw_exponential, 2.079442, 4.852030, 0.1171875, 0.0052 },
  { draw_exponential, 4.852030, 50, 0.0078125, 0.0014 },
};

START_TEST (each_band_of_a_distribution_has_its_share)
{
  const Band *b = &bands[_i];
  guint n = count_between (b->draw, "band", b->low, b->high);

  ck_assert_double_le ((double) n / N_DRAWS, b->share + b->tolerance);
  ck_assert_double_ge ((double) n / N_DRAWS, b->share - b->tolerance);
}
END_TEST

/* The draw is -ln of the same stream's next 64 bits as a fraction, and the
 * series for ln is summed here by other means. */
START_TEST (an_exponential_draw_is_the_logarithm_to_nine_places)
{
  Rng rng, copy;
  guint i, k;

  rng_init (&rng, 1, "logarithm");
  for (i = 0; i < 1000; i++)
    {
      double x, ln = 0, y, power;

      copy = rng;
      for (x = (double) rng_next (&copy) / ONE / ONE; x < 0.5; x *= 2)
        ln -= 0.69314718055994530942;
      y = power = (x - 1) / (x + 1);
      for (k = 1; k < 40; k += 2, power *= y * y)
        ln += 2 * power / k;
      ck_assert_double_eq_tol (draw_exponential (&rng), -ln, 2e-9);
    }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rng");
  TCase *tc = tcase_create ("rng");
  SRunner *runner;
  int failed;

  tcase_add_test (tc, the_generator_is_xoshiro256_starstar);
  tcase_add_loop_test (tc, the_first_draws_of_a_stream_never_change, 0, G_N_ELEMENTS (pinned));
  tcase_add_test (tc, streams_of_other_names_or_seeds_share_no_draw);
  tcase_add_loop_test (tc, a_bounded_draw_stays_below_its_bound, 0, G_N_ELEMENTS (bounds));
  tcase_add_test (tc, a_bounded_draw_is_without_bias);
  tcase_add_loop_test (tc, a_chance_comes_true_as_often_as_it_says, 0, G_N_ELEMENTS (chances));
  tcase_add_test (tc, normal_draws_have_mean_0_and_variance_1);
  tcase_add_test (tc, exponential_draws_have_mean_1_and_variance_1);
  tcase_add_loop_test (tc, each_band_of_a_distribution_has_its_share, 0, G_N_ELEMENTS (bands));
  tcase_add_test (tc, an_exponential_draw_is_the_logarithm_to_nine_places);
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
