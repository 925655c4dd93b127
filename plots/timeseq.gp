# The time-sequence graph of a run, one panel for each direction, as the sender
# sees it: its segments when they are sent, from their first sequence number to
# the number after their last; and the acknowledgements as they reach it.
#
# tcpsim puts the settings of a run (name, client, server, drawn, total, from, shown) before
# this text and writes it beside its data:  gnuplot NAME.timeseq.gp

if (!exists ("name")) exit message "run the copy of this script that lies beside its data"
if (!exists ("suffix")) suffix = ''

data = name.'.timeseq.dat'
set encoding utf8
set datafile separator "\t"

title = drawn < total ? \
        sprintf ("%s: sequence numbers (the first %d of %d packets)", shown, drawn, total) : \
        sprintf ("%s: sequence numbers over time", shown)

last = 0.0
if (drawn > 0) {
  stats data using 2 nooutput
  last = STATS_max
  stats data using ($5 > 0 ? $2 : $3) nooutput
  if (STATS_max > last) { last = STATS_max }
}
# One unit of time for the whole axis.
scale = last < 1e6 ? 1e3 : last < 1e9 ? 1e6 : 1e9
unit = last < 1e6 ? 'µs' : last < 1e9 ? 'ms' : 's'
if (last <= 0) { last = scale }

# The number of octets the sender's panel must have room for.
array most[2]
do for [dir = 0:1] {
  most[dir + 1] = 1
  if (drawn > 0) {
    stats data using ($4 == dir ? $8 : 0) nooutput
    if (STATS_max > 1) { most[dir + 1] = STATS_max }
  }
}

# So that the line of acknowledgements leads across the rows that have none.
set datafile missing NaN

set xrange [-0.02 * last / scale : 1.03 * last / scale]
set border 3
set tics nomirror
set grid lc rgb 0xDDDDDD lw 1 lt 1
set format y '%.0f'

do for [format in "svg png"] {
  if (format eq 'svg') {
    set terminal svg size 800, 720 enhanced font 'sans-serif,13' background rgb 'white'
    large = sprintf ('sans-serif,%.0f', strlen (title) > 80 ? 13 : 17)
  } else {
    set terminal pngcairo size 800, 720 enhanced font 'sans,10' background rgb 'white'
    large = sprintf ('sans,%.0f', strlen (title) > 80 ? 10 : 13)
  }
  set output name.'.timeseq.'.format.suffix
  set multiplot
  set label 1 title at screen 0.5, screen 0.972 center font large noenhanced
  set lmargin at screen 0.13
  set rmargin at screen 0.97

  do for [dir = 0:1] {
    set tmargin at screen (dir == 0 ? 0.90 : 0.49)
    set bmargin at screen (dir == 0 ? 0.575 : 0.165)
    set title dir == 0 ? 'sent by the client '.client : 'sent by the server '.server \
      offset 0, -0.4 noenhanced
    set yrange [-0.05 * most[dir + 1] : 1.12 * most[dir + 1]]
    set ylabel 'relative sequence number (octets)'
    if (dir == 1) {
      unset label 1
      set xlabel 'time since the first packet was sent ('.unit.')'
      set key at screen 0.55, screen 0.035 center center horizontal Left reverse samplen 2 width 1
    } else {
      unset xlabel
      unset key
    }
    if (most[dir + 1] < 6) { set ytics 1 } else { set ytics autofreq }
    plot data using ($4 != dir ? $3 / scale : NaN) : 9 with steps lw 1.5 lc rgb 0xE69F00 notitle, \
         '' using ($4 == dir && $8 > $7 && $6 == 0 ? $2 / scale : NaN) : 7 : (0) : ($8 - $7) \
           with vectors nohead lw 2.5 lc rgb 0x0072B2 notitle, \
         '' using ($4 == dir && $8 > $7 && $6 == 0 ? $2 / scale : NaN) : 8 \
           with points pt 7 ps 0.35 lc rgb 0x0072B2 notitle, \
         '' using ($4 == dir && $8 > $7 && $6 > 0 ? $2 / scale : NaN) : 7 : (0) : ($8 - $7) \
           with vectors nohead lw 2.5 lc rgb 0xD55E00 notitle, \
         '' using ($4 == dir && $8 > $7 && $6 > 0 ? $2 / scale : NaN) : 8 \
           with points pt 4 ps 0.9 lw 1.5 lc rgb 0xD55E00 notitle, \
         '' using ($4 == dir && $8 > $7 && $5 > 0 ? $2 / scale : NaN) : (($7 + $8) / 2.) \
           with points pt 2 ps 1.1 lw 2 lc rgb 'black' notitle, \
         keyentry with linespoints pt 7 ps 0.5 lw 2.5 lc rgb 0x0072B2 title 'segment', \
         keyentry with linespoints pt 4 ps 0.9 lw 2.5 lc rgb 0xD55E00 title 'sent again', \
         keyentry with points pt 2 ps 1.1 lw 2 lc rgb 'black' title 'lost on the way', \
         keyentry with lines lw 1.5 lc rgb 0xE69F00 title 'acknowledged'
  }
  unset multiplot
  unset output
}
