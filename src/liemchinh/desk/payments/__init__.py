"""Pages about money: what is owed, what the bank says, what a period came to, and where people pay."""
