/* The run: connections, each two endpoints with their applications, the link
 * between them, and the loop that takes events in order.  Here, and nowhere else,
 * TCP meets the clock and the wire. */
#include "tcpsim/sim/simulation.h"

#include "sim/connection.h"
#include "sim/eventq.h"
#include "sim/observers.h"
#include "sim/probe.h"
#include "sim/transit.h"

enum {
  EVENT_ARRIVAL,                /* the next packet of a direction arrives, or leaves its queue */
  EVENT_SEEN,                   /* the head of a host's stack reaches TCP */
  EVENT_WAKE,                   /* an endpoint's timer, or its application's */
  EVENT_BEGIN,                  /* a connection begins */
  EVENT_LOOK                    /* a packet leaves a queue; for observers alone */
};

struct _Simulation {
  const Model *model;
  EventQueue queue;
  Observers observers;
  gboolean is_observed;         /* somebody wants records */
  gboolean wants_info;          /* ... of endpoints' numbers, too */
  gboolean wants_workings;      /* ... and of what they decide by */
  Connection *connections;
  guint32 n_connections;
  Transit transit[N_DIRS];
  Event arrival[N_DIRS];        /* kept beside the queue; at SIM_NEVER: none */
  SimTime look_at[N_DIRS];      /* of the last look that was scheduled */
  SimTime busy_until[N_SIDES];  /* a host whose work takes time */
  SimTime first_syn_at;         /* SIM_NEVER before it */
  guint32 ip_header;            /* octets */
  PacketRecord record;          /* of the packet that is being sent */
  guint64 packets;
  guint64 packets_dir[N_DIRS];
  guint64 events;
  SimTime now;
  gboolean is_started;
  gboolean out_of_time;
  SimulationProbe probe;        /* NULL: nobody looks inside */
  gpointer probe_self;
  const char *step;             /* of the script that runs, for records */
  char *waiting[N_SIDES];       /* for the end record */
};

/* A side sends in the direction of its own index, and hears the other. */
static Direction
direction_from (Side side)
{
  return (Direction) side;
}

static Side
receiver_of (Direction dir)
{
  return (Side) !dir;
}

static void
init_transit (Simulation *sim, Direction dir)
{
  g_autofree char *name = g_strdup_printf ("link.%s", direction_name (dir));

  transit_init (&sim->transit[dir], &sim->model->link[dir], sim->model->faults, dir, sim->model->seed,
                name);
  sim->arrival[dir] = (Event) { .at = SIM_NEVER, .kind = EVENT_ARRIVAL, .side = dir };
}

Simulation *
simulation_new (const Model *model)
{
  Simulation *sim = g_new0 (Simulation, 1);

  sim->model = model;
  sim->first_syn_at = SIM_NEVER;
  sim->ip_header = net_address_header_len (&model->host[SIDE_CLIENT].address);
  observers_init (&sim->observers);
  sim->n_connections = MAX (model->connections.count, 1);
  sim->connections = g_new (Connection, sim->n_connections);
  for (guint32 i = 0; i < sim->n_connections; i++)
    connection_init (&sim->connections[i], model, i);
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    init_transit (sim, dir);
  return sim;
}

void
simulation_free (Simulation *sim)
{
  if (sim == NULL)
    return;

  for (guint32 i = 0; i < sim->n_connections; i++)
    connection_clear (&sim->connections[i]);
  g_free (sim->connections);
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    transit_clear (&sim->transit[dir]);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    g_free (sim->waiting[side]);
  eventq_clear (&sim->queue);
  observers_clear (&sim->observers);
  g_free (sim);
}

void
simulation_observe (Simulation *sim, const ObserverOps *ops, gpointer self)
{
  g_assert (!sim->is_started);
  observers_add (&sim->observers, ops, self);
  sim->is_observed = TRUE;
  sim->wants_workings |= ops->workings != NULL;
  sim->wants_info |= ops->info != NULL || ops->workings != NULL;
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    {
      transit_record (&sim->transit[dir]);
      transit_observe (&sim->transit[dir], &sim->observers);
      if (ops->queue != NULL)
        transit_watch (&sim->transit[dir], &sim->observers);
    }
}

void
simulation_set_probe (Simulation *sim, SimulationProbe probe, gpointer self)
{
  g_assert (!sim->is_started);
  sim->probe = probe;
  sim->probe_self = self;
}

guint64
simulation_fault_met (const Simulation *sim, const FaultRule *rule)
{
  return faults_met (&sim->transit[rule->dir].faults, rule);
}

