/* Out-of-order data: its ranges, and the SACK blocks that report them in the
 * order of RFC 2018 section 4. */
#include <check.h>
#include <stdlib.h>

#include "tcp/reassembly.h"

static Reassembly r;

static void
begin (void)
{
  reassembly_init (&r);
}

static void
end (void)
{
  reassembly_clear (&r);
  ck_assert_ptr_null (r.ranges);
}

static gboolean
add (guint32 left, guint32 right)
{
  return reassembly_add (&r, seq_from (left), seq_from (right));
}

typedef struct { guint32 left, right; } Range;

static void
check_block (SackBlock got, guint32 left, guint32 right)
{
  ck_assert_uint_eq (got.left.v, left);
  ck_assert_uint_eq (got.right.v, right);
}

/* The ranges are the @n at @want. */
static void
check_ranges (const Range *want, guint n)
{
  ck_assert_uint_eq (r.n, n);
  for (guint i = 0; i < n; i++)
    check_block (*reassembly_at (&r, i), want[i].left, want[i].right);
}

static void
check_sack (const Range *want, guint n, guint max)
{
  SackBlock got[SEG_MAX_SACK];

  ck_assert_uint_eq (reassembly_sack (&r, got, max), n);
  for (guint i = 0; i < n; i++)
    check_block (got[i], want[i].left, want[i].right);
}

/* Every order of five segments, with every place for the wrap. */

#define N_SEGMENTS 5
#define N_ORDERS 120

static const guint32 edges[N_SEGMENTS + 1] = { 0, 1448, 1463, 1464, 2000, 3448 };
static const guint32 first_numbers[] = {
  1, 0xffffffff, 0u - 1448, 0u - 1463, 0u - 1700, 0u - 2000, 0u - 3448, 0x7fffff00
};

/* The @n-th order of the segments. */
static void
nth_order (guint n, guint order[N_SEGMENTS])
{
  for (guint i = 0; i < N_SEGMENTS; i++)
    order[i] = i;
  for (guint i = 0; i < N_SEGMENTS; i++)
    {
      guint left = N_SEGMENTS - i, pick = i + n % left, picked = order[pick];

      n /= left;
      for (; pick > i; pick--)
        order[pick] = order[pick - 1];
      order[i] = picked;
    }
}

/* What should be known: when each segment came, 0 for not yet. */
typedef struct {
  guint came[N_SEGMENTS];
} Seen;

static guint
segments_in_order (const Seen *seen)
{
  guint n = 0;

  while (n < N_SEGMENTS && seen->came[n] > 0)
    n++;
  return n;
}

/* The runs of segments beyond a gap, from the lowest on, with when each was
 * last added to. */
static guint
runs_beyond (const Seen *seen, guint32 isn, Range *runs, guint *touched)
{
  guint n = 0;

  for (guint i = segments_in_order (seen); i < N_SEGMENTS; i++)
    {
      if (seen->came[i] == 0)
        continue;
      if (seen->came[i - 1] == 0)
        {
          touched[n] = 0;
          runs[n++].left = isn + edges[i];
        }
      runs[n - 1].right = isn + edges[i + 1];
      touched[n - 1] = MAX (touched[n - 1], seen->came[i]);
    }
  return n;
}

/* Five segments leave two runs at most. */
static void
check_known (const Seen *seen, guint32 isn)
{
  Range runs[N_SEGMENTS];
  guint touched[N_SEGMENTS];
  guint n = runs_beyond (seen, isn, runs, touched);

  check_ranges (runs, n);
  if (n == 2 && touched[1] > touched[0])
    check_sack ((Range[]) { runs[1], runs[0] }, 2, SEG_MAX_SACK);
  else
    check_sack (runs, n, SEG_MAX_SACK);
}

static SeqNum
receive (guint segment, guint32 isn, SeqNum nxt)
{
  SeqNum left = seq_from (isn + edges[segment]), right = seq_from (isn + edges[segment + 1]);

  if (seq_eq (left, nxt))
    return reassembly_advance (&r, right);
  ck_assert (reassembly_add (&r, left, right));
  return nxt;
}

