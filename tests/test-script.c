/* The application's scripts: what they mean, and what is said of wrong ones. */
#include <check.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "suite.h"
#include "tcpsim/app/script.h"

static Script *
parse (const char *text)
{
  g_autofree char *why = NULL;
  guint line;
  Script *script = script_parse (text, NULL, &why, &line);

  ck_assert_msg (script != NULL, "\"%s\": %s", text, why);
  return script;
}

static const Step *
step_of (const Script *script, guint i)
{
  ck_assert_uint_lt (i, script->steps->len);
  return g_ptr_array_index (script->steps, i);
}

static const Piece *
piece_of (const Step *step, guint i)
{
  ck_assert_uint_lt (i, step->pieces->len);
  return &g_array_index (step->pieces, Piece, i);
}

static void
assert_bytes (const Piece *piece, const char *want, gsize length)
{
  ck_assert_int_eq (piece->kind, PIECE_BYTES);
  ck_assert_uint_eq (piece->count, length);
  ck_assert_uint_eq (g_bytes_get_size (piece->bytes), length);
  ck_assert_mem_eq (g_bytes_get_data (piece->bytes, NULL), want, length);
}

typedef struct {
  const char *text;
  StepKind kind;
  guint64 count;
  SimTime at;
} KindRow;

/* Each as the first step after "accept". */
static const KindRow kind_rows[] = {
  { "send 5",             STEP_SEND,         0, 0 },
  { "receive 5",          STEP_RECEIVE,      5, 0 },
  { "receive 64KiB",      STEP_RECEIVE,      65536, 0 },
  { "receive some",       STEP_RECEIVE_SOME, 0, 0 },
  { "receive eof",        STEP_RECEIVE_EOF,  0, 0 },
  { "wait 25us",          STEP_WAIT,         0, 0 },
  { "wait list 1us 2us",  STEP_WAIT,         0, 0 },
  { "until 1.5s",         STEP_UNTIL,        0, SIM_MS (1500) },
  { "shutdown",           STEP_SHUTDOWN,     0, 0 },
  { "close",              STEP_CLOSE,        0, 0 },
  { "abort",              STEP_ABORT,        0, 0 },
  { "nodelay on",         STEP_NODELAY_ON,   0, 0 },
  { "nodelay off",        STEP_NODELAY_OFF,  0, 0 },
  { "repeat 3 (wait 0)",  STEP_REPEAT,       3, 0 },
};

START_TEST (each_word_is_its_step)
{
  const KindRow *row = &kind_rows[_i];
  g_autofree char *text = g_strconcat ("accept; ", row->text, NULL);
  g_autoptr (Script) script = parse (text);
  const Step *step = step_of (script, 1);

  ck_assert_uint_eq (script->steps->len, 2);
  ck_assert_int_eq (step->kind, row->kind);
  ck_assert_uint_eq (step->count, row->count);
  ck_assert_int_eq (step->at, row->at);
  ck_assert_int_eq (script_has (script, row->kind), TRUE);
  if (row->kind != STEP_REPEAT)
    ck_assert_str_eq (step->text, row->text);
}
END_TEST

START_TEST (pieces_are_sent_in_their_order)
{
  g_autoptr (Script) script = parse ("accept; receive 1; send \"a b\" 64KiB received");
  const Step *send = step_of (script, 2);

  ck_assert_uint_eq (send->pieces->len, 3);
  assert_bytes (piece_of (send, 0), "a b", 3);
  ck_assert_int_eq (piece_of (send, 1)->kind, PIECE_PATTERN);
  ck_assert_uint_eq (piece_of (send, 1)->count, 65536);
  ck_assert_int_eq (piece_of (send, 2)->kind, PIECE_RECEIVED);
}
END_TEST

START_TEST (escapes_are_single_octets)
{
  static const char want[] = "\n\r\t\0\\\"\xff" "é#;)";
  g_autoptr (Script) script = parse ("connect; send \"\\n\\r\\t\\0\\\\\\\"\\xfFé#;)\"");

  assert_bytes (piece_of (step_of (script, 1), 0), want, sizeof want - 1);
}
END_TEST

START_TEST (a_step_knows_its_line)
{
  g_autoptr (Script) script = parse ("\n# a comment (\n connect # and another \"\n\n"
                                     "repeat 2 (\n  wait 1us; wait 2us\n  wait 3us\n)\nwait 4us");
  const Step *repeat = step_of (script, 1);

  ck_assert_uint_eq (step_of (script, 0)->line, 2);
  ck_assert_uint_eq (repeat->line, 4);
  ck_assert_uint_eq (step_of (repeat->body, 1)->line, 5);
  ck_assert_uint_eq (step_of (repeat->body, 2)->line, 6);
  ck_assert_uint_eq (step_of (script, 2)->line, 8);
  ck_assert_str_eq (repeat->text, "repeat 2 (...)");
}
END_TEST