SimTime
simulation_now (const Simulation *sim)
{
  return sim->now;
}

static void
schedule (Simulation *sim, SimTime at, guint16 kind, guint16 side, guint32 index)
{
  g_assert (at >= sim->now);
  eventq_push (&sim->queue, (Event) { .at = at, .kind = kind, .side = side, .index = index });
}

/* Records. */

static void
record_state (Simulation *sim, const Endpoint *end, TcpState from, TcpState to)
{
  StateRecord record = {
    .at = sim->now, .connection = end->connection->number, .side = end->side, .from = from, .to = to
  };

  observers_state (&sim->observers, &record);
}

static void
record_info (Simulation *sim, const Endpoint *end, InfoCause cause)
{
  TcpInfo info;
  InfoRecord record = {
    .at = sim->now, .connection = end->connection->number, .side = end->side, .cause = cause, .info = &info
  };

  tcp_get_info (end->tcb, &info);
  observers_info (&sim->observers, &record);
}

static void
record_workings (Simulation *sim, const Endpoint *end, InfoCause cause, gboolean is_settled)
{
  TcpInfo info;
  TcpWorkings workings;
  TcpControl control;
  WorkingsRecord record = {
    .at = sim->now, .connection = end->connection->number, .side = end->side, .cause = cause,
    .is_settled = is_settled, .step = cause == CAUSE_CALL ? sim->step : NULL, .info = &info,
    .workings = &workings, .control = &control
  };

  tcp_get_info (end->tcb, &info);
  tcp_get_workings (end->tcb, &workings);
  tcp_get_control (end->tcb, sim->now, &control);
  observers_workings (&sim->observers, &record);
}

/* @end has met @cause. */
static void
record_numbers (Simulation *sim, const Endpoint *end, InfoCause cause)
{
  record_info (sim, end, cause);
  if (sim->wants_workings)
    record_workings (sim, end, cause, FALSE);
}

static void
note_state (Simulation *sim, Endpoint *end)
{
  TcpState was = end->known_state, is = tcp_state (end->tcb);

  end->known_state = is;
  if (was != is)
    record_state (sim, end, was, is);
}

/* What relative numbers count from.  A reset from where nobody listens has no
 * SYN before it: its number counts as the first after one, as in Wireshark. */
static SeqNum
number_base (const Endpoint *end, const Segment *seg)
{
  return end->has_sent_syn ? tcp_isn (end->tcb) : seq_add (seg->seq, -1);
}

/* What the run itself needs of a record; the rest is as it was for the packet
 * before, and of no concern. */
static void
begin_record (PacketRecord *record, guint32 connection)
{
  record->connection = connection;
  record->fate = FATE_ARRIVES;
  record->faults = record->effects = 0;
}

/* All of it, for those who look at it. */
static void
describe_packet (const Simulation *sim, Endpoint *end, const Segment *seg, PacketRecord *record)
{
  Direction dir = direction_from (end->side);

  *record = (PacketRecord) {
    .id = sim->packets, .dir_number = sim->packets_dir[dir], .connection = record->connection,
    .dir = dir, .sent_at = sim->now
  };
  end->has_sent_syn |= (seg->flags & SEG_SYN) != 0;
  record->seg = seg;
  record->stream = end->app.out;
  record->sender_isn = number_base (end, seg);
  record->peer_isn = tcp_isn (endpoint_peer (end)->tcb);
  record->sender_wscale = tcp_rcv_wscale (end->tcb);
  record->sender_state = tcp_state (end->tcb);
}

/* Packets. */

/* A direction has one event, for the packet that arrives next: every second event
 * of a run is one of these, so they do not go through the queue. */
static void
set_arrival (Simulation *sim, Direction dir)
{
  SimTime at = transit_next_at (&sim->transit[dir], sim->now);

  if (at >= sim->arrival[dir].at)
    return;

  sim->arrival[dir].at = at;
  eventq_stamp (&sim->queue, &sim->arrival[dir]);
}

/* Where somebody looks at the queue, an event for the next packet that leaves it. */
static void
set_look (Simulation *sim, Direction dir)
{
  SimTime at = queue_watch_next_at (&sim->transit[dir].watch);

  if (at == SIM_NEVER || at == sim->look_at[dir])
    return;

  sim->look_at[dir] = at;
  schedule (sim, at, EVENT_LOOK, dir, 0);
}

/* A packet whose record nobody will see, where all that can follow from it is its
 * arrival. */
