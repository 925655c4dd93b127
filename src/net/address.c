/* IP addresses as text: dotted decimal for IPv4 (RFC 791's four octets, no
 * leading zeros, since some readers take those for octal), RFC 4291 section
 * 2.2 for reading IPv6 and RFC 5952 for writing it.  Written out here because
 * the C libraries differ in details.  Left out: zones ("%eth0"), prefix
 * lengths, host names. */
#include "tcpsim/net/address.h"

#include <string.h>

#define V4_OCTETS       4
#define V6_OCTETS       16
#define V6_GROUPS       8

/* One number of a dotted address; moves *@text past it. */
static gboolean
parse_decimal_octet (const char **text, guint8 *out)
{
  const char *at = *text;
  guint value = 0;

  if (at[0] == '0' && g_ascii_isdigit (at[1]))
    return FALSE;
  while (g_ascii_isdigit (*at) && value <= 255)
    value = value * 10 + (guint) (*at++ - '0');
  if (at == *text || value > 255)
    return FALSE;

  *out = (guint8) value;
  *text = at;
  return TRUE;
}

static gboolean
parse_v4 (const char *text, guint8 *octets)
{
  guint i;

  for (i = 0; i < V4_OCTETS; i++)
    {
      if (i > 0 && *text++ != '.')
        return FALSE;
      if (!parse_decimal_octet (&text, &octets[i]))
        return FALSE;
    }
  return *text == '\0';
}

/* One group of one to four hexadecimal digits; moves *@text past it. */
static gboolean
parse_group (const char **text, guint8 *octets)
{
  const char *at = *text;
  guint value = 0;

  while (g_ascii_isxdigit (*at) && at - *text < 4)
    value = value << 4 | (guint) g_ascii_xdigit_value (*at++);
  if (at == *text)
    return FALSE;

  octets[0] = (guint8) (value >> 8);
  octets[1] = (guint8) value;
  *text = at;
  return TRUE;
}

/* The groups of @text, which holds no "::", into at most @room octets;
 * returns how many octets they fill, or -1.  No text is no groups. */
static gint
parse_groups (const char *text, guint8 *octets, gint room)
{
  gint n = 0;

  if (*text == '\0')
    return 0;

  while (n + 2 <= room && parse_group (&text, octets + n))
    {
      n += 2;
      if (*text == '\0')
        return n;
      if (*text++ != ':')
        return -1;
      if (strchr (text, ':') == NULL && strchr (text, '.') != NULL)
        return n + V4_OCTETS <= room && parse_v4 (text, octets + n) ? n + V4_OCTETS : -1;
    }
  return -1;
}

/* What stands after "::"; alone in that an IPv4 address may come first. */
static gint
parse_tail (const char *text, guint8 *octets, gint room)
{
  if (strchr (text, ':') == NULL && strchr (text, '.') != NULL)
    return room >= V4_OCTETS && parse_v4 (text, octets) ? V4_OCTETS : -1;
  return parse_groups (text, octets, room);
}

static gboolean
parse_v6_with_gap (const char *head_text, const char *tail_text, guint8 *octets)
{
  /* "::" stands for at least one group. */
  const gint room = V6_OCTETS - 2;
  guint8 tail[V6_OCTETS];
  gint n_head = parse_groups (head_text, octets, room), n_tail;

  /* An IPv4 address may only end an address. */
  if (n_head < 0 || strchr (head_text, '.') != NULL)
    return FALSE;
  n_tail = parse_tail (tail_text, tail, room - n_head);
  if (n_tail < 0)
    return FALSE;

  memset (octets + n_head, 0, (gsize) (V6_OCTETS - n_head - n_tail));
  memcpy (octets + V6_OCTETS - n_tail, tail, (gsize) n_tail);
  return TRUE;
}

static gboolean
parse_v6 (const char *text, guint8 *octets)
{
  const char *gap = strstr (text, "::");
  g_autofree char *head = NULL;

  if (gap == NULL)
    return parse_groups (text, octets, V6_OCTETS) == V6_OCTETS;

  head = g_strndup (text, (gsize) (gap - text));
  return parse_v6_with_gap (head, gap + 2, octets);
}

gboolean
net_address_parse (const char *text, NetAddress *out)
{
  NetAddress v4 = { .version = 4 }, v6 = { .version = 6 };

  if (parse_v4 (text, v4.octets))
    *out = v4;
  else if (parse_v6 (text, v6.octets))
    *out = v6;
  else
    return FALSE;
  return TRUE;
}

static void
print_v4 (const guint8 *octets, char *out, gsize size)
{
  g_snprintf (out, size, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
}

static guint
group_value (const guint8 *octets, guint group)
{
  return (guint) octets[2 * group] << 8 | octets[2 * group + 1];
}

static guint
zeros_from (const guint8 *octets, guint group)
{
  guint n = 0;

  while (group + n < V6_GROUPS && group_value (octets, group + n) == 0)
    n++;
  return n;
}

/* The longest run of zero groups, the first of equals (RFC 5952 section
 * 4.2.3).  A single one is not shortened (4.2.2): *@n is 0 then. */
static guint
find_gap (const guint8 *octets, guint *n)
{
  guint group, best = 0;

  *n = 0;
  for (group = 0; group < V6_GROUPS; group++)
    {
      guint zeros = zeros_from (octets, group);

      if (zeros >= 2 && zeros > *n)
        {
          best = group;
          *n = zeros;
        }
    }
  return best;
}

/* Groups @first to @last - 1 with colons between them; returns the new end. */
static char *
print_groups (const guint8 *octets, guint first, guint last, char *out)
{
  guint group;

  for (group = first; group < last; group++)
    out += g_snprintf (out, sizeof ":ffff", group == first ? "%x" : ":%x",
                       group_value (octets, group));
  return out;
}

static void
print_v6 (const guint8 *octets, char *out)
{
  static const guint8 mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  guint n, gap = find_gap (octets, &n);

  /* IPv4-mapped, RFC 5952 section 5. */
  if (memcmp (octets, mapped, sizeof mapped) == 0)
    {
      memcpy (out, "::ffff:", sizeof "::ffff:");
      print_v4 (octets + sizeof mapped, out + strlen (out), NET_ADDRESS_TEXT_MAX - strlen (out));
      return;
    }

  out = print_groups (octets, 0, n > 0 ? gap : V6_GROUPS, out);
  if (n == 0)
    return;
  *out++ = ':';
  *out++ = ':';
  *out = '\0';
  print_groups (octets, gap + n, V6_GROUPS, out);
}

const char *
net_address_print (const NetAddress *address, char out[NET_ADDRESS_TEXT_MAX])
{
  if (address->version == 4)
    print_v4 (address->octets, out, NET_ADDRESS_TEXT_MAX);
  else
    print_v6 (address->octets, out);
  return out;
}

gboolean
net_address_equal (const NetAddress *a, const NetAddress *b)
{
  gsize n = a->version == 4 ? V4_OCTETS : V6_OCTETS;

  return a->version == b->version && memcmp (a->octets, b->octets, n) == 0;
}

guint
net_address_header_len (const NetAddress *address)
{
  return address->version == 4 ? 20 : 40;
}
