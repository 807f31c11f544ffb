//! Files that a run reads: their order, and the files that they pull in.

use std::collections::{BTreeSet, VecDeque};

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::interest::{Confidence, Interest};
use super::job::{Job, Want, problem};
use super::packed;
use super::reader::{self, Reader, SNIFF};
use super::reading::{Reading, SecondReading};
use super::suspect::{self, Closed as Suspect};
use super::{ImportSpec, Input, Limits, Loaded, Outcome, Problem, Unread, references};
use crate::error::Error;
use crate::facts::Facts;
use crate::source::digest::sha256;
use crate::source::tree::{Closed, Listing, Tree, beside, is_below};
use crate::source::{FileId, SourceFile, Span};

/// Request for reading manifests.
pub struct Request<'a> {
    /// Tree to read from.
    pub tree: &'a dyn Tree,
    /// Files and folders, relative to the tree; `""` is everything.
    pub paths: &'a [String],
    /// Tables with their mapping, relative to the root of the tree.
    pub imports: &'a [ImportSpec],
    /// Limits on inputs.
    pub limits: Limits,
    /// Globs of files to read beside those found by name.
    pub include: &'a [String],
    /// Globs of files to leave out when folders are searched.
    pub exclude: &'a [String],
    /// Reason for accepting that files which look like sourcing data cannot be read; without one they are problems.
    pub accept_unread: Option<&'a str>,
}

struct Pending {
    path: String,
    /// Import with its mapping, `None` for everything else.
    spec: Option<ImportSpec>,
    /// Files that led here by include, outermost first.
    chain: Vec<String>,
    /// The place that asks for it.
    asked: Option<(FileId, Span)>,
    /// Found by searching a folder: then it must look like a manifest.
    found: bool,
}

impl Pending {
    /// Names the way out, beside mending it, for a file that cannot be read at all.
    const fn leave_out(&self) -> &'static str {
        if self.found {
            "if this is no sourcing manifest, leave it out with `exclude` in sourcegate.toml"
        } else {
            "mend the file, or take away what asks for it"
        }
    }
}

/// Reads everything a run asks for. The result does not depend on the order in which folders list their files.
///
/// # Errors
/// When a folder cannot be listed or a glob is wrong. Problems of single files are part of the result.
pub fn load(request: &Request<'_>) -> Result<Loaded, Error> {
    let mut loaded = Loaded::default();
    let mut queue = first(request, &mut loaded)?;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(pending) = queue.pop_front() {
        if !seen.insert(pending.path.clone()) {
            continue;
        }
        if loaded.facts.sources.len() >= Facts::MAX_FILES {
            let most = Facts::MAX_FILES;
            return Err(Error::Incomplete(format!(
                "{}: a run reads at most {most} files; check folders one by one, or leave some out with `exclude`",
                pending.path
            )));
        }
        let Some(wants) = read_one(request, &pending, &mut loaded) else { continue };
        for want in wants {
            follow(request, &pending, want, &mut loaded, &mut queue);
        }
    }
    references::check(&mut loaded);
    for path in request.paths.iter().filter(|path| !path.is_empty()) {
        let below = |input: &Input| {
            input.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/') || rest.is_empty())
        };
        // Somebody asked for this path; silence would read as "checked".
        if !loaded.inputs.iter().any(below) {
            let why = "no sourcing manifest was found there; files that git ignores are left out".to_owned();
            loaded.inputs.push(Input {
                path: path.clone(),
                format: "",
                outcome: Outcome::NoData(why),
                problems: Vec::new(),
                notes: Vec::new(),
            });
        }
    }
    loaded.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    loaded.unread.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(loaded)
}

/// Reads files a second time, each in another way than the first, and adds what that states to the facts.
///
/// Inputs stay those of the first reading; where the second one fails, a remark says so.
pub fn read_again(request: &Request<'_>, loaded: &mut Loaded, others: &[SecondReading]) {
    for SecondReading { path, reading, of_base } in others {
        let mut second = Loaded { facts: std::mem::take(&mut loaded.facts), ..Loaded::default() };
        let pending = Pending {
            path: path.clone(),
            spec: reading.spec.clone(),
            chain: Vec::new(),
            asked: None,
            found: reading.found,
        };
        // A table pulls in nothing.
        let _ = read_one(request, &pending, &mut second);
        loaded.facts = second.facts;
        // A table that was never read by itself need not be readable like that.
        let failed = second.inputs.into_iter().filter(|input| *of_base && input.outcome == Outcome::Failed);
        let why = failed.flat_map(|input| input.problems).find(|problem| problem.fatal);
        let Some(input) = loaded.inputs.iter_mut().find(|input| input.path == *path) else { continue };
        if let Some(why) = why {
            let message = format!("it cannot be read as the base reads it: {}", why.message);
            input.problems.push(Problem { fatal: false, ..problem(path, None, message, "") });
        }
    }
}