static void
send_lightly (Simulation *sim, Transit *t, const Connection *c, const Segment *seg, guint32 ip_len,
              Direction dir)
{
  SimTime at = transit_pass (t, c->number, seg, ip_len, sim->now);

  if (at < sim->arrival[dir].at)
    set_arrival (sim, dir);
}

static void G_GNUC_NO_INLINE
send_with_record (Simulation *sim, Endpoint *end, const Segment *seg, guint32 ip_len, Direction dir)
{
  const Connection *c = end->connection;
  PacketRecord *record = &sim->record;

  begin_record (record, c->number);
  if (sim->is_observed)
    describe_packet (sim, end, seg, record);
  transit_enter (&sim->transit[dir], record, seg, ip_len, c->extra_delay, sim->first_syn_at, sim->now);
  if (!sim->transit[dir].is_plain || record->arrives_at < sim->arrival[dir].at)
    set_arrival (sim, dir);
  if (sim->is_observed)
    {
      observers_sent (&sim->observers, record);
      set_look (sim, dir);
    }
}

static void
send_segment (Simulation *sim, Endpoint *end, const Segment *seg)
{
  const Connection *c = end->connection;
  Direction dir = direction_from (end->side);
  Transit *t = &sim->transit[dir];
  guint32 ip_len = sim->ip_header + seg_header_len (seg) + seg->len;

  if (sim->packets++ == 0)
    sim->first_syn_at = sim->now;
  sim->packets_dir[dir]++;
  if (end->sends_lightly)
    send_lightly (sim, t, c, seg, ip_len, dir);
  else
    send_with_record (sim, end, seg, ip_len, dir);
}

/* ... where somebody looks on.  Kept out of line, like all that follows from it:
 * most runs are looked at by nobody. */
static void G_GNUC_NO_INLINE
send_all_watched (Simulation *sim, Endpoint *end, InfoCause cause)
{
  Segment seg;

  if (sim->wants_info)
    record_numbers (sim, end, cause);
  while (tcp_transmit (end->tcb, sim->now, &seg))
    {
      send_segment (sim, end, &seg);
      if (sim->wants_info)
        record_numbers (sim, end, CAUSE_SENT);
    }
  if (sim->wants_workings)
    record_workings (sim, end, cause, TRUE);
  note_state (sim, end);
}

/* Takes what TCP has to send after @cause. */
static void
send_all (Simulation *sim, Endpoint *end, InfoCause cause)
{
  Segment seg;

  if (sim->is_observed)
    send_all_watched (sim, end, cause);
  else
    while (tcp_transmit (end->tcb, sim->now, &seg))
      send_segment (sim, end, &seg);
}

/* Endpoints. */

static gboolean
is_over (const App *app)
{
  return app->status == APP_DONE || app->status == APP_FAILED;
}

/* An endpoint whose application is done and that only waits in TIME-WAIT needs
 * no waking: nothing would follow from it. */
static SimTime
next_wake (const Endpoint *end)
{
  SimTime tcp_at = tcp_next_expiry (end->tcb);

  if (is_over (&end->app) && tcp_state (end->tcb) == TCP_TIME_WAIT)
    tcp_at = SIM_NEVER;
  return MIN (tcp_at, app_wake_at (&end->app));
}

/* A wake that moves later is found when the earlier event fires; only one that
 * moves nearer needs an event of its own. */
static void
set_wake (Simulation *sim, Endpoint *end)
{
  SimTime at = next_wake (end);

  if (at >= end->wake_at)
    return;

  end->wake_at = at;
  schedule (sim, at, EVENT_WAKE, end->side, end->connection->number);
}

/* Octets that the peer of @end has written and @end has acknowledged and read:
 * nobody will look at them again. */
static void
forget_read (const Endpoint *end)
{
  const Endpoint *writer = endpoint_peer (end);

  stream_forget (writer->app.out, MIN (tcp_acked_offset (writer->tcb), end->app.received_from));
}

/* ... unless a packet that is still under way carries them. */
static gboolean
is_quiet_towards (const Simulation *sim, const Endpoint *end)
{
  return transit_is_empty (&sim->transit[direction_from (!end->side)])
         && (end->stack == NULL || pipe_count (&end->stack->pipe) == 0);
}

/* Steps of an application at one instant before other events get their turn:
 * a script that never waits must not stop the clock unseen. */
#define STEPS_AT_ONCE 1000

