"""What all widgets of the library share: two hosts, one module."""

import anywidget

from .._files import write_text
from . import static


class Widget(anywidget.AnyWidget):
    """A widget that also works in a page without a kernel.

    A subclass sets `_esm`, `_css` and synchronised traits, and `__repr__`.
    """

    def open(self):
        """Tell the front end, unless there is none."""
        if not static.building():
            super().open()

    def state(self):
        """What the page gets: our traits, not those of all widgets."""
        ours = self.traits(sync=True).keys() - OTHERS
        return {name: getattr(self, name) for name in sorted(ours)}

    def to_html(self, path):
        """Write a page with this widget to `path`; it opens by double click.

        Nothing is asked from any server.
        """
        write_text(static.page(self._part(), repr(self)), path)

    def _part(self):
        css, state = str(self._css), self.state()
        return static.part(str(self._esm), css, state, repr(self))

    def _repr_mimebundle_(self, **kwargs):
        if static.building():
            return {"text/plain": repr(self), "text/html": self._part()}
        return super()._repr_mimebundle_(**kwargs)


OTHERS = {"_esm", "_css", "_anywidget_id"}
OTHERS |= set(anywidget.AnyWidget.class_trait_names())
