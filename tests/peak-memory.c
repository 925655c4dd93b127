/* Runs a command and prints the most memory it had in use at once, in KiB:
 * what GNU time does, for machines without it.  Used by tests/bench.sh. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main (int argc, char **argv)
{
  struct rusage usage;
  int status;
  pid_t child;

  if (argc < 2)
    return 2;

  child = fork ();
  if (child == 0)
    {
      execvp (argv[1], argv + 1);
      _exit (127);
    }
  if (child < 0 || wait4 (child, &status, 0, &usage) != child || status != 0)
    return 1;

  printf ("%ld\n", usage.ru_maxrss);
  return 0;
}
