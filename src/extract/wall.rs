//! Pages that show no article, or only its beginning: bot checks, consent, logins, paywalls, parked domains, errors.

use super::declared::Declared;
use super::feed::count;
use super::piece::Piece;
use super::tag::Tag;
use super::tree::Tree;
use crate::news::{Fault, FaultKind};

/// Words of text below which a page that speaks of a wall shows the wall and no article.
const LITTLE: usize = 80;
/// Words of text from which it is an article, however short, unless it is the wall itself that speaks in them.
const SOME: usize = 25;
/// Words of text below which an article that is declared as paid shows its beginning only.
const BEGINNING: usize = 220;
/// Pieces looked at for the words of a wall.
const MOST_PIECES: usize = 400;

/// What the words of a page say of its kind, in lower case. The first list that has one of its words on the page names it.
const SIGNS: &[(FaultKind, &str, &[&str])] = &[
    (
        FaultKind::BotChallenge,
        "the page checks for robots",
        &[
            "checking your browser",
            "checking if the site connection is secure",
            "verify you are human",
            "verifying you are human",
            "are you a robot",
            "you are not a robot",
            "not a robot",
            "unusual traffic",
            "attention required! | cloudflare",
            "just a moment...",
            "enable javascript and cookies to continue",
            "please complete the security check",
            "pardon our interruption",
            "access to this page has been denied",
            "ddos protection by",
            "press & hold to confirm",
            "captcha",
            "access denied",
            "request blocked",
            "you have been blocked",
        ],
    ),
    (
        FaultKind::ParkedDomain,
        "the domain is parked or for sale",
        &[
            "this domain is for sale",
            "domain is for sale",
            "domain may be for sale",
            "buy this domain",
            "domain parking",
            "this domain is parked",
            "domain has expired",
            "related searches",
            "diese domain steht zum verkauf",
            "ce domaine est à vendre",
            "sedoparking",
        ],
    ),
    (
        FaultKind::ConsentWall,
        "the page asks for consent to cookies and shows nothing else",
        &[
            "before you continue to",
            "we value your privacy",
            "we and our partners",
            "our partners store",
            "accept all cookies",
            "consent to the use of cookies",
            "we use cookies",
            "zustimmen und weiter",
            "mit werbung und tracking",
            "ihre privatsphäre",
            "wir und unsere partner",
            "nous et nos partenaires",
            "respectons votre vie privée",
            "continuer sans accepter",
            "nosotros y nuestros socios",
            "aceptar y continuar",
            "noi e i nostri partner",
            "accetta e continua",
            "wij en onze partners",
            "szanujemy twoją prywatność",
            "my i nasi partnerzy",
            "valorizamos a sua privacidade",
        ],
    ),
    (
        FaultKind::Paywall,
        "the page asks for a subscription",
        &[
            "subscribe to continue reading",
            "subscribe to read",
            "subscribe to unlock",
            "to continue reading, subscribe",
            "this article is for subscribers",
            "this story is for subscribers",
            "exclusive to subscribers",
            "for subscribers only",
            "subscriber-only",
            "subscribers only",
            "already a subscriber?",
            "become a subscriber",
            "unlock this article",
            "start your free trial",
            "you have reached your limit",
            "you've reached your article limit",
            "you have read your last free article",
            "premium content",
            "jetzt weiterlesen",
            "weiterlesen mit",
            "nur für abonnenten",
            "exklusiv für abonnenten",
            "réservé aux abonnés",
            "réservée aux abonnés",
            "réservés aux abonnés",
            "pour lire la suite",
            "réservé à nos abonnés",
            "il vous reste",
            "solo para suscriptores",
            "contenido exclusivo para suscriptores",
            "suscríbete para seguir leyendo",
            "contenuto riservato agli abbonati",
            "riservato agli abbonati",
            "conteúdo exclusivo para assinantes",
            "exclusivo para assinantes",
            "tylko dla prenumeratorów",
            "dalsza część artykułu dostępna",
            "alleen voor abonnees",
            "endast för prenumeranter",
            "материал доступен по подписке",
            "только для подписчиков",
            "会員限定",
            "有料会員限定",
        ],
    ),
    (
        FaultKind::LoginWall,
        "the page asks for a login",
        &[
            "log in to continue",
            "sign in to continue",
            "login to continue",
            "please log in",
            "please sign in",
            "you must be logged in",
            "register to continue",
            "register for free to",
            "create a free account to",
            "create an account to continue",
            "sign in to read",
            "log in to read",
            "bitte melden sie sich an",
            "connectez-vous pour",
            "inicia sesión para",
            "accedi per",
            "faça login para",
            "zaloguj się, aby",
            "войдите, чтобы",
        ],
    ),
];

/// The kinds behind which no article stands at all.
pub fn hides_all(kind: FaultKind) -> bool {
    use FaultKind::{BotChallenge, ConsentWall, LoginWall, ParkedDomain};
    matches!(kind, BotChallenge | ConsentWall | LoginWall | ParkedDomain)
}

/// What stands between the reader and the article, if anything does. `copy` is what was chosen as its text.
pub fn wall(
    tree: &Tree<'_>,
    pieces: &[Piece],
    copy: &[&str],
    title: Option<&str>,
    declared: &Declared,
) -> Option<Fault> {
    let text: usize = copy.iter().map(|part| count(part)).sum();
    let shown: usize = pieces.iter().map(|p| count(&p.text)).sum();
    if text >= BEGINNING || (text >= LITTLE && !declared.paid && shown > 4 * BEGINNING) {
        return (declared.paid && text < BEGINNING).then(paid);
    }
    let page = words(pieces, title);
    let own = copy.join("\n").to_lowercase().replace('’', "'");
    let found = SIGNS.iter().find(|(kind, _, signs)| {
        // A bar about cookies stands on every page: it is a wall only where nearly nothing else is.
        let enough = match kind {
            FaultKind::ConsentWall | FaultKind::LoginWall => text < LITTLE && shown < 600,
            FaultKind::BotChallenge | FaultKind::ParkedDomain => text < LITTLE && shown < 250,
            _ => true,
        };
        // A short article is one all the same, and bars about cookies and accounts stand below it.
        let speaks = *kind == FaultKind::Paywall || text < SOME || signs.iter().any(|sign| own.contains(sign));
        enough && speaks && signs.iter().any(|sign| page.contains(sign))
    });
    match found {
        Some((kind, words, _)) => Some(Fault::new(*kind, *words)),
        None if declared.paid => Some(paid()),
        None if text < LITTLE && asks_password(tree) && shown < 250 => {
            Some(Fault::new(FaultKind::LoginWall, "the page asks for a login"))
        }
        None => None,
    }
}

fn paid() -> Fault {
    Fault::new(FaultKind::Paywall, "the page declares that it is not free, and shows a beginning only")
}

fn words(pieces: &[Piece], title: Option<&str>) -> String {
    let mut page = title.unwrap_or_default().to_lowercase();
    for piece in pieces.iter().take(MOST_PIECES) {
        page.push('\n');
        page.push_str(&piece.text.to_lowercase());
    }
    page.replace('’', "'")
}

fn asks_password(tree: &Tree<'_>) -> bool {
    tree.all().any(|id| {
        tree.tag(id) == Some(Tag::Input)
            && tree.raw_attribute(id, "type").is_some_and(|t| t.eq_ignore_ascii_case("password"))
    })
}
