# The sequence diagram of a run, to scale with gaps in time on a log scale, so
# that microseconds and seconds can be read in one picture.
#
# tcpsim puts the settings of a run (name, client, server, drawn, total, from, shown) before
# this text and writes it beside its data:  gnuplot NAME.sequence.gp

if (!exists ("name")) exit message "run the copy of this script that lies beside its data"
if (!exists ("suffix")) suffix = ''

data = name.'.sequence.dat'
set encoding utf8
set datafile separator "\t"

# Okabe and Ito's colours, which nobody confuses.
colour (dir, again) = again > 0 ? 0xD55E00 : dir == 0 ? 0x0072B2 : 0x009E73
grey = 0x666666

# Heights, in lines of text: a slot in which a packet is sent has room for its
# label, and every gap adds its decades above a microsecond.
line = 16
height (gap, sends) = (sends > 0 ? 1.5 : 0.5) + 0.5 * log10 (1 + gap / 1000.)

# The vertical place of every slot.
array y[120]
bottom = 0.0
if (drawn > 0) stats data index 0 using (bottom = bottom + ($1 > 0 ? height ($2, $3) : 0), \
  y[int ($1) + 1] = bottom, bottom) nooutput
top (slot) = y[int (slot) + 1]

# The lifelines stand at x = 0 and x = 1, at these parts of the width.
# Labels lie along their arrows where every packet arrives before the next is sent;
# else they would cross other arrows, and stand in a column of their own.
crowded = 0
if (drawn > 0) stats data index 1 using (crowded = crowded + ($3 > $2 + 1), crowded) nooutput
crowded = crowded > 0
width = crowded ? 1100 : 800
left = crowded ? 0.1 : 0.14
right = crowded ? 0.44 : 0.58
why_at = crowded ? 0.79 : right + 0.1
after_at = right + (crowded ? 0.075 : 0.09)
across (at) = (at - left) / (right - left)

# From where to where an arrow goes; a lost packet goes two thirds of the way.
part (lost) = lost > 0 ? 0.66 : 1
run_x (dir, lost) = (dir == 0 ? 1 : -1) * part (lost)
run_y (sent, ends, lost) = (top (ends) - top (sent)) * part (lost)

# Where the label of an arrow begins: beside its tail, half a line above it,
# and along it.
rise (sent, ends) = (top (ends) - top (sent)) * line / ((right - left) * width)
label_x (dir) = dir == 0 ? 0.03 : 0.97
label_y (sent, ends) = top (sent) + 0.03 * (top (ends) - top (sent)) \
  - 0.58 * sqrt (1 + rise (sent, ends) ** 2)
# (gnuplot 5.4 crashes where a plot of labels has none: hence an empty one.)
text_from (side, dir, text) = !crowded && dir == side ? text : ''
text_beside (dir, text) = crowded ? (dir == 0 ? '→ ' : '← ').text : ''
slope (dir, sent, ends) = (dir == 0 ? -1 : 1) * 57.29578 * atan (rise (sent, ends))

span (ns) = ns < 1e3 ? sprintf ("%.0f ns", ns) : \
            ns < 1e6 ? sprintf ("%.1f µs", ns / 1e3) : \
            ns < 1e9 ? sprintf ("%.1f ms", ns / 1e6) : sprintf ("%.3f s", ns / 1e9)

head = 118
foot = 40
pixels = head + foot + int (line * (bottom + 2.2))
title = from > 1 ? sprintf ("%s: packets %d to %d of %d", shown, from, from + drawn - 1, total) : \
        drawn < total ? sprintf ("%s: the first %d of %d packets", shown, drawn, total) : \
        sprintf ("%s: %d packet%s", shown, total, total == 1 ? '' : 's')

unset border
unset xtics
unset ytics
set xrange [-left / (right - left) : (1 - left) / (right - left)]
set yrange [bottom + 1.2 : -1]
set lmargin at screen 0
set rmargin at screen 1
set style arrow 1 head filled size screen 0.013, 16 lw 1.6 lc rgb variable
set style arrow 2 nohead dt (6, 4) lw 1.6 lc rgb variable
set style arrow 3 nohead lw 1.5 lc rgb 0x333333

