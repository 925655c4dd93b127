/* The pcapng file.  Little-endian on every machine, so that a run gives the same
 * file everywhere.  All interfaces have the same link type and snap length, which
 * libpcap asks for; frames stand in the order of time.
 *
 *   Section Header           the program, the model, its seed, the fingerprint
 *   Interface Description    one for each vantage, client before server before dropped
 *   Enhanced Packet          one for each frame
 *   Interface Statistics     one for each vantage
 */
#include "trace/pcapng.h"

#include "config.h"
#include "trace/block.h"

enum {
  BLOCK_SECTION = 0x0a0d0d0a,
  BLOCK_INTERFACE = 1,
  BLOCK_STATISTICS = 5,
  BLOCK_PACKET = 6
};

/* Options of any block, and of each kind. */
enum {
  OPT_END = 0,
  OPT_COMMENT = 1,
  SHB_USERAPPL = 4,
  IF_NAME = 2,
  IF_DESCRIPTION = 3,
  IF_TSRESOL = 9,
  EPB_FLAGS = 2,
  EPB_DROPCOUNT = 4,
  EPB_PACKETID = 5,
  EPB_VERDICT = 7,
  ISB_STARTTIME = 2,
  ISB_ENDTIME = 3,
  ISB_IFRECV = 4,
  ISB_IFDROP = 5
};

#define BYTE_ORDER_MAGIC 0x1a2b3c4du
#define LINKTYPE_ETHERNET 1
#define RESOLUTION_NANOSECONDS 9        /* ten to minus that */

/* The low two bits of epb_flags. */
#define FLAG_INBOUND 1u
#define FLAG_OUTBOUND 2u

/* An eBPF program of tc's would have said the same of what the link drops. */
#define VERDICT_EBPF_TC 1
#define TC_ACT_SHOT 2

#define FINGERPRINT_LEN 64
#define FINGERPRINT_NAME "tcpsim.fingerprint="

/* What a block has beside its body and its options: type and length, the end of
 * options, the length again; each option has a head, and room up to four. */
#define BLOCK_OVERHEAD 16
#define OPTION_OVERHEAD 8

/* The fixed body of an Enhanced Packet block, and its options but the comments. */
#define PACKET_BODY 20
#define PACKET_OPTIONS (8 + 12 + 12 + 16)

typedef struct {
  Writer writer;
  Block block;
  const CaptureConfig *config;
  const Fingerprint *fingerprint;
  guint64 fingerprint_at;       /* where its digits stand in the file */
  guint index[N_VANTAGES];      /* of each vantage's interface */
  guint64 n_frames[N_VANTAGES];
  guint64 n_lost[N_VANTAGES];
  gint64 last_epoch;
  GString *text;
} Pcapng;

static guint8 *
put_padded (guint8 *at, const void *octets, gsize n)
{
  gsize padding = -n & 3;

  memcpy (at, octets, n);
  memset (at + n, 0, padding);
  return at + n + padding;
}

static guint8 *
put_option (guint8 *at, guint16 code, const void *octets, gsize n)
{
  at = put_le16 (at, code);
  at = put_le16 (at, (guint16) n);
  return put_padded (at, octets, n);
}

static guint8 *
put_text (guint8 *at, guint16 code, const char *text)
{
  return put_option (at, code, text, MIN (strlen (text), G_MAXUINT16));
}

static guint8 *
put_option64 (guint8 *at, guint16 code, guint64 value)
{
  at = put_le16 (at, code);
  at = put_le16 (at, 8);
  return put_le64 (at, value);
}

/* Time stands in two halves, the high one first. */
static guint8 *
put_time (guint8 *at, gint64 epoch)
{
  at = put_le32 (at, (guint32) ((guint64) epoch >> 32));
  return put_le32 (at, (guint32) epoch);
}

static guint8 *
put_time_option (guint8 *at, guint16 code, gint64 epoch)
{
  at = put_le16 (at, code);
  at = put_le16 (at, 8);
  return put_time (at, epoch);
}

/* Begins a block at @start, whose length comes later. */
static guint8 *
begin_block (guint8 *start, guint32 type)
{
  return put_le32 (start, type) + 4;
}

/* Ends the options and the block that began at @start. */
static void
end_block (Pcapng *p, guint8 *start, guint8 *at)
{
  guint32 len;

  at = put_le32 (at, OPT_END);
  len = (guint32) (at - start) + 4;
  put_le32 (at, len);
  put_le32 (start + 4, len);
  block_add (&p->block, len);
}

/* The section. */

