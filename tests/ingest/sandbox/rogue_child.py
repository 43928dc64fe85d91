"""Children that misbehave, as a hostile file could make the real one do. Chosen by the file's name."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time

from ingest.messages import Message
from ingest.parsing.records import ParsedFile
from ingest.sandbox.child import MEGABYTE, Speech, allow_more, die_with_parent, limit_oneself
from ingest.sandbox.record_json import to_json
from tests.ingest.parsing.parses import document, page, parsed_file


def answer(parsed: ParsedFile) -> str:
    return '{"parsed":' + to_json(["application/pdf", parsed, ""]) + "}"


def tell(speech, page, of, **more):
    speech.say(json.dumps({"page": page, "of": of} | more))


def read_a_page_and_burn(speech):
    allow_more(100)
    tell(speech, 1, 12)
    burn(speech)


def read_two_pages_and_burn(speech):
    allow_more(100)
    tell(speech, 2, 12)
    burn(speech)


def recognise_and_burn(speech):
    allow_more(100)
    tell(speech, 0, 12, recognising=1)
    burn(speech)


def recognise_without_end(speech):
    tell(speech, 0, None, recognising=1_000_000)
    loop(speech)


def find_no_room(speech):
    speech.say('{"no_room":true}')


def segfault(speech):
    ctypes.string_at(0)


def loop(speech):
    time.sleep(3600)


def loop_with_grandchild(speech):
    subprocess.Popen(["sleep", "3600"])
    loop(speech)


def burn(speech):
    while True:
        pass


def burn_in_turns(speech):
    """One process after the other, each well below the system's limit, and gone before it is looked at."""
    while True:
        subprocess.run([sys.executable, "-c", "for _ in range(3_000_000): pass"], check=True)


def burn_side_by_side(speech):
    """In processes that are on their own, in sessions of their own."""
    work = "import os, time\nos.fork() or os.fork()\nwhile time.process_time() < .7: pass\ntime.sleep(9)"
    subprocess.Popen([sys.executable, "-c", work], start_new_session=True)
    loop(speech)


def nap_and_end_well(speech):
    time.sleep(1.5)
    well(speech)


def say_all_and_loop(speech):
    well(speech)
    os.closerange(0, 3)
    speech._out.close()
    time.sleep(3600)


def swallow_terminate(speech):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    loop(speech)


def eat_memory(speech):
    speech.say(json.dumps({"page": 1}))
    try:
        bytearray(100_000 * MEGABYTE)
    except MemoryError:
        speech.say('{"memory":true}')


def killed_by_system(speech):
    os.kill(os.getpid(), signal.SIGKILL)


def say_nothing(speech):
    pass


def say_garbage(speech):
    speech.say("\x7fELF garbage")


def say_nested(speech):
    speech.say("[" * 100_000)


def say_other_shape(speech):
    speech.say('{"parsed": ["application/pdf", [[], [["not a page"]], "1"], ""]}')


def say_odd_progress(speech):
    speech.say('{"page": "many"}')


def say_too_many_pages(speech):
    speech.say('{"page": 1, "of": 4000000}')
    time.sleep(3600)


def say_without_end(speech):
    while True:
        speech._out.write("x" * MEGABYTE)


def too_much_text(speech):
    speech.say(answer(parsed_file(document(pages=(page(1, text="x" * 400_000),)))))


def no_document(speech):
    speech.say(answer(ParsedFile((), (), "1")))


def chatter(speech):
    print("noise on standard output")
    print("noise on standard error", file=sys.stderr)
    well(speech)


def peek(speech):
    """Says what it can see of the archive's secrets."""
    names = ("SECRET_KEY", "DATABASE_URL", "ARCHIVE_VAR", "EMAIL_HOST_PASSWORD")
    reject(speech, " ".join(name for name in names if name in os.environ) or "nothing")


def look_around(speech):
    """Says what it can reach: networks, and the archive's folder."""
    networks = [name for _, name in socket.if_nameindex()]
    reject(speech, f"networks {networks} files {sorted(os.listdir())}")


def reject(speech, what):
    speech.say(json.dumps({"rejected": Message("xml_unknown_kind", name=what).as_json()}))


def well(speech):
    tell(speech, 2, 2)
    speech.say(answer(parsed_file(document(1, 2))))


def slow(speech):
    """Two pages, half a second each."""
    for number in (1, 2):
        tell(speech, number, 2)
        time.sleep(0.5)
    speech.say(answer(parsed_file(document(1, 2))))


def warm_up():
    pass


def main(order):
    die_with_parent()
    limit_oneself(order["seconds"], order["memory_mb"])
    behaviour, speech = order["name"].partition(".")[0], Speech()
    if behaviour != "not_even_begin":
        speech.say('{"ready":true}')
        globals()[behaviour](speech)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
