"""What the service costs, as a ratio to the same statements in the bare driver in the same run: `./run bench`."""
