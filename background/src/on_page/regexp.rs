//! Match patterns as regular expressions: content scripts let the browser's own engine match, and carry no parser.

use bridge::pattern::MatchPattern;

/// A JavaScript regular expression that matches the addresses (as the browser writes them, fragment included) that
/// the pattern matches.
pub(crate) fn of(pattern: &MatchPattern) -> String {
    let host_permission = pattern.host_permission();
    let (scheme, host) = host_permission.split_once("://").unwrap_or_default();
    let host = host.strip_suffix("/*").unwrap_or(host);
    let (subdomains, host) = match host.strip_prefix("*.") {
        Some(host) => ("(?:[^/]*\\.)?", host),
        None => ("", host),
    };
    let path = pattern.as_str().splitn(4, '/').nth(3).unwrap_or_default();
    let path: Vec<String> = path.split('*').map(escape).collect();
    format!("^{scheme}://{subdomains}{}(?::\\d+)?/{}(?:#.*)?$", escape(host), path.join("[^#]*"))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '\\' | '^' | '$' | '.' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pattern says of every address what its regular expression says.
    #[test]
    fn says_what_the_pattern_says() {
        let patterns = [
            "https://crm.example/*",
            "https://CRM.example/app/*",
            "https://*.crm.example/*",
            "https://crm.example/a.b?id=*&x",
            "https://crm.example/exact",
            "http://localhost/*",
            "http://[::1]/x(*)",
        ];
        let addresses = [
            "https://crm.example/",
            "https://crm.example/app/1?q#f",
            "https://crm.example:8443/app/",
            "https://crm.example.evil.example/",
            "https://xcrm.example/",
            "https://a.b.crm.example/z",
            "https://crm.example/a.b?id=7&x",
            "https://crm.example/aXb?id=7&x",
            "https://crm.example/exact",
            "https://crm.example/exact#f",
            "https://crm.example/exact?q",
            "https://crm.example/#/app/1",
            "http://localhost:8080/x",
            "http://crm.example/",
            "http://[::1]:1/x(1)",
            "about:blank",
            "null/",
        ];
        let mut matched = 0;
        for pattern in patterns {
            let pattern = MatchPattern::parse(pattern).unwrap();
            let regexp = regex_lite::Regex::new(&of(&pattern)).unwrap();
            for address in addresses {
                assert_eq!(
                    regexp.is_match(address),
                    pattern.matches(address),
                    "{} {address}",
                    pattern.as_str()
                );
                matched += usize::from(regexp.is_match(address));
            }
        }
        assert!(matched > 10);
    }
}
