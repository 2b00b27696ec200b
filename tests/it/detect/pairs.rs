//! Pairs that a careful reader tells apart, written for this project: what is copy, and what is no copy by itself.

use super::{Handed, item, sorted, together};

const EARLY: &str = "A ferry with 84 people aboard ran aground off Ness early on Monday, the coast guard said.
Nobody was hurt. Two tugs are trying to pull the ship off the sandbank at high tide.
The ferry is on its way from Ness to Port Holm, where 30 cars are waiting, according to the operator.";

const LATE: &str = "All 84 people aboard a ferry that ran aground off Ness early on Monday are safe, the coast guard said in the evening, after a day on which fog kept helicopters away from the sound.
Nobody was hurt. Two tugs had tried to pull the ship off the sandbank at high tide, but the first line broke within minutes and the second could not be made fast before dark.
The ferry was on its way from Ness to Port Holm, where 30 cars were waiting, according to the operator. Most of the passengers were families on their way home from the spring fair.
The harbour board has asked for a report on the new buoys, which were laid only in March and which skippers have called too dim to be seen from a bridge in fog.
Divers will look at the hull on Tuesday. If it is sound, the ship will be towed to the yard at Holm and could sail again within a fortnight, the operator said.
The last grounding in the sound was nine years ago, when a coaster loaded with timber lay on the same bank for a week.";

const AGENCY: &str = "The council of Ness voted on Tuesday to close the old fish market at the end of the year and to build flats for 240 families on the quay.
Eleven members were in favour and six against, after a debate that lasted until midnight and was twice interrupted from the gallery.
The stallholders, some of whom have sold there for three generations, will be offered places in a hall behind the railway station.
A petition against the move was signed by more than 9,000 people, nearly a third of the grown-up inhabitants of the town.
The mayor's office put the cost at 61 million marks, of which the region is to pay half. Work should begin in February.";

const OWN_LEAD: &str = "For as long as anybody can remember the cry of the auctioneer has been the alarm clock of the lower town. It will ring for nine more months, and then it will be silence and balconies.
So it was decided at a sitting which this newspaper followed to its end, and which nobody who was there is likely to forget.
Eleven members were in favour and six against, after a debate that lasted until midnight and was twice interrupted from the gallery.
Marta Lind, who has run the herring stall since her father's death, did not wait for the count. She went home to salt fish.
The stall-holders, some of whom have sold there for three generations, are to be offered places in a hall behind the railway station.
A petition against the move was signed by more than 9,000 people, nearly a third of the grown-up inhabitants of the town.
Outside, somebody had hung a black flag from the crane. Inside, the members shook hands and looked at their shoes.";

#[test]
fn an_early_short_version_is_found_in_the_late_long_one() {
    assert!(together(EARLY, LATE));
}

#[test]
fn an_own_lead_over_agency_text_is_a_copy() {
    assert!(together(AGENCY, OWN_LEAD));
}

const QUOTED: &str = "“Nobody in this town wants the market to go, and nobody in this council has asked the people who get up at three in the morning to fill it,” said Marta Lind. “If they build their flats they will build them without our fish, and they will miss the smell before the first winter is over.”";

#[test]
fn shared_quotations_are_no_copy() {
    let one = format!(
        "The old fish market of Ness is to be closed, and those who work there are angry.\n{QUOTED}\nThe council voted after midnight, when most of the visitors had left, and with a clear majority. Flats are to be built on the quay from February on, and half of the money comes from the region."
    );
    let other = format!(
        "Herring will be sold behind the station from next year: a long night in the town hall ended with a vote for new homes by the water.\n{QUOTED}\nMore than 9,000 signatures had been handed in against the plan. They changed six minds out of seventeen, which was not enough to save the stalls."
    );
    assert!(!together(&one, &other));
}

