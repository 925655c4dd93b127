/* netem's words: whole lines of them, and single ones for keys of their own. */
#ifndef TCPSIM_NET_NETEM_H
#define TCPSIM_NET_NETEM_H

#include "tcpsim/net/link_config.h"

/* Sets in @config all that netem does as @text says, which may be a line pasted
 * from a shell: "tc qdisc add dev eth0 root netem delay 20ms loss 1%".  What it
 * leaves out is not done; but a rate that was set otherwise stays.  FALSE, with
 * *@why (to be freed) saying what is wrong, and @config left alone, when it is
 * wrong.  Files are looked for beside @base_dir. */
gboolean netem_parse (LinkConfig *config, const char *text, const char *base_dir, char **why);

/* "P [CORR]". */
gboolean netem_parse_chance (ChanceSpec *spec, const char *text, char **why);

/* "P [CORR] [gap N]", into @config's reorder and gap. */
gboolean netem_parse_reorder (LinkConfig *config, const char *text, char **why);

/* "MIN [MAX] [packets N] [bytes N]", or "distribution NAME DELAY JITTER ..." in
 * place of the times. */
gboolean netem_parse_slot (SlotSpec *spec, const char *text, const char *base_dir, char **why);

#endif
