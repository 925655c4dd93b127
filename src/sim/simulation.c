/* The run: two endpoints with their applications, the link between them, and
 * the loop that takes events in order.  Here, and nowhere else, TCP meets the
 * clock and the wire. */
#include "tcpsim/sim/simulation.h"

#include "app/app.h"
#include "sim/eventq.h"
#include "sim/observers.h"
#include "sim/pipe.h"
#include "sim/transit.h"

enum {
  EVENT_ARRIVAL,                /* the next packet of a direction arrives */
  EVENT_SEEN,                   /* the head of a host's stack reaches TCP */
  EVENT_WAKE                    /* an endpoint's timer, or its application's */
};

/* One end of the connection. */
typedef struct {
  Tcb *tcb;
  App app;
  Stream *stream;               /* what its application has written */
  TcpState known_state;         /* as last recorded */
  gboolean has_sent_syn;        /* its initial sequence number means something */
  SimTime wake_at;              /* of the wake event that counts; SIM_NEVER: none */
  Pipe stack;                   /* arrived, and not yet seen by TCP */
  Delay stack_delay;
  char *waiting;                /* for the end record */
} Endpoint;

struct _Simulation {
  const Model *model;
  EventQueue queue;
  Observers observers;
  Endpoint end[N_SIDES];
  Transit transit[N_DIRS];
  SimTime arrival_at[N_DIRS];   /* of the arrival event that counts; SIM_NEVER: none */
  SimTime first_syn_at;         /* SIM_NEVER before it */
  guint64 packets;
  guint64 packets_dir[N_DIRS];
  guint64 events;
  SimTime now;
  gboolean is_started;
  gboolean out_of_time;
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
  return dir == DIR_C2S ? SIDE_SERVER : SIDE_CLIENT;
}

static void
init_endpoint (Simulation *sim, Side side)
{
  const HostModel *host = &sim->model->host[side];
  Endpoint *end = &sim->end[side];
  g_autofree char *stack = g_strdup_printf ("%s.delay", side_name (side));

  end->tcb = tcp_new (&host->tcp);
  end->wake_at = SIM_NEVER;
  delay_init (&end->stack_delay, &host->stack_delay, sim->model->seed, stack);
  app_init (&end->app, host->script, end->tcb, end->stream, sim->end[!side].stream,
            sim->model->seed, side_name (side));
}

static void
init_transit (Simulation *sim, Direction dir)
{
  g_autofree char *name = g_strdup_printf ("link.%s.delay", direction_name (dir));

  transit_init (&sim->transit[dir], &sim->model->link[dir], sim->model->faults, dir, sim->model->seed,
                name);
  sim->arrival_at[dir] = SIM_NEVER;
}

Simulation *
simulation_new (const Model *model)
{
  Simulation *sim = g_new0 (Simulation, 1);

  sim->model = model;
  sim->first_syn_at = SIM_NEVER;
  observers_init (&sim->observers);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    sim->end[side].stream = stream_new ();
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    init_endpoint (sim, side);
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    init_transit (sim, dir);
  return sim;
}

static void
clear_endpoint (Endpoint *end)
{
  app_clear (&end->app);
  tcp_free (end->tcb);
  stream_free (end->stream);
  pipe_clear (&end->stack);
  g_free (end->waiting);
}

void
simulation_free (Simulation *sim)
{
  if (sim == NULL)
    return;

  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    clear_endpoint (&sim->end[side]);
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    transit_clear (&sim->transit[dir]);
  eventq_clear (&sim->queue);
  observers_clear (&sim->observers);
  g_free (sim);
}