/// The files that the request names, explicit ones and imports first, because a mapping must win over a search.
fn first(request: &Request<'_>, loaded: &mut Loaded) -> Result<VecDeque<Pending>, Error> {
    let exclude = globs(request.exclude)?;
    let include = globs(request.include)?;
    let mut queue = VecDeque::new();
    let pending = |path: String, spec, found| Pending { path, spec, chain: Vec::new(), asked: None, found };
    let mut folders = Vec::new();
    for path in request.paths {
        if !path.is_empty() && request.tree.is_file(path) {
            queue.push_back(pending(path.clone(), None, false))
        } else {
            folders.push(path)
        }
    }
    let Listing { paths: all, closed } = found(request, &folders)?;
    for Closed { path, why, help } in closed {
        // A glob that takes in whatever stands in the folder takes in the folder.
        let left_out = exclude.is_match(&path) || exclude.is_match(format!("{path}/*"));
        let touches = |folder: &&String| **folder == path || is_below(folder, &path) || is_below(&path, folder);
        if !left_out && folders.iter().any(touches) {
            loaded.inputs.push(failed(&path, problem(&path, None, why, &help)));
        }
    }
    if !folders.is_empty() {
        for spec in request.imports {
            if let Some((message, help)) = unknown_format(spec) {
                let message = format!("sourcegate.toml imports it, but {message}");
                loaded.inputs.push(failed(&spec.file, problem(&spec.file, None, message, &help)));
                continue;
            }
            let files = matching(request.tree, &all, &spec.file);
            if files.is_empty() {
                let message = format!("sourcegate.toml imports `{}`, which is not there", spec.file);
                loaded.inputs.push(failed(
                    &spec.file,
                    problem(&spec.file, None, message, "restore the file, or take the [[import]] out"),
                ));
            }
            queue.extend(files.into_iter().map(|path| pending(path, Some(spec.clone()), false)));
        }
    }
    for folder in folders {
        for path in all.iter().filter(|path| is_below(folder, path)).filter(|path| !exclude.is_match(path)) {
            queue.push_back(pending(path.clone(), None, !include.is_match(path)));
        }
    }
    // A table is read as its manifest says, wherever that sorts.
    let imports = |path: &str| reader::by_extension(path).is_some_and(Reader::imports);
    queue.make_contiguous().sort_by_key(|pending| pending.spec.is_none() && !imports(&pending.path));
    Ok(queue)
}

/// Lists the files of the tree where the request looks: below its folders, or anywhere if imports may name them.
fn found(request: &Request<'_>, folders: &[&String]) -> Result<Listing, Error> {
    if !request.imports.is_empty() {
        return request.tree.search("");
    }
    let mut found = Listing::default();
    for folder in folders {
        // What stands in the way of a folder, or that it is not there, is told by a search from the top.
        let Ok(Listing { paths, closed }) = request.tree.search(folder) else { return request.tree.search("") };
        found.paths.extend(paths);
        found.closed.extend(closed);
    }
    found.paths.sort();
    found.paths.dedup();
    found.closed.sort();
    found.closed.dedup();
    Ok(found)
}

fn globs(patterns: &[String]) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| Error::Usage(format!("`{pattern}` is not a valid glob: {error}")))?);
    }
    set.build().map_err(|error| Error::Usage(format!("the globs of sourcegate.toml cannot be used: {error}")))
}

/// Files of the tree that a path or glob names.
fn matching(tree: &dyn Tree, all: &[String], pattern: &str) -> Vec<String> {
    if tree.is_file(pattern) {
        return vec![pattern.to_owned()];
    }
    let Ok(glob) = globset::GlobBuilder::new(pattern).literal_separator(true).build() else { return Vec::new() };
    let matcher = glob.compile_matcher();
    all.iter().filter(|path| matcher.is_match(path)).cloned().collect()
}

fn failed(path: &str, problem: Problem) -> Input {
    Input {
        path: path.to_owned(),
        format: "unknown",
        outcome: Outcome::Failed,
        problems: vec![problem],
        notes: Vec::new(),
    }
}

