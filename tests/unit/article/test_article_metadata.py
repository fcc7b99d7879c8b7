import json
from typing import Any

import pytest

from narrator.article import extract
from narrator.model import Article

PROSE = (
    "<p>" + "The council met on Tuesday and decided, after a long debate, to mend the old bridge. " * 3 + "</p>"
)


def page(
    head: str = "", body: str = "", *, title: str = "A bridge is mended", h1: str = "A bridge is mended"
) -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{h1}</h1>{body}{PROSE}</body></html>"


def ld(**values: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def read(head: str = "", body: str = "", **options: str) -> Article:
    return extract(page(head, body, **options))


@pytest.mark.parametrize(
    ("author", "wanted"),
    [
        ("मीनाक्षी", "मीनाक्षी"),
        ({"@type": "Person", "name": "सुनीति पंत"}, "सुनीति पंत"),
        ([{"name": "A. Roy"}, {"name": "B. Sen"}], "A. Roy, B. Sen"),
        ([{"name": "A. Roy"}, {"name": "A. Roy"}], "A. Roy"),
        ({"name": ["A. Roy", "B. Sen"]}, "A. Roy, B. Sen"),
        ("By A. Roy", "A. Roy"),
        ("लेखक: हेमंत राठी", "हेमंत राठी"),
        ("O&#39;Brien", "O'Brien"),
        ("https://facebook.com/someone", None),
        ({"name": 7}, None),
        ([], None),
        (None, None),
    ],
)
def test_author_is_named_exactly(author: object, wanted: str | None) -> None:
    assert read(ld(author=author)).author == wanted


def test_author_is_found_by_reference_in_the_graph() -> None:
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": "A bridge is mended", "author": {"@id": "#p"}},
            {"@type": "Person", "@id": "#p", "name": "Ila Rao"},
        ]
    }
    assert read(f'<script type="application/ld+json">{json.dumps(graph)}</script>').author == "Ila Rao"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ('<p class="byline">By Ila Rao | 4 Sept 2025</p>', "Ila Rao"),
        ('<span rel="author"><a href="/i">Ila Rao</a></span>', "Ila Rao"),
        ('<div itemprop="author"><span itemprop="name">Ila Rao</span>, editor</div>', "Ila Rao"),
        ("<p>लेखक: सुनीति पंत | प्रकाशित: ४ सितंबर २०२५</p>", "सुनीति पंत"),
        ("<div>द्वारा सुनीति पंत प्रकाशित: 4 सितंबर 2025</div>", "सुनीति पंत"),
        ('<p class="byline">By Ila Rao and Mo Khan</p>', "Ila Rao, Mo Khan"),
        ("<p>By the river stood a mill that nobody had used for a hundred years, they said.</p>", None),
    ],
)
def test_author_is_read_from_the_byline(body: str, wanted: str | None) -> None:
    article = read(body=body)
    assert article.author == wanted
    if wanted:
        assert "Rao" not in " ".join(article.sections[1].blocks)


@pytest.mark.parametrize(
    ("head", "body", "wanted"),
    [
        (ld(datePublished="2025-09-04T08:15:00+05:30"), "", "2025-09-04T08:15:00+05:30"),
        (ld(datePublished="2025-09-04"), "", "2025-09-04"),
        (
            '<meta property="article:published_time" content="2025-09-04T08:15:00Z">',
            "",
            "2025-09-04T08:15:00Z",
        ),
        ('<meta name="date" content="4 September 2025">', "", "2025-09-04"),
        ("", '<time datetime="2025-09-04T08:15:00+05:30">today</time>', "2025-09-04T08:15:00+05:30"),
        ("", '<meta itemprop="datePublished" content="2025-09-04">', "2025-09-04"),
        ("", "<p>प्रकाशित: ०४ सितंबर २०२५</p>", "2025-09-04"),
        (ld(datePublished={"x": 1}), "", None),
        ("", "", None),
    ],
)
def test_date_comes_from_the_first_source_that_has_one(head: str, body: str, wanted: str | None) -> None:
    assert read(head, body).published == wanted


@pytest.mark.parametrize(
    ("head", "title", "wanted"),
    [
        (ld(headline="A bridge &amp; a river"), "x", "A bridge & a river"),
        (
            '<meta property="og:title" content="A bridge is mended | The Post">'
            '<meta property="og:site_name" content="The Post">',
            "x",
            "A bridge is mended",
        ),
        ("", "A bridge is mended - The Post", "A bridge is mended"),
        ("", "Old mill: a bridge | what we know | The Post", "Old mill: a bridge | what we know"),
        (ld(headline="A bridge is…"), "x", "A bridge is mended"),
        (ld(headline=["A bridge stands"]), "x", "A bridge stands"),
    ],
)
def test_title_is_the_headline_without_the_site(head: str, title: str, wanted: str) -> None:
    shown = "A bridge is mended" if "what we know" not in title else ""
    assert read(head, title=title, h1=shown).title == wanted


