# Completion of tcpsim(1) for bash.

# Models, and the folders on the way to them.
_tcpsim_models ()
{
  compgen -f -X '!*.ini' -- "$1"
  compgen -d -- "$1"
}

_tcpsim_candidates ()
{
  local cur=$1 prev=$2 position=$3

  case $prev in
    --color) compgen -W 'auto always never' -- "$cur"; return ;;
    --charset) compgen -W 'auto ascii utf-8' -- "$cur"; return ;;
    -o|--output) compgen -d -- "$cur"; return ;;
  esac

  if [[ $cur == -* ]]; then
    compgen -W '--charset --color --fault --help --list --no-plots --output --quiet --version -o -q' -- "$cur"
    return
  fi
  [ "$position" -ne 1 ] || compgen -W 'run' -- "$cur"
  _tcpsim_models "$cur"
}

_tcpsim ()
{
  mapfile -t COMPREPLY < <(_tcpsim_candidates \
    "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" "$COMP_CWORD")
}

complete -o filenames -F _tcpsim tcpsim
