"""The table of tools: how a collection of each is known, and what its keys, names, links and markup mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.model.article import Dialect

Syntax = Literal[
    "wiki-links",  # [[target]], [[target|text]], ![[embed]]
    "label-first",  # [[text|target]]
    "percent-comments",  # %%remark%%
    "highlights",  # ==marked==
    "block-ids",  # a paragraph ^id
    "properties",  # key:: value
    "block-references",  # ((uuid))
    "liquid",  # {% tag %}, {{ value }}
    "shortcodes",  # {{< name >}}, {{% name %}}
    "kramdown",  # {: .class }
    "attributes",  # { .class }
    "mdx",  # import, export, <Component>, {expression}: in all files, not just those that end in .mdx
    "directives",  # :::note
    "fenced-divs",  # ::: {.class}
    "chunks",  # ```{r}
]
"""A kind of markup beside that of Markdown."""

LinkKind = Literal[
    "relative",  # from the folder of the article, as Markdown links are
    "names",  # by file name, title or alias, wherever the file is
    "content-root",  # @/path from the folder of content
    "pages",  # by the address that the page has on the site
    "virtual-pages",  # by a name that need not be that of a file
]
"""A way in which links name articles."""

TagsText = Literal[
    "commas",  # one, two; three
    "semicolons",  # one; two, or one, two
    "words",  # one two, or one, two
    "whole",  # all of it is one tag
]
"""How a text, in place of a list of tags, is read."""

HeadingTitle = Literal[
    "first",  # the first of level 1
    "top",  # one of level 1 at the top
    "any",  # the first of all
    "none",
]
"""Which heading is the title of an article whose front matter has none, before its file's name is."""

NameTitle = Literal[
    "readable",  # a name with a space, a capital or a letter beyond ASCII; dashes are spaces
    "exact",  # any name, as it is
    "page",  # as exact, with a/b for a___b and a%2Fb; a journal's is its day, as in Mar 5th, 2021
    "last-part",  # what is behind the last dot of the name
    "each-word",  # any name, With Capitals
    "first-word",  # any name, With a capital at its start
]
"""Which file names are titles, where neither front matter nor a first-level heading gives one."""


class Marker(NamedTuple):
    """Names that lie together in a folder; `holds` is a pattern that is found in the first one's text.

    A weak marker counts only if no folder around it is recognised.
    """

    names: tuple[str, ...]
    holds: str = ""
    is_weak: bool = False


_NO_KEYS: Mapping[str, tuple[str, ...]] = {}


class Convention(NamedTuple):
    """What the collections of one tool have in common."""

    name: str
    """As in the settings; "" for no tool."""
    title: str
    """The tool's name for people."""
    markers: tuple[Marker, ...] = ()
    dialect: Dialect = "commonmark"
    syntax: frozenset[Syntax] = frozenset()
    links: frozenset[LinkKind] = frozenset(("relative",))
    keys: Mapping[str, tuple[str, ...]] = _NO_KEYS
    """Field → its keys in front matter, best first, for fields whose keys are others than in `FIELDS`."""
    tags_text: TagsText = "commas"
    inline_tags: str = ""
    """The pattern of tags in text; its groups are a tag, or several with a colon behind each. "" for none."""
    whole_tags: frozenset[str] = frozenset()
    """Keys of tags whose text is one tag, whatever `tags_text` says."""
    heading_title: HeadingTitle = "first"
    name_title: NameTitle = "readable"
    draft_folders: frozenset[str] = frozenset()
    """Names of folders with unpublished articles."""
    undated: frozenset[str] = frozenset()
    """Words in place of a date that leave it to the tool."""
    has_partials: bool = False
    """Whether a file whose name begins with _ is no page, but a part of those that include it."""

    @property
    def makes_sites(self) -> bool:
        """Whether the tool makes a website of the collection, so that HTML in it is mostly no article."""
        return self.name in _SITE_MAKERS

    @property
    def tag_separator(self) -> str:
        """What parts a tag from one below it: tea/green, tea.green; "" where tags have no levels."""
        if self.name == "dendron":
            return "."
        return "/" if self.inline_tags or not self.name else ""

    def is_partial(self, path: str) -> bool:
        """Whether the file at `path` is a part of other pages."""
        name = path.rpartition("/")[2]
        return self.has_partials and name.startswith("_") and not name.startswith("_index.")


def _any(*names: str) -> tuple[Marker, ...]:
    """A marker for each name."""
    return tuple(Marker((name,)) for name in names)


