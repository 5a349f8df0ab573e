"""How people write a cell, as patterns: `words` reads by them, `schemas` tells them to other programs.

A pattern is of a text whose runs of blanks are one space each, without any at its ends; " ?" is a blank that
may lack. Only what every dialect of regular expressions reads alike is used.
"""

from savoir.policies.facts.specs import LONGEST_TEXT

# What `\s` means to JSON Schema (ECMA-262); Python's own would take control characters for blanks.
BLANKS = "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
MOST_DIGITS = 16


def any_case(word: str) -> str:
    """The pattern of a word in small or capital letters: `dans` -> `[dD][aA][nN][sS]`."""
    return "".join(f"[{sign}{sign.upper()}]" if sign.isalpha() else sign for sign in word)


def one_of(*words: str) -> str:
    """The pattern of one of some words, in any case."""
    return "|".join(any_case(word) for word in words)


NOTHING = "[-–—]?"
YES_OR_NO = one_of("oui", "yes", "non", "no")
NUMBER = f"[0-9](?: ?[0-9]){{0,{MOST_DIGITS - 1}}}"
EUROS = f"{NUMBER}(?:,[0-9]{{2}})? ?€"
DAY = "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
DAY_OF_YEAR = "[0-9]{1,2}/[0-9]{1,2}"
SIGN = "(?:<=|>=|≤|≥|<|>)"
TO = rf" ?(?:{one_of('à', 'to')}|\.\.) ?"
SETS = one_of("dans", "in", "pas", "not")
BRANCHES = one_of("sous", "under")
_SIGN_OF_A_CODE = r"[^,\s]"
CODE = f"{_SIGN_OF_A_CODE}(?:{_SIGN_OF_A_CODE}| (?={_SIGN_OF_A_CODE})){{0,{LONGEST_TEXT - 1}}}"


def pair(pattern: str) -> str:
    """From one to another."""
    return f"(?:{pattern}){TO}(?:{pattern})"


def several(words: str, pattern: str) -> str:
    """One or more after a word: `dans FR, BE`."""
    return f"(?:{words}) (?:{pattern})(?: ?, ?(?:{pattern}))*"
