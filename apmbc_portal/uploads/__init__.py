"""Files people hand in: what is in them decides, never their name. `checking.check` is the way in."""
