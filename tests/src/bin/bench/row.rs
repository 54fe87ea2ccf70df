//! The table: what was measured, and whether a target was met.

use serde_json::{Value, json};

/// One line of the table.
pub struct Row {
    /// A name for the JSON file.
    pub id: String,
    /// What was measured.
    pub what: String,
    /// Our value.
    pub ours: String,
    /// The value that it is compared with.
    pub other: String,
    /// The target, if there is one.
    pub target: String,
    /// Whether it was met.
    pub met: Option<bool>,
    /// How it was measured; shown below the table.
    pub note: String,
    /// The figures themselves, for the JSON file.
    pub data: Value,
}

impl Row {
    /// A line without a target.
    pub fn new(id: impl Into<String>, what: impl Into<String>, ours: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            what: what.into(),
            ours: ours.into(),
            other: String::new(),
            target: String::new(),
            met: None,
            note: String::new(),
            data: Value::Null,
        }
    }

    /// Sets the value that it is compared with.
    #[must_use]
    pub fn other(mut self, other: impl Into<String>) -> Self {
        self.other = other.into();
        self
    }

    /// Sets its target.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>, met: bool) -> Self {
        self.target = target.into();
        self.met = Some(met);
        self
    }

    /// Sets how it was measured.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Sets the figures.
    #[must_use]
    pub fn data(mut self, data: Value) -> Self {
        self.data = data;
        self
    }

    /// A part that could not be measured, and why.
    pub fn not_measured(id: &str, what: &str, why: &anyhow::Error) -> Self {
        let why = format!("{why:#}");
        Self::new(id, what, "not measured").note(why.clone()).data(json!({"error": why}))
    }

    fn verdict(&self) -> &'static str {
        match self.met {
            Some(true) => "met",
            Some(false) => "**missed**",
            None => "",
        }
    }

    /// For the JSON file.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id, "what": self.what, "ours": self.ours, "other": self.other,
            "target": self.target, "met": self.met, "note": self.note, "data": self.data,
        })
    }
}

/// The rows as a Markdown table whose columns are aligned in a terminal too, and their notes below it.
pub fn table(rows: &[Row]) -> String {
    let mut notes: Vec<&str> = vec![];
    let mut cells: Vec<[String; 5]> = vec![["What", "Ours", "Other", "Target", "Verdict"].map(str::to_owned)];
    for row in rows {
        let mut what = row.what.clone();
        if !row.note.is_empty() {
            let known = notes.iter().position(|n| *n == row.note);
            let number = known.unwrap_or_else(|| {
                notes.push(&row.note);
                notes.len() - 1
            });
            what += &format!(" [{}]", number + 1);
        }
        let cells_of =
            [what, row.ours.clone(), row.other.clone(), row.target.clone(), row.verdict().to_owned()];
        cells.push(cells_of.map(|c| c.replace('|', "/").replace('\n', " ")));
    }
    let widths: [usize; 5] =
        std::array::from_fn(|i| cells.iter().map(|r| r[i].chars().count()).max().unwrap_or(0));
    let mut out = String::new();
    for (number, row) in cells.iter().enumerate() {
        for (cell, width) in row.iter().zip(widths) {
            out += &format!("| {cell:<width$} ");
        }
        out += "|\n";
        if number == 0 {
            for width in widths {
                out += &format!("|{:-<1$}", "", width + 2);
            }
            out += "|\n";
        }
    }
    for (number, note) in notes.iter().enumerate() {
        out += &format!("{}[{}] {note}\n", if number == 0 { "\n" } else { "" }, number + 1);
    }
    out
}

/// `12,345`
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_bars_cannot_break_them() {
        let text = table(&[Row::new("a", "a|b", "1").target("≤ 2", true), Row::new("b", "longer", "")]);
        let widths: Vec<usize> = text.lines().map(|l| l.chars().count()).collect();
        assert!(widths.iter().all(|w| *w == widths[0]), "{text}");
        assert!(text.contains("| a/b "), "{text}");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            ["7", "999", "1,000", "1,194,444"],
            [7, 999, 1000, 1_194_444].map(thousands).each_ref().map(String::as_str)
        );
    }
}