def test_headline_of_another_story_in_json_ld_is_passed_over() -> None:
    other = ld(headline="Ferry crew honoured", author="Somebody Else", datePublished="2020-01-01")
    own = ld(headline="A bridge is mended", author="Ila Rao", datePublished="2025-09-04")
    article = read(other + own)
    assert (article.title, article.author, article.published) == (
        "A bridge is mended",
        "Ila Rao",
        "2025-09-04",
    )


@pytest.mark.parametrize(
    ("image", "url", "wanted"),
    [
        ("https://a.example/i.jpg", None, "https://a.example/i.jpg"),
        ("//cdn.example/i.jpg", "https://a.example/story", "https://cdn.example/i.jpg"),
        ("i.jpg", "https://a.example/news/story", "https://a.example/news/i.jpg"),
        ("i.jpg", None, "i.jpg"),
        ([{"@type": "ImageObject", "url": "https://a.example/i.jpg"}], None, "https://a.example/i.jpg"),
        ([7, None], None, None),
    ],
)
def test_image_is_absolute_where_the_address_is_known(
    image: object, url: str | None, wanted: str | None
) -> None:
    assert extract(page(ld(image=image)), url=url).image == wanted


def test_canonical_address_wins_over_where_the_page_was_found() -> None:
    head = '<link rel="canonical" href="/story"><meta property="og:url" content="https://b.example/">'
    assert extract(page(head), url="https://a.example/story?utm=1").url == "https://a.example/story"
    assert extract(page(), url="https://a.example/s").url == "https://a.example/s"
    assert extract(page()).url is None


def test_wrong_types_in_json_ld_are_no_error() -> None:
    article = read(
        ld(
            headline=5,
            author={"name": [1, {"x": 2}]},
            datePublished={"a": 1},
            publisher="Post",
            image=[{"url": 3}],
            articleBody={"@value": 7},
            mainEntityOfPage=[{}],
        )
    )
    assert article.title == "A bridge is mended"
    assert article.author is None


def test_every_value_that_is_missing_is_none() -> None:
    article = read()
    assert (article.author, article.published, article.site_name, article.image, article.url) == (None,) * 5


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("By Ila Rao", "Ila Rao"),
        ("Edited By: Ila Rao", "Ila Rao"),
        ("Ila Rao, Senior Correspondent", "Ila Rao"),
        ("Ila Rao | The Post", "Ila Rao"),
        ("Ila Rao (Editor)", "Ila Rao"),
        ("Ila Rao and Mo Khan", "Ila Rao, Mo Khan"),
        ("सुनीति पंत, संवाददाता", "सुनीति पंत"),
        ("लेखक: सुनीति पंत", "सुनीति पंत"),
        ("Web Desk", "Web Desk"),
        ("प्रतिनिधी, रत्नागिरी", "प्रतिनिधी, रत्नागिरी"),
        ("Food and Drink Desk", "Food and Drink Desk"),
    ],
)
def test_author_is_named_without_post_and_site(written: str, wanted: str) -> None:
    site = '<meta property="og:site_name" content="The Post">'
    assert read(site + ld(author={"@type": "Person", "name": written})).author == wanted


def test_name_of_an_account_gives_way_to_the_byline() -> None:
    assert read('<meta name="author" content="admin">', "<p>By Ila Rao | 4 Sept 2025</p>").author == "Ila Rao"
    assert read('<meta name="author" content="admin">').author == "admin"


@pytest.mark.parametrize(
    ("title", "h1", "wanted"),
    [
        ("The Post: A bridge is mended at last", "A bridge is mended at last", "A bridge is mended at last"),
        ("A bridge is mended — The Long Post 4.2 of the river", "A bridge is mended", "A bridge is mended"),
        ("Slow Post: A bridge is mended at last", "Slow Post", "Slow Post: A bridge is mended at last"),
        ("The Post: A bridge is mended at last", "<a href='/'>The Post</a>", "A bridge is mended at last"),
    ],
)
def test_title_of_the_page_loses_the_site_before_or_after_the_heading(title: str, h1: str, wanted: str) -> None:
    body = "<p>The council decided after a long debate to mend the old bridge before winter comes.</p>"
    heading = f"<h3>{wanted}</h3>" if "href" in h1 else ""
    page = f"<html><head><title>{title}</title></head><body><h1>{h1}</h1>{heading}{body}</body></html>"
    assert extract(page).title == wanted


@pytest.mark.parametrize(
    ("head", "category"),
    [
        (ld(articleSection="खेल"), "खेल"),
        (ld(articleSection=["", "देश", "राजनीति"]), "देश"),
        ('<meta property="article:section" content=" Business ">', "Business"),
        (ld(articleSection={"wrong": 1}), None),
        (ld(articleSection="x" * 500), None),
        ("", None),
    ],
)
def test_category_is_the_sites_own_section(head: str, category: str | None) -> None:
    assert read(head).category == category


