//! The words that stand near phone numbers and near other numbers, in Spanish, Portuguese and English.
//!
//! Lower case and without accents, as [`plain`] makes them; each list is sorted. The lists are not
//! formatted: that would put each word on a line of its own.

/// Names of a telephone: they may stand some words before the number, or right after it.
#[rustfmt::skip]
const PHONES: &[&str] = &[
    "alternativo", "callback", "cel", "cell", "cellphone", "cels", "celu", "celular", "celulares", "central", "centralita",
    "conmutador", "contacto", "contato", "directo", "direto", "fax", "fijo", "fixo", "fone", "fones", "fono", "helpline",
    "hotline", "landline", "mobile", "mobiles", "movil", "moviles", "pabx", "pbx", "ph", "phone", "phones",
    "sac", "sms", "tel", "telef", "telefax", "telefone", "telefones", "telefono", "telefonos", "telephone",
    "tels", "tfno", "tlf", "tlfn", "tlfno", "wapp", "whats", "whatsapp", "wpp", "wsp", "zap",
];

/// Forms of to call, to write to, to answer: with a preposition between them and the number.
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "atiende", "atienden", "avisa", "avisanos", "avise", "call", "called", "calling", "chama", "chamar",
    "chame", "comunicarse", "comunicate", "comuniquese", "contact", "contactar", "contactarnos",
    "contactenos", "contatar", "devuelve", "dial", "dialed", "disca", "discar", "disque", "encontras",
    "escriba", "escribi", "escribime", "escribir", "estou", "estoy", "fala", "falar", "fale", "habla",
    "hablar", "hable", "liga", "ligar", "ligaram", "ligo", "ligou", "ligue", "liguei", "llama", "llamada",
    "llamado", "llamame", "llamamos", "llaman", "llamanos", "llamar", "llamarla", "llamarlo", "llamarme",
    "llamaron", "llamas", "llame", "llamen", "llamenme", "llamenos", "llamo", "marca", "marcar", "marcarle",
    "marque", "mensagem", "mensaje", "paged", "phoned", "rang", "reach", "reached", "responde", "retorna",
    "retornou", "ring", "telefona", "telefonar", "telefonei", "text", "texted", "tried", "ubicar",
    "ubicarme", "voicemail",
];

/// Between a call and its number, or before a number of one's own.
#[rustfmt::skip]
const PREPOSITIONS: &[&str] = &[
    "al", "ao", "at", "del", "desde", "do", "el", "from", "her", "him", "his", "me", "no", "number",
    "numero", "on", "p", "para", "pelo", "pro", "the", "to", "us",
];

/// Whose number it is: `mi número es …`.
#[rustfmt::skip]
const OWN: &[&str] = &[
    "meu", "mi", "my", "new", "novo", "nuevo", "seu", "su", "tu", "your",
];

/// What has a number that is no phone's.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "account", "acct", "act", "afiliacion", "afiliado", "albaran", "amount", "apolice", "articulo",
    "asiento", "auth", "authorization", "autorizacao", "autorizacion", "balance", "barcode", "barras",
    "bastidor", "batch", "boleta", "boleto", "build", "cae", "card", "cartao", "case", "cbu", "cc",
    "cedula", "cep", "certificado", "chamado", "check", "cheque", "ci", "cif", "clabe", "cnpj", "cod",
    "code", "codigo", "comprobante", "confirmacion", "confirmation", "conta", "contract", "contrato",
    "conversacion", "conversation", "cotacao", "cotizacion", "cpf", "cta", "cuenta", "cuil", "cuit",
    "cupon", "curp", "dea", "decreto", "dni", "ean", "ein", "entrada", "exp", "expediente", "factura",
    "fatura", "folio", "gestion", "guia", "hash", "hoja", "iban", "id", "identificador", "imei", "importe",
    "incidencia", "inv", "invoice", "ip", "isbn", "issn", "item", "law", "legajo", "lei", "ley", "licenca",
    "licencia", "license", "lot", "lote", "matricula", "medidor", "member", "membership", "model", "modelo",
    "monto", "mrn", "nf", "nfe", "nie", "nif", "nit", "npi", "nss", "oc", "ocorrencia", "oferta", "offer",
    "operacion", "orcamento", "ordem", "orden", "order", "os", "padron", "partida", "pasaporte",
    "passaporte", "passport", "patente", "pedido", "pedidos", "pin", "placa", "planilla", "po", "policy",
    "poliza", "postal", "precinto", "precio", "preco", "prestamo", "presupuesto", "price", "processo",
    "proposta", "propuesta", "protocol", "protocolo", "quote", "rastreamento", "rastreio", "rastreo",
    "receipt", "recibo", "reclamo", "ref", "reference", "referencia", "remessa", "remision", "remito",
    "requisicion", "reserva", "resolucao", "resolucion", "rfc", "rg", "rma", "routing", "ruc", "rut",
    "saldo", "seguimiento", "senha", "serial", "serie", "sku", "socio", "solicitacao", "solicitud", "ssn",
    "subtotal", "swift", "tag", "tarjeta", "ticket", "tickets", "token", "total", "tracking", "tramite",
    "transacao", "transaccion", "transaction", "upc", "valor", "version", "vin", "voucher",
    "zip",
];

/// After a number, what was counted or measured.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "bytes", "cm", "dolares", "dollars", "eur", "euro", "euros", "gb", "habitantes", "hs", "kg", "kgs",
    "km", "kms", "kwh", "lbs", "litros", "mb", "mg", "ml", "mm", "mt", "mts", "mxn", "people", "personas",
    "pesos", "pessoas", "points", "pts", "puntos", "reais", "unidades", "units", "usd", "uyu",
];

/// A sign or code of a currency, before an amount.
#[rustfmt::skip]
const CURRENCIES: &[&str] = &[
    "ars", "brl", "eur", "gbp", "mxn", "usd", "uyu",
];

/// What a word says of the number near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Names a telephone.
    Phone,
    /// To call.
    Call,
    /// Leads from a call to its number.
    Preposition,
    /// Whose number it is.
    Own,
    /// Has another kind of number.
    Other,
    /// Says nothing.
    Unknown,
}

/// Reads a word, as [`plain`] made it.
pub(crate) fn read(word: &str) -> Word {
    let is_in = |list: &[&str]| list.binary_search(&word).is_ok();
    match () {
        () if is_in(PHONES) => Word::Phone,
        () if is_in(OTHERS) => Word::Other,
        () if is_in(CALLS) => Word::Call,
        () if is_in(PREPOSITIONS) => Word::Preposition,
        () if is_in(OWN) => Word::Own,
        () => Word::Unknown,
    }
}

/// Is it a unit of measure, or a currency?
pub(crate) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

/// Is it the code of a currency?
pub(crate) fn is_currency(word: &str) -> bool {
    CURRENCIES.contains(&word)
}

/// Lower case, and without the accents of Spanish and Portuguese.
pub(crate) fn plain(word: &str) -> String {
    let letter = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        _ => c,
    };
    word.chars().flat_map(char::to_lowercase).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_plain_and_do_not_overlap() {
        let lists = [PHONES, CALLS, PREPOSITIONS, OWN, OTHERS];
        for list in lists {
            assert!(list.is_sorted(), "{list:?}");
            list.iter().for_each(|word| assert_eq!(plain(word), *word));
        }
        let all: Vec<&str> = lists.concat();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(all.len(), once.len());
    }
}
