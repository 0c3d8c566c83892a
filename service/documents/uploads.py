"""A form's field for scans and photographs: every page that takes files uses it."""

from typing import Any, Final

from flask_babel import gettext
from flask_wtf.file import MultipleFileField
from wtforms.validators import ValidationError

from service.attachments import NotAccepted, Upload, accept
from service.documents.sentences import sentence
from workflows.reasons import reason

MOST_FILES: Final = 20
_ACCEPT: Final = "image/png,image/jpeg,application/pdf"


class UploadsField(MultipleFileField):
    """Any number of images (PNG, JPEG) and PDFs, looked at when the form is validated.

    Args:
        most_bytes: largest size of one file.
        needed: at least one file must come.

    After validation `uploads` holds what was accepted. The browser never sends files back: a form that is shown again
    says so (`lost`).
    """

    def __init__(self, label: Any = "", *, most_bytes: int, needed: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self.type = "MultipleFileField"
        self.most_bytes = most_bytes
        self.needed = needed
        self.uploads: list[Upload] = []
        if needed:
            self.flags.required = True

    def __call__(self, **attributes: Any) -> Any:
        """The control. `accept` only filters the browser's dialogue; the content decides."""
        return super().__call__(**{"accept": _ACCEPT, **attributes})

    @property
    def chosen(self) -> list[Any]:
        """Files as they came."""
        return list(self.data or ())

    @property
    def lost(self) -> bool:
        """True when files came that must be chosen again if the form is shown again."""
        return bool(self.chosen)

    def pre_validate(self, form: Any) -> None:
        """Look at every file.

        Raises:
            ValidationError: one is refused, or none came where one is needed.
        """
        self.uploads = []
        if self.needed and not self.chosen:
            raise ValidationError(sentence(reason("scan_missing")))
        if len(self.chosen) > MOST_FILES:
            raise ValidationError(sentence(reason("too_many_files", files=len(self.chosen), most=MOST_FILES)))
        refused = []
        for file in self.chosen:
            try:
                self.uploads.append(accept(file.filename, file.read(), most_bytes=self.most_bytes))
            except NotAccepted as why:
                refused.append(sentence(why.reason))
        if refused:
            raise ValidationError(gettext("No file was kept.") + " " + " ".join(refused))
