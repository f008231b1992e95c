"""Every address of the site, in one place. Wagtail's pages come last: they take what is left."""

import wagtail.views
from django.conf import settings
from django.conf.urls.static import static
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.views import serve as documents

from milliard.accounts.views import entrance

# Pages are public: what is not is unpublished or private in Wagtail, which checks it itself.
for view in (
    wagtail.views.serve,
    wagtail.views.authenticate_with_password,
    documents.serve,
    documents.authenticate_with_password,
):
    login_not_required(view)

# What Django refuses before any view: a request too big, or not understood.
handler400 = "milliard.core.views.bad_request"

urlpatterns = [
    # Addresses are tried in this order: those asked by thousands in an evening come first.
    path("questionnaires/", include("milliard.surveys.urls")),
    # Wagtail's own forms take a password and ask for no second factor: there is one way in.
    path("gestion/login/", entrance, name="staff_sign_in"),
    path("_util/login/", entrance, name="page_sign_in"),
    # Wagtail's takes the cookie away before it refuses a GET: a link would sign somebody out.
    path("gestion/logout/", require_POST(LogoutView.as_view()), name="wagtailadmin_logout"),
    path("gestion/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("compte/", include("allauth.urls")),
    path("", include("milliard.accounts.urls")),
    path("composants/", include("milliard.ui.urls")),
    path("territoires/", include("milliard.territories.urls")),
    path("territoires/", include("milliard.places.area_urls")),
    path("", include("milliard.members.urls")),
    path("carte/", include("milliard.places.atlas_urls")),
    path("lieux/", include("milliard.places.urls")),
    path("agir/", include("milliard.participation.urls")),
    path("", include("milliard.society.urls")),
    path("scrutins/", include("milliard.elections.urls")),
    path("propositions/", include("milliard.proposals.urls")),
    path("assemblees/", include("milliard.assemblies.urls")),
    path("assemblees/", include("milliard.assemblies.desk_urls")),
    path("lettres/", include("milliard.letters.urls")),
    path("organisations/", include("milliard.organisations.urls")),
    path("paiement/", include("milliard.payments.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("milliard.website.urls")),
    path("", include(wagtail_urls)),
]
