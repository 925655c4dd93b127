/* A text in double quotes, as scripts and notes write it. */
#ifndef TCPSIM_APP_LITERAL_H
#define TCPSIM_APP_LITERAL_H

#include <glib.h>

/* Reads the literal that begins at the double quote @text and ends on the same
 * line.  Its octets, and *@end just after the closing quote; or NULL, and
 * *@why says what is wrong and what would be right (to be freed).
 *
 * Escapes: \n \r \t \0 \\ \" and \xHH.  All else stands for itself. */
GBytes *literal_parse (const char *text, const char **end, char **why);

#endif
