# Completion of tcpsim(1) for bash.

# Models, and the folders on the way to them.
_tcpsim_models ()
{
  compgen -f -X '!*.ini' -- "$1"
  compgen -d -- "$1"
}

# GROUP.KEY= of every key, as --set takes it; and what --list can list.
_tcpsim_keys ()
{
  "$1" --list 2>/dev/null | awk -F '  +' '
    $1 !~ /^\[/ || $2 !~ /^[a-z]/ { next }
    {
      n = split ($1, groups, ", ")
      if ($1 == "[link]")
        n = split ("[link],[link.c2s],[link.s2c]", groups, ",")
      if ($1 == "[tcp]")
        n = split ("[tcp],[client],[server]", groups, ",")
      for (i = 1; i <= n; i++)
        print substr (groups[i], 2, length (groups[i]) - 2) "." $2 "="
    }'
}

# The same of what may be expected.
_tcpsim_quantities ()
{
  "$1" --list expect 2>/dev/null | awk -F '  +' '
    $1 != "[expect]" || $2 ~ /^connection\.N|CAUSE|FATE/ { next }
    sub (/^SIDE\./, "", $2) { print "expect.client." $2 "="; print "expect.server." $2 "="; next }
    sub (/^DIR\./, "", $2) { print "expect.c2s." $2 "="; print "expect.s2c." $2 "="; next }
    { print "expect." $2 "=" }'
}

_tcpsim_lists ()
{
  "$1" --list 2>/dev/null | awk '/^$/ { exit } { print $1 }'
  echo run link link.c2s link.s2c tcp client server capture connections expect
}

# The last of a list with commas, behind what stands before it.
_tcpsim_list ()
{
  local before=

  [[ $1 != *,* ]] || before=${1%,*},
  compopt -o nospace 2>/dev/null
  compgen -P "$before" -W "$2" -- "${1##*,}"
}

_tcpsim_candidates ()
{
  local cur=$1 prev=$2 position=$3 program=$4

  case $prev in
    --color) compgen -W 'auto always never' -- "$cur"; return ;;
    --charset) compgen -W 'auto ascii utf-8' -- "$cur"; return ;;
    --plots|--what) _tcpsim_list "$cur" "$("$program" --list pictures 2>/dev/null) all none"; return ;;
    --side) compgen -W 'client server both' -- "$cur"; return ;;
    --vary) compopt -o nospace; compgen -W "$(_tcpsim_keys "$program")" -- "$cur"; return ;;
    --flows|--packets|--name) return ;;
    -o|--output) compgen -d -- "$cur"; return ;;
    --set)
      compopt -o nospace
      compgen -W "$(_tcpsim_keys "$program"; _tcpsim_quantities "$program")" -- "$cur"
      return ;;
    --list) compgen -W "$(_tcpsim_lists "$program")" -- "$cur"; return ;;
    --vantage) compgen -W 'client server dropped both all' -- "$cur"; return ;;
    --fault|--seed|--until|--connections|--connection|--snaplen|--first|--compare|--jobs|-j) return ;;
    --action) compgen -W "$("$program" --list fault-actions 2>/dev/null)" -- "$cur"; return ;;
    --only) compgen -W 'c2s s2c data syn fin rst ack' -- "$cur"; return ;;
    --format)
      if [[ ${COMP_WORDS[1]} == plot ]]; then
        _tcpsim_list "$cur" 'svg png pdf xpl'
      else
        compgen -W 'pcap pcapng' -- "$cur"
      fi
      return ;;
    --table-format)
      if [[ ${COMP_WORDS[1]} == whatif ]]; then
        compgen -W 'text tsv csv jsonl' -- "$cur"
      else
        compgen -W 'tsv csv jsonl' -- "$cur"
      fi
      return ;;
  esac

  if [[ $cur == -* && ${COMP_WORDS[1]} == explain ]]; then
    compgen -W '--set --fault --seed --until --connections --connection --color --charset --help' -- "$cur"
    return
  fi
  if [[ $cur == -* && ${COMP_WORDS[1]} == check ]]; then
    compgen -W '--tap --junit --jobs --update --quiet -j -q --set --fault --seed --until --connections --color
                --charset --help' -- "$cur"
    return
  fi
  if [[ $cur == -* && ${COMP_WORDS[1]} == whatif ]]; then
    compgen -W '--action --charset --color --compare --connection --connections --fault --first --help --jobs --only --pairs --seed --set --table-format --until -j' -- "$cur"
    return
  fi
  if [[ $cur == -* && ${COMP_WORDS[1]} == plot ]]; then
    compgen -W '--charset --color --connections --cwnd --fault --flows --format --help --name --output --packets --quiet --seed --set --side --until --vary --what -o -q' -- "$cur"
    return
  fi
  if [[ $cur == -* ]]; then
    compgen -W '--charset --color --connections --fault --format --help --list --no-plots --output --outputs --plots --quiet --seed --set --snaplen --table-format --tcp-info --until --vantage --version -o -q' -- "$cur"
    return
  fi
  [[ ${COMP_WORDS[1]} != explain || $position -lt 3 ]] ||
    compgen -W "c2s s2c $("$program" --list causes 2>/dev/null)" -- "$cur"
  [ "$position" -ne 1 ] || compgen -W 'run check explain whatif plot' -- "$cur"
  _tcpsim_models "$cur"
}

_tcpsim ()
{
  mapfile -t COMPREPLY < <(_tcpsim_candidates \
    "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" "$COMP_CWORD" "${COMP_WORDS[0]}")
}

complete -o filenames -F _tcpsim tcpsim
