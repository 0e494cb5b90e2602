"""Starts and stops `paydesk up`, and looks at what it is made of."""

import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def wait_until(condition, what, seconds=30):
    """Polls until the condition gives something true, and returns that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


class Suite:
    def __init__(self, state, port_base):
        self.state = pathlib.Path(state)
        self.port_base = port_base
        build = os.environ.get("PAYDESK_BUILD", "debug")
        self.command = str(ROOT / ".build" / build / "paydesk")
        self.process = None

    @property
    def run(self):
        return json.loads((self.state / "run.json").read_text())

    def start(self):
        self.output = open(self.state / "up.txt", "ab")
        self.process = subprocess.Popen(
            [self.command, "up", "--state", str(self.state), "--port-base", str(self.port_base)],
            stdout=self.output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )
        wait_until(self._is_up, "run.json is written", 60)

    def _is_up(self):
        if self.process.poll() is not None:
            raise AssertionError("paydesk up ended: " + (self.state / "up.txt").read_text())
        return (self.state / "run.json").exists()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.output.close()

    def kill(self, name):
        """kill -9, without waiting for the successor."""
        try:
            os.kill(self.run["processes"][name]["pid"], signal.SIGKILL)
        except ProcessLookupError:
            pass  # it was being replaced at this very moment

    def is_ready(self, name):
        port = self.run["processes"][name]["internal_port"]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def wait_ready(self):
        for name in self.run["processes"]:
            wait_until(lambda: self.is_ready(name), f"{name} is ready")

    def ledger(self):
        """The acquirer's own book."""
        return self.get("sandbox_url", "/acquirer/ledger")

    def orders(self):
        return self.get("sandbox_url", "/store/orders")

    def faults(self, **fault):
        self._send("POST", "/acquirer/faults", fault)

    def clear_faults(self):
        self._send("DELETE", "/acquirer/faults", None)

    def get(self, which, path):
        with urllib.request.urlopen(self.run[which] + path, timeout=10) as answer:
            return json.load(answer)

    def _send(self, method, path, body):
        request = urllib.request.Request(
            self.run["sandbox_url"] + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).read()

    def paydesk(self, *arguments):
        """Another subcommand, with this suite's database."""
        return subprocess.run(
            [self.command, *arguments], capture_output=True, text=True, cwd=ROOT, timeout=60,
            env={**os.environ, "DATABASE_URL": self.run["database_url"]},
        )
