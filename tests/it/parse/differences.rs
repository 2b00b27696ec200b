//! Where the reading differs from the reference, and why ours is right.

/// The reference resolved what is relative against an address the bytes do not hold. None is invented here.
const NO_BASE: &str = "relative, and no address was given to resolve it by";
const ALTERNATE: &str =
    "a link that is an enclosure is never the article's, whatever stands last; the suite expects the same";
const FIRST_LINK: &str = "several links: the first web page named, as RFC 4287 4.2.7.2 ranks none of them";
const AS_WRITTEN: &str = "an absolute address stays as the outlet wrote it";
const MANY_GUIDS: &str = "two guids: the last is taken, as it is the one that is a permalink";
const WEB_FIRST: &str = "a link to the web goes before an id that cannot be fetched";
const GUID_SERVES: &str = "no link: guid, id or rdf:about serves as the address (FEEDS.md 7)";
const NO_SUCH_TIME: &str = "no such day, or none that a newsroom can have: nothing is invented";
const AFTERNOON: &str = "the reference drops PM";
const FIRST_DATE: &str = "several dates of first publication: the first is kept";
const LATEST: &str = "several last changes: the latest is the last, wherever it stands";
const DAY_KEPT: &str = "the time of day is impossible: the day stands and is read, the reference rolls it over";
const DAY_FIRST: &str = "no month 13: the only reading is day before month, the reference invents another month";
const BASIC: &str = "the basic form of ISO 8601 states its hour, which the reference drops";
const DECODED: &str = "the reference guessed the encoding wrongly";
const CONTROL: &str = "control characters are dropped";
const NO_ENTRY: &str = "an entry nested in atom:source is none";

/// Why a relative address differs from the reference's.
pub fn resolved(got: &str, want: &str) -> Option<&'static str> {
    let rest = want.strip_prefix("http://example.test/")?;
    (got.is_empty() || rest.trim_end_matches('/') == got.trim_start_matches(['/', '.']) || !got.contains("://"))
        .then_some(NO_BASE)
}

/// The reason of a difference, by its kind and file below the suites.
pub fn reason(kind: &str, file: &str) -> Option<&'static str> {
    DIFFERENCES.iter().find(|(k, f, _)| *k == kind && *f == file).map(|(_, _, reason)| *reason)
}

