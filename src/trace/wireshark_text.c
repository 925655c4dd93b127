/* The plain-text export of Wireshark 4.0: for each frame the packet list's
 * headings and line, the tree of the frame opened, the other trees closed, and
 * the payload in hexadecimal.  A note stands above its frame as a line that
 * begins with '#'.
 *
 * Left out: payloads are data whatever the port (Wireshark has a dissector for
 * many), and numbers are never resolved to names. */
#include "trace/wireshark_text.h"

#include <time.h>

#include "trace/sheet.h"

#define HEX_COLUMNS 16

typedef struct {
  Writer writer;
  const CaptureConfig *config;
  gboolean has_frames;
} WiresharkText;

/* Bits are tested in the order of the list; it is that of the output. */
typedef struct {
  guint bit;
  const char *text;
} Word;

static void
put_marks (FILE *stream, const FrameView *view)
{
  static const Word words[] = {
    { VIEW_ZERO_WINDOW_PROBE_ACK, "[TCP ZeroWindowProbeAck] " },
    { VIEW_ZERO_WINDOW, "[TCP ZeroWindow] " },
    { VIEW_ZERO_WINDOW_PROBE, "[TCP ZeroWindowProbe] " },
    { VIEW_KEEP_ALIVE_ACK, "[TCP Keep-Alive ACK] " },
    { VIEW_KEEP_ALIVE, "[TCP Keep-Alive] " },
    { VIEW_WINDOW_FULL, "[TCP Window Full] " },
    { VIEW_WINDOW_UPDATE, "[TCP Window Update] " },
    { VIEW_ACKED_UNSEEN, "[TCP ACKed unseen segment] " },
    { VIEW_LOST_SEGMENT, "[TCP Previous segment not captured] " },
    { VIEW_OUT_OF_ORDER, "[TCP Out-Of-Order] " },
    { VIEW_RETRANSMISSION, "[TCP Retransmission] " },
    { VIEW_FAST_RETRANSMISSION, "[TCP Fast Retransmission] " },
    { VIEW_SPURIOUS_RETRANSMISSION, "[TCP Spurious Retransmission] " },
  };

  if (view->marks & VIEW_DUPLICATE_ACK)
    fprintf (stream, "[TCP Dup ACK %" G_GUINT64_FORMAT "#%u] ", view->duplicate_of,
             view->duplicate_n);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (view->marks & words[i].bit)
      fputs (words[i].text, stream);
}

static void
put_flags (FILE *stream, guint8 flags)
{
  static const Word words[] = {
    { SEG_FIN, "FIN" }, { SEG_SYN, "SYN" }, { SEG_RST, "RST" }, { SEG_PSH, "PSH" },
    { SEG_ACK, "ACK" }, { SEG_URG, "URG" }, { SEG_ECE, "ECE" }, { SEG_CWR, "CWR" },
  };
  const char *before = "[";

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (flags & words[i].bit)
      {
        fprintf (stream, "%s%s", before, words[i].text);
        before = ", ";
      }
  fputs ("]", stream);
}

/* In the order in which they stand in the header. */
static void
put_options (FILE *stream, const CaptureFrame *frame)
{
  const Segment *seg = frame->packet->seg;

  if (seg->options & SEG_OPT_MSS)
    fprintf (stream, " MSS=%u", seg->mss);
  if (seg->options & SEG_OPT_SACK_PERMITTED)
    fputs (" SACK_PERM", stream);
  if (seg->options & SEG_OPT_TIMESTAMPS)
    fprintf (stream, " TSval=%u TSecr=%u", seg->tsval, seg->tsecr);
  if (seg->options & SEG_OPT_WSCALE)
    fprintf (stream, " WS=%u", 1u << seg->wscale);
}

/* Blocks are counted as the acknowledgement is. */
static void
put_sack (FILE *stream, const CaptureFrame *frame)
{
  const Segment *seg = frame->packet->seg;
  guint32 base = seg->ack.v - frame->view.ack;

  if (!(seg->options & SEG_OPT_SACK))
    return;
  for (guint i = 0; i < seg->n_sack; i++)
    fprintf (stream, " SLE=%u SRE=%u", seg->sack[i].left.v - base,
             seg->sack[i].right.v - base);
}

