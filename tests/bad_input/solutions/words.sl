" 1 3",4,2,0,5,""
and so on