/// Reads one file; what it pulls in, or `None` when it is not a manifest or could not be read.
fn read_one(request: &Request<'_>, pending: &Pending, loaded: &mut Loaded) -> Option<Vec<Want>> {
    let path = pending.path.as_str();
    if pending.found {
        let head = usize::try_from(SNIFF).unwrap_or(usize::MAX);
        if let Some(closed) = suspect::closed(path, || request.tree.head(path, head).ok()) {
            leave(request, loaded, path, closed);
            return None;
        }
        let interest = interest(request, path);
        if pass(interest, path, loaded) {
            return None;
        }
    }
    let refuse = |loaded: &mut Loaded, message: String| {
        loaded.inputs.push(failed(path, problem(path, pending.asked, message, pending.leave_out())));
    };
    let inner = packed::inner(path);
    let bytes = match request.tree.read(path, reader::surest(inner, &[]).0.limit(&request.limits)) {
        Ok(bytes) => bytes,
        Err(error) => {
            let text = error.to_string();
            refuse(loaded, text.strip_prefix(&format!("{path}: ")).unwrap_or(&text).to_owned());
            return None;
        }
    };
    if let Some(pointer) = suspect::pointer(&bytes) {
        if pending.found {
            leave(request, loaded, path, pointer);
        } else {
            loaded.inputs.push(failed(path, problem(path, pending.asked, pointer.why, pointer.help)));
        }
        return None;
    }
    let digest = sha256(&bytes);
    let bytes = match packed::is_packed(&bytes).then(|| packed::unpack(&bytes, request.limits.max_unpacked_bytes)) {
        None => bytes,
        Some(Ok(unpacked)) => unpacked,
        Some(Err(why)) if pending.found => {
            leave(request, loaded, path, suspect::damaged(&why));
            return None;
        }
        Some(Err(why)) => {
            refuse(loaded, why);
            return None;
        }
    };
    let reader = choose(pending, &bytes)?;
    let limit = reader.limit(&request.limits);
    if bytes.len() as u64 > limit {
        refuse(loaded, format!("it has {} bytes; the limit for this format is {limit}", bytes.len()));
        return None;
    }
    let mut input = Input {
        path: path.to_owned(),
        format: reader.name(),
        outcome: Outcome::Failed,
        problems: Vec::new(),
        notes: Vec::new(),
    };
    if bytes.is_empty() {
        input.problems.push(problem(
            path,
            None,
            "the file is empty".to_owned(),
            "fill it, or leave it out with `exclude` in sourcegate.toml",
        ));
        loaded.inputs.push(input);
        return None;
    }
    let reading = Reading { spec: pending.spec.clone(), found: pending.found };
    loaded.readings.insert(path.to_owned(), reading);
    let before = loaded.facts.len();
    let mut job = Job {
        path,
        // A place is kept for it, so that a reader has the number before it has the text.
        file: loaded.facts.sources.add(SourceFile::new(path.to_owned(), String::new(), "", String::new())),
        facts: &mut loaded.facts,
        spec: pending.spec.as_ref(),
        limits: &request.limits,
        input: &mut input,
        wants: Vec::new(),
        found: pending.found,
        leave_out: pending.leave_out(),
        asked: pending.asked,
        digest,
        open: false,
        remarks: Vec::new(),
        other: None,
    };
    reader.read(&mut job, bytes);
    let Job { wants, open, remarks, other, file, .. } = job;
    let closed = (!open && other.is_none() && pending.found).then(|| input.problems.first().cloned()).flatten();
    if !open || other.is_some() {
        loaded.facts.truncate(before);
        loaded.facts.account.forget(file);
        loaded.facts.sources.pop();
    }
    // A way that opens nothing is a way all the same, where somebody asked for it.
    if !open && pending.spec.is_none() {
        loaded.readings.remove(path);
    }
    if other.is_some_and(|other| pass(other, path, loaded)) {
        loaded.readings.remove(path);
        return None;
    }
    // A search found it, and nothing in it could be seen.
    if let Some(Problem { message, help, .. }) = closed {
        note(request, loaded, path, &message, help.as_deref().unwrap_or_default());
        accept(request, &mut input);
    }
    if input.problems.iter().any(|problem| problem.fatal) {
        input.outcome = Outcome::Failed;
        if !reader.keeps_partial() {
            loaded.facts.truncate(before);
        }
    }
    input.problems.extend(remarks);
    loaded.inputs.push(input);
    open.then_some(wants)
}

/// Leaves a file that looks like sourcing data unread.
fn leave(request: &Request<'_>, loaded: &mut Loaded, path: &str, closed: Suspect) {
    note(request, loaded, path, &closed.why, closed.help);
    let message = format!("it looks like sourcing data, but {}", closed.why);
    let mut input = failed(path, problem(path, None, message, closed.help));
    accept(request, &mut input);
    loaded.inputs.push(input);
}

/// Notes that a file which looks like sourcing data was not read.
fn note(request: &Request<'_>, loaded: &mut Loaded, path: &str, why: &str, help: &str) {
    loaded.unread.push(Unread {
        path: path.to_owned(),
        reason: why.to_owned(),
        help: help.to_owned(),
        suspect: true,
        accepted: request.accept_unread.map(str::to_owned),
    });
}

