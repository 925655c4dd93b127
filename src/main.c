/* tcpsim: the program.  Chooses the subcommand; a model alone means `run`. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/list.h"
#include "config.h"

static const Command *const commands[] = { &cmd_run, &cmd_explain, &cmd_whatif, &cmd_plot, &cmd_check };

static void
print_help (void)
{
  puts ("Usage: tcpsim [run] MODEL [OPTION...]\n"
        "       tcpsim COMMAND --help\n"
        "       tcpsim --list [WHAT]\n"
        "       tcpsim --version | --help\n"
        "\n"
        "A deterministic simulator of two TCP endpoints and the link between them.\n"
        "\n"
        "Commands:");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-10s %s\n", commands[i]->name, commands[i]->purpose);
  puts ("\n"
        "Options:\n"
        "  --list     everything that has a name, every key of a model with its default;\n"
        "             of WHAT only, as in --list link or --list queues\n"
        "  --version  the version\n"
        "  --help     this text; `tcpsim run --help` has the options of a run\n"
        "\n"
        "Examples:\n"
        "  tcpsim models/loopback.ini\n"
        "  tcpsim models/loopback.ini -o /tmp/echo --no-plots\n"
        "  tcpsim plot models/bulk.ini --vary server.congestion_control=reno,cubic\n"
        "  tcpsim models/loopback.ini --set link.delay=20ms --fault 'drop s2c data 1'\n"
        "\n"
        "tcpsim(1) and tcpsim-model(5) tell more.");
}

static const Command *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i]->name, name) == 0)
      return commands[i];

  return NULL;
}

/* Options that stand for a whole command; FALSE when @word is none of them. */
static gboolean
answer (const char *word)
{
  if (strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0)
    print_help ();
  else if (strcmp (word, "--version") == 0)
    puts ("tcpsim " PACKAGE_VERSION);
  else
    return FALSE;
  return TRUE;
}

static int
run_command (int argc, char **argv)
{
  const Command *command;

  if (argc == 2 && answer (argv[1]))
    return EXIT_DONE;
  if (argc >= 2 && strcmp (argv[1], "--list") == 0)
    return list_print (argc - 2, argv + 2);

  command = argc >= 2 ? find_command (argv[1]) : NULL;
  if (command == NULL)
    return cmd_run.run (argc, argv);

  argv[1] = argv[0];
  return command->run (argc - 1, argv + 1);
}

/* A standard stream that is closed would be taken by the next file opened, and
 * what is printed would go there.  Read-only, so that printing fails as it
 * should. */
static void
keep_standard_streams (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDONLY);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

/* Whether whoever read our output has gone away: no concern of ours. */
static gboolean
reader_has_gone (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&output, 1, 0) == 1 && (output.revents & POLLERR);
}

/* What was printed must have arrived.  A write that failed long ago has left
 * only its mark, not its reason. */
static int
close_output (int status)
{
  int failure = fflush (stdout) != 0 ? errno : 0;

  if ((failure == 0 && !ferror (stdout)) || reader_has_gone ())
    return status;

  cmd_complain ("standard output: %s",
                failure != 0 ? g_strerror (failure) : "not all of it could be written");
  return EXIT_FAILED;
}

int
main (int argc, char **argv)
{
  keep_standard_streams ();
  setlocale (LC_CTYPE, "");
  return close_output (run_command (argc, argv));
}
