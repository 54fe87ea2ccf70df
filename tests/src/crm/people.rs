//! The demo CRM's people: invented, and the same at every start.

/// One contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number in `/contact/<id>`.
    pub id: u32,
    /// First and last name.
    pub name: String,
    /// Company.
    pub company: &'static str,
    /// City.
    pub city: &'static str,
    /// In international form, as CRMs store it.
    pub phone: String,
    /// Address.
    pub email: String,
}

/// How many there are: ids 1 to this.
pub const COUNT: u32 = 500;

const FIRST: [&str; 20] = [
    "Lucía",
    "Martín",
    "Sofía",
    "Diego",
    "Valentina",
    "Joaquín",
    "Camila",
    "Bruno",
    "Elena",
    "Mateo",
    "Irene",
    "Andrés",
    "Paula",
    "Tomás",
    "Nora",
    "Rafael",
    "Julia",
    "Hugo",
    "Alma",
    "Simón",
];
const LAST: [&str; 17] = [
    "Acosta", "Pereira", "Silva", "Rossi", "Méndez", "Cabrera", "Fuentes", "Olivera", "Navarro", "Duarte",
    "Vidal", "Sosa", "Ferrari", "Quiroga", "Blanco", "Larrosa", "Ibarra",
];
const COMPANY: [&str; 7] = [
    "Molinos del Este",
    "Puerto Sur Logistics",
    "Casa Blanca Hotels",
    "Tierra Viva",
    "Studio Norte",
    "Banda Oriental Books",
    "Fresco Market",
];
const CITY: [&str; 5] = ["Montevideo", "Salto", "Maldonado", "Colonia", "Rivera"];

/// The contact with this id.
pub fn person(id: u32) -> Option<Person> {
    if id == 0 || id > COUNT {
        return None;
    }
    let n = id as usize;
    // The lengths have no common divisor, so that names repeat late.
    let (first, last) = (FIRST[n % FIRST.len()], LAST[(n * 5) % LAST.len()]);
    Some(Person {
        id,
        name: format!("{first} {last}"),
        company: COMPANY[n % COMPANY.len()],
        city: CITY[n % CITY.len()],
        phone: format!("+5989{:07}", (u64::from(id) * 1_234_577) % 10_000_000),
        email: format!("{}.{}@example.com", ascii(first), ascii(last)),
    })
}

/// The people whose name, company or number contains the text.
pub fn search(text: &str) -> Vec<Person> {
    let wanted = text.to_lowercase();
    (1..=COUNT)
        .filter_map(person)
        .filter(|p| {
            !wanted.is_empty()
                && (p.name.to_lowercase().contains(&wanted)
                    || p.company.to_lowercase().contains(&wanted)
                    || p.phone.contains(&wanted))
        })
        .take(12)
        .collect()
}

fn ascii(name: &str) -> String {
    name.to_lowercase()
        .replace(['á'], "a")
        .replace('é', "e")
        .replace('í', "i")
        .replace('ó', "o")
        .replace('ú', "u")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_found() {
        let mut phones: Vec<_> = (1..=COUNT).filter_map(person).map(|p| p.phone).collect();
        phones.sort();
        phones.dedup();
        assert_eq!(phones.len(), COUNT as usize);
        let seven = person(7).unwrap();
        assert_eq!(search(&seven.phone), vec![seven]);
        assert_eq!(person(0), None);
        assert_eq!(person(COUNT + 1), None);
        assert!(search("").is_empty());
    }
}
