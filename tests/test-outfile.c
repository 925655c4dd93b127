/* Files that appear whole or not at all. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"
#include "suite.h"
#include "trace/outfile.h"

static char *folder, *path;

static void
make_folder (void)
{
  scratch_make ("result.txt", &folder, &path);
}

static void
remove_folder (void)
{
  scratch_remove (&folder, &path);
}

static OutFile *
open_with (const char *text)
{
  OutFile *out = outfile_open (path, NULL);

  ck_assert_ptr_nonnull (out);
  fputs (text, outfile_stream (out));
  return out;
}

static void
assert_contents (const char *want)
{
  g_autofree char *got = NULL;

  ck_assert (g_file_get_contents (path, &got, NULL, NULL));
  ck_assert_str_eq (got, want);
}

START_TEST (nothing_bears_the_name_before_commit)
{
  OutFile *out = open_with ("new");

  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
  ck_assert (outfile_commit (out, NULL));
  assert_contents ("new");
}
END_TEST

START_TEST (what_was_there_stays_until_commit)
{
  OutFile *out;

  ck_assert (g_file_set_contents (path, "old", -1, NULL));
  out = open_with ("new");
  assert_contents ("old");
  ck_assert (outfile_commit (out, NULL));
  assert_contents ("new");
}
END_TEST

START_TEST (discarding_changes_nothing)
{
  ck_assert (g_file_set_contents (path, "old", -1, NULL));
  outfile_discard (open_with ("new"));
  assert_contents ("old");
}
END_TEST

START_TEST (the_mode_is_that_of_any_new_file)
{
  mode_t before = umask (027);
  struct stat st;

  ck_assert (outfile_commit (open_with ("new"), NULL));
  umask (before);
  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_eq (st.st_mode & 0777, 0640);
}
END_TEST

START_TEST (a_missing_folder_is_an_error_that_names_the_path)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (outfile_open ("/nowhere/at/all.txt", &error));
  ck_assert_str_eq (error->message, "/nowhere/at/all.txt: No such file or directory");
}
END_TEST

START_TEST (a_folder_in_the_place_is_an_error)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (outfile_open (folder, &error));
  ck_assert (g_str_has_suffix (error->message, ": Is a directory"));
}
END_TEST

/* Less than a buffer, which only the end finds out, and more. */
static const gsize full_sizes[] = { 1, 1000000 };

/* By way of a link in the test's own folder: were it replaced by mistake, the
 * machine's device would not be harmed, even when root runs the tests. */
START_TEST (a_full_device_is_found_by_commit)
{
  g_autoptr (GError) error = NULL;
  OutFile *out;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    return;
  ck_assert_int_eq (symlink ("/dev/full", path), 0);
  out = outfile_open (path, NULL);
  for (gsize i = 0; i < full_sizes[_i]; i++)
    putc ('x', outfile_stream (out));
  ck_assert (!outfile_commit (out, &error));
  ck_assert (g_str_has_prefix (error->message, path));
  ck_assert (g_str_has_suffix (error->message, ": No space left on device"));
}
END_TEST

START_TEST (a_pipe_is_written_to_and_not_replaced)
{
  char got[3];
  struct stat st;
  OutFile *out;
  int reader;

  ck_assert_int_eq (mkfifo (path, 0600), 0);
  reader = g_open (path, O_RDONLY | O_NONBLOCK, 0);
  out = open_with ("new");
  ck_assert (outfile_commit (out, NULL));
  ck_assert_int_eq (read (reader, got, sizeof got), 3);
  ck_assert_mem_eq (got, "new", 3);
  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert (S_ISFIFO (st.st_mode));
  close (reader);
}
END_TEST

START_TEST (a_place_taken_meanwhile_fails_the_commit_and_leaves_nothing)
{
  g_autoptr (GError) error = NULL;
  OutFile *out = open_with ("new");

  ck_assert_int_eq (g_mkdir (path, 0777), 0);
  ck_assert (!outfile_commit (out, &error));
  ck_assert (g_str_has_prefix (error->message, path));
  ck_assert_int_eq (g_rmdir (path), 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("outfile");
  TCase *tc = tcase_create ("outfile");

  tcase_add_checked_fixture (tc, make_folder, remove_folder);
  tcase_add_test (tc, nothing_bears_the_name_before_commit);
  tcase_add_test (tc, what_was_there_stays_until_commit);
  tcase_add_test (tc, discarding_changes_nothing);
  tcase_add_test (tc, the_mode_is_that_of_any_new_file);
  tcase_add_test (tc, a_missing_folder_is_an_error_that_names_the_path);
  tcase_add_test (tc, a_folder_in_the_place_is_an_error);
  tcase_add_loop_test (tc, a_full_device_is_found_by_commit, 0,
                       G_N_ELEMENTS (full_sizes));
  tcase_add_test (tc, a_pipe_is_written_to_and_not_replaced);
  tcase_add_test (tc, a_place_taken_meanwhile_fails_the_commit_and_leaves_nothing);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
