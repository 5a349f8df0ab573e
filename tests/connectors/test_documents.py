"""The return slip: read back by machines, printed for any name, the same twice."""

import io
import re
import threading

import pypdf
import pytest
import typst
import zxingcpp
from PIL import Image

from savoir.connectors.documents import codes, typst_documents
from savoir.connectors.documents.sample import SAMPLE_SLIP
from savoir.connectors.documents.typst_documents import TypstDocuments, warm
from savoir.kernel.ports import Documents

SLIP = "return_slip"


@pytest.fixture(scope="module")
def papers() -> TypstDocuments:
    warm()
    return TypstDocuments()


def slip(**changes):
    return {**SAMPLE_SLIP, **changes}


def lines(count, name="Bouilloire en verre"):
    return [{"name": f"{name} {n}", "reference": f"31208{n:02}", "quantity": n} for n in range(1, count + 1)]


def read_codes(png: bytes) -> dict[str, str]:
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    return {str(code.format).replace(" ", ""): code.text for code in found}


def text_of(pdf: bytes) -> str:
    words = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return words.replace("\u200b", "").replace("\u00a0", " ")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_connector_answers_the_port(papers):
    port: Documents = papers
    assert port.render(template=SLIP, data=SAMPLE_SLIP).startswith(b"%PDF-")


@pytest.mark.parametrize("ppi", [110, 150, 203])
def test_both_codes_are_read_back_from_the_printed_page(papers, ppi):
    page = papers.render_png(template=SLIP, data=SAMPLE_SLIP, ppi=ppi)[0]
    assert read_codes(page) == {"QRCode": SAMPLE_SLIP["qr_text"], "Code128": "RA-30522"}


@pytest.mark.parametrize("number", ["A", "RA-30522", "RA-7K4M-2PXQ9", "RA-2026-0000-ABCDEF-XY"])
def test_short_and_long_numbers_stay_readable_by_a_scanner(papers, number):
    page = papers.render_png(template=SLIP, data=slip(ra_number=number), ppi=150)[0]
    assert read_codes(page)["Code128"] == number


def test_accents_come_out_as_text_and_the_paper_names_nobody(papers):
    text = text_of(papers.render(template=SLIP, data=SAMPLE_SLIP))
    for words in (
        "Bon de retour", "mardi 8 décembre 2026 inclus", "Entrepôt de Lesquin", "Échange à neuf",
        "Ce qui a été décidé", "La boîte d’origine", "Sans nom ni adresse, pour votre vie privée",
    ):  # fmt: skip
        assert words in text


def test_english_customers_read_english(papers):
    text = text_of(papers.render(template=SLIP, data=slip(language="en")))
    assert "Return slip" in text
    assert "No name, no address" in text
    assert "Bon de retour" not in text


def test_the_file_is_tagged_titled_and_says_its_language_and_archive_level(papers):
    pdf = papers.render(template=SLIP, data=SAMPLE_SLIP)
    catalog = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] is True or catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"].lower().startswith("fr")
    assert "/StructTreeRoot" in catalog
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


@pytest.mark.parametrize("count", range(2, 15))
def test_two_to_fourteen_lines_all_stand_on_the_paper(papers, count):
    pdf = papers.render(template=SLIP, data=slip(lines=lines(count)))
    text = text_of(pdf)
    for n in range(1, count + 1):
        assert f"Bouilloire en verre {n}" in text
        assert f"31208{n:02}" in text
    assert text.count("Glissez ce bon") == 1


def test_a_long_return_runs_onto_numbered_pages_with_the_number_on_top_of_each(papers):
    pdf = papers.render(template=SLIP, data=slip(lines=lines(60)))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"{number} / {len(pages)}" in text
        assert "RA-30522" in text


