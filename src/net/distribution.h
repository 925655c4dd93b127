/* The distributions of jitter: tables as netem has them.  An entry is a number of
 * standard deviations, times 8192; every entry is as likely as every other. */
#ifndef TCPSIM_NET_DISTRIBUTION_H
#define TCPSIM_NET_DISTRIBUTION_H

#include "base/words.h"

/* What an entry of one standard deviation is (Linux: NETEM_DIST_SCALE). */
#define DISTRIBUTION_SCALE 8192

/* The most entries that a table out of a file may have, as in tc. */
#define DISTRIBUTION_MAX 16384

/* Takes the next word, the name of a distribution or of a file beside @base_dir
 * (NULL forbids files).  FALSE, with *@why set, when it is neither.  @table is in
 * ascending order unless it is from a file, and is to be freed; it is NULL for
 * uniform, which is no table's. */
gboolean distribution_take (Words *words, const char *base_dir, gint16 **table, guint *n, char **why);

/* @sigma times entry @i of @table, rounded. */
gint64 distribution_scale (const gint16 *table, guint i, gint64 sigma);

#endif