def _configs(stem: str, *suffixes: str) -> tuple[Marker, ...]:
    return _any(*(f"{stem}.{suffix}" for suffix in suffixes or ("js", "mjs", "cjs", "ts", "mts")))


def _tags(*keys: str) -> Mapping[str, tuple[str, ...]]:
    """`Convention.keys` of a tool that has its tags under these keys."""
    return {"tags": keys}


_SITE_MAKERS = frozenset(
    (
        *("hugo", "zola", "hexo", "mkdocs", "pelican", "eleventy"),
        *("astro", "docusaurus", "vitepress", "quarto", "jekyll"),
    )
)
_DRAFTS = frozenset(("_drafts",))

_NO_TAG = r"\s!-,.:-@\[-^`{-~\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
_HASHTAG = rf"(?<!\S)#(?=[\d_/-]*+[^{_NO_TAG}\d_/-])([^{_NO_TAG}]++)"
"""A tag in text: after a space, not of digits alone; letters of any script, digits, _, -, / and emoji."""
_WORDLIKE_TAG = r"(?<!\S)#([\d.]*+(?:[^\W\d]|[/-])[\w/#-]*+)"
_NO_DENDRON_TAG = r"\s#@|\[\],;:'\"<>()?!`~«»‹›“”‘’„…「」『』【】·؟،。、，；：？！"
_DENDRON_TAG = rf"(?<!\S)#([^\d.{_NO_DENDRON_TAG}](?:[^{_NO_DENDRON_TAG}]*[^.{_NO_DENDRON_TAG}])?)"
_COLON_TAGS = r"(?<!\S):((?:[^\s:]++:){2,}+)(?!\S)"  # one alone is an emoji, :tea:
_WIKI: frozenset[Syntax] = frozenset(("wiki-links",))
_NAMES: frozenset[LinkKind] = frozenset(("relative", "names"))
_SITE: frozenset[LinkKind] = frozenset(("relative", "pages"))

NONE = Convention(
    "",
    "no tool",
    syntax=frozenset(("wiki-links", "percent-comments", "highlights", "liquid", "shortcodes", "kramdown")),
    links=frozenset(("relative", "names", "content-root", "pages")),
    draft_folders=_DRAFTS,
)
"""Where no tool is recognised: the reading that hurts least."""

