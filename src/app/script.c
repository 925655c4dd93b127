/* The application as a script: text to steps.  A token is a word, a text, a
 * parenthesis or the end of a step; a comment runs from a "#" that begins a
 * token to the end of its line.  After the grammar the order of the steps is
 * checked, so that no run can ask of a connection what it can never do; what
 * depends on the peer (a receive that waits for ever) is the run's to find. */
#include "tcpsim/app/script.h"

#include <string.h>

#include "app/literal.h"
#include "base/readfile.h"
#include "base/why.h"
#include "tcpsim/base/units.h"

/* Deep enough for any purpose, and no danger to the stack. */
#define MAX_NESTING 16

/* The largest file that a script may send. */
#define MAX_FILE ((gsize) 1 << 30)

/* Ends a word. */
#define DELIMITERS " \t\r\n;()\""

typedef enum {
  TOKEN_WORD,
  TOKEN_TEXT,
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_SEPARATOR,
  TOKEN_END
} TokenKind;

typedef struct {
  TokenKind kind;               /* of the current token */
  const char *start;
  const char *at;               /* just after it; for a text, once it has been taken */
  const char *last_end;         /* of the token before it */
  guint line;
  guint nesting;
  guint n_waits;
  const char *base_dir;
  char **why;
} Parser;

typedef struct {
  const char *word;
  StepKind kind;
  gboolean (*parse) (Parser *p, Step *step);
} StepWord;

static Script *parse_steps (Parser *p);

static void
piece_clear (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->bytes, g_bytes_unref);
}

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->text);
  delay_spec_clear (&step->delay);
  g_clear_pointer (&step->pieces, g_array_unref);
  script_free (step->body);
  g_free (step);
}

static Script *
script_new (void)
{
  Script *script = g_new0 (Script, 1);

  script->steps = g_ptr_array_new_with_free_func (step_free);
  return script;
}

void
script_free (Script *script)
{
  if (script == NULL)
    return;
  g_ptr_array_unref (script->steps);
  g_free (script);
}

gboolean
script_has (const Script *script, StepKind kind)
{
  for (guint i = 0; i < script->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (script->steps, i);

      if (step->kind == kind || (step->body != NULL && script_has (step->body, kind)))
        return TRUE;
    }
  return FALSE;
}

/* Tokens. */

static const char *
skip_blanks (const char *at)
{
  at += strspn (at, " \t\r");
  if (*at == '#')
    at += strcspn (at, "\n");
  return at;
}

static TokenKind
token_kind (char c)
{
  switch (c)
    {
    case '\0': return TOKEN_END;
    case '\n': return TOKEN_SEPARATOR;
    case ';':  return TOKEN_SEPARATOR;
    case '(':  return TOKEN_OPEN;
    case ')':  return TOKEN_CLOSE;
    case '"':  return TOKEN_TEXT;
    default:   return TOKEN_WORD;
    }
}

static void
advance (Parser *p)
{
  if (p->kind == TOKEN_SEPARATOR && *p->start == '\n')
    p->line++;
  p->last_end = p->at;
  p->start = skip_blanks (p->at);
  p->kind = token_kind (*p->start);
  p->at = p->start;
  if (p->kind == TOKEN_WORD)
    p->at += strcspn (p->start, DELIMITERS);
  else if (p->kind != TOKEN_END)
    p->at++;
}

/* The current word, which is taken; to be freed. */
static char *
take_word (Parser *p)
{
  char *word = g_strndup (p->start, p->at - p->start);

  advance (p);
  return word;
}

static gboolean
at_step_end (const Parser *p)
{
  return p->kind == TOKEN_SEPARATOR || p->kind == TOKEN_CLOSE || p->kind == TOKEN_END;
}

/* Refuses the current token where @wanted should stand. */
static gboolean
refuse_token (Parser *p, const char *after, const char *wanted)
{
  g_autofree char *token = g_strndup (p->start, strcspn (p->start, "\n"));
  g_autofree char *quoted = why_quote (token);
  g_autofree char *quoted_after = why_quote (after);

  if (at_step_end (p))
    return why_set (p->why, "nothing after %s, %s is needed", quoted_after, wanted);
  return why_set (p->why, "%s after %s, %s is needed", quoted, quoted_after, wanted);
}

