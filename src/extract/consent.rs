//! The words of consent notices: they are long running text, often stand first on a page, and are nobody's copy.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What a notice says of itself and its partners, in the first person, so that copy about the law is not taken for one.
const WORDS: &[&str] = &[
    "we and our partners",
    "our partners store",
    "access information on a device",
    "we use cookies",
    "we use technologies like cookies",
    "this site uses cookies",
    "this website uses cookies",
    "accept all cookies",
    "necessary cookies are",
    "out of these cookies",
    "signalled to our partners",
    "signaled to our partners",
    "withdraw your consent",
    "your consent choices",
    "ads and content, ad",
    "advertising and content, advertising",
    "we value your privacy",
    "actively scan device characteristics",
    "wir und unsere partner",
    "wir verwenden cookies",
    "wir nutzen cookies",
    "informationen auf einem gerät",
    "personalisierte werbung und inhalte",
    "personalisierte anzeigen und inhalte",
    "nous et nos partenaires",
    "nos partenaires et nous",
    "nous utilisons des cookies",
    "informations sur un terminal",
    "publicités et contenu personnalisés",
    "publicités et contenus personnalisés",
    "nosotros y nuestros socios",
    "utilizamos cookies",
    "usamos cookies",
    "información en un dispositivo",
    "anuncios y contenido personalizados",
    "publicidad y contenido personalizados",
    "noi e i nostri partner",
    "noi e terze parti",
    "utilizziamo i cookie",
    "informazioni su un dispositivo",
    "annunci e contenuti personalizzati",
    "pubblicità e contenuti personalizzati",
    "nós e os nossos parceiros",
    "nós e nossos parceiros",
    "informações num dispositivo",
    "informações em um dispositivo",
    "wij en onze partners",
    "we en onze partners",
    "wij gebruiken cookies",
    "gepersonaliseerde advertenties en content",
    "my i nasi partnerzy",
    "używamy plików cookie",
    "informacji na urządzeniu",
    "spersonalizowane reklamy i treści",
    "vi och våra partner",
    "vi använder cookies",
    "vi använder kakor",
    "vi og vores partnere",
    "vi bruger cookies",
    "vi og våre partnere",
    "vi bruker informasjonskapsler",
    "käytämme evästeitä",
    "biz ve ortaklarımız",
    "çerezleri kullanıyoruz",
    "мы используем файлы cookie",
    "мы используем cookie",
    "мы и наши партнеры",
    "noi și partenerii noștri",
    "my a naši partneři",
    "používáme soubory cookie",
    "kami menggunakan cookie",
];

static FINDER: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(WORDS).expect("plain words"));

/// Whether a piece of text is part of such a notice.
pub fn asks(text: &str) -> bool {
    text.len() >= 12 && FINDER.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::asks;

    #[test]
    fn notices_are_known_and_copy_about_them_is_not() {
        assert!(asks("We and our partners store and access information on a device, such as cookies."));
        assert!(asks("Wir und unsere Partner verarbeiten Daten."));
        assert!(!asks("The regulator fined the paper because its partners had stored cookies without consent."));
    }
}