def test_date_that_says_posted_counts_before_the_day_of_the_visit() -> None:
    posted = "<p>Posted on 17/09/2025 06:20 PM</p>"
    assert read("", f"<p>गुरुवार, 18 सितंबर 2025</p>{posted}").published == "2025-09-17"


def test_gallery_names_its_author_as_an_article_does() -> None:
    gallery = '{"@type": "ImageGallery", "headline": "A bridge is mended", "author": {"name": "Ila Rao"}}'
    assert read(f'<script type="application/ld+json">{gallery}</script>').author == "Ila Rao"


def test_site_is_named_by_the_title_where_nothing_else_does() -> None:
    body = "<p>The council decided after a long debate to mend the old bridge before winter comes.</p>"
    headline = "Old bridge is mended at last"
    page = f"<title>{headline} :: The River Post</title><h1>{headline}</h1>{body}"
    assert extract(page).site_name == "The River Post"
    assert (
        extract(page.replace(":: The River Post", "- now it stands for another hundred years")).site_name
        is None
    )


def test_name_in_a_card_of_the_post_is_the_author() -> None:
    footer = '<div class="post-author vcard">प्रस्तुत करने वाले <span class="fn">तारा सेन</span></div>'
    assert read("", footer).author == "तारा सेन"


def test_site_before_a_colon_in_the_title_is_no_part_of_the_headline() -> None:
    shown = "कटिहार में बांध की मरम्मत अधूरी, ग्रामीण चिंतित"
    text = "गंगा का जलस्तर बढ़ने लगा है, पर बांध की मरम्मत का आधा काम भी नहीं हुआ है। " * 3
    page = f"<html><head><title>दैनिक सीमांचल : {shown}</title></head><body><div>{shown}</div><div>{text}</div>"
    found = extract(page)
    assert (found.title, found.site_name) == (shown, "दैनिक सीमांचल")


@pytest.mark.parametrize(
    "line",
    [
        "<span>राशि महमूद</span><span>सुनामगंज</span>",
        "<span>Written by</span><span>राशि महमूद</span>",
        "<b>राशि</b> <i>महमूद</i>",
    ],
)
def test_place_beside_the_name_in_the_authors_box_is_no_part_of_it(line: str) -> None:
    assert read("", f'<div class="author-info">{line}</div>').author == "राशि महमूद"


def test_headline_of_the_page_is_preferred_to_a_shorter_one_meant_for_other_places() -> None:
    head = '<meta property="og:title" content="A bridge is mended">'
    longer = "A bridge is mended, and a town pays for it"
    assert read(head, title="A bridge is mended", h1=longer).title == longer
    assert read(head + ld(headline="A bridge is mended"), title="x", h1=longer).title == "A bridge is mended"


def test_image_named_by_an_object_that_the_page_does_not_hold_is_passed_over() -> None:
    head = ld(headline="A bridge is mended", image={"@id": "https://a.example/s/#primaryimage"})
    shown = '<meta property="og:image" content="https://a.example/i.jpg">'
    assert read(head + shown).image == "https://a.example/i.jpg"


def test_page_of_line_breaks_alone_names_headline_site_and_author() -> None:
    lines = "By Ila Rao, Staff Writer<br>Thursday, October 17, 2019<br><br>"
    text = f"<table><tr><td><b>A bridge is mended after nine years</b><br>{lines}{PROSE}</td></tr></table>"
    found = extract(f"<html><title>Mill Gazette - A bridge is mended after nine years</title>{text}</html>")
    assert (found.title, found.site_name, found.author) == (
        "A bridge is mended after nine years",
        "Mill Gazette",
        "Ila Rao",
    )


def test_author_of_a_link_to_all_posts_is_the_name_alone() -> None:
    assert (
        read("", '<a class="author-link" rel="author" href="/j">View all posts by Jo Rao</a>').author
        == "Jo Rao"
    )


def test_correspondent_without_a_name_is_the_author() -> None:
    assert read("", "<div class='byline'>By Our Correspondent, Ratnagiri</div>").author == "Our Correspondent"


def test_author_called_unknown_is_none() -> None:
    assert read("", '<span class="fn" itemprop="author">Unknown</span>').author is None


@pytest.mark.parametrize(
    "line",
    ["<div class=meta>खेल डेस्क, पटना <span>शनिवार, 23 नवंबर 2024</span></div>", "<p>News Desk | 4 Sept 2025</p>"],
)
def test_desk_is_the_author_where_nobody_else_is(line: str) -> None:
    assert read("", line).author in ("खेल डेस्क", "News Desk")
    assert read("", line + '<p class="byline">By Ila Rao</p>').author == "Ila Rao"
