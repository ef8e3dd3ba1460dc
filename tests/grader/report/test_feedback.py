"""Pages show verdicts, and nothing that a learner wrote runs in them."""

import base64
import contextlib
import copy
import os
import re
import resource
import shutil
import signal
import subprocess
import time

import nbformat
import psutil
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)
from nbgrader.server_extensions.formgrader.handlers import template_path
from traitlets.config import Config

from grader.report import feedback, maths, sanitise
from grader.report.sanitise import clean_html
from tests.grader.report.attacks import MARKDOWN, MARKUP, PWN
from utils import figures

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
VERDICT = '<div class="verdict full"><p><strong>f: 2 of 2 points</strong></p></div>'


def page(cells, exporter=None, metadata=None):
    """The feedback page of a notebook of these cells, as text."""
    config = Config()
    feedback.configure(config)
    about = {
        "notebook": "1_gru",
        "student": "ann",
        "score": 2,
        "max_score": 2,
        "late_penalty": 0,
    }
    notebook = new_notebook(cells=list(cells), metadata=metadata or {})
    exporter = exporter or feedback.FeedbackExporter(config=config)
    resources = {"nbgrader": about, "index": 0, "total": 1}  # the latter: formgrader's
    return exporter.from_notebook_node(notebook, resources)[0]


def check_cell(output=VERDICT):
    cell = new_code_cell("check.f(f)")
    cell.outputs = [new_output("display_data", data={"text/html": output})]
    cell.metadata = {
        "course": {"check": "f"},
        "nbgrader": {"grade": True, "grade_id": "check_f", "score": 2, "points": 2},
    }
    return cell


def hostile_cells():
    """Every attack in every place where a notebook has text."""
    for text in [*MARKUP.values(), *MARKDOWN.values()]:
        yield new_markdown_cell(text)
        yield new_markdown_cell(f"- *{text}*\n\n> {text}")
        yield new_raw_cell(text, metadata={"raw_mimetype": "text/html"})
        yield new_code_cell(f"# {text}", metadata={"alt": text, text: text})
        cell = new_code_cell("%%html\n" + text)
        cell.outputs = list(hostile_outputs(text))
        yield cell
    attached = new_markdown_cell("![x](attachment:a.png)")
    attached.attachments = {"a.png": {"image/svg+xml": "x", "text/html": PWN}}
    yield attached


def hostile_outputs(text):
    for mime in ("text/html", "text/markdown", "text/latex", "text/plain"):
        yield new_output("display_data", data={mime: text})
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'>{text}</svg>"
    yield new_output("display_data", data={"image/svg+xml": svg})
    yield new_output("display_data", data={"application/javascript": PWN})
    yield new_output(
        "display_data", data={"image/png": f'"><script>{PWN}</script>'}, metadata={}
    )
    isolated = {"text/html": {"isolated": True}, "image/png": {"width": f'"{text}'}}
    yield new_output("execute_result", data={"text/html": text}, metadata=isolated)
    yield new_output("stream", name="stdout", text=text)
    yield new_output("error", ename=text, evalue=text, traceback=[text])


ACTIVE = "script style iframe frame object embed form input button textarea select"
ALSO_ACTIVE = "base meta link svg template"
EVENTS = re.compile(r"on|style$|srcset$|formaction$")
LINKS = ("#", "http://", "https://", "mailto:")
IMAGES = ("data:image/png;base64,", "data:image/svg+xml;base64,")


def active_parts(html):
    """What a browser could run or load, in the page's <main>."""
    soup = BeautifulSoup(html, "html.parser").main
    found = soup.find_all(f"{ACTIVE} {ALSO_ACTIVE}".split())
    for formula in soup.find_all("math"):
        for part in [formula, *formula.find_all(True)]:
            lays_out = set(part.attrs) <= {*maths.ATTRIBUTES, "xmlns"}
            found += [] if lays_out and part.name in maths.ELEMENTS else [part]
    for tag in soup.find_all(True):
        links = [squeezed(tag["href"])] if tag.has_attr("href") else []
        images = [squeezed(tag["src"])] if tag.has_attr("src") else []
        harmless = (
            all(link.startswith(LINKS) for link in links)
            and all(src.startswith(IMAGES) for src in images)
            and not any(EVENTS.match(name) for name in tag.attrs)
        )
        found += [] if harmless else [tag]
    return list(map(str, found))


def squeezed(address):
    return re.sub(r"[\s\x00-\x20]", "", address).lower()


@pytest.mark.parametrize("name", MARKUP)
def test_html_of_a_learner_is_inert(name):
    html = f"<html><main>{clean_html(MARKUP[name])}</main></html>"
    assert active_parts(html) == []
    assert not BeautifulSoup(html, "html.parser").find_all(class_="verdict")
    assert not BeautifulSoup(html, "html.parser").main.find_all(id=True)


def test_nothing_active_is_left_in_a_page_of_every_attack():
    html = page(hostile_cells())
    assert active_parts(html) == []
    assert BeautifulSoup(html, "html.parser").find_all("script") == []


