//! Compares the addresses of two records of the same kind.

use super::{Place, Read, TeachError};

/// What two addresses have in common.
pub(super) struct Aligned {
    /// The values' places in the first address.
    pub places: Vec<Place>,
    /// The template ends before this unit of the first address; `None` if it ends with the address.
    pub cut: Option<usize>,
}

/// Walks along both addresses up to where they differ: over a value in one step, else byte by byte.
pub(super) fn align(first: (&Read, &[Place]), second: (&Read, &[Place])) -> Result<Aligned, TeachError> {
    let ((a, in_a), (b, in_b)) = (first, second);
    if a.address.is_same(&b.address) {
        return Err(TeachError::SameAddress);
    }
    let (left, right) = (&a.address.units, &b.address.units);
    let starting = |places: &[Place], at: usize| places.iter().copied().find(|place| place.start == at);
    let (mut i, mut j) = (0, 0);
    let mut places: Vec<Place> = Vec::new();
    loop {
        if let (Some(x), Some(y)) = (starting(in_a, i), starting(in_b, j)) {
            places.push(x);
            (i, j) = (x.end, y.end);
            continue;
        }
        match (left.get(i), right.get(j)) {
            (Some(x), Some(y)) if x.same(*y) => (i, j) = (i + 1, j + 1),
            _ => break,
        }
    }
    let words = || {
        let word = |read: &Read, at: usize| read.address.word_at(Place { start: at, end: at, soft: false });
        (word(a, i), word(b, j))
    };
    let Some(last) = places.last().map(|place| place.end) else {
        let (first, second) = words();
        return Err(TeachError::DifferBefore { first, second });
    };
    if i == left.len() && j == right.len() {
        return Ok(Aligned { places, cut: None });
    }
    // The id stands again after the difference. Without that part it would not be the record's address.
    if in_a.iter().any(|place| place.start >= i) && in_b.iter().any(|place| place.start >= j) {
        let (first, second) = words();
        return Err(TeachError::DifferBefore { first, second });
    }
    // If each address ends here or has a separator here, the common part ends here.
    let ends =
        |units: &[super::address::Unit], at: usize| units.get(at).is_none_or(|unit| unit.is_separator());
    let cut = if ends(left, i) && ends(right, j) {
        Some(i)
    } else {
        (last..i).rev().find(|at| left[*at].is_separator())
    };
    match cut {
        Some(cut) => Ok(Aligned { places, cut: Some(cut) }),
        None => {
            let (first, second) = words();
            Err(TeachError::DifferWithin { first, second })
        }
    }
}
