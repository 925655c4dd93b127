/* Making the folder of a command's files. */
#include "cmd/folder.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "cmd/cmd.h"

gboolean
folder_check (const char *dir)
{
  if (dir == NULL || *dir != '\0')
    return TRUE;

  cmd_complain ("-o: no folder is named, \"-o DIR\" would be right");
  return FALSE;
}

gboolean
folder_make (const char *dir, gboolean *made, GError **error)
{
  *made = !g_file_test (dir, G_FILE_TEST_EXISTS);
  if (g_mkdir_with_parents (dir, 0777) == 0)
    return TRUE;

  *made = FALSE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s, a folder that can be "
               "written to would be right (-o DIR)", dir, g_strerror (errno));
  return FALSE;
}