/* The octets of "N", which may have a size's unit; 0 makes no sense here.
 * @wanted is what would be right after @after. */
static gboolean
parse_octets (Parser *p, const char *word, const char *after, const char *wanted, guint64 *out)
{
  UnitsStatus status = units_parse_count (word, out);
  g_autofree char *quoted = why_quote (word);

  if (status == UNITS_NOT_A_NUMBER)
    status = units_parse_size (word, out);
  if (status != UNITS_OK)
    return why_set (p->why, "%s after \"%s\" %s, %s", quoted, after, units_status_text (status),
                    status == UNITS_UNKNOWN ? "there are: " UNITS_OF_SIZE : wanted);
  if (*out == 0)
    return why_set (p->why, "\"%s 0\" does nothing, write 1 or more octets", after);
  return TRUE;
}

/* Steps, one function each. */

static gboolean
parse_bare (Parser *p G_GNUC_UNUSED, Step *step G_GNUC_UNUSED)
{
  return TRUE;
}

/* The literal at the current token, which is taken; NULL when it is a bad one. */
static GBytes *
take_literal (Parser *p)
{
  GBytes *bytes = literal_parse (p->start, &p->at, p->why);

  if (bytes != NULL)
    advance (p);
  return bytes;
}

static gboolean
parse_text_piece (Parser *p, Piece *piece)
{
  piece->bytes = take_literal (p);
  if (piece->bytes == NULL)
    return FALSE;
  piece->count = g_bytes_get_size (piece->bytes);
  if (piece->count == 0)
    return why_set (p->why, "send \"\" sends nothing, write 1 or more characters");
  return TRUE;
}

