//! A Sigma scanner on the crate `sigma-rust`: loads the rules, unpacks and parses each file, tries every rule on every
//! record and prints the matches. The files are shared out to the threads of a pool. What it cannot load ends it.
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use sigma_rust::{rule_from_yaml, Event, Rule};
use std::io::{stdout, Read, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn files(folder: &str, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect())
}

fn load(path: &PathBuf) -> Result<Rule, Failure> {
    Ok(rule_from_yaml(&fs::read_to_string(path)?).map_err(|error| format!("{}: {error}", path.display()))?)
}

fn scan(path: &Path, rules: &[Rule]) -> Result<(usize, Vec<u8>), Failure> {
    let mut text = Vec::new();
    MultiGzDecoder::new(fs::File::open(path)?).read_to_end(&mut text)?;
    let mut file: serde_json::Value = serde_json::from_slice(&text)?;
    let records = file["Records"].as_array_mut().ok_or("no Records")?;
    let mut lines = Vec::new();
    for record in records.iter_mut() {
        let id = record["eventID"].clone();
        let event = Event::try_from(record.take())?;
        for rule in rules.iter().filter(|rule| rule.is_match(&event)) {
            writeln!(lines, "{}", serde_json::json!({ "rule": rule.id, "title": rule.title, "eventID": id }))?;
        }
    }
    Ok((records.len(), lines))
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().collect();
    let rules = files(&arguments[1], ".yml")?.iter().map(load).collect::<Result<Vec<_>, _>>()?;
    let scans = files(&arguments[2], ".json.gz")?.par_iter().map(|path| scan(path, &rules)).collect::<Result<Vec<_>, _>>()?;
    for (_, lines) in &scans {
        stdout().write_all(lines)?;
    }
    let records: usize = scans.iter().map(|(records, _)| records).sum();
    eprintln!("rules={} files={} records={records}", rules.len(), scans.len());
    Ok(())
}
