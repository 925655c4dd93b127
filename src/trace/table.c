/* The tables of a capture.  The columns that are named as tshark's fields hold what
 * tshark -T fields would print of the frame; those named tcpsim.* what only the
 * simulation knows.  The plain table has the first of them, up to frame.comment:
 * "rto #2: the frame's note". */
#include "trace/table.h"

#include "trace/conversation.h"
#include "trace/sheet.h"

typedef struct _Table Table;

typedef struct {
  const char *name;
  const char *name6;            /* with IPv6; NULL: the same */
  void (*put) (Table *table, const CaptureFrame *frame);
} Column;

struct _Table {
  Writer writer;
  Sheet sheet;
  SheetFormat format;
  guint n_columns;
  const char **names;           /* of the columns; NULL before the first frame */
  GString *text;
  guint64 highest[N_DIRS];      /* dir_number that has passed the vantage */
};

/* Bits in the order in which a cell lists them. */
typedef struct {
  guint bit;
  const char *word;
} Word;

#define RETRANSMISSIONS (VIEW_RETRANSMISSION | VIEW_FAST_RETRANSMISSION | VIEW_SPURIOUS_RETRANSMISSION)

/* The fields tcp.analysis.*, without that: one that holds for several bits names
 * each.  tshark calls fast and spurious ones retransmissions, too. */
static const Word words[] = {
  { RETRANSMISSIONS, "retransmission" },
  { VIEW_FAST_RETRANSMISSION, "fast_retransmission" },
  { VIEW_SPURIOUS_RETRANSMISSION, "spurious_retransmission" },
  { VIEW_OUT_OF_ORDER, "out_of_order" },
  { VIEW_LOST_SEGMENT, "lost_segment" },
  { VIEW_ACKED_UNSEEN, "ack_lost_segment" },
  { VIEW_DUPLICATE_ACK, "duplicate_ack" },
  { VIEW_WINDOW_UPDATE, "window_update" },
  { VIEW_WINDOW_FULL, "window_full" },
  { VIEW_ZERO_WINDOW, "zero_window" },
  { VIEW_ZERO_WINDOW_PROBE, "zero_window_probe" },
  { VIEW_ZERO_WINDOW_PROBE_ACK, "zero_window_probe_ack" },
  { VIEW_KEEP_ALIVE, "keep_alive" },
  { VIEW_KEEP_ALIVE_ACK, "keep_alive_ack" },
};

static const Segment *
segment_of (const CaptureFrame *frame)
{
  return frame->packet->seg;
}

/* The text that was put together, or nothing where that is empty. */
static void
put_collected (Table *table)
{
  if (table->text->len > 0)
    sheet_text (&table->sheet, table->text->str);
  else
    sheet_none (&table->sheet);
  g_string_truncate (table->text, 0);
}

static void
collect (Table *table, const char *word)
{
  if (table->text->len > 0)
    g_string_append_c (table->text, ',');
  g_string_append (table->text, word);
}

static void
put_marks (Table *table, guint marks)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (marks & words[i].bit)
      collect (table, words[i].word);
  put_collected (table);
}

/* The words for the bits of @set. */
static void
put_set (Table *table, guint set, const char *const *names)
{
  for (guint i = 0; set >> i != 0; i++)
    if (set >> i & 1)
      collect (table, names[i]);
  put_collected (table);
}

/* An option's value, where the segment has it. */
static void
put_option (Table *table, const CaptureFrame *frame, guint option, guint32 value)
{
  if (segment_of (frame)->options & option)
    sheet_number (&table->sheet, value);
  else
    sheet_none (&table->sheet);
}

/* One number for each SACK block; @right is its end. */
static void
put_sack (Table *table, const CaptureFrame *frame, gboolean right)
{
  const Segment *seg = segment_of (frame);
  guint32 base = seg->ack.v - frame->view.ack;

  for (guint i = 0; (seg->options & SEG_OPT_SACK) && i < seg->n_sack; i++)
    {
      SeqNum edge = right ? seg->sack[i].right : seg->sack[i].left;
      char number[16];

      g_snprintf (number, sizeof number, "%u", edge.v - base);
      collect (table, number);
    }
  put_collected (table);
}

/* The columns. */

static void
put_number (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->number);
}

static void
put_time (Table *table, const CaptureFrame *frame)
{
  sheet_seconds (&table->sheet, frame->epoch);
}

static void
put_src (Table *table, const CaptureFrame *frame)
{
  char text[NET_ADDRESS_TEXT_MAX];

  sheet_text (&table->sheet, net_address_print (&frame->ends->src, text));
}

static void
put_dst (Table *table, const CaptureFrame *frame)
{
  char text[NET_ADDRESS_TEXT_MAX];

  sheet_text (&table->sheet, net_address_print (&frame->ends->dst, text));
}

