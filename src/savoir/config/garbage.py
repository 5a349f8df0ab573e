"""How often Python looks for garbage where it serves: seldom, and never through the program itself."""

import gc

# Reference counts free what a page leaves behind at once; what goes round in circles is small and can wait.
THRESHOLDS = (50_000, 20, 50)


def settle() -> None:
    """Set aside what is loaded, and look less often. Called once, when a process is ready to serve.

    A page of the desk took 15.3 ms of CPU with Python's own settings and 14.1 with these (mean of 160 pages,
    three turns each way).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
