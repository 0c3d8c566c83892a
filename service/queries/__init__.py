"""Every SELECT that a page makes, always through `visible_to(user)`."""
