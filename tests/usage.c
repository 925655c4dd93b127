/* Runs a command and prints the most memory it had in use at once, in KiB, and
 * the CPU time it took, in seconds: what GNU time does, for machines without it.
 * Used by tests/bench.sh. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double
seconds (const struct timeval *t)
{
  return t->tv_sec + t->tv_usec / 1e6;
}

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

  printf ("%ld %.3f\n", usage.ru_maxrss, seconds (&usage.ru_utime) + seconds (&usage.ru_stime));
  return 0;
}