START_TEST (waits_are_numbered_through_repeats)
{
  g_autoptr (Script) script = parse ("wait 1us; repeat 2 (wait 2us; repeat 3 (wait 3us)); wait 4us");
  const Script *outer = step_of (script, 1)->body;

  ck_assert_uint_eq (script->n_waits, 4);
  ck_assert_uint_eq (outer->n_waits, 2);
  ck_assert_uint_eq (step_of (script, 0)->wait_no, 0);
  ck_assert_uint_eq (step_of (outer, 0)->wait_no, 1);
  ck_assert_uint_eq (step_of (step_of (outer, 1)->body, 0)->wait_no, 2);
  ck_assert_uint_eq (step_of (script, 2)->wait_no, 3);
}
END_TEST

START_TEST (a_file_is_sent_whole)
{
  g_autofree char *folder = g_dir_make_tmp ("tcpsim-script-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a b", NULL);
  g_autofree char *why = NULL;
  g_autoptr (Script) script = NULL;
  guint line;

  ck_assert (g_file_set_contents (path, "x\0y", 3, NULL));
  script = script_parse ("connect; send file \"a b\"", folder, &why, &line);
  g_unlink (path);
  g_rmdir (folder);
  ck_assert_ptr_nonnull (script);
  assert_bytes (piece_of (step_of (script, 1), 0), "x\0y", 3);
}
END_TEST

START_TEST (steps_inside_repeats_are_found)
{
  g_autoptr (Script) script = parse ("repeat 1 (repeat 1 (connect))");

  ck_assert (script_has (script, STEP_CONNECT));
  ck_assert (!script_has (script, STEP_ACCEPT));
}
END_TEST

typedef struct {
  const char *text;
  guint line;
  const char *why;
} WrongRow;

static const WrongRow wrong_rows[] = {
  { "", 0, "no steps, write at least one (\"wait 0\" does nothing)" },
  { "\n# only words\n", 0, "no steps, write at least one (\"wait 0\" does nothing)" },
  { "conect", 0, "unknown step \"conect\", did you mean \"connect\"?" },
  { "connect\n\nfrobnicate 3", 2,
    "unknown step \"frobnicate\", there are: connect, accept, send, receive, wait, until, "
    "shutdown, close, abort, nodelay, repeat" },
  { "connect\nsend \"abc", 1,
    "unclosed quote, a text ends with \" on the line where it begins" },
  { "connect\nsend \"abc\ndef\"", 1,
    "unclosed quote, a text ends with \" on the line where it begins" },
  { "connect; send \"abc\\", 0,
    "bad escape \\ in a text, there are: \\n \\r \\t \\0 \\\\ \\\" \\xHH" },
  { "connect; send \"\\q\"", 0,
    "bad escape \\q in a text, there are: \\n \\r \\t \\0 \\\\ \\\" \\xHH" },
  { "connect; send \"\\x4\"", 0,
    "bad escape \\x in a text, there are: \\n \\r \\t \\0 \\\\ \\\" \\xHH" },
  { "connect\nrepeat 2 (\nwait 1s\n", 1, "unclosed parenthesis, a repeat ends with \")\"" },
  { "connect\nwait 1s)\n", 1, "stray \")\", a parenthesis closes a \"repeat K (\"" },
  { "connect\n(wait 1s)\n", 1, "stray \"(\", a parenthesis stands after \"repeat K\"" },
  { "\"abc\"", 0, "a text is not a step, put \"send\" before it" },
  { "repeat (wait 1s)", 0, "\"(wait 1s)\" after \"repeat\", how many times is needed" },
  { "repeat 0 (wait 1s)", 0, "\"0\" after \"repeat\" is not a number of times, write 1 or more" },
  { "repeat x (wait 1s)", 0, "\"x\" after \"repeat\" is not a number of times, write 1 or more" },
  { "repeat 2 wait 1s", 0, "\"wait 1s\" after \"repeat\", \"(\", steps and \")\" is needed" },
  { "repeat 2 ( )", 0, "repeat of nothing, write steps between \"(\" and \")\"" },
  { "connect now", 0, "\"now\" after \"connect\", \";\" or a new line is needed" },
  { "connect; send", 0,
    "nothing after \"send\", a text, a number of octets, \"file NAME\" or \"received\" is needed" },
  { "connect; send hello", 0,
    "\"hello\" cannot be sent, write a text in double quotes, a number of octets, \"file NAME\" "
    "or \"received\"" },
  { "connect; send \"\"", 0, "send \"\" sends nothing, write 1 or more characters" },
  { "connect; send 0", 0, "\"send 0\" does nothing, write 1 or more octets" },
  { "connect; send -1", 0, "\"-1\" after \"send\" is negative, write octets like 100 or 64KiB" },
  { "connect; send 1furlong", 0,
    "\"1furlong\" after \"send\" has an unknown unit, there are: B, KB, MB, GB, KiB, MiB, GiB" },
  { "connect; send 99999999999999999999", 0,
    "\"99999999999999999999\" after \"send\" is too large, write octets like 100 or 64KiB" },
  { "connect; send file", 0, "nothing after \"file\", a file's name is needed" },
  { "connect; send file x", 0, "file \"x\": no file may be read here, write the text itself" },
  { "connect; receive", 0,
    "nothing after \"receive\", a number of octets, \"some\" or \"eof\" is needed" },
  { "connect; receive 0", 0, "\"receive 0\" does nothing, write 1 or more octets" },
  { "connect; receive all", 0,
    "\"all\" after \"receive\" is not a number, "
    "write octets like 100 or 64KiB, \"some\" or \"eof\"" },
  { "connect; receive 1.5", 0, "\"1.5\" after \"receive\" is not a whole number, "
    "write octets like 100 or 64KiB, \"some\" or \"eof\"" },
  { "wait", 0, "nothing after \"wait\", a delay like 25us is needed" },
  { "wait \"1s\"", 0, "\"\"1s\"\" after \"wait\", a delay like 25us is needed" },
  { "wait 5", 0, "wait: \"5\" has no unit, write a time like 25us, 1.5ms or 2s" },
  { "until", 0, "nothing after \"until\", a time like 1.5s is needed" },
  { "until 5", 0, "until: \"5\" has no unit, write a time like 1.5s" },
  { "until 5m", 0, "until: \"5m\" has an unknown unit, there are: ns, us, ms, s, min, h" },
  { "connect; nodelay maybe", 0, "\"maybe\" after \"nodelay\", \"on\" or \"off\" is needed" },

  { "wait 1s\nsend 5", 1,
    "send: there is no connection yet, put connect or accept before it" },
  { "repeat 2 (connect)", 0,
    "connect: the connection was opened already, write one connect or accept" },
  { "accept\nconnect", 1,
    "connect: the connection was opened already, write one connect or accept" },
  { "connect\nclose\nwait 1s\nreceive 1", 3,
    "receive: the connection is gone, after close or abort only wait and until may follow" },
  { "connect\nabort\nclose", 2,
    "close: the connection is gone, after close or abort only wait and until may follow" },
  { "connect\nrepeat 2 (\nwait 1s\nclose)", 3,
    "close: the connection is gone, after close or abort only wait and until may follow" },
  { "connect\nshutdown\nsend 1", 2,
    "send: sending was shut down already, put it before the shutdown" },
  { "connect; send received", 0,
    "send: nothing was received yet, put a receive before it" },
  { "connect; send 18446744073709551615 18446744073709551615", 0,
    "more octets in all than 2^63-1, send or receive fewer" },
  { "connect\nrepeat 4294967296 (repeat 4294967296 (send 5))", 1,
    "more octets in all than 2^63-1, send or receive fewer" },
};

