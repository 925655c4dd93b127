/* The sequence diagram of a run, as text for a terminal: the client's lifeline
 * on the left, the server's on the right, one arrow for each packet at the
 * time it was sent, and beside it why it was sent and what the model's author
 * wrote about it. */
#ifndef TCPSIM_TRACE_DIAGRAM_H
#define TCPSIM_TRACE_DIAGRAM_H

#include <stdio.h>

#include "tcpsim/trace/record.h"
#include "trace/capture.h"

typedef enum { CHARSET_ASCII, CHARSET_UTF8 } Charset;

/* What the terminal can show. */
typedef struct {
  Charset charset;
  gboolean colour;
  guint width;                  /* in cells; less than 60 counts as 60 */
  guint64 max_packets;          /* drawn from the start, the last few come on top; 0: all */
} DiagramStyle;

#define DIAGRAM_DEFAULT_WIDTH 100
#define DIAGRAM_DEFAULT_PACKETS 200

typedef struct _Diagram Diagram;

/* Draws on @out.  @elsewhere names the file that has the packets left out of a
 * long diagram, or is NULL; the diagram keeps a copy of it and of @style. */
Diagram *diagram_new (FILE *out, const DiagramStyle *style, const char *elsewhere);
void diagram_free (Diagram *diagram);

/* What the simulation is to be given, with the diagram as self.  A row is
 * drawn once its packet has arrived or is known to be lost, the rest at the
 * end. */
extern const ObserverOps diagram_observer;

/* A CaptureSink: gives the arrow of the frame's packet its number and note.
 * The capture must observe the simulation after the diagram does. */
void diagram_number (gpointer diagram, const CaptureFrame *frame);

/* "PSH,ACK seq=1 ack=1 len=15", sequence numbers counted from the ISNs.
 * Returns @out. */
#define DIAGRAM_LABEL_MAX 96
const char *diagram_label (const PacketRecord *packet, char out[DIAGRAM_LABEL_MAX]);

/* Why the segment was sent: "retransmission timeout #2".  Returns @out. */
#define DIAGRAM_WHY_MAX 96
const char *diagram_why (const Segment *seg, char out[DIAGRAM_WHY_MAX]);

/* The arrow of @packet with @label on it, "-- SYN -->", @cells wide, which must be
 * at least five more than the label has. */
GString *diagram_arrow (const PacketRecord *packet, const char *label, guint cells, Charset charset);

/* "127.0.0.1:44156", "[::1]:44156".  Returns @out. */
#define DIAGRAM_END_MAX (NET_ADDRESS_TEXT_MAX + 8)
const char *diagram_end_name (const RunRecord *run, Side side, char out[DIAGRAM_END_MAX]);

typedef enum { PAINT_NONE, PAINT_DIM, PAINT_STRONG, PAINT_ALERT, PAINT_NOTE } Paint;

/* Prints @text, in colour where @style has any. */
void diagram_paint (FILE *out, const DiagramStyle *style, Paint paint, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Diagram, diagram_free)

#endif