#[rustfmt::skip]
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("url_differs", "feedparser/tests/wellformed/atom/entry_link_no_href_link_priority.xml", ALTERNATE),
    ("url_differs", "feedparser/tests/wellformed/atom/entry_link_rel_enclosure_no_href.xml", ALTERNATE),
    ("url_differs", "feedparser/tests/wellformed/atom10/entry_id_no_normalization_4.xml", AS_WRITTEN),
    ("url_differs", "feedparser/tests/wellformed/atom10/entry_link_no_href_link_priority.xml", ALTERNATE),
    ("url_differs", "feedparser/tests/wellformed/atom10/entry_link_rel_enclosure_no_href.xml", ALTERNATE),
    ("url_differs", "feedvalidator/testcases/atom/should/canonical_uri.xml", AS_WRITTEN),
    ("url_differs", "feedvalidator/testcases/atom/4.1.2/link-same-rel-type-different-hreflang.xml", FIRST_LINK),
    ("url_differs", "feedvalidator/testcases/atom/4.1.2/link-same-rel-type-hreflang.xml", FIRST_LINK),
    ("url_differs", "feedvalidator/testcases/atom/4.1.2/link-same-rel-type-no-hreflang.xml", FIRST_LINK),
    ("url_differs", "feedvalidator/testcases/atom/4.2.7.2/link-rel-iana.xml", FIRST_LINK),
    ("url_differs", "feedvalidator/testcases/atom/2/rel-colon.xml", AS_WRITTEN),
    ("url_differs", "feedvalidator/testcases/atom/must/entry_link_multiple.xml", FIRST_LINK),
    ("url_differs", "feedvalidator/testcases/atom/4.2.7.3/link-type-invalid-mime.xml", WEB_FIRST),
    ("url_differs", "feedvalidator/testcases/atom/4.2.7.3/link-type-parameters.xml", WEB_FIRST),
    ("url_differs", "feedvalidator/testcases/rss20/element-channel-item/multiple_item_guid.xml", MANY_GUIDS),
    ("url_differs", "feedvalidator/testcases/rss/should/canonical_uri.xml", AS_WRITTEN),
    ("url_differs", "gofeed/testdata/parser/rss/rdf_item_links.xml", FIRST_LINK),
    ("url_differs", "gofeed/testdata/parser/rss/rss_channel_item_links.xml", FIRST_LINK),
    ("url_differs", "gofeed/testdata/parser/rss/rss_channel_item_uri_at_protocol.xml", WEB_FIRST),
    ("url_differs", "gofeed/testdata/translator/rss/feed_item_links_-_rss_channel_item_links.xml", FIRST_LINK),
    ("url_extra", "feedparser/tests/illformed/rdf_channel_empty_textinput.xml", GUID_SERVES),
    ("url_extra", "feedparser/tests/wellformed/rss/entity_in_doctype.xml", GUID_SERVES),
    ("url_extra", "feedparser/tests/wellformed/rss/item_guid_isPermaLink_ValueError.xml", GUID_SERVES),
    ("url_extra", "feedparser/tests/wellformed/rss/item_guid_not_permalink.xml", GUID_SERVES),
    ("url_extra", "feedparser/tests/wellformed/rss/item_guid_not_permalink_not_guidislink.xml", GUID_SERVES),
    ("url_extra", "feedparser/tests/wellformed/rdf/rdf_item_description.xml", GUID_SERVES),
    ("url_extra", "feedparser/tests/wellformed/rdf/rdf_item_rdf_about.xml", GUID_SERVES),
    ("url_extra", "feedparser/tests/wellformed/rdf/rdf_item_title.xml", GUID_SERVES),
    ("url_extra", "feedvalidator/testcases/atom/must/entry_link_multiple2.xml", GUID_SERVES),
    ("url_extra", "feedvalidator/testcases/atom/4.2.7.1/link-no-href.xml", GUID_SERVES),
    ("url_extra", "feedvalidator/testcases/rss20/data-types-datetime/everything.xml", GUID_SERVES),
    ("url_extra", "feedvalidator/testcases/rss/must/invalid_item_rdf_about.xml", GUID_SERVES),
    ("url_extra", "feedvalidator/testcases/rss/must/rss10_missing_item_link.xml", GUID_SERVES),
    ("url_extra", "feedvalidator/testcases/rss/must/rss10_unexpected_item_pubDate.xml", GUID_SERVES),
    ("url_extra", "feedvalidator/testcases/opml/rss/twittergram.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_description.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_description_cdata_escaped_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_description_cdata_naked_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_description_escaped_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_description_naked_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_title.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_title_cdata_escaped_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_title_cdata_naked_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_title_escaped_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/parser/rss/rdf_item_title_naked_markup.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/extensions/dublincore/dublincore_item_fields.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/translator/rss/feed_item_description_-_rdf_item_description.xml", GUID_SERVES),
    ("url_extra", "gofeed/testdata/translator/rss/feed_item_title_-_rdf_item_title.xml", GUID_SERVES),
    ("url_missing", "feedparser/tests/wellformed/atom10/entry_id_with_attributes.xml", NO_BASE),
    ("url_missing", "feedparser/tests/wellformed/node_precedence/atom10_id.xml", NO_BASE),
    ("url_missing", "feedparser/tests/wellformed/base/http_entry_id_base_content_location.xml", NO_BASE),
    ("url_missing", "feedparser/tests/wellformed/base/http_entry_id_base_docuri.xml", NO_BASE),
    ("url_missing", "feedparser/tests/wellformed/lang/http_content_language_entry_title_inherit_2.xml", NO_BASE),
    ("url_missing", "feedvalidator/testcases/atom/must/entry_id_not_full_uri.xml", NO_BASE),
    ("time_missing", "feedvalidator/testcases/atom/3.3/updated-past.xml", NO_SUCH_TIME),
    ("time_missing", "feedvalidator/testcases/atom/must/entry_issued_bad_day.xml", NO_SUCH_TIME),
    ("time_missing", "feedvalidator/testcases/atom/must/entry_issued_bad_day2.xml", NO_SUCH_TIME),
    ("time_missing", "feedvalidator/testcases/atom/must/entry_modified_bad_day.xml", NO_SUCH_TIME),
    ("time_missing", "feedvalidator/testcases/atom/must/entry_modified_bad_day2.xml", NO_SUCH_TIME),
    ("time_missing", "feedvalidator/testcases/rss20/data-types-datetime/everything.xml", NO_SUCH_TIME),
    ("time_missing", "feedvalidator/testcases/rss20/element-channel-item-pubdate/pubDate_past.xml", NO_SUCH_TIME),
    ("time_differs", "feed-rs/feed-rs/fixture/rss2/rss_2.0_nbcny.xml", AFTERNOON),
    ("time_differs", "feedparser/tests/wellformed/atom/entry_created_multiple_values.xml", FIRST_DATE),
    ("time_differs", "feedparser/tests/wellformed/atom/entry_updated_multiple_values.xml", LATEST),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_issued_bad_hours.xml", DAY_KEPT),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_issued_bad_minutes.xml", DAY_KEPT),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_issued_bad_month.xml", DAY_FIRST),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_issued_bad_seconds.xml", DAY_KEPT),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_issued_no_colons.xml", BASIC),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_modified_bad_hours.xml", DAY_KEPT),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_modified_bad_minutes.xml", DAY_KEPT),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_modified_bad_month.xml", DAY_FIRST),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_modified_bad_seconds.xml", DAY_KEPT),
    ("time_differs", "feedvalidator/testcases/atom/must/entry_modified_no_colons.xml", BASIC),
    ("title_differs", "feedparser/tests/illformed/chardet/eucjp.xml", DECODED),
    ("title_differs", "feedparser/tests/illformed/chardet/euckr.xml", DECODED),
    ("title_differs", "feedparser/tests/illformed/chardet/gb2312.xml", DECODED),
    ("title_differs", "feedparser/tests/illformed/chardet/koi8r.xml", DECODED),
    ("title_differs", "feedparser/tests/illformed/chardet/shiftjis.xml", DECODED),
    ("title_differs", "feedvalidator/testcases/rss20/data-types-characterdata/amp-hex-name.xml", CONTROL),
    ("title_differs", "gofeed/testdata/parser/rss/rss_channel_item_illegal_char.xml", CONTROL),
    ("fewer", "feedvalidator/testcases/atom/4.2.11/missing-self.xml", NO_ENTRY),
    ("fewer", "feedvalidator/testcases/atom/4.2.11/source-entry.xml", NO_ENTRY),
];
