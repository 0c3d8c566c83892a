"""The register: which facts it holds, how they are checked, who changes them, and what it said at any time."""
