//! Pages with every kind of style that a CRM may have, to test what the extension shows in them.

/// The pages, as `/styled/<name>`.
pub const STYLES: [&str; 6] = ["plain", "unset", "war", "loud", "rtl", "transformed"];

/// What such a page has in its head; `None` for an unknown name.
pub(super) fn head(name: &str) -> Option<&'static str> {
    Some(match name {
        "plain" | "hostile" => "",
        "unset" => "<style>* { all: unset !important }</style>",
        // Takes the topmost place again and again.
        "war" => {
            "<style>.war { position: fixed; inset: 0; z-index: 2147483647 !important; \
             background: repeating-linear-gradient(45deg, rgb(220 0 0 / 30%) 0 10px, transparent 0 20px) }</style>\
             <script>setInterval(() => { const war = document.querySelector('.war') ?? document.createElement('div'); \
             war.className = 'war'; document.documentElement.append(war) }, 100)</script>"
        }
        "loud" => {
            "<style>* { font: 700 30px/1 serif !important; letter-spacing: 4px !important; color: #b00 !important; \
             text-transform: uppercase !important; box-sizing: content-box !important; padding: 9px !important; \
             --brand: red !important; --bar: red !important }\
             [data-ucontact-bridge-dock], [popover] { display: none !important; opacity: 0 !important; inset: auto auto -999px -999px !important; \
             pointer-events: none !important; width: 9px !important; height: 9px !important; background: red !important }\
             ::backdrop { display: block !important; background: red !important; backdrop-filter: blur(9px) invert(1) !important }</style>"
        }
        "rtl" => "<script>document.documentElement.dir = 'rtl'</script>",
        "transformed" => {
            "<style>html { transform: translate(40px, 30px) rotate(2deg); filter: sepia(1); opacity: .6; zoom: 2 }\
             body { perspective: 100px; contain: strict; height: 100vh }</style>"
        }
        _ => return None,
    })
}
