"""What payments keep about people."""

from milliard.core.declarations import KeptData

KEPT = (
    KeptData(
        kind="Ce que vous versez",
        what="Le montant, la date, le moyen, la référence, le nom et l’adresse e-mail que vous donnez pour"
        " payer\u00a0; pour un virement ou un chèque, le nom et le libellé que la banque écrit. Jamais votre"
        " numéro de carte, que nous ne voyons pas.",
        why="Savoir ce qui est payé, et tenir les comptes de l’association.",
        until="Dix ans après l’exercice, comme la loi le demande des pièces comptables.",
        models=(
            "PaymentRequest",
            "RequestPart",
            "Payment",
            "Allocation",
            "Reversal",
            "Checkout",
            "BankStatement",
            "BankLine",
            "EntryName",
            "DepositSlip",
        ),
    ),
    KeptData(
        kind="Ce que le prestataire de paiement nous envoie",
        what="Le message tel qu’il arrive, chiffré. Quand vous payez en ligne, HelloAsso reçoit de nous le"
        " montant et l’objet, et, si vous êtes connecté·e, le nom et l’adresse e-mail de votre demande, pour"
        " remplir sa page.",
        why="Retrouver un paiement si quelque chose se perd.",
        until="Quatre-vingt-dix jours.",
        models=("Notification",),
    ),
    KeptData(
        kind="Vos reçus fiscaux",
        what="Les mentions que le formulaire demande\u00a0: votre nom, votre adresse, le montant, la date.",
        why="Vous permettre une réduction d’impôt, et déclarer chaque année leur nombre et leur total.",
        until="Dix ans après l’exercice.",
        models=("TaxReceipt", "TaxReceiptLine", "TaxRuling"),
    ),
)
