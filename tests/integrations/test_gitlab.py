"""The GitLab template: its script, run in a shell with the variables that GitLab sets."""

import json
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as xml

import yaml
from harness import BINARY, LISTED, MANIFEST, PLANT, ROOT, Case, exposed, line_of, tool

TEMPLATE = ROOT / "templates/gitlab.yml"


class GitLab(Case):
    def setUp(self):
        super().setUp()
        self.job = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))["sourcegate"]
        self.project = self.repository("project")
        self.base = self.project.commit("before", {MANIFEST: PLANT})
        self.project.git("checkout", "--quiet", "-b", "topic")

    def pipeline(self, code, **variables):
        # The runner joins the lines of `script` and stops at the first that fails.
        script = "set -eo pipefail\n" + "\n".join(self.job["script"])
        shell = shutil.which("dash") or shutil.which("sh")
        if shell.endswith("dash"):
            script = script.replace("set -eo pipefail", "set -e")
        variables = {**{key: str(value) for key, value in self.job["variables"].items()}, **variables}
        return self.project.run(shell, "-c", script, code=code, CI="true", GITLAB_CI="true", **variables)

    def reports(self):
        files = self.job["artifacts"]["reports"]
        read = {kind: (self.project.path / file).read_text(encoding="utf-8") for kind, file in files.items()}
        outputs = dict(line.split("=", 1) for line in read["dotenv"].splitlines())
        return json.loads(read["codequality"]), xml.fromstring(read["junit"]), outputs

    def test_a_merge_request_with_an_exposure(self):
        head = self.project.commit("after", {MANIFEST: exposed()})
        ran = self.pipeline(1, CI_PIPELINE_SOURCE="merge_request_event", CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base,
                            CI_COMMIT_SHA=head)
        self.assertIn("deny[uflpa-entity-listed]", ran.stdout)
        quality, tests, outputs = self.reports()
        places = [(issue["check_name"], issue["location"]["path"], issue["location"]["lines"]["begin"]) for issue in quality]
        self.assertIn(("uflpa-entity-listed", MANIFEST, line_of(exposed(), LISTED)), places)
        self.assertTrue(tests.findall(".//failure"))
        self.assertEqual((outputs["verdict"], outputs["exit_code"]), ("fail", "1"))

    def test_a_merge_request_that_carries_an_old_exposure(self):
        old = self.project.commit("old", {MANIFEST: exposed()})
        self.project.commit("after", {"README.md": "something else"})
        self.pipeline(0, CI_PIPELINE_SOURCE="merge_request_event", CI_MERGE_REQUEST_DIFF_BASE_SHA=old)
        self.assertEqual(self.reports()[2]["verdict"], "pass")

    def test_the_default_branch_is_judged_whole(self):
        self.project.commit("old", {MANIFEST: exposed()})
        self.project.commit("after", {"README.md": "something else"})
        self.pipeline(1, CI_PIPELINE_SOURCE="push", CI_COMMIT_BRANCH="main")

    def test_a_missing_base_is_no_pass(self):
        self.project.commit("after", {MANIFEST: exposed()})
        self.pipeline(4, CI_PIPELINE_SOURCE="merge_request_event", CI_MERGE_REQUEST_DIFF_BASE_SHA="f" * 40)

    def test_without_sourcegate_it_says_what_to_set(self):
        ran = self.project.run("sh", "-c", "set -e\n" + "\n".join(self.job["script"]), code=None, PATH="/usr/bin:/bin",
                               **{key: str(value) for key, value in self.job["variables"].items()})
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("set SOURCEGATE_REPOSITORY", ran.stderr)

    def test_the_schema(self):
        subprocess.run([tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", str(TEMPLATE)], check=True)
        self.assertTrue(BINARY.is_file())


if __name__ == "__main__":
    unittest.main()
