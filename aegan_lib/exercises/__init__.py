"""Checkers for the book's exercises: points and a message, offline."""

from . import combined as combined
from .result import Result as Result