static void
put_info (FILE *stream, const CaptureFrame *frame)
{
  const WireEnds *ends = frame->ends;
  const Segment *seg = frame->packet->seg;

  put_marks (stream, &frame->view);
  fprintf (stream, "%u → %u ", ends->src_port, ends->dst_port);
  put_flags (stream, seg->flags);
  fprintf (stream, " Seq=%u", frame->view.seq);
  if (seg->flags & SEG_ACK)
    fprintf (stream, " Ack=%u", frame->view.ack);
  fprintf (stream, " Win=%u Len=%u", conversation_window (frame->packet), seg->len);
  put_options (stream, frame);
  put_sack (stream, frame);
}

/* Wireshark widens a column for the line that needs it, as printf does. */
static void
put_summary (FILE *stream, const CaptureFrame *frame)
{
  const WireEnds *ends = frame->ends;
  char at[SECONDS_TEXT_MAX];
  char src[NET_ADDRESS_TEXT_MAX], dst[NET_ADDRESS_TEXT_MAX];

  if (frame->note != NULL)
    fprintf (stream, "# %s\n", frame->note);
  fputs ("No.     Time           Source                Destination           "
         "Protocol Length Info\n", stream);
  fprintf (stream, "%7" G_GUINT64_FORMAT " %-14s %-21s %-21s %-8s %-6u ",
           frame->number, seconds_text (frame->at, at),
           net_address_print (&ends->src, src), net_address_print (&ends->dst, dst),
           "TCP", frame->len);
  put_info (stream, frame);
  fputs ("\n\n", stream);
}

/* The months are Wireshark's own, English in every locale. */
static void
put_arrival_time (FILE *stream, const CaptureConfig *config, gint64 epoch)
{
  static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  gint64 nanoseconds = ((epoch % SIM_SEC (1)) + SIM_SEC (1)) % SIM_SEC (1);
  time_t seconds = (epoch - nanoseconds) / SIM_SEC (1) + config->zone_offset;
  struct tm when;

  /* Of UTC, so that neither the machine's zone nor its locale has a say. */
  gmtime_r (&seconds, &when);
  fprintf (stream, "    Arrival Time: %s %2d, %d %02d:%02d:%02d.%09d %s\n",
           months[when.tm_mon], when.tm_mday, when.tm_year + 1900, when.tm_hour,
           when.tm_min, when.tm_sec, (int) nanoseconds, config->zone_name);
}

static void
put_seconds_line (FILE *stream, const char *name, gint64 nanoseconds)
{
  char seconds[SECONDS_TEXT_MAX];

  fprintf (stream, "    [%s: %s seconds]\n", name, seconds_text (nanoseconds, seconds));
}

static void
put_times (FILE *stream, const CaptureConfig *config, const CaptureFrame *frame)
{
  char epoch[SECONDS_TEXT_MAX];

  put_arrival_time (stream, config, frame->epoch);
  put_seconds_line (stream, "Time shift for this packet", 0);
  fprintf (stream, "    Epoch Time: %s seconds\n", seconds_text (frame->epoch, epoch));
  put_seconds_line (stream, "Time delta from previous captured frame",
                    frame->at - frame->previous_captured);
  put_seconds_line (stream, "Time delta from previous displayed frame",
                    frame->at - frame->previous_displayed);
  put_seconds_line (stream, "Time since reference or first frame", frame->at);
}

/* The first of Wireshark's own colouring rules that takes the frame. */
static void
put_coloring_rule (FILE *stream, const CaptureFrame *frame)
{
  static const guint harmless = VIEW_WINDOW_UPDATE | VIEW_KEEP_ALIVE | VIEW_KEEP_ALIVE_ACK;
  guint marks = frame->view.marks;
  guint8 flags = frame->packet->seg->flags;
  const char *name = "TCP", *rule = "tcp";

  if (marks != 0 && !(marks & harmless))
    {
      name = "Bad TCP";
      rule = "tcp.analysis.flags && !tcp.analysis.window_update && "
             "!tcp.analysis.keep_alive && !tcp.analysis.keep_alive_ack";
    }
  else if (flags & SEG_RST)
    {
      name = "TCP RST";
      rule = "tcp.flags.reset eq 1";
    }
  else if (flags & (SEG_SYN | SEG_FIN))
    {
      name = "TCP SYN/FIN";
      rule = "tcp.flags & 0x02 || tcp.flags.fin == 1";
    }
  fprintf (stream, "    [Coloring Rule Name: %s]\n    [Coloring Rule String: %s]\n",
           name, rule);
}

/* Wireshark dissects no payload again that it takes for a copy; a fast
 * retransmission is exempt. */
