"""Elements that are blocks, lists and tables aside: headings, quotes, code, rules, terms."""

from __future__ import annotations

from kratomcli.readers.html import blocks
from kratomcli.readers.html.blocks import MarkdownBlock
from kratomcli.readers.html.code import is_listing, language_of, text_of
from kratomcli.readers.html.pieces import WordFormat
from kratomcli.readers.html.reading import DEEPEST, Ending, PageElement, PageReading, skipped


def paragraph(reading: PageReading, element: PageElement) -> Ending:
    """A paragraph."""
    reading.frame.has_paragraphs = True
    return reading.block()


def heading(reading: PageReading, element: PageElement) -> Ending:
    """A heading."""
    reading.enter("line")

    def end() -> None:
        if line := reading.leave_line():
            reading.put(blocks.heading(int(element.tag[1]), line))

    return end


def summary(reading: PageReading, element: PageElement) -> Ending:
    """What is shown of details that are folded: a paragraph in bold."""
    reading.enter("line")
    end_format = reading.format(WordFormat("**"))

    def end() -> None:
        line = reading.take_line()
        if end_format is not None:
            end_format()
        reading.leave_line()
        if line:
            reading.put(blocks.paragraph(line))

    return end


def rule(reading: PageReading, element: PageElement) -> Ending:
    """A line across the page; that above footnotes is not needed, for they stand at the end anyway."""
    reading.flush()
    if not reading.notes.holds_notes(element.node.parent):
        reading.put(MarkdownBlock("rule", "___" if reading.depth else "***"))
    return skipped


def quote(reading: PageReading, element: PageElement) -> Ending:
    """A quote."""
    if reading.depth >= DEEPEST:
        return reading.block()
    reading.enter("quote")
    reading.depth += 1

    def end() -> None:
        frame = reading.leave()
        reading.depth -= 1
        if frame.blocks:
            reading.put(blocks.quote(frame.blocks))

    return end


def code_block(reading: PageReading, element: PageElement) -> Ending:
    """Code, in lines as they stand."""
    reading.flush()
    text = text_of(element.node).removesuffix("\n")
    if text.strip():
        reading.put(blocks.code(text, language_of(element.node)))
    return skipped


def listing(reading: PageReading, element: PageElement) -> Ending | None:
    """A table or a box that is code, coloured by a script, with its lines' numbers; None for any other."""
    return code_block(reading, element) if is_listing(element.attribute("class")) else None


# -- terms and what they mean ------------------------------------------------------------------------


def terms(reading: PageReading, element: PageElement) -> Ending:
    """A list of terms."""
    if reading.depth >= DEEPEST:
        return reading.block()
    reading.enter("terms")

    def end() -> None:
        reading.put(*reading.leave().blocks)

    return end


def term(reading: PageReading, element: PageElement) -> Ending:
    """A term: a paragraph, until its meaning follows."""
    if reading.frame.kind != "terms":
        return reading.block()
    reading.enter("line")

    def end() -> None:
        if line := reading.leave_line():
            reading.put(blocks.term(line))

    return end


def definition(reading: PageReading, element: PageElement) -> Ending:
    """What a term means."""
    if reading.frame.kind != "terms":
        return reading.block()
    reading.enter("definition")
    reading.depth += 1

    def end() -> None:
        inner = reading.leave().blocks
        reading.depth -= 1
        before = reading.frame.blocks
        if inner and before and before[-1].kind in ("term", "meaning"):
            reading.put(blocks.meaning(inner))
        else:
            reading.put(*inner)

    return end


# -- footnotes ---------------------------------------------------------------------------------------


def note(reading: PageReading, label: str) -> Ending:
    """A footnote, which goes to the end."""
    reading.enter("note")
    reading.depth += 1

    def end() -> None:
        frame = reading.leave()
        reading.depth -= 1
        reading.put_note(blocks.note(label, frame.blocks))

    return end
