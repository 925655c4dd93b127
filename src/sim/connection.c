/* Setting connections up: whatever is drawn at random comes from streams named
 * after the connection, so that none moves another's. */
#include "sim/connection.h"

/* "client.delay", and "client.delay.7" for connection 7; to be freed. */
static char *
stream_name (const char *owner, const char *what, guint32 number)
{
  if (number == 0)
    return g_strdup_printf ("%s.%s", owner, what);
  return g_strdup_printf ("%s.%s.%u", owner, what, number);
}

/* What @spec has for connection @number: an entry of a list, or one draw. */
static SimTime
draw (const DelaySpec *spec, const Model *model, const char *what, guint32 number)
{
  g_autofree char *name = stream_name ("connections", what, number);
  Delay delay;

  delay_init (&delay, spec, model->seed, name);
  delay_skip (&delay, number);
  return delay_next (&delay);
}

static void
draw_numbers (Tcb *tcb, const Model *model, const char *owner, guint32 number)
{
  g_autofree char *name = stream_name (owner, "numbers", number);
  SeqNum isn;
  Rng rng;

  rng_init (&rng, model->seed, name);
  isn = seq_from (rng_next (&rng));
  tcp_set_numbers (tcb, isn, rng_next (&rng));
}

/* What an endpoint leaves to chance. */
static void
draw_seed (Tcb *tcb, const Model *model, const char *owner, guint32 number)
{
  g_autofree char *name = stream_name (owner, "chance", number);
  Rng rng;

  rng_init (&rng, model->seed, name);
  tcp_set_seed (tcb, rng_next (&rng));
}

/* One of those that connections have in turn. */
static void
choose_congestion_control (Tcb *tcb, const ConnectionsModel *m, guint32 number)
{
  const GPtrArray *choices = m->congestion_control;

  if (choices->len > 0)
    tcp_set_congestion_control (tcb, g_ptr_array_index (choices, number % choices->len));
}

/* NULL for a host that takes no time. */
static Stack *
new_stack (const HostModel *host, guint64 seed, Side side, guint32 number)
{
  gboolean has_delay = host->stack_delay.kind != DELAY_CONSTANT || host->stack_delay.a > 0;
  g_autofree char *name = NULL;
  Stack *stack;

  if (!has_delay && host->work == 0)
    return NULL;

  name = stream_name (side_name (side), "delay", number);
  stack = g_new0 (Stack, 1);
  stack->has_delay = has_delay;
  delay_init (&stack->delay, &host->stack_delay, seed, name);
  return stack;
}

static void
free_stack (Stack *stack)
{
  if (stack != NULL)
    pipe_clear (&stack->pipe);
  g_free (stack);
}

static void
init_endpoint (Connection *c, const Model *model, Stream *const streams[N_SIDES], Side side)
{
  const HostModel *host = &model->host[side];
  Endpoint *end = &c->end[side];
  g_autofree char *name = c->number == 0 ? g_strdup (side_name (side))
                                         : g_strdup_printf ("%s.%u", side_name (side), c->number);

  end->connection = c;
  end->side = side;
  end->tcb = tcp_new (&host->tcp);
  if (c->number > 0)
    draw_numbers (end->tcb, model, side_name (side), c->number);
  draw_seed (end->tcb, model, side_name (side), c->number);
  choose_congestion_control (end->tcb, &model->connections, c->number);
  end->wake_at = end->done_at = SIM_NEVER;
  app_init (&end->app, host->script, end->tcb, streams[side], streams[!side], model->seed, name,
            c->begins_at);
  app_set_wakeup (&end->app, host->wakeup);
  end->stack = new_stack (host, model->seed, side, c->number);
}

void
connection_init (Connection *c, const Model *model, guint32 number)
{
  const ConnectionsModel *m = &model->connections;
  Stream *streams[N_SIDES];

  *c = (Connection) { .number = number };
  c->begins_at = number * m->stagger + draw (&m->start, model, "start", number);
  c->extra_delay = draw (&m->extra_delay, model, "extra_delay", number);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    streams[side] = stream_new ();
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    init_endpoint (c, model, streams, side);
}

void
connection_clear (Connection *c)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      Endpoint *end = &c->end[side];

      stream_free (end->app.out);
      app_clear (&end->app);
      tcp_free (end->tcb);
      free_stack (end->stack);
    }
}
