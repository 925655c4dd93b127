/* Files that appear whole or not at all.  The data is not forced to the disk
 * (fsync): what is promised is that no half file bears the final name, not
 * that a finished one survives a power failure. */
#include "trace/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct _OutFile {
  char *path;
  char *temporary;              /* NULL when the path is written to directly */
  FILE *stream;
};

static void
set_error (GError **error, const char *path, int code)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s",
               path, g_strerror (code));
}

static void
outfile_free (OutFile *out)
{
  g_free (out->path);
  g_free (out->temporary);
  g_free (out);
}

/* What stands at @path and is no plain file must not be renamed over.  (A
 * directory is left to the opening of it, which says what is wrong.) */
static gboolean
must_keep (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && !S_ISREG (st.st_mode);
}

/* The name is hidden, so that nobody takes it for a result while it grows. */
static char *
temporary_name (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *hidden = g_strdup_printf (".%s.XXXXXX", base);

  return g_build_filename (folder, hidden, NULL);
}

static int
open_descriptor (OutFile *out)
{
  if (must_keep (out->path))
    return g_open (out->path, O_WRONLY | O_CLOEXEC, 0);

  out->temporary = temporary_name (out->path);
  return g_mkstemp_full (out->temporary, O_WRONLY | O_CLOEXEC, 0666);
}

OutFile *
outfile_open (const char *path, GError **error)
{
  OutFile *out = g_new0 (OutFile, 1);
  int fd;

  out->path = g_strdup (path);
  fd = open_descriptor (out);
  if (fd < 0)
    {
      set_error (error, path, errno);
      outfile_free (out);
      return NULL;
    }
  out->stream = fdopen (fd, "w");
  g_assert (out->stream != NULL);       /* fails for want of memory only */
  return out;
}

FILE *
outfile_stream (OutFile *out)
{
  return out->stream;
}

const char *
outfile_path (const OutFile *out)
{
  return out->path;
}

/* Writes out what the stream still holds; 0, or the errno of what failed then
 * or earlier.  A write that failed earlier leaves only the stream's error mark:
 * EIO stands for it when a repeated attempt went well, for a part of the data
 * is missing. */
static int
flush_stream (FILE *stream)
{
  if (fflush (stream) != 0)
    return errno;
  return ferror (stream) ? EIO : 0;
}

gboolean
outfile_settle (OutFile *out, GError **error)
{
  int failure = flush_stream (out->stream);

  if (failure != 0)
    set_error (error, out->path, failure);
  return failure == 0;
}

/* Closes the stream; 0, or the errno of what failed. */
static int
close_stream (FILE *stream)
{
  int failure = flush_stream (stream);

  if (fclose (stream) != 0 && failure == 0)
    failure = errno;
  return failure;
}

gboolean
outfile_commit (OutFile *out, GError **error)
{
  int failure = close_stream (out->stream);

  if (failure == 0 && out->temporary != NULL
      && g_rename (out->temporary, out->path) != 0)
    failure = errno;

  if (failure != 0)
    {
      set_error (error, out->path, failure);
      if (out->temporary != NULL)
        g_unlink (out->temporary);
    }
  outfile_free (out);
  return failure == 0;
}

void
outfile_discard (OutFile *out)
{
  if (out == NULL)
    return;
  fclose (out->stream);
  if (out->temporary != NULL)
    g_unlink (out->temporary);
  outfile_free (out);
}
