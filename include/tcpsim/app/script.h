/* The application as a script: steps, one after the other.
 *
 *   connect | accept
 *   send PIECE...           PIECE: "text", N (pattern octets), file NAME, received
 *   receive N | some | eof
 *   wait DELAY              in the delay notation
 *   until TIME              since the start of the run
 *   shutdown | close | abort
 *   nodelay on | nodelay off
 *   repeat K ( steps )
 *
 * Steps are separated by ";" or by a new line. */
#ifndef TCPSIM_APP_SCRIPT_H
#define TCPSIM_APP_SCRIPT_H

#include <glib.h>

#include "tcpsim/base/simtime.h"
#include "tcpsim/net/delay.h"

G_BEGIN_DECLS

typedef enum {
  STEP_CONNECT,
  STEP_ACCEPT,
  STEP_SEND,
  STEP_RECEIVE,                 /* exactly count octets */
  STEP_RECEIVE_SOME,            /* what there is, at least one octet */
  STEP_RECEIVE_EOF,             /* all until the peer closes */
  STEP_WAIT,
  STEP_UNTIL,
  STEP_SHUTDOWN,
  STEP_CLOSE,
  STEP_ABORT,
  STEP_NODELAY_ON,
  STEP_NODELAY_OFF,
  STEP_REPEAT                   /* body, count times */
} StepKind;

typedef enum {
  PIECE_BYTES,                  /* a text or a file */
  PIECE_PATTERN,                /* count octets of the pattern */
  PIECE_RECEIVED                /* what the last receive step gave */
} PieceKind;

typedef struct {
  PieceKind kind;
  GBytes *bytes;
  guint64 count;
} Piece;

typedef struct _Script Script;

typedef struct {
  StepKind kind;
  guint line;                   /* counted from the first line of the script's text, from 0 */
  char *text;                   /* as written, on one line, for messages */
  guint64 count;
  SimTime at;                   /* STEP_UNTIL */
  DelaySpec delay;              /* STEP_WAIT */
  guint wait_no;                /* STEP_WAIT: its number in the script, from 0 */
  GArray *pieces;               /* STEP_SEND: Piece */
  Script *body;                 /* STEP_REPEAT */
} Step;

struct _Script {
  GPtrArray *steps;             /* Step *, owned */
  guint n_waits;                /* in the whole script, bodies included */
};

/* Parses @text; to be released with script_free().  On failure NULL; *@why says what is wrong and what would be
 * right (to be freed) and *@line on which line of @text, from 0.  Files are
 * looked for beside @base_dir. */
Script *script_parse (const char *text, const char *base_dir, char **why, guint *line);
void script_free (Script *script);

/* "connect", "send": the words with which steps begin, NULL-terminated. */
const char *const *script_step_names (void);

/* TRUE when some step, inside repeats too, is of @kind. */
gboolean script_has (const Script *script, StepKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Script, script_free)

G_END_DECLS

#endif
