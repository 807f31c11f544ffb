"""The action in a runner emulator: each event, each verdict, and names that try to give commands."""

import json
import unittest

from harness import LISTED, MANIFEST, PLANT, Case, act, exposed, line_of

OUTPUT_NAMES = {"verdict", "exit-code", "failing", "deny", "review", "warn", "info", "policy-digest", "reports", "sarif",
                "json", "junit", "markdown", "binary"}


def pull_request(base, head, number=7, fork=False, ref="topic"):
    owner = "stranger" if fork else "acme"
    return {
        "action": "opened",
        "number": number,
        "pull_request": {
            "number": number,
            "base": {"ref": "main", "sha": base, "repo": {"full_name": "acme/sourcing", "fork": False}},
            "head": {"ref": ref, "sha": head, "repo": {"full_name": f"{owner}/sourcing", "fork": fork}},
        },
        "repository": {"full_name": "acme/sourcing", "default_branch": "main"},
    }


class ActionCase(Case):
    def setUp(self):
        super().setUp()
        self.origin = self.repository("origin")

    def changes(self, before, after):
        """Commits the one to main and the other to a topic; returns both commits."""
        base = self.origin.commit("before", before)
        self.origin.git("checkout", "--quiet", "-b", "topic")
        head = self.origin.commit("after", after)
        return base, head

    def checked_out(self, depth=2):
        """What `actions/checkout` gives for the pull request topic -> main."""
        self.origin.merge_of("main", "topic")
        return self.origin.clone(self.scratch / "checkout", depth)

    def of_pull_request(self, before, after, inputs=None, fork=False, **options):
        base, head = self.changes(before, after)
        return act(self, self.checked_out(), "pull_request", pull_request(base, head, fork=fork), inputs, **options)

    def passes(self, log):
        self.assertEqual((log.result(), log.outputs()["verdict"], log.code), ("success", "pass", 0), log.text())

    def fails(self, log, verdict="fail", code="1"):
        outputs = log.outputs()
        self.assertEqual(
            (log.result(), outputs["verdict"], outputs["exit-code"]), ("failure", verdict, code), log.text())
        self.assertNotEqual(log.code, 0)


