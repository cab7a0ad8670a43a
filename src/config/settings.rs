//! The three layers laid over one another, as texts by key; and the reader that turns texts into values.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use config::{ConfigError, Environment, File, FileFormat, Map, Source, Value, ValueKind};

use super::problem::{Problem, Problems, Refused};

const DEFAULTS: &str = include_str!("../../config/default.toml");
/// Read where `--config` does not name another.
const USUAL_FILE: &str = "config/guiyan.toml";
const PREFIX: &str = "GUIYAN";
const SEPARATOR: &str = "__";

/// What is set, where, and all keys that there are. Not `Debug`: it holds secrets as text.
pub struct Settings {
    set: BTreeMap<String, Setting>,
    known: Vec<String>,
}

struct Setting {
    /// `None` for a list.
    text: Option<String>,
    origin: Origin,
}

#[derive(Clone)]
enum Origin {
    Default,
    File(String),
    Environment,
}

impl Settings {
    /// Reads the defaults, the file and the environment. Without `file` it is `config/guiyan.toml`, if there is one.
    ///
    /// # Errors
    /// A file that cannot be read or is no TOML, and an environment that is no text.
    pub fn read(file: Option<&Path>) -> Result<Self, Problems> {
        Self::layered(file, Environment::default())
    }

    /// The same with a given environment, by full names (`GUIYAN__CONTENT`).
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn read_with(file: Option<&Path>, environment: HashMap<String, String>) -> Result<Self, Problems> {
        Self::layered(file, Environment::default().source(Some(environment)))
    }

    fn layered(file: Option<&Path>, environment: Environment) -> Result<Self, Problems> {
        let mut settings = Self { set: BTreeMap::new(), known: Vec::new() };
        settings.lay(parse(DEFAULTS, "config/default.toml")?, &Origin::Default);
        settings.known = settings.set.keys().cloned().collect();

        let usual = Path::new(USUAL_FILE);
        if let Some(path) = file.or_else(|| usual.exists().then_some(usual)) {
            let name = path.display().to_string();
            settings.lay(parse(&read(path)?, &name)?, &Origin::File(name));
        }

        // Without try_parsing all values stay the texts they are: a token of digits keeps its leading zeros.
        let environment = environment.prefix(PREFIX).prefix_separator(SEPARATOR).separator(SEPARATOR);
        settings.lay(environment.collect().map_err(|_| not_text())?, &Origin::Environment);
        Ok(settings)
    }

    /// Lays a layer over those before it. An empty text sets nothing, so that an example half filled in works.
    fn lay(&mut self, layer: Map<String, Value>, origin: &Origin) {
        for (key, value) in layer {
            if let ValueKind::Table(section) = value.kind {
                self.lay(section.into_iter().map(|(inner, value)| (format!("{key}.{inner}"), value)).collect(), origin);
                continue;
            }
            let text = value.into_string().ok().map(|text| text.trim().to_owned());
            let empty = text.as_deref() == Some("");
            if !empty || matches!(origin, Origin::Default) {
                self.set.insert(key, Setting { text, origin: origin.clone() });
            }
        }
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader { settings: self, problems: self.unknown_keys() }
    }

    fn unknown_keys(&self) -> Vec<Problem> {
        let unknown = self.set.iter().filter(|(key, _)| !self.known.contains(key));
        unknown
            .map(|(key, setting)| {
                let fix = match self.nearest(key) {
                    Some(near) => format!("did you mean {near}?"),
                    None => "remove it; config/default.toml lists all keys".to_owned(),
                };
                setting.problem(key, Refused::new("there is no such key", fix))
            })
            .collect()
    }

    fn nearest(&self, key: &str) -> Option<&String> {
        let scored = self.known.iter().map(|known| (strsim::normalized_damerau_levenshtein(known, key), known));
        scored.filter(|(score, _)| *score > 0.6).max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, known)| known)
    }
}

impl Setting {
    fn problem(&self, key: &str, refused: Refused) -> Problem {
        let place = match &self.origin {
            Origin::Default => key.to_owned(),
            Origin::File(name) => format!("{key} ({name})"),
            Origin::Environment => format!("{key} ({} in the environment)", variable(key)),
        };
        Problem { place, wrong: refused.wrong, fix: refused.fix }
    }
}

/// Turns texts into values and remembers all that went wrong.
pub(super) struct Reader<'a> {
    settings: &'a Settings,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The value of a key that has to be there; `None` once the problem is noted.
    pub fn needed<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, Refused>) -> Option<T> {
        let missing = self.settings.set.get(key).is_none_or(|setting| setting.text.as_deref() == Some(""));
        if missing {
            // What helps against a wrong value tells where to get a right one, too.
            let source = parse("").err().map_or(String::new(), |refused| format!("{}; ", refused.fix));
            let fix = format!("{source}set it in the file, or {} in the environment", variable(key));
            self.problems.push(Problem { place: key.to_owned(), wrong: "it is not set".to_owned(), fix });
            return None;
        }
        self.optional(key, parse)
    }

    /// The value of a key that may be missing; also `None` once the problem is noted.
    pub fn optional<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, Refused>) -> Option<T> {
        let setting = self.settings.set.get(key)?;
        let parsed = match setting.text.as_deref() {
            Some("") => return None,
            Some(text) => parse(text),
            None => Err(Refused::new("it is a list", "write one text or number")),
        };
        parsed.map_err(|refused| self.note(setting.problem(key, refused))).ok()
    }

    /// A key that is read twice is told once.
    fn note(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// The whole, if nothing went wrong.
    pub fn finish<T>(self, whole: Option<T>) -> Result<T, Problems> {
        match whole {
            Some(whole) if self.problems.is_empty() => Ok(whole),
            _ => Err(Problems(self.problems)),
        }
    }
}

fn variable(key: &str) -> String {
    format!("{PREFIX}{SEPARATOR}{}", key.replace('.', SEPARATOR).to_uppercase())
}

fn read(path: &Path) -> Result<String, Problems> {
    std::fs::read_to_string(path).map_err(|error| {
        let fix = "give --config a file that you can read, or leave it out".to_owned();
        Problems(vec![Problem { place: path.display().to_string(), wrong: format!("cannot be read ({error})"), fix }])
    })
}

fn parse(text: &str, name: &str) -> Result<Map<String, Value>, Problems> {
    File::from_str(text, FileFormat::Toml).collect().map_err(|error| {
        let (line, wrong) = toml_fault(&error, text);
        let fix = "texts stand in quotes, sections in [brackets]; see config/guiyan.example.toml".to_owned();
        Problems(vec![Problem { place: format!("{name}:{line}"), wrong, fix }])
    })
}

/// Line and message alone: the error's own words quote the line, and the line may hold a secret.
fn toml_fault(error: &ConfigError, text: &str) -> (usize, String) {
    let ConfigError::FileParse { cause, .. } = error else { return (1, "is no TOML".to_owned()) };
    let Some(fault) = cause.downcast_ref::<toml::de::Error>() else { return (1, "is no TOML".to_owned()) };
    let start = fault.span().map_or(0, |span| span.start);
    let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
    (line, format!("is no TOML ({})", fault.message()))
}

fn not_text() -> Problems {
    Problems(vec![Problem {
        place: format!("{PREFIX}{SEPARATOR}… in the environment"),
        wrong: "a value is not UTF-8".to_owned(),
        fix: "set it again as plain text".to_owned(),
    }])
}
