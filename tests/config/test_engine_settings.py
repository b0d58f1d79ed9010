"""The table [engine]: a cluster, how it is reached, whom that is told to, and who may say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Run
from kratomcli.cli.exit_status import hint_for
from kratomcli.config import settings
from kratomcli.config.engine import EngineSettings
from kratomcli.config.origins import known_settings
from kratomcli.errors import ConfigError, SettingsUntrusted

LEAST = 'kind = "opensearch"\nurls = ["https://one.example:9200", "https://two.example/os/"]\nindex = "tea"\n'
PASSWORD = "s3cret:with colon"  # noqa: S105 - of nobody


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of articles that is the current one."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "tea.md").write_text("# Tea\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def own(own_place: Path) -> Path:
    """The user's own settings file, which is not there yet."""
    path = own_place / "config" / "kratomcli" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def engine(own: Path, table: str) -> EngineSettings:
    """What the user's own file with this table says."""
    own.write_text(f"[engine]\n{table}")
    found = settings().engine
    assert found
    return found


def test_without_the_table_the_engine_is_embedded(place: Path, own: Path) -> None:
    assert settings().engine is None
    own.write_text('[engine]\nkind = "tantivy"\n')
    assert settings().engine is None


def test_a_cluster_is_named_by_its_kind(place: Path, own: Path) -> None:
    own.write_text(LEAST.replace('kind = "opensearch"', "[engine]"))
    with pytest.raises(ConfigError, match="kind is missing") as error:
        settings()
    assert "opensearch" in error.value.hint


def test_a_cluster_has_addresses_and_a_name_and_the_rest_by_default(place: Path, own: Path) -> None:
    urls = ("https://one.example:9200", "https://two.example/os")
    assert engine(own, LEAST) == EngineSettings("opensearch", urls, "tea", None, "", 1, 1, "files")
    assert engine(own, LEAST.replace('["https://one.example:9200", ', "").replace("]", "")).urls == urls[1:]


