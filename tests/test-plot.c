/* The data files and scripts of the plots, and gnuplot run over them where it
 * is installed. */
#include <glib/gstdio.h>

#include "records.h"
#include "suite.h"
#include "trace/plot.h"

static const char *const kinds[] = { "sequence", "gaps", "timeseq" };

static char *dir;
static char *scripts;
static Plot *plot;

static void
make_dir (void)
{
  dir = g_dir_make_tmp ("tcpsim-plot-XXXXXX", NULL);
  ck_assert_ptr_nonnull (dir);
  scripts = plot_scripts_dir (NULL);
  ck_assert_ptr_nonnull (scripts);
}

static void
remove_dir (void)
{
  GDir *listing = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_remove (path);
    }
  g_dir_close (listing);
  g_rmdir (dir);
  g_free (dir);
  g_free (scripts);
}

/* The path of dir/NAME; to be freed. */
static char *
path_of (const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static char *
contents_of (const char *name)
{
  g_autofree char *path = path_of (name);
  char *text = NULL;

  ck_assert_msg (g_file_get_contents (path, &text, NULL, NULL), "no %s", path);
  return text;
}

static gboolean
exists (const char *name)
{
  g_autofree char *path = path_of (name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
assert_has (const char *name, const char *part)
{
  g_autofree char *text = contents_of (name);

  ck_assert_msg (strstr (text, part) != NULL, "no \"%s\" in:\n%s", part, text);
}

static Plot *
open_plot (const char *name, const char *recorded, GError **error)
{
  PlotConfig config = { dir, name, scripts, recorded };

  return plot_new (&config, error);
}

static void
begin (const char *name, const char *recorded)
{
  RunRecord run;

  plot = open_plot (name, recorded, NULL);
  ck_assert_ptr_nonnull (plot);
  play_run_record (&run, "127.0.0.1", "::1");
  plot_observer.start (plot, &run);
}

static void
finish (void)
{
  ck_assert (plot_finish (plot, NULL));
  plot_free (plot);
}

static void
play_frame (const Play *play, guint64 number, SimTime previous)
{
  Played played;
  CaptureFrame frame = { .number = number, .at = play->at, .previous_displayed = previous,
                         .packet = &played.packet };

  play_fill (&played, play, number, NULL);
  plot_frame (plot, &frame);
}

static const Play handshake[] = {
  { .flags = SEG_SYN, .takes = 10, .reason = REASON_SYN },
  { .at = 500, .takes = 10, .dir = DIR_S2C, .flags = SEG_SYN | SEG_ACK, .ack = 1,
    .fate = FATE_LOST_RULE, .reason = REASON_SYN_ACK },
  { .at = SIM_MS (3), .takes = 10, .dir = DIR_S2C, .flags = SEG_SYN | SEG_ACK, .ack = 1,
    .again = TRUE, .reason = REASON_RTO, .reason_n = 1 },
  { .at = SIM_MS (4), .flags = SEG_PSH | SEG_ACK, .seq = 1, .ack = 1, .len = 20,
    .reason = REASON_DATA },
};

static void
play_handshake (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (handshake); i++)
    play_packet (&plot_observer, plot, &handshake[i], i + 1);
}

/* Writes dir/rec.tsv; returns its path, to be freed. */
static char *
write_recorded (const char *text)
{
  char *path = path_of ("rec.tsv");

  ck_assert (g_file_set_contents (path, text, -1, NULL));
  return path;
}

START_TEST (each_picture_has_its_data_and_its_script)
{
  g_autofree char *data = g_strdup_printf ("run.%s.dat", kinds[_i]);
  g_autofree char *script = g_strdup_printf ("run.%s.gp", kinds[_i]);

  begin ("run", NULL);
  play_handshake ();
  finish ();
  ck_assert (exists (data));
  assert_has (script, "name = 'run'\nclient = '127.0.0.1:44156'\nserver = '[::1]:12345'\n");
  assert_has (script, "recorded = 0\n");
}
END_TEST

START_TEST (nothing_appears_before_the_plot_is_finished)
{
  begin ("run", NULL);
  play_handshake ();
  ck_assert (!exists ("run.timeseq.dat"));
  plot_free (plot);
  ck_assert (!exists ("run.timeseq.dat"));
  ck_assert_int_eq (g_rmdir (dir), 0);
  g_mkdir (dir, 0700);
}
END_TEST

START_TEST (the_time_sequence_data_has_every_packet)
{
  begin ("run", NULL);
  play_handshake ();
  finish ();
  assert_has ("run.timeseq.dat",
              "\n1\t0\t10\t0\t0\t0\t0\t1\tNaN\n"
              "2\t500\tNaN\t1\t1\t0\t0\t1\t1\n"
              "3\t3000000\t3000010\t1\t0\t1\t0\t1\t1\n"
              "4\t4000000\t4000000\t0\t0\t0\t1\t21\t1\n");
}
END_TEST

START_TEST (the_sequence_data_orders_the_moments)
{
  begin ("run", NULL);
  play_handshake ();
  finish ();
  /* Sent, arrived; lost; sent again, arrived; and one that takes no time. */
  assert_has ("run.sequence.dat",
              "\n0\t0\t1\n1\t10\t0\n2\t490\t1\n3\t2999500\t1\n4\t10\t0\n5\t999990\t1\n\n\n");
  assert_has ("run.sequence.dat", "\n3\t3\t4\t1\t0\t1\t3000000\t2999500\tSYN,ACK seq=0 ack=1\t");
  assert_has ("run.sequence.dat", "\n4\t5\t5\t0\t0\t0\t4000000\t1000000\t"
                                  "PSH,ACK seq=1 ack=1 len=20\t");
}
END_TEST

START_TEST (the_sequence_diagram_stops_where_it_would_be_unreadable)
{
  begin ("run", NULL);
  for (guint i = 0; i < 200; i++)
    play_packet (&plot_observer, plot, &handshake[3], i + 1);
  finish ();
  assert_has ("run.sequence.gp", "drawn = 60\ntotal = 200\n");
  assert_has ("run.timeseq.gp", "drawn = 200\ntotal = 200\n");
}
END_TEST

START_TEST (recorded_gaps_stand_beside_simulated_ones)
{
  g_autofree char *path = write_recorded ("# a comment\n\nnumber\ttime_ns\tdir\r\n"
                                          "50\t0\tc2s\r\n51\t32191\ts2c\n");

  begin ("run", path);
  play_frame (&handshake[0], 50, 0);
  play_frame (&handshake[1], 51, 0);
  finish ();
  assert_has ("run.gaps.dat", "\n50\t0\n51\t500\n\n\n50\t0\n51\t32191\n");
  assert_has ("run.gaps.gp", "recorded = 1\n");
}
END_TEST

static const char *const wrong_tables[] = {
  "number\ttime_ns\n50\n",
  "number\ttime_ns\nfifty\t0\n",
  "number\ttime_ns\n50\t0.5\n",
  "number\ttime_ns\n50\t-1\n",
  "number\ttime_ns\n50 0\n",
  "number\ttime_ns\n50\t99999999999999999999\n",
};

START_TEST (a_wrong_recorded_table_is_told_with_its_line)
{
  g_autofree char *path = write_recorded (wrong_tables[_i]);
  g_autofree char *where = g_strdup_printf ("%s:2: ", path);
  GError *error = NULL;

  ck_assert_ptr_null (open_plot ("run", path, &error));
  ck_assert (g_error_matches (error, PLOT_ERROR, PLOT_ERROR_RECORDED));
  ck_assert_msg (g_str_has_prefix (error->message, where), "%s", error->message);
  g_error_free (error);
}
END_TEST

START_TEST (recorded_times_that_go_back_are_wrong)
{
  g_autofree char *path = write_recorded ("number\ttime_ns\n50\t5\n51\t4\n");
  GError *error = NULL;

  ck_assert_ptr_null (open_plot ("run", path, &error));
  ck_assert (g_error_matches (error, PLOT_ERROR, PLOT_ERROR_RECORDED));
  g_error_free (error);
}
END_TEST

START_TEST (a_missing_recorded_table_is_told)
{
  GError *error = NULL;

  ck_assert_ptr_null (open_plot ("run", "/nonexistent/rec.tsv", &error));
  ck_assert (g_error_matches (error, PLOT_ERROR, PLOT_ERROR_RECORDED));
  g_error_free (error);
}
END_TEST

START_TEST (a_quote_in_the_name_stays_a_quote)
{
  begin ("it's_1", NULL);
  finish ();
  assert_has ("it's_1.gaps.gp", "name = 'it''s_1'\n");
}
END_TEST

START_TEST (without_gnuplot_there_is_a_hint_and_no_picture)
{
  GError *error = NULL;

  begin ("run", NULL);
  finish ();
  g_setenv ("PATH", dir, TRUE);
  ck_assert (!plot_render (dir, "run", &error));
  ck_assert (g_error_matches (error, PLOT_ERROR, PLOT_ERROR_NO_GNUPLOT));
  ck_assert_ptr_nonnull (strstr (error->message, "apt install gnuplot-nox"));
  ck_assert_ptr_null (strchr (error->message, '\n'));
  ck_assert (!exists ("run.gaps.png"));
  g_error_free (error);
}
END_TEST

START_TEST (a_failing_gnuplot_leaves_the_old_picture_alone)
{
  static const char fake[] = "#!/bin/sh\necho half >run.sequence.png.part\necho oops >&2\nexit 1\n";
  g_autofree char *gnuplot = path_of ("gnuplot");
  g_autofree char *old = path_of ("run.sequence.png");
  g_autofree char *search = NULL;
  GError *error = NULL;

  begin ("run", NULL);
  finish ();
  g_file_set_contents (old, "old", -1, NULL);
  g_file_set_contents (gnuplot, fake, -1, NULL);
  g_chmod (gnuplot, 0755);
  search = g_strdup_printf ("%s:%s", dir, g_getenv ("PATH"));
  g_setenv ("PATH", search, TRUE);
  ck_assert (!plot_render (dir, "run", &error));
  ck_assert (g_error_matches (error, PLOT_ERROR, PLOT_ERROR_GNUPLOT));
  ck_assert_ptr_nonnull (strstr (error->message, "oops"));
  assert_has ("run.sequence.png", "old");
  ck_assert (!exists ("run.sequence.png.part"));
  g_error_free (error);
}
END_TEST

static void
assert_pictures (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *svg = g_strdup_printf ("%s.%s.svg", name, kinds[i]);
      g_autofree char *png = g_strdup_printf ("%s.%s.png", name, kinds[i]);

      assert_has (svg, "</svg>");
      ck_assert (exists (png));
    }
}

static void
render (const char *name)
{
  GError *error = NULL;
  gboolean drawn = plot_render (dir, name, &error);

  ck_assert_msg (drawn, "%s", error != NULL ? error->message : "");
}

static gboolean
has_gnuplot (void)
{
  g_autofree char *path = g_find_program_in_path ("gnuplot");

  return path != NULL;
}

/* Parts of the handshake: nothing, one packet, one that is lost, and all. */
static const struct {
  guint first, end;
} parts[] = { { 0, 0 }, { 0, 1 }, { 1, 2 }, { 0, G_N_ELEMENTS (handshake) } };

START_TEST (gnuplot_draws_every_picture_of_any_run)
{
  if (!has_gnuplot ())
    return;

  begin ("-it's_1 x", NULL);
  for (guint i = parts[_i].first; i < parts[_i].end; i++)
    {
      play_packet (&plot_observer, plot, &handshake[i], i + 1);
      play_frame (&handshake[i], i + 1, handshake[i > parts[_i].first ? i - 1 : i].at);
    }
  finish ();
  render ("-it's_1 x");
  assert_pictures ("-it's_1 x");
}
END_TEST

START_TEST (the_same_run_has_the_same_pictures)
{
  if (!has_gnuplot ())
    return;

  begin ("run", NULL);
  play_handshake ();
  finish ();
  render ("run");
  g_autofree char *before = contents_of ("run.sequence.svg");
  render ("run");
  g_autofree char *after = contents_of ("run.sequence.svg");

  ck_assert_str_eq (before, after);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plot");
  TCase *tc = tcase_create ("files");

  tcase_add_checked_fixture (tc, make_dir, remove_dir);
  tcase_set_timeout (tc, 60);
  tcase_add_loop_test (tc, each_picture_has_its_data_and_its_script, 0, G_N_ELEMENTS (kinds));
  tcase_add_test (tc, nothing_appears_before_the_plot_is_finished);
  tcase_add_test (tc, the_time_sequence_data_has_every_packet);
  tcase_add_test (tc, the_sequence_data_orders_the_moments);
  tcase_add_test (tc, the_sequence_diagram_stops_where_it_would_be_unreadable);
  tcase_add_test (tc, recorded_gaps_stand_beside_simulated_ones);
  tcase_add_loop_test (tc, a_wrong_recorded_table_is_told_with_its_line, 0,
                       G_N_ELEMENTS (wrong_tables));
  tcase_add_test (tc, recorded_times_that_go_back_are_wrong);
  tcase_add_test (tc, a_missing_recorded_table_is_told);
  tcase_add_test (tc, a_quote_in_the_name_stays_a_quote);
  tcase_add_test (tc, without_gnuplot_there_is_a_hint_and_no_picture);
  tcase_add_test (tc, a_failing_gnuplot_leaves_the_old_picture_alone);
  tcase_add_loop_test (tc, gnuplot_draws_every_picture_of_any_run, 0, G_N_ELEMENTS (parts));
  tcase_add_test (tc, the_same_run_has_the_same_pictures);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
