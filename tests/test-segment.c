/* The segment as a value: its lengths, and the words that go with it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tcpsim/net/segment.h"

typedef struct {
  guint8 flags, options, n_sack;
  guint len;
} Layout;

static const Layout layouts[] = {
  { SEG_ACK, 0, 0, 0 },
  { SEG_SYN, SEG_OPT_MSS, 0, 4 },
  { SEG_SYN, SEG_OPT_MSS | SEG_OPT_SACK_PERMITTED, 0, 8 },
  { SEG_SYN, SEG_OPT_MSS | SEG_OPT_TIMESTAMPS, 0, 16 },
  { SEG_SYN, SEG_OPT_MSS | SEG_OPT_WSCALE, 0, 8 },
  { SEG_SYN, SEG_OPT_MSS | SEG_OPT_SACK_PERMITTED | SEG_OPT_WSCALE, 0, 12 },
  { SEG_SYN, SEG_OPT_MSS | SEG_OPT_SACK_PERMITTED | SEG_OPT_TIMESTAMPS | SEG_OPT_WSCALE, 0, 20 },
  { SEG_ACK, SEG_OPT_TIMESTAMPS, 0, 12 },
  { SEG_ACK, SEG_OPT_TIMESTAMPS | SEG_OPT_SACK, 0, 12 },
  { SEG_ACK, SEG_OPT_TIMESTAMPS | SEG_OPT_SACK, 1, 24 },
  { SEG_ACK, SEG_OPT_TIMESTAMPS | SEG_OPT_SACK, 3, 40 },
  { SEG_ACK, SEG_OPT_SACK, 4, 36 },
  { SEG_ACK, 0, 4, 0 },
};

START_TEST (options_take_the_room_that_linux_gives_them)
{
  const Layout *l = &layouts[_i];
  Segment seg = { .flags = l->flags, .options = l->options, .n_sack = l->n_sack };

  ck_assert_uint_eq (seg_options_len (&seg), l->len);
  ck_assert_uint_eq (seg_header_len (&seg), 20 + l->len);
}
END_TEST

START_TEST (syn_and_fin_count_in_the_sequence)
{
  Segment seg = { .seq = { 0xffffffff }, .len = 10 };

  ck_assert_uint_eq (seg_seq_len (&seg), 10);
  seg.flags = SEG_SYN | SEG_ACK;
  ck_assert_uint_eq (seg_seq_len (&seg), 11);
  seg.flags = SEG_FIN | SEG_SYN | SEG_PSH;
  ck_assert_uint_eq (seg_seq_len (&seg), 12);
  ck_assert_uint_eq (seg_end (&seg).v, 11);
}
END_TEST

START_TEST (every_reason_has_words)
{
  const SegReasonInfo *info = seg_reason_info ((SegReason) _i);

  ck_assert_ptr_nonnull (info->name);
  ck_assert_ptr_nonnull (info->text);
  ck_assert_ptr_nonnull (info->rule);
  ck_assert_str_ne (info->name, "");
  ck_assert_str_ne (info->text, "");
}
END_TEST

START_TEST (every_real_reason_has_a_rule)
{
  const char *rule = seg_reason_info ((SegReason) _i)->rule;

  ck_assert (g_str_has_prefix (rule, "RFC ") || g_str_equal (rule, "Linux"));
}
END_TEST

START_TEST (every_reason_is_one_lower_case_word_in_tables)
{
  guint i;

  for (i = 0; i < N_REASONS; i++)
    {
      const char *name = seg_reason_info ((SegReason) i)->name;

      ck_assert_uint_eq (strspn (name, "abcdefghijklmnopqrstuvwxyz-"), strlen (name));
    }
}
END_TEST

START_TEST (every_reason_fits_beside_an_arrow)
{
  guint i;

  for (i = 0; i < N_REASONS; i++)
    ck_assert_uint_le (strlen (seg_reason_info ((SegReason) i)->text), 30);
}
END_TEST

START_TEST (no_two_reasons_share_their_words)
{
  guint i, j;

  for (i = 0; i < N_REASONS; i++)
    for (j = 0; j < i; j++)
      {
        ck_assert_str_ne (seg_reason_info ((SegReason) i)->name,
                          seg_reason_info ((SegReason) j)->name);
        ck_assert_str_ne (seg_reason_info ((SegReason) i)->text,
                          seg_reason_info ((SegReason) j)->text);
      }
}
END_TEST

START_TEST (the_client_sends_client_to_server)
{
  ck_assert_int_eq ((int) SIDE_CLIENT, (int) DIR_C2S);
  ck_assert_str_eq (side_name (SIDE_CLIENT), "client");
  ck_assert_str_eq (side_name (SIDE_SERVER), "server");
  ck_assert_str_eq (direction_name (DIR_C2S), "c2s");
  ck_assert_str_eq (direction_name (DIR_S2C), "s2c");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("segment");
  TCase *tc = tcase_create ("segment");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (tc, options_take_the_room_that_linux_gives_them, 0,
                       G_N_ELEMENTS (layouts));
  tcase_add_test (tc, syn_and_fin_count_in_the_sequence);
  tcase_add_loop_test (tc, every_reason_has_words, 0, N_REASONS);
  tcase_add_loop_test (tc, every_real_reason_has_a_rule, REASON_NONE + 1, N_REASONS);
  tcase_add_test (tc, every_reason_is_one_lower_case_word_in_tables);
  tcase_add_test (tc, every_reason_fits_beside_an_arrow);
  tcase_add_test (tc, no_two_reasons_share_their_words);
  tcase_add_test (tc, the_client_sends_client_to_server);
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
