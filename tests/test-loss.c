/* Loss by chance: how it is written, and that its statistics are those of its
 * formula.  Runs are long enough that a right model strays beyond the bounds with
 * a chance of less than one in a million, and the streams are fixed. */
#include <string.h>

#include "net/loss.h"
#include "suite.h"

#define RUN 1000000

static LossSpec
parse (const char *text)
{
  g_autofree char *why = NULL;
  LossSpec spec;
  gboolean done = loss_spec_parse (&spec, text, &why);

  ck_assert_msg (done, "%s: %s", text, why);
  return spec;
}

static const struct { const char *text, *why; } wrong[] = {
  { "", "random lacks its chance, write random P [CORR] like random 1%" },
  { "random", "random lacks its chance, write random P [CORR] like random 1%" },
  { "101%", "\"101%\" is no chance, write 0% to 100%" },
  { "-1%", "\"-1%\" is no chance, write 0% to 100%" },
  { "1% 100.0000001%", "\"100.0000001%\" is no chance, write 0% to 100%" },
  { "1ms", "\"1ms\" has an unknown unit, write a chance like 1%" },
  { "1%%", "\"1%%\" has an unknown unit, write a chance like 1%" },
  { "0.00000001%", "\"0.00000001%\" is finer than the smallest unit, write a chance like 1%" },
  { "1% 25% 3%", "\"3%\" is one word too many, leave it out" },
  { "gemodel", "gemodel lacks its chance, write gemodel p [r [1-h [1-k]]] like gemodel 1%" },
  { "state 60% 1% 1% 1% 50%", "p13 and p14 together are more than 100%, write smaller ones" },
  { "state 1% 60% 41%", "p31 and p32 together are more than 100%, write smaller ones" },
  { "state 1% 2% 3% 4% 5% 6%", "\"6%\" is one word too many, leave it out" },
  { "1% enc", "\"enc\" is one word too many, leave it out" },
  { "radnom 1%", "unknown loss model \"radnom\", did you mean \"random\"?" },
};

START_TEST (what_is_no_loss_is_refused)
{
  LossSpec spec;
  char *why = NULL;

  ck_assert (!loss_spec_parse (&spec, wrong[_i].text, &why));
  ck_assert_str_eq (why, wrong[_i].why);
  g_free (why);
}
END_TEST

static const struct { const char *text; guint32 p, correlation; } read[] = {
  { "100%", G_MAXUINT32, 0 },
  { "50%", 2147483648u, 0 },
  { "random 1%", 42949673, 0 },
  { "1", 42949673, 0 },
  { "0.1% 25%", 4294967, 1073741824 },
};

START_TEST (chances_are_parts_of_two_to_the_32)
{
  LossSpec spec = parse (read[_i].text);

  ck_assert_ptr_eq (spec.ops, &loss_random);
  ck_assert_uint_eq (spec.p[0], read[_i].p);
  ck_assert_uint_eq (spec.p[1], read[_i].correlation);
}
END_TEST

START_TEST (no_chance_needs_no_model)
{
  ck_assert_ptr_null (parse ("0%").ops);
}
END_TEST

static const struct { const char *text; gboolean ecn; guint32 p[LOSS_MAX_PARAMS]; } defaults[] = {
  { "state 25%", FALSE, { 1073741824, 3221225471u, 0, G_MAXUINT32, 0 } },
  { "state 25% 50% ecn", TRUE, { 1073741824, 2147483648u, 0, G_MAXUINT32, 0 } },
  { "gemodel 25%", FALSE, { 1073741824, 3221225471u, G_MAXUINT32, 0 } },
  { "gemodel 25% 50% 0% 100% ecn", TRUE, { 1073741824, 2147483648u, 0, G_MAXUINT32 } },
};

START_TEST (what_is_left_out_is_what_tc_takes)
{
  LossSpec spec = parse (defaults[_i].text);

  ck_assert_mem_eq (spec.p, defaults[_i].p, sizeof spec.p);
  ck_assert_int_eq (spec.ecn, defaults[_i].ecn);
}
END_TEST

