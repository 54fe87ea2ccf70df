//! The real Creme CRM (<https://pypi.org/project/creme-crm/>), as its Python package gives it: Django and SQLite.
//!
//! The project is made once, in `target/creme`, which takes about a minute. It is used again until something that it
//! was made from changes.

use crate::driver::{eventually, process, target_dir};
use crate::servers::encode;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sha1::{Digest, Sha1};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The login of a fresh Creme.
pub const LOGIN: &str = "root";
/// Its password.
pub const PASSWORD: &str = "root";

/// What its `settings.py` needs beyond what `creme_start_project` writes.
const SETTINGS: &str = "\nfrom .local_settings import *  # NOQA\n\nSITE_DOMAIN = 'http://localhost'\n";

/// A contact that the set-up made.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Its id.
    pub id: u64,
    /// Its name, as its page shows it.
    pub name: String,
}

impl Contact {
    fn read(json: &Value) -> Result<Self> {
        let name = json["name"].as_str().context("no name")?.to_owned();
        Ok(Self { id: json["id"].as_u64().context("no id")?, name })
    }
}

/// What the set-up made.
#[derive(Debug, Clone)]
pub struct Contacts {
    /// The only contact with the phone [`ONE`] (except for one in the trash).
    pub one: Contact,
    /// Two contacts that share the phone [`SEVERAL`].
    pub several: Vec<Contact>,
}

/// The phone of one contact, as uContact sends it: Creme has it with `+598` and without the zero.
pub const ONE: &str = "091234567";
/// The phone of several contacts.
pub const SEVERAL: &str = "092345678";
/// The phone of nobody.
pub const NONE: &str = "093456789";

/// A running Creme; it stops when dropped.
pub struct Creme {
    port: u16,
    /// What the set-up made.
    pub contacts: Contacts,
    _server: process::Process,
}

impl Creme {
    /// Starts it on a free port. The first time, makes the project.
    pub fn start() -> Result<Self> {
        let project = {
            // The scenarios of both browsers need it at the same time, and only one may make it.
            let _one = SETTING_UP.lock().unwrap_or_else(PoisonError::into_inner);
            prepare().context("setting Creme CRM up")?
        };
        let port = process::free_port()?;
        let server = process::Process::start(
            creme(&project)?.args(["runserver", &format!("127.0.0.1:{port}"), "--noreload"]),
            &project.join("server.log"),
        )?;
        let contacts: Value = serde_json::from_str(&fs::read_to_string(project.join(CONTACTS))?)?;
        let contacts = Contacts {
            one: Contact::read(&contacts["one"])?,
            several: contacts["several"]
                .as_array()
                .context("no several")?
                .iter()
                .map(Contact::read)
                .collect::<Result<_>>()?,
        };
        let creme = Self { port, contacts, _server: server };
        eventually(Duration::from_secs(60), "Creme to answer", || {
            let answer = get(port, "/creme_login/");
            Ok(answer.is_ok_and(|a| a.starts_with("HTTP/1.1 200")).then_some(()))
        })
        .with_context(|| format!("see {}", project.join("server.log").display()))?;
        Ok(creme)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `http://localhost:PORT`
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The address of the login page that continues to a path.
    pub fn login_url(&self, path: &str) -> String {
        self.url(&format!("/creme_login/?next={}", encode(path)))
    }
}

const CONTACTS: &str = "contact.json";
/// The digest of what made the project.
const MADE_BY: &str = "made-by.sha1";
const SET_UP: &str = include_str!("../creme/contact.py");

static SETTING_UP: Mutex<()> = Mutex::new(());

/// Makes the project unless it exists and is up to date, and returns its folder.
fn prepare() -> Result<PathBuf> {
    let base = target_dir().join("creme");
    let project = base.join("crm");
    let requirements = include_str!("../creme/requirements.txt");
    let digest = format!("{:x?}", Sha1::digest([SETTINGS, SET_UP, requirements].concat()));
    // The contacts are written last, so a set-up that was interrupted starts again.
    let made_by = fs::read_to_string(project.join(MADE_BY)).unwrap_or_default();
    if project.join(CONTACTS).is_file() && made_by == digest {
        return Ok(project);
    }
    if base.exists() {
        fs::remove_dir_all(&base)?;
    }
    fs::create_dir_all(&base)?;
    run(Command::new(program()?).args(["creme_start_project", "crm"]).current_dir(&base))?;
    let settings = project.join("crm/settings.py");
    let text = fs::read_to_string(&settings)?;
    fs::write(&settings, text + SETTINGS)?;
    run(creme(&project)?.args(["migrate", "--verbosity=0"]))?;
    run(creme(&project)?.arg("creme_populate"))?;
    run(creme(&project)?.arg("generatemedia"))?;
    let made = project.join("contact.new");
    run(creme(&project)?.args(["shell", "--command", SET_UP]).env("CONTACT_FILE", &made))?;
    fs::write(project.join(MADE_BY), digest)?;
    fs::rename(made, project.join(CONTACTS))?;
    Ok(project)
}

fn program() -> Result<PathBuf> {
    let program = target_dir().join("creme-venv/bin/creme");
    ensure!(program.is_file(), "{} is not there: run `cargo xtask setup --browsers`", program.display());
    Ok(program)
}

/// `creme`, with the project's settings.
fn creme(project: &Path) -> Result<Command> {
    let mut command = Command::new(program()?);
    command.current_dir(project).env("DJANGO_SETTINGS_MODULE", "crm.settings").env("PYTHONPATH", project);
    // Log lines appear as they are written.
    command.env("PYTHONUNBUFFERED", "1");
    Ok(command)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("running {command:?}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = text.lines().rev().take(12).collect();
    ensure!(
        output.status.success(),
        "{command:?} ended with {}:\n{}",
        output.status,
        last.into_iter().rev().collect::<Vec<_>>().join("\n")
    );
    Ok(())
}

fn get(port: u16, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