#[test]
fn shared_posts_transcripts_and_letters_are_no_copy() {
    let post = "Fog on the sound. All ferries stay in dock until further notice, please do not come to the quay, we will tell you here when the first one sails — Ness Ferries (@nessferries) May 3, 2031";
    let spoken = "Q: When did you see the buoy?\nHOLM: When it was beside us, and not a second before. It was like driving a car without lamps.\nQ: And what did you do then?\nHOLM: I put the wheel over as hard as it would go, and I waited for the noise. You always hear it before you feel it.";
    let letter = "The board wrote to its skippers:\nFrom Monday no ferry leaves the quay while the sound cannot be seen from the tower, whatever the timetable says and whoever waits. Masters who sail nevertheless do so on their own account and without the cover of the company.";
    for shared in [post, spoken, letter] {
        let one = format!(
            "Ferries between Ness and Port Holm did not run on Sunday because of thick fog, and hundreds of people slept in their cars.\n{shared}\nThe operator hopes to sail again on Monday morning, when the wind is forecast to turn to the north and clear the air over the islands."
        );
        let other = format!(
            "Port Holm was cut off for a day. Bread ran out in two of the three shops, and the doctor came by lifeboat.\n{shared}\nOld people here say it was worse in the winter of the great ice, when nobody crossed for seven weeks and the post came over on foot."
        );
        assert!(!together(&one, &other), "{shared}");
    }
}

#[test]
fn shared_captions_and_chrome_are_no_copy() {
    let captions = "The ferry Ida lies on the sandbank off Ness while two tugs wait for the tide on Monday morning. (Photo: Jon Berg/Ness Wire)\nPassengers in life jackets step ashore at Port Holm from a boat of the coast guard late on Monday. (Photo: Jon Berg/Ness Wire)";
    let chrome = "Subscribe to our newsletter and get the best of the harbour in your inbox every morning.\nShare this article with your friends\nAlso read: Ten things to do on the islands when the ferry does not run";
    for shared in [captions, chrome] {
        let one = format!(
            "A ferry ran aground off Ness on Monday and nobody was hurt.\n{shared}\nIt had left in fog, half an hour late, with families who were on their way home from the fair at Ness."
        );
        let other = format!(
            "Skippers have complained about the new buoys in the sound since they were laid.\n{shared}\nThe board says that the lamps are as bright as the law asks for, and that the rest is a matter of looking out."
        );
        assert!(!together(&one, &other), "{shared}");
    }
}

#[test]
fn a_pasted_paragraph_does_not_chain_two_stories() {
    let (market, ferry) = (AGENCY, LATE);
    let pasted = ferry.lines().nth(1).expect("a paragraph");
    let mut mixed: Vec<&str> = market.lines().collect();
    mixed.insert(3, pasted);
    let items =
        [item(1, "Ness Wire", market), item(2, "Ness Courier", &mixed.join("\n")), item(3, "The Harbour Post", ferry)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
        let found = sorted(&order.map(|at| items[at].clone()));
        let of = |at: usize| found[order.iter().position(|o| *o == at).expect("there")].0;
        assert_eq!(of(0), of(1), "the story and its print with a foreign paragraph, order {order:?}");
        assert_ne!(of(0), of(2), "two stories, order {order:?}");
    }
}

/// A feature about the buoys that takes two paragraphs of a wire story over, word for word.
const FEATURE: &str = "Nobody at the yard wants to talk about colours. Yet it is a colour, a tired red, that the whole sound has been arguing about since spring, in the co-operative, at the filling station and after church.
Jorun Ek, who painted lighthouses for thirty years, keeps a card with eleven reds in her jacket and lays it on the table before anybody has ordered.
The harbour board has asked for a report on the new buoys, which were laid only in March and which skippers have called too dim to be seen from a bridge in fog.
Divers will look at the hull on Tuesday. If it is sound, the ship will be towed to the yard at Holm and could sail again within a fortnight, the operator said.
Ek thinks that the report is already written. She says that paint, like fish, smells when it is bought too cheaply, and that somebody on the mainland saved nine marks a buoy.
At the co-operative they have stopped listening to her; at the filling station, where the skippers sit, they have begun to buy her coffee and to ask for the card.";

#[test]
fn a_long_passage_goes_with_another_outlets_story_and_brings_nothing_along() {
    let wire = item(1, "Ness Wire", LATE);
    let cluster = |items: &[Handed]| sorted(items).into_iter().map(|(cluster, _)| cluster).collect::<Vec<_>>();
    let found = cluster(&[wire.clone(), item(2, "Ness Courier", FEATURE)]);
    assert_eq!(found[0], found[1], "two paragraphs of the wire, word for word");
    for (outlet, why) in [("Ness Wire", "an outlet repeats itself"), ("", "nobody knows whose it is")] {
        let found = cluster(&[wire.clone(), item(2, outlet, FEATURE)]);
        assert_ne!(found[0], found[1], "{why}");
    }
    // One paragraph of that length may be a caption or a definition.
    let one: Vec<&str> = FEATURE.lines().enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect();
    let found = cluster(&[wire.clone(), item(2, "Ness Courier", &one.join("\n"))]);
    assert_ne!(found[0], found[1], "one paragraph");
    // Whoever shares only what the feature has of its own is not of the wire's story.
    let own: Vec<&str> =
        FEATURE.lines().enumerate().filter(|(at, _)| !(2..4).contains(at)).map(|(_, line)| line).collect();
    let found = cluster(&[wire, item(2, "Ness Courier", FEATURE), item(3, "The Harbour Post", &own.join("\n"))]);
    assert_ne!(found[0], found[2], "the feature's own words");
}

