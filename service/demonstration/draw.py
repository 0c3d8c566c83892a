"""Draws that come out the same on every machine and every Python.

Of the random module only the sequence of `Random.random()` is promised to stay as it is; all else is made from it.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A sequence of draws.

    Args:
        seed: the same seed gives the same draws.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both inclusive."""
        return low + int(self._random() * (high - low + 1))

    def one_of(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[self.between(0, len(things) - 1)]

    def happens(self, percent: int) -> bool:
        """True in so many of a hundred draws."""
        return self.between(1, 100) <= percent

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The things in another order."""
        left = list(things)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(len(left))]

    def some_of(self, things: Sequence[T], count: int) -> list[T]:
        """So many of the things, none twice."""
        return self.shuffled(things)[:count]