# In the order in which they are looked for: makers of sites before apps for notes, whose folders
# often lie inside of a site's.
_TOOLS = (
    Convention(
        "hugo",
        "Hugo",
        (
            *_any("hugo.toml", "hugo.yaml", "hugo.yml"),
            *(
                Marker((name,), r"(?i)^\W*baseurl\W")
                for name in ("hugo.json", "config.toml", "config.yaml", "config.yml", "config.json")
            ),
            Marker(("config", "archetypes")),
            Marker(("config", "content", "layouts")),
            Marker(("config", "content", "themes")),
        ),
        syntax=frozenset(("shortcodes",)),
        links=_SITE,
        keys={
            **_tags("tags", "categories"),
            "date": ("date", "publishDate", "pubDate", "published", "lastmod", "modified"),
        },
        tags_text="whole",
        name_title="each-word",
    ),
    Convention(
        "zola",
        "Zola",
        (*_any("zola.toml"), Marker(("config.toml",), r"^base_url\s*=")),
        syntax=frozenset(("shortcodes", "liquid")),
        links=_SITE | {"content-root"},
        keys=_tags("tags", "categories"),
    ),
    Convention(
        "hexo",
        "Hexo",
        (*_any("_config.hexo.yml"), Marker(("_config.yml", "scaffolds")), Marker(("_config.yml", "source"))),
        syntax=frozenset(("liquid",)),
        links=_SITE,
        keys=_tags("tags", "tag", "categories", "category"),
        draft_folders=_DRAFTS,
    ),
    Convention(
        "mkdocs",
        "MkDocs",
        _any("mkdocs.yml", "mkdocs.yaml"),
        "python-markdown",
        frozenset(("attributes",)),
        keys=_tags("tags", "categories"),
        name_title="first-word",
    ),
    Convention(
        "pelican",
        "Pelican",
        _any("pelicanconf.py", "publishconf.py"),
        "python-markdown",
        links=_SITE,
        keys=_tags("tags", "category"),
        tags_text="semicolons",
    ),
    Convention(
        "eleventy",
        "Eleventy",
        (*_configs(".eleventy", "js", "cjs", "mjs"), *_configs("eleventy.config")),
        syntax=frozenset(("liquid",)),
        links=_SITE,
        keys=_tags("tags"),
    ),
    Convention(
        "astro",
        "Astro",
        _configs("astro.config"),
        syntax=frozenset(("directives",)),
        links=_SITE,
    ),
    Convention(
        "docusaurus",
        "Docusaurus",
        _configs("docusaurus.config"),
        syntax=frozenset(("mdx", "directives")),
        links=_SITE,
        keys=_tags("tags"),
        has_partials=True,
    ),
    Convention(
        "vitepress",
        "VitePress",
        _any(".vitepress", ".vuepress"),
        syntax=frozenset(("directives",)),
        links=_SITE,
    ),
    Convention(
        "quarto",
        "Quarto, R Markdown",
        _any("_quarto.yml", "_quarto.yaml", "_bookdown.yml", "_site.yml", "_output.yml"),
        syntax=frozenset(("chunks", "fenced-divs", "shortcodes")),
        keys=_tags("categories", "tags"),
        tags_text="whole",
        undated=frozenset(("last-modified", "now", "today")),
        has_partials=True,
    ),
    Convention(
        "jekyll",
        "Jekyll",
        (*_any("_config.yml", "_config.yaml", "_config.toml"), Marker(("_posts",), is_weak=True)),
        syntax=frozenset(("liquid", "kramdown")),
        links=_SITE,
        keys=_tags("tag", "tags", "category", "categories"),
        tags_text="words",
        whole_tags=frozenset(("tag", "category")),
        name_title="each-word",
        draft_folders=_DRAFTS,
        has_partials=True,
    ),
    Convention(
        "obsidian",
        "Obsidian",
        _any(".obsidian"),
        syntax=_WIKI | {"percent-comments", "highlights", "block-ids", "properties"},
        links=_NAMES,
        inline_tags=_HASHTAG,
        keys=_tags("tags", "tag"),
        tags_text="words",
        heading_title="top",
        name_title="exact",
    ),
    Convention(
        "logseq",
        "Logseq",
        (
            Marker(("logseq", "pages")),
            Marker(("logseq", "journals")),
            Marker(("pages", "journals"), is_weak=True),
        ),
        syntax=_WIKI | {"properties", "block-references", "highlights"},
        links=_NAMES | {"virtual-pages"},
        inline_tags=rf"{_HASHTAG}|(?<!\S)#\[\[([^\[\]\n]++)\]\]",
        keys=_tags("tags"),
        heading_title="none",
        name_title="page",
    ),
    Convention(
        "dendron",
        "Dendron",
        _any("dendron.yml", "dendron.code-workspace", "root.schema.yml"),
        syntax=_WIKI | {"label-first", "block-ids"},
        links=_NAMES,
        inline_tags=_DENDRON_TAG,
        keys=_tags("tags"),
        name_title="last-part",
    ),
    Convention(
        "foam",
        "Foam",
        _any(".foam"),
        syntax=_WIKI,
        links=_NAMES,
        inline_tags=_WORDLIKE_TAG,
        keys=_tags("tags"),
        tags_text="words",
        name_title="exact",
    ),
    Convention(
        "zk",
        "zk",
        _any(".zk"),
        syntax=_WIKI,
        links=_NAMES,
        inline_tags=rf"{_WORDLIKE_TAG}|{_COLON_TAGS}",
        keys=_tags("tags", "tag", "keywords", "keyword"),
        heading_title="any",
        name_title="exact",
    ),
    Convention(
        "zettlr",
        "Zettlr",
        _any(".ztr-directory"),
        syntax=_WIKI | {"highlights"},
        links=_NAMES,
        inline_tags=_HASHTAG,
        keys=_tags("tags", "keywords"),
        name_title="exact",
    ),
    Convention(
        "joplin",
        "Joplin",
        (Marker(("_resources",), is_weak=True),),
        syntax=frozenset(("highlights",)),
        keys=_tags("tags"),
        name_title="exact",
    ),
    Convention(
        "denote",
        "Denote",
        syntax=frozenset(("wiki-links",)),
        links=_NAMES,
        keys=_tags("tags", "filetags", "keywords"),
        tags_text="words",
    ),
)

CONVENTIONS: Mapping[str, Convention] = {tool.name: tool for tool in _TOOLS}
"""The tools by the names that the settings have for them."""


def convention_of(name: str) -> Convention:
    """The convention of this name, `NONE` for "" or an unknown one."""
    return CONVENTIONS.get(name, NONE)
