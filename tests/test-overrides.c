/* Changes to a model from outside its file: what they mean, and the whole line
 * that a wrong one gets. */
#include <check.h>
#include <glib.h>

#include "scratch.h"
#include "suite.h"
#include "tcpsim/model/model.h"

/* It sets one direction, and one host, apart. */
static const char file[] =
  "[link]\ndelay = 10ms\n"
  "[link c2s]\nrate = 1Mbit\n"
  "[client]\naddress = 10.0.0.1\nport = 40000\nscript = connect; send 5\n"
  "[server]\naddress = 10.0.0.2\nport = 80\nrto_min = 300ms\nscript = accept; receive 5\n";

static char *folder, *path;

static void
make_file (void)
{
  scratch_make ("m.ini", &folder, &path);
  ck_assert (g_file_set_contents (path, file, -1, NULL));
}

static void
remove_file (void)
{
  scratch_remove (&folder, &path);
}

/* The model with each of @sets, NULL-terminated, as --set has them. */
static Model *
load_with (const char *const *sets)
{
  g_autoptr (ModelOverrides) overrides = model_overrides_new ();
  g_autoptr (GError) error = NULL;
  Model *model;

  for (; *sets != NULL; sets++)
    model_overrides_set (overrides, *sets);
  model = model_load_with (path, overrides, &error);
  ck_assert_msg (model != NULL, "%s", error != NULL ? error->message : "");
  return model;
}

#define LOAD(...) load_with ((const char *const[]) { __VA_ARGS__, NULL })

START_TEST (a_value_takes_the_place_of_the_file_s)
{
  g_autoptr (Model) model = LOAD ("link.delay=50ms", "client.port = 50000");

  ck_assert_int_eq (model->link[DIR_S2C].delay.a, SIM_MS (50));
  ck_assert_uint_eq (model->host[SIDE_CLIENT].port, 50000);
  ck_assert_uint_eq (model->host[SIDE_SERVER].port, 80);
}
END_TEST

START_TEST (groups_that_the_file_lacks_are_added)
{
  g_autoptr (Model) model = LOAD ("run.seed=7", "link.s2c.rate=2Mbit", "tcp.sack=off");

  ck_assert_uint_eq (model->seed, 7);
  ck_assert_uint_eq (model->link[DIR_C2S].rate, 1000000);
  ck_assert_uint_eq (model->link[DIR_S2C].rate, 2000000);
  ck_assert (!model->host[SIDE_CLIENT].tcp.sack && !model->host[SIDE_SERVER].tcp.sack);
}
END_TEST

START_TEST (one_direction_of_the_file_goes_on_holding)
{
  g_autoptr (Model) model = LOAD ("link.rate=3Mbit");

  ck_assert_uint_eq (model->link[DIR_C2S].rate, 1000000);
  ck_assert_uint_eq (model->link[DIR_S2C].rate, 3000000);
}
END_TEST

START_TEST (the_same_twice_is_no_contradiction)
{
  g_autoptr (Model) model = LOAD ("link.delay=50ms", "link.delay=50ms");

  ck_assert_int_eq (model->link[DIR_S2C].delay.a, SIM_MS (50));
}
END_TEST

START_TEST (notes_and_rules_are_added_to_the_file_s)
{
  g_autoptr (ModelOverrides) overrides = model_overrides_new ();
  g_autoptr (Model) model = NULL;
  const FaultRule *rule;
  const CaptureNote *note;
  g_autofree char *of_rule = NULL, *of_note = NULL;

  model_overrides_set (overrides, "notes.3=the third");
  model_overrides_add_fault (overrides, "drop c2s pkt 1");
  model = model_load_with (path, overrides, NULL);
  ck_assert_ptr_nonnull (model);
  rule = g_ptr_array_index (model->faults, 0);
  note = &g_array_index (model->capture.notes, CaptureNote, 0);
  of_rule = model_where (model, rule->line, "[faults]");
  of_note = model_where (model, note->line, "[notes] 3");
  ck_assert_str_eq (note->text, "the third");
  ck_assert_str_eq (of_rule, "--fault \"drop c2s pkt 1\"");
  ck_assert_str_eq (of_note, "--set notes.3");
}
END_TEST

START_TEST (names_of_expectations_have_dots)
{
  g_autoptr (Model) model = LOAD ("expect.client.retransmits=1", " expect.frames = < 11", "expect.end=done");
  static const struct { const char *name, *condition; } expected[] = {
    { "client.retransmits", "1" }, { "frames", "< 11" }, { "end", "done" }
  };

  ck_assert_uint_eq (model->expectations->len, G_N_ELEMENTS (expected));
  for (guint i = 0; i < model->expectations->len; i++)
    {
      const Expectation *e = g_ptr_array_index (model->expectations, i);

      ck_assert_str_eq (e->name, expected[i].name);
      ck_assert_str_eq (e->condition, expected[i].condition);
    }
}
END_TEST

START_TEST (a_script_may_have_lines)
{
  g_autoptr (Model) model = LOAD ("run.seed=1", "client.script=connect\n# a comment\n  send 5\nclose", "run.until=9s");
  const Script *script = model->host[SIDE_CLIENT].script;
  const Step *last = g_ptr_array_index (script->steps, 2);
  g_autofree char *of_step = model_script_where (model, SIDE_CLIENT, last->line);
  g_autofree char *of_limit = model_where (model, model->until_line, "[run] until");

  ck_assert_uint_eq (script->steps->len, 3);
  ck_assert_uint_eq (last->line, 3);
  ck_assert_str_eq (of_step, "--set client.script");
  ck_assert_str_eq (of_limit, "--set run.until");
}
END_TEST

