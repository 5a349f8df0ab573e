"""`savoir policy`: the documents of a policy from a terminal. Each verb is a module of this folder."""
