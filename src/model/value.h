/* The kinds of value that a model's keys have: how each is read, and what is
 * said when it is wrong. */
#ifndef TCPSIM_MODEL_VALUE_H
#define TCPSIM_MODEL_VALUE_H

#include <glib.h>

/* One value to read, and whatever its reading may depend on. */
typedef struct {
  const char *key;
  const char *text;             /* on one line */
  const char *lines;            /* as it stands in the file */
  guint line;                   /* of the file; 0 for a default */
  guint64 min, max;             /* both allowed; nanoseconds, octets or plain numbers */
  const char *base_dir;         /* where files are looked for */
  const char *owner;            /* "client": names the random stream of a value drawn */
  guint64 seed;
  const char *wanted;           /* the kind's, filled in by value_read() */
  guint wrong_line;             /* of the file; where what is wrong stands */
  char *why;                    /* what is wrong, what would be right; to be freed */
} ValueInput;

typedef struct {
  const char *unit;             /* what lists call it */
  const char *wanted;           /* what would be right */

  /* Stores the value at @where; FALSE, with in->why set, when it is wrong. */
  gboolean (*read) (ValueInput *in, gpointer where);

  /* The text of a stored value, to be freed; NULL where nothing needs it. */
  char *(*print) (gconstpointer where);
} ValueKind;

/* Numbers; what is stored is named by the kind or else as said. */
extern const ValueKind value_time;              /* SimTime */
extern const ValueKind value_count16;
extern const ValueKind value_count32;
extern const ValueKind value_count64;
extern const ValueKind value_octets;            /* guint32 */
extern const ValueKind value_size;              /* guint32; with its unit */
extern const ValueKind value_random32;          /* guint32, drawn if so wished */
extern const ValueKind value_boolean;           /* gboolean */

/* Names and texts. */
extern const ValueKind value_profile;           /* HostModel, whose tcp is overwritten */
extern const ValueKind value_congestion_control; /* const CcOps * */
extern const ValueKind value_congestion_controls; /* GPtrArray * of const CcOps * */
extern const ValueKind value_vantages;          /* CaptureConfig: vantage and vantages */
extern const ValueKind value_formats;           /* guint: 1 << FORMAT_PCAP ... */
extern const ValueKind value_interface;         /* char * */
extern const ValueKind value_file;              /* char *, a path */
extern const ValueKind value_address;           /* NetAddress */

/* Things with a notation of their own. */
extern const ValueKind value_delay;             /* DelaySpec */
extern const ValueKind value_rate;              /* LinkConfig: rate and rate_spec */
extern const ValueKind value_loss;              /* LossSpec */
extern const ValueKind value_chance;            /* ChanceSpec */
extern const ValueKind value_reorder;           /* LinkConfig: reorder and gap */
extern const ValueKind value_slot;              /* SlotSpec */
extern const ValueKind value_queue;             /* QueueSpec */
extern const ValueKind value_netem;             /* LinkConfig: all that netem does */
extern const ValueKind value_script;            /* HostModel: script and script_line */
extern const ValueKind value_rmem;              /* TcpConfig: rcvbuf and rcvbuf_max */
extern const ValueKind value_sndbuf;            /* TcpConfig: sndbuf, locked */
extern const ValueKind value_rcvbuf;            /* TcpConfig: rcvbuf, locked */
extern const ValueKind value_wmem;              /* TcpConfig: sndbuf */
extern const ValueKind value_date;              /* gint64 */
extern const ValueKind value_zone;              /* CaptureConfig: zone_name and zone_offset */
extern const ValueKind value_times;             /* GArray * of SimTime, ascending */

/* Reads @in as @kind; an empty value is wrong for every kind. */
gboolean value_read (const ValueKind *kind, ValueInput *in, gpointer where);

/* Where @text, which was refused for the reason *@why, looks as if a comment
 * followed on its line, that is the reason instead. */
void value_explain_comment (const char *text, char **why);

#endif
