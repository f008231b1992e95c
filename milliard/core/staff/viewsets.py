"""An app's screens for one kind of object, declared once, on Wagtail's viewsets.

Wagtail gives the frame, the menu entry, the hooks and the way from the journal to an object. Its generic
views are not used: they count every row and page by number, keep filters behind JavaScript, answer 200 to a
wrong form, and save by the form instead of a service.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods
from django_filters import FilterSet
from wagtail.admin.viewsets.base import ViewSet

from milliard.core.access import authorize
from milliard.core.staff.acts import Act, act_screen
from milliard.core.staff.lists import ListColumn, SearchFilter, export, listing
from milliard.core.staff.menu import StaffMenuItem
from milliard.core.staff.panels import journal_of, panels_of
from milliard.core.staff.screens import Crumb, show


@dataclass(kw_only=True, eq=False)
class StaffViewSet(ViewSet):  # type: ignore[misc]
    """The list of a kind of object, the screen of one, what can be done to it, its menu entry."""

    model: type[Model]
    #: Title of the list, and of the menu entry.
    title: str
    #: Who may see the list and its menu entry.
    policy: Callable[[Any], bool]

    #: What one of them is called, in addresses' names and by services: «collection»; the model's name.
    one: str = ""
    #: The list's address is called so: «collections».
    name: str = field(default="")
    #: Begin of the addresses: «collectes», the title of the list.
    url_prefix: str = field(default="")

    #: The first leads to the screen of a row unless it leads elsewhere.
    columns: Sequence[ListColumn] = ()
    #: What is listed; every object of the model, by default.
    found: Callable[[], QuerySet[Any]] | None = None
    order: Sequence[str] = ("pk",)
    #: Fields searched by word, where filters of its own are not given.
    search: Sequence[str] = ()
    filters: type[FilterSet] | None = None
    #: Completes the rows of one page in place: counts, states.
    prepare: Callable[[Sequence[Any]], object] = lambda _: None
    #: Whether the filtered list can be taken away as CSV, XLSX, JSON; with these columns besides.
    is_exported: bool = False
    file_columns: Sequence[ListColumn] = ()
    #: Yes-or-no field of rows that are invented.
    simulated: str = ""
    #: Shown for an empty list; ``empty_hint`` follows for those who may make the first.
    empty: str = "Rien pour l’instant."
    empty_hint: str = ""
    nothing_found: str = "Rien ne correspond à cette recherche."
    #: (label, address) of the buttons above the list, the first one primary, instead of ``create``'s.
    buttons: Callable[[HttpRequest], Sequence[Crumb]] | None = None

    #: How an address names an object: «<slug:slug>»; empty when no screen shows one.
    key: str = "<int:pk>"
    #: Finds one by its key; among ``found``, by default.
    get: Callable[..., Any] | None = None
    #: What an object is called on its own screens, where ``str`` (which the journal keeps) says less.
    called: Callable[[Any], str] = str
    #: Who may see one: (person, object); those who see the list, by default.
    see: Callable[[Any, Any], bool] | None = None
    #: What is shown of one: columns read on a single object.
    facts: Sequence[ListColumn] = ()
    template: str = "core/staff/detail.html"
    #: What a template of its own expects besides.
    context: Callable[[HttpRequest, Any], Mapping[str, Any]] = lambda *_: {}
    #: A view of its own in place of the screen of one; it may call `detail` for the rest.
    detail_view: Callable[..., HttpResponse] | None = None
    #: Journal codes left out of its panel: those written by the hundred.
    quiet_codes: Sequence[str] = ()

    create: Act | None = None
    acts: Sequence[Act] = ()

    icon: str = field(default="clipboard-list")
    menu_order: int = field(default=500)
    menu_hook: str = field(default="register_admin_menu_item")
    url_namespace: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.one = self.one or str(self.model._meta.model_name)
        self.name = self.name or f"{self.one}s"
        self.url_prefix = self.url_prefix or slugify(self.title)

    def get_urlpatterns(self) -> list[URLPattern]:
        return list(self._patterns())

    def _patterns(self) -> Iterator[URLPattern]:
        start, one = f"{self.url_prefix}/", f"{self.url_prefix}/{self.key}/"
        if self.columns:
            yield path(start, _described(self.index, self.found), name=self.name)
        if self.is_exported:
            yield path(f"{start}exporter.<str:format>", require_GET(self.file), name=f"{self.name}_export")
        if self.create:
            address = f"{start}{self.create.path}/"
            yield path(address, self._act_view(self.create), name=f"{self.one}_{self.create.name}")
        if self.key:
            yield path(one, self.detail_view or _described(self.detail, self.context), name=self.one)
        for act in self.acts:
            yield path(f"{one}{act.path}/", self._act_view(act), name=f"{self.one}_{act.name}")

    def index(self, request: HttpRequest) -> HttpResponse:
        """One page of the list, by the filters asked for."""
        authorize(request.user, self.policy)
        shown = listing(request, self._filtered(request), order=self.order)
        self.prepare(shown["page"].rows)
        return show(
            request,
            "core/staff/list.html",
            title=self.title,
            icon=self.icon,
            columns=self._linked(),
            buttons=self._buttons(request),
            files=self._files(request),
            empty=self.empty,
            empty_hint=self.empty_hint if self._buttons(request) else "",
            nothing_found=self.nothing_found,
            **shown,
        )

    def file(self, request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
        """The whole list as a file, by the same filters; with a filter typed wrong, back to the list."""
        authorize(request.user, self.policy)
        filters = self._filtered(request)
        if not filters.is_valid():
            return redirect(f"{self.menu_url}?{request.GET.urlencode()}")
        return export(
            filters.qs.order_by(*self.order),
            [*self.columns, *self.file_columns],
            format=format,
            title=self.title,
            name=self.url_prefix,
            simulated=self.simulated,
            prepare=self.prepare,
        )

    def detail(self, request: HttpRequest, **key: Any) -> HttpResponse:
        """One object: its facts, what can be done with it, its journal."""
        item = self.find(**key)
        self._authorize_one(request, item)
        screen = f"{self.model._meta.app_label}.{self.one}"
        return show(
            request,
            self.template,
            title=self.called(item),
            crumbs=[self.crumb],
            icon=self.icon,
            item=item,
            facts=self.facts,
            acts=self.offered(request, item),
            panels=panels_of(screen, request, item),
            journal=journal_of(item, without=self.quiet_codes),
            **self.context(request, item),
        )

    def find(self, **key: Any) -> Any:
        """The object of an address; 404 when there is none."""
        return self.get(**key) if self.get else get_object_or_404(self._found(), **key)

    def url_of(self, item: Any) -> str:
        """Where the screen of an object is."""
        names = [part.rpartition(":")[2].rstrip(">") for part in self.key.split("/")]
        return reverse(self.get_url_name(self.one), kwargs={name: getattr(item, name) for name in names})

    def act_url(self, act: Act, item: Any) -> str:
        """Where an act on an object is asked for."""
        return f"{self.url_of(item)}{act.path}/"

    def offered(self, request: HttpRequest, item: Any) -> list[tuple[str, str, bool]]:
        """(label, address, whether it stands out) of what this person can do with it now."""
        return [
            (act.label or act.title, self.act_url(act, item), act.is_primary)
            for act in self.acts
            if act.policy(request.user, item) and act.is_offered(item)
        ]

    @property
    def crumb(self) -> Crumb:
        """The way back to the list."""
        return self.title, self.menu_url

    def way(self, item: Any) -> list[Crumb]:
        """The way back to an object, through the list."""
        return [self.crumb, (self.called(item), self.url_of(item))]

    def _act_view(self, act: Act) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, **key: Any) -> HttpResponse:
            if act is self.create:
                authorize(request.user, act.policy)
                return act_screen(
                    request, act, None, values={}, crumbs=[self.crumb], back=self.url_of, icon=self.icon
                )
            item = self.find(**key)
            authorize(request.user, act.policy, item)
            back = self.url_of(item)
            way, values = self.way(item), {self.one: item}
            return act_screen(
                request,
                act,
                item,
                values=values,
                crumbs=way,
                back=self.menu_url if act.removes else back,
                cancel=back,
                icon=self.icon,
                called=self.called(item),
            )

        view.__doc__ = _first_sentence(act.service)
        return require_http_methods(["GET", "POST"])(view)

    def _authorize_one(self, request: HttpRequest, item: Any) -> None:
        if self.see:
            authorize(request.user, self.see, item)
        else:
            authorize(request.user, self.policy)

    def _linked(self) -> list[Any]:
        """The columns, the first leading to the screen of its row."""
        first, *others = list[Any](self.columns)
        return [first if first.url or not self.key else replace(first, url=self.url_of), *others]

    def _found(self) -> QuerySet[Any]:
        return self.found() if self.found else self.model._default_manager.all()

    def _filtered(self, request: HttpRequest) -> FilterSet:
        made = {"q": SearchFilter(*self.search)} if self.search else {}
        filters = self.filters or type("SearchFilters", (FilterSet,), made)
        return filters(request.GET, self._found())

    def _buttons(self, request: HttpRequest) -> Sequence[Crumb]:
        if self.buttons:
            return self.buttons(request)
        if self.create is None or not self.create.policy(request.user):
            return []
        address = reverse(self.get_url_name(f"{self.one}_{self.create.name}"))
        return [(self.create.label or self.create.title, address)]

    def _files(self, request: HttpRequest) -> list[Crumb]:
        """(format, address) of each file of the list, with the filters asked for."""
        if not self.is_exported:
            return []
        name, query = self.get_url_name(f"{self.name}_export"), request.GET.copy()
        query.pop("page", None)
        end = f"?{query.urlencode()}" if query else ""
        return [(one.upper(), f"{reverse(name, args=[one])}{end}") for one in ("csv", "xlsx", "json")]

    @cached_property
    def menu_label(self) -> str:
        return self.title

    @cached_property
    def menu_name(self) -> str:
        return self.name

    @cached_property
    def menu_url(self) -> str:
        return reverse(self.get_url_name(self.name))

    @cached_property
    def menu_item_class(self) -> Callable[..., StaffMenuItem]:
        return partial(StaffMenuItem, policy=self.policy)


def _described(
    view: Callable[..., HttpResponse], source: Callable[..., Any] | None
) -> Callable[..., HttpResponse]:
    """A view that only reads, described (`docs/reference/urls.md`) by what it shows, else by itself."""

    def described(request: HttpRequest, **key: Any) -> HttpResponse:
        return view(request, **key)

    described.__doc__ = inspect.getdoc(source) or inspect.getdoc(view)
    return require_GET(described)


def _first_sentence(service: Callable[..., Any]) -> str:
    """What a service says it does: an act's screen answers that."""
    text = " ".join((inspect.getdoc(service) or "").split("\n\n")[0].split())
    plain = re.sub(r":\w+:(`[^`]*`)", r"\1", re.sub(r" \(see [^)]*\)", "", text))
    return f"{plain.split('. ')[0].rstrip('.')}."
