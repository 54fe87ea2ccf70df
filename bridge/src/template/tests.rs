use super::*;

fn template(text: &str) -> Template {
    Template::parse(text).unwrap()
}

fn values(pairs: &[(&str, &str)]) -> Variables {
    pairs.iter().copied().collect()
}

/// What a browser opens for this template and this client.
#[track_caller]
fn check(text: &str, client_id: &str, expect: &str) {
    let url = template(text).expand(&values(&[("clientId", client_id)]));
    assert_eq!(url.as_deref(), Ok(expect), "{text} with {client_id:?}");
}

#[track_caller]
fn refuse(text: &str, client_id: &str, expect: ExpandError) {
    let url = template(text).expand(&values(&[("clientId", client_id)]));
    assert_eq!(url, Err(expect), "{text} with {client_id:?}");
}

#[track_caller]
fn bad(text: &str, expect: &str) {
    let error = Template::parse(text).unwrap_err().to_string();
    assert!(error.contains(expect), "{text}: {error}");
}

#[test]
fn values_are_encoded() {
    check("https://h/c/{clientId}", "5", "https://h/c/5");
    check("https://h/c/{clientId}", "a/b?c#d&e=f", "https://h/c/a%2Fb%3Fc%23d%26e%3Df");
    check("https://h/c/{clientId}/edit", "../../evil", "https://h/c/..%2F..%2Fevil/edit");
    check("https://h/s?q={clientId}", "+598 97", "https://h/s?q=%2B598%2097");
    check("https://h/s{?clientId}", "é\u{1F600}", "https://h/s?clientId=%C3%A9%F0%9F%98%80");
    check("https://h/s{?clientId}", "", "https://h/s?clientId=");
    check("https://h/s?a=b{&clientId}", "x\r\ny", "https://h/s?a=b&clientId=x%0D%0Ay");
    check("https://h/c{/clientId}", "a.b", "https://h/c/a.b");
    check("https://h/c{;clientId}", "", "https://h/c;clientId");
    check("https://h/#/c/{clientId}", "..", "https://h/#/c/..");
    check("https://h/{clientId:3}", "éabcdef", "https://h/%C3%A9ab");
    check("https://h/{+clientId}", "/evil.example/\\\t", "https://h//evil.example/%5C%09");
    check("https://h/{+clientId}", "a%2Fb%zz", "https://h/a%2Fb%25zz");
    check("https://h/x{#clientId}", "a/b", "https://h/x#a/b");
    check("https://h/search", "5", "https://h/search");
    check("https://h/año/{clientId}", "5", "https://h/a%C3%B1o/5");
    check("https://h/{+clientId:2}", "%C3%A9x", "https://h/%C3%A9");
}

#[test]
fn the_origin_is_the_browsers_spelling() {
    check("HTTPS://CRM.Acme.example:443/{clientId}", "5", "https://crm.acme.example/5");
    check("http://localhost:8080/{clientId}", "5", "http://localhost:8080/5");
    check("http://[0:0::1]:80/{clientId}", "5", "http://[::1]/5");
}

#[test]
fn what_would_lead_elsewhere_is_refused() {
    for value in ["..", "."] {
        refuse("https://h/c/{clientId}", value, ExpandError::DotSegment);
        refuse("https://h/c/{clientId}/edit?x", value, ExpandError::DotSegment);
        refuse("https://h/c{/clientId}", value, ExpandError::DotSegment);
    }
    refuse("https://h/c/{.clientId}", ".", ExpandError::DotSegment);
    refuse("https://h/c/.{clientId}", ".", ExpandError::DotSegment);
    for value in ["../../admin", "x/..", "x/%2e%2E/y", "%2E", "x/.%2e?y"] {
        refuse("https://h/c/{+clientId}", value, ExpandError::DotSegment);
    }
    let empty = || ExpandError::Empty { name: "clientId".into() };
    refuse("https://h/c/{clientId}", "", empty());
    refuse("https://h/s?q={clientId}", "", empty());
    refuse("https://h/c{/clientId}", "", empty());
    refuse("https://h/c/{+clientId}", "", empty());
    refuse("https://h/c/{other}", "5", ExpandError::Missing { name: "other".into() });
    refuse("https://h/c/{clientId}", &"é".repeat(MAX_URL / 6), ExpandError::TooLong);
}

