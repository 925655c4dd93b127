/* Streams: that the octets read are those written, from whatever source. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/sum.h"
#include "tcpsim/base/stream.h"

static Stream *stream, *other;

static void
setup (void)
{
  stream = stream_new ();
  other = stream_new ();
}

static void
teardown (void)
{
  stream_free (stream);
  stream_free (other);
}

static void
append_text (Stream *to, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  stream_append_bytes (to, bytes);
}

static void
assert_reads (const Stream *from, guint64 offset, const char *want)
{
  char got[100] = "";

  stream_read (from, offset, (guint8 *) got, strlen (want));
  ck_assert_str_eq (got, want);
}

START_TEST (a_new_stream_is_empty)
{
  ck_assert_uint_eq (stream_length (stream), 0);
  assert_reads (stream, 0, "");
}
END_TEST

START_TEST (texts_follow_one_another)
{
  append_text (stream, "Server ");
  append_text (stream, "");
  append_text (stream, "received: ");
  ck_assert_uint_eq (stream_length (stream), 17);
  assert_reads (stream, 0, "Server received: ");
  assert_reads (stream, 5, "r rec");
  assert_reads (stream, 16, " ");
}
END_TEST

START_TEST (a_pattern_octet_depends_on_its_offset_alone)
{
  append_text (stream, "12");
  stream_append_pattern (stream, 30);
  append_text (stream, "3");
  stream_append_pattern (stream, 3);
  assert_reads (stream, 0, "12cdefghijklmnopqrstuvwxyzabcdef3hij");
}
END_TEST

START_TEST (a_pattern_may_be_longer_than_memory)
{
  const guint64 huge = G_GUINT64_CONSTANT (26) << 50;

  stream_append_pattern (stream, huge + 3);
  append_text (stream, "!");
  assert_reads (stream, huge - 2, "yzabc!");
}
END_TEST

START_TEST (a_copy_keeps_the_octets_of_its_source)
{
  append_text (other, "Hello, ");
  stream_append_pattern (other, 5);
  append_text (other, "server!\n");
  append_text (stream, ": ");
  stream_append_copy (stream, other, 5, 10);
  assert_reads (stream, 0, ": , hijklser");
}
END_TEST

START_TEST (copies_in_pieces_are_the_same_as_one)
{
  guint i;

  append_text (other, "abc");
  stream_append_pattern (other, 90);
  append_text (stream, "x");
  for (i = 0; i < 93; i++)
    stream_append_copy (stream, other, i, 1);
  assert_reads (stream, 0, "xabcdefghijkl");
  assert_reads (stream, 85, "ghijklmno");
}
END_TEST

START_TEST (a_copy_outlives_its_source)
{
  append_text (other, "Hello, server!");
  stream_append_copy (stream, other, 0, 14);
  stream_free (other);
  other = stream_new ();
  assert_reads (stream, 0, "Hello, server!");
}
END_TEST

START_TEST (a_stream_may_be_copied_into_itself)
{
  guint i;

  append_text (stream, "1");
  for (i = 0; i < 5; i++)
    {
      append_text (stream, "-");
      stream_append_copy (stream, stream, 0, stream_length (stream));
    }
  ck_assert_uint_eq (stream_length (stream), 94);
  assert_reads (stream, 0, "1-1--1-1---1-1--1-1-");
}
END_TEST

START_TEST (a_copy_of_nothing_needs_nothing)
{
  append_text (other, "abc");
  stream_forget (other, 3);
  stream_append_copy (stream, other, 0, 0);
  stream_append_copy (stream, other, 3, 0);
  ck_assert_uint_eq (stream_length (stream), 0);
}
END_TEST

START_TEST (forgetting_leaves_the_rest_in_place)
{
  append_text (stream, "abc");
  append_text (stream, "def");
  append_text (stream, "ghi");
  stream_forget (stream, 4);
  assert_reads (stream, 4, "efghi");
  stream_forget (stream, 9);
  append_text (stream, "jkl");
  stream_append_pattern (stream, 2);
  assert_reads (stream, 9, "jklmn");
}
END_TEST

/* Not of the test below, for the teardown releases what is left. */
static guint released;

static void
count_release (gpointer data G_GNUC_UNUSED)
{
  released++;
}

START_TEST (forgotten_texts_are_let_go_at_once)
{
  guint i;

  for (i = 0; i < 100; i++)
    {
      GBytes *bytes = g_bytes_new_with_free_func ("0123456789", 10, count_release, NULL);

      stream_append_bytes (stream, bytes);
      g_bytes_unref (bytes);
    }
  for (i = 0; i < 1000; i++)
    {
      stream_forget (stream, i);
      ck_assert_uint_eq (released, i / 10);
    }
}
END_TEST

START_TEST (reading_anywhere_agrees_with_a_plain_copy)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  guint i;

  for (i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strnfill (1 + i % 7, (char) ('0' + i % 10));

      append_text (stream, text);
      g_string_append (plain, text);
    }
  for (i = 0; i + 9 <= plain->len; i++)
    {
      g_autofree char *want = g_strndup (plain->str + i, 9);

      assert_reads (stream, i, want);
    }
}
END_TEST

/* A sum by the book: RFC 1071 over the octets that are read. */
static guint16
sum_of_octets (const Stream *from, guint64 offset, gsize n)
{
  guint8 octets[400] = { 0 };
  guint32 sum = 0;

  stream_read (from, offset, octets, n);
  for (gsize i = 0; i < n; i += 2)
    {
      guint16 word;

      memcpy (&word, octets + i, sizeof word);
      sum += word;
      sum = (sum & 0xffff) + (sum >> 16);
    }
  return (guint16) sum;
}

START_TEST (a_sum_is_that_of_the_octets)
{
  append_text (stream, "abc");
  stream_append_pattern (stream, 200);
  append_text (stream, "an odd number of octets, and more than eight of them");
  append_text (stream, "\xff\xff\xff");
  stream_append_pattern (stream, 141);
  for (gsize n = 0; n + _i <= stream_length (stream); n++)
    ck_assert_msg (sum_fold (stream_sum (stream, _i, n)) == sum_of_octets (stream, _i, n),
                   "%" G_GSIZE_FORMAT " octets at %d", n, _i);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("stream");
  TCase *tc = tcase_create ("stream");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, a_new_stream_is_empty);
  tcase_add_loop_test (tc, a_sum_is_that_of_the_octets, 0, 100);
  tcase_add_test (tc, texts_follow_one_another);
  tcase_add_test (tc, a_pattern_octet_depends_on_its_offset_alone);
  tcase_add_test (tc, a_pattern_may_be_longer_than_memory);
  tcase_add_test (tc, a_copy_keeps_the_octets_of_its_source);
  tcase_add_test (tc, copies_in_pieces_are_the_same_as_one);
  tcase_add_test (tc, a_copy_outlives_its_source);
  tcase_add_test (tc, a_stream_may_be_copied_into_itself);
  tcase_add_test (tc, a_copy_of_nothing_needs_nothing);
  tcase_add_test (tc, forgetting_leaves_the_rest_in_place);
  tcase_add_test (tc, forgotten_texts_are_let_go_at_once);
  tcase_add_test (tc, reading_anywhere_agrees_with_a_plain_copy);
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
