/* The words for what became of a packet. */
#include "tcpsim/trace/record.h"

const char *
fate_text (Fate fate)
{
  static const char *const texts[N_FATES] = {
    [FATE_ARRIVES] = "",
    [FATE_LOST_RULE] = "lost: rule",
    [FATE_LOST_QUEUE] = "lost: queue full",
    [FATE_LOST_MTU] = "lost: larger than the MTU",
  };

  g_assert (fate < N_FATES);
  return texts[fate];
}
