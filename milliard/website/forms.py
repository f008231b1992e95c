"""Forms of the page editor, where Wagtail's own does not do."""

from wagtail.admin.forms import WagtailAdminPageForm


class StudyPageForm(WagtailAdminPageForm):
    """A study in the editor.

    A field called «method» hides the form's own ``method`` from scripts, and Wagtail's automatic saving
    reads it: it stopped at once, with «une erreur réseau». The field keeps its name, its box takes another.
    """

    def add_prefix(self, field_name: str) -> str:
        """The name of a box in the page."""
        return str(super().add_prefix("method_text" if field_name == "method" else field_name))