set arrow 1 from 0, -0.7 to 0, bottom + 0.9 as 3
set arrow 2 from 1, -0.7 to 1, bottom + 0.9 as 3

do for [format in "svg png"] {
  if (format eq 'svg') {
    set terminal svg size width, pixels enhanced font 'sans-serif,13' background rgb 'white'
    normal = 'sans-serif,12.5'; small = 'sans-serif,11'; large = sprintf ('sans-serif,%.0f', strlen (title) > 80 ? 13 : 17)
  } else {
    set terminal pngcairo size width, pixels enhanced font 'sans,10' background rgb 'white'
    normal = 'sans,9.5'; small = 'sans,8.5'; large = sprintf ('sans,%.0f', strlen (title) > 80 ? 10 : 13)
  }
  set output name.'.sequence.'.format.suffix
  set tmargin at screen 1 - (head + 0.) / pixels
  set bmargin at screen (foot + 0.) / pixels

  set label 1 title at screen 0.5, screen 1 - 20. / pixels center font large noenhanced
  # A long address would not fit around its lifeline.
  if (strlen (client) > 25) {
    set label 2 "client\n".client at screen 0.01, screen 1 - 52. / pixels left font small noenhanced
  } else {
    set label 2 "client\n".client at screen left, screen 1 - 52. / pixels center font normal noenhanced
  }
  set label 3 "server\n".server at screen right, screen 1 - 52. / pixels center \
    font strlen (server) > 25 ? small : normal noenhanced
  set label 4 "time (s)" at screen left - 0.015, screen 1 - 100. / pixels right font small tc rgb grey
  set label 5 "after" at screen after_at, screen 1 - 100. / pixels right font small tc rgb grey
  set label 6 "why it was sent" at screen why_at, screen 1 - 100. / pixels left \
    font small tc rgb grey
  set label 7 "vertical distance: time, each gap on a log scale" at screen 0.99, screen 14. / pixels \
    right font small tc rgb grey
  set key at screen 0.01, screen 14. / pixels left center horizontal Left reverse samplen 2.5 font small

  plot data index 1 using (int ($4)) : (top ($2)) : ($5 > 0 ? NaN : run_x ($4, 0)) : \
         (run_y ($2, $3, 0)) : (colour ($4, $6)) with vectors arrowstyle 1 notitle, \
       '' index 1 using (int ($4)) : (top ($2)) : ($5 > 0 ? run_x ($4, 1) : NaN) : \
         (run_y ($2, $3, 1)) : (colour ($4, $6)) with vectors arrowstyle 2 notitle, \
       '' index 1 using ($5 > 0 ? $4 + run_x ($4, 1) : NaN) : (top ($2) + run_y ($2, $3, 1)) \
         with points pt 2 ps 1.4 lw 2.5 lc rgb 'black' notitle, \
       '' index 1 using (label_x (0)) : (label_y ($2, $3)) : (text_from (0, $4, strcol (9))) : \
         (slope ($4, $2, $3)) : (colour ($4, $6)) with labels rotate variable left font normal \
         tc rgb variable noenhanced notitle, \
       '' index 1 using (label_x (1)) : (label_y ($2, $3)) : (text_from (1, $4, strcol (9))) : \
         (slope ($4, $2, $3)) : (colour ($4, $6)) with labels rotate variable right font normal \
         tc rgb variable noenhanced notitle, \
       '' index 1 using (-0.03) : (top ($2)) : (sprintf ("%.6f", $7 / 1e9)) \
         with labels right font normal notitle, \
       '' index 1 using (across (after_at)) : (top ($2)) : ($1 > from ? span ($8) : '') \
         with labels right font small tc rgb grey notitle, \
       '' index 1 using (across (why_at)) : (top ($2)) : 10 \
         with labels left font small noenhanced notitle, \
       '' index 1 using (across (after_at + 0.01)) : (top ($2)) : (text_beside ($4, strcol (9))) : \
         (colour ($4, $6)) with labels left font normal tc rgb variable noenhanced notitle, \
       keyentry with lines lw 2 lc rgb 0xD55E00 title 'sent again', \
       keyentry with points pt 2 ps 1.2 lw 2.5 lc rgb 'black' title 'lost on the way'
  unset output
}
