/* Classic pcap (the savefile format of libpcap) with nanoseconds, linktype
 * Ethernet.  Little-endian on every machine, so that a run gives the same file
 * everywhere.  Its seconds are 32 bits without a sign: a frame before 1970 or
 * after February 2106 is not written, and the file is refused at the end.
 * Frames are captured whole; comments and interface names belong to pcapng. */
#include "trace/pcap.h"

#include "trace/capture_file.h"

#define PCAP_MAGIC_NANOSECONDS 0xa1b23c4du
#define PCAP_LINKTYPE_ETHERNET 1
/* What tcpdump takes by default: larger than any frame. */
#define PCAP_SNAPLEN 262144

#define FILE_HEADER_LEN 24
#define RECORD_HEADER_LEN 16

struct _Pcap {
  CaptureFile file;
  guint64 untimely;             /* number of the first frame left out; 0: none */
};

static guint8 *
put_le16 (guint8 *at, guint16 value)
{
  at[0] = value & 0xff;
  at[1] = value >> 8;
  return at + 2;
}

static guint8 *
put_le32 (guint8 *at, guint32 value)
{
  return put_le16 (put_le16 (at, value & 0xffff), value >> 16);
}

static void
write_file_header (FILE *stream)
{
  guint8 header[FILE_HEADER_LEN];
  guint8 *at = put_le32 (header, PCAP_MAGIC_NANOSECONDS);

  at = put_le16 (at, 2);                /* version 2.4 */
  at = put_le16 (at, 4);
  at = put_le32 (at, 0);                /* times are UTC */
  at = put_le32 (at, 0);                /* accuracy: nobody sets it */
  at = put_le32 (at, PCAP_SNAPLEN);
  at = put_le32 (at, PCAP_LINKTYPE_ETHERNET);
  fwrite (header, 1, at - header, stream);
}

Pcap *
pcap_open (const char *path, GError **error)
{
  Pcap *pcap = g_new0 (Pcap, 1);

  if (!capture_file_open (&pcap->file, path, error))
    {
      g_free (pcap);
      return NULL;
    }
  write_file_header (pcap->file.stream);
  return pcap;
}

static gboolean
is_expressible (gint64 epoch)
{
  return epoch >= 0 && epoch / SIM_SEC (1) <= (gint64) G_MAXUINT32;
}

void
pcap_sink (gpointer self, const CaptureFrame *frame)
{
  Pcap *pcap = self;
  const Segment *seg = frame->packet->seg;
  WireEnds ends;
  gsize headers_len, frame_len;
  guint8 *record, *at;

  if (!is_expressible (frame->epoch))
    {
      if (pcap->untimely == 0)
        pcap->untimely = frame->number;
      return;
    }

  capture_frame_ends (frame, &ends);
  headers_len = wire_headers_len (&ends, seg);
  frame_len = wire_frame_len (&ends, seg);
  g_assert (frame_len <= PCAP_SNAPLEN);
  record = capture_file_room (&pcap->file, RECORD_HEADER_LEN + frame_len);

  at = put_le32 (record, (guint32) (frame->epoch / SIM_SEC (1)));
  at = put_le32 (at, (guint32) (frame->epoch % SIM_SEC (1)));
  at = put_le32 (at, (guint32) frame_len);      /* captured */
  at = put_le32 (at, (guint32) frame_len);      /* on the wire */
  if (seg->len > 0)
    stream_read (frame->packet->stream, seg->stream_offset, at + headers_len, seg->len);
  wire_encode_headers (at, &ends, seg);
  fwrite (record, 1, RECORD_HEADER_LEN + frame_len, pcap->file.stream);
}

gboolean
pcap_settle (Pcap *pcap, GError **error)
{
  if (pcap->untimely == 0)
    return capture_file_settle (&pcap->file, error);

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
               "%s: frame %" G_GUINT64_FORMAT " lies before 1970 or after "
               "2106-02-07, which a pcap file cannot say",
               outfile_path (pcap->file.out), pcap->untimely);
  return FALSE;
}

gboolean
pcap_commit (Pcap *pcap, GError **error)
{
  gboolean committed;

  if (!pcap_settle (pcap, error))
    {
      pcap_discard (pcap);
      return FALSE;
    }
  committed = capture_file_commit (&pcap->file, error);
  g_free (pcap);
  return committed;
}

void
pcap_discard (Pcap *pcap)
{
  if (pcap == NULL)
    return;
  capture_file_discard (&pcap->file);
  g_free (pcap);
}
