"""XML of strangers becomes a tree, or is refused by name; nothing in it is expanded, opened or without a limit."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import xml_tree
from extractors.port import Source, SourceRefused
from extractors.reading import Node
from extractors.xml_form import XmlReading, as_xpath, language_tag, texts
from extractors.xml_tree import DEEPEST, parse_xml, root_of

LAUGHS = b"""<!DOCTYPE lolz [<!ENTITY lol "lol">%s]><lolz>&lol9;</lolz>""" % b"".join(
    b'<!ENTITY lol%d "%s">' % (level, (b"&lol%d;" % (level - 1) if level > 1 else b"&lol;") * 10)
    for level in range(1, 10)
)


def source(data: bytes | str) -> Source:
    data = data.encode() if isinstance(data, str) else data
    return Source("in.xml", "in.xml", data, "application/xml")


def tree(data: bytes | str, **prefixes: str) -> dict[str, Any]:
    return parse_xml(source(data), {iri: prefix for prefix, iri in prefixes.items()})[1]


def refusal(data: bytes | str) -> str:
    with pytest.raises(SourceRefused) as caught:
        parse_xml(source(data))
    return str(caught.value)


def test_elements_are_lists_attributes_and_text_have_their_marks() -> None:
    read = tree('<a x="1"><b xml:lang="de">eins</b><b/>  <c><![CDATA[<zwei>]]></c></a>')
    assert read == {"@x": "1", "b": [{"@xml:lang": "de", "#": "eins"}, {}], "c": [{"#": "<zwei>"}]}


def test_text_that_mixes_with_elements_is_whole_and_keeps_its_spaces() -> None:
    assert tree("<p>Hello <b>big </b>\n  <i>wide</i> world<br/>!</p>")["#"] == "Hello big wide world!"
    assert "#" not in tree("<p>\n <b>big</b>\n <i>wide</i>\n</p>")


def test_namespaces_are_left_out_unless_the_form_asks() -> None:
    document = '<a xmlns:dc="urn:dc" xmlns:x="urn:x"><dc:title x:kind="k"/><title/></a>'
    assert tree(document) == {"title": [{"@kind": "k"}, {}]}
    assert tree(document, dc="urn:dc", x="urn:x") == {"dc:title": [{"@x:kind": "k"}], "title": [{}]}


def test_attributes_that_differ_in_namespace_alone_both_stay() -> None:
    assert tree('<a xmlns:x="urn:x" href="1" x:href="2"/>') == {"@href": "1", "@foreign:href": "2"}


def test_schema_locations_say_nothing_and_types_do() -> None:
    document = '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u l" xsi:type="b:C"/>'
    assert tree(document) == {"@xsi:type": "b:C"}


def test_billion_laughs_are_refused_at_once() -> None:
    started = time.perf_counter()
    assert refusal(LAUGHS) == "in.xml: declares the entity 'lol'; XML with entities is not read"
    assert root_of(source(LAUGHS)) == ("", "lolz")
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY leak SYSTEM "file:///etc/passwd">',
        '<!ENTITY leak PUBLIC "-//x" "https://example.org/x">',
        '<!ENTITY % leak SYSTEM "https://example.org/x.dtd"> %leak;',
        '<!ENTITY leak SYSTEM "x.gif" NDATA gif>',
        '<!ENTITY leak "harmless">',
    ],
)
def test_every_entity_declaration_is_refused(declaration: str) -> None:
    assert "declares the entity 'leak'" in refusal(f"<!DOCTYPE a [{declaration}]><a>&leak;</a>")


def test_an_outer_dtd_is_not_opened_and_its_entities_stay_as_written() -> None:
    """NewsML 1 has a DOCTYPE; what its DTD may declare is not known here."""
    read = tree('<!DOCTYPE NewsML SYSTEM "http://example.org/none.dtd"><NewsML>5&nbsp;km &amp; more</NewsML>')
    assert read == {"#": "5&nbsp;km & more"}


def test_attributes_that_an_inner_dtd_would_add_are_not_there() -> None:
    assert tree('<!DOCTYPE a [<!ATTLIST b big CDATA "xxxxxxxx">]><a><b/><b/></a>') == {"b": [{}, {}]}


def test_depth_has_a_limit_and_names_the_line() -> None:
    assert tree("<a>" * DEEPEST + "</a>" * DEEPEST)
    assert f"over {DEEPEST} deep at line 2" in refusal("<a>\n" + "<a>" * DEEPEST + "</a>" * (DEEPEST + 1))
    assert "deep" in refusal("<a>" * 1_000_000)


def test_numbers_of_nodes_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MOST_NODES", 100)
    assert "more than 100 elements and attributes" in refusal("<a>" + "<b/>" * 100 + "</a>")
    attributes = " ".join(f'a{n}="1"' for n in range(100))
    assert "more than 100 elements and attributes" in refusal(f"<a {attributes}/>")


def test_huge_attributes_and_texts_are_read_in_time() -> None:
    started = time.perf_counter()
    read = tree('<a x="' + "y" * 20_000_000 + '">' + "z" * 20_000_000 + "</a>")
    assert len(read["@x"]) == len(read["#"]) == 20_000_000
    assert time.perf_counter() - started < 10


def test_flat_text_is_cut_and_never_grows_with_depth() -> None:
    inner = "<b>" + "z" * (2 * xml_tree.LONGEST_FLAT) + "</b>"
    read = tree("<a>x" * 50 + inner + "</a>" * 50)
    assert len(read["#"]) == xml_tree.LONGEST_FLAT
    assert len(tree(f"<a>{inner}</a>")["b"][0]["#"]) == 2 * xml_tree.LONGEST_FLAT


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Ä日本"), ("utf-8-sig", "Ä日本"), ("utf-16", "Ä日本"), ("utf-16-be", "\ufeffÄ日本"),
        ("iso-8859-1", "Ä"), ("windows-1252", "“Ä”"), ("iso-8859-15", "€"), ("koi8-r", "Я"),
        ("Shift_JIS", "日本"), ("GB2312", "中国"), ("big5", "中國"), ("euc-kr", "한국"),
    ],
)  # fmt: skip
def test_encodings(encoding: str, text: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-be": "utf-16"}.get(encoding, encoding)
    bom, plain = ("\ufeff", text[1:]) if text[0] == "\ufeff" else ("", text)
    data = f'{bom}<?xml version="1.0" encoding="{declared}"?>\n<a>{plain}</a>'.encode(encoding)
    assert tree(data) == {"#": plain}
    assert root_of(source(data)) == ("", "a")


def test_utf_16_in_name_alone_is_repaired() -> None:
    """.NET writes UTF-8 files that call themselves UTF-16."""
    assert tree('<?xml version="1.0" encoding="utf-16"?><a>Ä</a>') == {"#": "Ä"}


def test_space_before_the_declaration_is_repaired_and_lines_still_count() -> None:
    assert tree('\n\n <?xml version="1.0"?><a>x</a>') == {"#": "x"}
    assert "line 4, column 9: mismatched tag" in refusal("\n\n<?xml version='1.0'?>\n<a><b></a>")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("<a>\n <b></a>", "line 2, column 7: mismatched tag"),
        ("<a>", "no element found"),
        ("", "no element found"),
        ("<a/><b/>", "line 1, column 5: junk after document element"),
        ("<a x='1' x='2'/>", "duplicate attribute"),
        (b'<?xml version="1.0" encoding="utf-8"?><a>\xff</a>', "line 1, column 42: not well-formed (invalid token)"),
        (b'<?xml version="1.0" encoding="x-nobody-9"?><a/>', "unknown encoding: x-nobody-9"),
        (b'<?xml version="1.0" encoding="zlib"?><a/>', "not a text encoding"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?><a>\x81</a>', "multi-byte encodings are not supported"),
        ("<a>&nobody;</a>", "undefined entity"),
        ("<x:a/>", "unbound prefix"),
        (b"<a>\x00</a>", "not well-formed (invalid token)"),
    ],
)
def test_what_is_no_xml_is_refused_with_its_place(data: bytes | str, why: str) -> None:
    assert why in refusal(data)


@given(st.binary(max_size=200) | st.text("<>/a&;!='\" [xE%?NTIY-", max_size=80).map(str.encode))
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_a_tree_or_a_sentence(data: bytes) -> None:
    root_of(source(data))
    said = ""
    try:
        assert isinstance(tree(data), dict)
    except SourceRefused as refused:
        said = str(refused)
    assert said.startswith("in.xml: ") or not said


def test_pointers_are_xpaths_with_positions() -> None:
    assert as_xpath("/a/0/b/11/@c", "/r") == "/r/a[1]/b[12]/@c"
    assert as_xpath("/a/0/#", "/r") == "/r/a[1]"


def test_languages_are_short_tags_and_inherited() -> None:
    assert [language_tag(code) for code in ("DEU", "en_US", "zh-Hant", "x", "und", "", "German")] == [
        "de", "en-us", "zh-hant", "", "", "", "",
    ]  # fmt: skip
    node = Node(XmlReading({}), tree('<a><t xml:lang="fra">un</t><t>one</t><t> </t></a>'))
    assert [(t.value, t.language) for t in texts(node, "t", inherited="en")] == [("un", "fr"), ("one", "en")]
