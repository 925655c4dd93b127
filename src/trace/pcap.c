/* Classic pcap (the savefile format of libpcap) with nanoseconds, linktype
 * Ethernet.  Little-endian on every machine, so that a run gives the same file
 * everywhere.  Its seconds are 32 bits without a sign: a frame before 1970 or
 * after February 2106 is not written, and the file is refused at the end.
 * Comments and interface names belong to pcapng. */
#include "trace/pcap.h"

#include "trace/block.h"

#define PCAP_MAGIC_NANOSECONDS 0xa1b23c4du
#define PCAP_LINKTYPE_ETHERNET 1

#define FILE_HEADER_LEN 24
#define RECORD_HEADER_LEN 16

typedef struct {
  Writer writer;
  Block block;
  guint32 snaplen;
  gint64 second_from, second_to;        /* the second of the last frame, in nanoseconds */
  guint32 second;               /* the same */
  guint64 untimely;             /* number of the first frame left out; 0: none */
} Pcap;

static void
put_file_header (Block *block, guint32 snaplen)
{
  guint8 *at = block_room (block, FILE_HEADER_LEN);

  at = put_le32 (at, PCAP_MAGIC_NANOSECONDS);
  at = put_le16 (at, 2);                /* version 2.4 */
  at = put_le16 (at, 4);
  at = put_le32 (at, 0);                /* times are UTC */
  at = put_le32 (at, 0);                /* accuracy: nobody sets it */
  at = put_le32 (at, snaplen);
  put_le32 (at, PCAP_LINKTYPE_ETHERNET);
  block_add (block, FILE_HEADER_LEN);
}

/* Finds the second that @epoch lies in, mostly the same as the frame's before; FALSE
 * where the format cannot say it. */
static gboolean
find_second (Pcap *pcap, gint64 epoch)
{
  if (epoch >= pcap->second_from && epoch < pcap->second_to)
    return TRUE;
  if (epoch < 0 || epoch / SIM_SEC (1) > (gint64) G_MAXUINT32)
    return FALSE;
  pcap->second = (guint32) (epoch / SIM_SEC (1));
  pcap->second_from = SIM_SEC ((gint64) pcap->second);
  pcap->second_to = pcap->second_from + SIM_SEC (1);
  return TRUE;
}

static void
take_frame (gpointer self, const CaptureFrame *frame)
{
  Pcap *pcap = self;
  guint32 captured = MIN (frame->len, pcap->snaplen);
  guint8 *at;

  if (!find_second (pcap, frame->epoch))
    {
      if (pcap->untimely == 0)
        pcap->untimely = frame->number;
      return;
    }

  at = block_room (&pcap->block, RECORD_HEADER_LEN + captured);
  at = put_le32 (at, pcap->second);
  at = put_le32 (at, (guint32) (frame->epoch - pcap->second_from));
  at = put_le32 (at, captured);
  at = put_le32 (at, frame->len);
  block_put_frame (at, frame, captured);
  block_add (&pcap->block, RECORD_HEADER_LEN + captured);
}

static gboolean
finish (Writer *writer, GError **error)
{
  Pcap *pcap = (Pcap *) writer;

  block_flush (&pcap->block);
  if (pcap->untimely == 0)
    return TRUE;

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
               "%s: frame %" G_GUINT64_FORMAT " lies before 1970 or after "
               "2106-02-07, which a pcap file cannot say",
               outfile_path (writer->out), pcap->untimely);
  return FALSE;
}

static void
clear (Writer *writer)
{
  block_clear (&((Pcap *) writer)->block);
}

Writer *
pcap_open (const char *path, const CaptureConfig *config, GError **error)
{
  static const WriterOps ops = {
    .size = sizeof (Pcap), .frame = take_frame, .finish = finish, .clear = clear
  };
  Writer *writer = writer_open (&ops, path, error);
  Pcap *pcap = (Pcap *) writer;

  if (writer == NULL)
    return NULL;
  pcap->snaplen = config->snaplen;
  block_init (&pcap->block, writer->stream);
  put_file_header (&pcap->block, pcap->snaplen);
  return writer;
}
