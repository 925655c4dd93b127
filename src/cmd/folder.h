/* The folder that a command writes into. */
#ifndef TCPSIM_CMD_FOLDER_H
#define TCPSIM_CMD_FOLDER_H

#include <glib.h>

/* FALSE, having complained, when -o names the folder "".  NULL is not named. */
gboolean folder_check (const char *dir);

/* Makes @dir where it is missing; *@made says whether it was.  FALSE with @error
 * set when it cannot be made. */
gboolean folder_make (const char *dir, gboolean *made, GError **error);

#endif