HOSTILE = [
    "*gras* _souligné_ $x^2$", "#panic(\"no\")", "\\#let x = 1 \\", "`code` <label> @ref [c] = titre",
    "// comment", "/* open", "{\"json\": 1}", "'; DROP TABLE orders; --", "<script>alert(1)</script>",
    "😀 vase 🎁", "Привет Ελλάς", "«\u202fÉlan\u202f»", "100\u202f% coton…",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_product_is_called_is_printed_letter_by_letter(papers, name):
    text = text_of(papers.render(template=SLIP, data=slip(lines=[{"name": name, "quantity": 1}])))
    assert squeezed(name) in squeezed(text)


def test_letters_of_other_scripts_keep_the_slip_and_its_other_words(papers):
    names = [
        "שלום עולם",
        "مرحبا",
        "日本語の花瓶",
        "한국어",
        "\u202egnp.exe",
        "a\u0007b\u0000c",
        "\ue000\ud7ff",
        "ไทย",
    ]
    rows = [{"name": name, "quantity": 1} for name in names] + [{"name": "Vase épais", "quantity": 1}]
    pdf = papers.render(template=SLIP, data=slip(lines=rows))
    text = text_of(pdf)
    assert "Vase épais" in text
    assert "□□□□□□" in text  # the Japanese name, one box a letter
    assert "\u202e" not in text
    assert (
        read_codes(papers.render_png(template=SLIP, data=slip(lines=rows), ppi=150)[0])["Code128"]
        == "RA-30522"
    )


@pytest.mark.parametrize("name", ["W" * 300, "mot " * 75, "x-" * 150, "é" * 300])
def test_a_name_of_three_hundred_letters_stays_inside_its_column(papers, name):
    data = slip(lines=[{"name": name, "serial": "W" * 60, "reference": "W" * 60, "quantity": 7}])
    assert squeezed(name) in squeezed(text_of(papers.render(template=SLIP, data=data)))
    page = Image.open(io.BytesIO(papers.render_png(template=SLIP, data=data, ppi=72)[0])).convert("L")
    right_margin = page.crop((page.width - 38, 0, page.width, page.height))
    assert right_margin.getextrema() == (255, 255), "ink in the margin"


def test_the_same_data_gives_the_same_bytes(papers):
    assert papers.render(template=SLIP, data=SAMPLE_SLIP) == papers.render(template=SLIP, data=SAMPLE_SLIP)


def test_eight_threads_print_eight_different_slips(papers):
    printed: dict[str, str] = {}

    def print_one(number: str) -> None:
        printed[number] = text_of(papers.render(template=SLIP, data=slip(ra_number=number)))

    threads = [threading.Thread(target=print_one, args=(f"RA-{n}0{n}",)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(printed) == 8
    for number, text in printed.items():
        assert number in text


def test_an_unknown_paper_is_a_key_error(papers):
    with pytest.raises(KeyError):
        papers.render(template="invoice", data=SAMPLE_SLIP)


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": []}, {"lines": [{"name": "Vase", "quantity": 0}]}, {"lines": [{"name": "Vase"}]},
        {"brand_color": "red"}, {"brand_ink": "#12345"}, {"brand_mark": ""},
        {"language": "de"}, {"destination": []},
        {"ra_number": "RA 30522"}, {"ra_number": "ra-é"}, {"ra_number": ""}, {"qr_text": ""},
        {"customer_name": "Camille Durand"}, {"issued_on": "24/11/2026"}, {"issued_on": "2026-13-40"},
    ],
)  # fmt: skip
def test_data_that_does_not_fit_is_refused_by_the_name_of_the_field_only(papers, changes):
    with pytest.raises(ValueError) as refusal:
        papers.render(template=SLIP, data=slip(**changes))
    assert "Camille" not in str(refusal.value)


def test_the_qr_code_is_one_svg_element_black_on_white_with_its_quiet_zone(papers):
    svg = papers.qr_svg(text="https://retours.example/r/RA-30522")
    assert svg.startswith("<svg")
    assert svg.count("<svg") == 1
    assert 'fill="#fff"' in svg
    assert 'stroke="#000"' in svg
    assert "M4 4.5" in svg  # four modules of white before the first dark one
    assert "style=" not in svg


def test_the_png_of_the_qr_code_reads_back(papers):
    assert read_codes(papers.qr_png(text="RA-30522", scale=4)) == {"QRCode": "RA-30522"}
    with pytest.raises(ValueError):
        papers.qr_png(text="RA-30522", scale=0)


@pytest.mark.parametrize("text", ["", "é", "日本", "a\nb", "x" * 300])
def test_a_bar_code_of_what_no_scanner_types_is_refused(text):
    with pytest.raises(ValueError):
        codes.code128_svg(text)


def test_a_warm_printer_keeps_its_compiler(papers, monkeypatch):
    """Making one costs a second; what a slip takes with it stands in `bench.paper`."""
    monkeypatch.setattr(typst, "Compiler", None)
    for n in range(3):
        assert papers.render(template=SLIP, data=slip(lines=lines(2 + n), ra_number=f"RA-{n}"))


def test_a_cold_printer_makes_one(papers, monkeypatch):
    """The twin that must go wrong."""
    monkeypatch.setattr(typst, "Compiler", None)
    monkeypatch.setattr(typst_documents, "_compiler", None)
    with pytest.raises(TypeError):
        papers.render(template=SLIP, data=SAMPLE_SLIP)
