"""What our stub servers share: books, stored answers, misbehavior by seed, the HTTP door."""