#[test]
fn a_version_of_an_article_that_joined_by_a_passage_does_not_make_it_boilerplate() {
    let mut first = item(2, "Ness Courier", FEATURE);
    first.url = Some("https://courier.example/buoys".into());
    let mut second = Handed { id: "3".into(), text: Some(FEATURE.replace("nine marks", "ten marks")), ..first.clone() };
    second.url = first.url.clone();
    let again =
        format!("{FEATURE}\nThe card with the eleven reds can be seen at the co-operative until Sunday, she says.");
    let found = sorted(&[item(1, "Ness Wire", LATE), first, second, item(4, "Ness Courier", &again)]);
    assert_eq!(found[0].0, found[1].0);
    let matched = found[3].1.as_ref().expect("a match");
    assert!(found[3].0 == found[1].0 && matched.shares.of_match > 0.9, "{matched:?}");
}

#[test]
fn one_number_on_two_domains_is_two_items() {
    let on = |domain: &str, text: &str| Handed { url: Some(format!("https://{domain}/7")), ..item(7, "", text) };
    let found = sorted(&[on("ness.example", LATE), on("holm.example", AGENCY)]);
    assert_ne!(found[0].0, found[1].0);
}

#[test]
fn two_agencies_are_asked_nothing() {
    let page = |story: &str| format!("{story}\n{TEASERS}");
    let again = OWN_LEAD.lines().skip(2).chain(LATE.lines().take(2)).collect::<Vec<_>>().join("\n");
    let found = sorted(&[item(1, "Reuters", &page(OWN_LEAD)), item(2, "Reuters", &page(&again))]);
    assert_eq!(found[0].0, found[1].0);
}

/// What an outlet's pages print around every story, in running text: no form or menu gives it away.
const AROUND: &str = "The Harbour Post has told the islands what happens on them since 1871, six days a week, from a house on the quay that anybody may walk into.
Our readers pay for nearly all of what we do. If you have read this far without a subscription, the kettle is on and the subscriptions desk is open until six.
Letters are printed with the name and the street of those who write them, are cut where they must be, and are answered when the ferry is late.
A correction that is due is printed on the page where the mistake stood. Tell the desk what we got wrong and where you saw it.";

const TEASERS: &str = "Nine things to do on the islands when the boat is late again
The woman who mends every clock between Ness and Port Holm
Why herring is dearer this year than it was in the war
Holm Rovers look for a keeper who does not mind the wind
School bus number four is back on the road after a month
The bakery on Rope Walk will open at four from next week
A letter that took eleven years to cross the sound has come
What the new buoys cost, and who is going to pay for them
Three cheers for the brass band, which has found its tuba
Readers tell us about the worst crossing they ever had to make
The tide table for the week, with the lowest water on Sunday
How to salt a ham the way they did it on the outer islands";

#[test]
fn what_an_outlet_prints_around_every_story_makes_them_no_copies() {
    let page = |story: &str| format!("{story}\n{AROUND}");
    let cluster = |items: &[Handed]| sorted(items).into_iter().map(|(cluster, _)| cluster).collect::<Vec<_>>();
    let (ferry, market) =
        (LATE.lines().take(3).collect::<Vec<_>>().join("\n"), AGENCY.lines().take(3).collect::<Vec<_>>().join("\n"));
    let found = cluster(&[item(1, "The Harbour Post", &page(&ferry)), item(2, "The Harbour Post", &page(&market))]);
    assert_ne!(found[0], found[1], "two stories");
    // The same story again, its first paragraph written anew.
    let again = LATE.replacen(LATE.lines().next().expect("a lead"), EARLY.lines().next().expect("a lead"), 1);
    let found = cluster(&[item(1, "The Harbour Post", &page(LATE)), item(2, "The Harbour Post", &page(&again))]);
    assert_eq!(found[0], found[1], "a version");
    // Where nobody knows who printed them, the teasers below tell that it was one outlet.
    let below = |story: &str| format!("{story}\n{TEASERS}");
    let found = cluster(&[item(1, "", &below(&ferry)), item(2, "", &below(&market))]);
    assert_ne!(found[0], found[1], "two stories over the same teasers");
    // The third page teaches what stands around: after it, a story is found under any other outlet's chrome.
    let ships: Vec<&str> = FEATURE.lines().take(2).collect();
    let found = cluster(&[
        item(1, "The Harbour Post", &page(&ferry)),
        item(2, "The Harbour Post", &page(&market)),
        item(3, "The Harbour Post", &page(&ships.join("\n"))),
        item(4, "Ness Courier", &ships.join("\n")),
    ]);
    assert_eq!(found[2], found[3], "the third story and its reprint");
}