/* What @text loses of RUN packets, in bursts of losses that follow one another. */
static void
count (const char *text, guint *lost, guint *bursts)
{
  LossSpec spec = parse (text);
  gboolean was_lost = FALSE;
  Loss loss;

  loss_init (&loss, &spec, 1, "link.c2s.loss");
  *lost = *bursts = 0;
  for (guint i = 0; i < RUN; i++)
    {
      gboolean is_lost = loss_strikes (&loss);

      *lost += is_lost;
      *bursts += is_lost && !was_lost;
      was_lost = is_lost;
    }
}

/* In a million: @lost packets, and bursts of @burst thousandths on average. */
static const struct { const char *text; guint lost, lost_by, burst, burst_by; } rates[] = {
  { "100%", RUN, 0, RUN * 1000u, 0 },
  /* Independent losses: p, and bursts of 1 / (1 - p); five standard deviations. */
  { "1%", 10000, 500, 1010, 5 },
  { "20%", 200000, 2000, 1250, 7 },
  { "0.1%", 1000, 160, 1001, 8 },
  { "state 20%", 200000, 2000, 1250, 7 },
  { "gemodel 20%", 200000, 2000, 1250, 7 },
  /* Gilbert: p / (p + r) is lost, in bursts of 1 / r. */
  { "gemodel 1% 10%", 90909, 5000, 10000, 500 },
  { "state 1% 10%", 90909, 5000, 10000, 500 },
  /* Elliott: (p (1-h) + r (1-k)) / (p + r); bursts from the chances of two in a row. */
  { "gemodel 1% 10% 50% 1%", 54545, 2500, 1608, 60 },
  /* The chain's balance by hand: 1-3-2 in a burst, and 4 alone. */
  { "state 1% 25% 10% 50% 0.5%", 42735, 2000, 2368, 90 },
};

START_TEST (as_much_is_lost_as_the_formula_says)
{
  guint lost, bursts;

  count (rates[_i].text, &lost, &bursts);
  ck_assert_uint_le (ABS ((gint) lost - (gint) rates[_i].lost), rates[_i].lost_by);
  ck_assert_uint_le (ABS ((gint64) lost * 1000 / bursts - rates[_i].burst), rates[_i].burst_by);
}
END_TEST

/* x(n) = (1 - r) u(n) + r x(n - 1): its autocorrelation at a distance of one is r,
 * and its variance (1 - r)^2 / (1 - r^2) of that of u. */
START_TEST (draws_depend_on_the_one_before_as_told)
{
  guint32 correlation = G_MAXUINT32 / 4;
  double mean = 0, square = 0, product = 0, before = 0.5;
  Chance chance;

  chance_init (&chance, 1, "link.c2s.loss");
  for (guint i = 0; i < RUN; i++)
    {
      double x = chance_draw (&chance, correlation) / 4294967296.0;

      mean += x / RUN;
      square += (x - 0.5) * (x - 0.5) / RUN;
      product += (x - 0.5) * (before - 0.5) / RUN;
      before = x;
    }
  ck_assert_double_eq_tol (mean, 0.5, 0.002);
  ck_assert_double_eq_tol (product / square, 0.25, 0.005);
  ck_assert_double_eq_tol (square, 0.75 * 0.75 / (1 - 0.0625) / 12, 0.0005);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("loss");
  TCase *tc = tcase_create ("loss");

  tcase_add_loop_test (tc, what_is_no_loss_is_refused, 0, G_N_ELEMENTS (wrong));
  tcase_add_loop_test (tc, chances_are_parts_of_two_to_the_32, 0, G_N_ELEMENTS (read));
  tcase_add_loop_test (tc, what_is_left_out_is_what_tc_takes, 0, G_N_ELEMENTS (defaults));
  tcase_add_test (tc, no_chance_needs_no_model);
  tcase_add_loop_test (tc, as_much_is_lost_as_the_formula_says, 0, G_N_ELEMENTS (rates));
  tcase_add_test (tc, draws_depend_on_the_one_before_as_told);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
