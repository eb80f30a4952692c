//! How a message's CommonMark is shown: as HTML that can do no harm, and as plain text.
//!
//! Two walls, so that a fault of one is not a hole: the parser's events are filtered first (no raw HTML, no images, no deep
//! nesting), and what is written from them goes through a sanitiser that knows a short list of tags.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// How deep quotes, lists and emphasis may stand in each other. What stands deeper is shown at this depth: building a tree
/// of thousands of levels out of 8,000 characters is work that its sender should not get for free.
const MAX_DEPTH: usize = 16;

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "ul",
        ]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href", "title"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    builder
});

/// `body` as HTML. Tags that its author typed are shown as text.
#[must_use]
pub fn html(body: &str) -> String {
    let mut html = String::with_capacity(body.len() + body.len() / 2);
    pulldown_cmark::html::push_html(&mut html, events(body));
    SANITISER.clean(&html).to_string()
}

/// `body` without its marks: for notifications, search and screen readers.
#[must_use]
pub fn plain(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    for event in events(body) {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            // A block ends its line, once.
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Item)
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Item)
                if !text.is_empty() && !text.ends_with('\n') =>
            {
                text.push('\n');
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The parser's events, without those that must not be shown.
fn events(body: &str) -> impl Iterator<Item = Event<'_>> {
    let mut depth = 0_usize;
    Parser::new_ext(body, Options::empty()).filter_map(move |event| match event {
        // Of an image its description remains: a picture from elsewhere would tell its server who reads.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(tag) => {
            depth += 1;
            let tag = if tag == Tag::HtmlBlock { Tag::Paragraph } else { tag };
            (depth <= MAX_DEPTH).then_some(Event::Start(tag))
        }
        Event::End(tag) => {
            let shown = depth <= MAX_DEPTH;
            depth = depth.saturating_sub(1);
            let tag = if tag == TagEnd::HtmlBlock { TagEnd::Paragraph } else { tag };
            shown.then_some(Event::End(tag))
        }
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        other => Some(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_mark_becomes_html() {
        assert_eq!(html("**hi** _you_ `<b>`"), "<p><strong>hi</strong> <em>you</em> <code>&lt;b&gt;</code></p>\n");
        assert_eq!(html("# T\n\n3. a\n4. b"), "<h1>T</h1>\n<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
        assert_eq!(html(""), "");
    }

    #[test]
    fn links_tell_nobody_where_they_come_from() {
        assert_eq!(
            html("[x](https://example.org \"t\")"),
            "<p><a href=\"https://example.org\" title=\"t\" rel=\"nofollow noopener noreferrer\">x</a></p>\n"
        );
        assert!(html("<mailto:a@example.org>").contains("href=\"mailto:a@example.org\""));
    }

    #[test]
    fn what_could_run_does_not() {
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "hi <b onclick=alert(1)>x</b>",
            "<svg/onload=alert(1)>",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java&#115;cript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:msgbox)",
            "[x](//evil.example)",
            "[x](/relative)",
            "![x](https://evil.example/pixel.png)",
            "![x](javascript:alert(1))",
            "[x](https://a.example \"\\\" onmouseover=alert(1) x=\\\"\")",
            "<style>*{display:none}</style>",
            "<math><mtext></p><style><img src=x onerror=alert(1)>",
            "```\"><script>alert(1)</script>\nx\n```",
            "[x]: javascript:alert(1)\n\n[x]",
            "<!-- --><script>alert(1)</script>",
            "</p><script>alert(1)</script>",
        ] {
            let shown = html(attack);
            // Every `<` that is left begins one of the few tags that are allowed, so nothing else is an element.
            for tag in shown.split('<').skip(1) {
                let name: String =
                    tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                assert!(SANITISER.clone_tags().contains(name.as_str()), "{attack:?} became {shown:?}");
                let attributes = tag.split('>').next().unwrap().to_lowercase();
                // Outside the quotes: what an attribute says is text.
                let names: String = attributes.split('"').step_by(2).collect();
                assert!(!names.contains(" on") && !names.contains("src="), "{attack:?} became {shown:?}");
                if let Some(link) = attributes.split("href=\"").nth(1) {
                    let harmless = ["http:", "https:", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
                    assert!(harmless, "{attack:?} became {shown:?}");
                }
            }
        }
    }

    #[test]
    fn typed_tags_are_shown_and_not_swallowed() {
        assert_eq!(html("a Vec<String> b"), "<p>a Vec&lt;String&gt; b</p>\n");
        assert_eq!(plain("a Vec<String> b"), "a Vec<String> b");
        assert!(html("<div>\nhi\n</div>").contains("&lt;div&gt;"));
    }

    #[test]
    fn nesting_ends_at_a_depth() {
        for (mark, tag) in [(">", "<blockquote"), ("- ", "<ul"), ("1. ", "<ol"), ("*a **b ", "<em")] {
            let body = mark.repeat(8_000 / mark.len());
            let shown = html(&format!("{body}deep"));
            assert!(shown.matches(tag).count() <= MAX_DEPTH, "{mark:?}");
        }
        assert!(html(&format!("{}deep", ">".repeat(5_000))).contains("deep"));
    }

    #[test]
    fn plain_text_has_a_line_for_each_block() {
        assert_eq!(
            plain("# Title\n\n*one* [two](https://x.example)\nthree\n\n- a\n- b"),
            "Title\none two\nthree\na\nb"
        );
        assert_eq!(plain("![a cat](https://x.example/cat.png)"), "a cat");
        assert_eq!(plain("```rust\nlet x;\n```"), "let x;");
        assert_eq!(plain("a & b &amp; c"), "a & b & c");
    }
}
