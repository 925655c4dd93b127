/* The delay notation: what it gives, and what it says when it is wrong. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "tcpsim/net/delay.h"

#define N_DRAWS 100000

static char *folder, *path;

static void
make_folder (void)
{
  scratch_make ("delays.txt", &folder, &path);
}

static void
remove_folder (void)
{
  scratch_remove (&folder, &path);
}

static void
write_delays (const char *text, gssize n)
{
  ck_assert (g_file_set_contents (path, text, n, NULL));
}

static DelaySpec
parse (const char *text)
{
  g_autofree char *why = NULL;
  DelaySpec spec;

  ck_assert_msg (delay_spec_parse (&spec, text, folder, &why), "%s: %s", text, why);
  ck_assert_ptr_null (why);
  return spec;
}

static void
assert_refused (const char *text, const char *base_dir, const char *says)
{
  DelaySpec spec = { .a = 77 };
  g_autofree char *why = NULL;

  ck_assert_msg (!delay_spec_parse (&spec, text, base_dir, &why), "%s", text);
  ck_assert_int_eq (spec.a, 77);
  ck_assert_ptr_nonnull (why);
  ck_assert_msg (strstr (why, says) != NULL, "\"%s\" does not say \"%s\"", why, says);
  ck_assert_ptr_null (strchr (why, '\n'));
}

#define N_TURNS 6

typedef struct {
  const char *text;
  SimTime turns[N_TURNS];
} Sequence;

static const Sequence sequences[] = {
  { "25us", { 25000, 25000, 25000, 25000, 25000, 25000 } },
  { "0", { 0, 0, 0, 0, 0, 0 } },
  { " 47.912328ms\n", { 47912328, 47912328, 47912328, 47912328, 47912328, 47912328 } },
  { "list 32191ns", { 32191, 32191, 32191, 32191, 32191, 32191 } },
  { "list 1ns 2ns 3ns", { 1, 2, 3, 3, 3, 3 } },
  { "list\t1ns  2ns\n 3ns cycle", { 1, 2, 3, 1, 2, 3 } },
  { "list 5us cycle", { 5000, 5000, 5000, 5000, 5000, 5000 } },
  { "uniform 7ns 7ns", { 7, 7, 7, 7, 7, 7 } },
  { "normal 7ns 0", { 7, 7, 7, 7, 7, 7 } },
  { "exponential 0", { 0, 0, 0, 0, 0, 0 } },
  { "file delays.txt", { 1, 2000, 3, 3, 3, 3 } },
  { "file delays.txt cycle", { 1, 2000, 3, 1, 2000, 3 } },
};

START_TEST (a_delay_gives_its_times_in_turn)
{
  const Sequence *s = &sequences[_i];
  DelaySpec spec;
  Delay delay;
  guint i;

  write_delays ("# measured\n1ns\n\n  2us # the second\r\n3ns", -1);
  spec = parse (s->text);
  delay_init (&delay, &spec, 1, "turns");
  for (i = 0; i < N_TURNS; i++)
    ck_assert_int_eq (delay_next (&delay), s->turns[i]);
  for (i = 0; i < N_TURNS; i++)
    {
      delay_init (&delay, &spec, 1, "turns");
      delay_skip (&delay, i);
      ck_assert_int_eq (delay_next (&delay), s->turns[i]);
    }
  delay_spec_clear (&spec);
}
END_TEST

START_TEST (an_absolute_name_needs_no_folder)
{
  g_autofree char *text = g_strdup_printf ("file %s/delays.txt", folder);
  g_autofree char *why = NULL;
  DelaySpec spec;

  write_delays ("1ns\n", -1);
  ck_assert (delay_spec_parse (&spec, text, "/nowhere", &why));
  delay_spec_clear (&spec);
}
END_TEST

typedef struct { const char *text, *says; } Wrong;

static const Wrong wrong[] = {
  { "", "no delay is given" },
  { " \n", "no delay is given" },
  { "5", "\"5\" has no unit" },
  { "5", "25us" },
  { "5 ms", "\"5\" has no unit" },
  { "-5ms", "\"-5ms\" is negative" },
  { "5xs", "unknown unit, there are: ns, us, ms, s, min, h" },
  { "1.5ns", "whole nanoseconds" },
  { "100000000000000000000s", "is too large, write at most 640000h" },
  { "101min 5", "\"5\" has no unit" },
  { "640001h", "is too large" },
  { "25us 30us 5%% 1us", "\"5%%\" has an unknown unit" },
  { "unform 10us 40us", "did you mean \"uniform\"?" },
  { "Uniform 10us 40us", "did you mean \"uniform\"?" },
  { "pareto 10us", "there are: list, uniform, normal, exponential, file" },
  { "列 10us", "neither a time like 25us nor a kind of delay" },
  { "cycle", "neither a time" },
  { "list", "no times" },
  { "list cycle", "no times" },
  { "list 10us 20", "\"20\" has no unit" },
  { "list cycle 10us", "\"cycle\" is not a number" },
  { "uniform 10us", "two times, not 1" },
  { "uniform 10us 20us 30us", "two times, not 3" },
  { "uniform 40us 10us", "write \"uniform 10us 40us\"" },
  { "uniform 40 10us", "\"40\" has no unit" },
  { "uniform 40us ten", "\"ten\" is not a number" },
  { "normal 30us", "standard deviation" },
  { "normal 30us -4us", "is negative" },
  { "normal 30us 4us cycle", "not 3 times" },
  { "exponential", "one time, the mean" },
  { "exponential 1us 2us", "not 2" },
  { "exponential 999999h", "too large" },
  { "file", "one name, not 0" },
  { "file cycle", "one name, not 0" },
  { "file a b", "one name, not 2" },
  { "file missing.txt", "missing.txt: no such file" },
  { "file .", "directory" },
};

START_TEST (what_is_wrong_is_said_and_nothing_changes)
{
  assert_refused (wrong[_i].text, folder, wrong[_i].says);
}
END_TEST

typedef struct {
  const char *contents;
  gssize n;
  const char *says;
} WrongFile;

static const WrongFile wrong_files[] = {
  { "", 0, "delays.txt: holds no times" },
  { "# nothing\n\n", -1, "delays.txt: holds no times" },
  { "1ns\n5\n", -1, "delays.txt:2: \"5\" has no unit" },
  { "#\n\n  \n-1ns", -1, "delays.txt:4: \"-1ns\" is negative" },
  { "1ns 2ns\n", -1, "delays.txt:1: more than one time" },
  { "1ns\n2ns\nlist\n", -1, "delays.txt:3: \"list\" is not a number" },
  { "1ns\n\0 2ns\n", 10, "delays.txt: is not a text" },
  { "\xff\xfe", 2, "delays.txt: is not a text" },
};

START_TEST (what_is_wrong_in_a_file_is_said_with_its_line)
{
  write_delays (wrong_files[_i].contents, wrong_files[_i].n);
  assert_refused ("file delays.txt", folder, wrong_files[_i].says);
}
END_TEST

START_TEST (a_file_may_be_forbidden)
{
  write_delays ("1ns\n", -1);
  assert_refused ("file delays.txt", NULL, "no file may be read here");
}
END_TEST

typedef struct {
  const char *text;
  SimTime least, most;          /* of every draw */
  double mean, tolerance;       /* of the mean */
} Distribution;

