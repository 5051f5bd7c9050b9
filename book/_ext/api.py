"""The page `api`, written from the docstrings of the public names.

A docstring has one line, then paragraphs, formulas and sections ("Args:",
"Returns:", "Raises:", "Example:", "References:"). `$...$` and `$$...$$` are
formulas, `` `...` `` is code, an indented paragraph stands as it is.
"""

import ast
import importlib
import inspect
import re
import types

HEAD = """\
# Functions and classes

Generated from the docstrings of `aegan_lib`, imported as `ag`.
Every example on this page is run by the tests.
"""
SECTIONS = (
    "Args",
    "Call arguments",
    "Returns",
    "Raises",
    "Example",
    "References",
)
SPAN = re.compile(r"(`+[^`]*`+|\$\$?[^$]+\$\$?)")
ITEM = re.compile(r"(\*{0,2}\w[\w, ]*): +(.*)")


def exported(module):
    """Names that a package re-exports: `from .x import y as y`.

    Also those below `if TYPE_CHECKING:`, which are loaded when asked for.
    """
    tree = ast.parse(inspect.getsource(module))
    later = [node.body for node in tree.body if isinstance(node, ast.If)]
    names = []
    for node in tree.body + sum(later, []):
        if isinstance(node, ast.ImportFrom) and node.level:
            names += [a.asname for a in node.names if a.asname == a.name]
    return [name for name in names if not name.startswith("_")]


def public(package="aegan_lib"):
    """Dict from dotted public path to object, in the order of the page.

    Packages show what they re-export; modules show what they define.
    """
    found = {}
    _collect(importlib.import_module(package), package, found)
    return found


def _collect(module, path, found):
    if hasattr(module, "__path__"):
        names = exported(module)
    else:
        owned = [
            name
            for name, value in vars(module).items()
            if getattr(value, "__module__", None) == module.__name__
        ]
        names = [name for name in owned if not name.startswith("_")]
    values = {name: getattr(module, name) for name in names}
    for name, value in values.items():
        if not isinstance(value, types.ModuleType) and _documented(value):
            found[f"{path}.{name}"] = value
    for name, value in values.items():
        if isinstance(value, types.ModuleType):
            _collect(value, f"{path}.{name}", found)


def _documented(value):
    """Classes, functions, and pairs of functions; no plain constants."""
    return callable(value) or bool(fields(value))


def fields(value):
    """The functions in a named tuple of functions, by name."""
    fields = value._asdict() if hasattr(type(value), "_asdict") else {}
    return fields if all(map(inspect.isfunction, fields.values())) else {}


def methods(cls):
    """Public methods and properties that a class of ours defines itself."""
    hidden = {"build", "call", "get_config", "from_config", "compute_loss"}
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        hidden |= set(cls._fields)
    for name, value in vars(cls).items():
        if name.startswith("_") or name in hidden:
            continue
        value = getattr(value, "__func__", value)
        if inspect.isfunction(value) or isinstance(value, property):
            if own(value):
                yield name, value


def page():
    """Text of the page."""
    parts, group = [HEAD], None
    for path, value in public().items():
        home = path.rpartition(".")[0]
        if home != group:
            group = home
            module = importlib.import_module(home)
            title = "Models" if home == "aegan_lib" else f"`{home}`"
            parts.append(f"## {title}\n\n{_summary(module)}\n")
        parts.append(_entry(path, value))
    return "\n".join(parts)


def _summary(module):
    return prose(own(module).split("\n"))


def _entry(path, value):
    """One class or function, with the methods of a class inside."""
    home, _, name = path.rpartition(".")
    kind, inside = "function", []
    if inspect.isclass(value):
        kind, inside = "class", [(n, v, "method") for n, v in methods(value)]
    elif fields(value):
        kind = "data"
        inside = [(n, v, "function") for n, v in fields(value).items()]
    call = "" if kind == "data" else signature(value)
    text = "" if kind == "data" else docstring(value)
    lines = [f"`````{{py:{kind}}} {name}{call}", f":module: {home}", "", text]
    for member, body, what in inside:
        call = signature(body)
        if isinstance(body, property):
            what, call = "property", ""
        member = f"{name}.{member}" if kind == "data" else member
        lines.append(f"````{{py:{what}}} {member}{call}")
        lines += [f":module: {home}", "", docstring(body), "````", ""]
    return "\n".join([*lines, "`````", ""])


def own(value):
    """The docstring of `value` itself, never one that it inherits."""
    return inspect.cleandoc(value.__doc__ or "")


def signature(value):
    """Names and defaults of the arguments, without `self`."""
    try:
        arguments = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return "()"
    empty = inspect.Parameter.empty
    plain = [p.replace(annotation=empty) for p in arguments if p.name != "self"]
    return str(inspect.Signature(plain))


def docstring(value):
    """A docstring as MyST Markdown."""
    text = own(value)
    blocks, title, body = [], None, []
    for line in [*text.split("\n"), "Args:"]:
        if line.endswith(":") and line[:-1] in SECTIONS:
            blocks.append(_section(title, body))
            title, body = line[:-1], []
        else:
            body.append(line)
    return "\n".join(blocks)


def _section(title, lines):
    text = inspect.cleandoc("\n".join(lines)).split("\n")
    if title is None:
        return prose(lines) + "\n"
    if title == "Example":
        return "\n".join(["```pycon", *text, "```", ""])
    if title in ("Returns", "References"):
        return f"*{title}.* {prose(text)}\n"
    return f"*{title}*\n\n{_items(text)}\n"


def _items(lines):
    """`name: text` with indented continuation lines, as a list."""
    items = []
    for line in lines:
        match = ITEM.fullmatch(line)
        if match:
            items.append([f"- `{match[1]}`:", match[2]])
        elif items and line.strip():
            items[-1].append(line.strip())
        elif line.strip():
            items.append(["-", line])
    return "\n".join(
        f"{mark} {prose([' '.join(rest)])}" for mark, *rest in items
    )


def prose(lines):
    """Paragraphs; indented ones are shown as they are written."""
    shown = []
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")):
        if paragraph.startswith("    "):
            plain = inspect.cleandoc("\n" + paragraph)
            shown.append(f"```text\n{plain}\n```")
        else:
            shown.append(_escaped(paragraph))
    return "\n\n".join(shown)


def _escaped(text):
    """Markdown with its marks escaped outside of formulas and code."""
    parts = SPAN.split(text)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"([\\*_<>\[\]#{}~])", r"\\\1", parts[i])
    return "".join(parts)
