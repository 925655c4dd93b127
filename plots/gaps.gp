# The gap in time before each frame of a capture, simulated and, where a
# recording is given, recorded, side by side on a log scale.
#
# tcpsim puts the settings of a run (name, drawn, total, shown, recorded) before this
# text and writes it beside its data:  gnuplot NAME.gaps.gp

if (!exists ("name")) exit message "run the copy of this script that lies beside its data"
if (!exists ("suffix")) suffix = ''

data = name.'.gaps.dat'
set encoding utf8
set datafile separator "\t"

title = drawn < total ? sprintf ("%s: gaps between frames (the first %d of %d)", shown, drawn, total) : \
        sprintf ("%s: gaps between frames", shown)

# The frame numbers and gaps that there are.  A gap of nothing has no bar but a 0; the
# first frame has no gap before it.
low = 0; high = 1; shortest = 1e18; longest = 0
note (gap) = (gap > 0 && gap < shortest ? (shortest = gap) : 0, gap > longest ? (longest = gap) : 0, 0)
if (drawn > 0 || recorded) {
  stats data using 1 nooutput
  low = STATS_min; high = STATS_max
  stats data using (note ($2)) nooutput
}
if (longest == 0) { shortest = 1e3; longest = 1e6 }

# Three digits have room below a frame.
short (value) = sprintf (value < 99.95 ? "%.1f" : "%.0f", value)
span (ns) = ns < 1e3 ? sprintf ("%.0f ns", ns) : \
            ns < 1e6 ? short (ns / 1e3)." µs" : \
            ns < 1e9 ? short (ns / 1e6)." ms" : short (ns / 1e9)." s"

# Whole decades, with room below the shortest bar and above the longest.
floor_ns = 10.0 ** floor (log10 (shortest) - 0.3)
ceil_ns = 10.0 ** ceil (log10 (longest) + 0.2)
few = high - low < 13
# Bars that would be thinner than a pixel fade.
bars = high - low > 250 ? 'impulses lw 1' : 'boxes'
zero (row, gap) = row > 0 && gap == 0 && high - low < 100 ? '0' : ''
wide = recorded ? 0.36 : 0.6
shift = recorded ? 0.19 : 0

set logscale y
set xrange [low - 0.8 : high + 0.8]
set yrange [floor_ns : ceil_ns]
set ytics ("1 ns" 1, "10 ns" 10, "100 ns" 1e2, "1 µs" 1e3, "10 µs" 1e4, "100 µs" 1e5, \
           "1 ms" 1e6, "10 ms" 1e7, "100 ms" 1e8, "1 s" 1e9, "10 s" 1e10, "100 s" 1e11, \
           "1000 s" 1e12) nomirror
set xtics nomirror
if (high - low <= 30) { set xtics 1 }
set grid ytics lc rgb 0xCCCCCC lw 1 lt 1
set border 3
set boxwidth wide
set style fill solid 1 noborder

do for [format in "svg png"] {
  if (format eq 'svg') {
    set terminal svg size 800, 500 enhanced font 'sans-serif,14' background rgb 'white'
    large = sprintf ('sans-serif,%.0f', strlen (title) > 80 ? 13 : 17); small = 'sans-serif,11'
  } else {
    set terminal pngcairo size 800, 500 enhanced font 'sans,10.5' background rgb 'white'
    large = sprintf ('sans,%.0f', strlen (title) > 80 ? 10 : 13); small = 'sans,8.5'
  }
  set output name.'.gaps.'.format.suffix
  set title title font large noenhanced
  set lmargin at screen 0.13
  set rmargin at screen 0.98
  set bmargin at screen 0.22
  set xlabel 'frame number in the capture' offset 0, few ? -0.9 : 0
  set ylabel 'time since the frame before (log scale)'
  set key at screen 0.555, screen 0.035 center center horizontal Left reverse samplen 1.5

  plot data index 1 using ($1 - shift) : (recorded ? $2 : NaN) with @bars lc rgb 0xE69F00 notitle, \
       data index 0 using ($1 + shift) : 2 with @bars lc rgb 0x0072B2 notitle, \
       '' index 0 using 1 : (1.001 * floor_ns) : (!few ? '' : $2 > 0 ? span ($2) : zero ($0, $2)) \
         with labels offset 0, -1.9 font small tc rgb 0x0072B2 notitle, \
       '' index 0 using ($1 + shift) : (1.001 * floor_ns) : (few ? '' : zero ($0, $2)) \
         with labels offset 0, 0.4 font small tc rgb 0x0072B2 notitle, \
       for [i = 1:recorded] keyentry with boxes lc rgb 0xE69F00 title 'recorded', \
       keyentry with boxes lc rgb 0x0072B2 title few ? 'simulated (values below)' : 'simulated'
  unset output
}