void
simulation_observe (Simulation *sim, const ObserverOps *ops, gpointer self)
{
  g_assert (!sim->is_started);
  observers_add (&sim->observers, ops, self);
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
schedule (Simulation *sim, SimTime at, guint16 kind, guint16 side)
{
  g_assert (at >= sim->now);
  eventq_push (&sim->queue, (Event) { .at = at, .kind = kind, .side = side });
}

static void
record_state (Simulation *sim, Side side)
{
  Endpoint *end = &sim->end[side];
  StateRecord record = {
    .at = sim->now, .side = side, .from = end->known_state, .to = tcp_state (end->tcb)
  };

  if (record.from == record.to)
    return;

  end->known_state = record.to;
  observers_state (&sim->observers, &record);
}

/* Octets of the IP packet that carries @seg. */
static guint32
ip_length (const Simulation *sim, const Segment *seg)
{
  return net_address_header_len (&sim->model->host[SIDE_CLIENT].address) + seg_header_len (seg)
         + seg->len;
}

/* What relative numbers count from.  A reset from where nobody listens has no
 * SYN before it: its number counts as the first after one, as in Wireshark. */
static SeqNum
number_base (const Endpoint *end, const Segment *seg)
{
  return end->has_sent_syn ? tcp_isn (end->tcb) : seq_add (seg->seq, -1);
}

static void
fill_record (Simulation *sim, Side side, const Segment *seg, PacketRecord *record)
{
  Endpoint *end = &sim->end[side];

  end->has_sent_syn |= (seg->flags & SEG_SYN) != 0;

  *record = (PacketRecord) {
    .id = ++sim->packets,
    .dir_number = ++sim->packets_dir[side],
    .dir = direction_from (side),
    .sent_at = sim->now,
    .seg = seg,
    .stream = end->stream,
    .sender_isn = number_base (end, seg),
    .peer_isn = tcp_isn (sim->end[!side].tcb),
    .sender_wscale = tcp_rcv_wscale (end->tcb),
    .sender_state = tcp_state (end->tcb),
  };
}

/* A direction has one event that counts, for the packet that arrives next. */
static void
set_arrival (Simulation *sim, Direction dir)
{
  SimTime at = transit_next_at (&sim->transit[dir]);

  if (at >= sim->arrival_at[dir])
    return;

  sim->arrival_at[dir] = at;
  schedule (sim, at, EVENT_ARRIVAL, dir);
}

static void
send_segment (Simulation *sim, Side side, const Segment *seg)
{
  PacketRecord record;

  if (sim->first_syn_at == SIM_NEVER)
    sim->first_syn_at = sim->now;
  fill_record (sim, side, seg, &record);
  transit_enter (&sim->transit[record.dir], &record, seg, ip_length (sim, seg), sim->first_syn_at, sim->now);
  observers_sent (&sim->observers, &record);
  set_arrival (sim, record.dir);
}

static void
send_all (Simulation *sim, Side side)
{
  Segment seg;

  while (tcp_transmit (sim->end[side].tcb, sim->now, &seg))
    send_segment (sim, side, &seg);
}

/* An endpoint whose application is done and that only waits in TIME-WAIT needs
 * no waking: nothing would follow from it. */
static SimTime
next_wake (const Endpoint *end)
{
  gboolean is_over = end->app.status == APP_DONE || end->app.status == APP_FAILED;
  SimTime tcp_at = tcp_next_expiry (end->tcb);

  if (is_over && tcp_state (end->tcb) == TCP_TIME_WAIT)
    tcp_at = SIM_NEVER;
  return MIN (tcp_at, app_wake_at (&end->app));
}

/* A wake that moves later is found when the earlier event fires; only one that
 * moves nearer needs an event of its own. */
static void
set_wake (Simulation *sim, Side side)
{
  Endpoint *end = &sim->end[side];
  SimTime at = next_wake (end);

  if (at >= end->wake_at)
    return;

  end->wake_at = at;
  schedule (sim, at, EVENT_WAKE, side);
}

/* Nobody will look again at octets that are acknowledged and read while no
 * packet is under way. */
static void
forget_delivered (Simulation *sim, Side side)
{
  const App *reader = &sim->end[!side].app;
  Direction dir = direction_from (side);

  if (transit_is_empty (&sim->transit[dir]) && pipe_count (&sim->end[receiver_of (dir)].stack) == 0)
    stream_forget (sim->end[side].stream,
                   MIN (tcp_acked_offset (sim->end[side].tcb), reader->received_from));
}

/* Steps of an application at one instant before other events get their turn:
 * a script that never waits must not stop the clock unseen. */
#define STEPS_AT_ONCE 1000

/* In test builds every event leaves the endpoint as it should be. */
static void
check_invariants (const Endpoint *end)
{
#ifdef TCPSIM_CHECK_INVARIANTS
  tcp_check_invariants (end->tcb);
#else
  (void) end;
#endif
}

/* Carries out what an endpoint now wants: what TCP has to send, then what the
 * application does about it, until both wait. */
static void
settle (Simulation *sim, Side side)
{
  Endpoint *end = &sim->end[side];
  guint steps = 0;

  send_all (sim, side);
  record_state (sim, side);
  while (steps++ < STEPS_AT_ONCE && app_run (&end->app, sim->now) == APP_RUNS)
    {
      sim->events++;
      send_all (sim, side);
      record_state (sim, side);
    }
  if (end->app.status == APP_RUNS)
    end->app.wake_at = sim->now;
  forget_delivered (sim, !side);
  set_wake (sim, side);
  check_invariants (end);
}

/* A timer that runs out at the very instant at which a segment is seen comes
 * first; like every call to TCP it is followed by taking what TCP sends. */
static void
run_out_timers (Simulation *sim, Side side)
{
  Tcb *tcb = sim->end[side].tcb;

  if (tcp_next_expiry (tcb) > sim->now)
    return;

  tcp_expire (tcb, sim->now);
  send_all (sim, side);
  record_state (sim, side);
}

/* TCP sees a segment once the host's stack has brought it up. */
static void
on_seen (Simulation *sim, Side side)
{
  Endpoint *end = &sim->end[side];
  Segment seg = pipe_head (&end->stack)->seg;

  pipe_pop (&end->stack);
  if (pipe_count (&end->stack) > 0)
    schedule (sim, pipe_head (&end->stack)->due, EVENT_SEEN, side);
  run_out_timers (sim, side);
  tcp_arrive (end->tcb, &seg, sim->now);
  settle (sim, side);
}

/* The stack is a FIFO: a packet comes up after the one before it. */
static void
enter_stack (Simulation *sim, Side side, const Segment *seg)
{
  Endpoint *end = &sim->end[side];
  SimTime due = sim->now + delay_next (&end->stack_delay);
  Packet *packet;

  if (pipe_count (&end->stack) > 0)
    due = MAX (due, pipe_tail (&end->stack)->due);
  packet = pipe_push (&end->stack);
  packet->due = due;
  packet->seg = *seg;
  if (pipe_count (&end->stack) == 1)
    schedule (sim, due, EVENT_SEEN, side);
}

static void
on_arrival (Simulation *sim, Direction dir)
{
  Packet packet;

  if (sim->arrival_at[dir] != sim->now)
    return;                     /* an earlier packet has taken its place */

  sim->arrival_at[dir] = SIM_NEVER;
  transit_take (&sim->transit[dir], &packet);
  packet.record.seg = &packet.seg;
  packet.record.arrives_at = sim->now;
  observers_arrived (&sim->observers, &packet.record);
  enter_stack (sim, receiver_of (dir), &packet.seg);
  set_arrival (sim, dir);
}

static void
on_wake (Simulation *sim, Side side)
{
  Endpoint *end = &sim->end[side];

  if (end->wake_at != sim->now)
    return;                     /* a nearer wake has taken its place */

  end->wake_at = SIM_NEVER;
  tcp_expire (end->tcb, sim->now);
  settle (sim, side);
}

static void
dispatch (Simulation *sim, const Event *event)
{
  sim->now = event->at;
  sim->events++;
  switch (event->kind)
    {
    case EVENT_ARRIVAL: on_arrival (sim, event->side); break;
    case EVENT_SEEN:    on_seen (sim, event->side);    break;
    case EVENT_WAKE:    on_wake (sim, event->side);    break;
    default:            g_assert_not_reached ();
    }
}

/* A server that accepts listens from the start, like one that was there
 * before. */
static void
start (Simulation *sim)
{
  RunRecord run = { .model_name = sim->model->name };

  sim->is_started = TRUE;
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      run.address[side] = sim->model->host[side].address;
      run.port[side] = sim->model->host[side].port;
    }
  observers_start (&sim->observers, &run);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    if (script_has (sim->model->host[side].script, STEP_ACCEPT))
      tcp_open_passive (sim->end[side].tcb, sim->now);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    settle (sim, side);
}