static void
put_srcport (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->ends->src_port);
}

static void
put_dstport (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->ends->dst_port);
}

static void
put_flags (Table *table, const CaptureFrame *frame)
{
  char text[8];

  g_snprintf (text, sizeof text, "0x%04x", segment_of (frame)->flags);
  sheet_text (&table->sheet, text);
}

static void
put_seq (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->view.seq);
}

static void
put_ack (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->view.ack);
}

static void
put_window (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, conversation_window (frame->packet));
}

static void
put_len (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, segment_of (frame)->len);
}

static void
put_mss (Table *table, const CaptureFrame *frame)
{
  put_option (table, frame, SEG_OPT_MSS, segment_of (frame)->mss);
}

static void
put_wscale (Table *table, const CaptureFrame *frame)
{
  put_option (table, frame, SEG_OPT_WSCALE, segment_of (frame)->wscale);
}

static void
put_sack_perm (Table *table, const CaptureFrame *frame)
{
  put_option (table, frame, SEG_OPT_SACK_PERMITTED, 1);
}

static void
put_tsval (Table *table, const CaptureFrame *frame)
{
  put_option (table, frame, SEG_OPT_TIMESTAMPS, segment_of (frame)->tsval);
}

static void
put_tsecr (Table *table, const CaptureFrame *frame)
{
  put_option (table, frame, SEG_OPT_TIMESTAMPS, segment_of (frame)->tsecr);
}

static void
put_frame_len (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->len);
}

static void
put_payload (Table *table, const CaptureFrame *frame)
{
  if (segment_of (frame)->len == 0)
    sheet_none (&table->sheet);
  else
    sheet_hex (&table->sheet, writer_payload (&table->writer, frame), segment_of (frame)->len);
}

static void
put_comment (Table *table, const CaptureFrame *frame)
{
  const Segment *seg = segment_of (frame);

  g_string_append (table->text, seg_reason_info (seg->reason)->name);
  if (seg->reason_n != 0)
    g_string_append_printf (table->text, " #%u", seg->reason_n);
  if (frame->note != NULL)
    g_string_append_printf (table->text, ": %s", frame->note);
  put_collected (table);
}

static void
put_stream (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->packet->connection);
}

static void
put_packet_id (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, frame->packet->id);
}

static void
put_ecn (Table *table, const CaptureFrame *frame)
{
  sheet_number (&table->sheet, segment_of (frame)->ecn);
}

static void
put_sack_le (Table *table, const CaptureFrame *frame)
{
  put_sack (table, frame, FALSE);
}

static void
put_sack_re (Table *table, const CaptureFrame *frame)
{
  put_sack (table, frame, TRUE);
}

static void
put_analysis (Table *table, const CaptureFrame *frame)
{
  put_marks (table, frame->view.marks);
}

static void
put_cause (Table *table, const CaptureFrame *frame)
{
  sheet_text (&table->sheet, seg_reason_info (segment_of (frame)->reason)->name);
}

static void
put_n (Table *table, const CaptureFrame *frame)
{
  if (segment_of (frame)->reason_n != 0)
    sheet_number (&table->sheet, segment_of (frame)->reason_n);
  else
    sheet_none (&table->sheet);
}

static void
put_state (Table *table, const CaptureFrame *frame)
{
  sheet_text (&table->sheet, tcp_state_name (frame->packet->sender_state));
}

static void
put_fate (Table *table, const CaptureFrame *frame)
{
  const PacketRecord *packet = frame->packet;

  /* A queue has not decided yet. */
  if (packet->is_open && packet->fate == FATE_ARRIVES && (Vantage) packet->dir == frame->vantage)
    sheet_none (&table->sheet);
  else
    sheet_text (&table->sheet, fate_name (packet->fate));
}

static void
put_faults (Table *table, const CaptureFrame *frame)
{
  put_set (table, frame->packet->faults, fault_action_names ());
}

static void
put_effects (Table *table, const CaptureFrame *frame)
{
  put_set (table, frame->packet->effects, effect_names ());
}

/* What the sender's reason is in the words of an analysis. */
static guint
truth_of_reason (SegReason reason)
{
  switch (reason)
    {
    case REASON_FAST_RETRANSMIT:   return VIEW_FAST_RETRANSMISSION;
    case REASON_ACK_OUT_OF_ORDER:
    case REASON_ACK_COMPRESSED:
    case REASON_ACK_DUPLICATE:     return VIEW_DUPLICATE_ACK;
    case REASON_WINDOW_UPDATE:     return VIEW_WINDOW_UPDATE;
    case REASON_WINDOW_PROBE:      return VIEW_ZERO_WINDOW_PROBE;
    case REASON_KEEPALIVE:         return VIEW_KEEP_ALIVE;
    default:                       return 0;
    }
}