/* The digits are not known before the run has ended. */
static guint8 *
put_fingerprint (Pcapng *p, guint8 *start, guint8 *at)
{
  char text[] = FINGERPRINT_NAME "................................................................";

  G_STATIC_ASSERT (sizeof text == sizeof FINGERPRINT_NAME + FINGERPRINT_LEN);
  p->fingerprint_at = (guint64) (at - start) + 4 + strlen (FINGERPRINT_NAME);
  return put_text (at, OPT_COMMENT, text);
}

static void
put_section (Pcapng *p, const RunRecord *run)
{
  g_autofree char *model = g_strdup_printf ("tcpsim.model=%s tcpsim.seed=%" G_GUINT64_FORMAT,
                                            run->model_name, run->seed);
  guint8 *start = block_room (&p->block, BLOCK_OVERHEAD + 3 * OPTION_OVERHEAD + 256 + strlen (model));
  guint8 *at = begin_block (start, BLOCK_SECTION);

  at = put_le32 (at, BYTE_ORDER_MAGIC);
  at = put_le16 (at, 1);                /* version 1.0 */
  at = put_le16 (at, 0);
  at = put_le64 (at, G_MAXUINT64);      /* the section's length is not said */
  at = put_text (at, SHB_USERAPPL, "tcpsim " PACKAGE_VERSION);
  at = put_text (at, OPT_COMMENT, model);
  if (p->fingerprint != NULL)
    at = put_fingerprint (p, start, at);
  end_block (p, start, at);
}

static void
put_interface (Pcapng *p, Vantage vantage, const RunRecord *run)
{
  g_autofree char *what = NULL;
  char address[NET_ADDRESS_TEXT_MAX];
  guint8 *start, *at;

  if (vantage == VANTAGE_DROPPED)
    what = g_strdup ("what the link dropped, when it did");
  else
    what = g_strdup_printf ("%s of the %s, %s", p->config->interface, vantage_name (vantage),
                            net_address_print (&run->address[vantage], address));
  start = block_room (&p->block, BLOCK_OVERHEAD + 8 + 3 * OPTION_OVERHEAD + 64 + strlen (what));
  at = begin_block (start, BLOCK_INTERFACE);
  at = put_le32 (at, LINKTYPE_ETHERNET);        /* 16 bits, and as many reserved */
  at = put_le32 (at, p->config->snaplen);
  at = put_text (at, IF_NAME, vantage_name (vantage));
  at = put_text (at, IF_DESCRIPTION, what);
  at = put_option (at, IF_TSRESOL, &(guint8) { RESOLUTION_NANOSECONDS }, 1);
  end_block (p, start, at);
}

static void
on_start (gpointer self, const RunRecord *run)
{
  Pcapng *p = self;
  guint n = 0;

  put_section (p, run);
  for (Vantage vantage = 0; vantage < N_VANTAGES; vantage++)
    if (p->config->vantages & (1u << vantage))
      {
        p->index[vantage] = n++;
        put_interface (p, vantage, run);
      }
}

/* A frame. */

/* " NAME=WORD" for each bit of @set, whose words are @words. */
static void
append_set (GString *text, const char *name, guint set, const char *const *words)
{
  for (guint i = 0; set >> i != 0; i++)
    if (set >> i & 1)
      g_string_append_printf (text, " %s=%s", name, words[i]);
}

void
pcapng_append_comment (GString *text, const PacketRecord *packet)
{
  const Segment *seg = packet->seg;
  const SegReasonInfo *reason = seg_reason_info (seg->reason);

  g_string_append (text, "tcpsim.cause=");
  g_string_append (text, reason->name);
  if (seg->reason_n != 0)
    g_string_append_printf (text, " tcpsim.n=%u", seg->reason_n);
  if (seg->is_retransmission)
    g_string_append (text, " tcpsim.retransmission=1");
  if (packet->fate != FATE_ARRIVES)
    g_string_append_printf (text, " tcpsim.fate=%s", fate_name (packet->fate));
  append_set (text, "tcpsim.fault", packet->faults, fault_action_names ());
  append_set (text, "tcpsim.effect", packet->effects, effect_names ());
  g_string_append (text, "; ");
  g_string_append (text, reason->text);
  if (*reason->rule != '\0')
    g_string_append_printf (text, " (%s)", reason->rule);
  packet_append_fate (text, packet);
}

static guint8 *
put_flags (guint8 *at, const CaptureFrame *frame)
{
  gboolean leaves = (Vantage) frame->packet->dir == frame->vantage;

  if (frame->vantage == VANTAGE_DROPPED)
    return at;
  at = put_le16 (at, EPB_FLAGS);
  at = put_le16 (at, 4);
  return put_le32 (at, leaves ? FLAG_OUTBOUND : FLAG_INBOUND);
}

static guint8 *
put_verdict (guint8 *at)
{
  guint8 verdict[9] = { VERDICT_EBPF_TC };

  put_le64 (verdict + 1, TC_ACT_SHOT);
  return put_option (at, EPB_VERDICT, verdict, sizeof verdict);
}

