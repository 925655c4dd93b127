/* The table of tcp_info: a row for each change and none without, each end of
 * each connection apart. */
#include <glib/gstdio.h>
#include <string.h>

#include "suite.h"
#include "trace/info_table.h"

static char *dir, *path;
static Writer *table;

static void
begin (void)
{
  dir = g_dir_make_tmp ("tcpsim-info-XXXXXX", NULL);
  path = g_build_filename (dir, "info.tsv", NULL);
  table = info_table_open (path, SHEET_TSV, NULL);
  ck_assert_ptr_nonnull (table);
}

static void
end (void)
{
  writer_discard (table);
  g_remove (path);
  g_rmdir (dir);
  g_clear_pointer (&path, g_free);
  g_clear_pointer (&dir, g_free);
}

static void
tell (SimTime at, guint32 connection, Side side, InfoCause cause, const TcpInfo *info)
{
  InfoRecord record = { at, connection, side, cause, info };

  table->ops->observer->info (table, &record);
}

/* The table's lines, the heading first; to be freed. */
static char **
read_lines (void)
{
  g_autofree char *text = NULL;

  ck_assert (writer_settle (table, NULL) && writer_commit (g_steal_pointer (&table), NULL));
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  return g_strsplit (text, "\n", -1);
}

START_TEST (a_row_stands_for_a_change)
{
  TcpInfo info = { .state = TCP_ESTABLISHED, .ca_state = TCP_CA_RECOVERY, .snd_cwnd = 10 };
  g_auto (GStrv) lines = NULL;

  tell (SIM_MS (20), 0, SIDE_CLIENT, CAUSE_ARRIVAL, &info);
  tell (SIM_MS (21), 0, SIDE_CLIENT, CAUSE_SENT, &info);
  info.snd_cwnd = 11;
  tell (SIM_MS (1500), 0, SIDE_CLIENT, CAUSE_TIMER, &info);
  lines = read_lines ();
  ck_assert_uint_eq (g_strv_length (lines), 4);
  ck_assert (g_str_has_prefix (lines[0], "time\tconnection\tside\tcause\tstate\tca_state\tsnd_cwnd\t"));
  ck_assert (g_str_has_prefix (lines[1], "0.020000000\t0\tclient\tin\tESTABLISHED\tRecovery\t10\t"));
  ck_assert (g_str_has_prefix (lines[2], "1.500000000\t0\tclient\ttimer\tESTABLISHED\tRecovery\t11\t"));
}
END_TEST

START_TEST (each_end_of_each_connection_has_rows_of_its_own)
{
  TcpInfo info = { .state = TCP_ESTABLISHED };
  g_auto (GStrv) lines = NULL;

  tell (0, 2, SIDE_SERVER, CAUSE_CALL, &info);
  tell (1, 0, SIDE_CLIENT, CAUSE_CALL, &info);
  tell (2, 2, SIDE_CLIENT, CAUSE_CALL, &info);
  tell (3, 2, SIDE_SERVER, CAUSE_CALL, &info);
  lines = read_lines ();
  ck_assert_uint_eq (g_strv_length (lines), 5);
  ck_assert (g_str_has_prefix (lines[1], "0.000000000\t2\tserver\tcall\t"));
  ck_assert (g_str_has_prefix (lines[3], "0.000000002\t2\tclient\tcall\t"));
}
END_TEST

START_TEST (every_column_has_a_field)
{
  TcpInfo info = { .state = TCP_ESTABLISHED, .quickacks = 7 };
  g_auto (GStrv) lines = NULL, names = NULL, fields = NULL;

  tell (0, 0, SIDE_CLIENT, CAUSE_CALL, &info);
  lines = read_lines ();
  names = g_strsplit (lines[0], "\t", -1);
  fields = g_strsplit (lines[1], "\t", -1);
  ck_assert_uint_eq (g_strv_length (names), g_strv_length (fields));
  ck_assert_str_eq (names[g_strv_length (names) - 1], "quickacks");
  ck_assert_str_eq (fields[g_strv_length (fields) - 1], "7");
}
END_TEST

START_TEST (a_discarded_table_leaves_nothing)
{
  writer_discard (g_steal_pointer (&table));
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("info-table");
  TCase *t = tcase_create ("info-table");

  tcase_add_checked_fixture (t, begin, end);
  tcase_add_test (t, a_row_stands_for_a_change);
  tcase_add_test (t, each_end_of_each_connection_has_rows_of_its_own);
  tcase_add_test (t, every_column_has_a_field);
  tcase_add_test (t, a_discarded_table_leaves_nothing);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
