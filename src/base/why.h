/* Words for what is wrong with something that came from outside: a why is one
 * line that can follow a colon, and says what would be right. */
#ifndef TCPSIM_BASE_WHY_H
#define TCPSIM_BASE_WHY_H

#include <glib.h>

/* Sets *@why to the formatted text, to be freed, and returns FALSE, so that a
 * parser can refuse in one line. */
gboolean why_set (char **why, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Characters of a bare word, such as a key, before it is cut. */
#define WHY_WORD_MAX 60

/* At most @max characters of @text, "..." after them where there are more, with
 * every control character and every octet that is no UTF-8 shown like \x1b, so
 * that it fits a message of one line; to be freed. */
char *why_visible (const char *text, guint max);

/* @text likewise in double quotes, cut where it is long; to be freed. */
char *why_quote (const char *text);

/* The entry of @names (NULL-terminated) that @word was probably meant to be;
 * NULL when nothing is near. */
const char *why_nearest (const char *word, const char *const *names);

/* What to do about @word, which is none of @names: "did you mean "x"?" or
 * "there are: x, y"; to be freed. */
char *why_not_among (const char *word, const char *const *names);

#endif
