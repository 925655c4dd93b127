/* What a capture sees: of all packets those that pass one host's interface, in
 * the order in which they pass it, numbered and timed as the model's capture
 * is.  The renderings of a capture (pcap, text, table) are made from its
 * frames. */
#ifndef TCPSIM_TRACE_CAPTURE_H
#define TCPSIM_TRACE_CAPTURE_H

#include "net/wire.h"
#include "tcpsim/trace/capture_config.h"
#include "tcpsim/trace/record.h"
#include "trace/conversation.h"

/* One frame as captured.  Good only during the call that hands it over. */
typedef struct {
  Vantage vantage;              /* where it passes */
  guint64 number;               /* in the capture, other people's frames counted; 0 where it is
                                 * not the vantage whose frames are numbered */
  SimTime at;                   /* since the capture's beginning */
  gint64 epoch;                 /* nanoseconds since 1970 UTC */
  SimTime previous_captured;    /* of the frame before, whoever's; 0 when there is none */
  SimTime previous_displayed;   /* of our frame before; its own time for the first */
  const char *note;             /* NULL when there is none */
  guint64 n_lost;               /* lost on the way to this vantage since its frame before */
  const RunRecord *run;
  const PacketRecord *packet;   /* as it reads at the vantage: where a bit of TCP's ports, numbers,
                                 * flags or window was flipped on the way, with that */
  const PacketRecord *sent;     /* as it was sent */
  const WireEnds *ends;         /* who sends it to whom, as it reads there */
  const WireTemplate *template; /* of its headers, as they were sent */
  guint32 headers_len;          /* octets before its payload */
  guint32 len;                  /* octets of it all */
  FrameView view;               /* what the frames so far make of this one, where somebody wants that */
} CaptureFrame;

typedef void (*CaptureSink) (gpointer self, const CaptureFrame *frame);

typedef struct _Capture Capture;

/* @config must outlive the capture. */
Capture *capture_new (const CaptureConfig *config);
void capture_free (Capture *capture);

/* Hands every frame of the vantage whose frames are numbered to @sink, too.  Sinks
 * are called in the order added. */
void capture_add_sink (Capture *capture, CaptureSink sink, gpointer self);

/* Hands every frame of all vantages of the configuration to @sink, in the order of
 * time; views are those of the numbered ones only. */
void capture_add_tap (Capture *capture, CaptureSink sink, gpointer self);

/* Has the frames' views filled in. */
void capture_want_views (Capture *capture);

/* What the simulation is to be given: an Observer with the capture as self. */
extern const ObserverOps capture_observer;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Capture, capture_free)

#endif
