"""The weekly update workflow, from pull to pull request, against a site of our own that serves the real page of DHS."""

import csv
import gzip
import http.server
import os
import subprocess
import threading
import unittest

from harness import BINARY, ROOT, Case, act

LISTS = ROOT / "tests/data/lists"
PAGE = gzip.decompress((LISTS / "uflpa-dhs-page-2026-07-09.html.gz").read_bytes())
HEADER = "id,name,aliases,former,native,removed,identifiers,listings,kind,location,products,parent,grade,citation,source,note\n"
WORKFLOW = (ROOT / "examples/workflows/update-lists.yml").read_text(encoding="utf-8")
REPOSITORY = "acme/parts"

RULE = """\
[[rule]]
id = "own-listed"
title = "a supplier on the UFLPA Entity List"
check = "list-entity"
basis = "company"
certainty = "determinate"
waivable = true
authority = "Example policy 1"
explanation = "Listed."
clears = ["a new decision"]
does_not_clear = ["another legal form"]
sources = ["https://example.com"]
level = [{ level = "deny", from = 2020-01-01 }]

[rule.params]
lists = ["dhs"]
"""

# The first case holds only with the list that the workflow fetches.
CASES = '''\
[[case]]
rule = "own-listed"
name = "a spinner that the page lists from 2025-01-15 on"
expect = "fail"
level = "deny"
table = """
supplier,country
"Shihezi Standard Fiber Co., Ltd.",CN
"""

[[case]]
rule = "own-listed"
name = "another"
expect = "pass"
table = """
supplier,country
Fjord Optics,NO
"""
'''


def listed(name, form, address):
    return f"""
[[list]]
id = "{name}"
title = "List {name}"
publisher = "Example"
source = "https://www.example.com/{name}"
complete = false
coverage = "nothing was fetched yet"
licence = "facts"
file = "lists/{name}.csv"

[list.update]
format = "{form}"
addresses = ["{address}"]
coverage = ""
"""


class Site(http.server.BaseHTTPRequestHandler):
    """Serves the page under its path, and is out of order under every other."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("If-None-Match")))
        if self.path != "/uflpa-entity-list":
            self.send_error(503)
        elif self.headers.get("If-None-Match") == '"real"':
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(PAGE)))
            self.send_header("ETag", '"real"')
            self.end_headers()
            self.wfile.write(PAGE)

    def log_message(self, *arguments):
        pass


class Update(Case):
    def setUp(self):
        super().setUp()
        self.site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        self.site.asked = []
        threading.Thread(target=self.site.serve_forever, daemon=True).start()
        self.addCleanup(self.site.server_close)
        self.addCleanup(self.site.shutdown)
        self.bin = self.scratch / "bin"
        self.bin.mkdir()
        (self.bin / "sourcegate").symlink_to(BINARY)
        # What a runner has besides: a cargo that would build the binary that is there already, and the site of the code.
        self.program("cargo", f'echo "$*" >> "{self.scratch}/cargo"')
        self.program("gh", f"""\
            echo "$*" >> "{self.scratch}/gh"
            case "$1 $2" in
              "pr list") cat "{self.scratch}/open" 2>/dev/null || true ;;
              "pr create" | "pr edit") while [ "$1" != --body-file ]; do shift; done; cp "$2" "{self.scratch}/body" ;;
            esac""")
        self.remote = self.scratch / f"remote/{REPOSITORY}.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.remote)], check=True)

    def program(self, name, script):
        path = self.bin / name
        path.write_text(f"#!/bin/bash\nset -euo pipefail\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def start(self, *lists):
        """A repository whose pack has these empty lists."""
        port = self.site.server_address[1]
        policy = """\
schema = 1
id = "own"
version = "1.0.0"
title = "Own lists over the built-in pack"
as_of = 2026-11-24

