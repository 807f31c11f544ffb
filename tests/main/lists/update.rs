//! Updates over a network that is a server of our own.

use std::io::Write as _;

use super::server::{Server, ok};
use super::{bytes, row};
use crate::support::{Folder, Run};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

/// A pack whose list has the edition of 2024-11-01.
fn pack() -> Folder {
    super::with_editions(&["uflpa-2024-11-01.html"])
}

/// Writes how lists are updated into the pack, in place of what the built-in one says of the real sites.
fn says_how(folder: &Folder, updates: &[(&str, &str, String)]) {
    let policy = std::fs::read_to_string(folder.path("pack/policy.toml")).unwrap();
    let mut parts: Vec<String> =
        policy.split("# Digests:").next().unwrap().split("[[list]]").map(str::to_owned).collect();
    // What stands before the first list is no list, though a law can bear the id of one.
    for (list, format, address) in updates {
        let part =
            parts.iter_mut().skip(1).find(|part| part.contains(&format!("id = \"{list}\"\n"))).expect("the list");
        let end = part.find("[list.update]").unwrap_or(part.len());
        part.truncate(end);
        part.push_str(&format!("[list.update]\nformat = \"{format}\"\naddresses = [{address:?}]\ncoverage = \"\"\n\n"));
    }
    folder.write("pack/policy.toml", parts.join("[[list]]"));
    folder.run(&["policy", "lock", "pack"]).ends(0, &[]);
}

fn update(folder: &Folder, more: &[&str]) -> Run {
    let once: &[&str] = if more.contains(&"--retries") { &[] } else { &["--retries", "0"] };
    folder.run(&[&["list", "update", "--into", "pack", "--retrieved", "2026-11-24"], once, more].concat())
}

fn from(folder: &Folder, address: &str, more: &[&str]) -> Run {
    update(folder, &[&["uflpa", "--format", "uflpa-html", "--from", address], more].concat())
}

