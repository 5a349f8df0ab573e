"""The proof that no customer of a policy falls below the law."""