static void
play_order (guint n, guint32 isn)
{
  SeqNum nxt = seq_from (isn);
  guint order[N_SEGMENTS];
  Seen seen = { { 0 } };

  nth_order (n, order);
  for (guint i = 0; i < N_SEGMENTS; i++)
    {
      nxt = receive (order[i], isn, nxt);
      seen.came[order[i]] = i + 1;
      ck_assert_uint_eq (nxt.v, isn + edges[segments_in_order (&seen)]);
      check_known (&seen, isn);
    }
  ck_assert (reassembly_is_empty (&r));
}

START_TEST (segments_in_any_order_end_up_in_order)
{
  for (guint n = 0; n < N_ORDERS; n++)
    play_order (n, first_numbers[_i]);
}
END_TEST

/* Additions to the ranges 100-200, 300-400, 500-600. */
static const struct {
  Range add;
  gboolean is_news;
  Range want[4];
  guint n;
} additions[] = {
  { { 100, 200 }, FALSE, { { 100, 200 }, { 300, 400 }, { 500, 600 } }, 3 },
  { { 320, 380 }, FALSE, { { 100, 200 }, { 300, 400 }, { 500, 600 } }, 3 },
  { { 599, 600 }, FALSE, { { 100, 200 }, { 300, 400 }, { 500, 600 } }, 3 },
  { { 50, 99 }, TRUE, { { 50, 99 }, { 100, 200 }, { 300, 400 }, { 500, 600 } }, 4 },
  { { 50, 100 }, TRUE, { { 50, 200 }, { 300, 400 }, { 500, 600 } }, 3 },
  { { 200, 250 }, TRUE, { { 100, 250 }, { 300, 400 }, { 500, 600 } }, 3 },
  { { 201, 299 }, TRUE, { { 100, 200 }, { 201, 299 }, { 300, 400 }, { 500, 600 } }, 4 },
  { { 200, 300 }, TRUE, { { 100, 400 }, { 500, 600 } }, 2 },
  { { 150, 350 }, TRUE, { { 100, 400 }, { 500, 600 } }, 2 },
  { { 250, 450 }, TRUE, { { 100, 200 }, { 250, 450 }, { 500, 600 } }, 3 },
  { { 250, 650 }, TRUE, { { 100, 200 }, { 250, 650 } }, 2 },
  { { 150, 550 }, TRUE, { { 100, 600 } }, 1 },
  { { 1, 1000 }, TRUE, { { 1, 1000 } }, 1 },
  { { 550, 700 }, TRUE, { { 100, 200 }, { 300, 400 }, { 500, 700 } }, 3 },
  { { 601, 700 }, TRUE, { { 100, 200 }, { 300, 400 }, { 500, 600 }, { 601, 700 } }, 4 },
};

START_TEST (what_overlaps_or_touches_becomes_one_range)
{
  add (500, 600);
  add (100, 200);
  add (300, 400);
  ck_assert_int_eq (add (additions[_i].add.left, additions[_i].add.right), additions[_i].is_news);
  check_ranges (additions[_i].want, additions[_i].n);
}
END_TEST

/* In-order data that reaches into, up to, or beyond 100-200 and 300-400. */
static const struct {
  guint32 nxt, want;
  guint left;
} advances[] = {
  { 99, 99, 2 }, { 100, 200, 1 }, { 150, 200, 1 }, { 200, 200, 1 }, { 250, 250, 1 },
  { 300, 400, 0 }, { 400, 400, 0 }, { 1000, 1000, 0 }
};

START_TEST (in_order_data_takes_what_follows_on)
{
  add (300, 400);
  add (100, 200);
  ck_assert_uint_eq (reassembly_advance (&r, seq_from (advances[_i].nxt)).v, advances[_i].want);
  ck_assert_uint_eq (r.n, advances[_i].left);
  ck_assert_uint_eq (r.n_recent, advances[_i].left);
}
END_TEST

