"""Forms of the page editor, where Wagtail's own does not do."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class StudyPageForm(WagtailAdminPageForm):
    """A study in the editor.

    A field called «method» hides the form's own ``method`` from scripts, and Wagtail's automatic saving
    reads it: it stopped at once, with «une erreur réseau». The field keeps its name, its box takes another.

    A correction is said once: its box is empty again after the publication that said it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = None
        if self.instance.pk:
            self.last = self.instance.editions.defer("pdf").order_by("-number").first()
        if self.last and self.initial.get("correction") == self.last.erratum:
            self.initial["correction"] = ""

    def clean(self) -> dict[str, Any]:
        """Refuse to publish other words than those published before without a word on what changed."""
        values: dict[str, Any] = super().clean()
        is_whole = {"title", "standfirst", "body", "correction"} <= values.keys()
        if self.last is None or "action-publish" not in self.data or not is_whole:
            return values
        said = values["correction"].strip()
        if self.last.words != type(self.instance).words_of(values) and said in ("", self.last.erratum):
            message = "Cette étude était déjà publiée\u00a0: dites ce qui change, et pourquoi."
            self.add_error("correction", message)
        return values

    def add_prefix(self, field_name: str) -> str:
        """The name of a box in the page."""
        return str(super().add_prefix("method_text" if field_name == "method" else field_name))
