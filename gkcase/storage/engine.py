"""Opens the store: SQLite in a file with two engines, or PostgreSQL, behind the same three methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from gkcase.domain.errors import Trouble
from gkcase.storage import cipher, operations, table_seals, vault
from gkcase.storage.canonical import canonical
from gkcase.storage.durable import has_room, publish, temporary
from gkcase.storage.faults import explained
from gkcase.storage.files import FileStore
from gkcase.storage.opening import NEWER, examine, look_at_folder
from gkcase.storage.papers import seal
from gkcase.storage.schema import HEAD, REVISIONS, create_schema, revision_of
from gkcase.storage.tables import OfficeRow, Setting
from gkcase.storage.veil import WHOLE, Veil

BUSY_SECONDS = 5
_ENGINE = {
    "hide_parameters": True,  # parameters hold personal data: not into a log
    "json_serializer": canonical,
    "query_cache_size": 200,  # each number of words searched for is a statement of its own: they need not all stay
}
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('gkcase/' || current_schema(), 0))"


FirstRows = Callable[[Session], None]
"""Puts the first rows into a database that is being made, in the transaction that makes it."""


class History(Protocol):
    """Who seals what is written (services make it): asked before and after the acts of every transaction."""

    def begin(self, session: Session) -> None:
        """Bring the key."""

    def finish(self, session: Session) -> None:
        """Put on the chain what the acts have changed beside it."""

    def saved(self, session: Session) -> None:
        """Learn that it was committed."""


NO_ROOM = (
    "磁盘剩余空间不足200 MB，没有开始保存，填写的内容已留作草稿；请清理磁盘，"
    "或在“设置”的“存储和备份”中把数据库备份到另一个磁盘：{folder}"
)


class Store:
    """An open database: sessions for writing, one at a time, and for reading, as many as there are threads."""

    def __init__(
        self,
        writing: Engine,
        reading: Engine,
        path: Path | None,
        files: FileStore,
        key: bytes | None = None,
    ) -> None:
        self.path = path
        self.files = files
        self.key = key
        self.history: History | None = None
        self.writing = writing
        self._reading = reading
        self.veil = Veil(reading)
        self._write = sessionmaker(writing, expire_on_commit=False)
        event.listen(self._write, "after_flush", seal)
        table_seals.watch(self._write)
        if path is not None:
            event.listen(self._write, "after_commit", partial(operations.note, path))
        self._read = sessionmaker(reading, expire_on_commit=False)
        _open_here.add(self)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.writing.dialect.name

    def look_for_room(self) -> None:
        """Refuse to begin a save while the disk of the file has no room to end it well."""
        if self.path is not None and not has_room(self.path.parent):
            raise Trouble(NO_ROOM.format(folder=self.path.parent))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One act: all of the block is saved when it ends, nothing if it raises."""
        history = self.history
        with explained():
            with self._write.begin() as session:
                if history is not None:
                    history.begin(session)
                yield session
                if history is not None:
                    history.finish(session)
            if history is not None:
                history.saved(session)

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[Session]:
        """A view of one moment; whatever is written through it is refused by the database.

        With `whole` it reads past the veil: only for acts that show nothing of what they look at.
        """
        with explained(), self._read() as session:
            if whole and self.veil.refusal is not None:
                session.connection(execution_options={WHOLE: True})
            yield session

    def sound(self) -> bool:
        """Whether every page of the file is what was written, as far as the file itself can tell."""
        with explained(), self._reading.connect() as connection:
            raw = connection.connection.driver_connection
            return cipher.sound(cast("cipher.Connection", raw), self.key)

    def close(self) -> None:
        """Give all connections back; sessions must have ended before."""
        _open_here.discard(self)
        self._reading.dispose()
        self.writing.dispose()


_open_here: WeakSet[Store] = WeakSet()


def is_open_here(path: Path) -> bool:
    """Whether this program has the file open: the two drivers do not see each other's locks within one process."""
    return any(store.path == path.absolute() for store in _open_here)


def open_store(
    url_or_path: str | Path,
    *,
    create: bool = False,
    first: FirstRows | None = None,
    files: Path | None = None,
    key: bytes | None = None,
) -> Store:
    """Open a database by path or URL; with `create` a new one, never over something that is there.

    `first` adds the rows without which a new database is of no use: in a file they come into being with it. `files`
    is the folder of attachments and letters; beside a database file it is `<name>.files`. With a data key a file is
    opened, and made, as an encrypted one.
    """
    url = _url(url_or_path)
    if url is None or url.get_backend_name() == "sqlite":
        path = Path(url.database or "") if url else Path(url_or_path)
        path = path.absolute()
        if create:
            create_file(path, key, first)
        return _open_sqlite(path, files, key)
    return _open_postgresql(url, create, first, files)


def _url(url_or_path: str | Path) -> URL | None:
    return make_url(url_or_path) if isinstance(url_or_path, str) and "://" in url_or_path else None


def _open_sqlite(path: Path, files: Path | None, key: bytes | None) -> Store:
    if examine(path, key) != HEAD:
        from gkcase.storage.migrating import upgrade_file  # Alembic costs 100 ms: only when there is need

        upgrade_file(path, key)
    writing, reading = sqlite_engine(path, "IMMEDIATE", key), sqlite_engine(path, "DEFERRED", key)
    store = Store(writing, reading, path, file_store(files or files_folder(path), key), key)
    try:
        with explained(), writing.connect():
            return store
    except BaseException:
        store.close()
        raise