class PullRequest(ActionCase):
    def test_one_that_introduces_an_exposure_is_red_on_the_right_line(self):
        log, kept = self.of_pull_request({MANIFEST: PLANT}, {MANIFEST: exposed()})
        self.fails(log)
        place, message = log.commands("error")[0]
        self.assertEqual(place["file"], MANIFEST)
        # The first changed line that the finding stands on.
        self.assertEqual(place["line"], str(line_of(exposed(), LISTED)))
        self.assertIn("UFLPA", place["title"])
        self.assertIn(LISTED, message)
        self.assertIn("Carrier bag", message)
        outputs = log.outputs()
        self.assertEqual(set(outputs), OUTPUT_NAMES)
        self.assertGreaterEqual(int(outputs["deny"]), 1)
        self.assertRegex(outputs["policy-digest"], "^[0-9a-f]{64}$")
        # All reports come from one run and agree.
        report = json.loads((kept / "sourcegate.json").read_text(encoding="utf-8"))
        self.assertEqual((report["verdict"], report["policy"]["digest"]), ("fail", outputs["policy-digest"]))
        self.assertEqual(str(report["summary"]["deny"]), outputs["deny"])
        sarif = json.loads((kept / "sourcegate.sarif").read_text(encoding="utf-8"))
        rules = {result["ruleId"] for result in sarif["runs"][0]["results"]}
        self.assertIn("uflpa-entity-listed", rules)
        self.assertIn("uflpa-entity-listed", log.summary())
        # People get the whole report in the log.
        self.assertIn("deny[uflpa-entity-listed]", log.raw())
        self.assertIn("supplied by Example Spinning JSC", log.raw())

    def test_one_that_fixes_an_exposure_is_green(self):
        log, _ = self.of_pull_request({MANIFEST: exposed()}, {MANIFEST: exposed("Example Cotton Ltd.")})
        self.passes(log)
        self.assertEqual(log.commands("error"), [])
        self.assertIn("1 fixed", log.summary())

    def test_one_that_carries_an_old_exposure_is_green(self):
        log, _ = self.of_pull_request({MANIFEST: exposed()}, {"README.md": "something else"})
        self.passes(log)
        self.assertEqual(log.outputs()["failing"], "0")
        self.assertNotEqual(log.outputs()["deny"], "0")

    def test_one_that_edits_policy_does_not_excuse_itself(self):
        log, _ = self.of_pull_request(
            {MANIFEST: PLANT}, {MANIFEST: exposed(), "sourcegate.toml": f'exclude = ["{MANIFEST}"]\n'})
        self.fails(log)
        for text in (log.summary(), log.raw()):
            self.assertIn("once it is on the base", " ".join(text.split()))

    def test_the_head_may_rule_when_asked_for(self):
        log, _ = self.of_pull_request(
            {MANIFEST: PLANT}, {MANIFEST: exposed(), "sourcegate.toml": 'fail-on = "info"\n'},
            {"policy-from": "head"})
        self.fails(log)
        self.assertIn("--policy-from head", log.raw())

    def test_a_fork_gets_the_whole_answer_without_a_token(self):
        log, kept = self.of_pull_request({MANIFEST: PLANT}, {MANIFEST: exposed()}, fork=True)
        self.fails(log)
        self.assertTrue(log.commands("error"))
        self.assertTrue((kept / "sourcegate.sarif").is_file())

    def test_a_checkout_without_its_base_is_no_pass(self):
        base, head = self.changes({MANIFEST: PLANT}, {MANIFEST: exposed()})
        log, _ = act(self, self.checked_out(depth=1), "pull_request", pull_request(base, head))
        self.fails(log, "error", "4")
        self.assertIn("fetch-depth", log.commands("error")[0][1])

    def test_a_manifest_that_cannot_be_read_is_no_pass(self):
        log, _ = self.of_pull_request({MANIFEST: PLANT}, {MANIFEST: PLANT + "\n[[party]\n"})
        self.fails(log, "error", "4")
        self.assertEqual(log.commands("error")[0][0]["file"], MANIFEST)

    def test_a_repository_without_manifests_is_no_pass(self):
        log, _ = self.of_pull_request({"README.md": "one"}, {"README.md": "two"})
        self.fails(log, "error", "3")
        self.assertIn("nothing was checked", log.commands("error")[0][1])

    def test_a_folder_below_the_root_is_annotated_from_the_root(self):
        log, _ = self.of_pull_request(
            {f"goods/{MANIFEST}": PLANT, "goods/sourcegate.toml": ""}, {f"goods/{MANIFEST}": exposed()},
            {"working-directory": "goods", "paths": "sourcing\n", "formats": "sarif, junit\ncsv"})
        self.fails(log)
        self.assertEqual(log.commands("error")[0][0]["file"], f"goods/{MANIFEST}")
        outputs = log.outputs()
        self.assertTrue(outputs["sarif"] and outputs["junit"])
        self.assertEqual(outputs["json"], "")

    def test_levels_days_and_arguments_reach_the_tool(self):
        log, _ = self.of_pull_request(
            {MANIFEST: PLANT}, {MANIFEST: exposed()}, {"as-of": "2022-01-01", "fail-on": "deny", "args": "--policy\nxinjiang"})
        self.passes(log)


class OtherEvents(ActionCase):
    def test_merge_group(self):
        base, _ = self.changes({MANIFEST: PLANT}, {MANIFEST: exposed()})
        checkout = self.checked_out()
        payload = {"action": "checks_requested", "merge_group": {
            "head_sha": checkout.git("rev-parse", "HEAD"), "head_ref": "refs/heads/gh-readonly-queue/main/pr-7",
            "base_sha": base, "base_ref": "refs/heads/main"}}
        log, _ = act(self, checkout, "merge_group", payload)
        self.fails(log)
        self.assertEqual(log.commands("error")[0][0]["line"], str(line_of(exposed(), LISTED)))

    def test_push(self):
        before = self.origin.commit("before", {MANIFEST: PLANT})
        after = self.origin.commit("after", {MANIFEST: exposed()})
        payload = {"ref": "refs/heads/main", "before": before, "after": after}
        log, _ = act(self, self.origin.clone(self.scratch / "checkout", 2), "push", payload)
        self.fails(log)

    def test_a_push_of_something_else_carries_what_was_there(self):
        before = self.origin.commit("before", {MANIFEST: exposed()})
        after = self.origin.commit("after", {"README.md": "two"})
        payload = {"ref": "refs/heads/main", "before": before, "after": after}
        log, _ = act(self, self.origin.clone(self.scratch / "checkout", 2), "push", payload)
        self.passes(log)

    def test_schedule_judges_everything(self):
        self.origin.commit("before", {MANIFEST: exposed()})
        self.origin.commit("after", {"README.md": "two"})
        log, _ = act(self, self.origin.clone(self.scratch / "checkout", 2), "schedule", {"schedule": "0 6 * * 1"})
        self.fails(log)

    def test_everything_can_be_asked_for(self):
        log, _ = self.of_pull_request({MANIFEST: exposed()}, {"README.md": "two"}, {"base": "none"})
        self.fails(log)


