# What the shell tests share: where things are, a scratch folder, and words for
# what is found.  To be sourced.
#
# `make check` sets these; by hand, from the top of a build in the source
# tree, the defaults do.
srcdir=${srcdir:-.}
TCPSIM=${TCPSIM:-$PWD/tcpsim}

source_dir=$(cd "$srcdir" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tcpsim-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

failures=0

# Says one thing that is wrong and goes on.
fail ()
{
  echo "FAIL: $*"
  failures=$((failures + 1))
}

# Says that something could not be tried, and why.
skip ()
{
  echo "skipped: $*"
}

# TRUE where the tool is installed.
have ()
{
  command -v "$1" >/dev/null 2>&1
}

# The last line of a test.
finish ()
{
  [ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
  echo "all as it should be"
  exit 0
}