static guint8 *
put_packet_options (Pcapng *p, guint8 *at, const CaptureFrame *frame)
{
  at = put_flags (at, frame);
  if (frame->n_lost > 0)
    at = put_option64 (at, EPB_DROPCOUNT, frame->n_lost);
  at = put_option64 (at, EPB_PACKETID, frame->packet->id);
  if (frame->vantage == VANTAGE_DROPPED)
    at = put_verdict (at);
  at = put_option (at, OPT_COMMENT, p->text->str, p->text->len);
  if (frame->note != NULL)
    at = put_text (at, OPT_COMMENT, frame->note);
  return at;
}

/* Most octets that the block of @frame takes. */
static gsize
packet_room (const Pcapng *p, const CaptureFrame *frame)
{
  gsize note = frame->note != NULL ? OPTION_OVERHEAD + strlen (frame->note) : 0;

  return BLOCK_OVERHEAD + PACKET_BODY + frame->len + 4 + PACKET_OPTIONS
         + OPTION_OVERHEAD + p->text->len + note;
}

static void
take_frame (gpointer self, const CaptureFrame *frame)
{
  Pcapng *p = self;
  guint32 captured = MIN (frame->len, p->config->snaplen);
  guint8 *start, *at;

  g_assert (frame->epoch >= 0);
  g_string_truncate (p->text, 0);
  pcapng_append_comment (p->text, frame->packet);
  start = block_room (&p->block, packet_room (p, frame));
  at = begin_block (start, BLOCK_PACKET);
  at = put_le32 (at, p->index[frame->vantage]);
  at = put_time (at, frame->epoch);
  at = put_le32 (at, captured);
  at = put_le32 (at, frame->len);
  block_put_frame (at, frame, captured);
  memset (at + captured, 0, -captured & 3);
  at = put_packet_options (p, at + captured + (-captured & 3), frame);
  end_block (p, start, at);
  p->n_frames[frame->vantage]++;
  p->n_lost[frame->vantage] += frame->n_lost;
  p->last_epoch = frame->epoch;
}

/* The end. */

static void
put_statistics (Pcapng *p, Vantage vantage)
{
  guint8 *start = block_room (&p->block, BLOCK_OVERHEAD + 12 + 4 * 12);
  guint8 *at = begin_block (start, BLOCK_STATISTICS);

  at = put_le32 (at, p->index[vantage]);
  at = put_time (at, p->last_epoch);
  at = put_time_option (at, ISB_STARTTIME, p->config->start_epoch);
  at = put_time_option (at, ISB_ENDTIME, p->last_epoch);
  at = put_option64 (at, ISB_IFRECV, p->n_frames[vantage]);
  if (vantage != VANTAGE_DROPPED)
    at = put_option64 (at, ISB_IFDROP, p->n_lost[vantage]);
  end_block (p, start, at);
}

/* Puts the fingerprint in its place.  A pipe does not go back: there the dots stay. */
static void
fill_in_fingerprint (Pcapng *p)
{
  g_autofree char *hex = fingerprint_hex (p->fingerprint);

  g_assert (strlen (hex) == FINGERPRINT_LEN);
  if (fseek (p->writer.stream, (long) p->fingerprint_at, SEEK_SET) != 0)
    return;
  fwrite (hex, 1, FINGERPRINT_LEN, p->writer.stream);
  fseek (p->writer.stream, 0, SEEK_END);
}

static gboolean
finish (Writer *writer, GError **error G_GNUC_UNUSED)
{
  Pcapng *p = (Pcapng *) writer;

  for (Vantage vantage = 0; vantage < N_VANTAGES; vantage++)
    if (p->config->vantages & (1u << vantage))
      put_statistics (p, vantage);
  block_flush (&p->block);
  if (p->fingerprint != NULL)
    fill_in_fingerprint (p);
  return TRUE;
}

static void
clear (Writer *writer)
{
  Pcapng *p = (Pcapng *) writer;

  block_clear (&p->block);
  g_string_free (p->text, TRUE);
}

Writer *
pcapng_open (const char *path, const CaptureConfig *config, const Fingerprint *fingerprint,
             GError **error)
{
  static const ObserverOps observer = { .start = on_start };
  static const WriterOps ops = {
    .size = sizeof (Pcapng), .tap = take_frame, .observer = &observer, .finish = finish,
    .clear = clear
  };
  Writer *writer = writer_open (&ops, path, error);
  Pcapng *p = (Pcapng *) writer;

  if (writer == NULL)
    return NULL;
  block_init (&p->block, writer->stream);
  p->config = config;
  p->fingerprint = fingerprint;
  p->last_epoch = config->start_epoch;
  p->text = g_string_new (NULL);
  return writer;
}
