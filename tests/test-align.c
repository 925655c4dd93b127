/* Two runs held against one another: each test draws the pairs as a row of marks,
 * "=" alike, "|" paired but not alike, "<" and ">" on one side only. */
#include <check.h>

#include "journals.h"
#include "suite.h"
#include "trace/align.h"

#define A SEG_ACK
#define C(...) { .dir = DIR_C2S, .takes = 1, .flags = A, __VA_ARGS__ }
#define S(...) { .dir = DIR_S2C, .takes = 1, .flags = A, __VA_ARGS__ }
#define DATA(n) C (.seq = 1 + 10 * (n), .ack = 1, .len = 10)
#define LOST(n) C (.seq = 1 + 10 * (n), .ack = 1, .len = 10, .fate = FATE_LOST_RULE)
#define AGAIN(n) C (.seq = 1 + 10 * (n), .ack = 1, .len = 10, .again = TRUE)
#define ACKS(n) S (.seq = 1, .ack = 1 + 10 * (n))

#define MAX_PLAYS 8

static const struct {
  const char *want;
  guint limit;
  Play left[MAX_PLAYS], right[MAX_PLAYS];
} rows[] = {
  { "", 10, { { 0 } }, { { 0 } } },
  { "===", 10, { DATA (0), DATA (1), ACKS (2) }, { DATA (0), DATA (1), ACKS (2) } },
  { "<<", 10, { DATA (0), DATA (1) }, { { 0 } } },
  { ">>", 10, { { 0 } }, { DATA (0), DATA (1) } },
  /* The lost one is that which is not lost on the left; what is sent again is not. */
  { "|>=", 10, { DATA (0), ACKS (1) }, { LOST (0), AGAIN (0), ACKS (1) } },
  /* ACKs go by what they acknowledge. */
  { "==<=", 10, { DATA (0), DATA (1), ACKS (1), ACKS (2) }, { DATA (0), DATA (1), ACKS (2) } },
  /* Data goes by its numbers, whatever it acknowledges. */
  { "|", 10, { C (.seq = 1, .ack = 1, .len = 5) }, { C (.seq = 1, .ack = 7, .len = 5) } },
  { "|", 10, { C (.seq = 1, .reason = REASON_ACK_QUICK) }, { C (.seq = 1, .reason = REASON_ACK_DELAYED) } },
  { "=<=>=", 10, { DATA (0), DATA (1), DATA (2), DATA (4) }, { DATA (0), DATA (2), DATA (3), DATA (4) } },
  /* Behind the limit nothing is paired. */
  { "=<=><>", 2, { DATA (0), DATA (1), DATA (2), DATA (3) }, { DATA (0), DATA (2), DATA (3), DATA (9) } },
};

static char
mark_of (const Journal *left, const Journal *right, const AlignedPair *pair)
{
  if (pair->left == ALIGN_NONE)
    return '>';
  if (pair->right == ALIGN_NONE)
    return '<';
  return align_is_equal (journal_packet (left, pair->left), journal_packet (right, pair->right)) ? '=' : '|';
}

START_TEST (what_belongs_together_stands_together)
{
  g_autoptr (Journal) left = journal_of (rows[_i].left), right = journal_of (rows[_i].right);
  g_autoptr (GArray) pairs = align_journals (left, right, rows[_i].limit);
  g_autoptr (GString) marks = g_string_new (NULL);

  for (guint i = 0; i < pairs->len; i++)
    g_string_append_c (marks, mark_of (left, right, &g_array_index (pairs, AlignedPair, i)));
  ck_assert_str_eq (marks->str, rows[_i].want);
}
END_TEST

START_TEST (every_packet_stands_in_one_row_and_in_order)
{
  g_autoptr (Journal) left = journal_of (rows[_i].left), right = journal_of (rows[_i].right);
  g_autoptr (GArray) pairs = align_journals (left, right, rows[_i].limit);
  gint next_left = 0, next_right = 0;

  for (guint i = 0; i < pairs->len; i++)
    {
      const AlignedPair *pair = &g_array_index (pairs, AlignedPair, i);

      if (pair->left != ALIGN_NONE)
        ck_assert_int_eq (pair->left, next_left++);
      if (pair->right != ALIGN_NONE)
        ck_assert_int_eq (pair->right, next_right++);
    }
  ck_assert_int_eq (next_left, left->packets->len);
  ck_assert_int_eq (next_right, right->packets->len);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("align");
  TCase *tcase = tcase_create ("align");

  tcase_add_loop_test (tcase, what_belongs_together_stands_together, 0, G_N_ELEMENTS (rows));
  tcase_add_loop_test (tcase, every_packet_stands_in_one_row_and_in_order, 0, G_N_ELEMENTS (rows));
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
