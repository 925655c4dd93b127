/* netem's delay, word by word: "20ms 2ms 25%", and what stands behind
 * "distribution" elsewhere in its line. */
#ifndef TCPSIM_NET_DELAY_NETEM_H
#define TCPSIM_NET_DELAY_NETEM_H

#include "base/words.h"
#include "tcpsim/net/delay.h"

/* Takes a time, and a jitter and a correlation if they follow.  FALSE, with *@why
 * set, when they are wrong. */
gboolean delay_spec_take (DelaySpec *spec, Words *words, char **why);

/* Takes the name of a distribution, or of a file of one beside @base_dir. */
gboolean delay_spec_take_distribution (DelaySpec *spec, Words *words, const char *base_dir, char **why);

#endif
