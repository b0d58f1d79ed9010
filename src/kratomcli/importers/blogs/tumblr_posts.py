"""A post as Tumblr's API gives it, as HTML: by kinds with fields of their own, or blocks (NPF) since 2019."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from kratomcli.importers.html.plain_html import link_to, paragraphs_of, picture, plain_text
from kratomcli.importers.sources.json_values import object_in, objects_in, text_in

Post = Mapping[str, object]


def title_of_post(post: Post) -> str:
    """The title of a post, or the heading that its blocks begin with; "" if it has none."""
    if title := plain_text(text_in(post.get("title"))):
        return title
    first = next(objects_in(post.get("content")), {})
    return " ".join(text_in(first.get("text")).split()) if first.get("subtype") == "heading1" else ""


def html_of_post(post: Post) -> str:
    """What earlier posts said that it repeats, each as a quote with its author, and then its own."""
    parts = [_repeated(one) for one in objects_in(post.get("trail"))] if "content" in post else []
    own = _blocks(post, skips_title=True) if "content" in post else _of_kind(post)
    return "".join(parts) + own


def _repeated(one: Mapping[str, object]) -> str:
    name = text_in(object_in(one.get("blog")).get("name")) or text_in(one.get("broken_blog_name"))
    said = (
        _blocks(one) if "content" in one and isinstance(one["content"], list) else text_in(one.get("content"))
    )
    return f"<p><b>{escape(name)}</b></p><blockquote>{said}</blockquote>" if said else ""


# Kinds


def _of_kind(post: Post) -> str:
    kind = text_in(post.get("type"))
    text = {name: text_in(post.get(name)) for name in _FIELDS}
    if kind == "photo":
        return "".join(map(_photo, objects_in(post.get("photos")))) + text["caption"]
    if kind == "quote":
        return f"<blockquote>{text['text']}</blockquote><p>{text['source']}</p>"
    if kind == "link":
        return link_to(text["url"], plain_text(text["title"])) + text["description"]
    if kind == "chat":
        return "".join(map(_line, objects_in(post.get("dialogue")))) or paragraphs_of(text["body"])
    if kind == "answer":
        asker = f"<p><b>{escape(text['asking_name'])}</b></p>" if text["asking_name"] else ""
        return f"{asker}<blockquote>{paragraphs_of(text['question'])}</blockquote>{text['answer']}"
    if kind in ("audio", "video"):
        address = text["audio_source_url"] or text["video_url"] or text["permalink_url"] or text["audio_url"]
        return (link_to(address) if address else "") + text["caption"]
    return text["body"]


_FIELDS = (
    *(
        "caption",
        "text",
        "source",
        "url",
        "title",
        "description",
        "body",
        "asking_name",
        "question",
        "answer",
    ),
    *("audio_source_url", "audio_url", "video_url", "permalink_url"),
)


def _photo(photo: Mapping[str, object]) -> str:
    sizes = [object_in(photo.get("original_size")), *objects_in(photo.get("alt_sizes"))]
    address = next((text_in(size.get("url")) for size in sizes if size.get("url")), "")
    return picture(address, "", text_in(photo.get("caption"))) if address else ""


def _line(line: Mapping[str, object]) -> str:
    said = escape(text_in(line.get("phrase")))
    return f"<p><b>{escape(text_in(line.get('label')) or text_in(line.get('name')))}</b> {said}</p>"


# Blocks


def _blocks(post: Mapping[str, object], *, skips_title: bool = False) -> str:
    """Blocks in their order; the first ones, which someone asked, as a quote."""
    blocks = list(objects_in(post.get("content")))
    asked, name = _asked(post)
    if skips_title and blocks and blocks[0].get("subtype") == "heading1":
        blocks, asked = blocks[1:], set()
    question = "".join(_flow([block for at, block in enumerate(blocks) if at in asked]))
    rest = "".join(_flow([block for at, block in enumerate(blocks) if at not in asked]))
    asker = f"<p><b>{escape(name)}</b></p>" if name else ""
    return (f"{asker}<blockquote>{question}</blockquote>" if question else "") + rest


def _asked(post: Mapping[str, object]) -> tuple[set[object], str]:
    """The numbers of the blocks that are a question, and who asked it."""
    for layout in objects_in(post.get("layout")):
        numbers = layout.get("blocks")
        if layout.get("type") == "ask" and isinstance(numbers, list):
            blog = object_in(object_in(layout.get("attribution")).get("blog"))
            return set(numbers), text_in(blog.get("name"))
    return set(), ""


_LISTS = {"ordered-list-item": "ol", "unordered-list-item": "ul", "indented": "blockquote"}
_HEADINGS = {"heading1": "h2", "heading2": "h3", "quote": "blockquote"}
_DEEPEST = 8


def _flow(blocks: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Blocks as HTML: items next to each other are one list, a deeper indent makes a list in their item."""
    within: list[str] = []
    for block in blocks:
        container = _LISTS.get(text_in(block.get("subtype")), "")
        level = block.get("indent_level")
        depth = min(level, _DEEPEST) + 1 if isinstance(level, int) and level > 0 else 1
        keep = depth if container else 0
        while len(within) > keep or (len(within) == keep and within and within[-1] != container):
            yield _closed(within.pop())
        if container:
            while len(within) < depth:
                within.append(container)
                yield f"<{container}>"
            yield f"<li>{_text(block)}" if container != "blockquote" else f"<p>{_text(block)}</p>"
        else:
            yield _block(block)
    yield from (_closed(name) for name in reversed(within))