/* Packets of one direction pass in the order of their numbers unless one overtakes
 * another; where one is missing it was lost, or will be late. */
static guint
truth_of_order (Table *table, const PacketRecord *packet)
{
  guint64 highest = table->highest[packet->dir];

  table->highest[packet->dir] = MAX (highest, packet->dir_number);
  if (packet->dir_number < highest)
    return VIEW_OUT_OF_ORDER;
  return packet->dir_number > highest + 1 ? VIEW_LOST_SEGMENT : 0;
}

static void
put_truth (Table *table, const CaptureFrame *frame)
{
  const Segment *seg = frame->sent->seg;
  guint truth = truth_of_reason (seg->reason) | truth_of_order (table, frame->sent);

  if (seg->is_retransmission)
    truth |= VIEW_RETRANSMISSION;
  if (seg->window == 0 && !(seg->flags & (SEG_SYN | SEG_FIN | SEG_RST)))
    truth |= VIEW_ZERO_WINDOW;
  put_marks (table, truth);
}

static const Column columns[] = {
  { "frame.number", NULL, put_number },
  { "frame.time_epoch", NULL, put_time },
  { "ip.src", "ipv6.src", put_src },
  { "ip.dst", "ipv6.dst", put_dst },
  { "tcp.srcport", NULL, put_srcport },
  { "tcp.dstport", NULL, put_dstport },
  { "tcp.flags", NULL, put_flags },
  { "tcp.seq", NULL, put_seq },
  { "tcp.ack", NULL, put_ack },
  { "tcp.window_size", NULL, put_window },
  { "tcp.len", NULL, put_len },
  { "tcp.options.mss_val", NULL, put_mss },
  { "tcp.options.wscale.shift", NULL, put_wscale },
  { "tcp.options.sack_perm", NULL, put_sack_perm },
  { "tcp.options.timestamp.tsval", NULL, put_tsval },
  { "tcp.options.timestamp.tsecr", NULL, put_tsecr },
  { "frame.len", NULL, put_frame_len },
  { "tcp.payload", NULL, put_payload },
  { "frame.comment", NULL, put_comment },
#define N_PLAIN_COLUMNS 19
  { "frame.packet_id", NULL, put_packet_id },
  { "tcp.stream", NULL, put_stream },
  { "ip.dsfield.ecn", "ipv6.tclass.ecn", put_ecn },
  { "tcp.options.sack_le", NULL, put_sack_le },
  { "tcp.options.sack_re", NULL, put_sack_re },
  { "tcp.analysis", NULL, put_analysis },
  { "tcpsim.truth", NULL, put_truth },
  { "tcpsim.cause", NULL, put_cause },
  { "tcpsim.n", NULL, put_n },
  { "tcpsim.state", NULL, put_state },
  { "tcpsim.fate", NULL, put_fate },
  { "tcpsim.fault", NULL, put_faults },
  { "tcpsim.effect", NULL, put_effects },
};

/* Some columns bear the name of the IP version, which the first frame tells. */
static void
ensure_heading (Table *table, guint8 version)
{
  if (table->names != NULL)
    return;
  table->names = g_new (const char *, table->n_columns);
  for (guint i = 0; i < table->n_columns; i++)
    table->names[i] = version == 6 && columns[i].name6 != NULL ? columns[i].name6 : columns[i].name;
  sheet_begin (&table->sheet, table->writer.stream, table->format, table->names, table->n_columns);
}

static void
take_frame (gpointer self, const CaptureFrame *frame)
{
  Table *table = self;

  ensure_heading (table, frame->ends->src.version);
  for (guint i = 0; i < table->n_columns; i++)
    columns[i].put (table, frame);
  sheet_end_row (&table->sheet);
}

static gboolean
finish (Writer *writer, GError **error G_GNUC_UNUSED)
{
  ensure_heading ((Table *) writer, 4);
  return TRUE;
}

static void
clear (Writer *writer)
{
  g_string_free (((Table *) writer)->text, TRUE);
  g_free (((Table *) writer)->names);
}

static Writer *
open_table (const char *path, SheetFormat format, guint n_columns, GError **error)
{
  static const WriterOps ops = {
    .size = sizeof (Table), .frame = take_frame, .wants_views = TRUE, .finish = finish, .clear = clear
  };
  Writer *writer = writer_open (&ops, path, error);
  Table *table = (Table *) writer;

  if (writer == NULL)
    return NULL;
  table->format = format;
  table->n_columns = n_columns;
  table->text = g_string_new (NULL);
  return writer;
}

Writer *
table_open (const char *path, GError **error)
{
  return open_table (path, SHEET_TSV, N_PLAIN_COLUMNS, error);
}

Writer *
frame_table_open (const char *path, SheetFormat format, GError **error)
{
  return open_table (path, format, G_N_ELEMENTS (columns), error);
}
