"""WeasyPrint as it comes, for `./run bench notices`: no shared font configuration, fonts by fontconfig.

Run as a script, it speaks as service/notices/press.py does, so that the same caller measures both.
"""

import json
import struct
import sys

from weasyprint import HTML


def main() -> None:
    """Answer every request with its PDF until the input ends."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := requests.read(8)) == 8:
        request = json.loads(requests.read(struct.unpack(">Q", head)[0]))
        pdf = HTML(string=request["html"]).write_pdf(
            pdf_identifier=bytes.fromhex(request["identifier"]), pdf_variant=sys.argv[1]
        )
        answer = b"+" + pdf
        answers.write(struct.pack(">Q", len(answer)) + answer)
        answers.flush()


if __name__ == "__main__":
    main()