/* RFC 2018 section 5, case 3: of eight segments of 500 octets from 5000 on the
 * second, fourth, sixth and eighth are lost; the fourth comes, then the
 * second. */
static const struct {
  guint32 segment, ack;
  Range sack[3];
  guint n;
} rfc_2018[] = {
  { 5000, 5500, { { 0, 0 } }, 0 },
  { 6000, 5500, { { 6000, 6500 } }, 1 },
  { 7000, 5500, { { 7000, 7500 }, { 6000, 6500 } }, 2 },
  { 8000, 5500, { { 8000, 8500 }, { 7000, 7500 }, { 6000, 6500 } }, 3 },
  { 6500, 5500, { { 6000, 7500 }, { 8000, 8500 } }, 2 },
  { 5500, 7500, { { 8000, 8500 } }, 1 },
};

START_TEST (the_blocks_are_those_of_the_example_in_rfc_2018)
{
  SeqNum nxt = seq_from (5000);

  for (guint i = 0; i < G_N_ELEMENTS (rfc_2018); i++)
    {
      SeqNum left = seq_from (rfc_2018[i].segment), right = seq_add (left, 500);

      if (seq_eq (left, nxt))
        nxt = reassembly_advance (&r, right);
      else
        reassembly_add (&r, left, right);
      ck_assert_uint_eq (nxt.v, rfc_2018[i].ack);
      check_sack (rfc_2018[i].sack, rfc_2018[i].n, SEG_MAX_SACK);
    }
}
END_TEST

START_TEST (a_segment_that_comes_twice_is_reported_first)
{
  add (100, 200);
  add (300, 400);
  ck_assert (!add (100, 150));
  check_sack ((const Range[]) { { 100, 200 }, { 300, 400 } }, 2, SEG_MAX_SACK);
}
END_TEST

START_TEST (only_as_many_blocks_are_reported_as_there_is_room_for)
{
  static const Range latest[] = { { 600, 650 }, { 500, 550 }, { 400, 450 }, { 300, 350 } };

  for (guint32 left = 100; left <= 600; left += 100)
    add (left, left + 50);
  check_sack (latest, 4, 4);
  check_sack (latest, 3, 3);
  ck_assert_uint_eq (r.n, 6);
}
END_TEST

START_TEST (a_block_pushed_out_of_the_report_comes_back_when_it_grows)
{
  for (guint32 left = 100; left <= 600; left += 100)
    add (left, left + 50);
  add (150, 160);
  check_sack ((const Range[]) { { 100, 160 }, { 600, 650 }, { 500, 550 }, { 400, 450 } }, 4, 4);
}
END_TEST

/* What lies in more than one place of 100-200 and 300-400. */
static const struct {
  Range look, want;             /* nothing wanted: 0 to 0 */
} overlaps[] = {
  { { 0, 100 }, { 0, 0 } }, { { 200, 300 }, { 0, 0 } }, { { 400, 500 }, { 0, 0 } },
  { { 50, 150 }, { 100, 150 } }, { { 150, 350 }, { 150, 200 } }, { { 200, 301 }, { 300, 301 } },
  { { 110, 120 }, { 110, 120 } }, { { 1, 1000 }, { 100, 200 } }
};

START_TEST (the_lowest_overlap_is_found)
{
  SackBlock got = { seq_from (0), seq_from (0) };
  Range want = overlaps[_i].want, look = overlaps[_i].look;

  add (100, 200);
  add (300, 400);
  ck_assert_int_eq (reassembly_overlap (&r, seq_from (look.left), seq_from (look.right), &got),
                    want.right > 0);
  if (want.right > 0)
    check_block (got, want.left, want.right);
}
END_TEST

