//! What the CRM answers.

use super::people::{self, Person};
use super::styles;
use crate::servers::{Body, Request, Response, Then, decode, encode, escape, fill};
use crate::simulator::documented_snippet;
use std::time::Duration;

pub(super) struct Site {
    pub(super) ucontact: String,
    pub(super) other: String,
}

#[derive(Default)]
struct Page<'a> {
    title: &'a str,
    class: &'a str,
    head: String,
    main: String,
    aside: String,
}

impl Page<'_> {
    fn html(&self) -> Response {
        Response::html(fill(
            include_str!("../../crm/layout.html"),
            &[
                ("title", &escape(self.title)),
                ("class", self.class),
                ("head", &self.head),
                ("main", &self.main),
                ("aside", &self.aside),
            ],
        ))
    }
}

impl Site {
    pub(super) fn answer(&self, request: &Request) -> Response {
        let mut response = self.route(request);
        response.delay = Duration::from_millis(request.get("delay").parse().unwrap_or(0));
        response
    }

    fn route(&self, request: &Request) -> Response {
        let path = request.path.as_str();
        let script = |text: &str| Response::new("text/javascript", text);
        match path {
            "/crm.css" => return Response::new("text/css", include_str!("../../crm/crm.css")),
            "/frames.js" => return script(include_str!("../../crm/frames.js")),
            "/hostile.js" => return script(include_str!("../../crm/hostile.js")),
            "/form.js" => return script(include_str!("../../crm/form.js")),
            "/dock.js" => return script(include_str!("../../crm/dock.js")),
            "/numbers.js" => return script(include_str!("../../crm/numbers.js")),
            "/renders.js" => return script(include_str!("../../crm/renders.js")),
            "/busy.js" => return script(include_str!("../../crm/busy.js")),
            "/" | "/contacts" => return contacts("Contacts", &first_people()).html(),
            "/with-softphone" => {
                let mut page = contacts("Desk", &first_people());
                page.aside = self.dock(request);
                return page.html();
            }
            "/inner" => {
                return Response::html(format!(
                    "<!doctype html><title>inner</title>{}",
                    documented_snippet(&self.softphone(request))
                ));
            }
            "/unfinished" => {
                let mut response = Response::html("");
                let page = format!("<!doctype html><title>unfinished</title>{}", self.dock(request));
                // Half of the page: the rest never comes, so the page is never fully parsed.
                response.body = Body::Half(format!("{page}{}", " ".repeat(page.len())).into(), Then::Silence);
                return response;
            }
            "/search" => return search(request.get("q")).html(),
            "/form" => return form(request.get("early")).html(),
            "/busy" => return busy().html(),
            "/numbers" => {
                let main = include_str!("../../crm/numbers.html").to_owned();
                return Page { title: "Numbers", main, ..Page::default() }.html();
            }
            "/contacts/dialogs" => {
                let main = include_str!("../../crm/dialogs.html").to_owned();
                return Page { title: "Dialogs", main, ..Page::default() }.html();
            }
            "/hostile" => return self.hostile(request).html(),
            _ => {}
        }
        if let Some(id) = path.strip_prefix("/contact/") {
            contact(&decode(id))
        } else if let Some(kind) = path.strip_prefix("/frame/") {
            self.frame(kind, request).html()
        } else if let Some(head) = path.strip_prefix("/styled/").and_then(styles::head) {
            let mut page = contacts("Styled", &first_people());
            page.head = head.into();
            if path == "/styled/hostile" {
                page.main = self.hands_on_the_dock();
            }
            page.html()
        } else if let Some(way) = path.strip_prefix("/renders/") {
            renders(way)
        } else if let Some(policy) = path.strip_prefix("/policy/") {
            self.policy(policy, request)
        } else {
            not_found("There is no such page").html().status(404)
        }
    }

    fn softphone(&self, request: &Request) -> String {
        format!("{}/?{}", self.ucontact, request.get("sim"))
    }

    /// The documented snippet, word for word.
    fn dock(&self, request: &Request) -> String {
        format!("<aside>\n{}</aside>", documented_snippet(&self.softphone(request)))
    }

