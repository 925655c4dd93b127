/* The INI reader: what stands where, and what is said of a wrong file. */
#include <check.h>
#include <glib.h>
#include <string.h>

#include "model/keyfile.h"
#include "suite.h"

static const char *const bare[] = { "faults", NULL };

static Keyfile *
parse (const char *text)
{
  KeyfileProblem problem = { 0 };
  Keyfile *file = keyfile_parse (text, strlen (text), bare, &problem);

  ck_assert_msg (file != NULL, "%u: %s", problem.line, problem.text);
  return file;
}

typedef struct {
  const char *text;
  const char *value;            /* of [a] k, as it stands */
  const char *on_one_line;
  guint line;
} ValueRow;

static const ValueRow value_rows[] = {
  { "[a]\nk=v", "v", "v", 2 },
  { "[a]\n  \n# c\nk  =  v w  \n", "v w", "v w", 4 },
  { "\xef\xbb\xbf[a]\r\nk = v\r\n", "v", "v", 2 },
  { "[a]\nk = 1 # 2\n", "1 # 2", "1 # 2", 2 },
  { "[a]\nk = b = c\n", "b = c", "b = c", 2 },
  { "[a]\nk =\nl = 1", "", "", 2 },
  { "[a]\nk =\n  one\n\ttwo\n", "\none\ntwo", "one two", 2 },
  { "[a]\nk = one\n  two\n\n# c\n  # d\n  three\n\nl = 1", "one\ntwo\n\n\n\nthree",
    "one two three", 2 },
  { "[b]\nk = 0\n[ a ]\nk = v\n", "v", "v", 4 },
  { "[a]\nk = h\xc3\xa9\n", "h\xc3\xa9", "h\xc3\xa9", 2 },
};

START_TEST (a_value_keeps_the_lines_of_its_parts)
{
  const ValueRow *row = &value_rows[_i];
  g_autoptr (Keyfile) file = parse (row->text);
  const KeyfileEntry *entry = keyfile_entry (file, "a", "k");
  g_autofree char *text = NULL;

  ck_assert_ptr_nonnull (entry);
  text = keyfile_entry_text (entry);
  ck_assert_str_eq (entry->value, row->value);
  ck_assert_str_eq (text, row->on_one_line);
  ck_assert_uint_eq (entry->line, row->line);
}
END_TEST

START_TEST (a_bare_group_holds_one_entry_a_line)
{
  g_autoptr (Keyfile) file = parse ("[faults]\ndrop = x\n# c\n  drop y\n[a]\nk = v");
  const KeyfileGroup *group = keyfile_group (file, "faults");
  const KeyfileEntry *second;

  ck_assert_uint_eq (group->entries->len, 2);
  second = g_ptr_array_index (group->entries, 1);
  ck_assert_ptr_null (second->key);
  ck_assert_str_eq (second->value, "drop y");
  ck_assert_uint_eq (second->line, 4);
}
END_TEST

START_TEST (what_is_not_there_is_not_found)
{
  g_autoptr (Keyfile) file = parse ("[a]\nk = v\n");

  ck_assert_ptr_null (keyfile_group (file, "b"));
  ck_assert_ptr_null (keyfile_entry (file, "b", "k"));
  ck_assert_ptr_null (keyfile_entry (file, "a", "l"));
  ck_assert_uint_eq (file->n_lines, 2);
}
END_TEST

typedef struct {
  const char *text;
  gsize length;                 /* 0: to the terminator */
  guint line;
  const char *why;
} WrongRow;

static const WrongRow wrong_rows[] = {
  { "k = v\n", 0, 1, "\"k = v\" stands before the first group, write a [group] above it" },
  { "\n[a\n", 0, 2, "\"[a\" is not a group's heading, write [NAME] alone on its line" },
  { "[a] b\n", 0, 1, "\"[a] b\" is not a group's heading, write [NAME] alone on its line" },
  { "[a]\n\n[b]\n[a]\n", 0, 4, "[a]: group set twice (first at line 1), write it once" },
  { "[a]\nk = 1\nl = 2\nk = 3\n", 0, 4, "[a] k: set twice (first at line 2), keep one" },
  { "[a]\nword\n", 0, 2, "[a]: \"word\" is not a key and its value, write key = value" },
  { "[a]\n= 5\n", 0, 2, "[a]: \"= 5\" is not a key and its value, write key = value" },
  { "[a]\n  k = 5\n", 0, 2,
    "[a]: \"k = 5\" is indented but continues no value, begin it at the margin" },
  { "[a]\nk = \xff\n", 0, 2, "not UTF-8 (byte 0xff), save the file as UTF-8" },
  { "[a]\nk = v\n\xc3", 0, 3, "not UTF-8 (byte 0xc3), save the file as UTF-8" },
  { "[a]\nk = \0v\n", 11, 2, "a NUL byte, a model is plain text" },
  { "[a]\nk = \033[2J\n", 0, 2, "control character U+001B, take it out" },
  { "[a]\rk = v\r", 0, 1, "control character U+000D, take it out" },
};

START_TEST (a_wrong_file_is_refused_with_its_line)
{
  const WrongRow *row = &wrong_rows[_i];
  gsize length = row->length != 0 ? row->length : strlen (row->text);
  KeyfileProblem problem = { 0 };
  g_autoptr (Keyfile) file = keyfile_parse (row->text, length, bare, &problem);

  ck_assert_ptr_null (file);
  ck_assert_str_eq (problem.text, row->why);
  ck_assert_uint_eq (problem.line, row->line);
  g_free (problem.text);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("keyfile");
  TCase *tcase = tcase_create ("keyfile");

  tcase_add_loop_test (tcase, a_value_keeps_the_lines_of_its_parts, 0, G_N_ELEMENTS (value_rows));
  tcase_add_test (tcase, a_bare_group_holds_one_entry_a_line);
  tcase_add_test (tcase, what_is_not_there_is_not_found);
  tcase_add_loop_test (tcase, a_wrong_file_is_refused_with_its_line, 0,
                       G_N_ELEMENTS (wrong_rows));
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