def files_folder(path: Path) -> Path:
    """Where attachments and letters of a database file lie."""
    return path.with_name(f"{path.name}.files")


def file_store(folder: Path, key: bytes | None) -> FileStore:
    """The attachments and letters of a database with this data key."""
    return FileStore(folder, vault.subkey(key, vault.FILES) if key else None)


def create_file(path: Path, key: bytes | None = None, first: FirstRows | None = None) -> None:
    """Make a new database: whole under a temporary name, its first rows included, synced, then named.

    The key file of one that is to be encrypted is there before it.
    """
    look_at_folder(path)
    try:
        with explained(), temporary(path) as made:
            engine = sqlite_engine(made, "IMMEDIATE", key, mode="DELETE")
            try:
                with engine.begin() as connection:
                    create_schema(connection, _named_by_key_file(path, key))
                    if first:
                        _add(connection, first)
            finally:
                engine.dispose()
            publish(made, path)
    except FileExistsError as error:
        raise Trouble(f"已有同名文件，没有新建，请换一个名字：{path}") from error


def _add(connection: Connection, first: FirstRows) -> None:
    with Session(connection) as session:
        first(session)
        session.flush()


def _named_by_key_file(path: Path, key: bytes | None) -> str:
    """The id of a database that is to be encrypted stands in its key file already."""
    kept = vault.read_key_file(path) if key else None
    return kept.id if kept else ""


def sqlite_engine(
    path: Path, begin: str, key: bytes | None = None, *, mode: str = "WAL", foreign_keys: bool = True
) -> Engine:
    """An engine whose transactions start as told: IMMEDIATE for writing, DEFERRED for reading only."""
    reading = begin == "DEFERRED"
    engine = create_engine(
        "sqlite://",
        module=cipher.driver(key),
        creator=partial(_connect, path, key, mode, foreign_keys, reading),
        poolclass=QueuePool,
        pool_size=5 if reading else 1,
        max_overflow=10 if reading else 0,
        pool_timeout=2 * BUSY_SECONDS,
        **_ENGINE,
    )
    event.listen(engine, "begin", partial(_begin, f"BEGIN {begin}"))
    return engine


def _connect(
    path: Path, key: bytes | None, mode: str, foreign_keys: bool, reading: bool
) -> cipher.Connection:
    connection = cipher.connect(path, key, timeout=BUSY_SECONDS)
    try:
        connection.execute(f"PRAGMA foreign_keys = {foreign_keys:d}")
        if reading:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute(f"PRAGMA journal_mode = {mode}")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # what is erased must not lie in freed pages
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(statement: str, connection: Connection) -> None:
    connection.exec_driver_sql(statement)


def _open_postgresql(url: URL, create: bool, first: FirstRows | None, files: Path | None) -> Store:
    engine = postgresql_engine(url)
    try:
        revision = _revision_on_server(engine)
        if create:
            if revision and not (first and _has_no_office(engine)):
                raise Trouble("这个 PostgreSQL 数据库里已有数据，没有新建，请直接打开或换一个数据库")
            from gkcase.storage.migrating import migrate

            revision = migrate(url)
        if not revision:
            raise Trouble("PostgreSQL 数据库尚未初始化，请管理员先运行 gkcase migrate")
        if revision not in REVISIONS:
            raise Trouble(NEWER.format(path=url.render_as_string(hide_password=True)))
        if revision != HEAD:
            raise Trouble("PostgreSQL 数据库的结构需要升级，请管理员先备份再运行 gkcase migrate")
    except BaseException:
        engine.dispose()
        raise
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    event.listen(engine, "begin", lock_for_writing)
    store = Store(engine, reading, None, FileStore(files or _folder_on_record(reading)))
    if create and first:
        _fill(store, first)
    return store


def _fill(store: Store, first: FirstRows) -> None:
    try:
        with store.transaction() as session:
            first(session)
    except BaseException:
        store.close()
        raise


def _has_no_office(engine: Engine) -> bool:
    """Whether somebody made the tables and did not come further: then the office can still be made."""
    with explained(), engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(OfficeRow)) == 0


FILES_FOLDER = "files_folder"
"""The setting that says where a shared database's attachments and letters lie."""


def _folder_on_record(reading: Engine) -> Path | None:
    with explained(), reading.connect() as connection:
        folder = connection.scalar(select(Setting.value).where(Setting.key == FILES_FOLDER))
    return Path(str(folder)) if folder else None


def _revision_on_server(engine: Engine) -> str:
    try:
        with engine.connect() as connection:
            return revision_of(connection)
    except OperationalError as error:
        where = f"{engine.url.host or '本机'}:{engine.url.port or 5432}"
        raise Trouble(f"连接不上数据库服务器{where}，请检查网络、地址、数据库名、用户名和密码") from error


def postgresql_engine(url: URL) -> Engine:
    """An engine for the shared database; a dead connection is noticed before it is used."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": BUSY_SECONDS, "application_name": "gkcase"},
        **_ENGINE,
    )
    event.listen(engine, "connect", _limit_waiting)
    return engine


def _limit_waiting(connection: Any, record: object) -> None:
    """Nobody waits for ever, and a forgotten transaction does not hold up the others."""
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.execute("SET idle_in_transaction_session_timeout = '60s'")
    connection.commit()


def lock_for_writing(connection: Connection) -> None:
    """One writer at a time, as in SQLite: the chain has one end, and two orders of locking would be a deadlock."""
    if not connection.get_execution_options().get("postgresql_readonly"):
        connection.exec_driver_sql(_LOCK)
