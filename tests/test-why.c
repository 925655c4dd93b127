/* Words for what is wrong: quoting, guessing what was meant, reading a file. */
#include <check.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/readfile.h"
#include "base/why.h"
#include "suite.h"

typedef struct {
  const char *word;
  const char *want;             /* NULL: nothing is near */
} NearRow;

static const char *const names[] = { "connect", "send", "receive", "repeat", "rate", NULL };

static const NearRow near_rows[] = {
  { "conect", "connect" },
  { "cnonect", "connect" },
  { "CONNECT", "connect" },
  { "connectt", "connect" },
  { "sned", "send" },
  { "raet", "rate" },
  { "recieve", "receive" },
  { "recv", NULL },
  { "xyz", NULL },
  { "", NULL },
  { "connectconnectconnectconnectconnectconnect", NULL },
};

START_TEST (a_typing_error_has_its_name_and_another_word_none)
{
  ck_assert_pstr_eq (why_nearest (near_rows[_i].word, names), near_rows[_i].want);
}
END_TEST

typedef struct {
  const char *text;
  const char *want;
} QuoteRow;

static const QuoteRow quote_rows[] = {
  { "", "\"\"" },
  { "h\xc3\xa9", "\"h\xc3\xa9\"" },
  { "a\nb\033", "\"a\\x0ab\\x1b\"" },
  { "\tc\xc2\x9b", "\"\\x09c\\x9b\"" },
  { "ab\xff" "c\xc3", "\"ab\\xffc\\xc3\"" },
  { "123456789012345678901234567890123456789012345678",
    "\"123456789012345678901234567890123456789012345678\"" },
  { "1234567890123456789012345678901234567890123456789",
    "\"123456789012345678901234567890123456789012345678...\"" },
};

START_TEST (a_quoted_text_fits_one_line)
{
  g_autofree char *quoted = why_quote (quote_rows[_i].text);

  ck_assert_str_eq (quoted, quote_rows[_i].want);
}
END_TEST

START_TEST (a_text_is_cut_after_as_many_characters_as_asked)
{
  g_autofree char *cut = why_visible ("\n\xc3\xa9xy", 3);
  g_autofree char *whole = why_visible ("\n\xc3\xa9x", 3);

  ck_assert_str_eq (cut, "\\x0a\xc3\xa9x...");
  ck_assert_str_eq (whole, "\\x0a\xc3\xa9x");
}
END_TEST

START_TEST (a_file_is_read_up_to_its_limit_and_no_further)
{
  g_autofree char *folder = g_dir_make_tmp ("tcpsim-why-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "f", NULL);
  g_autofree char *why = NULL;
  g_autoptr (GBytes) four = NULL;
  g_autoptr (GBytes) three = NULL;

  ck_assert (g_file_set_contents (path, "a\0bc", 4, NULL));
  four = readfile (path, 4, &why);
  three = readfile (path, 3, &why);
  g_unlink (path);
  g_rmdir (folder);
  ck_assert_uint_eq (g_bytes_get_size (four), 4);
  ck_assert_mem_eq (g_bytes_get_data (four, NULL), "a\0bc", 4);
  ck_assert_ptr_null (three);
  ck_assert_str_eq (why, "is larger than 3 octets, the most that is read");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("why");
  TCase *tcase = tcase_create ("why");

  tcase_add_loop_test (tcase, a_typing_error_has_its_name_and_another_word_none, 0,
                       G_N_ELEMENTS (near_rows));
  tcase_add_loop_test (tcase, a_quoted_text_fits_one_line, 0, G_N_ELEMENTS (quote_rows));
  tcase_add_test (tcase, a_text_is_cut_after_as_many_characters_as_asked);
  tcase_add_test (tcase, a_file_is_read_up_to_its_limit_and_no_further);
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
