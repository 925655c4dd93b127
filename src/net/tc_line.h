/* A line of tc's as it is pasted from a shell: what stands before the discipline. */
#ifndef TCPSIM_NET_TC_LINE_H
#define TCPSIM_NET_TC_LINE_H

#include "base/words.h"

/* Where the words are a command like "sudo tc qdisc add dev eth0 root handle 1:
 * netem delay 20ms", takes all that comes before the discipline's name; a prompt,
 * a path to tc and "ip netns exec NAME" may stand before it.  Other words are left
 * alone.  FALSE, with *@why (to be freed) saying so, when the command sets nothing. */
gboolean tc_line_begin (Words *words, char **why);

#endif