START_TEST (a_wrong_script_is_refused_with_its_line)
{
  const WrongRow *row = &wrong_rows[_i];
  g_autofree char *why = NULL;
  guint line;
  g_autoptr (Script) script = script_parse (row->text, NULL, &why, &line);

  ck_assert_ptr_null (script);
  ck_assert_str_eq (why, row->why);
  ck_assert_uint_eq (line, row->line);
}
END_TEST

/* @depth repeats around one wait. */
static char *
nested (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "repeat 2 (");
  g_string_append (text, "wait 0");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

START_TEST (repeats_nest_sixteen_deep_and_no_deeper)
{
  g_autofree char *deep = nested (16);
  g_autofree char *deeper = nested (17);
  g_autofree char *why = NULL;
  g_autoptr (Script) script = parse (deep);
  guint line;

  ck_assert_ptr_nonnull (script);
  ck_assert_ptr_null (script_parse (deeper, NULL, &why, &line));
  ck_assert_str_eq (why, "repeat within repeat more than 16 deep, use fewer");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("script");
  TCase *good = tcase_create ("meaning");
  TCase *wrong = tcase_create ("refusal");

  tcase_add_loop_test (good, each_word_is_its_step, 0, G_N_ELEMENTS (kind_rows));
  tcase_add_test (good, pieces_are_sent_in_their_order);
  tcase_add_test (good, escapes_are_single_octets);
  tcase_add_test (good, a_step_knows_its_line);
  tcase_add_test (good, waits_are_numbered_through_repeats);
  tcase_add_test (good, a_file_is_sent_whole);
  tcase_add_test (good, steps_inside_repeats_are_found);
  tcase_add_loop_test (wrong, a_wrong_script_is_refused_with_its_line, 0,
                       G_N_ELEMENTS (wrong_rows));
  tcase_add_test (wrong, repeats_nest_sixteen_deep_and_no_deeper);
  suite_add_tcase (suite, good);
  suite_add_tcase (suite, wrong);
  return suite_main (suite);
}
