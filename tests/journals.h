/* Journals made by hand, for the tests of what looks back on a run. */
#ifndef TCPSIM_TESTS_JOURNALS_H
#define TCPSIM_TESTS_JOURNALS_H

#include "records.h"
#include "trace/journal.h"

/* Plays packets up to the first without flags, and an end at which both
 * applications are done. */
static inline Journal *
journal_of (const Play *plays)
{
  Journal *journal = journal_new (0);

  for (guint64 id = 1; plays->flags != 0; plays++)
    play_packet (&journal_observer, journal, plays, id++);
  journal_observer.end (journal, &(EndRecord) { .end = END_DONE });
  journal->done_at = SIM_SEC (1);
  return journal;
}

#endif
