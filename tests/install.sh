#!/bin/sh
# What `make install` put in place works from there: the program, with its
# models and plots, and the library, by its pkg-config file alone.
#
# Run by `make installcheck`, which names the folders: bindir, libdir,
# includedir, mandir, datadir, pkgdatadir; and CC, its CFLAGS.
. "${srcdir:-.}/tests/lib.sh"

: "${bindir:?}" "${libdir:?}" "${includedir:?}" "${mandir:?}" "${datadir:?}" "${pkgdatadir:?}"
program=$bindir/tcpsim
PKG_CONFIG_PATH=$libdir/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH

# $CFLAGS is a list of words.
# shellcheck disable=SC2086
compile ()
{
  ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror ${CFLAGS:-} "$@"
}

everything_is_in_place ()
{
  for file in "$program" "$libdir/libtcpsim.a" "$libdir/pkgconfig/tcpsim.pc" \
      "$mandir/man1/tcpsim.1" "$mandir/man5/tcpsim-model.5" "$mandir/man5/tcpsim-outputs.5" \
      "$pkgdatadir/models/loopback.ini" \
      "$datadir/bash-completion/completions/tcpsim.bash"; do
    [ -s "$file" ] || fail "$file was not installed"
  done
}

program_runs_and_finds_its_plots ()
{
  (cd "$scratch" && "$program" "$pkgdatadir/models/loopback.ini" --plots all >stdout 2>stderr) ||
    fail "the installed program: exit status $?: $(head -n 1 "$scratch/stderr")"
  [ -s "$scratch/loopback/loopback.pcap" ] || fail "the installed program wrote no capture"
  for plot in "$pkgdatadir"/plots/*.gp; do
    [ "$(basename "$plot")" != common.gp ] || continue
    find "$scratch/loopback" -name "*$(basename "$plot")" | grep -q . ||
      fail "the installed program wrote no plot from $plot"
  done
}

each_header_stands_alone ()
{
  flags=$(pkg-config --cflags tcpsim)
  for header in "$includedir"/tcpsim/*/*.h; do
    echo "#include \"${header#"$includedir/"}\"" >"$scratch/header.c"
    # shellcheck disable=SC2086
    compile $flags -fsyntax-only "$scratch/header.c" || fail "$header does not compile alone"
  done
}

library_can_be_embedded ()
{
  # shellcheck disable=SC2046
  compile -o "$scratch/embed" "$source_dir/tests/embed.c" $(pkg-config --cflags --libs tcpsim) ||
    { fail "a program cannot be linked with the library"; return; }
  said=$("$scratch/embed" "$pkgdatadir/models/loopback.ini")
  [ "$said" = "11 packets" ] || fail "a program with the library in it says '$said', not '11 packets'"
}

everything_is_in_place
program_runs_and_finds_its_plots
if have pkg-config; then
  each_header_stands_alone
  library_can_be_embedded
else
  skip "the library: pkg-config is not installed"
fi
finish
