/* Models made up at random: faults of every kind, links from bad to worse, options
 * turned on and off, and applications that send, read, wait, close and abort. */
#ifndef TESTS_CHAOS_MODEL_H
#define TESTS_CHAOS_MODEL_H

#include <glib.h>

/* The text of the model that belongs to @seed; to be freed.  The same on every
 * machine. */
char *chaos_model (guint64 seed);

#endif
