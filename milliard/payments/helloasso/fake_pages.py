"""Pages of the twin of HelloAsso: where one pays, and the board that makes things happen."""

from html import escape

from milliard.payments.helloasso.fake_books import FakeBooks, Json

_STYLE = """
body { font: 1.0625rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 0 auto; padding: 1rem;
  color: #1c1b3a; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.2; }
.fake { background: #fff3c4; padding: .75rem 1rem; border-radius: .5rem; }
fieldset { border: 1px solid #8a89a6; border-radius: .5rem; margin: 1rem 0; padding: 1rem; }
label { display: block; margin: .5rem 0; }
label > input:not([type=radio]), select { font: inherit; padding: .5rem; width: 100%;
  box-sizing: border-box; }
button { font: inherit; min-height: 2.75rem; padding: .5rem 1rem; margin: .25rem .25rem .25rem 0;
  border-radius: .5rem; border: 2px solid #1c1b3a; background: #fff; color: #1c1b3a; }
button.main { background: #1c1b3a; color: #fff; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: start; padding: .5rem; vertical-align: top; border-bottom: 1px solid #c9c8d8; }
form.inline { display: inline; }
"""
_ACTS = (
    ("state", "Authorized", "Le prélèvement aboutit"),
    ("state", "Refused", "La banque rejette"),
    ("state", "Contested", "La personne conteste"),
    ("state", "Authorized", "La contestation est gagnée"),
    ("state", "Inconsistent", "État inconnu"),
    ("refund", "", "Rembourser"),
    ("notify", "", "Notifier encore"),
)


def frame(title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        '<body><main><p class="fake"><strong>Faux HelloAsso.</strong> Aucun argent ne circule ici\u00a0:'
        " cette page imite le prestataire de paiement.</p>"
        f"<h1>{escape(title)}</h1>{content}</main></body></html>"
    )


def payment_page(books: FakeBooks, number: int) -> tuple[int, str]:
    """Where one pays: status and page."""
    asked = books.checkouts.get(number)
    if asked is None:
        return 404, frame("Page introuvable", "<p>Cette page de paiement n’existe pas.</p>")
    payer = asked.get("payer") or {}
    fields = "".join(
        f'<label>{label}<input type="{kind}" name="{name}"'
        f' value="{escape(str(payer.get(given) or ""))}"></label>'
        for name, given, label, kind in (
            ("firstName", "firstName", "Prénom", "text"),
            ("lastName", "lastName", "Nom", "text"),
            ("email", "email", "Adresse e-mail", "email"),
            ("company", "companyName", "Payer pour une organisation (son nom, sinon laissez vide)", "text"),
        )
    )
    content = f"""<p>{escape(asked["itemName"])}\u00a0: <strong>{_euros(asked["totalAmount"])}</strong></p>
<form method="post" action="/payer/{number}">
<fieldset><legend>Qui paie</legend>{fields}</fieldset>
<fieldset><legend>Contribution volontaire à HelloAsso (en plus)</legend>
<label><input type="radio" name="tip" value="0" checked> Aucune</label>
<label><input type="radio" name="tip" value="150"> 1,50\u00a0€</label>
<label><input type="radio" name="tip" value="500"> 5\u00a0€</label></fieldset>
<p><button class="main" name="act" value="Card">Payer par carte</button>
<button class="main" name="act" value="Sepa">Payer par prélèvement</button></p>
<p><button name="act" value="refuse">Refuser (la banque dit non)</button>
<button name="act" value="back">Abandonner</button></p></form>"""
    return 200, frame("Payer", content)


def board(books: FakeBooks, delivery: str) -> str:
    """What was paid, and what may happen to it."""
    rows = "".join(map(_row, reversed(list(books.payments.values()))))
    table = (
        "<table><thead><tr><th>Paiement</th><th>État</th><th>Faire arriver</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        if rows
        else "<p>Rien n’a encore été payé.</p>"
    )
    choices = "".join(
        f'<option value="{value}"{" selected" if value == delivery else ""}>{label}</option>'
        for value, label in (
            ("normal", "normales"),
            ("double", "en double"),
            ("reversed", "dans le désordre"),
            ("lost", "perdues"),
        )
    )
    weather = f"""<form method="post" action="/controle/weather">
<fieldset><legend>Le temps qu’il fait</legend>
<label>Notifications<select name="delivery">{choices}</select></label>
<label>Prochaines réponses en panne<input type="text" name="count" value="0"></label>
<label>Code de la panne<select name="status"><option>500</option><option>429</option></select></label>
<button>Régler</button></fieldset></form>
<form method="post" action="/controle/tokens"><button>Retirer les jetons</button></form>"""
    return frame("Tableau de bord", table + weather)


def _row(payment: Json) -> str:
    number, back = payment["id"], sum(one["amount"] for one in payment["refundOperations"])
    acts = "".join(
        f'<form class="inline" method="post" action="/controle/{act}"><input type="hidden" name="payment"'
        f' value="{number}"><input type="hidden" name="state" value="{state}"><button>{label}</button></form>'
        for act, state, label in _ACTS
    )
    who = escape(str(payment["payer"].get("company") or payment["payer"].get("email") or ""))
    told = f", rendu {_euros(back)}" if back else ""
    return (
        f"<tr><td>{number}<br>{_euros(payment['amount'])}<br>{who}</td><td>{payment['state']}{told}</td>"
        f"<td>{acts}</td></tr>"
    )


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}\u00a0€"
