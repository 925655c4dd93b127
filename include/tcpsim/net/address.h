/* IP addresses, version 4 and 6, as numbers and as text. */
#ifndef TCPSIM_NET_ADDRESS_H
#define TCPSIM_NET_ADDRESS_H

#include <glib.h>

G_BEGIN_DECLS

/* In network byte order; an IPv4 address uses the first four octets. */
typedef struct {
  guint8 version;               /* 4 or 6 */
  guint8 octets[16];
} NetAddress;

/* Longest text of an address, terminator included. */
#define NET_ADDRESS_TEXT_MAX 46

/* Parses "127.0.0.1" or "::1".  FALSE, with @out untouched, when @text is
 * neither. */
gboolean net_address_parse (const char *text, NetAddress *out);

/* Writes the usual text of @address (RFC 5952 for version 6); returns @out. */
const char *net_address_print (const NetAddress *address, char out[NET_ADDRESS_TEXT_MAX]);

/* Whether both are of the same version and the same address. */
gboolean net_address_equal (const NetAddress *a, const NetAddress *b);

/* Octets of the IP header that goes with @address: 20 or 40 (RFC 791, 8200). */
guint net_address_header_len (const NetAddress *address);

G_END_DECLS

#endif
