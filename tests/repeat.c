/* A signal handler can make up nothing: the text is there before. */
#include "repeat.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static char text[4096];

#ifdef __SANITIZE_ADDRESS__
void __sanitizer_set_death_callback (void (*callback) (void));
#endif

static void
on_fatal_signal (int number)
{
  repeat_say ();
  signal (number, SIG_DFL);
  raise (number);
}

void
repeat_catch (void)
{
  static const int fatal[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };

  for (guint i = 0; i < G_N_ELEMENTS (fatal); i++)
    signal (fatal[i], on_fatal_signal);
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_set_death_callback (repeat_say);
#endif
}

void
repeat_with (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_vsnprintf (text, sizeof text, format, args);
  va_end (args);
}

void
repeat_say (void)
{
  if (write (STDERR_FILENO, text, strlen (text)) < 0)
    return;
}
