"""Parts of a large form: each drives the widgets that it names."""

from __future__ import annotations

from typing import get_type_hints

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gkcase.desktop.screen import FormError


class Part(QObject):
    """Binds the widgets of a loaded form to the annotated names, as a Screen does for all of it."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        for name, kind in get_type_hints(type(self)).items():
            if not (isinstance(kind, type) and issubclass(kind, QWidget)):
                continue
            widget = form.findChild(kind, name)
            if widget is None:
                raise FormError(f"{form.objectName()} has no {kind.__name__} named {name}")
            setattr(self, name, widget)
