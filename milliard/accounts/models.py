"""Persons and what they were entrusted with."""

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.core.models import BaseModel, PublicIdModel

#: End of the address of an account that was erased: it names nobody.
ERASED_ADDRESS = "@compte.invalid"


def digest_of_key(key: str) -> str:
    """What is kept of the key in an invitation's link: a keyed digest, which opens nothing."""
    return salted_hmac("accounts.invitation", key, algorithm="sha256").hexdigest()


class UserQuerySet(models.QuerySet["User"]):
    """Reads of persons."""

    def with_current_grants(self) -> "UserQuerySet":
        """Prefetch the roles held now as ``current_grants``."""
        current = RoleGrant.objects.current().order_by("granted_at")
        return self.prefetch_related(models.Prefetch("role_grants", current, to_attr="current_grants"))

    def not_erased(self) -> "UserQuerySet":
        """Accounts that are somebody's, open or closed."""
        return self.exclude(email__endswith=ERASED_ADDRESS)

    def with_a_role(self) -> "UserQuerySet":
        """Persons entrusted with something now."""
        return self.filter(models.Exists(RoleGrant.objects.current().filter(user=models.OuterRef("pk"))))

    def named(self, text: str) -> "UserQuerySet":
        """Persons whose name or address contains ``text``."""
        return self.filter(models.Q(display_name__icontains=text) | models.Q(email__icontains=text))


class UserManager(BaseUserManager["User"]):
    """Create users; roles are granted by services, not here."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator, created from the command line."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A natural person. Nothing more than what signing in needs."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("adresse e-mail", unique=True)
    display_name = models.CharField(
        "nom d’usage", max_length=80, blank=True, help_text="Comment vous voulez qu’on vous appelle."
    )
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("accès à l’espace d’équipe", default=False)
    date_joined = models.DateTimeField("inscrit·e le", auto_now_add=True)

    objects = UserManager()
    persons = UserQuerySet.as_manager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        constraints = [models.UniqueConstraint(Lower("email"), name="members_user_email_ci")]

    def __str__(self) -> str:
        # Never the address: this string ends up in the journal.
        return self.display_name or f"personne {str(self.public_id)[:8]}"

    def get_full_name(self) -> str:
        return str(self)

    @property
    def first_name(self) -> str:
        """What Wagtail's menu says of who is signed in, rather than their address."""
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    #: Given by `backends.AccountBackend` to the person who asks.
    held_roles: list[str] | None = None

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles held now; as they were when it began, for the person of a request."""
        if self.is_superuser:
            return frozenset(Role)
        held = self.held_roles
        if held is None:
            held = list(self.role_grants.filter(revoked_at__isnull=True).values_list("role", flat=True))
        return frozenset(Role(value) for value in held)

    def has_role(self, *wanted: Role) -> bool:
        """Whether the person holds at least one of these roles."""
        return not self.roles.isdisjoint(wanted)

    def put_roles_to_sleep(self) -> None:
        """For this request, keep no role of the team: the second factor they ask for is not there yet."""
        self.__dict__["roles"] = self.roles - STAFF_ROLES

    @property
    def is_erased(self) -> bool:
        """Whether nobody is behind this account any more."""
        return self.email.endswith(ERASED_ADDRESS)

    @property
    def needs_second_factor(self) -> bool:
        return self.is_superuser or self.is_staff or not self.roles.isdisjoint(STAFF_ROLES)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def current(self) -> "RoleGrantQuerySet":
        return self.filter(revoked_at__isnull=True)


@pghistory.track()
class RoleGrant(BaseModel):
    """A role given to a person by another, until it is taken back. Rows are never deleted."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="role_grants", verbose_name="personne"
    )
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="attribué par"
    )
    granted_at = models.DateTimeField("attribué le", auto_now_add=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="retiré par"
    )
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "attribution de rôle"
        verbose_name_plural = "attributions de rôles"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(revoked_at__isnull=True),
                name="members_one_current_grant",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="members_grant_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}\u00a0: {self.user}"


class TeamInvitationQuerySet(models.QuerySet["TeamInvitation"]):
    def waiting(self) -> "TeamInvitationQuerySet":
        """Those whose link opens now."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())

    def over_since(self, moment: dt.datetime) -> "TeamInvitationQuerySet":
        """Those accepted, withdrawn or out of date before ``moment``."""
        return self.filter(expires_at__lt=moment)


class TeamInvitation(PublicIdModel):
    """A role offered by mail; the key of its link is kept as a digest only."""

    email = models.EmailField("adresse e-mail")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    key_digest = models.CharField("empreinte de la clé", max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="invité·e par"
    )
    expires_at = models.DateTimeField("vaut jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="acceptée par"
    )
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="retirée par"
    )

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation dans l’équipe"
        verbose_name_plural = "invitations dans l’équipe"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(STAFF_ROLES)), name="accounts_invitation_of_team"
            ),
        ]

    def __str__(self) -> str:
        # Never the address: this string ends up in the journal.
        return f"invitation {str(self.public_id)[:8]} ({self.get_role_display()})"

    @property
    def is_waiting(self) -> bool:
        """Whether its link opens now."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()

    @property
    def state(self) -> str:
        """In a word, for the list."""
        if self.accepted_at:
            return "acceptée"
        if self.withdrawn_at:
            return "retirée"
        return "en attente" if self.is_waiting else "trop tard"