def test_formgraders_pages_are_as_inert():
    """The stock exporter and formgrader's template, with our configuration."""
    config = Config()
    feedback.configure(config)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [template_path]
    pages = (
        BeautifulSoup(page(cells, HTMLExporter(config=config)), "html.parser")
        for cells in (hostile_cells(), [new_markdown_cell("x")])
    )
    hostile, plain = (p.find(id="notebook-container") for p in pages)
    assert active_parts(f"<main>{hostile}</main>") == active_parts(
        f"<main>{plain}</main>"
    )
    assert len(hostile.find_all("div")) > 500


@pytest.mark.skipif(not CHROMIUM, reason="needs chromium to run the pages in")
def test_a_browser_runs_nothing_of_it(tmp_path):
    attacked = page(hostile_cells())
    assert "<title>1_gru: feedback</title>" in in_browser(attacked, tmp_path)
    as_written = "".join(MARKUP.values())
    control = f"<title>1_gru</title><main>{as_written}</main>"
    assert "<title>pwned</title>" in in_browser(control, tmp_path)


def in_browser(html, tmp_path):
    """A page as it is after a browser has run what there is to run."""
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
    command += ["--disable-quic", "--no-first-run", "--disable-background-networking"]
    command += ["--disable-component-update", "--disable-sync", "--dump-dom"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=3000"]
    ran = subprocess.run([*command, file.as_uri()], capture_output=True, text=True)
    return ran.stdout


def test_verdicts_points_and_comments_are_shown():
    answer = new_code_cell("def f(): return 1")
    own = {"solution": True, "grade_id": "f", "comment": "**Well** done"}
    answer.metadata = {"course": {"exercise": "f"}, "nbgrader": own}
    soup = BeautifulSoup(page([answer, check_cell()]), "html.parser")
    assert soup.find(class_="verdict").get_text() == "f: 2 of 2 points"
    segment = soup.find("a", href="#check_f").find_parent("li")
    assert "2 of 2" in segment.get_text()
    assert "all points" in segment.get_text()
    assert soup.find(id="check_f")
    assert soup.find("aside").strong.get_text() == "Comment:"
    assert "def f" in soup.find(class_="answer").get_text()


def test_formulas_are_mathml_and_what_is_none_stays_as_it_was_written():
    text = (
        "Inline $a_t < b$ and \\begin{align} c &= \\Gamma_u \\tilde c \\end{align}\n\n"
        "$$\\frac{a}{$$"
    )
    soup = BeautifulSoup(page([new_markdown_cell(text)]), "html.parser")
    shown = soup.find(class_="text")
    inline, display = shown.find_all("math")
    assert inline["display"] == "inline"
    assert [part.get_text() for part in inline.find_all(["mi", "mo"])] == list("at<b")
    assert display["display"] == "block"
    assert "\\frac{a}{" in shown.find("code", class_="formula").get_text()


FORMULAS = {
    "a link": "\\href{javascript:alert(1)}{x}",
    "a style": "\\style{color:red}{x}",
    "a tag": "</math><script>alert(1)</script>",
    "without end": "{" * 1500,
    "long": "x" * 3000,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_can_only_lay_out_mathematics(name):
    html = page([new_markdown_cell(f"a ${FORMULAS[name]}$ b")])
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find_all("script") == []
    for formula in soup.find_all("math"):
        for part in [formula, *formula.find_all(True)]:
            assert not {"href", "style", "class", "id"} & set(part.attrs)


def test_the_page_loads_nothing_and_has_no_script():
    html = page([new_markdown_cell("$x$"), check_cell()])
    soup = BeautifulSoup(html, "html.parser")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'; img-src data:;")
    assert "script-src" not in policy["content"]
    assert soup.find_all(["script", "link", "iframe"]) == []
    assert "://" not in re.sub(r'xmlns="[^"]*"', "", html)


def failed_check():
    cell = check_cell(VERDICT.replace("full", "none"))
    cell.metadata["nbgrader"] |= {"score": 0, "grade_id": "check_g"}
    told = {"hints": ["The gates are swapped."], "next": "read the hint."}
    cell.metadata["course"] = {"check": "g", "verdict": told}
    return cell


def test_the_head_says_what_to_fix_first_and_what_was_recognised():
    soup = BeautifulSoup(page([check_cell(), failed_check()]), "html.parser")
    assert [li["class"] for li in soup.find_all("li", class_=["full", "none"])] == [
        ["full"],
        ["none"],
    ]
    first = soup.find(class_="first").get_text()
    assert "g" in first
    assert "read the hint." in first
    assert "The gates are swapped." in soup.find(class_="mistakes").get_text()


def test_full_marks_leave_nothing_to_fix():
    soup = BeautifulSoup(page([check_cell()]), "html.parser")
    assert "nothing to fix" in soup.find(class_="first").get_text()
    assert soup.find(class_="mistakes") is None


def test_prose_is_there_on_demand_only():
    soup = BeautifulSoup(
        page([new_markdown_cell("Much text"), check_cell()]), "html.parser"
    )
    folded = soup.find("details", class_="notebook")
    assert not folded.has_attr("open")
    assert "Much text" in folded.get_text()
    assert soup.get_text().count("Much text") == 1


def test_tables_images_and_code_of_a_learner_are_shown():
    text = (
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = 1\n```\n\n[w](https://a.b/c)"
    )
    code = new_code_cell("plot()")
    code.outputs = [new_output("display_data", data={"image/png": "aGk="})]
    soup = BeautifulSoup(page([new_markdown_cell(text), code]), "html.parser")
    assert [td.get_text() for td in soup.main.find_all("td")] == ["1", "2"]
    assert soup.main.find("a")["href"] == "https://a.b/c"
    assert soup.main.find("img")["src"] == "data:image/png;base64,aGk="
    assert "x = 1" in soup.main.find(class_="text").find("pre").get_text()


def test_the_notebook_itself_is_not_changed():
    notebook = new_notebook(cells=list(hostile_cells()))
    before = copy.deepcopy(notebook)
    page(notebook.cells)
    assert nbformat.writes(notebook) == nbformat.writes(before)


BOMB = "".join(f"<b title=k{i}>" for i in range(3000)) + "<p>x" * 3000
MUCH = {
    "maths without end": "\\begin{a}" * 60_000,
    "tags within tags": "<div>" * 100_000,
    "tags that are repeated": "<p>" + BOMB,
    "tags that are repeated, in a short text": "<p>" + BOMB[:9500] + "<p>x" * 2500,
    "a long text": "word " * 20_000,
}


@pytest.mark.parametrize("name", MUCH)
def test_a_text_that_would_take_for_ever_is_shown_as_it_is(name):
    begun = time.monotonic()
    html = page([new_markdown_cell(MUCH[name]), check_cell()])
    assert time.monotonic() - begun < 15
    assert len(html) < 200_000
    soup = BeautifulSoup(html, "html.parser")
    shown = soup.find(class_="text").get_text()
    assert shown.startswith(MUCH[name][:1000].strip())
    assert (sanitise.CUT in shown) == (len(MUCH[name]) > 20_000)
    assert soup.find(class_="verdict").get_text() == "f: 2 of 2 points"


@pytest.mark.parametrize("name", MUCH)
def test_an_output_that_would_take_for_ever_is_shown_as_plain_text(name):
    cell = new_code_cell("show()")
    data = {"text/html": MUCH[name], "text/plain": "the plain text"}
    cell.outputs = [new_output("display_data", data=data)]
    html = page([cell])
    assert len(html) < 200_000
    if len(MUCH[name]) > 20_000:
        soup = BeautifulSoup(html, "html.parser")
        assert soup.find(class_="output").get_text() == "the plain text"


def test_code_that_would_take_for_ever_is_cut():
    cell = new_code_cell('f"{' * 60_000)
    begun = time.monotonic()
    html = page([cell])
    assert time.monotonic() - begun < 15
    assert sanitise.CUT in html


def test_a_figure_is_no_long_text():
    figure = f'<img alt="a cell" src="data:image/png;base64,{"aGk=" * 50_000}">'
    cell = new_code_cell("draw()")
    cell.outputs = [new_output("display_data", data={"text/html": figure})]
    soup = BeautifulSoup(page([cell]), "html.parser")
    assert soup.main.find("img")["alt"] == "a cell"


def drawing(text):
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def shown(source):
    cell = new_code_cell("draw()")
    html = f'<img alt="a cell" src="{source}">'
    cell.outputs = [new_output("display_data", data={"text/html": html})]
    return BeautifulSoup(page([cell]), "html.parser").main.find("img").get("src")


def test_the_courses_own_figures_are_shown():
    source = drawing(figures.gru_cell().svg())
    assert shown(source) == source


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">]><text>&a;&a;</text>',
        "<foreignObject><iframe/></foreignObject>",
        '<animate attributeName="x"/>',
    ],
)
def test_a_drawing_that_does_something_is_not_shown(inside):
    assert shown(drawing(f"<svg>{inside}</svg>")) is None


def test_what_is_no_base64_is_no_drawing():
    assert shown("data:image/svg+xml;base64,aGk") is None
    assert shown("data:image/svg+xml,<svg/>") is None


def for_ever(there, config, nb, resources):
    while True:
        pass


def too_much(there, config, nb, resources):
    most = psutil.Process().memory_info().data + 2**28
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    with contextlib.suppress(MemoryError):
        there.send(bytearray(2**30))


def dies(there, config, nb, resources):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("how", [for_ever, too_much, dies])
def test_a_page_that_cannot_be_made_shows_the_verdicts(monkeypatch, how):
    monkeypatch.setattr(feedback, "PAGE_SECONDS", 5.0)
    monkeypatch.setattr(feedback, "_make_page", how)
    soup = BeautifulSoup(page([new_markdown_cell("x"), check_cell()]), "html.parser")
    assert "the verdicts only" in soup.main.get_text()
    assert "2 of 2 points" in soup.find(class_="total").get_text()
    assert soup.find(id="check_f")


def test_what_is_wrong_with_a_page_is_said():
    nameless = new_markdown_cell("x")
    nameless.metadata["nbgrader"] = {"grade": True}  # and no points
    with pytest.raises(RuntimeError, match="UndefinedError"):
        page([nameless])
