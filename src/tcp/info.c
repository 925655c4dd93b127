/* The fields of tcp_info by their names: what tables have as columns, and models
 * as expectations. */
#include "tcpsim/tcp/tcp_info.h"

#include <stddef.h>

#define FIELD(member, kind) { #member, offsetof (TcpInfo, member), sizeof ((TcpInfo *) 0)->member, kind, 0 }
#define UNSET(member, kind, unset) \
  { #member, offsetof (TcpInfo, member), sizeof ((TcpInfo *) 0)->member, kind, unset }

const TcpInfoField tcp_info_fields[] = {
  FIELD (state, TCP_FIELD_STATE), FIELD (ca_state, TCP_FIELD_CA_STATE),
  FIELD (snd_cwnd, TCP_FIELD_COUNT), UNSET (snd_ssthresh, TCP_FIELD_COUNT, G_MAXINT32),
  FIELD (unacked, TCP_FIELD_COUNT), FIELD (sacked, TCP_FIELD_COUNT),
  FIELD (lost, TCP_FIELD_COUNT), FIELD (retrans, TCP_FIELD_COUNT),
  FIELD (retransmits, TCP_FIELD_COUNT), FIELD (backoff, TCP_FIELD_COUNT), FIELD (probes, TCP_FIELD_COUNT),
  FIELD (total_retrans, TCP_FIELD_COUNT), FIELD (total_rto, TCP_FIELD_COUNT),
  FIELD (rto, TCP_FIELD_MICROSECONDS), FIELD (rtt, TCP_FIELD_MICROSECONDS),
  FIELD (rttvar, TCP_FIELD_MICROSECONDS), UNSET (min_rtt, TCP_FIELD_MICROSECONDS, G_MAXUINT32),
  FIELD (ato, TCP_FIELD_MICROSECONDS),
  FIELD (snd_mss, TCP_FIELD_OCTETS), FIELD (rcv_mss, TCP_FIELD_OCTETS), FIELD (advmss, TCP_FIELD_OCTETS),
  FIELD (reordering, TCP_FIELD_COUNT), FIELD (reord_seen, TCP_FIELD_COUNT),
  FIELD (dsack_dups, TCP_FIELD_COUNT), FIELD (delivered, TCP_FIELD_COUNT),
  FIELD (delivered_ce, TCP_FIELD_COUNT), FIELD (pacing_rate, TCP_FIELD_OCTETS_A_SECOND),
  FIELD (delivery_rate, TCP_FIELD_OCTETS_A_SECOND), FIELD (delivery_rate_app_limited, TCP_FIELD_BOOLEAN),
  FIELD (bytes_acked, TCP_FIELD_OCTETS), FIELD (bytes_received, TCP_FIELD_OCTETS),
  FIELD (bytes_sent, TCP_FIELD_OCTETS), FIELD (bytes_retrans, TCP_FIELD_OCTETS),
  FIELD (notsent_bytes, TCP_FIELD_OCTETS), FIELD (segs_out, TCP_FIELD_COUNT),
  FIELD (segs_in, TCP_FIELD_COUNT), FIELD (data_segs_out, TCP_FIELD_COUNT),
  FIELD (data_segs_in, TCP_FIELD_COUNT),
  FIELD (snd_wnd, TCP_FIELD_OCTETS), FIELD (rcv_wnd, TCP_FIELD_OCTETS),
  FIELD (rcv_ssthresh, TCP_FIELD_OCTETS), FIELD (rcv_space, TCP_FIELD_OCTETS),
  FIELD (rcv_rtt, TCP_FIELD_MICROSECONDS),
  FIELD (snd_wscale, TCP_FIELD_COUNT), FIELD (rcv_wscale, TCP_FIELD_COUNT),
  FIELD (in_pingpong, TCP_FIELD_BOOLEAN), FIELD (quickacks, TCP_FIELD_COUNT)
};

G_STATIC_ASSERT (G_N_ELEMENTS (tcp_info_fields) == TCP_INFO_N_FIELDS);

/* States, like everything that is not as small or as large as these, are ints. */
G_STATIC_ASSERT (sizeof (TcpState) == sizeof (guint32) && sizeof (TcpCaState) == sizeof (guint32));

guint64
tcp_info_number (const TcpInfo *info, const TcpInfoField *field)
{
  const void *at = (const char *) info + field->offset;

  switch (field->size)
    {
    case sizeof (guint8):  return *(const guint8 *) at;
    case sizeof (guint64): return *(const guint64 *) at;
    default:               return *(const guint32 *) at;
    }
}

gboolean
tcp_info_is_equal (const TcpInfo *a, const TcpInfo *b)
{
  for (guint i = 0; i < TCP_INFO_N_FIELDS; i++)
    if (tcp_info_number (a, &tcp_info_fields[i]) != tcp_info_number (b, &tcp_info_fields[i]))
      return FALSE;
  return TRUE;
}

const char *const *
tcp_error_names (void)
{
  static const char *const names[] = {
    [TCP_OK] = "none", [TCP_ERROR_REFUSED] = "refused", [TCP_ERROR_RESET] = "reset",
    [TCP_ERROR_ABORTED] = "aborted", [TCP_ERROR_TIMEOUT] = "timeout", [TCP_ERROR_CLOSING] = "closing",
    [TCP_ERROR_NOT_OPEN] = "not-open", NULL
  };

  return names;
}