    fn policy(&self, name: &str, request: &Request) -> Response {
        let mut page = contacts("Desk", &first_people());
        if request.get("bare") != "1" {
            page.aside = self.dock(request);
        }
        if request.get("numbers") == "1" {
            page.main.push_str("<p>Tel. <b id=\"phone\">+598 2900 7788</b></p>");
        }
        let sim = &self.ucontact;
        let nonce = "c2ltdWxhdG9y";
        if name == "nonce" {
            page.head = format!(
                "<script nonce=\"{nonce}\">document.documentElement.dataset.nonced = \"yes\";</script>"
            );
        }
        let policy = match name {
            "none" | "coep" | "no-microphone" => String::new(),
            "script-self" => "script-src 'self'".into(),
            "nonce" => {
                format!("script-src 'nonce-{nonce}' 'strict-dynamic'; object-src 'none'; base-uri 'none'")
            }
            "default-none" => format!("default-src 'none'; frame-src {sim}"),
            "trusted-types" => "require-trusted-types-for 'script'; trusted-types 'none'".into(),
            "sandbox" => "sandbox allow-scripts allow-forms".into(),
            "frame-src-self" => "default-src *; frame-src 'self'".into(),
            _ => return not_found("There is no such policy").html().status(404),
        };
        let mut response = page.html();
        if !policy.is_empty() {
            response = response.header("Content-Security-Policy", &policy);
        }
        if name == "no-microphone" {
            response = response.header("Permissions-Policy", "camera=(self), microphone=(self)");
        }
        if name == "coep" {
            response = response
                .header("Cross-Origin-Embedder-Policy", "require-corp")
                .header("Cross-Origin-Opener-Policy", "same-origin");
        }
        response
    }

    fn frame(&self, kind: &str, request: &Request) -> Page<'static> {
        let inner = format!("/inner?sim={}", encode(request.get("sim")));
        Page {
            title: "Frame",
            main: format!(
                "<h1>Frame: {kind}</h1><p class=hint>What this page does with uContact's frame.</p>\
                 <button id=act>Do it</button>\
                 <div class=frames data-kind=\"{kind}\" data-src=\"{src}\" data-inner=\"{inner}\"></div>\
                 <script src=\"/frames.js\"></script>",
                kind = escape(kind),
                src = escape(&self.softphone(request)),
                inner = escape(&inner),
            ),
            ..Page::default()
        }
    }

    fn hands_on_the_dock(&self) -> String {
        format!(
            "<h1>A page that lays hands on the dock</h1>\
             <button id=remove>Remove it</button> <button id=remove-always>Remove it always</button> \
             <button id=cover>Cover it</button> <button id=navigate-away>Navigate its frame</button> \
             <button id=forge>Post in its name</button>\
             <div class=frames data-origin=\"{}\" data-away=\"{}/?label=navigated\"></div>\
             <script src=\"/dock.js\"></script>",
            escape(&self.ucontact),
            escape(&self.other),
        )
    }

    fn hostile(&self, request: &Request) -> Page<'static> {
        let src = escape(&self.softphone(request));
        Page {
            title: "Hostile",
            main: format!(
                "<h1>A page that lies</h1>\
                 <button id=forge-page>From the page</button> <button id=forge-synthetic>Synthetic</button> \
                 <button id=navigate-away>Navigate the frame away</button> \
                 <button id=navigate-back>and back</button> <button id=popup>Popup</button> \
                 <button id=mark>Mark</button>\
                 <div class=frames data-src=\"{src}\" data-origin=\"{ucontact}\" \
                 data-away=\"{other}/?label=navigated\" data-popup=\"{ucontact}/?label=popup&amp;to=opener\">\
                 <iframe id=ucontact src=\"{src}\" allow=\"camera;microphone\"></iframe>\
                 <iframe id=other src=\"{other}/?label=other\"></iframe></div>\
                 <script src=\"/hostile.js\"></script>",
                ucontact = escape(&self.ucontact),
                other = escape(&self.other),
            ),
            ..Page::default()
        }
    }
}

fn first_people() -> Vec<Person> {
    (1..=9).filter_map(people::person).collect()
}

fn avatar(person: &Person) -> String {
    let initials: String = person.name.split(' ').filter_map(|w| w.chars().next()).collect();
    format!("<span class=avatar style=\"--hue:{}\">{initials}</span>", (person.id * 47) % 360)
}

