"""How words are typed that others shall not read."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from commands.typed_values import TypedMoment, TypedWords, typed_inputs


@click.command()
@click.option("--what", type=TypedWords())
def said(what):
    click.echo(what)


def test_words_are_typed_read_from_standard_input_or_from_a_file(tmp_path):
    file = tmp_path / "hendelse.txt"
    file.write_text("Pasienten fikk ikke epikrise.\n", encoding="utf-8-sig")
    run = CliRunner().invoke

    assert run(said, ["--what", "Noe"]).output == "Noe\n"
    assert (
        run(said, ["--what", "-"], input="Én linje\nog én til\n").output == "Én linje\nog én til\n"
    )
    assert run(said, ["--what", f"@{file}"]).output == "Pasienten fikk ikke epikrise.\n"
    assert typed_inputs([f"what=@{file}"]) == {"what": "Pasienten fikk ikke epikrise."}


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "There is no file"), (b"\xff\xfe\xfa", "cannot be read as text")],
)
def test_a_file_that_cannot_be_read_as_text_is_refused(tmp_path, content, words):
    file = tmp_path / "hendelse.txt"
    if content is not None:
        file.write_bytes(content)

    done = CliRunner().invoke(said, ["--what", f"@{file}"])

    assert done.exit_code == 2
    assert words in done.output


@click.command()
@click.option("--at", type=TypedMoment())
def told(at):
    click.echo(at.isoformat())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-02", "2026-03-02T07:00:00+01:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-03-29T02:30", "On 29 March 2026 the clocks leave out 02:30."),
        (
            "2026-10-25T02:30",
            "Write 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00.",
        ),
    ],
)
def test_a_time_that_is_none_or_two_is_said(typed, said):
    assert said in " ".join(CliRunner().invoke(told, ["--at", typed]).output.split())