#[test]
fn forms_that_come_back_with_other_facts_are_no_copies() {
    for (one, other) in [
        (
            "Wheat at the Ness exchange rose 12 marks to 340 marks a ton on Monday while barley fell 7 to 215. Dealers said arrivals were 450 tons, of which exporters bought 96. Stocks at the quay stood at 8,800 tons.",
            "Wheat at the Ness exchange rose 31 marks to 371 marks a ton on Tuesday while barley fell 18 to 197. Dealers said arrivals were 520 tons, of which exporters bought 143. Stocks at the quay stood at 8,650 tons.",
        ),
        (
            "Ness: sunny, high of 19, low of 8, wind from the north at 12 knots, rain chance 5 percent. Port Holm: cloudy, high of 17, low of 9, wind from the north at 15 knots, rain chance 20 percent. Outer islands: fog until 10, then fair, high of 15, low of 7.",
            "Ness: cloudy, high of 14, low of 6, wind from the west at 22 knots, rain chance 60 percent. Port Holm: rain, high of 13, low of 7, wind from the west at 25 knots, rain chance 80 percent. Outer islands: storm until 18, then showers, high of 11, low of 5.",
        ),
        (
            "Holm Rovers beat Ness Albion 3-1 on Saturday in the island league. Lund scored after 12 minutes, Berg added a second from the spot after 40 and Dahl made it three after 77. Ek pulled one back for Albion before 2,300 spectators.",
            "Sund United beat Tarn Athletic 2-0 on Saturday in the island league. Moe scored after 31 minutes, and Falk added a second from the spot after 63. Vik hit the post for Athletic before 1,150 spectators.",
        ),
        (
            "Ness District Court, Monday. Karl Aas, 41, of Quay Street, was fined 300 marks for driving without a licence. Nils Dokk, 29, of Mill Lane, was fined 120 marks for fishing out of season. Ragna Falk, 55, of Church Hill, was given 40 hours of work for false weights.",
            "Ness District Court, Thursday. Olav Brekke, 33, of Tower Road, was fined 450 marks for driving without a licence. Tove Nes, 62, of Rope Walk, was fined 90 marks for fishing out of season. Einar Sunde, 24, of Pier View, was given 60 hours of work for false weights.",
        ),
    ] {
        assert!(!together(one, other), "{one}");
    }
}

#[test]
fn the_same_story_with_a_corrected_figure_is_a_copy() {
    assert!(together(AGENCY, &AGENCY.replace("9,000", "7,000")));
    let market = "Wheat at the Ness exchange rose 12 marks to 340 marks a ton on Monday while barley fell 7 to 215. Dealers said arrivals were 450 tons, of which exporters bought 96. Stocks at the quay stood at 8,800 tons.";
    assert!(together(market, &market.replace("450 tons", "540 tons")));
}

#[test]
fn an_items_own_history_is_a_revision_and_a_text_of_another_week_is_no_copy() {
    let mut first = item(7, "Ness Wire", EARLY);
    first.url = Some("https://ness.example/ferry".into());
    first.published = Some("2031-05-03T06:00:00Z".into());
    let mut second = item(8, "Ness Wire", LATE);
    second.url = first.url.clone();
    second.published = Some("2031-05-03T19:00:00Z".into());
    let mut third = item(9, "Ness Courier", EARLY);
    third.published = Some("2031-05-12T06:00:00Z".into());
    let found = sorted(&[first, second, third]);
    assert_eq!(found[1].1.as_ref().map(|m| m.relation.word()), Some("revision"));
    assert_eq!(found[0].0, found[1].0);
    assert_ne!(found[0].0, found[2].0);
}
