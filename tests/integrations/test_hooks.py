"""The pre-commit hook, in pre-commit and in prek, offline, from this repository as it stands."""

import os
import subprocess
import sys
import unittest

from harness import BINARY, LISTED, MANIFEST, PLANT, ROOT, Case, exposed, published, tool

RUNNERS = ("pre-commit", "prek")
CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: {hook}
"""


class HookCase(Case):
    """A repository with the hooks, one that uses them, and no network."""

    def setUp(self):
        super().setUp()
        self.hooks = self.repository("hooks")
        published(self.hooks.path)
        self.revision = self.hooks.commit("publish")
        self.consumer = self.repository("consumer")
        self.consumer.commit("begin", {MANIFEST: PLANT})
        # Offline: crates come from cargo's own cache, wheels from a folder. The builds share a target folder, and are not
        # optimised: what is tested is that the hook is built and found.
        self.offline = {
            "CARGO_NET_OFFLINE": "true",
            "CARGO_TARGET_DIR": str(ROOT / "target/hooks"),
            "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0",
            "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": os.environ.get("SOURCEGATE_WHEELS", ""),
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": os.environ.get("SOURCEGATE_WHEELS", ""),
            "PRE_COMMIT_HOME": str(self.scratch / "pre-commit-home"),
            "PREK_HOME": str(self.scratch / "prek-home"),
        }

    def stopped(self, ran):
        said = ran.stdout + ran.stderr
        self.assertIn("uflpa-entity-listed", said)
        self.assertIn(LISTED, said)


class Languages(HookCase):
    """Each way to get the hook, through `try-repo`."""

    def try_repo(self, runner, hook, code):
        environment = dict(self.offline)
        if (runner, hook) == ("prek", "sourcegate"):
            # prek gives cargo a home of its own, without the crates that are here already.
            del environment["CARGO_NET_OFFLINE"]
        return self.consumer.run(tool(runner), "try-repo", str(self.hooks.path), hook, "--verbose", code=code, **environment)

    def each_language(self, hook):
        for runner in RUNNERS:
            with self.subTest(runner=runner, hook=hook):
                self.consumer.write(MANIFEST, PLANT)
                self.consumer.git("add", "--all")
                self.try_repo(runner, hook, 0)
                self.consumer.write(MANIFEST, exposed())
                self.consumer.git("add", "--all")
                self.stopped(self.try_repo(runner, hook, 1))

    def test_system(self):
        self.each_language("sourcegate-system")

    def test_rust(self):
        self.each_language("sourcegate")

    def test_python(self):
        self.each_language("sourcegate-python")

    def test_the_wheel_from_a_package_index_without_a_compiler(self):
        wheels = os.environ["SOURCEGATE_WHEELS"]
        self.consumer.write(".pre-commit-config.yaml", """\
repos:
  - repo: local
    hooks:
      - id: sourcegate
        name: sourcegate
        entry: sourcegate check --staged
        language: python
        additional_dependencies: ["sourcegate==0.1.0"]
        pass_filenames: false
        always_run: true
""")
        self.consumer.write(MANIFEST, exposed())
        self.consumer.git("add", "--all")
        # Neither cargo nor the binary of this checkout is to be found.
        path = os.pathsep.join([os.path.dirname(tool("pre-commit")), "/usr/bin", "/bin"])
        ran = self.consumer.run(tool("pre-commit"), "run", "--verbose", code=1, **{**self.offline, "PATH": path})
        self.stopped(ran)
        self.assertTrue(any("sourcegate" in name for name in os.listdir(wheels)))


class Installed(HookCase):
    """The hook installed into a repository, where git itself runs it."""

    def setUp(self):
        super().setUp()
        self.consumer.commit("add the hook", {
            ".pre-commit-config.yaml": CONFIG.format(
                repository=self.hooks.path.as_uri(), revision=self.revision, hook="sourcegate-system"),
        })

    def commit(self, *arguments, code):
        return self.consumer.run("git", "commit", "--message", "change", *arguments, code=code, **self.offline)

    def each_runner(self, test):
        begin = self.consumer.git("rev-parse", "HEAD")
        for runner in RUNNERS:
            with self.subTest(runner=runner):
                self.consumer.run(tool(runner), "install", **self.offline)
                test()
                self.consumer.run(tool(runner), "uninstall", **self.offline)
                self.consumer.git("reset", "--quiet", "--hard", begin)

    def test_a_commit_with_an_exposure_is_stopped(self):
        def test():
            before = self.consumer.git("rev-parse", "HEAD")
            self.consumer.write(MANIFEST, exposed())
            self.consumer.git("add", "--all")
            self.stopped(self.commit(code=1))
            self.assertEqual(self.consumer.git("rev-parse", "HEAD"), before)
        self.each_runner(test)

    def test_commit_all_is_judged_by_the_index_that_git_commits(self):
        def test():
            self.consumer.write(MANIFEST, exposed())
            # Nothing is staged: `-a` hands the hook a temporary index.
            self.stopped(self.commit("--all", code=1))
            self.stopped(self.commit("--", MANIFEST, code=1))
        self.each_runner(test)

    def test_what_is_not_staged_does_not_count(self):
        def test():
            self.consumer.write(MANIFEST, exposed())
            self.consumer.write("notes.txt", "unrelated")
            self.consumer.git("add", "notes.txt")
            self.commit(code=0)
        self.each_runner(test)

    def test_a_commit_that_only_deletes_is_judged(self):
        # The owner of the mill's supplier stands in a file of its own; without it the manifest refers to nothing.
        def test():
            self.consumer.commit("fall apart in two", {
                MANIFEST: PLANT.replace("[manifest]\n", '[manifest]\ninclude = ["parties.sourcing.toml"]\n').replace(
                    '[[party]]\nid = "mill"\nname = "Example Weaving Mill JSC"\ncountry = "VN"\n', ""),
                "sourcing/parties.sourcing.toml":
                    '[manifest]\nschema = 1\n\n[[party]]\nid = "mill"\nname = "Example Weaving Mill JSC"\ncountry = "VN"\n',
            })
            self.consumer.git("rm", "--quiet", "sourcing/parties.sourcing.toml")
            ran = self.commit(code=1)
            self.assertIn("parties.sourcing.toml", ran.stdout + ran.stderr)
        self.each_runner(test)


class Manifest(Case):
    def test_the_manifest_of_the_hooks_is_valid(self):
        subprocess.run([tool("pre-commit"), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], check=True)

    def test_the_binary_is_there(self):
        self.assertTrue(BINARY.is_file(), f"{BINARY} is not built")


if __name__ == "__main__":
    sys.exit(unittest.main())
