/* How long packets take. */
#ifndef TCPSIM_NET_RATE_H
#define TCPSIM_NET_RATE_H

#include "base/words.h"
#include "tcpsim/net/rate_spec.h"

/* Takes a rate and netem's numbers behind it. */
gboolean rate_spec_take (guint64 *rate, RateSpec *spec, Words *words, char **why);

/* The octets that a packet of @octets takes with what its layers add. */
guint64 rate_octets_of (const RateSpec *spec, guint32 octets);

/* When @octets have been sent that begin to be at @start, by the steps of @spec. */
SimTime rate_end_by_steps (const RateSpec *spec, guint64 octets, SimTime start);

/* How long @octets take at @rate; rounded up: a packet has arrived when its last
 * bit has. */
static inline SimTime
rate_time (guint64 rate, guint64 octets)
{
  guint64 bit_ns = octets * 8 * SIM_SEC (1);

  return (SimTime) (bit_ns / rate + (bit_ns % rate > 0));
}

#endif
