/* One direction of the link: loss by chance, a FIFO queue with a limit, a
 * rate, a delay, and nothing else.  It decides a packet's fate the moment the packet
 * is offered, for in a FIFO nothing later can change it. */
#ifndef TCPSIM_NET_LINK_H
#define TCPSIM_NET_LINK_H

#include "base/ring.h"
#include "net/loss.h"
#include "tcpsim/net/link_config.h"

typedef struct {
  const LinkConfig *config;
  Delay delay;
  Loss loss;
  SimTime free_at;              /* when the transmitter is free */
  SimTime last_arrival;
  Ring starts;                  /* SimTime: when each packet that still waits will begin to be sent */
} Link;

/* @config must outlive the link.  @name, "link.c2s", begins the names of its
 * streams of chance. */
void link_init (Link *link, const LinkConfig *config, guint64 seed, const char *name);
void link_clear (Link *link);

/* When a packet would begin to be sent that must not start before @enters. */
static inline SimTime
link_start_for (const Link *link, SimTime enters)
{
  return MAX (enters, link->free_at);
}

/* A packet of @ip_len octets, IP header included, is sent now, but must not start
 * before @enters, which is not earlier.  Returns its fate; *@arrives_at is when it
 * arrives, SIM_NEVER when it does not. */
Fate link_offer (Link *link, guint32 ip_len, SimTime enters, SimTime *arrives_at, SimTime now);

#endif
