/* Lines of text, compared one by one. */
#include "trace/transcript.h"

#include <string.h>

#include "tcpsim/base/units.h"

/* Lines that are shown before the one that differs. */
#define CONTEXT 3

#define HEADING "# seconds\tconnection\tdirection\tflags\tseq\tack\tlen\twindow\tcause\tfate\n"

struct _Transcript {
  GString *text;
};

Transcript *
transcript_new (void)
{
  Transcript *t = g_new (Transcript, 1);

  t->text = g_string_new (HEADING);
  return t;
}

void
transcript_free (Transcript *t)
{
  if (t == NULL)
    return;

  g_string_free (t->text, TRUE);
  g_free (t);
}

/* tcpdump's letters. */
static void
append_flags (GString *text, guint8 flags)
{
  static const struct { guint8 flag; char letter; } letters[] = {
    { SEG_SYN, 'S' }, { SEG_FIN, 'F' }, { SEG_RST, 'R' }, { SEG_PSH, 'P' }, { SEG_ECE, 'E' },
    { SEG_CWR, 'W' }, { SEG_ACK, '.' }
  };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (flags & letters[i].flag)
      g_string_append_c (text, letters[i].letter);
}

static void
on_sent (gpointer self, const PacketRecord *packet)
{
  GString *text = ((Transcript *) self)->text;
  const Segment *seg = packet->seg;
  g_autofree char *at = units_print_seconds (packet->sent_at);

  g_string_append_printf (text, "%s\t%u\t%s\t", at, packet->connection, direction_name (packet->dir));
  append_flags (text, seg->flags);
  g_string_append_printf (text, "\t%u\t%u\t%u\t%u\t%s\t%s\n",
                          (guint) seq_diff (seg->seq, packet->sender_isn),
                          seg->flags & SEG_ACK ? (guint) seq_diff (seg->ack, packet->peer_isn) : 0,
                          seg->len, seg->window, seg_reason_info (seg->reason)->name,
                          fate_name (packet->fate));
}

const ObserverOps transcript_observer = { .sent = on_sent };

const char *
transcript_text (const Transcript *t)
{
  return t->text->str;
}

static void
append_line (GString *out, const char *mark, const char *line)
{
  g_string_append_printf (out, "%s%s\n", mark, line != NULL && *line != '\0' ? line : "(nothing more)");
}

char *
transcript_difference (const Transcript *t, const char *kept)
{
  g_auto (GStrv) want = g_strsplit (kept, "\n", -1), got = g_strsplit (t->text->str, "\n", -1);
  GString *out;
  guint at = 0;

  if (strcmp (kept, t->text->str) == 0)
    return NULL;

  while (want[at] != NULL && got[at] != NULL && strcmp (want[at], got[at]) == 0)
    at++;
  out = g_string_new (NULL);
  g_string_append_printf (out, "packet %u differs\n", at);
  for (guint i = at > CONTEXT ? at - CONTEXT : 0; i < at; i++)
    append_line (out, "    ", want[i]);
  append_line (out, "  - ", want[at]);
  append_line (out, "  + ", got[at]);
  return g_string_free (out, FALSE);
}