/* Sets, and the whole error.  FILE stands for the model's path. */
static const struct { const char *set[3]; const char *want; } wrong_rows[] = {
  { { "foo" }, "--set foo: no value is given, write GROUP.KEY=VALUE as in link.delay=50ms" },
  { { "" }, "--set : no value is given, write GROUP.KEY=VALUE as in link.delay=50ms" },
  { { "foo=1" }, "--set foo: no group is named, write GROUP.KEY=VALUE as in link.delay=50ms" },
  { { "mtu=1" }, "--set mtu: no group is named, write link.mtu or link.c2s.mtu or link.s2c.mtu" },
  { { "lnk.delay=1ms" }, "--set lnk.delay: unknown group \"lnk\", did you mean \"link\"?" },
  { { "link.dealy=1ms" }, "--set link.dealy: unknown key, did you mean \"delay\"?" },
  { { "link.sack=on" }, "--set link.sack: unknown key, it belongs to [tcp]" },
  { { "link.=1" }, NULL },
  { { "link.mtu=" }, "--set link.mtu: no value, write a number of octets" },
  { { "link.mtu=1" }, "--set link.mtu: \"1\" is out of range, write 68 to 65536" },
  { { "link.c2s.delay=1 parsec" }, NULL },
  { { "run.seed=1\a" }, "--set run.seed: control character U+0007, take it out" },
  { { "run.seed=\xff" }, "--set run.seed: not UTF-8 (byte 0xff), a model is plain text" },
  { { "a\nb.c=1" }, NULL },
  { { "client.script=connect\nsned 5" }, "--set client.script: unknown step \"sned\", did you mean \"send\"?" },
  { { "faults.1=drop c2s pkt 1" }, "--set faults.1: a rule has no key, write --fault RULE" },
  { { "notes.x=y" }, NULL },
  { { "run.seed=1", "run.seed=2" }, "--set run.seed: set twice, to \"1\" and to \"2\", keep one" },
  /* Refused by what several keys say together: whoever was added is to blame. */
  { { "server.rto_max=200ms" },
    "--set server.rto_max: rto_min is longer than rto_max, write them in ascending order" },
  { { "server.rto_min=200s" },
    "--set server.rto_min: rto_min is longer than rto_max, write them in ascending order" },
  { { "client.address=::1" },
    "--set client.address: not of the server's IP version, write two IPv4 or two IPv6 addresses" },
  { { "server.address=::1" },
    "--set server.address: not of the client's IP version, write two IPv4 or two IPv6 addresses" },
  { { "client.address=10.0.0.2", "client.port=80" },
    "--set client.port: the server has the same address and port, write another port" },
  { { "client.script=accept" },
    "--set client.script: nobody connects, write connect in one of the two scripts" },
  /* Nothing that is set may be without any effect. */
  { { "link.rate=1Mbit", "link.s2c.rate=2Mbit" },
    "--set link.rate: without effect, for [link c2s] and [link s2c] have their own, set it there" },
};

START_TEST (a_wrong_one_gets_one_line_that_names_it)
{
  g_autoptr (ModelOverrides) overrides = model_overrides_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; wrong_rows[_i].set[i] != NULL; i++)
    model_overrides_set (overrides, wrong_rows[_i].set[i]);
  ck_assert_ptr_null (model_load_with (path, overrides, &error));
  ck_assert_ptr_nonnull (error);
  ck_assert (g_str_has_prefix (error->message, "--set "));
  ck_assert_ptr_null (strchr (error->message, '\n'));
  if (wrong_rows[_i].want != NULL)
    ck_assert_str_eq (error->message, wrong_rows[_i].want);
}
END_TEST

START_TEST (the_file_s_own_faults_keep_their_place)
{
  g_autoptr (ModelOverrides) overrides = model_overrides_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *want = g_strconcat (path, ":13: [server] address: missing, ", NULL);

  ck_assert (g_file_set_contents (path, "[client]\naddress = 10.0.0.1\nport = 1\nscript = connect\n\n\n\n\n\n\n\n\n#\n", -1, NULL));
  model_overrides_set (overrides, "server.port=80");
  ck_assert_ptr_null (model_load_with (path, overrides, &error));
  ck_assert_msg (g_str_has_prefix (error->message, want), "%s", error->message);
}
END_TEST

START_TEST (two_names_for_one_key_contradict_each_other)
{
  g_autoptr (ModelOverrides) overrides = model_overrides_new ();
  g_autoptr (GError) error = NULL;

  model_overrides_set_key (overrides, "--seed", "run", "seed", "1");
  model_overrides_set (overrides, "run.seed=2");
  ck_assert_ptr_null (model_load_with (path, overrides, &error));
  ck_assert_str_eq (error->message,
                    "--set run.seed: \"2\" contradicts --seed, which says \"1\", keep one");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("overrides");
  TCase *tcase = tcase_create ("overrides");

  tcase_add_checked_fixture (tcase, make_file, remove_file);
  tcase_add_test (tcase, a_value_takes_the_place_of_the_file_s);
  tcase_add_test (tcase, groups_that_the_file_lacks_are_added);
  tcase_add_test (tcase, one_direction_of_the_file_goes_on_holding);
  tcase_add_test (tcase, the_same_twice_is_no_contradiction);
  tcase_add_test (tcase, notes_and_rules_are_added_to_the_file_s);
  tcase_add_test (tcase, names_of_expectations_have_dots);
  tcase_add_test (tcase, a_script_may_have_lines);
  tcase_add_loop_test (tcase, a_wrong_one_gets_one_line_that_names_it, 0, G_N_ELEMENTS (wrong_rows));
  tcase_add_test (tcase, the_file_s_own_faults_keep_their_place);
  tcase_add_test (tcase, two_names_for_one_key_contradict_each_other);
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