/// A hostile `clientId` never changes which host a template leads to.
#[test]
fn hostile_values_stay_home() {
    let long = "/../".repeat(256 * 1024);
    let hostile = [
        "\"><script>alert(1)</script>",
        "'\"`",
        "/",
        "//evil.example",
        "\\\\evil.example",
        "../",
        "../../../",
        "..\\..\\",
        "%2e%2e/",
        "%2F..%2F",
        "\r\nLocation: https://evil.example",
        "\t\n",
        "\u{0}",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://evil.example/",
        "@evil.example/",
        ":8443/",
        "?#",
        "{clientId}",
        "\u{1F600}\u{202E}",
        "\u{FF0F}\u{2024}\u{2024}",
        "%",
        "%0d%0a",
        "%00",
        &long,
    ];
    let templates = [
        "https://crm.acme.example/c/{clientId}",
        "https://crm.acme.example/{clientId}",
        "https://crm.acme.example/{+clientId}",
        "https://crm.acme.example/c{/clientId}{?clientId}{#clientId}",
        "https://crm.acme.example/c;x{;clientId}{.clientId}{&clientId}",
    ];
    for text in templates {
        for value in hostile {
            let Ok(url) = template(text).expand(&values(&[("clientId", value)])) else { continue };
            let rest = url.strip_prefix("https://crm.acme.example/").unwrap();
            assert!(rest.bytes().all(|b| b.is_ascii_graphic() && b != b'\\'), "{url}");
            let dots = ["/../", "/./"];
            let path = format!("/{}/", address::path(rest)).to_ascii_lowercase().replace("%2e", ".");
            assert!(!dots.iter().any(|dots| path.contains(dots)), "{url}");
        }
    }
    refuse(templates[0], &long, ExpandError::TooLong);
}

#[test]
fn bad_templates() {
    bad("", "must begin with https://");
    bad("crm/{clientId}", "must begin with https://");
    bad("javascript:alert(1)//{clientId}", "must begin with https://");
    bad("ftp://h/{clientId}", "must begin with https://");
    bad("http://crm.acme.example/{clientId}", "localhost");
    bad("https://{clientId}.example/", "only after the first /");
    bad("https://h{clientId}/", "only after the first /");
    bad("https://h:{clientId}/", "only after the first /");
    bad("https://h{/clientId}", "only after the first /");
    bad("{clientId}://h/", "only after the first /");
    bad("https://h?x={clientId}", "write a / after the host");
    bad("https://h", "write a / after the host");
    bad("https://u:p@h/{clientId}", "user name");
    bad("https://h\\evil/{clientId}", "host is not valid");
    bad("https://müller.example/{clientId}", "punycode");
    bad("https://h/{clientId", "RFC 6570");
    bad("https://h/clientId}", "RFC 6570");
    bad("https://h/{}", "RFC 6570");
    bad("https://h/{client id}", "RFC 6570");
    bad("https://h/{!clientId}", "RFC 6570");
    bad("https://h/{clientId:0}", "from 1 to 9999");
    bad("https://h/{clientId:12345}", "from 1 to 9999");
    bad("https://h/{a,}", "no variable's name");
    bad("https://h/{a..b}", "`a..b` is no variable's name");
    bad("https://h/{a{b}}", "`a{b` is no variable's name");
    bad("https://h/\u{85}", "percent-encode the character '\\u{85}'");
    bad("https://h/a b", "percent-encode the character ' '");
    bad("https://h/%zz", "RFC 6570");
    bad("https://h/a\\b", "RFC 6570");
    bad("https://h/a/../{clientId}", "segments . and ..");
    bad("https://h/%2E/{clientId}", "segments . and ..");
    bad(&format!("https://h/{}", "a".repeat(MAX_TEMPLATE)), "at most");
}

