/* The words for what became of a packet. */
#include "tcpsim/trace/record.h"

const char *
fate_text (Fate fate)
{
  static const char *const texts[N_FATES] = {
    [FATE_ARRIVES] = "",
    [FATE_LOST_RULE] = "lost: rule",
    [FATE_LOST_QUEUE] = "lost: queue full",
    [FATE_LOST_MTU] = "lost: larger than the MTU",
    [FATE_LOST_RANDOM] = "lost: random",
    [FATE_LOST_AQM] = "lost: dropped by the queue's management",
    [FATE_LOST_CORRUPT] = "lost: corrupted",
  };

  g_assert (fate < N_FATES);
  return texts[fate];
}

const char *const *
fate_names (void)
{
  static const char *const names[N_FATES + 1] = {
    [FATE_ARRIVES] = "arrives",
    [FATE_LOST_RULE] = "rule",
    [FATE_LOST_QUEUE] = "queue",
    [FATE_LOST_MTU] = "mtu",
    [FATE_LOST_RANDOM] = "random",
    [FATE_LOST_AQM] = "aqm",
    [FATE_LOST_CORRUPT] = "corrupt",
  };

  return names;
}

const char *
fate_name (Fate fate)
{
  g_assert (fate < N_FATES && fate_names ()[fate] != NULL);
  return fate_names ()[fate];
}

const char *const *
run_end_names (void)
{
  static const char *const names[] = {
    [END_DONE] = "done", [END_UNTIL] = "until", [END_EVENTS] = "max-events",
    [END_DEADLOCK] = "deadlock", [END_INTERRUPTED] = "interrupted", NULL
  };

  return names;
}

const char *const *
effect_names (void)
{
  static const char *const names[] = { "duplicated", "reordered", "corrupted", "marked", NULL };

  return names;
}

const char *
queue_event_name (QueueEvent event)
{
  static const char *const names[] = {
    [QUEUE_ENTERED] = "entered", [QUEUE_LEFT] = "left", [QUEUE_DROPPED] = "dropped", [QUEUE_MARKED] = "marked",
  };

  g_assert (event < G_N_ELEMENTS (names));
  return names[event];
}

/* What the link did beside losing it; that a bit was flipped says the fate. */
static void
append_effects (GString *text, guint8 effects)
{
  if (effects & LINK_MARKED)
    g_string_append (text, "; marked");
  if (effects & LINK_DUPLICATED)
    g_string_append (text, "; duplicated");
  if (effects & LINK_REORDERED)
    g_string_append (text, "; sent ahead");
}

void
packet_append_fate (GString *text, const PacketRecord *packet)
{
  static const char *const words[N_FAULT_ACTIONS] = {
    [FAULT_DROP] = NULL,                /* its fate says so */
    [FAULT_CE] = "marked by a rule",
    [FAULT_DUP] = "duplicated by a rule",
    [FAULT_DELAY] = "delayed by a rule",
    [FAULT_HOLD] = "held by a rule",
    [FAULT_STALL] = "stalled by a rule",
  };

  if (packet->fate != FATE_ARRIVES)
    g_string_append_printf (text, "; %s", fate_text (packet->fate));
  for (guint i = 0; i < N_FAULT_ACTIONS && packet->faults != 0; i++)
    if ((packet->faults & (1 << i)) && words[i] != NULL)
      g_string_append_printf (text, "; %s", words[i]);
  append_effects (text, packet->effects);
}

/* The address @n further on in its network, carrying from the last octet. */
static void
move_on (NetAddress *address, guint32 n)
{
  guint last = address->version == 4 ? 3 : 15;

  for (guint i = 0; i <= last && n > 0; i++)
    {
      n += address->octets[last - i];
      address->octets[last - i] = n & 0xff;
      n >>= 8;
    }
}

void
run_record_ends (const RunRecord *run, guint32 connection, NetAddress address[N_SIDES],
                 guint16 port[N_SIDES])
{
  guint32 ports = G_MAXUINT16 + 1 - run->port[SIDE_CLIENT];

  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      address[side] = run->address[side];
      port[side] = run->port[side];
    }
  port[SIDE_CLIENT] += connection % ports;
  move_on (&address[SIDE_CLIENT], connection / ports);
}
