"""How fast, how flat and how hard to kill the newsroom is.

    python benchmarks/newsroom.py speed [--stories 20] [--voices tone,hi-espeak]   stories an hour
    python benchmarks/newsroom.py scaling [--stories 60] [--rounds 3] [--voice hi-espeak]   two workers or one
    python benchmarks/newsroom.py noop [--stories 10000]                           a run with nothing to do
    python benchmarks/newsroom.py memory [--stories 1000]                          driver and worker, tone
    python benchmarks/newsroom.py kills [--kills 50]               SIGKILL at random moments, the feed watched

Stories are of the size of a news story: about 2,600 characters in some 40 sentences, each in one story only.
Each question prints one line of JSON; how far it is, on standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from newsroom import Command, Watcher, correct, kill_often, published, timeless, write_page

BASE = ("--base-url", "https://audio.example")
TELL_S = 15.0
"""How often a long batch says how far it is."""
SENTENCES = (
    "सोनपुर के वार्ड {n} में सोमवार को {k} घरों तक पानी की नई पाइप पहुँच गई।",
    "नगर परिषद ने बताया कि काम पर {k},{n:03} रुपये खर्च हुए।",
    "इलाके के लोगों ने {n} दिन पहले इसकी माँग की थी।",
    "अगले महीने {k} और गलियों में काम शुरू होगा, जिनमें गली नंबर {n} भी है।",
)


def make_pages(folder: Path, count: int, sentences: int = 40) -> Path:
    """A folder of stories, none with a sentence of another."""
    for number in range(count):
        said = [
            SENTENCES[index % len(SENTENCES)].format(
                n=number % 997 + 1, k=10 + index + 90 * (number // 997 + 1)
            )
            for index in range(sentences)
        ]
        day = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
        write_page(folder, f"{number:05}", title=f"वार्ड {number} तक पहुँचा पानी", text=" ".join(said), date=day)
    return folder


def timed(command: Command, *words: object) -> tuple[float, dict]:
    """Seconds that a batch took, and its report."""
    begun_s = told_s = time.monotonic()
    process = command.start(*words, "--json")
    said = []
    for line in process.stderr:  # one for each story
        said.append(line)
        if time.monotonic() - told_s > TELL_S:
            told_s = time.monotonic()
            note(f"{len(said)} stories in {told_s - begun_s:.0f} s")
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"the batch failed with {process.returncode}: {''.join(said)}")
    return time.monotonic() - begun_s, json.loads(out)


def speed(work: Path, stories: int, voices: list[str]) -> None:
    """Stories an hour with all cores."""
    pages = make_pages(work / "pages", stories)
    for voice in voices:
        note(f"{stories} stories, {voice}")
        words = ("batch", pages, "--to", work / voice, *BASE, "--voice", voice)
        took_s, report = timed(Command(work / f"own-{voice}"), *words)
        about = {"voice": voice, "stories": report["new"], "seconds": round(took_s, 1)}
        rate = round(3600 * report["new"] / took_s)
        tell("speed", **about, stories_per_hour=rate, audio_min=round(report["audio_ms"] / 60_000, 1))


def scaling(work: Path, stories: int, voice: str, rounds: int) -> None:
    """How much of one worker's time two workers take: the middle of some rounds, each of one run with either.

    Whatever else the machine does makes two workers look worse; each round tells its load average, and the
    processor time of a run, which that does not change much.
    """
    pages = make_pages(work / "pages", stories)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    cpu: dict[int, list[float]] = {1: [], 2: []}
    loads = []
    for number in range(rounds):
        loads.append(round(os.getloadavg()[0], 2))
        for workers in (2, 1):
            begun = cpu_s()
            words = ("batch", pages, "--to", work / f"{number}-{workers}", *BASE, "--voice", voice)
            own = Command(work / f"own-{number}-{workers}")
            took_s, _ = timed(own, *words, "-j", workers)
            seconds[workers].append(round(took_s, 1))
            cpu[workers].append(round(cpu_s() - begun, 1))
            note(
                f"round {number + 1} of {rounds}, {workers} at a time: {took_s:.1f} s, "
                f"processor {cpu[workers][-1]} s, load before {loads[-1]}"
            )
        note(f"round {number + 1} of {rounds}: ratio {seconds[2][-1] / seconds[1][-1]:.3f}")
    ratios = [round(two / one, 3) for two, one in zip(seconds[2], seconds[1], strict=True)]
    tell(
        "scaling",
        voice=voice,
        stories=stories,
        ratio=statistics.median(ratios),
        ratios=ratios,
        one_s=seconds[1],
        two_s=seconds[2],
        one_cpu_s=cpu[1],
        two_cpu_s=cpu[2],
        load_before=loads,
    )


def cpu_s() -> float:
    """Processor time of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def noop(work: Path, stories: int) -> None:
    """A run over stories that are all narrated: by a catalogue that says so, for want of hours."""
    from narrator.batch.listing import digest
    from narrator.batch.newsroom import open_newsroom
    from narrator.catalogue import pages as page_rows
    from narrator.catalogue import stories as story_rows
    from narrator.catalogue.pages import PageRecord
    from narrator.catalogue.stories import StoryRecord
    from narrator.settings import Settings, StoreSettings

    note(f"writing {stories} pages")
    pages = make_pages(work / "pages", stories)
    command = Command(work / "own")
    words = ("batch", pages, "--to", work / "public", *BASE, "--voice", "tone")
    note("narrating one of them")
    timed(command, "batch", min(pages.iterdir()), *words[2:])
    note("writing the others down as narrated")
    with open_newsroom(Settings(store=StoreSettings(url=str(work / "public")))) as newsroom:
        with newsroom.catalogue.begin() as db:
            (model,) = story_rows.live(db)
        records, rows = [], []
        for number, path in enumerate(sorted(pages.iterdir())):
            story = model.id if str(path) == model.locator else f"{number:08x}-0000-5000-8000-000000000000"
            seen = {"source": str(pages), "story": story, "digest": digest(path), "done": True}
            records.append(PageRecord(str(path), path.name, model.first_seen, **seen))
            episode = model.episode.replace(model.id, story)
            stem = model.stem.replace(model.id, story)
            seen = {"text_hash": "x", "stem": stem, "published": model.published, "episode": episode}
            rows.append(StoryRecord(story, str(path), model.first_seen, **seen))
        with newsroom.catalogue.begin() as db:
            page_rows.save(db, records)
            for row in rows:
                story_rows.save(db, row)
    before = published(work / "public")
    note("the run with nothing to do")
    took_s, report = timed(command, *words)
    if report["unchanged"] != stories or published(work / "public") != before:
        raise SystemExit(f"the run did something: {report}")
    tell("noop", stories=stories, seconds=round(took_s, 2))


