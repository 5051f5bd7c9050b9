"""What a checker answers: points and a message that helps."""

from typing import NamedTuple


class Result(NamedTuple):
    """Points reached in an exercise, out of how many, and why.

    Args:
        points: integer ≥ 0 reached.
        out_of: integer ≥ `points` that can be reached.
        message: what to look at; never the answer itself.

    Example:
    >>> Result(1, 2, "expected 0.313, yours 0.250: is the sign right?")
    1 of 2 points: expected 0.313, yours 0.250: is the sign right?
    """

    points: int
    out_of: int
    message: str

    def __repr__(self):
        return f"{self.points} of {self.out_of} points: {self.message}"
