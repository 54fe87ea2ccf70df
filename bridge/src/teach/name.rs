//! Makes a site's name from its host.

/// The labels that stand between a company's name and its country: `acme.com.uy`.
const SECOND_LEVEL: [&str; 10] = ["ac", "co", "com", "edu", "gob", "gov", "gub", "net", "org", "or"];

/// A name for people: the product's if it is known, else the company's from the registered domain.
pub(super) fn guess(host: &str) -> String {
    if let Some(name) = crate::presets::product_at(host) {
        return name;
    }
    let labels: Vec<&str> = host.split('.').collect();
    if host.starts_with('[') || labels.iter().all(|label| label.bytes().all(|b| b.is_ascii_digit())) {
        return "CRM".to_owned();
    }
    let registered = match labels[..] {
        [.., name, second, country] if SECOND_LEVEL.contains(&second) && country.len() == 2 => name,
        [.., name, _] => name,
        _ => "CRM",
    };
    let mut chars = registered.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn names() {
        for (host, name) in [
            ("crm.acme.example", "Acme"),
            ("acme.com.uy", "Acme"),
            ("crm.acme.com.uy", "Acme"),
            ("acme.de", "Acme"),
            ("localhost", "CRM"),
            ("127.0.0.1", "CRM"),
            ("[::1]", "CRM"),
            ("acme.zendesk.com", "Zendesk"),
            ("acme.lightning.force.com", "Salesforce"),
        ] {
            assert_eq!(guess(host), name, "{host}");
        }
    }
}
