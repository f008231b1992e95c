"""Acts: what somebody does to an object, said before it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse

from milliard.core.staff.forms import form_screen, posted_files
from milliard.core.staff.screens import Crumb

#: A form class, or a function of the request and the object (None for one to create).
FormMaker = type[BaseForm] | Callable[[HttpRequest, Any], BaseForm]


@dataclass(frozen=True, slots=True)
class Act:
    """One act on an object, or the one that makes it: its words, its form, the service that does it."""

    #: End of the address's name: «open» gives `collection_open`.
    name: str
    #: End of the address: «ouvrir».
    path: str
    #: Title of the screen.
    title: str
    _: KW_ONLY
    #: Words of the button that leads to the screen, and of the one that does it; the title, when empty.
    label: str = ""
    submit: str = ""
    #: What is shown afterwards: a sentence, or a function of what the service returned.
    done: str | Callable[[Any], str]
    #: Gets the object under its name, what the form read, and `by`.
    service: Callable[..., Any]
    #: (person, object), or (person) for an object to create.
    policy: Callable[..., bool]
    #: «Voici ce qui va se passer»: sentences, or a function of the object; none for a plain form.
    effects: Sequence[str] | Callable[[Any], Sequence[str]] = ()
    form: FormMaker = Form
    #: Sentence above a plain form.
    lead: str = ""
    #: Whether the object's screen offers the act now.
    is_offered: Callable[[Any], bool] = lambda _: True
    #: Whether its button stands out.
    is_primary: bool = False
    #: Whether the object is gone afterwards: then back to the list.
    removes: bool = False
    template: str = ""
    #: What a template of its own expects besides: (request, object, form).
    context: Callable[[HttpRequest, Any, BaseForm], Mapping[str, Any]] = lambda *_: {}

    def effects_on(self, item: Any) -> Sequence[str]:
        """What will happen to this object."""
        return self.effects(item) if callable(self.effects) else self.effects


def act_screen(
    request: HttpRequest,
    act: Act,
    item: Any,
    *,
    values: Mapping[str, Any],
    crumbs: Sequence[Crumb],
    back: str | Callable[[Any], str],
    cancel: str = "",
    icon: str = "clipboard-list",
    called: str = "",
) -> HttpResponse:
    """Say what will happen, ask what the act needs, then do it.

    values: what the service gets besides the form's. cancel: where «Ne rien changer» leads.
    called: the object, in words.
    """
    form = form_of(act, request, item)
    effects = act.effects_on(item) if item is not None else ()
    return form_screen(
        request,
        form,
        act=lambda: act.service(**values, **form.cleaned_data, by=request.user),
        done=act.done,
        back=back,
        title=act.title,
        crumbs=crumbs,
        template=act.template or ("core/staff/act.html" if effects else "core/staff/form.html"),
        submit=act.submit or act.title,
        lead=act.lead,
        icon=icon,
        item=item,
        called=called or str(item),
        effects=effects,
        cancel=cancel,
        **act.context(request, item, form),
    )


def form_of(act: Act, request: HttpRequest, item: Any) -> BaseForm:
    """The form, bound to what was posted; a plain one (no effects) begins with the object's own values."""
    if not isinstance(act.form, type):
        return act.form(request, item)
    data, files = posted_files(request)
    names = getattr(act.form, "base_fields", {}) if not act.effects else {}
    first = {name: getattr(item, name) for name in names if hasattr(item, name)}
    form: BaseForm = act.form(data, files, initial=first)
    return form
