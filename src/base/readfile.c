/* A whole file that the user named.  Devices are refused unopened, for one may
 * never end and another may act on being opened. */
#include "base/readfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/why.h"

static gboolean
refuse_errno (char **why, int error)
{
  if (error == ENOENT || error == ENOTDIR)
    return why_set (why, "no such file");
  return why_set (why, "cannot be read: %s", g_strerror (error));
}

static gboolean
check_kind (const char *path, gsize limit, char **why)
{
  struct stat st;

  if (stat (path, &st) != 0)
    return refuse_errno (why, errno);
  if (S_ISDIR (st.st_mode))
    return why_set (why, "is a directory, a file is needed");
  if (!S_ISREG (st.st_mode) && !S_ISFIFO (st.st_mode))
    return why_set (why, "is a device or a socket, a file is needed");
  if (S_ISREG (st.st_mode) && (guint64) st.st_size > limit)
    return why_set (why, "is larger than %" G_GSIZE_FORMAT " octets, the most that is read", limit);
  return TRUE;
}

/* Appends what @fd gives; a pipe may give more than @limit, and is cut off. */
static gboolean
read_all (int fd, GByteArray *out, gsize limit, char **why)
{
  guint8 buffer[65536];

  for (;;)
    {
      gssize n = read (fd, buffer, sizeof buffer);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return refuse_errno (why, errno);
      if (n == 0)
        return TRUE;
      if ((gsize) n > limit - out->len)
        return why_set (why, "is larger than %" G_GSIZE_FORMAT " octets, the most that is read",
                        limit);
      g_byte_array_append (out, buffer, n);
    }
}

GBytes *
readfile (const char *path, gsize limit, char **why)
{
  g_autoptr (GByteArray) contents = g_byte_array_new ();
  gboolean done;
  int fd;

  if (!check_kind (path, limit, why))
    return NULL;
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      refuse_errno (why, errno);
      return NULL;
    }
  done = read_all (fd, contents, limit, why);
  close (fd);
  return done ? g_byte_array_free_to_bytes (g_steal_pointer (&contents)) : NULL;
}