static const Distribution distributions[] = {
  { "uniform 10us 40us", 10000, 40000, 25000, 150 },
  { "uniform 0 2ns", 0, 2, 1, 0.02 },
  { "normal 30us 4us", 0, 70000, 30000, 70 },
  { "normal 0 4us", 0, 40000, 1595.8, 40 },
  { "exponential 30us", 0, 1400000, 30000, 500 },
};

typedef struct {
  SimTime least, most;
  double mean;
} Drawn;

static Drawn
draw (const char *text, guint n)
{
  DelaySpec spec = parse (text);
  Drawn drawn = { SIM_NEVER, -SIM_NEVER, 0 };
  double sum = 0;
  Delay delay;
  guint i;

  delay_init (&delay, &spec, 1, "draws");
  for (i = 0; i < n; i++)
    {
      SimTime time = delay_next (&delay);

      drawn.least = MIN (drawn.least, time);
      drawn.most = MAX (drawn.most, time);
      sum += (double) time;
    }
  drawn.mean = sum / n;
  return drawn;
}

START_TEST (draws_keep_to_their_bounds_and_mean)
{
  const Distribution *d = &distributions[_i];
  Drawn drawn = draw (d->text, N_DRAWS);

  ck_assert_int_ge (drawn.least, d->least);
  ck_assert_int_le (drawn.most, d->most);
  ck_assert_double_eq_tol (drawn.mean, d->mean, d->tolerance);
}
END_TEST

