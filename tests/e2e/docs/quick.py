"""The command `jetbridge` without its start: a process that has imported it forks for each call.

A start takes a second of one core, and the documents have a hundred commands.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LONGEST: Final = 1 << 20
_SHIM: Final = """#!{python} -IS
import json, os, socket, sys
call = json.dumps([os.getcwd(), dict(os.environ), sys.argv]).encode()
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [call], [0, 1, 2])
    sys.exit(int(server.recv(16) or 70))
"""


@contextmanager
def jetbridge(at: Path) -> Iterator[Path]:
    """Yield a folder with a program `jetbridge`, in the folder `at`, for as long as it may run."""
    address, folder = at / "jetbridge.socket", at / "bin"
    folder.mkdir()
    shim = folder / "jetbridge"
    shim.write_text(_SHIM.format(python=sys.executable, address=str(address)))
    shim.chmod(0o700)
    command = [sys.executable, "-m", __name__, str(address)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            assert server.stdout.readline() == "ready\n"
            yield folder
        finally:
            server.terminate()


def _serve(address: str) -> None:
    import jetbridge_cli.app  # noqa: F401, PLC0415 - what each call would import

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no call is waited for
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)  # noqa: T201 - to the process that has started this one
        while True:
            caller, _ = listening.accept()
            if os.fork() == 0:
                _answer(caller)
            caller.close()


def _answer(caller: socket.socket) -> None:
    """Run one call as the process that asked for it would, and end."""
    from jetbridge_cli.main import main  # noqa: PLC0415 - is imported by now

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    call, descriptors, _, _ = socket.recv_fds(caller, _LONGEST, 3)
    folder, environment, arguments = json.loads(call)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    status = 1
    try:
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.sendall(str(status).encode())
        os._exit(status)


if __name__ == "__main__":
    _serve(sys.argv[1])
