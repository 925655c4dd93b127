# The sequence diagram: the lifelines of both ends, and an arrow for each packet
# from when it is sent to when it arrives.  The longer a gap in time, the wider
# it is drawn; in proportion where that can be read, less where microseconds and
# seconds meet in one picture.
#
# Settings: drawn, from (the first packet's number), slots, typical, longest (ns,
# gaps), crossing (arrows do), with_cwnd, states (how many).

file = data[1]
colour (dir, again) = again > 0 ? vermillion : dir == 0 ? blue : green

# Heights, in lines of text: a slot in which a packet is sent or a state changes
# has room for its words.  The longest gap is at most some lines high.
line = 16
room (kind) = kind == 1 ? 1.45 : kind == 2 ? 1.2 : crossing ? 0.4 : 1.45
unit_lines = crossing ? 1.1 : 1.7
most = crossing ? 5. : 9.
bend = longest * unit_lines > most * typical ? log (most / unit_lines) / log (longest / typical) : 1
height (gap, kind) = gap > 0 && unit_lines * (gap / typical) ** bend > room (kind) ? \
                     unit_lines * (gap / typical) ** bend : room (kind)

# The vertical place of every slot.
array y[slots + 1]
bottom = 0.0
if (drawn > 0) stats file index 0 using (bottom = bottom + ($1 > 0 ? height ($2, $3) : 0), \
  y[int ($1) + 1] = bottom, bottom) nooutput
top (slot) = y[int (slot) + 1]

# The lifelines stand at x = 0 and x = 1, at these places of the width.  Labels lie
# along their arrows; where arrows cross, they stand outside, beside their tails.
beside_left = with_cwnd ? 70. : 0.
beside_right = with_cwnd ? 80. : 0.
label_room = 0.
if (crossing && drawn > 0) stats file index 1 using (strlen (strcol (9)) > label_room ? label_room = strlen (strcol (9)) : 0, 0) nooutput
why_room = 30.
if (drawn > 0) stats file index 1 using (strlen (strcol (10)) > why_room ? why_room = strlen (strcol (10)) : 0, 0) nooutput
label_room = label_room * 7.5 + (crossing ? 24 : 0)
left_px = 92. + beside_left + label_room
right_px = left_px + (crossing ? 370. : 400.)
after_px = right_px + beside_right + label_room + (crossing ? 0. : 88.)
why_px = after_px + (crossing ? 10. : 12.)
width = why_px + why_room * 6.4 + 20
pixels_x (px) = (px - left_px) / (right_px - left_px)
at_screen (px) = px / width

# Where an arrow ends: part (of 1000) is how far along its way, down how far from
# slot to slot.
# The tip of a whole one has a width, too.
tip = 2.5 / (right_px - left_px)
part_x (dir, part) = (dir == 0 ? 1 : -1) * (part < 1000 ? part / 1000. : 1 - tip)
part_y (sent, ends, down) = (top (ends) - top (sent)) * down / 1000.

# Where the label of an arrow begins: beside its tail, half a line above it,
# and along it.
rise (sent, ends) = (top (ends) - top (sent)) * line / (right_px - left_px)
label_x (dir) = dir == 0 ? 0.03 : 0.97
label_y (sent, ends) = top (sent) + 0.03 * (top (ends) - top (sent)) - 0.56 * sqrt (1 + rise (sent, ends) ** 2)
slope (dir, sent, ends) = (dir == 0 ? -1 : 1) * 57.29578 * atan (rise (sent, ends))
# (gnuplot 5.4 crashes where a plot of labels has none: hence an empty one.)
text_along (side, dir, text) = !crossing && dir == side ? text : ''
text_beside (side, dir, text) = crossing && dir == side ? text : ''
cwnd_text (side, dir, cwnd) = with_cwnd && dir == side && cwnd > 0 ? sprintf ("cwnd %d", cwnd) : ''

head = 106
foot = 40
pixels = head + foot + int (line * (bottom + 2.2))
title = from > 1 ? \
        sprintf ("%s: packets %d to %d of %d", shown, from, from + drawn - 1, total) : \
        drawn < total ? sprintf ("%s: the first %d of %d packets", shown, drawn, total) : \
        sprintf ("%s: %d packet%s", shown, total, total == 1 ? '' : 's')
about_scale = bend < 1 ? 'downwards: time, long waits shortened' : 'downwards: time'

unset border
unset xtics
unset ytics
set xrange [pixels_x (0) : pixels_x (width)]
set yrange [bottom + 1.2 : -1]
set lmargin at screen 0
set rmargin at screen 1
set style arrow 1 head filled size screen 9. / width, 18 lw 1.8 lc rgb variable
set style arrow 2 nohead dt (5, 4) lw 1.8 lc rgb variable
set style arrow 3 nohead lw 1.8 lc rgb variable
set style arrow 4 nohead lw 1.6 lc rgb 0x333333
set style textbox 1 opaque fc rgb 'white' border lc rgb 0x999999 lw 0.7 margins 0.7, 0.5

