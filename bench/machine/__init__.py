"""Parts of `bench.server`: a fresh virtual machine, the world around it, and the walk of the how-to in it."""