#[test]
fn variables_each_once() {
    assert_eq!(template("https://h/{a,b:3}{?b*,c}{+a}").variables(), ["a", "b", "c"]);
}

mod backwards {
    use super::*;

    #[track_caller]
    fn there_and_back(text: &str, pairs: &[(&str, &str)]) {
        let (template, values) = (template(text), values(pairs));
        let url = template.expand(&values).unwrap();
        let back = template.recognise(&url);
        let sorted = |v: &Variables| {
            let mut pairs: Vec<_> = v.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            pairs.sort();
            pairs
        };
        assert_eq!(back.as_ref().map(sorted), Some(sorted(&values)), "{text}: {url}");
    }

    #[test]
    fn values_come_back() {
        there_and_back("https://h/c/{id}", &[("id", "5")]);
        there_and_back("https://h/c/{id}", &[("id", "a/b?c#d%41 é'")]);
        there_and_back("https://h/c-{id}-view/x", &[("id", "a-view")]);
        there_and_back("https://h/c/{id}.html", &[("id", "a.html")]);
        there_and_back("https://h/{a,b}", &[("a", "1,2"), ("b", "3")]);
        there_and_back("https://h/c{/a,b}{?c}", &[("a", "1"), ("b", "2/3"), ("c", "")]);
        there_and_back("https://h/c{;a,b}", &[("a", ""), ("b", "2")]);
        there_and_back("https://h/c{.a}/{b}", &[("a", "x.y"), ("b", "z")]);
        there_and_back("https://h/c?x=y{&a,b}#{c}", &[("a", "&"), ("b", "="), ("c", "#")]);
        there_and_back("https://h/#/c/{id}/view", &[("id", "..")]);
        there_and_back("https://h/{+id}/view", &[("id", "a/b/view")]);
        there_and_back("https://h/x{#id}", &[("id", "a?b% é'")]);
        there_and_back("https://h/{id:1}/{id}", &[("id", "éa")]);
        there_and_back("https://h/{id}{#id}", &[("id", "%2e%zz")]);
        there_and_back("https://h/x{#id}", &[("id", "%80%C3%28")]);
        there_and_back("https://h/{id}/{id}", &[("id", "a")]);
        there_and_back("https://h/search", &[]);
    }

    #[test]
    fn browsers_spellings_are_recognised() {
        let check = |text: &str, url: &str, id: &str| {
            let back = template(text).recognise(url).unwrap();
            assert_eq!(back.get("id"), Some(id), "{url}");
        };
        check("https://h/c/{id}", "https://H:443/c/%61%2fb", "a/b");
        check("https://h/o'neil/{id}", "https://h/o%27neil/5", "5");
        check("https://h/c/{id}", "https://h/c/é", "é");
        check("https://h/{+id}", "https://h/a%2Fb", "a%2Fb");
    }

    #[test]
    fn other_addresses_are_not() {
        let check = |text: &str, url: &str| assert_eq!(template(text).recognise(url), None, "{url}");
        check("https://h/c/{id}", "https://i/c/5");
        check("https://h/c/{id}", "http://h/c/5");
        check("https://h/c/{id}", "https://h:8443/c/5");
        check("https://h/c/{id}", "https://h/c/");
        check("https://h/c/{id}", "https://h/c/5/edit");
        check("https://h/c/{id}", "https://h/d/5");
        check("https://h/c/{id}", "https://h/c/%FF");
        check("https://h/{id}/{id}", "https://h/5/6");
        check("https://h/c{?id}", "https://h/c");
        check("https://h/c/{id}", "about:blank");
    }