fn contacts(title: &'static str, list: &[Person]) -> Page<'static> {
    let rows: String = list
        .iter()
        .map(|p| {
            format!(
                "<tr><td>{}<span><a href=\"/contact/{}\">{}</a><br><small>{}</small></span></td><td>{}</td><td>{}</td></tr>",
                avatar(p), p.id, p.name, p.email, p.company, p.phone
            )
        })
        .collect();
    Page {
        title,
        main: format!(
            "<h1>Contacts</h1><p class=hint>{} people</p><div class=card><table><thead><tr><th>Name</th>\
             <th>Company</th><th>Phone</th></tr></thead><tbody>{rows}</tbody></table></div>",
            people::COUNT
        ),
        ..Page::default()
    }
}

fn search(text: &str) -> Page<'static> {
    let found = people::search(text);
    let mut page = contacts("Search", &found);
    page.main = page.main.replacen("<h1>Contacts</h1>", "<h1>Search</h1>", 1).replacen(
        &format!("{} people", people::COUNT),
        &format!("{} found for “{}”", found.len(), escape(text)),
        1,
    );
    page
}

fn contact(id: &str) -> Response {
    let Some(person) = id.parse().ok().and_then(people::person) else {
        return not_found(&format!("No contact has the id “{}”", id.chars().take(80).collect::<String>()))
            .html()
            .status(404);
    };
    Page {
        title: &person.name,
        main: format!(
            "<div class=person>{}<div><h1>{}</h1><p>{} · {}</p></div></div>\
             <div class=card><dl><dt>Phone</dt><dd>{}</dd><dt>Email</dt><dd>{}</dd><dt>Company</dt><dd>{}</dd>\
             <dt>Customer since</dt><dd>20{:02}</dd></dl></div>\
             <div class=card><h2>Timeline</h2><ul class=timeline><li>Asked about an invoice<small>Last week, web chat</small></li>\
             <li>Renewed the yearly plan<small>In spring, by phone</small></li>\
             <li>Became a customer<small>Through the web site</small></li></ul></div>",
            avatar(&person),
            person.name,
            person.company,
            person.city,
            person.phone,
            person.email,
            person.company,
            10 + person.id % 15,
        ),
        ..Page::default()
    }
    .html()
}

fn not_found(what: &str) -> Page<'static> {
    Page {
        title: "Not found",
        main: format!("<h1>Not found</h1><p class=hint>{}</p>", escape(what)),
        ..Page::default()
    }
}

/// `early` is entered as an agent would type it, in the page's first moments.
fn form(early: &str) -> Page<'static> {
    Page {
        title: "New note",
        main: format!(
            "<h1>New note</h1><p class=hint>Not saved until you press Save.</p><form class=card style=\"padding:18px\">\
             <p><input id=subject name=subject placeholder=Subject></p>\
             <p><textarea id=note name=note rows=6 placeholder=Note data-early=\"{}\"></textarea></p>\
             <button type=button>Save</button></form><script src=\"/form.js\"></script>",
            escape(early)
        ),
        ..Page::default()
    }
}

fn busy() -> Page<'static> {
    Page {
        title: "Busy",
        main: "<h1>A heavy page</h1><p class=hint>It works when it is told to.</p><script src=\"/busy.js\"></script>".into(),
        ..Page::default()
    }
}

/// A page that renders a list again and again, with plain DOM calls or with a framework from npm.
fn renders(way: &str) -> Response {
    let files: &[&str] = match way {
        "plain" => &[],
        "react" => &["react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js"],
        "vue" => &["vue/dist/vue.runtime.global.prod.js"],
        _ => return not_found("There is no such page").html().status(404),
    };
    let mut main = String::new();
    for file in files {
        match std::fs::read_to_string(crate::driver::target_dir().join("../node_modules").join(file)) {
            // None of these scripts contains a closing script tag.
            Ok(text) => main.push_str(&format!("<script>{text}</script>\n")),
            Err(error) => {
                return not_found(&format!("{file} is not there, which any build brings: {error}"))
                    .html()
                    .status(500);
            }
        }
    }
    main.push_str(&format!("<ul id=\"app\" data-way=\"{way}\"></ul>\n<script src=\"/renders.js\"></script>"));
    Page { title: "Renders", main, ..Page::default() }.html()
}
