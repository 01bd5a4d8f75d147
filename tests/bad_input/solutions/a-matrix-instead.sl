$ ScenarioWizard 4.0
Ferry town
&A. Ferry
 -runs daily
 -runs weekly
&B. Trade
 -slack
 -steady
 -brisk
#
#
#
FFFFFF
FFFFFF
FFFFFF
FFFFFF
FFFFFF
#
#
0,0,-2,1,1
0,0,2,0,-2
-1,1,0,0,0
0,0,0,0,0
2,-2,0,0,0
#
