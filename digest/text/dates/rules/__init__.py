"""The rules of the French date grammar, a family a module: each takes tokens and returns statements about days."""
