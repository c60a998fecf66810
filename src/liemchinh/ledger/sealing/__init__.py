"""From the database to the world: entries get their place, the tree grows, the signer signs, files are published.

Order of every turn: places and tiles (one transaction) → files → signature → witnesses → `checkpoint`, last.
Each step may be repeated; stopped anywhere, the next turn goes on from what is there.
"""
