/* How the capture of a run presents itself: plain data, filled by the model. */
#ifndef TCPSIM_TRACE_CAPTURE_CONFIG_H
#define TCPSIM_TRACE_CAPTURE_CONFIG_H

#include "tcpsim/base/simtime.h"
#include "tcpsim/net/segment.h"

G_BEGIN_DECLS

/* A teacher's words about one frame. */
typedef struct {
  guint64 number;               /* of the frame in the capture */
  char *text;                   /* UTF-8, one line */
  guint line;                   /* of the model file, from 1 */
} CaptureNote;

typedef struct {
  Side vantage;                 /* whose interface: what the link loses is in its own captures only */
  char *interface;              /* "lo" */
  guint64 first_number;         /* the number of the first frame of ours */
  gint64 start_epoch;           /* when the capture began, nanoseconds since 1970 UTC */
  SimTime first_at;             /* run time 0, counted from the capture's beginning */
  char *zone_name;              /* "EDT" */
  gint32 zone_offset;           /* seconds east of UTC */
  GArray *foreign;              /* SimTime since the capture's beginning: somebody else's frames, ascending */
  GArray *notes;                /* CaptureNote, ascending by number */
} CaptureConfig;

G_END_DECLS

#endif
