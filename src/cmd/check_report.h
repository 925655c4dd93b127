/* What is printed of models that were checked, each as soon as it is known: for
 * people, in the Test Anything Protocol, and for JUnit's readers. */
#ifndef TCPSIM_CMD_CHECK_REPORT_H
#define TCPSIM_CMD_CHECK_REPORT_H

#include "cmd/check_case.h"

typedef enum {
  REPORT_TEXT,                  /* a line each, with what was not as expected below */
  REPORT_QUIET,                 /* only where something was not */
  REPORT_TAP
} ReportStyle;

typedef struct _CheckReport CheckReport;

/* A report on @n models on the standard output, painted as @paint says; with @junit, not NULL, also into
 * that file, once all is known.  NULL, having complained, when that cannot be
 * written.  Begins to print. */
CheckReport *check_report_new (ReportStyle style, const DiagramStyle *paint, const char *junit, guint n);

/* Prints the next model. */
void check_report_add (CheckReport *report, const CheckCase *check_case);

/* Prints how many were what, and writes the file.  FALSE, having complained if that
 * failed, when something was not as expected. */
gboolean check_report_finish (CheckReport *report);

/* Says that the models not added were not run: there is no file then. */
void check_report_interrupt (CheckReport *report);

/* NULL is allowed. */
void check_report_free (CheckReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CheckReport, check_report_free)

#endif
