/* A variant shares everything with its model but the list of rules. */
#include "cmd/variant.h"

#include "cmd/drive.h"
#include "tcpsim/sim/simulation.h"
#include "trace/capture.h"

/* The rules of the one and of the other, which go on owning them. */
static GPtrArray *
join_rules (const GPtrArray *first, const GPtrArray *second)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < first->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (first, i));
  for (guint i = 0; i < second->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (second, i));
  return all;
}

static void
finish (Simulation *sim)
{
  EndRecord end;

  simulation_finish (sim, drive_was_interrupted (), &end);
}

Journal *
variant_run (const Model *model, guint32 connection, const GPtrArray *rules, gboolean *met)
{
  g_autoptr (GPtrArray) all = join_rules (model->faults, rules);
  Model variant = *model;
  g_autoptr (Simulation) sim = NULL;
  Journal *journal = journal_new (connection);

  variant.faults = all;
  sim = simulation_new (&variant);
  simulation_observe (sim, &journal_observer, journal);
  drive_in_silence (sim);
  finish (sim);
  for (guint i = 0; met != NULL && i < rules->len; i++)
    met[i] = simulation_fault_met (sim, g_ptr_array_index (rules, i)) > 0;
  return journal;
}

Journal *
variant_run_base (const Model *model, guint32 connection)
{
  g_autoptr (Simulation) sim = simulation_new (model);
  g_autoptr (Capture) capture = capture_new (&model->capture);
  Journal *journal = journal_new (connection);

  simulation_observe (sim, &journal_observer, journal);
  capture_add_sink (capture, journal_number, journal);
  simulation_observe (sim, &capture_observer, capture);
  drive_to_the_end (sim);
  finish (sim);
  return journal;
}
