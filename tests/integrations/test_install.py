"""How the action gets its binary: from PATH, from a release that it verifies, from source, or not at all."""

import functools
import hashlib
import http.server
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
import unittest
from pathlib import Path

from harness import BINARY, MANIFEST, ROOT, Case, act, exposed, published

VERSION = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
TARGET = f"{os.uname().machine}-unknown-linux-gnu"
NAME = f"sourcegate-{VERSION}-{TARGET}.tar.gz"


class Quiet(http.server.SimpleHTTPRequestHandler):
    asked = []

    def log_message(self, *arguments):
        self.asked.append(self.path)


class Install(Case):
    def setUp(self):
        super().setUp()
        self.action = published(self.scratch / "action")
        self.temp = self.scratch / "temp"
        self.bin = self.scratch / "bin"
        self.work = self.scratch / "work"
        for folder in (self.temp, self.bin, self.work):
            folder.mkdir()
        # The machine without cargo, gh and sourcegate.
        for name in ("bash", "cat", "awk", "sed", "head", "tr", "od", "cut", "mktemp", "dirname", "basename", "uname",
                     "getconf", "curl", "tar", "gzip", "sha256sum", "env"):
            (self.bin / name).symlink_to(shutil.which(name))
        self.served = self.scratch / "served"
        (self.served / VERSION).mkdir(parents=True)
        Quiet.asked = []
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Quiet, directory=str(self.served)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.mirror = f"http://127.0.0.1:{server.server_address[1]}"

    def program(self, name, script):
        path = self.bin / name
        path.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def release(self, digest=None):
        """Serves a release made from the wheel, and writes its digest, or this one, into the action."""
        wheel = next(Path(os.environ["SOURCEGATE_WHEELS"]).glob("sourcegate-*.whl"))
        made = [subprocess.run([sys.executable, ".ci/archive", str(wheel), TARGET, str(self.served / VERSION)], cwd=ROOT,
                               check=True, capture_output=True, text=True).stdout.strip() for _ in range(2)]
        archive = Path(made[0]).read_bytes()
        self.assertEqual(archive, Path(made[1]).read_bytes(), "the same wheel gives another archive")
        digest = digest or hashlib.sha256(archive).hexdigest()
        with (self.action / "action/digests.txt").open("a", encoding="utf-8") as table:
            table.write(f"{digest}  {NAME}\n")

    def install(self, code=0, path="", script=None, **environment):
        self.output = self.scratch / "output"
        self.output.write_text("", encoding="utf-8")
        ran = subprocess.run(
            ["bash", str(script or self.action / "action/install.sh")], cwd=self.work, capture_output=True, text=True,
            env={"PATH": f"{self.bin}{path}", "GITHUB_OUTPUT": str(self.output), "RUNNER_TEMP": str(self.temp),
                 "HOME": os.environ["HOME"], "SERVER_URL": "https://127.0.0.1:9", **environment},
        )
        self.assertEqual(ran.returncode, code, f"{ran.stdout}\n{ran.stderr}")
        said = re.search(r"^binary<<(end-[0-9a-f]{32})\n(.+)\n\1\n$", self.output.read_text(encoding="utf-8"))
        if code:
            self.assertIsNone(said)
            self.assertRegex(ran.stdout, "(?m)^::error title=sourcegate::")
            return ran.stdout + ran.stderr
        binary = said[2]
        version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.strip()
        return binary, version, ran.stdout

    def test_the_one_on_path(self):
        self.program("sourcegate", "echo sourcegate 9.9.9")
        binary, version, _ = self.install()
        self.assertEqual((binary, version), (str(self.bin / "sourcegate"), "sourcegate 9.9.9"))

    def test_another_version_on_path_is_not_taken(self):
        self.program("sourcegate", "echo sourcegate 9.9.9")
        self.release()
        binary, version, said = self.install(INPUT_VERSION=VERSION, INPUT_MIRROR=self.mirror)
        self.assertEqual(version, f"sourcegate {VERSION}")
        self.assertIn("the one on PATH is not version", said)
        self.assertTrue(binary.startswith(str(self.temp)))

    def test_a_release_with_the_known_digest(self):
        self.release()
        binary, version, said = self.install(INPUT_MIRROR=self.mirror)
        self.assertEqual(version, f"sourcegate {VERSION}")
        self.assertIn("digest verified", said)
        ran = subprocess.run([binary, "check", str(ROOT / "examples/solar")], capture_output=True)
        self.assertEqual(ran.returncode, 1)

    def test_a_release_with_another_digest_is_refused(self):
        self.release(digest="0" * 64)
        self.program("cargo", "exit 99")
        said = self.install(4, INPUT_MIRROR=self.mirror)
        self.assertIn("does not have the digest", said)

    def test_what_is_served_in_its_place_is_refused(self):
        self.release()
        (self.served / VERSION / NAME).write_bytes(b"something else")
        self.assertIn("does not have the digest", self.install(4, INPUT_MIRROR=self.mirror))

    def test_a_release_that_this_action_does_not_know_is_not_even_asked_for(self):
        self.program("cargo", "exit 99")
        said = self.install(4, INPUT_MIRROR=self.mirror)
        self.assertIn("knows no digest", said)
        self.assertEqual(Quiet.asked, [])

    def test_another_version_that_cannot_be_had(self):
        self.program("cargo", "exit 99")
        said = self.install(4, INPUT_VERSION="9.9.9", INPUT_MIRROR=self.mirror)
        self.assertIn("version 9.9.9 is neither on PATH nor to be downloaded", said)

    def test_a_release_that_is_gone_is_built_from_source(self):
        self.release()
        (self.served / VERSION / NAME).unlink()
        # The workspace belongs to the change that is judged; its settings for cargo must not count.
        config = self.work / ".cargo/config.toml"
        config.parent.mkdir()
        config.write_text(f'[build]\nrustc-wrapper = "{self.bin}/evil"\n', encoding="utf-8")
        self.program("evil", f'touch "{self.scratch}/owned"; exec "$@"')
        # From the folder of this checkout, whose build is there already.
        table = ROOT / "action/digests.txt"
        self.assertNotIn(NAME, table.read_text(encoding="utf-8"))
        cache = self.scratch / "tools"
        cache.mkdir()
        (cache / "sourcegate").symlink_to(ROOT / "target")
        cargo = shutil.which("cargo")
        binary, version, said = self.install(
            script=ROOT / "action/install.sh", path=f":{os.environ['PATH']}", RUNNER_TOOL_CACHE=str(cache),
            INPUT_MIRROR=self.mirror, CARGO_NET_OFFLINE="true", **{
                key: os.environ[key] for key in ("CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN") if key in os.environ})
        self.assertIsNotNone(cargo)
        self.assertIn("building version", said)
        self.assertEqual((Path(binary).resolve(), version), ((ROOT / "target/release/sourcegate"), f"sourcegate {VERSION}"))
        self.assertFalse((self.scratch / "owned").exists())

    def test_not_found_leads_to_cargo_in_the_folder_of_the_action(self):
        self.release()
        (self.served / VERSION / NAME).unlink()
        self.program("cargo", f'''
echo "$PWD $*" > "{self.scratch}/cargo"
while [ "$1" != --target-dir ]; do shift; done
"{shutil.which("mkdir")}" -p "$2/release" && "{shutil.which("cp")}" "{BINARY}" "$2/release/sourcegate"''')
        _, version, _ = self.install(INPUT_MIRROR=self.mirror)
        self.assertEqual(version, f"sourcegate {VERSION}")
        self.assertIn(f"/{VERSION}/{NAME}", Quiet.asked)
        said = (self.scratch / "cargo").read_text(encoding="utf-8")
        self.assertTrue(said.startswith(f"{self.action} build --release --locked"), said)

    def test_without_anything(self):
        said = self.install(4)
        self.assertIn("no cargo to build", said)

    def test_the_attestation_is_verified_where_it_can_be(self):
        self.release()
        (self.served / VERSION / f"{NAME}.sigstore.json").write_text("{}", encoding="utf-8")
        self.program("gh", f'echo "$@" >> "{self.scratch}/gh"')
        _, _, said = self.install(INPUT_MIRROR=self.mirror, ACTION_REPOSITORY="acme/sourcegate")
        self.assertIn("digest and build attestation verified", said)
        self.assertRegex((self.scratch / "gh").read_text(encoding="utf-8"),
                         f"attestation verify .*{NAME} --repo acme/sourcegate --bundle .*{NAME}.sigstore.json")

    def test_a_wrong_attestation_stops(self):
        self.release()
        (self.served / VERSION / f"{NAME}.sigstore.json").write_text("{}", encoding="utf-8")
        self.program("gh", '[ "$3" = --help ] || { echo "::set-output name=binary::/tmp/evil"; exit 1; }')
        said = self.install(4, INPUT_MIRROR=self.mirror, ACTION_REPOSITORY="acme/sourcegate")
        self.assertIn("attestation", said)
        self.assertRegex(said, "(?s)::stop-commands::([0-9a-f]{32})\n.*::set-output.*\n::\\1::")

    def test_the_input_version_is_a_version(self):
        for version in ("../../evil", "1.0", "v0.1.0", "0.1.0\n::error::x", "$(touch owned)", "0.1.0/../x"):
            with self.subTest(version=version):
                self.assertIn("is not a version", self.install(2, INPUT_VERSION=version))
        self.assertEqual(list(self.work.iterdir()), [])

    def test_the_whole_action_with_a_downloaded_binary(self):
        self.release()
        origin = self.repository("origin")
        origin.commit("all", {MANIFEST: exposed()})
        path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep)
                               if not os.access(os.path.join(part, "sourcegate"), os.X_OK))
        log, _ = act(self, origin, "schedule", {"schedule": "0 6 * * 1"}, {"mirror": self.mirror}, action=self.action,
                     PATH=path)
        self.assertEqual(log.outputs()["verdict"], "fail", log.text())
        self.assertIn(f"/{VERSION}/{NAME}", Quiet.asked)
        self.assertIn("downloaded", log.raw())


if __name__ == "__main__":
    unittest.main()