static void
run_app (Simulation *sim, Endpoint *end)
{
  App *app = &end->app;
  guint steps = 0;

  do
    {
      if (sim->wants_workings)
        sim->step = app_step (app) != NULL ? app_step (app)->text : NULL;
      app_run (app, sim->now);
      if (!app->has_called)
        break;
      sim->events++;
      send_all (sim, end, CAUSE_CALL);
      if (app->status == APP_RUNS && !sim->is_observed)
        forget_read (end);
    }
  while (app->status == APP_RUNS && ++steps < STEPS_AT_ONCE);
  if (app->status == APP_RUNS)
    app->wake_at = sim->now;
  if (is_over (app) && end->done_at == SIM_NEVER)
    end->done_at = sim->now;
}

/* Carries out what an endpoint now wants after @cause: what TCP has to send,
 * then what the application does about it, until both wait. */
static void
settle (Simulation *sim, Endpoint *end, InfoCause cause)
{
  send_all (sim, end, cause);
  run_app (sim, end);
  if (sim->is_observed && is_quiet_towards (sim, end))
    forget_read (end);
  set_wake (sim, end);
  if (sim->probe != NULL)
    sim->probe (sim->probe_self, end, sim->now);
}

/* TCP sees a segment.  A timer that runs out at that very instant comes first;
 * like every call to TCP it is followed by taking what TCP sends. */
static void
see (Simulation *sim, Endpoint *end, const Segment *seg)
{
  if (end->wake_at <= sim->now && tcp_next_expiry (end->tcb) <= sim->now)
    {
      tcp_expire (end->tcb, sim->now);
      send_all (sim, end, CAUSE_TIMER);
    }
  tcp_arrive (end->tcb, seg, sim->now);
  settle (sim, end, CAUSE_ARRIVAL);
}

/* Events. */

static void
on_seen (Simulation *sim, Endpoint *end)
{
  Segment seg = pipe_head (&end->stack->pipe)->seg;

  pipe_pop (&end->stack->pipe);
  if (pipe_count (&end->stack->pipe) > 0)
    schedule (sim, pipe_head (&end->stack->pipe)->due, EVENT_SEEN, end->side, end->connection->number);
  see (sim, end, &seg);
}

/* When TCP will see a packet that arrives now at @end: its host works on one
 * after the other, whatever connection they are of. */
static SimTime
seen_at (Simulation *sim, const Endpoint *end)
{
  SimTime work = sim->model->host[end->side].work, due = sim->now;

  if (end->stack->has_delay)
    due += delay_next (&end->stack->delay);
  if (work > 0)
    due = sim->busy_until[end->side] = MAX (due, sim->busy_until[end->side]) + work;
  return due;
}

/* The stack is a FIFO: a packet comes up after the one before it. */
static void
enter_stack (Simulation *sim, Endpoint *end, const Segment *seg)
{
  SimTime due = seen_at (sim, end);
  Packet *packet;

  if (pipe_count (&end->stack->pipe) > 0)
    due = MAX (due, pipe_tail (&end->stack->pipe)->due);
  packet = pipe_push (&end->stack->pipe);
  packet->due = due;
  packet->seg = *seg;
  if (pipe_count (&end->stack->pipe) == 1)
    schedule (sim, due, EVENT_SEEN, end->side, end->connection->number);
}

/* The packet, which is the head of its direction's, reaches @end. */
static void
deliver (Simulation *sim, Endpoint *end, Packet *packet)
{
  if (sim->is_observed)
    {
      packet->record.seg = &packet->seg;
      packet->record.arrives_at = sim->now;
      observers_arrived (&sim->observers, &packet->record);
    }
  if (packet->record.fate == FATE_LOST_CORRUPT)
    return;                     /* its checksum fails: nobody sees it */
  if (end->stack != NULL)
    enter_stack (sim, end, &packet->seg);
  else
    see (sim, end, &packet->seg);
}

static void
on_arrival (Simulation *sim, Direction dir)
{
  Transit *t = &sim->transit[dir];
  Event *arrival = &sim->arrival[dir];
  Packet *packet = transit_step (t, &arrival->at, sim->now);

  eventq_stamp (&sim->queue, arrival);
  if (packet != NULL)
    deliver (sim, &sim->connections[packet->record.connection].end[receiver_of (dir)], packet);
}

static void
on_wake (Simulation *sim, Endpoint *end)
{
  if (end->wake_at != sim->now)
    return;                     /* a nearer wake has taken its place */

  end->wake_at = SIM_NEVER;
  tcp_expire (end->tcb, sim->now);
  settle (sim, end, CAUSE_TIMER);
}

