/* The words of a text, read one after the other: how tc's notations are read. */
#ifndef TCPSIM_BASE_WORDS_H
#define TCPSIM_BASE_WORDS_H

#include <glib.h>

typedef struct {
  char **all;                   /* NULL-terminated, none empty */
  guint next;
} Words;

/* Splits @text at white space; so is a lone backslash, with which a shell's line goes on. */
void words_init (Words *words, const char *text);
void words_clear (Words *words);

/* The next word, which stays the next; NULL at the end. */
static inline const char *
words_peek (const Words *words)
{
  return words->all[words->next];
}

/* The next word; NULL at the end. */
const char *words_take (Words *words);

/* Takes the next word if it is @word. */
gboolean words_take_if (Words *words, const char *word);

/* TRUE when the next word begins like a number. */
gboolean words_has_number (const Words *words);

/* FALSE, with *@why set, when there is a word too many. */
gboolean words_end (const Words *words, char **why);

#endif