static gboolean
shows_data (const CaptureFrame *frame)
{
  static const guint copies =
    VIEW_RETRANSMISSION | VIEW_SPURIOUS_RETRANSMISSION | VIEW_OUT_OF_ORDER;

  return frame->packet->seg->len > 0 && !(frame->view.marks & copies);
}

static void
put_frame_tree (WiresharkText *text, const CaptureFrame *frame)
{
  const WireEnds *ends = frame->ends;
  FILE *stream = text->writer.stream;
  const char *interface = text->config->interface;
  guint octets = frame->len;

  fprintf (stream, "Frame %" G_GUINT64_FORMAT ": %u bytes on wire (%u bits), "
           "%u bytes captured (%u bits) on interface %s, id 0\n",
           frame->number, octets, octets * 8, octets, octets * 8, interface);
  fprintf (stream, "    Section number: 1\n    Interface id: 0 (%s)\n"
           "    Encapsulation type: Ethernet (1)\n", interface);
  put_times (stream, text->config, frame);
  fprintf (stream, "    Frame Number: %" G_GUINT64_FORMAT "\n"
           "    Frame Length: %u bytes (%u bits)\n"
           "    Capture Length: %u bytes (%u bits)\n"
           "    [Frame is marked: False]\n    [Frame is ignored: False]\n",
           frame->number, octets, octets * 8, octets, octets * 8);
  fprintf (stream, "    [Protocols in frame: eth:ethertype:%s:tcp%s]\n",
           ends->src.version == 6 ? "ipv6" : "ip", shows_data (frame) ? ":data" : "");
  put_coloring_rule (stream, frame);
}

static void
put_closed_trees (FILE *stream, const CaptureFrame *frame)
{
  const WireEnds *ends = frame->ends;
  const Segment *seg = frame->packet->seg;
  char src[NET_ADDRESS_TEXT_MAX], dst[NET_ADDRESS_TEXT_MAX];

  fputs ("Ethernet II, Src: 00:00:00_00:00:00 (00:00:00:00:00:00), "
         "Dst: 00:00:00_00:00:00 (00:00:00:00:00:00)\n", stream);
  fprintf (stream, "Internet Protocol Version %d, Src: %s, Dst: %s\n", ends->src.version,
           net_address_print (&ends->src, src), net_address_print (&ends->dst, dst));
  fprintf (stream, "Transmission Control Protocol, Src Port: %u, Dst Port: %u, Seq: %u",
           ends->src_port, ends->dst_port, frame->view.seq);
  if (seg->flags & SEG_ACK)
    fprintf (stream, ", Ack: %u", frame->view.ack);
  fprintf (stream, ", Len: %u\n", seg->len);
}

/* One line of a hex dump: @n octets, at most HEX_COLUMNS, from @offset. */
static void
put_hex_line (FILE *stream, const guint8 *octets, guint32 offset, guint32 n)
{
  fprintf (stream, "%04x  ", offset);
  for (guint32 i = 0; i < HEX_COLUMNS; i++)
    if (i < n)
      fprintf (stream, "%02x ", octets[i]);
    else
      fputs ("   ", stream);
  fputs ("  ", stream);
  for (guint32 i = 0; i < n; i++)
    putc (g_ascii_isprint (octets[i]) ? octets[i] : '.', stream);
  putc ('\n', stream);
}

static void
put_data (Writer *writer, const CaptureFrame *frame)
{
  guint32 len = frame->packet->seg->len;
  const guint8 *octets = writer_payload (writer, frame);

  fprintf (writer->stream, "Data (%u byte%s)\n\n", len, len == 1 ? "" : "s");
  for (guint32 offset = 0; offset < len; offset += HEX_COLUMNS)
    put_hex_line (writer->stream, octets + offset, offset, MIN (len - offset, HEX_COLUMNS));
}

static void
take_frame (gpointer self, const CaptureFrame *frame)
{
  WiresharkText *text = self;
  FILE *stream = text->writer.stream;

  if (text->has_frames)
    putc ('\n', stream);
  text->has_frames = TRUE;
  put_summary (stream, frame);
  put_frame_tree (text, frame);
  put_closed_trees (stream, frame);
  if (shows_data (frame))
    put_data (&text->writer, frame);
}

Writer *
wireshark_text_open (const char *path, const CaptureConfig *config, GError **error)
{
  static const WriterOps ops = {
    .size = sizeof (WiresharkText), .frame = take_frame, .wants_views = TRUE
  };
  Writer *writer = writer_open (&ops, path, error);

  if (writer != NULL)
    ((WiresharkText *) writer)->config = config;
  return writer;
}
