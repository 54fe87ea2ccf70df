//! The few numbers that describe a series.

use serde_json::{Value, json};

/// The value below which this share of the series lies, between the two nearest values; `NaN` if the series is empty.
pub fn quantile(series: &[f64], share: f64) -> f64 {
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(last);
    sorted[low] + (sorted[high] - sorted[low]) * (place - low as f64)
}

/// The median.
pub fn p50(series: &[f64]) -> f64 {
    quantile(series, 0.5)
}

/// A series for the JSON file.
pub fn describe(series: &[f64]) -> Value {
    let round = |v: f64| (v * 1000.0).round() / 1000.0;
    json!({
        "n": series.len(),
        "p10": round(quantile(series, 0.1)),
        "p50": round(p50(series)),
        "p90": round(quantile(series, 0.9)),
        "all": series.iter().map(|v| round(*v)).collect::<Vec<_>>(),
    })
}

/// The differences within pairs that were measured one after the other.
pub fn differences(ours: &[f64], other: &[f64]) -> Vec<f64> {
    ours.iter().zip(other).map(|(a, b)| a - b).collect()
}

/// Median and the middle half of a series of differences: `+1.2 (0.8 to 1.9)`.
pub fn spread(series: &[f64]) -> String {
    format!("{:+.1} ({:+.1} to {:+.1})", p50(series), quantile(series, 0.25), quantile(series, 0.75))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_the_nearest_values() {
        assert_eq!(p50(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(p50(&[4.0, 1.0]), 2.5);
        assert_eq!(quantile(&[0.0, 10.0], 0.9), 9.0);
        assert!(p50(&[]).is_nan());
    }
}
