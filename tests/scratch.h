/* One file in a folder of its own, for tests that read or write one. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <check.h>
#include <glib/gstdio.h>

/* Makes @folder, and @path for a file called @name in it, which is not made.  Both
 * are scratch_remove()'s to free. */
static inline void
scratch_make (const char *name, char **folder, char **path)
{
  *folder = g_dir_make_tmp ("tcpsim-test-XXXXXX", NULL);
  ck_assert_ptr_nonnull (*folder);
  *path = g_build_filename (*folder, name, NULL);
}

/* Removes both; fails where anything else was left behind. */
static inline void
scratch_remove (char **folder, char **path)
{
  g_unlink (*path);
  ck_assert_int_eq (g_rmdir (*folder), 0);
  g_clear_pointer (path, g_free);
  g_clear_pointer (folder, g_free);
}

#endif
