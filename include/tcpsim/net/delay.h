/* A delay as a model writes it: a constant, a list, or a distribution.  One
 * notation for the link, the stack and the application's waits:
 *
 *   25us                          always the same
 *   list 32191ns 25100ns          in turn, then the last for ever
 *   list 1ms 2ms cycle            in turn, from the start again
 *   uniform 10us 40us             between the two, both included
 *   normal 30us 4us               mean and standard deviation, never below 0
 *   exponential 30us              mean
 *   file delays.txt [cycle]       a list, one time a line, # comments
 *   20ms 2ms [25%] [distribution normal]
 *                                 netem's: a mean, a jitter, how much each draw
 *                                 takes of the one before, and how they lie:
 *                                 uniform (from 18 to 22 ms), normal (with that
 *                                 deviation), pareto, paretonormal, or the name
 *                                 of a file with a table like tc's
 */
#ifndef TCPSIM_NET_DELAY_H
#define TCPSIM_NET_DELAY_H

#include "tcpsim/base/rng.h"
#include "tcpsim/base/simtime.h"

G_BEGIN_DECLS

typedef enum {
  DELAY_CONSTANT,
  DELAY_LIST,
  DELAY_UNIFORM,
  DELAY_NORMAL,
  DELAY_EXPONENTIAL,
  DELAY_NETEM
} DelayKind;

/* What the model says; never changes during a run. */
typedef struct {
  DelayKind kind;
  SimTime a;                    /* constant; low; mean */
  SimTime b;                    /* high; standard deviation; jitter */
  guint32 correlation;          /* of netem's, of 2^32 - 1 parts */
  gint16 *table;                /* of netem's, quantiles in 8192ths of a jitter; NULL: uniform */
  guint n_table;
  gboolean cycle;
  guint n_list;
  SimTime *list;
} DelaySpec;

/* The place of one consumer in its delay: the next list entry, and a random
 * stream of its own. */
typedef struct {
  const DelaySpec *spec;
  guint next;
  guint32 last;                 /* number drawn with a correlation */
  Rng rng;
} Delay;

/* Parses @text.  On success @spec holds the delay, to be released with
 * delay_spec_clear().  Otherwise FALSE, and *@why says what is wrong and what
 * would be right, in words that can follow a colon; to be freed.  A file is
 * looked for beside @base_dir unless its name is absolute; NULL forbids files. */
gboolean delay_spec_parse (DelaySpec *spec, const char *text, const char *base_dir, char **why);
void delay_spec_clear (DelaySpec *spec);

/* The distributions that netem's jitter may have by name, NULL-terminated. */
const char *const *delay_distribution_names (void);

/* Starts @delay at the first entry of @spec, which must outlive it.  @name
 * names the consumer ("link.c2s.delay"): equal seeds and names draw equal
 * delays, and no other consumer's draws move these. */
void delay_init (Delay *delay, const DelaySpec *spec, guint64 seed, const char *name);

/* Goes on by @n entries of a list; other delays have none to skip. */
void delay_skip (Delay *delay, guint n);

/* The next delay, in nanoseconds, 0 or more. */
SimTime delay_next (Delay *delay);

G_END_DECLS

#endif
