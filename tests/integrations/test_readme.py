"""The README's first pull request, replayed as a new user would type it, and then judged by the action."""

import re
import unittest
from pathlib import Path

from harness import ACTION, ROOT, Case, Repository, act
from test_action import pull_request

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = re.search(r"^### Your first pull request\n(.*?)^### ", README, re.MULTILINE | re.DOTALL)[1]
MARK = "--- end of a command ---"


def commands(block):
    """The commands of a console block, each with the output that it promises."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif line.startswith("> ") or line == ">":
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return [("\n".join(typed), said) for typed, said in found]


def matches(promised, said):
    """Whether an output is the promised one; a line `...` stands for any lines, `[..]` for any end of a line."""
    parts = [r"(?:.*\n)*" if line.strip() == "..." else re.escape(line).replace(re.escape("[..]"), ".*") + "\n"
             for line in promised]
    return re.fullmatch("".join(parts), said) is not None


class FirstPullRequest(Case):
    def test_the_transcript_and_the_check_on_github(self):
        blocks = re.findall(r"^```console\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
        typed = [command for block in blocks for command in commands(block)]
        self.assertGreaterEqual(len(typed), 8)
        home = Repository.__new__(Repository)
        home.path = self.scratch / "home"
        home.path.mkdir()
        script = "\n".join(f"{{ {command}\n}} 2>&1\necho '{MARK}'" for command, _ in typed)
        # A person has a name in git; the rest is as in an empty home.
        ran = home.run("bash", "-c", script, code=None, PRE_COMMIT_HOME=str(self.scratch / "hooks"), TERM="dumb")
        said = ran.stdout.split(f"{MARK}\n")
        self.assertEqual(len(said), len(typed) + 1, ran.stdout + ran.stderr)
        for (command, promised), output in zip(typed, said):
            with self.subTest(command=command):
                self.assertTrue(matches(promised, output), f"`{command}` prints\n{output}\nand not\n" + "\n".join(promised))

        # The same two pull requests on GitHub, with the workflow that `init` wrote.
        made = Repository.__new__(Repository)
        made.path = home.path / "acme-goods"
        workflow = (made.path / ".github/workflows/sourcegate.yml").read_text(encoding="utf-8")
        self.assertIn(f"uses: {ACTION}\n", workflow)
        annotation = re.search(r"^```text\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)[1]
        for branch, result in (("yarn", "failure"), ("yarn-fixed", "success")):
            with self.subTest(branch=branch):
                made.merge_of("main", branch)
                checkout = made.clone(self.scratch / branch, 2)
                payload = pull_request(made.git("rev-parse", "main"), made.git("rev-parse", branch))
                log, _ = act(self, checkout, "pull_request", payload, workflow=workflow)
                self.assertEqual(log.result("1"), result, log.text())
                errors = [f"{place['file']}:{place['line']}: {place['title']}\n{message}\n"
                          for place, message in log.commands("error")]
                self.assertEqual(errors, [annotation] if result == "failure" else [])
        self.assertTrue(Path(made.path / "sourcing/first.sourcing.toml").is_file())


if __name__ == "__main__":
    unittest.main()
