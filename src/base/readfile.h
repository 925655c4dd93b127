/* A whole file that the user named, into memory, without trusting it. */
#ifndef TCPSIM_BASE_READFILE_H
#define TCPSIM_BASE_READFILE_H

#include <glib.h>

/* The contents of @path, a regular file or a pipe of at most @limit octets.
 * NULL otherwise; *@why says why, in words that can follow the file's name and
 * a colon; to be freed. */
GBytes *readfile (const char *path, gsize limit, char **why);

#endif
