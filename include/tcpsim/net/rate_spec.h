/* What the link carries, as a model writes it:
 *
 *   10Mbit                        always
 *   10Mbit 14 [CELL [OVERHEAD]]   netem's: octets added to each packet, which then
 *                                 travels in cells of so many octets with so many more
 *   file rates.txt [cycle]        as a file says: a time and the rate from then on, a line
 *   unlimited                     packets take no time
 */
#ifndef TCPSIM_NET_RATE_SPEC_H
#define TCPSIM_NET_RATE_SPEC_H

#include "tcpsim/base/simtime.h"

G_BEGIN_DECLS

typedef struct {
  SimTime from;
  guint64 rate;                 /* bits a second; 0: nothing passes */
} RateStep;

typedef struct {
  gint32 packet_overhead;       /* octets */
  guint32 cell_size;            /* octets; 0: no cells */
  gint32 cell_overhead;
  RateStep *steps;              /* NULL: the rate is always the same */
  guint n_steps;
  SimTime period;               /* after which the steps begin again; 0: the last one holds */
} RateSpec;

/* Parses @text into *@rate (bits a second, 0: unlimited or as the steps say) and
 * @spec, to be cleared.  FALSE, with *@why (to be freed) saying what is wrong and
 * what would be right, and both left alone, when it is wrong.  A file is looked for
 * beside @base_dir. */
gboolean rate_spec_parse (guint64 *rate, RateSpec *spec, const char *text, const char *base_dir, char **why);
void rate_spec_clear (RateSpec *spec);

G_END_DECLS

#endif
