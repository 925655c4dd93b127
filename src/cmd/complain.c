/* How every command says what is wrong. */
#include "cmd/cmd.h"

#include <stdarg.h>
#include <stdio.h>

void
cmd_complain (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  fprintf (stderr, "tcpsim: %s\n", message);
}