def _closed(name: str) -> str:
    return f"</{name}>"


def _block(block: Mapping[str, object]) -> str:
    kind = block.get("type")
    if kind == "text":
        tag = _HEADINGS.get(text_in(block.get("subtype")), "p")
        return f"<{tag}>{_text(block)}</{tag}>"
    if kind == "image":
        return _image(block)
    if kind in ("link", "video", "audio"):
        address = text_in(block.get("url")) or text_in(object_in(block.get("media")).get("url"))
        about = text_in(block.get("description"))
        title = text_in(block.get("title"))
        return link_to(address, title) + (f"<p>{escape(about)}</p>" if about else "") if address else ""
    if kind == "poll":
        answers = "".join(
            f"<li>{escape(text_in(one.get('answer_text')))}</li>" for one in objects_in(block.get("answers"))
        )
        return f"<p>{escape(text_in(block.get('question')))}</p><ul>{answers}</ul>"
    return ""


def _image(block: Mapping[str, object]) -> str:
    """The largest of the sizes of a picture."""
    sizes = list(objects_in(block.get("media")))
    if not sizes:
        return ""
    largest = max(sizes, key=_width)
    return picture(
        text_in(largest.get("url")), text_in(block.get("alt_text")), escape(text_in(block.get("caption")))
    )


def _width(size: Mapping[str, object]) -> int:
    width = size.get("width")
    return width if isinstance(width, int) else 0


_TAGS = {"bold": "strong", "italic": "em", "strikethrough": "s", "small": "small"}


def _text(block: Mapping[str, object]) -> str:
    """The text of a block with its formats, which are ranges of characters."""
    text = text_in(block.get("text"))
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for one in sorted(objects_in(block.get("formatting")), key=_length, reverse=True):
        start, end, tag = one.get("start"), one.get("end"), _tag(one)
        if tag and isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            opens.setdefault(start, []).append(f"<{tag}>")
            closes.setdefault(min(end, len(text)), []).insert(0, f"</{tag.split()[0]}>")
    edges = sorted({0, len(text), *(at for at in (*opens, *closes) if at <= len(text))})
    parts: list[str] = []
    for at, after in zip(edges, [*edges[1:], len(text)], strict=True):
        parts += closes.get(at, [])
        parts += opens.get(at, []) if at < len(text) else []
        parts.append(escape(text[at:after]).replace("\n", "<br>"))
    return "".join(parts)


def _length(one: Mapping[str, object]) -> int:
    start, end = one.get("start"), one.get("end")
    return end - start if isinstance(start, int) and isinstance(end, int) else 0


def _tag(one: Mapping[str, object]) -> str:
    kind = text_in(one.get("type"))
    address = text_in(one.get("url")) or text_in(object_in(one.get("blog")).get("url"))
    if kind in ("link", "mention") and address:
        return f'a href="{escape(address)}"'
    return _TAGS.get(kind, "")