    #[test]
    fn what_cannot_be_told_apart_is_not_tried() {
        let check = |text: &str, can: bool| assert_eq!(template(text).is_recognisable(), can, "{text}");
        check("https://h/{a}{b}", false);
        check("https://h/{a}-{b}", false);
        check("https://h/{a}'{b}", false);
        check("https://h/{.a,b}", false);
        check("https://h/{+a,b}", false);
        check("https://h/{+a}/{b}", false);
        check("https://h/{a:3}", false);
        check("https://h/{a:3}/{+a}", false);
        check("https://h/{a:3}/{a}", true);
        check("https://h/{;a}b", false);
        check("https://h/{;a}=b", false);
        check("https://h/{;a}/b", true);
        check("https://h/{a}/{b}{?c}", true);
        check("https://h/{b}/{+a}/view", true);
    }
}

/// The examples of RFC 6570, section 3.2, whose values are strings.
#[test]
fn the_examples_of_the_rfc() {
    let values = values(&[
        ("dub", "me/too"),
        ("hello", "Hello World!"),
        ("half", "50%"),
        ("var", "value"),
        ("who", "fred"),
        ("base", "http://example.com/home/"),
        ("path", "/foo/bar"),
        ("v", "6"),
        ("x", "1024"),
        ("y", "768"),
        ("empty", ""),
    ]);
    for (text, expect) in [
        ("{var}", "value"),
        ("{hello}", "Hello%20World%21"),
        ("{half}", "50%25"),
        ("{x,y}", "1024,768"),
        ("{x,hello,y}", "1024,Hello%20World%21,768"),
        ("{var:3}", "val"),
        ("{var:30}", "value"),
        ("{+var}", "value"),
        ("{+hello}", "Hello%20World!"),
        ("{+half}", "50%25"),
        ("{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex"),
        ("{+base}index", "http://example.com/home/index"),
        ("{+path}/here", "/foo/bar/here"),
        ("here?ref={+path}", "here?ref=/foo/bar"),
        ("up{+path}{var}/here", "up/foo/barvalue/here"),
        ("{+x,hello,y}", "1024,Hello%20World!,768"),
        ("{+path,x}/here", "/foo/bar,1024/here"),
        ("{+path:6}/here", "/foo/b/here"),
        ("{#var}", "#value"),
        ("{#hello}", "#Hello%20World!"),
        ("{#half}", "#50%25"),
        ("{#x,hello,y}", "#1024,Hello%20World!,768"),
        ("{#path,x}/here", "#/foo/bar,1024/here"),
        ("{#path:6}here", "#/foo/bhere"),
        ("{.who}", ".fred"),
        ("{.who,who}", ".fred.fred"),
        ("{.half,who}", ".50%25.fred"),
        ("X{.var:3}", "X.val"),
        ("{/who}", "/fred"),
        ("{/who,who}", "/fred/fred"),
        ("{/half,who}", "/50%25/fred"),
        ("{/who,dub}", "/fred/me%2Ftoo"),
        ("{/var,x}/here", "/value/1024/here"),
        ("{/var:1,var}", "/v/value"),
        ("{;who}", ";who=fred"),
        ("{;half}", ";half=50%25"),
        ("{;empty}", ";empty"),
        ("{;v,empty,who}", ";v=6;empty;who=fred"),
        ("{;x,y,empty}", ";x=1024;y=768;empty"),
        ("{;hello:5}", ";hello=Hello"),
        ("{?who}", "?who=fred"),
        ("{?half}", "?half=50%25"),
        ("{?x,y,empty}", "?x=1024&y=768&empty="),
        ("{?var:3}", "?var=val"),
        ("{&who}", "&who=fred"),
        ("?fixed=yes{&x}", "?fixed=yes&x=1024"),
        ("{&x,y,empty}", "&x=1024&y=768&empty="),
        ("{&var:3}", "&var=val"),
    ] {
        let url = template(&format!("https://h/a{text}")).expand(&values);
        assert_eq!(url, Ok(format!("https://h/a{expect}")), "{text}");
    }
}
