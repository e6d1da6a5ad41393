"""Full-text search: a replica of the catalogue on this host, brought up to date from the change feed.

Each word is kept as printed (lower case, one tone placement) and folded; identifiers have a field of their own without
separators. The replica can be thrown away at any time: it is made again from the stored records.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import structlog
import tantivy
from filelock import FileLock

from pipeline.errors import AlteredObject, NotFound, ServiceError
from pipeline.model import Box, PageRef, Reading, Record
from storage.catalogue import Catalogue, FeedPosition
from storage.entries import Entry, make_entries, make_schema, register_tokenizers
from storage.highlight import Fragment, highlight_page, marked_html
from storage.matching import Filters, match_all, match_most
from storage.records import Records
from storage.terms import Query, parse_query

T = TypeVar("T")
Contents = tuple[Record, Mapping[PageRef, Reading]]

STAMP = 1
"""Goes up with every change to what the index holds; a replica with another stamp is made anew."""

_HEAP = 50_000_000
_PART = 500
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that answers the query. `no` is its place in the document, `ref.page` its number in the scanned file.

    `snippet` is HTML with the matching words in `<mark>`; `fragments` is the same in pieces.
    """

    dossier: str
    document: str
    type: str
    ref: PageRef
    no: int
    score: float
    snippet: str
    fragments: tuple[Fragment, ...]
    boxes: tuple[Box, ...]

    @property
    def page(self) -> int:
        """The page's number in the scanned file, from 1."""
        return self.ref.page


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`relaxed`: no page has all the words, so those with most of them are given."""

    total: int
    hits: tuple[Hit, ...]
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """Which generation of the replica counts, and how far along which feed it is."""

    stamp: int
    generation: int
    feed: str
    seq: int


class SearchIndex:
    """The replica in `folder`, shared by the processes of one host: one writes at a time, all may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: tuple[int, tantivy.Index] | None = None

    def refresh(self, catalogue: Catalogue, records: Records) -> int:
        """Brings the replica up to the end of the change feed and returns how many dossiers it took in.

        A replica that is damaged, of another make or of another database is thrown away and made anew.
        """
        with self._locked():
            position = catalogue.feed_position()
            state = self._usable_state(position) or self._start(position.feed)
            taken = 0
            while state.seq < position.seq:
                changes = catalogue.changes(state.seq, _PART)
                latest = {change.dossier: change.version for change in changes}
                self._write(state.generation, _load(records, latest))
                state = replace(state, seq=changes[-1].seq)
                self._save_state(state)
                taken += len(latest)
            self._drop_others(state.generation)
            return taken

    def rebuild(self, contents: Iterable[Contents], position: FeedPosition | None = None) -> int:
        """Makes the replica anew from stored records and readings alone and returns the number of dossiers.

        `position` is where the change feed stood before the first record was loaded; without it the next refresh goes
        over the feed from its start. Searches see the old replica until the new one is whole.
        """
        with self._locked():
            generation = self._next_generation()
            self._make_generation(generation)
            count, rest = 0, iter(contents)
            while taken := self._write(generation, islice(rest, _PART)):
                count += taken
            feed, seq = (position.feed, position.seq) if position else ("", 0)
            self._save_state(_State(STAMP, generation, feed, seq))
            self._drop_others(generation)
            return count

    def search(
        self,
        query: str,
        *,
        type: str | None = None,
        dossier: str | None = None,
        date_from: date | None = None,
        date_to: date | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> SearchResult:
        """Pages for the query, best first. Whatever is typed is valid; quotes make phrases.

        The dates bound the day a paper was issued, or its dossier received where that is unknown. Raises ServiceError
        where the replica turns out damaged; the next refresh makes it anew.
        """
        parsed = parse_query(query)
        if not (parsed.clauses or parsed.identifiers):
            return SearchResult(0, ())
        filters = Filters(type, dossier, date_from, date_to)
        while (state := self._load_state()) is not None:
            generation = state.generation
            found = _survive(lambda: _search(self._reader(generation), parsed, filters, limit, offset))  # noqa: B023
            if found is not None:
                return found
            self._give_up(generation)
        return SearchResult(0, ())

    # --- generations: a folder each, and a state file that says which one counts ---

    @property
    def _state_path(self) -> Path:
        return self._folder / "state.json"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / "lock"):
            yield

    def _usable_state(self, position: FeedPosition) -> _State | None:
        """The state, if what lies there fits the feed and can be read."""
        state = self._load_state()
        if state is None or state.seq > position.seq or state.feed not in {"", position.feed}:
            return None
        readable = _survive(lambda: _probe(self._open(state.generation)))
        return replace(state, feed=position.feed) if readable else None

    def _give_up(self, generation: int) -> None:
        """Marks a damaged replica as gone, unless another one has taken its place meanwhile."""
        self._opened = None
        with self._locked():
            state = self._load_state()
            if state is not None and state.generation == generation:
                self._state_path.unlink(missing_ok=True)
                raise ServiceError("search index damaged; search again")

    def _load_state(self) -> _State | None:
        try:
            state = _State(**json.loads(self._state_path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return state if state.stamp == STAMP else None

    def _save_state(self, state: _State) -> None:
        draft = self._state_path.with_suffix(".new")
        with draft.open("w") as file:
            json.dump(asdict(state), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._state_path)

    def _start(self, feed: str) -> _State:
        state = _State(STAMP, self._next_generation(), feed, 0)
        self._make_generation(state.generation)
        self._save_state(state)
        _log.info("index_started", generation=state.generation)
        return state

    def _generations(self) -> dict[int, Path]:
        folders = (path for path in self._folder.glob("generation-*") if path.is_dir())
        return {int(path.name.removeprefix("generation-")): path for path in folders}

    def _next_generation(self) -> int:
        return max(self._generations(), default=0) + 1

    def _generation_path(self, generation: int) -> Path:
        return self._folder / f"generation-{generation}"

    def _make_generation(self, generation: int) -> None:
        path = self._generation_path(generation)
        path.mkdir()
        tantivy.Index(make_schema(), path=str(path), reuse=False)

    def _drop_others(self, generation: int) -> None:
        for other, path in self._generations().items():
            if other != generation:
                shutil.rmtree(path, ignore_errors=True)

    def _open(self, generation: int) -> tantivy.Index:
        index = tantivy.Index.open(str(self._generation_path(generation)))
        # Reloaded by hand: a reader that watches the folder costs a thread.
        index.config_reader("manual")
        register_tokenizers(index)
        return index

    def _reader(self, generation: int) -> tantivy.Index:
        """The generation as it stands now, kept open between searches."""
        opened = self._opened
        if opened is None or opened[0] != generation:
            opened = self._opened = (generation, self._open(generation))
        opened[1].reload()
        return opened[1]

    def _write(self, generation: int, contents: Iterable[Contents]) -> int:
        """Takes the dossiers in, each in place of what is held of it, one at a time in memory; returns how many."""
        count = 0
        writer = self._open(generation).writer(heap_size=_HEAP, num_threads=1)
        for record, readings in contents:
            writer.delete_documents_by_term("dossier", record.id)
            for entry in make_entries(record, readings):
                writer.add_document(entry)
            count += 1
        writer.commit()
        writer.wait_merging_threads()
        return count


def _probe(index: tantivy.Index) -> bool:
    """Reads one entry whole; raises where it cannot."""
    searcher = index.searcher()
    for _, address in searcher.search(tantivy.Query.all_query(), 1).hits:
        Entry(searcher.doc(address))
    return True


def _load(records: Records, versions: Mapping[str, int]) -> Iterator[Contents]:
    for dossier, version in versions.items():
        try:
            record = records.load_record(dossier, version)
        except (NotFound, AlteredObject) as error:
            # `sohoa verify` names it; the others must still be found.
            _log.error("record_unusable", dossier=dossier, version=version, error=error.code)
            continue
        yield record, records.readings_of(record)


def _search(index: tantivy.Index, query: Query, filters: Filters, limit: int, offset: int) -> SearchResult:
    searcher, schema = index.searcher(), index.schema
    total, hits = _find(searcher, match_all(schema, query, filters), limit, offset)
    loose = match_most(schema, query, filters) if total == 0 else None
    if loose is not None:
        total, hits = _find(searcher, loose, limit, offset)
    found = (_hit(Entry(searcher.doc(address)), score, query) for score, address in hits)
    return SearchResult(total, tuple(found), relaxed=loose is not None and total > 0)


def _find(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int
) -> tuple[int, list[tuple[float, tantivy.DocAddress]]]:
    found: Any = searcher.search(query, max(1, limit), offset=offset)
    return int(found.count), found.hits[:limit]


def _hit(entry: Entry, score: float, query: Query) -> Hit:
    highlight = highlight_page(query, entry.words, entry.fields)
    return Hit(
        entry.dossier,
        entry.document,
        entry.type,
        entry.ref,
        entry.no,
        score,
        marked_html(highlight.fragments),
        highlight.fragments,
        highlight.boxes,
    )


def _survive(work: Callable[[], T]) -> T | None:
    """What `work` returns, or None where the index is damaged: tantivy may even panic, which is no Exception."""
    try:
        return work()
    except BaseException as error:
        if isinstance(error, (ValueError, OSError, zlib.error)) or type(error).__name__ == "PanicException":
            _log.error("index_damaged", error=type(error).__name__)
            return None
        raise