[extends]
pack = "xinjiang"
version = "0"
sha256 = ""
"""
        files = {"policy/rules/own.toml": RULE, "policy/cases/own.toml": CASES}
        for name, form, path in lists:
            policy += listed(name, form, f"http://127.0.0.1:{port}{path}")
            files[f"policy/lists/{name}.csv"] = HEADER
        repository = self.repository()
        for path, text in {**files, "policy/policy.toml": policy}.items():
            repository.write(path, text)
        repository.run("sourcegate", "policy", "lock", "policy", PATH=self.path())
        repository.commit("one")
        repository.git("remote", "add", "origin", f"https://github.com/{REPOSITORY}.git")
        # What is pushed to GitHub goes into a folder here.
        repository.git("config", f"url.file://{self.scratch}/remote/.pushInsteadOf", "https://github.com/")
        repository.git("push", "--quiet", "origin", "main")
        return repository

    def path(self):
        return f"{self.bin}:{os.environ['PATH']}"

    def run_workflow(self, repository):
        payload = {"ref": "refs/heads/main", "repository": {"full_name": REPOSITORY, "default_branch": "main"}}
        log, _ = act(self, repository, "workflow_dispatch", payload, workflow=WORKFLOW,
                     extra=("-P", "ubuntu-24.04=-self-hosted", "-s", "GITHUB_TOKEN=none"), PATH=self.path())
        return log

    def said(self, name):
        path = self.scratch / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def pushed(self, path, branch="sourcegate/lists"):
        return subprocess.run(["git", "--git-dir", str(self.remote), "show", f"{branch}:{path}"], check=True,
                              capture_output=True, text=True).stdout

    def test_from_pull_to_pull_request(self):
        repository = self.start(("dhs", "uflpa-html", "/uflpa-entity-list"))
        before = repository.run("sourcegate", "policy", "test", "policy", code=None, PATH=self.path())
        self.assertNotEqual(before.returncode, 0, "the case holds before the list is there")

        log = self.run_workflow(repository)
        self.assertEqual(log.code, 0, log.text())
        self.assertIn("install --locked --git", self.said("cargo"))
        self.assertEqual([path for path, _ in self.site.asked], ["/uflpa-entity-list"])
        rows = list(csv.DictReader(self.pushed("policy/lists/dhs.csv").splitlines()))
        self.assertEqual(len(rows), 144)
        self.assertEqual(sum("@2025-01-15.." in row["listings"] for row in rows), 39)
        self.assertTrue(all(listing.endswith("..") for row in rows for listing in row["listings"].split(" | ")), "one ended")
        policy = self.pushed("policy/policy.toml")
        self.assertIn("published = 2025-01-14\n", policy)
        self.assertIn("complete = true\n", policy)
        asked = self.said("gh").splitlines()
        self.assertTrue(any(line.startswith("pr create --base main --head sourcegate/lists") for line in asked), asked)
        body = self.said("body")
        self.assertIn("### dhs", body)
        self.assertIn("144 added", body)
        self.assertIn("Shihezi Standard Fiber Co., Ltd.", body)
        self.assertNotIn("could not be updated", body)

        # The pull request lands; the next run asks with what it remembers, and has nothing to propose.
        repository.git("fetch", "--quiet", str(self.remote), "sourcegate/lists")
        repository.git("merge", "--quiet", "--ff-only", "FETCH_HEAD")
        (self.scratch / "gh").unlink()
        log = self.run_workflow(repository)
        self.assertEqual(log.code, 0, log.text())
        self.assertEqual(self.site.asked[1:], [("/uflpa-entity-list", '"real"')])
        self.assertNotIn("pr create", self.said("gh"))

    def test_a_site_that_is_down_keeps_no_other_list_back(self):
        repository = self.start(("dhs", "uflpa-html", "/uflpa-entity-list"), ("cbp", "wro-html", "/orders"))
        (self.scratch / "open").write_text("7\n", encoding="utf-8")
        log = self.run_workflow(repository)
        self.assertNotEqual(log.code, 0, "a list that could not be updated passes for one that was")
        self.assertEqual(len(self.pushed("policy/lists/dhs.csv").splitlines()), 145)
        self.assertEqual(self.pushed("policy/lists/cbp.csv"), HEADER)
        self.assertIn("503", log.text())
        # There is an open pull request already, so it is brought up to date.
        self.assertIn("pr edit sourcegate/lists", self.said("gh"))
        self.assertNotIn("pr create", self.said("gh"))
        self.assertIn("Some lists could not be updated", self.said("body"))


if __name__ == "__main__":
    unittest.main()
