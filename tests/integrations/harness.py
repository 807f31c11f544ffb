"""Repositories of git, the runner emulator, and the binary that the integration tests drive."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("SOURCEGATE_BIN", ROOT / "target/release/sourcegate")).resolve()
# The action as a consumer names it; the emulator serves it from the published files of this checkout.
ACTION = "acme/sourcegate@v0.1.0"
AS_OF = "2026-11-24"

PLANT = """\
[manifest]
schema = 1
name = "Shirt"
markets = ["US"]

[[party]]
id = "us"
name = "Example Assembly Inc."
country = "US"

[[site]]
id = "plant"
party = "us"
city = "Dalton"
province = "Georgia"
country = "US"

[[party]]
id = "mill"
name = "Example Weaving Mill JSC"
country = "VN"

[[site]]
id = "mill-1"
party = "mill"
city = "Hai Phong"
country = "VN"

[[material]]
id = "fabric"
name = "Woven fabric"
hs = "5407.61"

[[item]]
id = "bag"
name = "Carrier bag"
hs = "4202.92"
made_at = "plant"

[[supply]]
from = "mill-1"
to = "plant"
material = "fabric"
tier = 1
"""

# Three tiers down: mill <- spinner <- a firm on the UFLPA Entity List.
LISTED = "Huafu Fashion Co., Ltd."
TIERS = """
[[party]]
id = "spinner"
name = "Example Spinning JSC"
country = "VN"

[[material]]
id = "yarn"
name = "Yarn"
hs = "5402.33"

[[supply]]
from = "spinner"
to = "mill-1"
material = "yarn"
tier = 2

[[party]]
id = "ginner"
name = "{name}"
country = "CN"

[[supply]]
from = "ginner"
to = "spinner"
material = "yarn"
tier = 3
"""
MANIFEST = "sourcing/bag.sourcing.toml"


def exposed(name=LISTED):
    """The manifest with a supplier of this name three tiers down."""
    return PLANT + TIERS.format(name=name)


def line_of(text, part):
    """The number of the first line that holds this part."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def tool(name):
    """The path of a program that the tests need; they fail without it, because a skipped test proves nothing."""
    found = shutil.which(name)
    if found is None:
        raise AssertionError(f"`{name}` is not on PATH; .ci/integration installs what these tests need")
    return found


