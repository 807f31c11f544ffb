//! One file from the site of its publisher: the only code of the program that speaks to a network.
//!
//! Only `https`, plain `http` to the own machine for tests. Redirects are followed to the same host and to hosts that
//! the pack names. What a site sends instead of the file (an error, a challenge, a page) is named, with the way out.

use std::io::Read as _;
use std::time::Duration;

use super::request::{FetchOptions, Response, Validators};
use crate::policy::import::{MAX_BYTES, page_title, unpack};

/// Redirects that are followed.
const REDIRECTS: usize = 5;

/// The longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The longest silence of a server.
const SILENCE: Duration = Duration::from_secs(30);

/// Bytes of an error page that are read to find its title.
const PAGE: u64 = 64 << 10;

/// A failed try.
struct Failure {
    message: String,
    /// Wait before the next try; `None` where trying again is of no use.
    again: Option<Duration>,
}

impl Failure {
    fn lasting(message: String) -> Self {
        Self { message, again: None }
    }

    fn passing(message: String) -> Self {
        Self { message, again: Some(Duration::ZERO) }
    }
}

/// Fetches a file. `progress` is called with the bytes so far and the total, where the site states it.
///
/// # Errors
/// In words for people: what the site did, and what to do.
pub(super) fn fetch(
    address: &str,
    validators: &Validators,
    options: &FetchOptions,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Response, String> {
    let mut tried = 0;
    loop {
        match attempt(address, validators, options, progress) {
            Ok(fetched) => return Ok(fetched),
            Err(Failure { message, again: Some(wait) }) if tried < options.retries => {
                // One second, two, four; or what the server asks for.
                let wait = wait.max(Duration::from_secs(1 << tried.min(4)));
                if wait > LONGEST_WAIT {
                    return Err(format!("{message}; it asks to wait {} seconds: try again later", wait.as_secs()));
                }
                std::thread::sleep(wait);
                tried += 1;
            }
            Err(Failure { message, again: Some(_) }) => {
                return Err(if tried == 0 { message } else { format!("{message} (tried {} times)", tried + 1) });
            }
            Err(Failure { message, again: None }) => return Err(message),
        }
    }
}

fn attempt(
    address: &str,
    validators: &Validators,
    options: &FetchOptions,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Response, Failure> {
    let mut address = address.to_owned();
    let first = host(&address)?;
    for _ in 0..=REDIRECTS {
        let agent = agent(&address, options);
        let mut request = agent.get(&address).header("accept-encoding", "gzip").header("accept", "*/*");
        if let Some(etag) = &validators.etag {
            request = request.header("if-none-match", etag);
        }
        if let Some(modified) = &validators.modified {
            request = request.header("if-modified-since", modified);
        }
        let mut answer = request.call().map_err(|error| not_reached(&address, &error))?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        match answer.status().as_u16() {
            200 => {
                let validators = Validators { etag: header("etag"), modified: header("last-modified") };
                let bytes = body(&address, answer, options, progress)?;
                return Ok(Response::Got { bytes, validators });
            }
            304 if validators.etag.is_some() || validators.modified.is_some() => return Ok(Response::Unchanged),
            304 => {
                return Err(Failure::lasting(format!(
                    "{address}: the site says that nothing has changed, but was not asked (status 304); a cache between here \
                     and there may be at fault: try again later"
                )));
            }
            301 | 302 | 303 | 307 | 308 => {
                let to = header("location").unwrap_or_default();
                let next = resolved(&address, &to)
                    .ok_or_else(|| Failure::lasting(format!("{address} redirects to `{to}`, which is no address")))?;
                let there = host(&next)?;
                if there != first && !options.hosts.contains(&there) {
                    return Err(Failure::lasting(format!(
                        "{address} redirects to another host, {there}; look whether that is where the publisher keeps the \
                         file, and then name it under `hosts` in the [list.update] of the pack or with --allow-host {there}"
                    )));
                }
                address = next;
            }
            status => {
                let wait = header("retry-after").and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
                let mut page = Vec::new();
                // The page only helps the message.
                let _ = answer.body_mut().as_reader().take(PAGE).read_to_end(&mut page);
                return Err(refusal(&address, status, wait, &String::from_utf8_lossy(&page)));
            }
        }
    }
    Err(Failure::lasting(format!("{address}: more than {REDIRECTS} redirects; give the last address with --from")))
}

fn agent(address: &str, options: &FetchOptions) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .user_agent(concat!("sourcegate/", env!("CARGO_PKG_VERSION")))
        .http_status_as_error(false)
        // Followed by hand, because they may lead elsewhere.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .https_only(address.starts_with("https://"))
        .timeout_connect(Some(SILENCE.min(options.timeout)))
        .timeout_recv_response(Some(SILENCE.min(options.timeout)))
        .timeout_global(Some(options.timeout));
    // The own machine is never behind a proxy.
    let config = if address.starts_with("https://") { config } else { config.proxy(None) };
    config.build().new_agent()
}

/// The host of an address, with its port.
fn host(address: &str) -> Result<String, Failure> {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("").to_ascii_lowercase();
    let name = authority.split(':').next().unwrap_or("");
    let own = matches!(name, "127.0.0.1" | "localhost");
    if authority.is_empty() || authority.contains('@') || !(scheme == "https" || (scheme == "http" && own)) {
        return Err(Failure::lasting(format!("`{address}` is not fetched: lists come from https addresses only")));
    }
    Ok(authority)
}

/// Resolves the target of a redirect against the address that sent it.
fn resolved(from: &str, to: &str) -> Option<String> {
    if to.contains("://") {
        return Some(to.to_owned());
    }
    let start = from.find("://")? + 3;
    let end = from.get(start..)?.find('/').map_or(from.len(), |at| start + at);
    let root = from.get(..end)?;
    match to {
        "" => None,
        to if to.starts_with("//") => Some(format!("{}:{to}", from.split_once("://")?.0)),
        to if to.starts_with('/') => Some(format!("{root}{to}")),
        to => {
            let path = from.get(end..)?.split(['?', '#']).next()?;
            let folder = path.rfind('/').and_then(|at| path.get(..at)).unwrap_or("");
            Some(format!("{root}{folder}/{to}"))
        }
    }
}

fn not_reached(address: &str, error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => {
            Failure::passing(format!("{address}: the site does not answer in time; try again later"))
        }
        ureq::Error::HostNotFound => Failure::passing(format!(
            "{address}: the host is not found; is there a network here, and a proxy that HTTPS_PROXY must name?"
        )),
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::Pem(_) => Failure::lasting(format!(
            "{address}: the certificate of the site is not trusted ({error}); behind a proxy that opens connections, \
             download the file there and use `sourcegate list import`"
        )),
        other => Failure::passing(format!("{address}: {other}; try again later")),
    }
}