class HostileText(ActionCase):
    """Names, paths, branches and inputs that would act on the runner if they were let."""

    NAME = ("INJECTED Co.\\n::error file=evil.c,line=1::INJECTED:\\n::set-output name=verdict::pass\\n"
            "::add-path::/tmp/evil\\n::stop-commands::x\\n\\u001b[31mRED\\u001b]0;title\\u0007\\u202Egnp.exe")
    ALLOWED = {"error", "warning", "notice", "set-output", "summary", "stop-commands",
               # A command that stands in the inert part of the log: seen, and not obeyed.
               "ignored"}

    def harmless(self, log):
        """Asserts that the runner took no command but ours, and that nothing raw acts on a terminal."""
        tokens = {entry["arg"] for entry in log.entries if entry.get("command") == "stop-commands"}
        for token in tokens:
            self.assertRegex(token, "^[0-9a-f]{32}$")
        self.assertLessEqual(log.names_of_commands() - tokens, self.ALLOWED, log.text())
        for place, message in log.annotations():
            self.assertNotIn("evil.c", place.get("file", ""))
            self.assertFalse(message.startswith("INJECTED:"), message)
        for control in ("\x1b", "\x07", "\u202e"):
            self.assertNotIn(control, log.raw())
        self.assertFalse((self.scratch / "owned").exists(), "a command was run")

    def test_a_supplier_name(self):
        after = exposed(self.NAME).replace('from = "ginner"', 'from = "gin-1"') + (
            '[[site]]\nid = "gin-1"\nparty = "ginner"\nprovince = "Xinjiang"\ncountry = "CN"\n')
        log, kept = self.of_pull_request({MANIFEST: PLANT}, {MANIFEST: after})
        self.harmless(log)
        self.fails(log)
        # The text is there for people to read, and in reports for those who parse.
        self.assertIn("INJECTED", log.raw())
        self.assertIn("INJECTED", log.commands("error")[0][1])
        report = json.loads((kept / "sourcegate.json").read_text(encoding="utf-8"))
        self.assertIn("\n::error file=evil.c", report["findings"][0]["path"][-1]["name"])

    def test_a_place(self):
        log, _ = self.of_pull_request(
            {MANIFEST: PLANT}, {MANIFEST: exposed().replace('city = "Hai Phong"', f'city = "{self.NAME}"')})
        self.harmless(log)
        self.fails(log)

    def test_a_path(self):
        path = "a`touch $KEEP`\n::error::INJECTED:%0A$(touch owned);'\" .sourcing.toml"
        log, _ = self.of_pull_request({MANIFEST: PLANT}, {MANIFEST: None, path: exposed()})
        self.harmless(log)
        self.fails(log)

    def test_a_branch_and_a_title(self):
        name = f"$(touch${{IFS}}{self.scratch}/owned)`touch${{IFS}}{self.scratch}/owned`"
        base, head = self.changes({MANIFEST: PLANT}, {MANIFEST: exposed()})
        payload = pull_request(base, head, ref=name)
        payload["pull_request"]["title"] = "x\n::error::INJECTED:"
        log, _ = act(self, self.checked_out(), "pull_request", payload)
        self.harmless(log)
        self.fails(log)

    def test_inputs(self):
        attack = f'"; touch {self.scratch}/owned; $(touch {self.scratch}/owned) `touch {self.scratch}/owned`'
        base, head = self.changes({MANIFEST: PLANT}, {MANIFEST: exposed()})
        checkout = self.checked_out()
        for name in ("paths", "base", "policy", "policy-from", "fail-on", "as-of", "formats", "working-directory",
                     "version", "mirror", "args"):
            for value in (attack, f"{attack}\n::error::INJECTED:", "--output=json=/proc/self/nowhere"):
                with self.subTest(name=name, value=value):
                    log, _ = act(self, checkout, "pull_request", pull_request(base, head), {name: value})
                    self.harmless(log)
                    # None of these is a value that means anything; a mirror is not asked when a binary is there.
                    if name != "mirror":
                        self.assertEqual(log.result(), "failure", log.text())


if __name__ == "__main__":
    unittest.main()
