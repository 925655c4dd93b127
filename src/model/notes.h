/* The notes of [notes]: a teacher's words about single frames. */
#ifndef TCPSIM_MODEL_NOTES_H
#define TCPSIM_MODEL_NOTES_H

#include <glib.h>

/* Adds to @notes (CaptureNote) the one that @text gives to the frame @number,
 * which is to come from a key on @line.  The text may stand in double quotes, as a
 * script's texts do.  FALSE, with *@why to be freed, when it is wrong. */
gboolean notes_add (GArray *notes, const char *number, guint line, const char *text, char **why);

/* Once all notes have been added: puts them in the order of their frames. */
void notes_finish (GArray *notes);

#endif
