/* Notes ascend by number, and so do frames: one index suffices. */
#include "cmd/unmet.h"

#include "base/why.h"
#include "cmd/cmd.h"

/* Characters of a rule before it is cut: its list may name thousands of packets. */
#define RULE_MAX 100

void
unmet_init (Unmet *unmet, const Model *model)
{
  *unmet = (Unmet) { .model = model, .unmet_notes = g_array_new (FALSE, FALSE, sizeof (guint)) };
}

void
unmet_clear (Unmet *unmet)
{
  g_clear_pointer (&unmet->unmet_notes, g_array_unref);
}

static const CaptureNote *
note_at (const Unmet *unmet, guint i)
{
  const GArray *notes = unmet->model->capture.notes;

  return i < notes->len ? &g_array_index (notes, CaptureNote, i) : NULL;
}

gboolean
unmet_wants_frames (const Unmet *unmet)
{
  return unmet->model->capture.notes->len > 0;
}

void
unmet_frame (gpointer self, const CaptureFrame *frame)
{
  Unmet *unmet = self;
  const CaptureNote *note;

  while ((note = note_at (unmet, unmet->next_note)) != NULL && note->number <= frame->number)
    {
      if (note->number < frame->number)
        g_array_append_val (unmet->unmet_notes, unmet->next_note);
      unmet->next_note++;
    }
}

static char *
note_text (const Unmet *unmet, const CaptureNote *note)
{
  g_autofree char *subject = g_strdup_printf ("[notes] %" G_GUINT64_FORMAT, note->number);
  g_autofree char *where = model_where (unmet->model, note->line, subject);

  return g_strdup_printf ("%s: no frame of this session has that number", where);
}

static char *
rule_text (const Unmet *unmet, const FaultRule *rule)
{
  g_autofree char *shown = why_visible (rule->text, RULE_MAX);
  g_autofree char *subject = g_strdup_printf ("[faults]: \"%s\"", shown);
  g_autofree char *where = model_where (unmet->model, rule->line, subject);

  return g_strdup_printf ("%s: met no packet", where);
}

GPtrArray *
unmet_list (const Unmet *unmet, const Simulation *sim)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  const GPtrArray *rules = unmet->model->faults;
  const CaptureNote *note;

  for (guint i = 0; i < unmet->unmet_notes->len; i++)
    g_ptr_array_add (list, note_text (unmet, note_at (unmet, g_array_index (unmet->unmet_notes, guint, i))));
  for (guint i = unmet->next_note; (note = note_at (unmet, i)) != NULL; i++)
    g_ptr_array_add (list, note_text (unmet, note));
  for (guint i = 0; i < rules->len; i++)
    {
      const FaultRule *rule = g_ptr_array_index (rules, i);

      if (simulation_fault_met (sim, rule) == 0)
        g_ptr_array_add (list, rule_text (unmet, rule));
    }
  return list;
}

void
unmet_report (const Unmet *unmet, const Simulation *sim)
{
  g_autoptr (GPtrArray) list = unmet_list (unmet, sim);

  for (guint i = 0; i < list->len; i++)
    cmd_complain ("%s", (const char *) g_ptr_array_index (list, i));
}