static gboolean
may_go_on (Simulation *sim)
{
  sim->out_of_time = eventq_next_at (&sim->queue) != SIM_NEVER
                     && eventq_next_at (&sim->queue) > sim->model->until;
  return sim->queue.count > 0 && !sim->out_of_time && sim->events < sim->model->max_events;
}

gboolean
simulation_run (Simulation *sim, guint64 max_events)
{
  Event event;

  if (!sim->is_started)
    start (sim);
  while (max_events-- > 0 && may_go_on (sim))
    {
      eventq_pop (&sim->queue, &event);
      dispatch (sim, &event);
    }
  return may_go_on (sim);
}

/* A server that still waits for somebody to come is no deadlock: servers do. */
static gboolean
is_deadlocked (const Endpoint *end)
{
  return end->app.status == APP_WAITS && app_step (&end->app)->kind != STEP_ACCEPT;
}

static RunEnd
how_it_ended (const Simulation *sim, gboolean interrupted)
{
  if (interrupted)
    return END_INTERRUPTED;
  if (sim->out_of_time)
    return END_UNTIL;
  if (sim->queue.count > 0)
    return END_EVENTS;
  if (is_deadlocked (&sim->end[SIDE_CLIENT]) || is_deadlocked (&sim->end[SIDE_SERVER]))
    return END_DEADLOCK;
  return END_DONE;
}

/* "FILE:LINE: [client] script: `receive 99` waits for 67 more octets". */
static char *
describe_waiting (const Simulation *sim, Side side)
{
  const App *app = &sim->end[side].app;
  g_autofree char *place = NULL, *what = NULL;

  if (app->status != APP_WAITS)
    return NULL;

  place = model_script_place (sim->model, side, app_step (app)->line);
  what = app_waits_for (app);
  return g_strdup_printf ("%s: [%s] script: \"%s\" waits for %s", place, side_name (side),
                          app_step (app)->text, what);
}

void
simulation_finish (Simulation *sim, gboolean interrupted, EndRecord *record)
{
  *record = (EndRecord) {
    .end = how_it_ended (sim, interrupted), .ended_at = sim->now, .events = sim->events
  };
  if (record->end == END_UNTIL)
    record->ended_at = sim->model->until;
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      Endpoint *end = &sim->end[side];

      tcp_get_info (end->tcb, &record->info[side]);
      record->error[side] = tcp_error (end->tcb);
      end->waiting = describe_waiting (sim, side);
      record->waiting[side] = end->waiting;
    }
  observers_end (&sim->observers, record);
}
