from django.urls import path

from milliard.payments import views

app_name = "payments"
urlpatterns = [
    path("helloasso/", views.notification, name="notification"),
    path("<uuid:public_id>/", views.request_page, name="request"),
    path("<uuid:public_id>/en-ligne/", views.checkout, name="checkout"),
    path("<uuid:public_id>/retour/", views.returned, name="returned"),
    path("<uuid:public_id>/echec/", views.not_paid, name="not_paid"),
    path("<uuid:public_id>/verifier/", views.check, name="check"),
    path("<uuid:public_id>/ordre-de-virement/", views.transfer_order, name="transfer_order"),
    path("<uuid:public_id>/recu.pdf", views.receipt, name="receipt"),
]