def test_every_key_counts(place: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN", f"me:{PASSWORD}")
    (own.parent / "ca.pem").write_text("-")
    keys = 'auth-env = "LOGIN"\nca-file = "ca.pem"\nshards = 25\nreplicas = 0\nbodies = "engine"\n'
    found = engine(own, LEAST + keys)
    assert found[3:] == (("me", PASSWORD), str(own.parent / "ca.pem"), 25, 0, "engine")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("kind = 'lucene'", "engine.kind must be tantivy or opensearch, not 'lucene'"),
        ("kind = 'opensearch'", "engine.urls must be a list of addresses of nodes"),
        (LEAST + "urn = 'x'", "no setting engine.'urn'"),
        (
            LEAST.replace('"tea"', '"Tea"'),
            "engine.index must be the library's name on the cluster, not 'Tea'",
        ),
        (LEAST.replace('"tea"', '"*"'), "engine.index must be the library's name on the cluster, not '*'"),
        (LEAST + "shards = 0", "engine.shards must be a number from 1 to 1024, not 0"),
        (LEAST + "replicas = true", "engine.replicas must be a number from 0 to 20, not True"),
        (LEAST + "bodies = 'mine'", "engine.bodies must be files or engine, not 'mine'"),
        (LEAST + "ca-file = 'none.pem'", "engine.ca-file is 'none.pem', and there is no such file"),
        (LEAST + "auth-env = ''", "engine.auth-env must be the name of a variable"),
        (
            LEAST + "auth-env = 'NO_SUCH'",
            "engine.auth-env names the variable 'NO_SUCH', which is empty or not set",
        ),
        (LEAST + "auth-env = 'A'\nauth-file = 'b'", "engine.auth-file and engine.auth-env are both there"),
        (LEAST + "auth-file = 'none'", "engine.auth-file can't be used: no such file"),
        *(
            (LEAST.replace("https://one.example:9200", url), f"engine.urls has '{url}', which is no address")
            for url in (
                "one.example:9200",
                "ftp://one.example",
                "https://",
                "https://a:b",
                "https://a b",
                "https://ä",
                "https://[::",
            )
        ),
    ],
)
def test_a_mistake_is_named(place: Path, own: Path, table: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        engine(own, table)
    assert caught.value.message.startswith(f"{own}: {said}")


def test_a_table_is_meant(place: Path, own: Path) -> None:
    own.write_text("engine = 'opensearch'\n")
    with pytest.raises(ConfigError, match="engine must be a table"):
        settings()


# -- credentials -----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["one.example", "127.0.0.1", "localhost"])
def test_a_password_never_goes_over_plain_http(
    place: Path, own: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("LOGIN", f"me:{PASSWORD}")
    plain = LEAST.replace("https://one.example", f"http://{host}")
    assert engine(own, plain).urls[0] == f"http://{host}:9200"
    with pytest.raises(ConfigError, match="the password would go there in the clear"):
        engine(own, plain + "auth-env = 'LOGIN'\n")


def test_a_password_is_shown_nowhere(place: Path, own: Path, run: Run) -> None:
    env = {"LOGIN": f"me:{PASSWORD}", "BAD": "s3cret"}
    own.write_text(f"[engine]\n{LEAST}auth-env = 'LOGIN'\n")
    found = settings(environ={"XDG_CONFIG_HOME": str(own.parents[1]), **env})
    assert found.engine
    assert found.engine.auth == ("me", PASSWORD)
    done = run("config", "-f", "json", cwd=place, env=env)
    for text in (
        repr(found),
        str(found.engine),
        f"{found.engine.auth!r}",
        f"{found.engine.auth}",
        done.stdout.decode(),
    ):
        assert "s3cret" not in text
    known = {one["setting"]: one["value"] for one in json.loads(done.stdout)}
    assert known["engine.auth-env"] == "LOGIN"
    for table in (
        LEAST + "auth-env = 'BAD'\n",
        LEAST.replace("https://one", "https://me:s3cret@one"),
        LEAST.replace("https://one", "htp//me:s3cret@one"),
    ):
        own.write_text(f"[engine]\n{table}")
        done = run("list", cwd=place, env=env)
        assert done.returncode == 2
        assert b"engine." in done.stderr
        assert b"s3cret" not in done.stderr


def test_a_file_with_a_password_is_its_owners_alone(place: Path, own: Path) -> None:
    login = own.parent / "login"
    login.write_text(f"me:{PASSWORD}\n")
    for mode in (0o600, 0o400):
        login.chmod(mode)
        assert engine(own, LEAST + "auth-file = 'login'\n").auth == ("me", PASSWORD)
    for mode in (0o640, 0o604, 0o620, 0o644):
        login.chmod(mode)
        with pytest.raises(ConfigError, match="others may read or write it") as caught:
            engine(own, LEAST + "auth-file = 'login'\n")
        assert f"chmod 600 {login}" in caught.value.hint


def test_no_link_leads_a_file_with_a_password_out_of_its_folder(place: Path, own: Path) -> None:
    (place / "login").write_text(f"me:{PASSWORD}\n")
    (place / "login").chmod(0o600)
    (own.parent / "login").symlink_to(place / "login")
    with pytest.raises(ConfigError, match="auth-file can't be used: a link that leaves"):
        engine(own, LEAST + "auth-file = 'login'\n")


# -- trust -----------------------------------------------------------------------------------------


def test_a_file_that_was_found_says_not_where_articles_go(place: Path, own: Path, run: Run) -> None:
    (place / "kratomcli.toml").write_text(f"[engine]\n{LEAST}auth-env = 'LOGIN'\n")
    with pytest.raises(SettingsUntrusted, match="names a cluster") as caught:
        settings(environ={"LOGIN": f"me:{PASSWORD}", "XDG_CONFIG_HOME": str(own.parents[1])})
    assert hint_for(caught.value) == (
        f"If you trust it, write trusted = ['{place}'] into {own}. Or name the folder with --library."
    )
    assert settings([str(place)]).engine is None
    for command in (["list"], ["index"], ["config"]):
        assert run(*command, cwd=place).returncode == 2


def test_the_user_may_trust_a_file_that_names_a_cluster(place: Path, own: Path) -> None:
    (place / "kratomcli.toml").write_text(f"[engine]\n{LEAST}")
    own.write_text(f"trusted = ['{place}']\n")
    found = settings().engine
    assert found
    assert found.library == "tea"
    assert settings([str(place)]).engine == found


def test_an_embedded_engine_needs_no_trust(place: Path) -> None:
    (place / "kratomcli.toml").write_text("[engine]\nkind = 'tantivy'\nindex = 'later'\n")
    assert settings().engine is None


def test_a_cluster_is_that_of_the_library_that_its_file_names(place: Path, own: Path, tmp_path: Path) -> None:
    """Else the articles of another library would take the place of those that are there."""
    other = tmp_path / "other"
    other.mkdir()
    own.write_text(f"library = '{place}'\n[engine]\n{LEAST}")
    assert settings().engine
    assert settings([str(place)]).engine
    assert settings([str(other)]).engine is None
    known = {one.name: (one.value, one.origin) for one in known_settings([str(other)])}
    assert known["engine.kind"] == ("tantivy", "--library")
    own.write_text(f"[engine]\n{LEAST}")
    assert settings([str(other)]).engine


def test_config_says_where_each_key_of_the_engine_is(place: Path, own: Path) -> None:
    own.write_text(f"[engine]\n{LEAST}")
    known = {one.name: (one.value, one.origin, one.line) for one in known_settings()}
    assert known["engine.kind"] == ("opensearch", str(own), 2)
    assert known["engine.urls"] == (["https://one.example:9200", "https://two.example/os"], str(own), 3)
    assert known["engine.index"] == ("tea", str(own), 4)
    assert known["engine.replicas"] == (1, "default", 0)
    assert "engine.auth-env" not in known


def test_without_a_library_the_folders_are_left_to_the_cluster(place: Path, own: Path) -> None:
    own.write_text(f"[engine]\n{LEAST}")
    found = settings()
    assert (found.libraries, found.origin) == ((), str(own))
    assert settings([str(place)]).libraries == (str(place),)