/// Makes remarks of the problems of an input that was not read, where the configuration accepts that.
fn accept(request: &Request<'_>, input: &mut Input) {
    let Some(reason) = request.accept_unread else { return };
    input.outcome = Outcome::NoData(format!("it was not read, which sourcegate.toml accepts: {reason}"));
    for problem in &mut input.problems {
        problem.fatal = false;
    }
}

/// Finds the interest of a search in a file, by its name and, where that leaves it open, by its first bytes.
fn interest(request: &Request<'_>, path: &str) -> Interest {
    let inner = packed::inner(path);
    let Some(reader) = reader::by_extension(inner) else { return Interest::Pass };
    match reader.interest(inner, None) {
        Interest::Look => {
            let most = usize::try_from(reader.look(&request.limits)).unwrap_or(usize::MAX);
            match request.tree.head(path, most) {
                // What is not here may be anything.
                Ok(head) if suspect::pointer(&head).is_some() => Interest::Take,
                Ok(head) => {
                    let head = packed::head(head, usize::try_from(SNIFF).unwrap_or(usize::MAX));
                    reader::surest(inner, &head).0.interest(inner, Some(&head))
                }
                // What cannot be read is no file without suppliers: reading it says what is wrong.
                Err(_) => Interest::Take,
            }
        }
        known => known,
    }
}

/// Returns true if a file is left unread, noting it where people would look for it.
fn pass(interest: Interest, path: &str, loaded: &mut Loaded) -> bool {
    if interest == Interest::List {
        loaded.unread.push(Unread::other(path));
    }
    matches!(interest, Interest::List | Interest::Pass)
}

/// The reader that the import names, or the one that is surest. A file that was asked for by name is always read.
fn choose(pending: &Pending, bytes: &[u8]) -> Option<&'static dyn Reader> {
    let head = &bytes[..bytes.len().min(usize::try_from(reader::SNIFF).unwrap_or(usize::MAX))];
    if let Some(format) = pending.spec.as_ref().and_then(|spec| spec.format.as_deref()) {
        return reader::named(format, packed::inner(&pending.path), head);
    }
    let (reader, confidence) = reader::surest(packed::inner(&pending.path), head);
    (confidence > Confidence::No).then_some(reader)
}

/// Says that the format of an import is unknown, and the way out; `None` for a known one.
fn unknown_format(spec: &ImportSpec) -> Option<(String, String)> {
    let format = spec.format.as_deref().filter(|format| reader::named(format, "", &[]).is_none())?;
    Some((format!("`{format}` is not a format that can be imported"), format!("use {}", reader::names())))
}

/// Resolves what a file pulls in and queues it.
fn follow(request: &Request<'_>, from: &Pending, want: Want, loaded: &mut Loaded, queue: &mut VecDeque<Pending>) {
    let asked = loaded.facts.sources.iter().find(|(_, file)| file.path == from.path).map(|(id, _)| (id, want.span));
    let mut refuse = |message: String, help: &str| {
        if let Some(input) = loaded.inputs.iter_mut().find(|input| input.path == from.path) {
            input.problems.push(problem(&from.path, asked, message, help));
            input.outcome = Outcome::Failed;
        }
    };
    // A backslash is a separator on one system and a letter on the others, so it names nothing.
    let Some(pattern) = beside(&from.path, &want.spec.file).filter(|_| !want.spec.file.contains('\\')) else {
        refuse(format!("`{}` leaves the tree", want.spec.file), "name a file below the root of the repository");
        return;
    };
    if let Some((message, help)) = unknown_format(&want.spec) {
        refuse(message, &help);
        return;
    }
    let all =
        if request.tree.is_file(&pattern) { Vec::new() } else { request.tree.search("").unwrap_or_default().paths };
    let mut files = matching(request.tree, &all, &pattern);
    files.retain(|path| *path != from.path || request.tree.is_file(&pattern));
    if files.is_empty() {
        let what = if want.include { "include" } else { "import" };
        refuse(
            format!("the {what} `{}` names no file", want.spec.file),
            "check the path; it is relative to this manifest",
        );
        return;
    }
    for path in files {
        let mut chain = from.chain.clone();
        chain.push(from.path.clone());
        if want.include && chain.contains(&path) {
            chain.push(path.clone());
            refuse(
                format!("the include goes in a circle: {}", chain.join(" \u{2192} ")),
                "take one of these includes out",
            );
            return;
        }
        if chain.len() > request.limits.max_include_depth {
            let help = "raise `max-include-depth` under [limits] in sourcegate.toml if this is meant";
            refuse(format!("includes nest deeper than {}", request.limits.max_include_depth), help);
            return;
        }
        let spec = (!want.include).then(|| want.spec.clone());
        queue.push_front(Pending { path, spec, chain, asked, found: false });
    }
}
