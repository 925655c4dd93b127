/* The list of all quantities, for people: the table of their names, and the fields
 * of tcp_info one by one. */
#include <string.h>

#include "tcpsim/tcp/tcp_info.h"
#include "trace/quantity.h"

/* What the fields say, by their names. */
static const struct { const char *name, *meaning; } meanings[] = {
  { "state", "of the connection, in the words of RFC 9293" },
  { "ca_state", "how the sender stands to congestion: Open, Disorder, CWR, Recovery, Loss" },
  { "snd_cwnd", "congestion window in segments" },
  { "snd_ssthresh", "segments at which slow start ends, or unset" },
  { "unacked", "segments sent and not acknowledged" },
  { "sacked", "... that the peer is known to have all the same" },
  { "lost", "... that are taken for lost" },
  { "retrans", "... that were sent again" },
  { "retransmits", "timeouts in a row" },
  { "backoff", "doublings of the timeout" },
  { "probes", "window or keepalive probes without an answer" },
  { "total_retrans", "segments sent again" },
  { "total_rto", "timeouts" },
  { "rto", "retransmission timeout" },
  { "rtt", "smoothed round trip" },
  { "rttvar", "its variation" },
  { "min_rtt", "the least round trip of late, or unset" },
  { "ato", "how long an ACK may be put off" },
  { "snd_mss", "segment size in use" },
  { "rcv_mss", "segment size of the peer, as far as it is seen" },
  { "advmss", "segment size told to the peer" },
  { "reordering", "segments by which the path is known to reorder" },
  { "reord_seen", "times that reordering was seen" },
  { "dsack_dups", "duplicates that the peer reported" },
  { "delivered", "segments that arrived at the peer" },
  { "delivered_ce", "... that were reported marked" },
  { "pacing_rate", "at which segments are sent" },
  { "delivery_rate", "as last measured" },
  { "delivery_rate_app_limited", "it was the application's rate and not the path's" },
  { "bytes_acked", "sent and acknowledged" },
  { "bytes_received", "received in order" },
  { "bytes_sent", "payload sent, again included" },
  { "bytes_retrans", "payload sent again" },
  { "notsent_bytes", "written and not sent yet" },
  { "segs_out", "segments sent" },
  { "segs_in", "segments received" },
  { "data_segs_out", "... with data, sent" },
  { "data_segs_in", "... with data, received" },
  { "snd_wnd", "the peer's window" },
  { "rcv_wnd", "own window" },
  { "rcv_ssthresh", "what the own window may come to for now" },
  { "rcv_space", "read in the busiest round trip" },
  { "rcv_rtt", "round trip as the receiver sees it" },
  { "snd_wscale", "the peer's window scale" },
  { "rcv_wscale", "own window scale" },
  { "in_pingpong", "interactive: ACKs wait to ride on data" },
  { "quickacks", "ACKs that will still go out at once" },
};

/* What stands before the name in each place. */
static const struct { QuantityPlace place; const char *owner; } owners[] = {
  { IN_RUN, "" }, { IN_SIDE, "SIDE." }, { IN_DIRECTION, "DIR." }, { IN_CONNECTION, "connection.N." },
  { IN_CONNECTION_SIDE, "connection.N.SIDE." }
};

static const char *
unit_text (QuantityUnit unit)
{
  static const char *const texts[] = {
    [UNIT_COUNT] = "count", [UNIT_SIZE] = "octets", [UNIT_TIME] = "time", [UNIT_MICROSECONDS] = "time",
    [UNIT_RATE] = "rate", [UNIT_BYTE_RATE] = "rate", [UNIT_SHARE] = "share", [UNIT_WORD] = "word",
    [UNIT_HEX] = "digits"
  };

  return texts[unit];
}

static const char *
meaning_of (const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strcmp (meanings[i].name, field) == 0)
      return meanings[i].meaning;
  g_assert_not_reached ();
}

/* One whose name a row has, too, stands behind "tcp_info.". */
static void
add_fields (GArray *list)
{
  for (guint i = 0; i < TCP_INFO_N_FIELDS; i++)
    {
      const TcpInfoField *field = &tcp_info_fields[i];
      Quantity q = { .kind = QUANTITY_FIELD, .member = i };
      QuantityInfo info = {
        quantity_row_named (field->name) != NULL ? "SIDE.tcp_info." : "SIDE.", field->name,
        unit_text (quantity_unit (&q)), meaning_of (field->name)
      };

      g_array_append_val (list, info);
    }
}

static void
add_row (GArray *list, const QuantityRow *row, guint place)
{
  QuantityInfo info = {
    owners[place].owner, row->name, row->kind == QUANTITY_FIELD ? "-" : unit_text (row->unit), row->meaning
  };

  if (row->places & owners[place].place)
    g_array_append_val (list, info);
}

GArray *
quantity_list (void)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (QuantityInfo));

  for (guint place = 0; place < G_N_ELEMENTS (owners); place++)
    {
      for (const QuantityRow *row = quantity_rows; row->name != NULL; row++)
        if (row->kind != QUANTITY_FIELD || owners[place].place != IN_SIDE)
          add_row (list, row, place);
      if (owners[place].place == IN_SIDE)
        add_fields (list);
    }
  return list;
}
