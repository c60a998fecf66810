"""Units, seats and officials at the desk: the tree and its changes, who sits where, what passes from hand to hand."""
