"""NewsML 1.x and NITF: components and media within an article are Assets of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from extractors.extracted import Extracted
from extractors.news.markup import text_of_markup
from extractors.news.newsml1_component import DEEPEST
from ontology.model import MediaKind, Observation

Example = Callable[[str], Extracted]
Values = Callable[..., dict[str, list[str]]]
Claims = Callable[..., dict[str, list[Observation]]]
Read = Callable[[bytes | str, str], Extracted]


def test_a_newsml_item_and_its_picture(example: Example, values: Values) -> None:
    result = example("story.newsml.xml")
    story, picture = result.extractions[:2]
    assert story.reference.id == "urn:newsml:example.org:20260501:story9"
    assert story.reference.kind is MediaKind.TEXT
    assert (picture.reference.id.rpartition("#")[2], picture.reference.name) == ("pic", "quarry.jpg")
    said = values(result)
    assert said["bodyText"] == ["Sand is dear.\nIt will stay so."]
    assert said["headline"] == ["Sand prices rise"]
    assert said["mentionsPerson"] == ["Ida Brandt"]
    assert said["about"] == ["04000000", "04016000"]
    assert said["keyword"] == ["sand", "quarry"]
    assert said["embargoedUntil"] == ["2026-05-02T06:00:00Z"]
    assert values(result, 1) == {"headline": ["A quarry"], "width": ["1400"], "height": ["1000"]}
    assert {run.ended for run in story.runs} == {"2026-05-01T09:00:00+02:00"}
    assert {key for e in result.extractions for key in e.unmapped} == set()


def test_all_revisions_of_a_newsml_item_are_one_asset(example: Example, examples: Path, read: Read) -> None:
    newer = (examples / "story.newsml.xml").read_text("utf-8").replace("story9:2<", "story9:3<")
    again = read(newer, "b.xml")
    assert again.refusal == ""
    assert again.extractions[0].reference == example("story.newsml.xml").extractions[0].reference


def test_an_item_that_is_one_picture_is_that_picture(read: Read, values: Values) -> None:
    data = """<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:x:1</PublicIdentifier>
      </NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>Dunes</HeadLine></NewsLines>
      <NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent>A dune.</DataContent></ContentItem>
      </NewsComponent><NewsComponent><Role FormalName="Main"/><ContentItem Href="a/dune.jpg"><MimeType
      FormalName="image/jpeg"/><Characteristics><Property FormalName="Width" Value="900"/></Characteristics>
      </ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""
    result = read(data, "a.xml")
    assert {(e.reference.id, e.reference.name, e.reference.kind) for e in result.extractions} == {
        ("urn:x:1", "dune.jpg", MediaKind.IMAGE)
    }
    assert values(result) == {"headline": ["Dunes"], "description": ["A dune."], "width": ["900"]}


def test_components_end_at_a_depth(read: Read) -> None:
    inner = "<NewsLines><HeadLine>deep</HeadLine></NewsLines>"
    data = "<NewsComponent>" * 40 + inner + "</NewsComponent>" * 40
    item = f"<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>H</HeadLine></NewsLines>{data}</NewsComponent>"
    result = read(item + "</NewsItem></NewsML>", "a.xml")
    problems = [problem for e in result.extractions for problem in e.problems]
    assert any(f"over {DEEPEST} components deep" in problem for problem in problems)


def test_an_article_and_its_media(example: Example, claims: Claims, values: Values) -> None:
    result = example("article.nitf.xml")
    assert [e.reference.id for e in result.extractions[:2]] == ["example.org-77", "example.org-77#1"]
    said = values(result)
    assert said["bodyText"] == ["Sand is dear.\nIt will stay so."]
    assert said["headline"] == ["Sand is dear"]
    assert said["byline"] == ["By Ida Brandt, Dune Wire"]
    assert said["creator"] == ["Ida Brandt"]
    assert said["datePublished"] == ["2026-05-01T09:00:00Z", "2026-05-01"]
    (topic, _) = claims(result)["about"]
    assert topic.identifiers == ("http://cv.iptc.org/newscodes/mediatopic/20000741",)
    picture = values(result, 1)
    assert picture["description"] == ["A quarry at dusk"]
    assert picture["width"] == ["1200"]
    assert {key for e in result.extractions for key in e.unmapped} == set()


def test_markup_is_taken_out() -> None:
    assert text_of_markup("<p>a &amp; b</p>\n<p>c<br/>d</p><script>x<y</script><style>p{}</style>e") == "a & b\nc\nd\ne"
    assert text_of_markup("<html><head><title>no</title></head><body>yes</body></html>") == "yes"
    assert text_of_markup("3 < 4 <b>and</b> 5 > 4") == "3 < 4 and 5 > 4"
    assert text_of_markup("<!-- a <b> --> x <!-- never closed") == "x"


def test_hostile_markup_takes_no_time() -> None:
    """What takes Python's own parser minutes is one pass here."""
    for unit in ("<", "<!--", "<a ", "<a b='", "&#x", "<script>", "</"):
        assert len(text_of_markup((unit * 300_000)[:300_000])) <= 300_000
