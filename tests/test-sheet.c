/* Tables: the same cells in each rendering. */
#include <stdlib.h>

#include "suite.h"
#include "trace/sheet.h"

static const char *const names[] = { "text", "n", "time", "octets", "none" };

/* A heading, a row of which everything needs escaping, and one that is almost empty. */
static const struct {
  SheetFormat format;
  const char *want;
} renderings[] = {
  { SHEET_TSV, "text\tn\ttime\toctets\tnone\n"
    "a\\tb\\n\\r, \"c\\\t18446744073709551615\t-0.000000001\t00ff\t\n"
    "\t1\t7.055660280\t\t\n" },
  { SHEET_CSV, "text,n,time,octets,none\n"
    "\"a\tb\n\r, \"\"c\\\",18446744073709551615,-0.000000001,00ff,\n"
    ",1,7.055660280,,\n" },
  { SHEET_JSONL,
    "{\"text\":\"a\\u0009b\\u000a\\u000d, \\\"c\\\\\",\"n\":18446744073709551615,\"time\":-0.000000001,"
    "\"octets\":\"00ff\"}\n"
    "{\"n\":1,\"time\":7.055660280}\n" },
};

static void
put_rows (Sheet *sheet)
{
  sheet_text (sheet, "a\tb\n\r, \"c\\");
  sheet_number (sheet, G_MAXUINT64);
  sheet_seconds (sheet, -1);
  sheet_hex (sheet, (const guint8 *) "\0\xff", 2);
  sheet_none (sheet);
  sheet_end_row (sheet);
  sheet_none (sheet);
  sheet_number (sheet, 1);
  sheet_seconds (sheet, G_GINT64_CONSTANT (7055660280));
  sheet_none (sheet);
  sheet_none (sheet);
  sheet_end_row (sheet);
}

START_TEST (cells_are_escaped_as_the_rendering_has_it)
{
  char *text = NULL;
  size_t n = 0;
  FILE *stream = open_memstream (&text, &n);
  Sheet sheet;

  sheet_begin (&sheet, stream, renderings[_i].format, names, G_N_ELEMENTS (names));
  put_rows (&sheet);
  fclose (stream);
  ck_assert_str_eq (text, renderings[_i].want);
  free (text);
}
END_TEST

static const struct {
  const char *path;
  SheetFormat format;
} paths[] = {
  { "a.tsv", SHEET_TSV }, { "a.csv", SHEET_CSV }, { "dir.csv/a.jsonl", SHEET_JSONL }, { "a.b", SHEET_TSV },
  { "csv", SHEET_TSV }, { "a.csv/b", SHEET_TSV },
};

START_TEST (the_end_of_a_name_asks_for_a_format)
{
  ck_assert_int_eq (sheet_format_of_path (paths[_i].path), paths[_i].format);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sheet");
  TCase *tc = tcase_create ("sheet");

  tcase_add_loop_test (tc, cells_are_escaped_as_the_rendering_has_it, 0, G_N_ELEMENTS (renderings));
  tcase_add_loop_test (tc, the_end_of_a_name_asks_for_a_format, 0, G_N_ELEMENTS (paths));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
