"""The press: a child process that turns one page of HTML after another into PDF, speaking over its standard streams.

It is run as a script, never imported: it must not share a memory limit, a logger or a font configuration with the
service, and it dies with its input. A request and an answer are each an 8-byte big-endian length and that many bytes.

Request: JSON {"html", "identifier"}. Answer: one byte, `+` and the PDF, or `-` and the reason in UTF-8.
The command line is one JSON object: {"fonts": {family: path}, "memory": bytes}.
"""

import base64
import gc
import json
import logging
import resource
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

VARIANT = "pdf/a-2a"
"""For the archive: fonts and colour profile inside, tagged, text that can be read back (ISO 19005-2, level A)."""


DRAWING = "data:image/svg+xml;base64,"
"""What a page may bring along: the QR code of its notice. A drawing fetches through the same fetcher: nothing."""
DRAWN = {"Content-Type": "image/svg+xml"}
ACCESSIBILITY_CLAIM = b"""<rdf:Description rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


class Complaints(logging.Handler):
    """Keeps what the layout engine warns of: a warning means that the paper is not what was meant."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning."""
        self.messages.append(record.getMessage())


class Press:
    """One font configuration for the life of the process, and a fetcher of packaged fonts and drawings alone."""

    def __init__(self, fonts: dict[str, str]) -> None:
        # Imported here: a missing system library must become an answer, not a dead process.
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        addresses = {family: Path(path).as_uri() for family, path in fonts.items()}
        allowed = {addresses[family]: Path(path) for family, path in fonts.items()}

        class PackagedFiles(URLFetcher):
            def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
                if url.startswith(DRAWING):
                    return URLFetcherResponse(url, base64.b64decode(url.removeprefix(DRAWING)), DRAWN)
                if url not in allowed:
                    raise ValueError(f"a notice fetches nothing from outside: {url}")
                return URLFetcherResponse(url, allowed[url].read_bytes())

        self.complaints = Complaints()
        logging.getLogger("weasyprint").handlers = [self.complaints]
        self._html = weasyprint.HTML
        self._fetcher = PackagedFiles(allowed_protocols={"file"}, allow_redirects=False, fail_on_errors=True)
        self._font_configuration = FontConfiguration()
        faces = "".join(
            # Told its weight, or a bold face asked for in bold is made bolder still.
            f'@font-face {{ font-family: "{family}"; font-weight: {"bold" if family.endswith(" Title") else "normal"}; '
            f'src: url("{address}") }}'
            for family, address in addresses.items()
        )
        self._faces = weasyprint.CSS(string=faces, url_fetcher=self._fetcher, font_config=self._font_configuration)
        justify_between_characters()

    def print(self, html: str, identifier: str) -> bytes:
        """The PDF of `html`: PDF/A-2a and PDF/UA-1, subset fonts, no dates, the same bytes for the same input.

        Raises:
            ValueError: the engine warned of anything, such as a glyph in no font or a forbidden address.
        """
        self.complaints.messages.clear()
        document = self._html(string=html, base_url=None, url_fetcher=self._fetcher).render(
            font_config=self._font_configuration,
            stylesheets=[self._faces],
            pdf_variant=VARIANT,
        )
        claim_accessibility_too(document.metadata)
        pdf = document.write_pdf(pdf_identifier=bytes.fromhex(identifier), pdf_variant=VARIANT)
        if self.complaints.messages:
            raise ValueError("; ".join(dict.fromkeys(self.complaints.messages)))
        return bytes(pdf)


def claim_accessibility_too(metadata: Any) -> None:
    """Name PDF/UA-1 (ISO 14289-1) beside PDF/A in the metadata: the engine tags for both, but claims one only.

    PDF/A allows no property that it does not know without a description of its schema (ISO 19005-2, 6.6.2.3).
    """
    claims_of_one = metadata.generate_rdf_metadata

    def claims_of_both(*arguments: Any) -> bytes:
        rdf: bytes = claims_of_one(*arguments)
        return rdf.replace(b"</rdf:RDF>", ACCESSIBILITY_CLAIM + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = claims_of_both


def justify_between_characters() -> None:
    """Let justified lines spread between characters, as Chinese does; the engine knows blanks only.

    Without it a line that ends early, because punctuation may not begin the next one or because digits are half as
    wide, leaves the right edge ragged, and GB/T 9704-2012 5.2.2 asks for lines that fill the type area.
    """
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline

    def texts(box: Any) -> list[Any]:
        if isinstance(box, boxes.TextBox):
            return [box]
        return [text for child in getattr(box, "children", ()) for text in texts(child)]

    def spread(context: Any, box: Any, spacing: float, advance: float) -> float:
        """Space out the texts in `box`, shifting each by what came before; return how much was added so far."""
        box.position_x += advance
        if isinstance(box, boxes.TextBox):
            style = box.style.copy()
            style["letter_spacing"] = spacing + (0 if style["letter_spacing"] == "normal" else style["letter_spacing"])
            box.style = style
            layout = inline.create_layout(box.text, style, context, None, 0)
            layout.deactivate()
            box.pango_layout = layout
            added = spacing * len(box.text)
            box.width += added
            return advance + added
        before = advance
        for child in box.children:
            advance = spread(context, child, spacing, advance)
        box.width += advance - before
        return advance

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        if any(isinstance(child, boxes.AtomicInlineLevelBox) for child in line.children):
            return
        characters = sum(len(text.text) for text in texts(line))
        # A line with much room left was broken on purpose.
        if characters > 1 and extra_width <= 4 * line.style["font_size"]:
            spread(context, line, extra_width / characters, 0)

    inline.justify_line = justify_line


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message, or None at the end of the stream."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    return stream.read(struct.unpack(">Q", head)[0])


def write_message(stream: BinaryIO, message: bytes) -> None:
    """Send one message, its length before it."""
    stream.write(struct.pack(">Q", len(message)) + message)
    stream.flush()


def main(order: str) -> None:
    """Print what is asked for on the standard input until that is closed; `order` is the limits as JSON."""
    settings = json.loads(order)
    # What a notice was laid out with is swept up after its answer is on its way, never in the midst of it: that costs a
    # quarter of the time, and leaves no more behind.
    gc.disable()
    resource.setrlimit(resource.RLIMIT_AS, (settings["memory"], settings["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    press: Press | None = None
    settled = False
    while (message := read_message(requests)) is not None:
        try:
            press = press or Press(settings["fonts"])
            request = json.loads(message)
            answer = b"+" + press.print(request["html"], request["identifier"])
        except MemoryError:
            answer = b"-the paper needs more memory than it is given"
        except Exception as problem:  # whatever went wrong, the caller is told and the press lives on
            answer = f"-{str(problem) or type(problem).__name__}".encode()
        write_message(answers, answer)
        del answer
        gc.collect()
        if not settled:
            gc.freeze()  # modules, fonts and the engine's own stylesheet stay: they need not be looked at again
            settled = True


if __name__ == "__main__":
    main(sys.argv[1])