/// Explains a status to somebody who wants a list, with the way out.
fn refusal(address: &str, status: u16, wait: Option<Duration>, page: &str) -> Failure {
    let title = page_title(page);
    let save = "open it in a browser, save it, and use `sourcegate list import`";
    match status {
        401 | 403 | 406 | 407 | 451 => {
            Failure::lasting(format!("{address}: the site refuses programs (status {status}){title}: {save}"))
        }
        404 | 410 => Failure::lasting(format!(
            "{address}: there is nothing (status {status}){title}; the publisher has moved the list: find its new address \
             and give it with --from"
        )),
        429 | 500 | 502..=504 => Failure {
            message: format!(
                "{address}: the site cannot answer now (status {status}){title}; try again later, or {save}"
            ),
            again: Some(wait.unwrap_or(Duration::ZERO)),
        },
        _ => Failure::lasting(format!("{address}: an answer that is not understood (status {status}){title}; {save}")),
    }
}

/// The body of an answer, at most so long, without the encoding of the transfer.
fn body(
    address: &str,
    answer: ureq::http::Response<ureq::Body>,
    options: &FetchOptions,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Vec<u8>, Failure> {
    let limit = options.max_bytes.min(MAX_BYTES);
    let too_large = |size: String| {
        Failure::lasting(format!(
            "{address}: {size} bytes, more than the {limit} that a list may have; look at what stands there, or raise \
             --max-bytes"
        ))
    };
    let header =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_lowercase();
    let kind = header("content-type");
    let kind = kind.split(';').next().unwrap_or("").trim();
    if ["image/", "video/", "audio/", "font/"].iter().any(|start| kind.starts_with(start)) || kind == "application/pdf"
    {
        return Err(Failure::lasting(format!(
            "{address}: the site sent `{kind}` instead of a list; find the address of the file itself and give it with --from"
        )));
    }
    let encoding = header("content-encoding");
    let length: Option<u64> = header("content-length").parse().ok();
    if let Some(length) = length.filter(|length| *length > limit) {
        return Err(too_large(length.to_string()));
    }
    let mut reader = answer.into_body().into_reader();
    let mut bytes = Vec::new();
    let mut part = vec![0; 64 << 10];
    loop {
        let got = reader.read(&mut part).map_err(|error| {
            let so_far = match length {
                Some(length) => format!("after {} of {length} bytes", bytes.len()),
                None => format!("after {} bytes", bytes.len()),
            };
            Failure::passing(format!("{address}: the download broke off {so_far} ({error}); try again later"))
        })?;
        if got == 0 {
            break;
        }
        bytes.extend_from_slice(part.get(..got).unwrap_or_default());
        if bytes.len() as u64 > limit {
            return Err(too_large(format!("more than {}", bytes.len() - 1)));
        }
        progress(bytes.len() as u64, length);
    }
    if let Some(length) = length.filter(|length| *length != bytes.len() as u64) {
        return Err(Failure::passing(format!(
            "{address}: the download broke off after {} of {length} bytes; try again later",
            bytes.len()
        )));
    }
    match encoding.as_str() {
        "" | "identity" => Ok(bytes),
        "gzip" | "x-gzip" => unpack(address, &bytes, limit).map_err(|error| Failure::lasting(error.to_string())),
        other => {
            Err(Failure::lasting(format!("{address}: the site sent the encoding `{other}`, which was not asked for")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_the_own_machine() {
        for (address, expected) in [
            ("https://www.dhs.gov/uflpa", Some("www.dhs.gov")),
            ("http://127.0.0.1:8000/x", Some("127.0.0.1:8000")),
            ("http://www.dhs.gov/uflpa", None),
            ("ftp://www.dhs.gov/", None),
            ("https://user@www.dhs.gov/", None),
            ("http://127.0.0.1@evil.example/", None),
            ("http://127.0.0.1.evil.example/", None),
            ("file:///etc/passwd", None),
            ("www.dhs.gov", None),
        ] {
            assert_eq!(host(address).ok().as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn redirects_are_resolved() {
        let from = "https://a.example/x/y.csv?q=1";
        assert_eq!(resolved(from, "https://b.example/z").as_deref(), Some("https://b.example/z"));
        assert_eq!(resolved(from, "/z").as_deref(), Some("https://a.example/z"));
        assert_eq!(resolved(from, "z.csv").as_deref(), Some("https://a.example/x/z.csv"));
        assert_eq!(resolved(from, "//b.example/z").as_deref(), Some("https://b.example/z"));
        assert_eq!(resolved(from, ""), None);
    }
}
