"""What MkDocs and Pelican make of articles' bodies, beside what kratomcli makes of them in their dialect.

    pip install mkdocs 'pelican[markdown]'
    python benchmarks/dialect.py mkdocs PROJECT    # the folder of a mkdocs.yml
    python benchmarks/dialect.py pelican CONTENT   # a folder of articles

`--plain` gives the tools the extensions that kratomcli has, rather than those of the project or their own.
Both sides go through the sanitiser, without what a tool adds for its theme: links beside headings, colours
of code, the last line end in code, and where links to other files lead.

Of MkDocs' own documentation 19 of 19 files are the same with `--plain`, and of the 28 articles in Pelican's
tests and samples all are. Without it MkDocs' has callouts, snippets, commands' help and links of GitHub
from extensions that aren't Python-Markdown's, and Pelican gives headings no ids.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from kratomcli.export.html.sanitise import clean
from kratomcli.markup.python_markdown import EXTENSIONS, to_html

Made = tuple[str, str, str]
"""An article's name, its body, and the HTML that the tool makes of it."""


def by_mkdocs(project: Path, *, is_plain: bool) -> Iterator[Made]:
    from mkdocs.config import load_config
    from mkdocs.structure.files import get_files
    from mkdocs.structure.pages import Page

    config = load_config(str(project / "mkdocs.yml"))
    if is_plain:
        config.markdown_extensions = [*EXTENSIONS]
        config.mdx_configs = {}
    files = get_files(config)
    for file in files.documentation_pages():
        page = Page(None, file, config)
        page.read_source(config)
        body = page.markdown or ""
        page.render(config, files)
        yield file.src_uri, body, page.content or ""


def by_pelican(content: Path, *, is_plain: bool) -> Iterator[Made]:
    from markdown import Markdown
    from pelican.readers import MarkdownReader
    from pelican.settings import read_settings

    settings = read_settings()
    if is_plain:
        settings["MARKDOWN"]["extensions"] = [*EXTENSIONS, "meta"]
    for path in sorted(one for one in content.rglob("*") if one.suffix in (".md", ".markdown", ".mkd")):
        html, _ = MarkdownReader(settings).read(str(path))
        header = Markdown(extensions=["meta"])
        header.lines = path.read_text(encoding="utf-8-sig").split("\n")
        for step in header.preprocessors:
            if type(step).__module__ == "markdown.extensions.meta":
                header.lines = step.run(header.lines)
        yield path.name, "\n".join(header.lines), html


def plain(html: str) -> str:
    """The HTML as a page of ours has it, without what belongs to a theme."""
    html = re.sub(r'<a class="headerlink"[^>]*>.*?</a>', "", html)
    html = re.sub(r' (?:href|src)="(?!https?:|mailto:|#)[^"]*"', "", html)
    html = re.sub(r"</?(?:span|div)[^>]*>", "", clean(html))
    html = re.sub(r' class="[^"]*"', "", html)
    return re.sub(r"\s*\n\s*", "\n", html).replace("\n</code>", "</code>").strip()


def main() -> int:
    tool, place, *options = sys.argv[1:]
    folder = Path(place).resolve()
    made = {"mkdocs": by_mkdocs, "pelican": by_pelican}[tool](folder, is_plain="--plain" in options)
    number = same = 0
    for name, body, html in made:
        theirs, ours = plain(html), plain(to_html(body) or "")
        number += 1
        same += theirs == ours
        if theirs != ours:
            print(*unified_diff(theirs.split("\n"), ours.split("\n"), name, "ours", "", "", 0, ""), sep="\n")
    print(f"{same} of {number} are the same")
    return 0 if same == number else 1


if __name__ == "__main__":
    sys.exit(main())