/// Every file of the pack.
fn files(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = ["lists/uflpa.csv", "policy.toml"]
        .iter()
        .map(|path| ((*path).to_owned(), std::fs::read(folder.path(&format!("pack/{path}"))).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn an_edition_is_fetched_once_and_then_only_asked_for() {
    let page = bytes("uflpa-2024-11-25.html");
    let server = Server::answering(move |asked, stream| {
        let validators = "etag: \"v2\"\r\nlast-modified: Mon, 25 Nov 2024 14:00:00 GMT\r\n";
        let answer = if asked.head.contains("if-none-match: \"v2\"") {
            assert!(asked.head.contains("if-modified-since: mon, 25 nov 2024 14:00:00 gmt"), "{}", asked.head);
            b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".to_vec()
        } else {
            ok(&format!("{HTML}{validators}"), &page)
        };
        stream.write_all(&answer).unwrap();
    });
    let folder = pack();
    says_how(&folder, &[("uflpa", "uflpa-html", server.at("/uflpa-entity-list"))]);

    update(&folder, &["uflpa"]).ends(
        0,
        &["uflpa: edition of 2024-11-25", "1 added", "“Xinjiang Nonferrous” was alias, is removed [..2024-11-25]"],
    );
    let list = std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap();
    assert!(row(&list, "uflpa-xinjiang-nonferrous-metals-industry-group-co-ltd").contains("@2024-11-25.."));
    let policy = std::fs::read_to_string(folder.path("pack/policy.toml")).unwrap();
    assert!(policy.contains("origin = [") && policy.contains(&server.at("/uflpa-entity-list")), "{policy}");

    let before = files(&folder);
    update(&folder, &["uflpa"]).ends(0, &["uflpa: unchanged at the publisher"]);
    update(&folder, &["uflpa", "--again"]).ends(0, &["uflpa: the same entries as before"]);
    assert_eq!(files(&folder), before);
    assert_eq!(server.asked().len(), 3);
    // The age of a list counts from the day on which it was looked at last.
    folder
        .run(&["list", "update", "uflpa", "--into", "pack", "--retrieved", "2026-12-01"])
        .ends(0, &["unchanged at the publisher"]);
    folder.run(&["list", "show", "uflpa", "--policy", "pack"]).ends(0, &["published 2024-11-25 retrieved 2026-12-01"]);
    assert_eq!(files(&folder)[0], before[0], "the list itself is the same");
    // A list that other hands have changed is fetched, not only asked for.
    let changed = list.replace("Camel Group Co., Ltd.", "Camel Group");
    folder.write("pack/lists/uflpa.csv", changed);
    folder.run(&["policy", "lock", "pack"]).ends(0, &[]);
    update(&folder, &["uflpa"]).ends(0, &["renamed from “Camel Group” to “Camel Group Co., Ltd.”"]);
}

/// The answer is not used, the pack stays as it is, and the message says why and what to do.
#[track_caller]
fn refused(server: &Server, more: &[&str], says: &[&str]) {
    let folder = pack();
    let before = files(&folder);
    let run = from(&folder, &server.at("/list"), more);
    run.ends(4, &[says, &["the list `uflpa` in force stays as it is", "1 of 1 list could not be updated"]].concat());
    assert_eq!(files(&folder), before);
    assert!(!folder.path("pack/.list-update.json").exists(), "nothing was got");
}

fn status(status: &str, headers: &str, body: &str) -> Server {
    Server::saying(format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ))
}

#[test]
fn a_site_that_refuses_is_named_with_the_way_out() {
    let page = "<html><head><title>Just a moment...</title></head><body>checking your browser</body></html>";
    refused(
        &status("403 Forbidden", HTML, page),
        &[],
        &[
            "the site refuses programs (status 403) (“Just a moment...”)",
            "open it in a browser, save it",
            "list import",
        ],
    );
    refused(&status("404 Not Found", HTML, ""), &[], &["there is nothing (status 404)", "give it with --from"]);
    // Nothing was known of the file, so nothing can be unchanged.
    refused(&status("304 Not Modified", "", ""), &[], &["nothing has changed, but was not asked (status 304)"]);
    refused(&status("418 Teapot", "", ""), &[], &["an answer that is not understood (status 418)"]);
    refused(
        &status("429 Too Many Requests", "retry-after: 3600\r\n", ""),
        &["--retries", "3"],
        &["the site cannot answer now (status 429)", "it asks to wait 3600 seconds"],
    );
    refused(&Server::saying(ok(HTML, page.as_bytes())), &[], &["the page (“Just a moment...”) has no table"]);
    refused(&Server::saying(""), &[], &["try again later"]);
    refused(&Server::saying("220 mail.example ESMTP\r\n"), &[], &["try again later"]);
}

#[test]
fn a_site_that_recovers_is_asked_again() {
    let page = bytes("uflpa-2024-11-25.html");
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::answering(move |_, stream| {
        let answer = if tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
            b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec()
        } else {
            ok(HTML, &page)
        };
        stream.write_all(&answer).unwrap();
    });
    let folder = pack();
    from(&folder, &server.at("/list"), &["--retries", "1"]).ends(0, &["uflpa: edition of 2024-11-25"]);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn redirects_stay_with_the_publisher() {
    let page = bytes("uflpa-2024-11-25.html");
    let server = Server::answering(move |asked, stream| {
        let found = |to: &str| {
            format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        };
        let port = stream.local_addr().unwrap().port();
        let answer = match asked.path.as_str() {
            "/list" => found("/moved/list").into_bytes(),
            "/moved/list" => ok(HTML, &page),
            "/elsewhere" => found(&format!("http://localhost:{port}/moved/list")).into_bytes(),
            "/down" => found("http://list.example/").into_bytes(),
            _ => found("/round").into_bytes(),
        };
        stream.write_all(&answer).unwrap();
    });
    let folder = pack();
    from(&folder, &server.at("/list"), &["--dry-run"]).ends(0, &["edition of 2024-11-25"]);
    let other = format!("localhost:{}", server.port());
    from(&folder, &server.at("/elsewhere"), &[])
        .ends(4, &[&format!("redirects to another host, {other}"), "--allow-host"]);
    from(&folder, &server.at("/elsewhere"), &["--dry-run", "--allow-host", &other]).ends(0, &["edition of 2024-11-25"]);
    from(&folder, &server.at("/down"), &[]).ends(4, &["`http://list.example/` is not fetched", "https addresses only"]);
    from(&folder, &server.at("/round"), &[]).ends(4, &["more than 5 redirects"]);
    from(&folder, "http://www.example.org/list", &[]).ends(4, &["lists come from https addresses only"]);
}

#[test]
fn half_a_download_is_not_used() {
    let page = bytes("uflpa-2024-11-25.html");
    let head = format!("HTTP/1.1 200 OK\r\n{HTML}content-length: {}\r\nconnection: close\r\n\r\n", page.len());
    let cut = [head.as_bytes(), &page[..page.len() / 2]].concat();
    let half = format!("the download broke off after {} of {} bytes", page.len() / 2, page.len());
    refused(&Server::saying(cut), &[], &[&half, "try again later"]);
    let chunked =
        format!("HTTP/1.1 200 OK\r\n{HTML}transfer-encoding: chunked\r\nconnection: close\r\n\r\n400\r\n<html>");
    refused(&Server::saying(chunked), &[], &["the download broke off after"]);
    // Without a length, only the page itself tells.
    let open =
        [format!("HTTP/1.1 200 OK\r\n{HTML}connection: close\r\n\r\n").as_bytes(), &page[..page.len() / 2]].concat();
    refused(&Server::saying(open), &[], &["breaks off", "half a download"]);
    let packed = super::gzip(&page);
    let encoded = format!("{HTML}content-encoding: gzip\r\n");
    refused(&Server::saying(ok(&encoded, &packed[..packed.len() / 2])), &[], &["gzip that cannot be unpacked"]);
    let folder = pack();
    from(&folder, &Server::saying(ok(&encoded, &packed)).at("/list"), &[]).ends(0, &["edition of 2024-11-25"]);
}

#[test]
fn what_is_too_large_too_slow_or_no_list_is_not_used() {
    refused(
        &Server::saying(format!("HTTP/1.1 200 OK\r\n{HTML}content-length: 2147483648\r\n\r\n<html>")),
        &[],
        &["2147483648 bytes, more than the 268435456 that a list may have"],
    );
    let endless = Server::answering(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n{HTML}connection: close\r\n\r\n");
        while stream.write_all(&[b'a'; 4096]).is_ok() {}
    });
    refused(&endless, &["--max-bytes", "100000"], &["more than the 100000 that a list may have", "--max-bytes"]);
    let bomb = super::gzip(&vec![b' '; 4 << 20]);
    assert!(bomb.len() < 10_000);
    refused(
        &Server::saying(ok(&format!("{HTML}content-encoding: gzip\r\n"), &bomb)),
        &["--max-bytes", "100000"],
        &["unpacks to more than 100000 bytes"],
    );
    refused(
        &Server::saying(ok("content-encoding: br\r\n", b"x")),
        &[],
        &["the encoding `br`, which was not asked for"],
    );
    refused(
        &Server::saying(ok("content-type: image/png\r\n", b"\x89PNG")),
        &[],
        &["sent `image/png` instead of a list"],
    );
    let silent = Server::answering(|_, stream| {
        // Until the other side gives up.
        let _ = std::io::Read::read(stream, &mut [0; 1]);
    });
    refused(&silent, &["--timeout", "1"], &["does not answer in time"]);
}

#[test]
fn a_set_of_files_is_one_edition() {
    let changed = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let flag = std::sync::Arc::clone(&changed);
    let server = Server::answering(move |asked, stream| {
        let name = asked.path.trim_start_matches('/').to_owned();
        let late = flag.load(std::sync::atomic::Ordering::SeqCst);
        let tag = if late && name == "alt.csv" { "\"two\"" } else { "\"one\"" };
        let answer = if asked.head.contains(&format!("if-none-match: {tag}")) {
            b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".to_vec()
        } else {
            let mut body = bytes(&name);
            if late && name == "alt.csv" {
                body = String::from_utf8(body).unwrap().replace("XUAR", "X.U.A.R.").into_bytes();
            }
            ok(
                &format!("content-type: text/csv\r\netag: {tag}\r\nlast-modified: Wed, 07 Jul 2021 10:00:00 GMT\r\n"),
                &body,
            )
        };
        stream.write_all(&answer).unwrap();
    });
    let folder = Folder::with::<&str>(&[]);
    folder.copy_pack();
    let addresses: Vec<String> = ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"]
        .iter()
        .map(|name| server.at(&format!("/{name}")))
        .collect();
    let mut arguments = vec!["sdn", "--format", "ofac-csv", "--max-removed", "50", "--accept-older"];
    arguments.extend(addresses.iter().flat_map(|address| ["--from", address.as_str()]));
    update(&folder, &arguments).ends(0, &["sdn: edition of 2021-07-07", "records 25"]);
    update(&folder, &arguments).ends(0, &["sdn: unchanged at the publisher"]);
    assert_eq!(server.asked().len(), 8);
    changed.store(true, std::sync::atomic::Ordering::SeqCst);
    update(&folder, &arguments).ends(0, &["sdn: edition of 2021-07-07", "X.U.A.R."]);
    // Four conditional requests, and the three files that had not changed once more.
    assert_eq!(server.asked().len(), 15);
}

#[test]
fn one_list_that_fails_keeps_no_other_back_and_arguments_are_checked() {
    let server = Server::saying(ok(HTML, &bytes("uflpa-2024-11-25.html")));
    let folder = pack();
    says_how(&folder, &[("uflpa", "uflpa-html", server.at("/uflpa")), ("wro", "wro-html", server.at("/wro"))]);
    update(&folder, &["wro", "uflpa"]).ends(
        4,
        &[
            "error: wro:",
            "lacks merchandise and status",
            "uflpa: edition of 2024-11-25",
            "1 of 2 lists could not be updated",
        ],
    );
    let list = std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap();
    assert!(list.contains("Xinjiang Nonferrous Metals Industry Group"));

    update(&folder, &["nowhere"]).ends(2, &["no list `nowhere`"]);
    update(&folder, &["--from", "https://x.example/"]).ends(2, &["speak of one list; name it"]);
    folder.run(&["list", "update", "--into", "nowhere"]).ends(2, &["nowhere"]);
}
