/* Printing models that were checked. */
#include "cmd/check_report.h"

#include <stdio.h>
#include <string.h>

#include "base/why.h"
#include "cmd/cmd.h"
#include "trace/outfile.h"

typedef struct {
  void (*begin) (guint n);
  void (*add) (const CheckReport *report, const CheckCase *c, const char *name);
  void (*end) (const CheckReport *report);
  void (*interrupt) (void);
} Printer;

struct _CheckReport {
  const Printer *printer;
  DiagramStyle paint;
  guint n, passed, failed, skipped, warnings;
  OutFile *junit;               /* NULL: not wanted */
  GString *xml;                 /* of the models so far */
};

static guint
n_added (const CheckReport *r)
{
  return r->passed + r->failed + r->skipped;
}

/* Each of @texts, which may have several lines, behind @indent. */
static void
print_indented (const GPtrArray *texts, const char *indent)
{
  for (guint i = 0; i < texts->len; i++)
    {
      g_auto (GStrv) lines = g_strsplit (g_ptr_array_index (texts, i), "\n", -1);

      for (guint k = 0; lines[k] != NULL; k++)
        if (*lines[k] != '\0')
          printf ("%s%s\n", indent, lines[k]);
    }
}

/* For people. */

static void
begin_nothing (guint n G_GNUC_UNUSED)
{
}

static void
end_nothing (const CheckReport *r G_GNUC_UNUSED)
{
}

static void
interrupt_nothing (void)
{
}

static void
add_text (const CheckReport *r, const CheckCase *c, const char *name)
{
  gboolean failed = c->failures->len > 0;

  diagram_paint (stdout, &r->paint, failed ? PAINT_ALERT : PAINT_NONE,
                 failed ? "FAIL" : check_case_expects (c) ? "ok  " : "skip");
  printf ("  %s\n", name);
  print_indented (c->failures, "      ");
  print_indented (c->warnings, "      warning: ");
}

static void
add_failed (const CheckReport *r, const CheckCase *c, const char *name)
{
  if (c->failures->len > 0)
    add_text (r, c, name);
}

static void
end_text (const CheckReport *r)
{
  printf ("\n%u passed, %u failed, %u skipped", r->passed, r->failed, r->skipped);
  if (r->warnings > 0)
    printf (", %u %s", r->warnings, r->warnings == 1 ? "warning" : "warnings");
  putchar ('\n');
}

/* The Test Anything Protocol. */

static void
begin_tap (guint n)
{
  printf ("1..%u\n", n);
}

/* A '#' would begin a directive. */
static char *
tap_escape (const char *name)
{
  GString *out = g_string_new (NULL);

  for (; *name != '\0'; name++)
    {
      if (*name == '#' || *name == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *name);
    }
  return g_string_free (out, FALSE);
}

static void
add_tap (const CheckReport *r, const CheckCase *c, const char *name)
{
  g_autofree char *escaped = tap_escape (name);

  printf ("%sok %u - %s%s\n", c->failures->len == 0 ? "" : "not ", n_added (r), escaped,
          check_case_expects (c) ? "" : " # SKIP expects nothing");
  print_indented (c->failures, "# ");
  print_indented (c->warnings, "# warning: ");
}

static void
interrupt_tap (void)
{
  puts ("Bail out! interrupted");
}

static const Printer printers[] = {
  [REPORT_TEXT] = { begin_nothing, add_text, end_text, interrupt_nothing },
  [REPORT_QUIET] = { begin_nothing, add_failed, end_nothing, interrupt_nothing },
  [REPORT_TAP] = { begin_tap, add_tap, end_nothing, interrupt_tap },
};

/* JUnit. */

/* Appends <@tag> with @texts in it; nothing where there are none. */
static void
append_element (GString *xml, const char *open, const char *close, const GPtrArray *texts)
{
  if (texts->len == 0)
    return;
  g_string_append (xml, open);
  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (g_ptr_array_index (texts, i), -1);

      g_string_append_printf (xml, "%s\n", escaped);
    }
  g_string_append (xml, close);
}

static void
append_case (GString *xml, const CheckCase *c, const char *name)
{
  g_autofree char *escaped = g_markup_escape_text (name, -1);

  g_string_append_printf (xml, "  <testcase classname=\"tcpsim\" name=\"%s\">", escaped);
  append_element (xml, "<failure message=\"not as expected\">", "</failure>", c->failures);
  if (!check_case_expects (c))
    g_string_append (xml, "<skipped message=\"expects nothing\"/>");
  append_element (xml, "<system-err>", "</system-err>", c->warnings);
  g_string_append (xml, "</testcase>\n");
}

static gboolean
write_junit (CheckReport *r)
{
  g_autoptr (GError) error = NULL;

  if (r->junit == NULL)
    return TRUE;
  fprintf (outfile_stream (r->junit),
           "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<testsuite name=\"tcpsim\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\">\n"
           "%s</testsuite>\n", n_added (r), r->failed, r->skipped, r->xml->str);
  if (outfile_commit (g_steal_pointer (&r->junit), &error))
    return TRUE;
  cmd_complain ("--junit: %s", error->message);
  return FALSE;
}

/* All of it. */

CheckReport *
check_report_new (ReportStyle style, const DiagramStyle *paint, const char *junit, guint n)
{
  g_autoptr (CheckReport) r = g_new0 (CheckReport, 1);
  g_autoptr (GError) error = NULL;

  r->printer = &printers[style];
  r->paint = *paint;
  r->n = n;
  r->xml = g_string_new (NULL);
  if (junit != NULL && (r->junit = outfile_open (junit, &error)) == NULL)
    {
      cmd_complain ("--junit: %s", error->message);
      return NULL;
    }
  r->printer->begin (n);
  return g_steal_pointer (&r);
}

void
check_report_add (CheckReport *r, const CheckCase *c)
{
  g_autofree char *name = why_visible (c->path, G_MAXUINT);

  r->skipped += !check_case_expects (c);
  r->failed += c->failures->len > 0;
  r->passed += check_case_expects (c) && c->failures->len == 0;
  r->warnings += c->warnings->len;
  r->printer->add (r, c, name);
  if (r->junit != NULL)
    append_case (r->xml, c, name);
  fflush (stdout);
}

gboolean
check_report_finish (CheckReport *r)
{
  r->printer->end (r);
  return write_junit (r) && r->failed == 0;
}

void
check_report_interrupt (CheckReport *r)
{
  r->printer->interrupt ();
  cmd_complain ("interrupted after %u of %u models", n_added (r), r->n);
}

void
check_report_free (CheckReport *r)
{
  if (r == NULL)
    return;
  outfile_discard (r->junit);
  g_string_free (r->xml, TRUE);
  g_free (r);
}
