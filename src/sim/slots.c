/* Slots, as netem has them (Linux, net/sched/sch_netem.c: get_slot_next). */
#include "sim/slots.h"

static void
fill (Slots *slots)
{
  const SlotSpec *spec = slots->spec;

  slots->packets_left = spec->packets > 0 ? spec->packets : G_MAXUINT32;
  slots->octets_left = spec->octets > 0 ? spec->octets : G_MAXUINT64;
}

void
slots_init (Slots *slots, const SlotSpec *spec, guint64 seed, const char *name)
{
  *slots = (Slots) { .spec = spec };
  delay_init (&slots->gap, &spec->gap, seed, name);
  fill (slots);
}

static void
begin_next (Slots *slots, SimTime now)
{
  slots->opens_at = now + delay_next (&slots->gap);
  fill (slots);
}

void
slots_look (Slots *slots, SimTime due, SimTime now)
{
  if (slots->opens_at < due)
    begin_next (slots, now);
}

void
slots_pass (Slots *slots, guint32 octets, SimTime now)
{
  slots->packets_left--;
  slots->octets_left -= MIN (octets, slots->octets_left);
  if (slots->packets_left == 0 || slots->octets_left == 0)
    begin_next (slots, now);
}
