//! Finds the rules that can apply to a campaign, without a look at each of thousands of rules.

use super::Rule;
use crate::matching::Glob;

/// The rules by campaign.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    /// Folded campaigns with the rule's place, sorted: the rules whose campaigns all have no `*`.
    exact: Vec<(String, usize)>,
    /// The places of all other rules, sorted.
    others: Vec<usize>,
}

impl Index {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut index = Self::default();
        for (place, rule) in rules.iter().enumerate() {
            let campaigns: Option<Vec<&str>> = rule.when.campaign.iter().map(Glob::literal).collect();
            match campaigns {
                Some(campaigns) if !campaigns.is_empty() => {
                    index.exact.extend(campaigns.into_iter().map(|c| (c.to_owned(), place)));
                }
                _ => index.others.push(place),
            }
        }
        index.exact.sort_unstable();
        index.exact.dedup();
        index
    }

    /// The places of the rules that can apply to a folded campaign, in order.
    pub(crate) fn candidates<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = usize> + 'a {
        let start = self.exact.partition_point(|(campaign, _)| campaign.as_str() < folded);
        let exact = self.exact[start..].iter().take_while(move |(campaign, _)| campaign == folded);
        let mut exact = exact.map(|(_, place)| *place).peekable();
        let mut others = self.others.iter().copied().peekable();
        std::iter::from_fn(move || match (exact.peek(), others.peek()) {
            (Some(a), Some(b)) if a < b => exact.next(),
            (Some(_), None) => exact.next(),
            _ => others.next(),
        })
    }
}
