"""The rules for a page of the book. Each yields what it objects to."""

import ast
import builtins
import json
import pathlib
import re
import statistics
import symtable
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import aegan_book  # noqa: E402  (found once its folder is on the path)
import api  # noqa: E402, F401
import notebooks  # noqa: E402

HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
GRADES = {
    "★": "predict",
    "★★": "tweak",
    "★★★": "implement",
    "★★★★": "derive",
}
MACHINE = r"/(home|root|tmp|work|Users|usr|opt)/|[A-Z]:\\|\b0x[0-9a-f]{6,}"
STYLING = r"\bfigsize\b|\bset_title\b|\bsuptitle\b|\.title\(|\brcParams\b"
OUTSIDE = (
    r"\bpip\b|^\s*!|\bsys\.path\b|\bos\.chdir\b|\burllib\b|\brequests\b"
    r"|\bwget\b|\bcurl\b|\burlretrieve\b|\bget_file\b|https?://"
)
CLOCK = r"\bdatetime\b|\btime\.\w+\(|\bimport time\b|\bperf_counter\b"


class Page:
    """A notebook and its parts, by the names that the rules use."""

    def __init__(self, name, notebook):
        self.name, self.notebook, self.cells = name, notebook, notebook.cells
        self.code = [c for c in self.cells if c.cell_type == "code"]
        text = [c.source for c in self.cells if c.cell_type == "markdown"]
        self.markdown = "\n\n".join(text)
        self.own_code = [c for c in self.code if "colab-setup" not in tags(c)]


def tags(cell):
    return set(cell.metadata.get("tags", []))


def source(cell):
    """The cell's code without the lines that only IPython understands."""
    return re.sub(r"(?m)^(\s*)[%!].*$", r"\1pass", cell.source)


def has_image(cell):
    kinds = {k for o in cell.get("outputs", []) for k in o.get("data", {})}
    return any(kind.startswith("image/") for kind in kinds)


def one_title(page):
    first = page.cells[0].source.split("\n")[0]
    unfenced = re.sub(r"(?ms)^```.*?^```", "", page.markdown)
    titles = re.findall(r"(?m)^# (.+)$", unfenced)
    if titles != [first.removeprefix("# ")] or not first.startswith("# "):
        yield f"one title, in the first cell, instead of {titles}"
    if re.search(r"[?:.!]|^# (How|Why|What|When|We|Let|Using)\b", first):
        yield f"the title is to be a noun phrase: {first}"


def objectives(page):
    box = re.search(r"(?ms)^```{admonition}.*?^```", page.cells[0].source)
    box = box[0] if box else ""
    for wanted in (r":class: objectives", "You will", "You need"):
        if wanted not in box:
            yield f"the box under the title lacks {wanted!r}"
    if not re.search(r"\d+ minutes", box):
        yield "the box under the title lacks the minutes"


def colab_cell(page):
    found = [i for i, c in enumerate(page.cells) if "colab-setup" in tags(c)]
    if found != [1]:
        yield f"the cell for Colab is to be the second; found at {found}"
    elif page.cells[1].source != notebooks.setup_source():
        yield "the cell for Colab has another text than the generated one"


def setup_cell(page):
    text = page.own_code[0].source if page.own_code else ""
    seeds = re.findall(r"keras\.utils\.set_random_seed\(\d+\)", text)
    if len(seeds) != 1:
        yield "the first cell of code sets one literal seed"
    backend = text.find('os.environ.setdefault("KERAS_BACKEND", ')
    if not 0 <= backend < text.find("import keras"):
        yield "the first cell of code chooses the backend, then imports keras"


def short_cells(page):
    visible = []
    for cell in page.own_code:
        count = sum(bool(line.strip()) for line in cell.source.split("\n"))
        hidden = tags(cell) & HIDDEN
        limit = 25 if hidden else 15
        if count > limit:
            yield f"{count} lines, at most {limit}: {cell.source[:50]!r}"
        visible += [] if hidden else [count]
    if visible and statistics.median(visible) > 8:
        yield f"the median of visible lines is {statistics.median(visible)}"


def sentences_between_code(page):
    for first, second in zip(page.cells, page.cells[1:], strict=False):
        if first.cell_type == second.cell_type == "code":
            yield f"no sentence before {second.source[:50]!r}"
    for cell in page.cells:
        if cell.cell_type == "markdown" and not cell.source.strip():
            yield "an empty cell of text"


