"""The team's screens of datasets in Wagtail's menu, addresses and journal."""

from milliard.core.staff import register_staff
from milliard.figures.staff.datasets import dataset_screens
from milliard.figures.staff.urls import urlpatterns

register_staff("figures_staff", dataset_screens, urls=urlpatterns)