set arrow 1 from 0, -0.7 to 0, bottom + 0.9 as 4
set arrow 2 from 1, -0.7 to 1, bottom + 0.9 as 4

do for [format in formats] {
  eval open (format, width, pixels)
  eval fonts
  server_font = strlen (server) > 25 ? small_font : normal_font
  set output name.'.'.format.suffix
  set tmargin at screen 1 - (head + 0.) / pixels
  set bmargin at screen (foot + 0.) / pixels

  set label 1 title at screen 0.5, screen 1 - 22. / pixels center font title_font noenhanced
  # A long address would not fit around its lifeline.
  if (strlen (client) > 25 && !crossing) {
    set label 2 "client\n".client at screen at_screen (8), screen 1 - 54. / pixels left font small_font noenhanced
  } else {
    set label 2 "client\n".client at screen at_screen (left_px), screen 1 - 54. / pixels center font normal_font noenhanced
  }
  set label 3 "server\n".server at screen at_screen (right_px), screen 1 - 54. / pixels center \
    font server_font noenhanced
  set label 4 "time (s)" at screen at_screen (78), screen 1 - 90. / pixels right font small_font tc rgb grey
  set label 5 (crossing ? '' : "after") at screen at_screen (after_px), screen 1 - 90. / pixels right font small_font tc rgb grey
  set label 6 "why it was sent" at screen at_screen (why_px), screen 1 - 90. / pixels left font small_font tc rgb grey
  set label 7 about_scale at screen at_screen (width - 8), screen 14. / pixels right font small_font tc rgb grey
  set key at screen at_screen (8), screen 14. / pixels left center horizontal Left reverse samplen 2.5 font small_font

  plot file index 1 using (int ($4)) : (top ($2)) : ($5 > 0 || $11 < 1000 ? NaN : part_x ($4, $11)) : \
         (part_y ($2, $3, $12)) : (colour ($4, $6)) with vectors as 1 notitle, \
       '' index 1 using (int ($4)) : (top ($2)) : ($5 > 0 ? part_x ($4, $11) : NaN) : \
         (part_y ($2, $3, $12)) : (colour ($4, $6)) with vectors as 2 notitle, \
       '' index 1 using (int ($4)) : (top ($2)) : ($5 == 0 && $11 < 1000 ? part_x ($4, $11) : NaN) : \
         (part_y ($2, $3, $12)) : (colour ($4, $6)) with vectors as 3 notitle, \
       '' index 1 using ($5 > 0 && $12 < 1000 ? $4 + part_x ($4, $11) : NaN) : (top ($2) + part_y ($2, $3, $12)) \
         with points pt 2 ps 1.3 lw 2.5 lc rgb black notitle, \
       '' index 1 using (label_x (0)) : (label_y ($2, $3)) : (text_along (0, $4, strcol (9))) : \
         (slope ($4, $2, $3)) : (colour ($4, $6)) with labels rotate variable left font normal_font \
         tc rgb variable noenhanced notitle, \
       '' index 1 using (label_x (1)) : (label_y ($2, $3)) : (text_along (1, $4, strcol (9))) : \
         (slope ($4, $2, $3)) : (colour ($4, $6)) with labels rotate variable right font normal_font \
         tc rgb variable noenhanced notitle, \
       '' index 1 using (pixels_x (left_px - beside_left - 8)) : (top ($2)) : (text_beside (0, $4, strcol (9))) : \
         (colour ($4, $6)) with labels right font normal_font tc rgb variable noenhanced notitle, \
       '' index 1 using (pixels_x (right_px + beside_right + 8)) : (top ($2)) : (text_beside (1, $4, strcol (9))) : \
         (colour ($4, $6)) with labels left font normal_font tc rgb variable noenhanced notitle, \
       '' index 1 using (pixels_x (left_px - 8)) : (top ($2)) : (cwnd_text (0, $4, $13)) \
         with labels right font small_font tc rgb black notitle, \
       '' index 1 using (pixels_x (right_px + 8)) : (top ($2)) : (cwnd_text (1, $4, $13)) \
         with labels left font small_font tc rgb black notitle, \
       '' index 1 using (pixels_x (78)) : (top ($2)) : (sprintf ("%.6f", $7 / 1e9)) \
         with labels right font normal_font notitle, \
       '' index 1 using (pixels_x (after_px)) : (top ($2)) : ($1 > from && !crossing ? span ($8) : '') \
         with labels right font small_font tc rgb grey notitle, \
       '' index 1 using (pixels_x (why_px)) : (top ($2)) : 10 \
         with labels left font small_font noenhanced notitle, \
       for [i = 1:(states > 0)] '' index 2 using (int ($2)) : (top ($1)) : (strcol (3)) \
         with labels center boxed bs 1 font small_font notitle, \
       keyentry with lines lw 2 lc rgb vermillion title 'sent again', \
       keyentry with points pt 2 ps 1.2 lw 2.5 lc rgb black title 'lost on the way'
  unset output
}