/* A server that accepts listens from the start, like one that was there
 * before. */
static void
on_begin (Simulation *sim, Connection *c)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    if (script_has (sim->model->host[side].script, STEP_ACCEPT))
      tcp_open_passive (c->end[side].tcb, sim->now);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    settle (sim, &c->end[side], CAUSE_CALL);
}

static void
on_look (Simulation *sim, Direction dir)
{
  queue_watch_run (&sim->transit[dir].watch, sim->now);
  set_look (sim, dir);
}

/* Looking on is no event of the run: it must not bring its limit nearer. */
static void
dispatch (Simulation *sim, const Event *event)
{
  sim->now = event->at;
  sim->events += event->kind != EVENT_LOOK;
  switch (event->kind)
    {
    case EVENT_ARRIVAL: on_arrival (sim, event->side);                                  break;
    case EVENT_SEEN:    on_seen (sim, &sim->connections[event->index].end[event->side]); break;
    case EVENT_WAKE:    on_wake (sim, &sim->connections[event->index].end[event->side]); break;
    case EVENT_BEGIN:   on_begin (sim, &sim->connections[event->index]);                break;
    case EVENT_LOOK:    on_look (sim, event->side);                                     break;
    default:            g_assert_not_reached ();
    }
}

/* The run. */

/* Where nobody looks on, nothing is written down of packets on a plain link. */
static void
choose_ways (Simulation *sim)
{
  for (guint32 i = 0; i < sim->n_connections; i++)
    for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
      sim->connections[i].end[side].sends_lightly =
        !sim->is_observed && sim->transit[direction_from (side)].is_light && sim->connections[i].extra_delay == 0;
}

static void
start (Simulation *sim)
{
  RunRecord run = {
    .model_name = sim->model->name, .n_connections = sim->n_connections, .seed = sim->model->seed
  };

  sim->is_started = TRUE;
  choose_ways (sim);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      run.address[side] = sim->model->host[side].address;
      run.port[side] = sim->model->host[side].port;
    }
  observers_start (&sim->observers, &run);
  for (guint32 i = 0; i < sim->n_connections; i++)
    if (sim->connections[i].begins_at > 0)
      schedule (sim, sim->connections[i].begins_at, EVENT_BEGIN, 0, i);
    else
      on_begin (sim, &sim->connections[i]);
}

/* What happens next, whether it waits in the queue or beside it; NULL: nothing. */
static const Event *
next_event (const Simulation *sim)
{
  const Event *next = &sim->arrival[DIR_C2S], *first = eventq_first (&sim->queue);

  if (event_before (&sim->arrival[DIR_S2C], next))
    next = &sim->arrival[DIR_S2C];
  if (first != NULL && event_before (first, next))
    next = first;
  return next->at < SIM_NEVER ? next : NULL;
}

/* Whether @next may happen. */
static gboolean
is_within_limits (const Simulation *sim, const Event *next)
{
  return next != NULL && next->at <= sim->model->until && sim->events < sim->model->max_events;
}

/* Takes @next, the first, from where it waits, into @room if need be; arrivals are
 * taken with their packet. */
static const Event *
take_event (Simulation *sim, const Event *next, Event *room)
{
  if (next->kind == EVENT_ARRIVAL)
    return next;

  eventq_pop (&sim->queue, room);
  return room;
}

/* What the wake @event was for has moved later. */
static gboolean
is_early (const Simulation *sim, const Event *event)
{
  const Endpoint *end = &sim->connections[event->index].end[event->side];

  return end->wake_at == event->at && MIN (tcp_next_expiry (end->tcb), app_wake_at (&end->app)) > event->at;
}

/* The wake @event, the first of all, follows it: nothing else happens now. */
static void
follow (Simulation *sim, const Event *event)
{
  Endpoint *end = &sim->connections[event->index].end[event->side];
  Event gone;

  sim->now = event->at;
  sim->events++;
  end->wake_at = next_wake (end);
  if (end->wake_at < SIM_NEVER)
    eventq_postpone (&sim->queue, end->wake_at);
  else
    eventq_pop (&sim->queue, &gone);
}

