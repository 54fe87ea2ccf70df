use super::*;

#[track_caller]
fn check(text: &str, expect: &str) {
    let origin = Origin::parse(text).unwrap();
    assert_eq!(origin.to_string(), expect, "{text}");
    assert_eq!(Origin::parse(expect), Ok(origin));
}

#[track_caller]
fn refuse(text: &str, expect: OriginError) {
    assert_eq!(Origin::parse(text), Err(expect), "{text}");
}

#[test]
fn as_browsers_write_them() {
    check("https://Acme.UcontactCloud.com", "https://acme.ucontactcloud.com");
    check("HTTPS://h:443", "https://h");
    check("https://h:0443", "https://h");
    check("https://h:80", "https://h:80");
    check("http://localhost:80", "http://localhost");
    check("http://127.0.0.1:8000", "http://127.0.0.1:8000");
    check("http://[0:0:0:0:0:0:0:1]:8000", "http://[::1]:8000");
    check("https://[2001:DB8:0:0:1:0:0:1]", "https://[2001:db8::1:0:0:1]");
    check("https://10.0.0.1", "https://10.0.0.1");
    check("https://xn--mller-kva.example", "https://xn--mller-kva.example");
    check("https://crm_test.acme", "https://crm_test.acme");
}

#[test]
fn refused() {
    for text in
        ["", "h", "//h", "ftp://h", "wss://h", "null", "javascript://h", " https://h", "https:/h", "https:h"]
    {
        refuse(text, OriginError::Scheme);
    }
    for text in ["http://h", "http://localhost.evil", "http://127.0.0.2", "http://[::2]", "http://10.0.0.1"] {
        refuse(text, OriginError::Insecure);
    }
    for text in ["https://u@h", "https://u:p@h", "https://localhost@h", "https://@h"] {
        refuse(text, OriginError::UserInfo);
    }
    for text in ["https://", "https:///", "https://:80"] {
        refuse(text, OriginError::NoHost);
    }
    refuse("https://müller.example", OriginError::NotAscii);
    for text in [
        "https://a b",
        "https://a\\b",
        "https://a%2eb",
        "https://a..b",
        "https://.a",
        "https://a.",
        "https://a*",
        "https://[::1",
        "https://[::1]x",
        "https://[x]",
        "https://[fe80::1%25eth0]",
        "https://[::ffff:1.2.3.4]",
        "https://127.1",
        "https://0x7f.1",
        "https://a.0x7f",
        "https://1.2.3.256",
        "https://01.2.3.4",
        "https://12345",
        "https://a\tb",
    ] {
        refuse(text, OriginError::Host);
    }
    for text in
        ["https://h:", "https://h:0", "https://h:65536", "https://h:8x", "https://h:+80", "https://h:1:2"]
    {
        refuse(text, OriginError::Port);
    }
    for text in ["https://h/", "https://h/x", "https://h?x", "https://h#x"] {
        refuse(text, OriginError::Trailing);
    }
}

#[test]
fn of_addresses() {
    let check = |a: &str, b: &str, same: bool| assert_eq!(same_origin(a, b), same, "{a} {b}");
    check("https://h/a?b#c", "https://H:443", true);
    check("https://h/", "https://h:8443/", false);
    check("https://h/", "http://h/", false);
    check("about:blank", "about:blank", false);
    check("https://h\\@evil/", "https://h/", false);
    assert_eq!(Origin::of_url("https://h:8443/x@y").unwrap().host_permission(), "https://h/*");
}