def plain_code(page):
    for cell in page.own_code:
        for pattern in (STYLING, OUTSIDE, CLOCK):
            if found := re.search(pattern, cell.source, re.MULTILINE):
                yield f"{found[0]!r} in {cell.source[:50]!r}"


def axis_labels(page):
    for cell in page.own_code:
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.keyword) and node.arg in (
                "xlabel",
                "ylabel",
            ):
                text = getattr(node.value, "value", "A")
                if not text[:1].isupper() and text[:1] not in "$\\":
                    yield f"an axis label begins with a capital: {text!r}"


INLINE = ("lambda", "listcomp", "dictcomp", "setcomp", "genexpr")


def self_contained_functions(page):
    allowed = set(dir(builtins))
    for cell in page.own_code:
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                allowed.add(node.name)
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [a.asname or a.name.split(".")[0] for a in node.names]
                allowed.update(names)
    for cell in page.own_code:
        table = symtable.symtable(source(cell), page.name, "exec")
        for scope in table.get_children():
            if scope.get_name() not in INLINE:
                for name in sorted(_read_globals(scope) - allowed):
                    where = f"{scope.get_name()} reads the notebook's"
                    yield f"{where} variable {name!r}"


def _read_globals(scope):
    names = {s.get_name() for s in scope.get_symbols() if s.is_global()}
    return names.union(*map(_read_globals, scope.get_children()))


def figures(page):
    names = []
    inside = _inside_solutions(page)
    for cell in page.code:
        about = cell.metadata.get("mystnb", {})
        figure, alt = about.get("figure"), about.get("image", {}).get("alt", "")
        caption = (figure or {}).get("caption", "")
        where = f"{cell.source[:50]!r}"
        if not has_image(cell):
            if alt or figure:
                yield f"a caption or alt text but no image: {where}"
            continue
        names.append((figure or {}).get("name", ""))
        if not 20 <= len(alt.split()) <= 60:
            yield f"alt text has {len(alt.split())} words, not 20-60: {where}"
        if alt == caption or re.match(r"(?i)(an? )?(image|picture) of", alt):
            yield f"alt text says what is to be seen, and no more: {where}"
        if id(cell) in inside:
            if figure:
                yield f"no captions inside solutions: {where}"
        elif not 3 <= len(caption.split()) <= 40:
            yield f"a caption has 3-40 words: {where}"
        elif not names[-1].startswith(f"fig-{page.name}-"):
            yield f"a figure is called fig-{page.name}-...: {where}"
    names = [name for name in names if name]
    if len(set(names)) < len(names):
        yield f"two figures of one name: {names}"


def _inside_solutions(page):
    """Ids of the cells between the start and the end of a solution."""
    inside, found = False, set()
    for cell in page.cells:
        if cell.cell_type == "markdown":
            marks = re.findall(r"{solution-(start|end)}", cell.source)
            inside = marks[-1] == "start" if marks else inside
        elif inside:
            found.add(id(cell))
    return found


def stored_outputs(page):
    run = [c for c in page.code if "skip-execution" not in tags(c)]
    counts = [c.execution_count for c in run]
    if counts != list(range(1, len(run) + 1)):
        yield f"execution counts are {counts}"
    if not any(c.outputs for c in page.code):
        yield "no cell has an output"
    for cell in page.code:
        skipped = "skip-execution" in tags(cell)
        if skipped and (cell.outputs or "nbval-skip" not in tags(cell)):
            yield f"a stub is tagged nbval-skip and has no output: {cell.id}"


def clean_outputs(page):
    for cell in page.code:
        where = f"{cell.source[:50]!r}"
        for output in cell.outputs:
            kind, name = output.output_type, output.get("name")
            if name == "stderr":
                yield f"messages on stderr: {where}"
            if kind == "error" and "raises-exception" not in tags(cell):
                yield f"an error: {where}"
            data = output.get("data", {})
            texts = [str(v) for k, v in data.items() if k[:5] != "image"]
            texts += [output.get("text", ""), output.get("evalue", "")]
            if found := re.search(MACHINE, "\n".join(texts)):
                yield f"{found[0]!r} is of this machine: {where}"


def normal_form(page):
    if "widgets" in page.notebook.metadata:
        yield "widget state in the notebook"
    if notebooks.normal(page.notebook) != page.notebook:
        yield "not in the stored form; run `make notebooks`"


