"""Runs the AWS CLI many times, each in a process of its own that is forked once the CLI is loaded: to load it takes most of a run.

A question is a line, {"arguments": [text], "environment": {name: text}}: the arguments behind `aws`, and what is added to the
environment of this process. So is its answer, "answer " and {"status": number, "stdout": text, "stderr": text}.
"""

import json
import os
import sys
import tempfile
import traceback

import awscli.clidriver


def run(question, files):
    """Runs in the fork, whose output goes to the files."""
    for stream, file in zip((sys.stdout, sys.stderr), files):
        os.dup2(file.fileno(), stream.fileno())
    os.environ.update(question["environment"])
    sys.argv = ["aws", *question["arguments"]]
    status = 255
    try:
        status = awscli.clidriver.main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status or 0)


def answer(question):
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        process = os.fork()
        if process == 0:
            run(question, (stdout, stderr))
        _, ended = os.waitpid(process, 0)
        texts = []
        for file in (stdout, stderr):
            file.seek(0)
            texts.append(file.read().decode())
        return {"status": os.waitstatus_to_exitcode(ended), "stdout": texts[0], "stderr": texts[1]}


# Loads what every run needs: the commands are plugins.
awscli.clidriver.create_clidriver()
for line in sys.stdin:
    print("answer " + json.dumps(answer(json.loads(line))), flush=True)