def published(to):
    """Copies what a consumer of this repository gets: the tracked files, and those about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        source, target = ROOT / name, Path(to) / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return Path(to)


class Case(unittest.TestCase):
    """A test with a scratch folder."""

    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="sourcegate-test-", ignore_cleanup_errors=True)
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)

    def repository(self, name="repository"):
        return Repository(self.scratch / name)


class Repository:
    """A repository of git with one committer, deaf to the configuration of the machine."""

    def __init__(self, path):
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def environment(self, **more):
        gone = ("GIT_", "PRE_COMMIT", "GITHUB_", "CI_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(gone)}
        person = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
                  for what, value in (("NAME", "A Buyer"), ("EMAIL", "buyer@example.com"),
                                      ("DATE", "2026-11-24T09:00:00Z"))}
        quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat", "COLUMNS": "110"}
        return {**kept, **person, **quiet, "PATH": f"{BINARY.parent}{os.pathsep}{kept['PATH']}", **more}

    def run(self, *command, code=0, **environment):
        """Runs a command here; asserts its exit code unless that is None."""
        ran = subprocess.run(
            command, cwd=self.path, env=self.environment(**environment), capture_output=True, stdin=subprocess.DEVNULL,
            encoding="utf-8", errors="replace",
        )
        if code is not None and ran.returncode != code:
            raise AssertionError(f"{command} ended with {ran.returncode}, not {code}\n{ran.stdout}\n{ran.stderr}")
        return ran

    def git(self, *arguments, **options):
        return self.run("git", *arguments, **options).stdout.strip()

    def write(self, path, text):
        at = self.path / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text, encoding="utf-8", newline="")

    def commit(self, message, files=None):
        """Commits these files (None deletes one) and returns the commit."""
        for path, text in (files or {}).items():
            if text is None:
                (self.path / path).unlink()
            else:
                self.write(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", message)
        return self.git("rev-parse", "HEAD")

    def merge_of(self, base, branch):
        """The merge commit that GitHub makes of a pull request; HEAD stands on it, detached."""
        self.git("checkout", "--quiet", "--detach", base)
        self.git("merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", branch)
        return self.git("rev-parse", "HEAD")

    def clone(self, path, depth):
        """A shallow clone of HEAD, as `actions/checkout` with this `fetch-depth` makes it."""
        self.git("branch", "--force", "checked-out", "HEAD")
        self.run("git", "clone", "--quiet", f"--depth={depth}", "--branch=checked-out", self.path.as_uri(), str(path))
        other = Repository.__new__(Repository)
        other.path = path
        other.git("checkout", "--quiet", "--detach")
        return other


class Log:
    """What the emulator said: steps, workflow commands, outputs, raw lines."""

    def __init__(self, lines, code):
        self.entries = []
        self.code = code
        for line in lines:
            try:
                self.entries.append(json.loads(line))
            except ValueError:
                self.entries.append({"msg": line, "stray": True})

    def commands(self, *names):
        """The workflow commands of these names, as (arguments, message)."""
        return [(entry.get("kvPairs") or {}, entry.get("arg", "")) for entry in self.entries
                if entry.get("command") in names]

    def names_of_commands(self):
        return {entry["command"] for entry in self.entries if "command" in entry}

    def annotations(self):
        return self.commands("error", "warning", "notice")

    def outputs(self, step="gate"):
        return {entry["name"]: entry["arg"] for entry in self.entries
                if entry.get("command") == "set-output" and entry.get("stepID") == [step]}

    def result(self, step="gate"):
        found = [entry["stepResult"] for entry in self.entries
                 if "stepResult" in entry and entry.get("stepID") == [step] and entry.get("stage") == "Main"]
        return found[-1] if found else None

    def summary(self):
        """The page that the steps wrote into the summary of the job."""
        return "".join(entry.get("content", entry.get("msg", "")) for entry in self.entries
                       if entry.get("command") == "summary")

    def raw(self):
        """What the steps printed that was not a command."""
        return "".join(entry["msg"] for entry in self.entries if entry.get("raw_output"))

    def text(self):
        """The log without the outputs and the summary, to go with a failed assertion."""
        left_out = ("set-output", "summary")
        return "\n".join(str(entry.get("msg")).rstrip() for entry in self.entries if entry.get("command") not in left_out)


WORKFLOW = """\
on: [pull_request, merge_group, push, schedule]
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
        with:
          fetch-depth: 2
      - id: gate
        uses: {action}
        with:
{inputs}
      - if: always()
        shell: bash
        run: |
          cp -R "$REPORTS" "$KEEP"
        env:
          REPORTS: ${{{{ steps.gate.outputs.reports }}}}
          KEEP: {keep}
"""


def act(case, repository, event, payload, inputs=None, action=None, workflow=None, extra=(), **environment):
    """Runs the workflow of a repository in the runner emulator, on the host, with no network and no token.

    Returns the log, and a copy of the folder of the reports.
    """
    keep = case.scratch / f"kept-{len(list(case.scratch.iterdir()))}"
    if action is None:
        action = case.scratch / "published"
        if not action.exists():
            published(action)
    if workflow is None:
        values = {"as-of": AS_OF, **(inputs or {})}
        listed = "\n".join(f"          {key}: {json.dumps(value)}" for key, value in values.items())
        workflow = WORKFLOW.format(action=ACTION, inputs=listed, keep=keep)
    path = case.scratch / "workflow.yml"
    path.write_text(workflow, encoding="utf-8")
    event_path = case.scratch / "event.json"
    event_path.write_text(json.dumps(payload), encoding="utf-8")
    cache = case.scratch / "act"
    ran = repository.run(
        tool("act"), event, "--json", "--no-cache-server", "-P", "ubuntu-latest=-self-hosted", "-W", str(path),
        "-e", str(event_path), "--local-repository", f"{ACTION}={action}", "--action-cache-path", str(cache), *extra,
        code=None, HOME=str(case.scratch), **environment,
    )
    return Log((ran.stdout + ran.stderr).splitlines(), ran.returncode), keep