def small(page):
    size = len(json.dumps(page.notebook).encode())
    if size > 500_000:
        yield f"{size / 1000:.0f} kB, at most 500"


def exercises(page):
    starts = re.findall(
        r"(?m)^`{3,}{exercise-start} (★+) (\w+).*\n:label: (\S+)$",
        page.markdown,
    )
    solutions = re.findall(
        r"(?m)^`{3,}{solution-start} (\S+)\n:class: dropdown$", page.markdown
    )
    labels = [f"ex-{page.name}-{i + 1}" for i in range(len(starts))]
    if not 4 <= len(starts) <= 6:
        yield f"{len(starts)} exercises, not 4 to 6"
    if [label for *_, label in starts] != labels or solutions != labels:
        yield f"exercises and solutions are labelled {labels}, in this order"
    for stars, grade, label in starts:
        if GRADES.get(stars) != grade:
            yield f"{label}: {stars} is not {grade!r}"
    if missing := {"★", "★★", "★★★"} - {stars for stars, *_ in starts}:
        yield f"no exercise of grade {sorted(missing)}"
    for kind in ("exercise", "solution"):
        marks = re.findall(rf"{{{kind}-(start|end)}}", page.markdown)
        if marks != ["start", "end"] * (len(marks) // 2):
            yield f"a {kind} is not closed before the next begins"


def checked_solutions(page):
    """Every `implement` exercise is solved, for all points, on the page."""
    wanted = page.markdown.count("{exercise-start} ★★★ ")
    inside = _inside_solutions(page)
    full = 0
    for cell in page.code:
        text = "".join(str(o.get("data", "")) for o in cell.outputs)
        points = re.search(r"(\d+) of (\d+) points", text)
        if id(cell) in inside and "exercises." in cell.source and points:
            full += points[1] == points[2]
    if full < wanted:
        yield f"{full} of {wanted} solutions get all points of a checker"


def formula_links(page):
    labels = re.findall(r"(?m)\$\$ *\(([^)\s]+)\) *$", page.markdown)
    labels += re.findall(r"(?ms)^```{math}.*?^:label: (\S+)", page.markdown)
    notes = re.findall(
        r"(?m)^`{3,}{implemented} (\S+)\n(\S+)\n(\S+)$", page.markdown
    )
    linked = [label for label, *_ in notes]
    for label in labels:
        if not re.match(rf"(eq|derive)-{page.name}-[a-z0-9-]+$", label):
            yield f"{label} is not eq-{page.name}-... or derive-..."
        elif label.startswith("eq-") and label not in linked:
            yield f"no {{implemented}} note for {label}"
    for label, code, test in notes:
        if label not in labels:
            yield f"an {{implemented}} note for {label}, which is no formula"
        if problem := _unlinked(code, test):
            yield f"{label}: {problem}"


def _unlinked(code, test):
    path, _, name = test.partition("::")
    try:
        aegan_book.public_path(code)
        aegan_book.test_line(ROOT / path, name)
    except (AttributeError, ImportError, OSError, ValueError) as problem:
        return str(problem)
    return None


def citations(page):
    cited = re.findall(r"{footcite(?::\w+)?}`([^`]+)`", page.markdown)
    listed = page.markdown.count("{footbibliography}")
    if listed != bool(cited):
        yield f"{len(cited)} citations and {listed} lists of references"
    bib = (ROOT / "book" / "references.bib").read_text()
    for key in {k.strip() for keys in cited for k in keys.split(",")}:
        if f"{{{key}," not in bib:
            yield f"references.bib has no {key}"
    used = set(re.findall(r"\[\^([\w-]+)\](?!:)", page.markdown))
    if missing := used - set(re.findall(r"\[\^([\w-]+)\]:", page.markdown)):
        yield f"footnotes without text: {sorted(missing)}"


def plain_words(page):
    for word in ("simply", "obviously", "of course", "trivially"):
        if re.search(rf"(?i)\b{word}\b", page.markdown):
            yield f"the word {word!r}"


EVERY_PAGE = (
    one_title,
    colab_cell,
    setup_cell,
    short_cells,
    sentences_between_code,
    plain_code,
    axis_labels,
    self_contained_functions,
    figures,
    stored_outputs,
    clean_outputs,
    normal_form,
    small,
    formula_links,
    citations,
    plain_words,
)
CHAPTERS = (*EVERY_PAGE, objectives, exercises, checked_solutions)