START_TEST (a_duplicate_is_reported_first_and_once)
{
  add (100, 200);
  reassembly_set_duplicate (&r, seq_from (1), seq_from (50));
  ck_assert_uint_eq (reassembly_n_sack (&r), 2);
  check_sack (NULL, 0, 0);
  check_sack ((const Range[]) { { 1, 50 }, { 100, 200 } }, 2, 3);
  check_sack ((const Range[]) { { 100, 200 } }, 1, 3);
}
END_TEST

/* Octets thrown away of 100-200, 300-400 and 500-600, and what is left. */
static const struct {
  guint32 octets, floor, gone;
  Range want[3];
  guint n;
} prunes[] = {
  { 0, 0, 0, { { 100, 200 }, { 300, 400 }, { 500, 600 } }, 3 },
  { 40, 0, 40, { { 100, 200 }, { 300, 400 }, { 500, 560 } }, 3 },
  { 100, 0, 100, { { 100, 200 }, { 300, 400 } }, 2 },
  { 250, 0, 250, { { 100, 150 } }, 1 },
  { 1000, 0, 300, { { 0, 0 } }, 0 },
  { 1000, 350, 150, { { 100, 200 }, { 300, 350 } }, 2 },
  { 1000, 600, 0, { { 100, 200 }, { 300, 400 }, { 500, 600 } }, 3 }
};

START_TEST (the_highest_is_thrown_away_first)
{
  add (500, 600);
  add (100, 200);
  add (300, 400);
  ck_assert_uint_eq (reassembly_prune (&r, prunes[_i].octets, seq_from (prunes[_i].floor)),
                     prunes[_i].gone);
  check_ranges (prunes[_i].want, prunes[_i].n);
  ck_assert_uint_eq (r.octets, 300 - prunes[_i].gone);
  ck_assert_uint_eq (r.n_recent, prunes[_i].gone > 0 ? 0 : 3);
}
END_TEST

/* Thousands of holes, filled from the front while new ones come behind: the
 * memory follows what is held, not what has passed. */
START_TEST (memory_does_not_grow_with_what_has_passed)
{
  ck_assert_ptr_null (r.ranges);
  for (guint32 i = 1; i <= 10000; i++)
    {
      add (20 * i, 20 * i + 10);
      if (i > 50)
        reassembly_advance (&r, seq_from (20 * (i - 50)));
    }
  ck_assert_uint_eq (r.n, 50);
  ck_assert_uint_eq (r.octets, 500);
  ck_assert_uint_le (r.size, 256);
}
END_TEST

START_TEST (nothing_out_of_order_is_no_block)
{
  check_sack (NULL, 0, SEG_MAX_SACK);
  ck_assert (reassembly_is_empty (&r));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("reassembly");
  TCase *tc = tcase_create ("reassembly");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, segments_in_any_order_end_up_in_order, 0,
                       G_N_ELEMENTS (first_numbers));
  tcase_add_loop_test (tc, what_overlaps_or_touches_becomes_one_range, 0,
                       G_N_ELEMENTS (additions));
  tcase_add_loop_test (tc, in_order_data_takes_what_follows_on, 0, G_N_ELEMENTS (advances));
  tcase_add_test (tc, the_blocks_are_those_of_the_example_in_rfc_2018);
  tcase_add_test (tc, a_segment_that_comes_twice_is_reported_first);
  tcase_add_test (tc, only_as_many_blocks_are_reported_as_there_is_room_for);
  tcase_add_test (tc, a_block_pushed_out_of_the_report_comes_back_when_it_grows);
  tcase_add_test (tc, nothing_out_of_order_is_no_block);
  tcase_add_loop_test (tc, the_lowest_overlap_is_found, 0, G_N_ELEMENTS (overlaps));
  tcase_add_test (tc, a_duplicate_is_reported_first_and_once);
  tcase_add_loop_test (tc, the_highest_is_thrown_away_first, 0, G_N_ELEMENTS (prunes));
  tcase_add_test (tc, memory_does_not_grow_with_what_has_passed);
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
