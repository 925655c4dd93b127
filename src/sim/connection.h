/* One connection: its two endpoints, each with its application and what it has
 * written. */
#ifndef TCPSIM_SIM_CONNECTION_H
#define TCPSIM_SIM_CONNECTION_H

#include "app/app.h"
#include "sim/pipe.h"
#include "tcpsim/model/model.h"

typedef struct _Connection Connection;

/* A host that takes time, on the way of one connection. */
typedef struct {
  gboolean has_delay;           /* else all it takes is the host's work */
  Delay delay;
  Pipe pipe;                    /* arrived, and not yet seen by TCP */
} Stack;

typedef struct {
  Connection *connection;       /* whose end it is */
  guint8 side;                  /* Side */
  guint8 known_state;           /* TcpState, as last recorded */
  guint8 has_sent_syn;          /* its initial sequence number means something */
  guint8 sends_lightly;         /* nothing but its arrival can follow from a packet that it sends */
  Tcb *tcb;
  App app;
  SimTime done_at;              /* its script was; SIM_NEVER: not yet */
  SimTime wake_at;              /* of the wake event that counts; SIM_NEVER: none */
  Stack *stack;                 /* NULL: what arrives is seen at once */
} Endpoint;

struct _Connection {
  Endpoint end[N_SIDES];
  guint32 number;               /* from 0 */
  SimTime begins_at;
  SimTime extra_delay;          /* one way, beside the link's */
};

/* The other end. */
static inline Endpoint *
endpoint_peer (const Endpoint *end)
{
  return &end->connection->end[!end->side];
}

/* Sets connection @number of @model up, which must outlive it.  The first bears
 * the numbers that the model gives; those of the others are drawn. */
void connection_init (Connection *c, const Model *model, guint32 number);
void connection_clear (Connection *c);

#endif
