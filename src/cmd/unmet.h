/* What a model says of frames and packets that there were none of: said after
 * the run, for a number that is off by one is easily overlooked. */
#ifndef TCPSIM_CMD_UNMET_H
#define TCPSIM_CMD_UNMET_H

#include "tcpsim/model/model.h"
#include "tcpsim/sim/simulation.h"
#include "trace/capture.h"

typedef struct {
  const Model *model;
  guint next_note;              /* the first that no frame has reached yet */
  GArray *unmet_notes;          /* guint: indexes of notes that were passed over */
} Unmet;

/* @model must outlive @unmet; release with unmet_clear(). */
void unmet_init (Unmet *unmet, const Model *model);
void unmet_clear (Unmet *unmet);

/* TRUE when the model has notes, which frames are to be held against. */
gboolean unmet_wants_frames (const Unmet *unmet);

/* A CaptureSink. */
void unmet_frame (gpointer unmet, const CaptureFrame *frame);

/* A line of text for each note that met no frame, and for each rule that met no
 * packet in @sim; to be unreferenced. */
GPtrArray *unmet_list (const Unmet *unmet, const Simulation *sim);

/* Complains of each of these. */
void unmet_report (const Unmet *unmet, const Simulation *sim);

#endif
