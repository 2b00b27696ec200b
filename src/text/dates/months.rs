//! Month names in the languages that outlets write.

/// Names and short forms, lower case, by month. Sources: Unicode CLDR, and forms seen in feeds.
#[rustfmt::skip]
const NAMES: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "gen",
        "januari", "stycznia", "styczeń", "sty", "января", "январь", "янв", "січня", "ledna", "leden", "január",
        "januára", "ianuarie", "ιανουαρίου", "ιαν", "ocak", "oca", "tammikuu", "tammikuuta", "siječnja",
        "ιανουάριος", "يناير", "جنوری", "जनवरी", "जन", "জানুয়ারি", "জানুয়ারী", "ஜனவரி", "జనవరి", "ജനുവരി", "ಜನವರಿ",
        "જાન્યુઆરી", "जानेवारी", "มกราคม", "ม.ค", "ינואר", "ژانویه", "januarja",
    ],
    &[
        "february", "feb", "febr", "februar", "février", "fevrier", "févr", "fév", "febrero", "fevereiro", "fev",
        "febbraio", "februari", "lutego", "luty", "lut", "февраля", "февраль", "фев", "февр", "лютого", "února",
        "únor", "február", "februára", "februarie", "φεβρουαρίου", "φεβ", "şubat", "şub", "helmikuu", "helmikuuta",
        "veljače", "فبراير", "فروری", "फरवरी", "फ़रवरी", "फर", "ফেব্রুয়ারি", "பிப்ரவரி", "ఫిబ్రవరి", "ഫെബ്രുവരി",
        "ಫೆಬ್ರವರಿ", "ફેબ્રુઆરી", "फेब्रुवारी", "กุมภาพันธ์", "פברואר", "فوریه",
    ],
    &[
        "march", "mar", "märz", "mär", "maerz", "mars", "marzo", "março", "marco", "maart", "mrt", "marca", "marzec",
        "марта", "март", "мар", "березня", "března", "březen", "március", "márc", "martie", "μαρτίου", "μαρ", "mart",
        "maaliskuu", "maaliskuuta", "ožujka", "مارس", "مارچ", "मार्च", "মার্চ", "மார்ச்", "మార్చి", "മാർച്ച്",
        "ಮಾರ್ಚ್", "માર્ચ", "มีนาคม", "מרץ", "marts",
    ],
    &[
        "april", "apr", "avril", "avr", "abril", "abr", "aprile", "kwietnia", "kwiecień", "kwi", "апреля", "апрель",
        "апр", "квітня", "dubna", "duben", "április", "ápr", "aprilie", "απριλίου", "απρ", "nisan", "nis",
        "huhtikuu", "huhtikuuta", "travnja", "أبريل", "ابريل", "إبريل", "اپریل", "अप्रैल", "এপ্রিল", "ஏப்ரல்",
        "ఏప్రిల్", "ഏപ്രിൽ", "ಏಪ್ರಿಲ್", "એપ્રિલ", "एप्रिल", "เมษายน", "אפריל", "آوریل", "aprila",
    ],
    &[
        "may", "mai", "mayo", "maio", "maggio", "mag", "mei", "maja", "maj", "мая", "май", "травня", "května",
        "květen", "május", "máj", "μαΐου", "μαΐ", "μαι", "mayıs", "toukokuu", "toukokuuta", "svibnja", "مايو", "مئی",
        "मई", "মে", "மே", "మే", "മേയ്", "ಮೇ", "મે", "मे", "พฤษภาคม", "מאי", "مه",
    ],
    &[
        "june", "jun", "juni", "juin", "junio", "junho", "giugno", "giu", "czerwca", "czerwiec", "cze", "июня",
        "июнь", "июн", "червня", "června", "červen", "június", "jún", "iunie", "ιουνίου", "ιουν", "haziran", "haz",
        "kesäkuu", "kesäkuuta", "lipnja", "يونيو", "جون", "जून", "জুন", "ஜூன்", "జూన్", "ജൂൺ", "ಜೂನ್", "જૂન",
        "มิถุนายน", "יוני", "ژوئن", "junija",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "lipca", "lipiec", "lip",
        "июля", "июль", "июл", "липня", "července", "červenec", "július", "júl", "iulie", "ιουλίου", "ιουλ",
        "temmuz", "tem", "heinäkuu", "heinäkuuta", "srpnja", "يوليو", "جولائی", "जुलाई", "জুলাই", "ஜூலை", "జూలై",
        "ജൂലൈ", "ಜುಲೈ", "જુલાઈ", "जुलै", "กรกฎาคม", "יולי", "ژوئیه", "julija",
    ],
    &[
        "august", "aug", "août", "aout", "agosto", "ago", "augustus", "sierpnia", "sierpień", "sie", "августа",
        "август", "авг", "серпня", "srpna", "srpen", "augusztus", "augusta", "αυγούστου", "αυγ", "ağustos", "ağu",
        "elokuu", "elokuuta", "kolovoza", "أغسطس", "اغسطس", "اگست", "अगस्त", "আগস্ট", "ஆகஸ்ட்", "ఆగస్టు", "ഓഗസ്റ്റ്",
        "ಆಗಸ್ಟ್", "ઑગસ્ટ", "ऑगस्ट", "สิงหาคม", "אוגוסט", "اوت", "avgusta",
    ],
    &[
        "september", "sep", "sept", "septembre", "septiembre", "setiembre", "setembro", "set", "settembre",
        "września", "wrzesień", "wrz", "сентября", "сентябрь", "сен", "сент", "вересня", "září", "szeptember",
        "szept", "septembrie", "σεπτεμβρίου", "σεπ", "eylül", "eyl", "syyskuu", "syyskuuta", "rujna", "سبتمبر",
        "ستمبر", "सितंबर", "सितम्बर", "সেপ্টেম্বর", "செப்டம்பர்", "సెప్టెంబర్", "സെപ്റ്റംബർ", "ಸೆಪ್ಟೆಂಬರ್",
        "સપ્ટેમ્બર", "सप्टेंबर", "กันยายน", "ספטמבר", "سپتامبر", "septembra",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre", "ott", "października",
        "październik", "paź", "октября", "октябрь", "окт", "жовтня", "října", "říjen", "október", "octombrie",
        "οκτωβρίου", "οκτ", "ekim", "eki", "lokakuu", "lokakuuta", "أكتوبر", "اكتوبر", "اکتوبر", "अक्टूबर",
        "अक्तूबर", "অক্টোবর", "அக்டோபர்", "అక్టోబర్", "ഒക്ടോബർ", "ಅಕ್ಟೋಬರ್", "ઑક્ટોબર", "ऑक्टोबर", "ตุลาคม",
        "אוקטובר", "اکتبر", "oktobra",
    ],
    &[
        "november", "nov", "novembre", "noviembre", "novembro", "listopada", "listopad", "lis", "ноября", "ноябрь",
        "ноя", "нояб", "листопада", "listopadu", "noiembrie", "νοεμβρίου", "νοε", "kasım", "kas", "marraskuu",
        "marraskuuta", "studenoga", "نوفمبر", "نومبر", "नवंबर", "नवम्बर", "নভেম্বর", "நவம்பர்", "నవంబర్", "നവംബർ",
        "ನವೆಂಬರ್", "નવેમ્બર", "नोव्हेंबर", "พฤศจิกายน", "נובמבר", "نوامبر", "novembra",
    ],
    &[
        "december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dezembro",
        "dicembre", "grudnia", "grudzień", "gru", "декабря", "декабрь", "дек", "грудня", "prosince", "prosinec",
        "decembrie", "δεκεμβρίου", "δεκ", "aralık", "ara", "joulukuu", "joulukuuta", "prosinca", "ديسمبر", "دسمبر",
        "दिसंबर", "दिसम्बर", "ডিসেম্বর", "டிசம்பர்", "డిసెంబర్", "ഡിസംബർ", "ಡಿಸೆಂಬರ್", "ડિસેમ્બર", "डिसेंबर",
        "ธันวาคม", "דצמבר", "دسامبر", "decembra",
    ],
];

/// The month a word names, 1 to 12. `word` is lower case.
pub(super) fn number(word: &str) -> Option<u64> {
    NAMES.iter().position(|names| names.contains(&word)).map(|at| at as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn no_name_stands_for_two_months() {
        let mut all: Vec<&str> = NAMES.iter().flat_map(|names| names.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