gboolean
simulation_run (Simulation *sim, guint64 max_events)
{
  const Event *next;

  if (!sim->is_started)
    start (sim);
  for (; is_within_limits (sim, next = next_event (sim)) && max_events > 0; max_events--)
    {
      Event room;

      if (next->kind == EVENT_WAKE && is_early (sim, next))
        follow (sim, next);
      else
        dispatch (sim, take_event (sim, next, &room));
    }
  sim->out_of_time = next != NULL && next->at > sim->model->until;
  return is_within_limits (sim, next);
}

/* The end. */

/* A server that still waits for somebody to come is no deadlock: servers do. */
static gboolean
is_deadlocked (const Endpoint *end)
{
  return end->app.status == APP_WAITS && app_step (&end->app)->kind != STEP_ACCEPT;
}

/* The first connection that can go no further; NULL when there is none. */
static const Connection *
first_deadlocked (const Simulation *sim)
{
  for (guint32 i = 0; i < sim->n_connections; i++)
    if (is_deadlocked (&sim->connections[i].end[SIDE_CLIENT])
        || is_deadlocked (&sim->connections[i].end[SIDE_SERVER]))
      return &sim->connections[i];
  return NULL;
}

static RunEnd
how_it_ended (const Simulation *sim, gboolean interrupted)
{
  if (interrupted)
    return END_INTERRUPTED;
  if (sim->out_of_time)
    return END_UNTIL;
  if (next_event (sim) != NULL)
    return END_EVENTS;
  return first_deadlocked (sim) != NULL ? END_DEADLOCK : END_DONE;
}

/* Whether @event, a wake, has become one for nothing: it has moved away since it
 * was scheduled. */
static gboolean
is_idle_wake (const Simulation *sim, const Event *event)
{
  const Endpoint *end;

  if (event->kind != EVENT_WAKE)
    return FALSE;
  end = &sim->connections[event->index].end[event->side];
  return end->wake_at != event->at || next_wake (end) > event->at;
}

/* Past the time limit only what would have happened counts: a keepalive timer of a
 * connection that is long closed does not. */
static void
forget_idle_wakes (Simulation *sim)
{
  const Event *first;
  Event event;

  while ((first = eventq_first (&sim->queue)) != NULL && is_idle_wake (sim, first))
    {
      Endpoint *end = &sim->connections[first->index].end[first->side];

      eventq_pop (&sim->queue, &event);
      if (end->wake_at != event.at)
        continue;
      end->wake_at = SIM_NEVER;
      set_wake (sim, end);
    }
  sim->out_of_time = next_event (sim) != NULL;
}

/* "FILE:LINE: [client] script: "receive 99" waits for 67 more octets". */
static char *
describe_waiting (const Simulation *sim, const Connection *c, Side side)
{
  const App *app = &c->end[side].app;
  g_autofree char *where = NULL, *what = NULL;

  if (app->status != APP_WAITS)
    return NULL;

  where = model_script_where (sim->model, side, app_step (app)->line);
  what = app_waits_for (app);
  return g_strdup_printf ("%s: \"%s\" waits for %s", where, app_step (app)->text, what);
}

static void
record_connection (const Simulation *sim, const Connection *c, SimTime ended_at)
{
  ConnectionRecord record = {
    .connection = c->number,
    .begins_at = c->begins_at,
    .done_at = MAX (c->end[SIDE_CLIENT].done_at, c->end[SIDE_SERVER].done_at),
    .ended_at = ended_at
  };

  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      tcp_get_info (c->end[side].tcb, &record.info[side]);
      record.error[side] = tcp_error (c->end[side].tcb);
      record.congestion_control[side] = tcp_congestion_control (c->end[side].tcb);
    }
  observers_connection (&sim->observers, &record);
}

void
simulation_finish (Simulation *sim, gboolean interrupted, EndRecord *record)
{
  const Connection *stuck = first_deadlocked (sim);

  if (sim->out_of_time)
    forget_idle_wakes (sim);
  *record = (EndRecord) {
    .end = how_it_ended (sim, interrupted), .ended_at = sim->now, .events = sim->events
  };
  if (record->end == END_UNTIL)
    record->ended_at = sim->model->until;
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      tcp_get_info (sim->connections[0].end[side].tcb, &record->info[side]);
      record->error[side] = tcp_error (sim->connections[0].end[side].tcb);
      sim->waiting[side] = describe_waiting (sim, stuck != NULL ? stuck : sim->connections, side);
      record->waiting[side] = sim->waiting[side];
    }
  for (guint32 i = 0; i < sim->n_connections; i++)
    record_connection (sim, &sim->connections[i], record->ended_at);
  observers_end (&sim->observers, record);
}