/* A file's name, bare or in quotes; to be freed.  NULL when there is none. */
static char *
take_file_name (Parser *p)
{
  g_autoptr (GBytes) bytes = NULL;

  if (p->kind == TOKEN_WORD)
    return take_word (p);
  if (p->kind != TOKEN_TEXT)
    {
      refuse_token (p, "file", "a file's name");
      return NULL;
    }
  bytes = take_literal (p);
  if (bytes == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
parse_file_piece (Parser *p, Piece *piece)
{
  g_autofree char *name = take_file_name (p);
  g_autofree char *path = NULL, *why = NULL, *quoted = NULL;

  if (name == NULL)
    return FALSE;
  quoted = why_quote (name);
  if (p->base_dir == NULL)
    return why_set (p->why, "file %s: no file may be read here, write the text itself", quoted);
  path = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (p->base_dir, name, NULL);
  piece->bytes = readfile (path, MAX_FILE, &why);
  if (piece->bytes == NULL)
    return why_set (p->why, "file %s: %s, name one beside the model", quoted, why);
  piece->count = g_bytes_get_size (piece->bytes);
  if (piece->count == 0)
    return why_set (p->why, "file %s: is empty, name one with something to send", quoted);
  return TRUE;
}

static gboolean
parse_word_piece (Parser *p, Piece *piece)
{
  g_autofree char *word = take_word (p);

  if (strcmp (word, "file") == 0)
    return parse_file_piece (p, piece);
  if (strcmp (word, "received") == 0)
    {
      piece->kind = PIECE_RECEIVED;
      return TRUE;
    }
  if (!g_ascii_isdigit (*word) && *word != '-')
    {
      g_autofree char *quoted = why_quote (word);

      return why_set (p->why, "%s cannot be sent, write a text in double quotes, "
                      "a number of octets, \"file NAME\" or \"received\"", quoted);
    }
  piece->kind = PIECE_PATTERN;
  return parse_octets (p, word, "send", "write octets like 100 or 64KiB", &piece->count);
}

static gboolean
parse_piece (Parser *p, Piece *piece)
{
  if (p->kind == TOKEN_TEXT)
    return parse_text_piece (p, piece);
  if (p->kind == TOKEN_WORD)
    return parse_word_piece (p, piece);
  return refuse_token (p, "send", "a text, a number of octets, \"file NAME\" or \"received\"");
}

static gboolean
parse_send (Parser *p, Step *step)
{
  step->pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  g_array_set_clear_func (step->pieces, piece_clear);
  do
    {
      Piece none = { .kind = PIECE_BYTES };

      g_array_append_val (step->pieces, none);
      if (!parse_piece (p, &g_array_index (step->pieces, Piece, step->pieces->len - 1)))
        return FALSE;
    }
  while (!at_step_end (p));
  return TRUE;
}

static gboolean
parse_receive (Parser *p, Step *step)
{
  g_autofree char *word = NULL;

  if (p->kind != TOKEN_WORD)
    return refuse_token (p, "receive", "a number of octets, \"some\" or \"eof\"");
  word = take_word (p);
  if (strcmp (word, "some") == 0)
    {
      step->kind = STEP_RECEIVE_SOME;
      return TRUE;
    }
  if (strcmp (word, "eof") == 0)
    {
      step->kind = STEP_RECEIVE_EOF;
      return TRUE;
    }
  return parse_octets (p, word, "receive",
                       "write octets like 100 or 64KiB, \"some\" or \"eof\"", &step->count);
}

static gboolean
parse_wait (Parser *p, Step *step)
{
  const char *start = p->start;
  g_autofree char *text = NULL, *why = NULL;

  if (p->kind != TOKEN_WORD)
    return refuse_token (p, "wait", "a delay like 25us");
  while (p->kind == TOKEN_WORD)
    advance (p);
  if (!at_step_end (p))
    return refuse_token (p, "wait", "a delay like 25us");
  text = g_strndup (start, p->last_end - start);
  step->wait_no = p->n_waits++;
  if (!delay_spec_parse (&step->delay, text, p->base_dir, &why))
    return why_set (p->why, "wait: %s%s", why,
                    g_str_has_suffix (why, ": no such file") ? ", name one beside the model" : "");
  return TRUE;
}

static gboolean
parse_until (Parser *p, Step *step)
{
  g_autofree char *word = NULL, *quoted = NULL;
  UnitsStatus status;

  if (p->kind != TOKEN_WORD)
    return refuse_token (p, "until", "a time like 1.5s");
  word = take_word (p);
  quoted = why_quote (word);
  status = units_parse_time (word, &step->at);
  if (status != UNITS_OK)
    return why_set (p->why, "until: %s %s, %s", quoted, units_status_text (status),
                    status == UNITS_UNKNOWN ? "there are: " UNITS_OF_TIME
                                            : "write a time like 1.5s");
  return TRUE;
}

static gboolean
parse_nodelay (Parser *p, Step *step)
{
  g_autofree char *word = p->kind == TOKEN_WORD ? g_strndup (p->start, p->at - p->start) : NULL;

  if (g_strcmp0 (word, "off") == 0)
    step->kind = STEP_NODELAY_OFF;
  else if (g_strcmp0 (word, "on") != 0)
    return refuse_token (p, "nodelay", "\"on\" or \"off\"");
  advance (p);
  return TRUE;
}

static gboolean
parse_repeat_count (Parser *p, Step *step)
{
  g_autofree char *word = NULL, *quoted = NULL;

  if (p->kind != TOKEN_WORD)
    return refuse_token (p, "repeat", "how many times");
  word = take_word (p);
  quoted = why_quote (word);
  if (units_parse_count (word, &step->count) != UNITS_OK || step->count == 0)
    return why_set (p->why, "%s after \"repeat\" is not a number of times, write 1 or more",
                    quoted);
  return TRUE;
}

static gboolean
parse_repeat (Parser *p, Step *step)
{
  guint line;

  if (!parse_repeat_count (p, step))
    return FALSE;
  if (p->kind != TOKEN_OPEN)
    return refuse_token (p, "repeat", "\"(\", steps and \")\"");
  if (++p->nesting > MAX_NESTING)
    return why_set (p->why, "repeat within repeat more than %d deep, use fewer", MAX_NESTING);
  line = p->line;
  advance (p);
  step->body = parse_steps (p);
  if (step->body == NULL)
    return FALSE;
  if (p->kind != TOKEN_CLOSE)
    {
      p->line = line;
      return why_set (p->why, "unclosed parenthesis, a repeat ends with \")\"");
    }
  if (step->body->steps->len == 0)
    return why_set (p->why, "repeat of nothing, write steps between \"(\" and \")\"");
  p->nesting--;
  advance (p);
  return TRUE;
}

static const StepWord step_words[] = {
  { "connect",  STEP_CONNECT,    parse_bare },
  { "accept",   STEP_ACCEPT,     parse_bare },
  { "send",     STEP_SEND,       parse_send },
  { "receive",  STEP_RECEIVE,    parse_receive },
  { "wait",     STEP_WAIT,       parse_wait },
  { "until",    STEP_UNTIL,      parse_until },
  { "shutdown", STEP_SHUTDOWN,   parse_bare },
  { "close",    STEP_CLOSE,      parse_bare },
  { "abort",    STEP_ABORT,      parse_bare },
  { "nodelay",  STEP_NODELAY_ON, parse_nodelay },
  { "repeat",   STEP_REPEAT,     parse_repeat },
};

const char *const *
script_step_names (void)
{
  static const char *const names[] = {
    "connect", "accept", "send", "receive", "wait", "until", "shutdown", "close", "abort", "nodelay",
    "repeat", NULL
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (step_words) + 1);
  return names;
}

static gboolean
refuse_step (Parser *p, const char *word)
{
  g_autofree char *quoted = why_quote (word);
  g_autofree char *hint = why_not_among (word, script_step_names ());

  return why_set (p->why, "unknown step %s, %s", quoted, hint);
}

static gboolean
parse_step_words (Parser *p, Step *step)
{
  g_autofree char *word = g_strndup (p->start, p->at - p->start);

  for (guint i = 0; i < G_N_ELEMENTS (step_words); i++)
    if (strcmp (word, step_words[i].word) == 0)
      {
        step->kind = step_words[i].kind;
        advance (p);
        return step_words[i].parse (p, step);
      }
  return refuse_step (p, word);
}

/* Appends the step at the current token, up to what ends it, to @script. */
static gboolean
parse_step (Parser *p, Script *script)
{
  const char *start = p->start;
  Step *step = g_new0 (Step, 1);

  g_ptr_array_add (script->steps, step);
  step->line = p->line;
  if (p->kind == TOKEN_OPEN)
    return why_set (p->why, "stray \"(\", a parenthesis stands after \"repeat K\"");
  if (p->kind == TOKEN_TEXT)
    return why_set (p->why, "a text is not a step, put \"send\" before it");
  if (!parse_step_words (p, step))
    return FALSE;
  if (step->kind == STEP_REPEAT)
    step->text = g_strdup_printf ("repeat %" G_GUINT64_FORMAT " (...)", step->count);
  else
    step->text = g_strndup (start, p->last_end - start);
  return at_step_end (p) || refuse_token (p, step->text, "\";\" or a new line");
}

/* Steps up to a closing parenthesis or the end, which is left to the caller. */
static Script *
parse_steps (Parser *p)
{
  g_autoptr (Script) script = script_new ();
  guint waits_before = p->n_waits;

  for (;;)
    {
      while (p->kind == TOKEN_SEPARATOR)
        advance (p);
      if (at_step_end (p))
        break;
      if (!parse_step (p, script))
        return NULL;
    }
  script->n_waits = p->n_waits - waits_before;
  return g_steal_pointer (&script);
}

/* The order of steps. */

typedef struct {
  gboolean opened;              /* connect or accept */
  gboolean received;
  gboolean shut;                /* no more sending */
  gboolean gone;                /* close or abort */
} Progress;

static gboolean
step_uses_received (const Step *step)
{
  for (guint i = 0; step->pieces != NULL && i < step->pieces->len; i++)
    if (g_array_index (step->pieces, Piece, i).kind == PIECE_RECEIVED)
      return TRUE;
  return FALSE;
}

/* What is wrong with a step that uses the connection; NULL when nothing is. */
static const char *
misuse_of_connection (const Step *step, const Progress *done)
{
  gboolean ends_sending = step->kind == STEP_SEND || step->kind == STEP_SHUTDOWN;

  if (!done->opened)
    return "there is no connection yet, put connect or accept before it";
  if (done->gone)
    return "the connection is gone, after close or abort only wait and until may follow";
  if (done->shut && ends_sending)
    return "sending was shut down already, put it before the shutdown";
  if (!done->received && step_uses_received (step))
    return "nothing was received yet, put a receive before it";
  return NULL;
}

static const char *
misuse (const Step *step, const Progress *done)
{
  switch (step->kind)
    {
    case STEP_WAIT:
    case STEP_UNTIL:
    case STEP_REPEAT:
      return NULL;
    case STEP_CONNECT:
    case STEP_ACCEPT:
      return done->opened ? "the connection was opened already, write one connect or accept" : NULL;
    default:
      return misuse_of_connection (step, done);
    }
}

static void
note_progress (const Step *step, Progress *done)
{
  StepKind kind = step->kind;

  done->opened |= kind == STEP_CONNECT || kind == STEP_ACCEPT;
  done->received |= kind == STEP_RECEIVE || kind == STEP_RECEIVE_SOME || kind == STEP_RECEIVE_EOF;
  done->shut |= kind == STEP_SHUTDOWN;
  done->gone |= kind == STEP_CLOSE || kind == STEP_ABORT;
}

static gboolean
refuse_order (const Step *step, const char *wrong, char **why, guint *line)
{
  g_autofree char *word = g_strndup (step->text, strcspn (step->text, " \t\""));

  *line = step->line;
  return why_set (why, "%s: %s", word, wrong);
}

static gboolean check_order (const Script *script, Progress *done, char **why, guint *line);

/* A second time round finds what the first has done, and a third finds nothing
 * new; where the first changes nothing, not even a second is needed. */
static gboolean
check_repeat_order (const Step *step, Progress *done, char **why, guint *line)
{
  Progress before = *done;

  if (!check_order (step->body, done, why, line))
    return FALSE;
  if (step->count == 1 || memcmp (&before, done, sizeof before) == 0)
    return TRUE;
  return check_order (step->body, done, why, line);
}

static gboolean
check_order (const Script *script, Progress *done, char **why, guint *line)
{
  for (guint i = 0; i < script->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (script->steps, i);
      const char *wrong = misuse (step, done);

      if (wrong != NULL)
        return refuse_order (step, wrong, why, line);
      note_progress (step, done);
      if (step->body != NULL && !check_repeat_order (step, done, why, line))
        return FALSE;
    }
  return TRUE;
}

/* The octets that a script moves, which must fit a count of 64 bits. */

static gboolean add_octets (const Script *script, guint64 *total, guint *line);

/* Adds to @total what one step sends and receives; FALSE when it overflows. */
static gboolean
add_step_octets (const Step *step, guint64 *total, guint *line)
{
  guint64 octets = step->body == NULL ? step->count : 0;

  for (guint i = 0; step->pieces != NULL && i < step->pieces->len; i++)
    if (!g_uint64_checked_add (&octets, octets, g_array_index (step->pieces, Piece, i).count))
      return FALSE;
  if (step->body != NULL
      && (!add_octets (step->body, &octets, line)
          || !g_uint64_checked_mul (&octets, octets, step->count)))
    return FALSE;
  return g_uint64_checked_add (total, *total, octets);
}

static gboolean
add_octets (const Script *script, guint64 *total, guint *line)
{
  for (guint i = 0; i < script->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (script->steps, i);

      *line = step->line;
      if (!add_step_octets (step, total, line))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_script (const Script *script, char **why, guint *line)
{
  Progress done = { FALSE, FALSE, FALSE, FALSE };
  guint64 total = 0;

  *line = 0;
  if (script->steps->len == 0)
    return why_set (why, "no steps, write at least one (\"wait 0\" does nothing)");
  if (!check_order (script, &done, why, line))
    return FALSE;
  if (!add_octets (script, &total, line) || total > G_MAXINT64)
    return why_set (why, "more octets in all than 2^63-1, send or receive fewer");
  return TRUE;
}

Script *
script_parse (const char *text, const char *base_dir, char **why, guint *line)
{
  Parser p = { .kind = TOKEN_END, .at = text, .base_dir = base_dir, .why = why };
  g_autoptr (Script) script = NULL;

  advance (&p);
  script = parse_steps (&p);
  *line = p.line;
  if (script == NULL)
    return NULL;
  if (p.kind == TOKEN_CLOSE)
    {
      why_set (why, "stray \")\", a parenthesis closes a \"repeat K (\"");
      return NULL;
    }
  return check_script (script, why, line) ? g_steal_pointer (&script) : NULL;
}
