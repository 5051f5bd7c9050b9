"""Checkers for the book's exercises: points and a message, offline."""

from .result import Result as Result