def memory(work: Path, stories: int) -> None:
    """Resident memory of driver and worker early, in the middle and late."""
    pages = make_pages(work / "pages", stories, sentences=8)
    command = Command(work / "own")
    process = command.start("batch", pages, "--to", work / "public", *BASE, "--voice", "tone", "-j", 1, "-q")
    samples: list[tuple[int, int, int]] = []
    done = threading.Event()

    def watch() -> None:
        from newsroom import workers_of

        while not done.wait(1.0):
            count = sum(1 for _ in (work / "public").glob("*.mp3")) if (work / "public").is_dir() else 0
            if workers := workers_of(process):
                samples.append((count, resident_kb(process.pid), resident_kb(workers[0])))
                if len(samples) % TELL_S == 1:
                    note(f"{count} of {stories} stories: {samples[-1][1]} and {samples[-1][2]} KB")

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.communicate()
    done.set()
    watcher.join()
    points = [
        next((sample for sample in samples if sample[0] >= share * stories), samples[-1])
        for share in (0.1, 0.5, 0.95)
    ]
    mb = [
        {"stories": count, "driver_mb": driver // 1024, "worker_mb": worker // 1024}
        for count, driver, worker in points
    ]
    tell("memory", exit_code=process.returncode, points=mb)


def kills(work: Path, count: int) -> None:
    """The end after many kills, against that of an undisturbed run: new stories, then a correction of each."""
    pages = make_pages(work / "pages", 9 * count, sentences=8)
    words = ("batch", pages, *BASE, "--voice", "tone", "-j", 2, "-q", "--to")
    calm, command, public = Command(work / "calm"), Command(work / "own"), work / "public"
    killed, looks, faults = 0, 0, []
    for part in range(2):
        if part:
            correct(pages)
        timed(calm, *words, work / "undisturbed")
        with Watcher(public) as watcher:
            killed += kill_often(command, (*words, public), public, count // 2, 1000 * part)
            note(f"{killed} of {count} killed; now to the end")
            timed(command, *words, public)
        looks, faults = looks + watcher.looks, [*faults, *watcher.faults]
    tell(
        "kills",
        killed=killed,
        looks_at_the_feed=looks,
        looks_that_found_a_sound_missing_or_of_another_length=len(faults),
        same=timeless(published(public)) == timeless(published(work / "undisturbed")),
        left=len(command.leftovers(public)),
        spoken=command.spoken(),
        spoken_undisturbed=calm.spoken(),
    )


def resident_kb(pid: int) -> int:
    """Resident memory of a process; 0 where it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def note(line: str) -> None:
    """Say how far it is."""
    print(line, file=sys.stderr, flush=True)


def tell(question: str, **answer: object) -> None:
    """One line of JSON."""
    print(json.dumps({"question": question, "cores": os.cpu_count(), **answer}), flush=True)


def main() -> None:
    """Ask what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=("speed", "scaling", "noop", "memory", "kills"))
    parser.add_argument("--stories", type=int, default=0)
    parser.add_argument("--voices", default="tone,hi-espeak")
    parser.add_argument("--voice", default="hi-espeak")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=50)
    asked = parser.parse_args()
    random.seed(8)
    with tempfile.TemporaryDirectory(prefix="newsroom-") as folder:
        work = Path(folder)
        if asked.question == "speed":
            speed(work, asked.stories or 20, asked.voices.split(","))
        elif asked.question == "scaling":
            scaling(work, asked.stories or 60, asked.voice, asked.rounds)
        elif asked.question == "noop":
            noop(work, asked.stories or 10_000)
        elif asked.question == "memory":
            memory(work, asked.stories or 1_000)
        else:
            kills(work, asked.kills)


if __name__ == "__main__":
    main()