START_TEST (both_bounds_of_uniform_are_drawn)
{
  DelaySpec spec = parse ("uniform 5ns 7ns");
  guint seen = 0, i;
  Delay delay;

  delay_init (&delay, &spec, 1, "bounds");
  for (i = 0; i < 100; i++)
    seen |= 1u << delay_next (&delay);
  ck_assert_uint_eq (seen, 1u << 5 | 1u << 6 | 1u << 7);
}
END_TEST

static const char *const extremes[] = {
  "640000h", "uniform 0 640000h", "normal 640000h 640000h", "normal 0 640000h",
  "normal 640000h 1ns", "exponential 640000h",
};

START_TEST (no_draw_overflows_whatever_the_parameters)
{
  Drawn drawn = draw (extremes[_i], N_DRAWS);

  ck_assert_int_ge (drawn.least, 0);
  ck_assert_int_lt (drawn.most, SIM_NEVER / 4);
}
END_TEST

START_TEST (equal_seeds_and_names_draw_equal_delays)
{
  DelaySpec spec = parse ("uniform 0 1h");
  Delay a, b, c;
  guint i;

  delay_init (&a, &spec, 1, "link.c2s.delay");
  delay_init (&b, &spec, 1, "link.c2s.delay");
  delay_init (&c, &spec, 1, "link.s2c.delay");
  for (i = 0; i < 100; i++)
    {
      SimTime time = delay_next (&a);

      ck_assert_int_eq (time, delay_next (&b));
      ck_assert_int_ne (time, delay_next (&c));
    }
}
END_TEST

typedef struct {
  const char *text;
  SimTime first;
} First;

/* Recorded once: whoever changes these changes every run with chance in it. */
static const First firsts[] = {
  { "uniform 10us 40us", 17480 },
  { "normal 30us 4us", 26026 },
  { "exponential 30us", 20772 },
  { "30us 4us", 31890 },
  { "30us 4us distribution pareto", 30318 },
};

START_TEST (the_first_draw_never_changes)
{
  DelaySpec spec = parse (firsts[_i].text);
  Delay delay;

  delay_init (&delay, &spec, 1, "link.c2s.delay");
  ck_assert_int_eq (delay_next (&delay), firsts[_i].first);
  delay_spec_clear (&spec);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("delay");
  TCase *tc = tcase_create ("delay");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, make_folder, remove_folder);
  tcase_add_loop_test (tc, a_delay_gives_its_times_in_turn, 0, G_N_ELEMENTS (sequences));
  tcase_add_test (tc, an_absolute_name_needs_no_folder);
  tcase_add_loop_test (tc, what_is_wrong_is_said_and_nothing_changes, 0, G_N_ELEMENTS (wrong));
  tcase_add_loop_test (tc, what_is_wrong_in_a_file_is_said_with_its_line, 0,
                       G_N_ELEMENTS (wrong_files));
  tcase_add_test (tc, a_file_may_be_forbidden);
  tcase_add_loop_test (tc, draws_keep_to_their_bounds_and_mean, 0, G_N_ELEMENTS (distributions));
  tcase_add_test (tc, both_bounds_of_uniform_are_drawn);
  tcase_add_loop_test (tc, no_draw_overflows_whatever_the_parameters, 0, G_N_ELEMENTS (extremes));
  tcase_add_test (tc, equal_seeds_and_names_draw_equal_delays);
  tcase_add_loop_test (tc, the_first_draw_never_changes, 0, G_N_ELEMENTS (firsts));
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
