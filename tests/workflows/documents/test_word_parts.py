"""A document is read by the parts that it needs, whatever else of it is odd."""

from __future__ import annotations

import zipfile

import pytest

from workflows.documents.read_docx import read_docx
from workflows.documents.refusals import FileRefused

PLAN = [["Nr.", "Tiltak", "Ansvarlig", "Når"], ["1", "Øve", "FR", "2031"]]
TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PICTURE = (
    b'<Relationship Id="rId99" Target="NULL" Type="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/relationships/image"/></Relationships>'
)


@pytest.fixture
def changed(word):
    def change(part, old, new, name="plan.docx"):
        path = word("1 Samspill", PLAN)
        other = path.with_name(f"changed-{name}")
        with zipfile.ZipFile(path) as package, zipfile.ZipFile(other, "w") as copy:
            for each in package.namelist():
                content = package.read(each)
                if each == part:
                    assert old in content
                    content = content.replace(old, new)
                copy.writestr(each, content)
        return other

    return change


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plan.docm", b"application/vnd.ms-word.document.macroEnabled.main+xml"),
        ("plan.dotx", TYPE.replace(b"document.main", b"template.main")),
        ("plan.dotm", b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
    ],
)
def test_documents_with_macros_and_templates_are_read_under_their_names(changed, read, name, kind):
    draft = read(changed("[Content_Types].xml", TYPE, kind, name))
    assert [measure.text for measure in draft.measures] == ["Øve"]
    assert [finding for finding in draft.findings if finding.code == "wrong_kind"] == []


def test_a_style_without_a_type_is_one_of_paragraphs(changed):
    path = changed(
        "word/styles.xml",
        b'<w:style w:type="paragraph" w:styleId="Heading1"',
        b'<w:style w:styleId="Heading1"',
    )
    [line] = read_docx(path).tables[0].before
    assert (line.text, line.heading) == ("1 Samspill", True)


@pytest.mark.parametrize(
    "inside",
    [
        b'<w:basedOn w:val="Heading2"/>',
        b'<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
    ],
)
def test_a_style_of_ones_own_that_is_a_kind_of_heading_is_one(changed, inside):
    own = b'<w:style w:styleId="Own"><w:name w:val="Omraade"/>' + inside + b"</w:style></w:styles>"
    styled = changed("word/styles.xml", b"</w:styles>", own)
    path = styled.with_name("own.docx")
    with zipfile.ZipFile(styled) as package, zipfile.ZipFile(path, "w") as copy:
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, part.replace(b'w:val="Heading1"', b'w:val="Own"'))
    [line] = read_docx(path).tables[0].before
    assert (line.text, line.heading) == ("1 Samspill", True)


def test_a_picture_that_is_lost_damages_no_table(changed):
    path = changed("word/_rels/document.xml.rels", b"</Relationships>", PICTURE)
    assert read_docx(path).tables[0].rows[1].cell(1) == "Øve"


def test_a_text_that_is_broken_is_damaged(changed):
    with pytest.raises(FileRefused, match="damaged"):
        read_docx(changed("word/document.xml", b"</w:body>", b""))


def test_a_package_without_its_text_is_damaged(changed):
    with pytest.raises(FileRefused, match="damaged"):
        read_docx(changed("_rels/.rels", b'/officeDocument"', b'/other"'))


def test_a_lost_part_with_lists_leaves_the_text(changed):
    lost = changed("word/_rels/document.xml.rels", b'Target="numbering.xml"', b'Target="lost.xml"')
    assert read_docx(lost).tables[0].rows[1].cell(1) == "Øve"
