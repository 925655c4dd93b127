/* netem's slots: a gate at the end of the link that opens from time to time and
 * lets so many packets through. */
#ifndef TCPSIM_SIM_SLOTS_H
#define TCPSIM_SIM_SLOTS_H

#include "tcpsim/net/link_config.h"

typedef struct {
  const SlotSpec *spec;         /* not given: the gate is always open */
  Delay gap;
  SimTime opens_at;
  guint32 packets_left;
  guint64 octets_left;
} Slots;

/* @spec must outlive it; @name names its stream of chance. */
void slots_init (Slots *slots, const SlotSpec *spec, guint64 seed, const char *name);

/* The packet that is due first, at @due, is looked at: a slot that opened before
 * it was due is not for it. */
void slots_look (Slots *slots, SimTime due, SimTime now);

/* A packet of @octets passes. */
void slots_pass (Slots *slots, guint32 octets, SimTime now);

#endif
