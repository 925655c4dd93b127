/* A program of somebody else's with the library in it: loads a model, runs it
 * and counts the packets.  Compiled by tests/install.sh against what was
 * installed, and by nothing else. */
#include <stdio.h>

#include "tcpsim/model/model.h"
#include "tcpsim/sim/simulation.h"

static void
count_sent (gpointer self, const PacketRecord *packet G_GNUC_UNUSED)
{
  guint *n_packets = self;

  (*n_packets)++;
}

static const ObserverOps counter = { .sent = count_sent };

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Model) model = model_load (argc > 1 ? argv[1] : "", &error);
  g_autoptr (Simulation) sim = NULL;
  EndRecord end;
  guint n_packets = 0;

  if (model == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }

  sim = simulation_new (model);
  simulation_observe (sim, &counter, &n_packets);
  while (simulation_run (sim, 1000))
    ;
  simulation_finish (sim, FALSE, &end);
  printf ("%u packets\n", n_packets);
  return 0;
}
