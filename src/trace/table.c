/* The table of a capture.  Each row is what tshark -T fields would print of
 * the frame, and a last column that says why its sender sent it: "rto #2: the
 * frame's note".  Options that tshark would list more than once are left out
 * (SACK blocks). */
#include "trace/table.h"

typedef struct {
  Writer writer;
  gboolean has_header;
} Table;

/* The addresses' columns bear the name of the IP version, which the first
 * frame tells. */
static void
ensure_header (Table *table, const char *ip)
{
  if (table->has_header)
    return;
  table->has_header = TRUE;
  fprintf (table->writer.stream,
           "frame.number\tframe.time_epoch\t%s.src\t%s.dst\t"
           "tcp.srcport\ttcp.dstport\ttcp.flags\ttcp.seq\ttcp.ack\t"
           "tcp.window_size\ttcp.len\ttcp.options.mss_val\t"
           "tcp.options.wscale.shift\ttcp.options.sack_perm\t"
           "tcp.options.timestamp.tsval\ttcp.options.timestamp.tsecr\t"
           "frame.len\ttcp.payload\tframe.comment\n", ip, ip);
}

static void
put_ends (FILE *stream, const WireEnds *ends)
{
  char src[NET_ADDRESS_TEXT_MAX], dst[NET_ADDRESS_TEXT_MAX];

  fprintf (stream, "%s\t%s\t%u\t%u\t", net_address_print (&ends->src, src),
           net_address_print (&ends->dst, dst), ends->src_port, ends->dst_port);
}

/* An option's value and a tab; the tab alone when the segment lacks it. */
static void
put_option (FILE *stream, const Segment *seg, guint option, guint32 value)
{
  if (seg->options & option)
    fprintf (stream, "%u", value);
  putc ('\t', stream);
}

static void
put_options (FILE *stream, const Segment *seg)
{
  put_option (stream, seg, SEG_OPT_MSS, seg->mss);
  put_option (stream, seg, SEG_OPT_WSCALE, seg->wscale);
  put_option (stream, seg, SEG_OPT_SACK_PERMITTED, 1);
  put_option (stream, seg, SEG_OPT_TIMESTAMPS, seg->tsval);
  put_option (stream, seg, SEG_OPT_TIMESTAMPS, seg->tsecr);
}

static void
put_hex (FILE *stream, const guint8 *octets, guint32 n)
{
  static const char digits[] = "0123456789abcdef";

  for (guint32 i = 0; i < n; i++)
    {
      putc (digits[octets[i] >> 4], stream);
      putc (digits[octets[i] & 15], stream);
    }
}

/* What would end the field or the row is escaped, as tshark escapes it. */
static void
put_text (FILE *stream, const char *text)
{
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '\t': fputs ("\\t", stream); break;
      case '\n': fputs ("\\n", stream); break;
      case '\r': fputs ("\\r", stream); break;
      default:   putc (*text, stream);
      }
}

static void
put_comment (FILE *stream, const CaptureFrame *frame)
{
  const Segment *seg = frame->packet->seg;

  fputs (seg_reason_info (seg->reason)->name, stream);
  if (seg->reason_n != 0)
    fprintf (stream, " #%u", seg->reason_n);
  if (frame->note == NULL)
    return;
  fputs (": ", stream);
  put_text (stream, frame->note);
}

static void
take_frame (gpointer self, const CaptureFrame *frame)
{
  Table *table = self;
  FILE *stream = table->writer.stream;
  const Segment *seg = frame->packet->seg;
  char epoch[SECONDS_TEXT_MAX];
  const WireEnds *ends = frame->ends;

  ensure_header (table, ends->src.version == 6 ? "ipv6" : "ip");

  fprintf (stream, "%" G_GUINT64_FORMAT "\t%s\t", frame->number,
           seconds_text (frame->epoch, epoch));
  put_ends (stream, ends);
  fprintf (stream, "0x%04x\t%u\t%u\t%u\t%u\t", seg->flags, frame->view.seq,
           frame->view.ack, conversation_window (frame->packet), seg->len);
  put_options (stream, seg);
  fprintf (stream, "%u\t", frame->len);
  put_hex (stream, writer_payload (&table->writer, frame), seg->len);
  putc ('\t', stream);
  put_comment (stream, frame);
  putc ('\n', stream);
}

static gboolean
finish (Writer *writer, GError **error G_GNUC_UNUSED)
{
  ensure_header ((Table *) writer, "ip");
  return TRUE;
}

Writer *
table_open (const char *path, GError **error)
{
  static const WriterOps ops = {
    .size = sizeof (Table), .frame = take_frame, .wants_views = TRUE, .finish = finish
  };

  return writer_open (&ops, path, error);
}
