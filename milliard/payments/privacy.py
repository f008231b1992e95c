"""What payments keep about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

_BOOKS = "La loi demande de garder dix ans les pièces comptables (code de commerce, article L.\u00a0123-22)."
_TEN_YEARS = (
    "Les noms et les mots, dix ans après l’exercice\u00a0; les montants, les dates et les numéros restent."
)

KEPT = (
    KeptData(
        kind="Ce que vous versez",
        what="Le montant, la date, le moyen, la référence, le nom et l’adresse e-mail que vous donnez pour"
        " payer\u00a0; pour un virement ou un chèque, le nom et le libellé que la banque écrit. Jamais votre"
        " numéro de carte, que nous ne voyons pas.",
        why="Savoir ce qui est payé, et tenir les comptes de l’association.",
        until="Dix ans après l’exercice, comme la loi le demande des pièces comptables. Ensuite il ne reste"
        " que des montants, des dates et des numéros, sans aucun nom.",
        models=(
            Fields(
                "PaymentRequest",
                erased="payer payer_email",
                nameless="purpose reference amount_cents received_cents state asked_on settled_on",
                kept="payer_name",
                why=f"{_BOOKS} Si rien n’a été versé, le nom est effacé tout de suite.",
                until=_TEN_YEARS,
            ),
            Fields("RequestPart", nameless="request kind amount_cents", why=_BOOKS, until=_TEN_YEARS),
            Fields(
                "Payment",
                nameless="means amount_cents allocated_cents reversed_cents state hold received_on"
                " external_id external_state meant_for recorded_by deposit_slip",
                kept="payer_name payer_company label",
                why=_BOOKS,
                until=_TEN_YEARS,
            ),
            Fields(
                "Allocation",
                nameless="payment part reversal amount_cents allocated_by",
                why=_BOOKS,
                until=_TEN_YEARS,
            ),
            Fields(
                "Reversal",
                nameless="payment kind amount_cents occurred_on external_id recorded_by undoes",
                kept="note",
                why=_BOOKS,
                until=_TEN_YEARS,
            ),
            Fields(
                "Checkout",
                nameless="request intent_id redirect_url amount_cents expires_at is_prefilled read_at",
                why="Retrouver chez HelloAsso la page où un paiement a commencé.",
                until=_TEN_YEARS,
            ),
            Fields(
                "BankStatement",
                nameless="account kind digest file_name identifier from_on to_on opening_cents closing_cents"
                " sum_cents entries pending lines_written reconciles imported_by",
                called={"digest": "empreinte du fichier"},
                why=_BOOKS,
                until=_TEN_YEARS,
            ),
            Fields(
                "BankLine",
                nameless="account statement fingerprint booked_on amount_cents is_return is_organisation"
                " state payment reversal times_undone proposals",
                kept="counterparty label references note",
                called={"fingerprint": "empreinte"},
                why=f"{_BOOKS} Un relevé se garde tel que la banque l’a écrit.",
                until=_TEN_YEARS,
            ),
            Fields(
                "EntryName",
                nameless="account fingerprint kind line booked_on amount_cents details",
                called={
                    "fingerprint": "empreinte",
                    "kind": "genre de fichier",
                    "booked_on": "comptabilisée le",
                    "amount_cents": "montant",
                    "details": "nombre de lignes",
                },
                why="Ne pas compter deux fois une écriture que deux fichiers disent.",
                until=_TEN_YEARS,
            ),
            Fields(
                "DepositSlip",
                nameless="number means place prepared_by prepared_at countersigned_by closed_at bank_line"
                " total_cents",
                why=_BOOKS,
                until=_TEN_YEARS,
            ),
        ),
    ),
    KeptData(
        kind="Ce que le prestataire de paiement nous envoie",
        what="Le message tel qu’il arrive, chiffré. Quand vous payez en ligne, HelloAsso reçoit de nous le"
        " montant et l’objet, et, si vous êtes connecté·e, le nom et l’adresse e-mail de votre demande, pour"
        " remplir sa page.",
        why="Retrouver un paiement si quelque chose se perd.",
        until="Quatre-vingt-dix jours.",
        models=(
            Fields(
                "Notification",
                nameless="event_type received_at handled_at outcome attempts",
                kept="sealed_body",
                why="Chiffré, il ne se lit que pour retrouver un paiement perdu.",
                until="Quatre-vingt-dix jours après son arrivée.",
            ),
        ),
    ),
    KeptData(
        kind="Vos reçus fiscaux",
        what="Les mentions que le formulaire demande\u00a0: votre nom, votre adresse, le montant, la date.",
        why="Vous permettre une réduction d’impôt, et déclarer chaque année leur nombre et leur total.",
        until="Dix ans après l’exercice\u00a0: le document et votre nom s’effacent, le numéro, le montant et"
        " la date restent.",
        models=(
            Fields(
                "TaxReceipt",
                nameless="year number ruling payer amount_cents issued_on issued_by pdf_digest replaces"
                " cancelled_on",
                kept="content pdf cancel_reason",
                called={"pdf_digest": "empreinte du document"},
                why="Un reçu émis ne se change pas, et l’administration peut le demander.",
                until=_TEN_YEARS,
            ),
            Fields(
                "TaxReceiptLine",
                nameless="receipt payment amount_cents is_in_force",
                called={"is_in_force": "en vigueur"},
                why=_BOOKS,
                until=_TEN_YEARS,
            ),
            Fields(
                "TaxRuling",
                nameless="reference ruled_on valid_from covers_dues entered_by withdrawn_on",
                kept="issuer",
                why="Les mentions de l’association, avec le nom de qui signe ses reçus.",
                until="Le nom, dix ans après le dernier reçu, une fois le rescrit retiré.",
            ),
        ),
    ),
)
