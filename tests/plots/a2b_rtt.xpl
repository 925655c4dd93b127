timeval unsigned
title
192.0.2.1:50000_==>_192.0.2.2:7 (rtt samples)
xlabel
time
ylabel
rtt (ms)
red
dot 0.040096 40
line 0.040096 40 0.080226 40
dot 0.080226 40
line 0.080226 40 0.360453 40
dot 0.360453 40
go
