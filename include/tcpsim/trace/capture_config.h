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

/* Where packets are seen.  A host sees what it sends, whatever becomes of it, and of
 * the other's what arrives.  The two hosts have the numbers of their sides. */
typedef enum {
  VANTAGE_CLIENT,
  VANTAGE_SERVER,
  VANTAGE_DROPPED,              /* what the link dropped, when it did */
  N_VANTAGES
} Vantage;

/* Kinds of capture file. */
typedef enum { FORMAT_PCAP, FORMAT_PCAPNG, N_FORMATS } CaptureFormat;

/* What libpcap takes by default: larger than any frame. */
#define CAPTURE_SNAPLEN_MAX 262144

typedef struct {
  Vantage vantage;              /* whose frames are numbered: of pcap, text, table and diagram */
  guint vantages;               /* 1 << VANTAGE_CLIENT ...: the interfaces of a pcapng */
  guint formats;                /* 1 << FORMAT_PCAP ...: capture files to be written */
  guint32 snaplen;              /* octets of a frame that these keep */
  char *interface;              /* "lo" */
  guint64 first_number;         /* the number of the first frame of ours */
  gint64 start_epoch;           /* when the capture began, nanoseconds since 1970 UTC */
  SimTime first_at;             /* run time 0, counted from the capture's beginning */
  char *zone_name;              /* "EDT" */
  gint32 zone_offset;           /* seconds east of UTC */
  GArray *foreign;              /* SimTime since the capture's beginning: somebody else's frames, ascending */
  GArray *notes;                /* CaptureNote, ascending by number */
} CaptureConfig;

/* "client", "server" or "dropped". */
const char *vantage_name (Vantage vantage);

/* These names, NULL-terminated; and "pcap" and "pcapng". */
const char *const *vantage_names (void);
const char *const *capture_format_names (void);

G_END_DECLS

#endif
