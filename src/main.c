/* tcpsim: the program.  Chooses the subcommand; a model alone means `run`. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "config.h"
#include "tcpsim/model/model.h"

static const Command *const commands[] = { &cmd_run };

static void
print_help (void)
{
  puts ("Usage: tcpsim [run] MODEL [OPTION...]\n"
        "       tcpsim COMMAND --help\n"
        "       tcpsim --list | --version | --help\n"
        "\n"
        "A deterministic simulator of two TCP endpoints and the link between them.\n"
        "\n"
        "Commands:");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-10s %s\n", commands[i]->name, commands[i]->purpose);
  puts ("\n"
        "Options:\n"
        "  --list     every key of a model file, with its default\n"
        "  --version  the version\n"
        "  --help     this text; `tcpsim run --help` has the options of a run\n"
        "\n"
        "Examples:\n"
        "  tcpsim models/loopback.ini\n"
        "  tcpsim models/loopback.ini -o /tmp/echo --no-plots\n"
        "\n"
        "tcpsim(1) and tcpsim-model(5) tell more.");
}

static void
print_list (void)
{
  g_autofree char *keys = model_list_keys ();

  fputs (keys, stdout);
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
  else if (strcmp (word, "--list") == 0)
    print_list ();
  else
    return FALSE;
  return TRUE;
}

static int
run_command (int argc, char **argv)
{
  const Command *command;

  if (argc >= 2 && answer (argv[1]))
    return EXIT_DONE;

  command = argc >= 2 ? find_command (argv[1]) : NULL;
  if (command == NULL)
    return cmd_run.run (argc, argv);

  argv[1] = argv[0];
  return command->run (argc - 1, argv + 1);
}

/* What was printed must have arrived; a reader that went away is content. */
static int
close_output (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  if (errno != EPIPE)
    {
      cmd_complain ("standard output: %s", g_strerror (errno));
      return EXIT_FAILED;
    }
  return status;
}

int
main (int argc, char **argv)
{
  setlocale (LC_CTYPE, "");
  return close_output (run_command (argc, argv));
}
