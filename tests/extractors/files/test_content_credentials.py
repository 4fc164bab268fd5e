"""Pictures signed here with a certificate made here: what C2PA manifests say, and what comes of broken ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from extractors.extracted import Extracted
from ontology.model import AgentKind

c2pa = pytest.importorskip("c2pa")
x509 = pytest.importorskip("cryptography.x509")

Read = Callable[[bytes, str], Extracted]
Said = Callable[[Extracted], dict[str, list[str]]]
Sign = Callable[..., bytes]

AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MANIFEST: dict[str, Any] = {
    "claim_generator_info": [{"name": "Dune Painter", "version": "1.2"}],
    "title": "a.jpg",
    "assertions": [
        {
            "label": "c2pa.actions",
            "data": {
                "actions": [
                    {
                        "action": "c2pa.created",
                        "digitalSourceType": AI,
                        "softwareAgent": {"name": "Brush Model", "version": "3"},
                    },
                    {"action": "c2pa.color_adjustments"},
                ]
            },
        },
        {
            "label": "stds.schema-org.CreativeWork",
            "kind": "Json",
            "data": {"@type": "CreativeWork", "author": [{"@type": "Person", "name": "Ada Poe"}]},
        },
        {
            "label": "cawg.training-mining",
            "data": {"entries": {"cawg.ai_generative_training": {"use": "notAllowed"}}},
        },
        {
            "label": "c2pa.metadata",
            "data": {
                "@context": {
                    "dc": "http://purl.org/dc/elements/1.1/",
                    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
                },
                "photoshop:City": "Dayton",
                "dc:title": {"en": "The shop"},
            },
        },
    ],
}


def certificate(name: str, issuer: str, key: Any, issuer_key: Any, *, is_root: bool) -> Any:
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def called(organisation: str) -> Any:
        return x509.Name([
            x509.NameAttribute(NameOID.COMMON_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        ])  # fmt: skip

    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(called(name)).issuer_name(called(issuer))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1000))
    builder = builder.add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    usage = x509.KeyUsage(not is_root, False, False, False, False, is_root, is_root, False, False)
    builder = builder.add_extension(usage, critical=True)
    if not is_root:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        builder = builder.add_extension(above, critical=False)
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.add_extension(own, critical=False).sign(issuer_key, hashes.SHA256())


@pytest.fixture(scope="module")
def sign() -> Sign:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate("Test Root", "Test Root", root_key, root_key, is_root=True)
    leaf = certificate("Holt Pictures", "Test Root", key, root_key, is_root=False)
    chain = leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def make(
        form: str = "JPEG",
        mime: str = "image/jpeg",
        parent: bytes = b"",
        manifest: Any = MANIFEST,
        film: bytes = b"",
    ) -> bytes:
        info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=private, ta_url=b"")
        info.ta_url = None  # no time stamp authority: the network is not touched
        picture, out = BytesIO(), BytesIO()
        if film:
            picture.write(film)
        else:
            Image.new("RGB", (64, 48), (200, 100, 20)).save(picture, form)
        picture.seek(0)
        builder = c2pa.Builder(json.dumps(manifest))
        if parent:
            named = {"title": "parent.jpg", "relationship": "parentOf", "label": "parent"}
            builder.add_ingredient(json.dumps(named), "image/jpeg", BytesIO(parent))
        builder.sign(c2pa.Signer.from_info(info), mime, picture, out)
        return out.getvalue()

    return make


FORMS = [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("TIFF", "image/tiff"),
         ("GIF", "image/gif"), ("AVIF", "image/avif")]  # fmt: skip


@pytest.mark.parametrize(("form", "mime"), FORMS)
def test_a_valid_manifest_is_said(form: str, mime: str, sign: Sign, read: Read, said: Said) -> None:
    found = read(sign(form, mime), f"a.{form.lower()}".replace("jpeg", "jpg"))
    texts = said(found)
    assert texts["contentCredentials"] == ["valid"]
    assert texts["claimGenerator"] == ["Dune Painter 1.2"]
    assert texts["signedBy"] == ["Holt Pictures"]
    assert texts["editingAction"] == ["c2pa.created", "c2pa.color_adjustments"]
    assert texts["digitalSourceType"] == [AI]
    assert (texts["aiSystem"], texts["aiSystemVersion"]) == (["Brush Model"], ["3"])
    assert texts["creator"] == ["Ada Poe"]
    assert texts["dataMining"] == ["cawg.ai_generative_training: notAllowed"]
    assert texts["city"] == ["Dayton"]
    assert texts["title"] == ["The shop"]
    assert "defect" not in texts
    agents = {run.task: (run.agent.kind, run.agent.name) for run in found.extractions[0].runs}
    assert agents["content-credentials"] == (AgentKind.SYSTEM, "Dune Painter")
    assert agents["content-credentials-check"] == (AgentKind.SYSTEM, "c2pa")
    assert agents["embedded-metadata"] == (AgentKind.PERSON, "Ada Poe")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [(b"Ada Poe", b"Eve Poe", "assertion.hashedURI.mismatch"), (None, None, "assertion.dataHash.mismatch")],
)
def test_a_broken_manifest_is_a_defect(old: bytes, new: bytes, fault: str, sign: Sign, read: Read, said: Said) -> None:
    data = bytearray(sign())
    if old:
        at = data.index(old)
        data[at : at + len(old)] = new
    else:
        data[-60] ^= 0xFF
    texts = said(read(bytes(data), "a.jpg"))
    assert texts["contentCredentials"] == ["invalid"]
    assert texts["defect"] == [f"the C2PA manifest is not valid: {fault}; what it says is not used"]
    assert not {"claimGenerator", "signedBy", "digitalSourceType", "creator", "aiSystem", "city"} & set(texts)
    assert texts["width"] == ["64"]


def test_a_damaged_store_is_a_defect(sign: Sign, read: Read, said: Said) -> None:
    data = bytearray(sign())
    at = data.index(b"jumb") + 20
    data[at : at + 40] = b"\xff" * 40
    texts = said(read(bytes(data), "a.jpg"))
    assert texts["contentCredentials"] == ["invalid"]
    assert texts["defect"][0].startswith("the C2PA manifest cannot be read")


def test_what_the_parent_says_is_said_too(sign: Sign, read: Read, said: Said) -> None:
    opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["parent"]}}
    edited = {
        "claim_generator_info": [{"name": "Darkroom", "version": "9"}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [opened]}}],
    }
    texts = said(read(sign(parent=sign(), manifest=edited), "a.jpg"))
    assert texts["contentCredentials"] == ["valid"]
    assert texts["claimGenerator"] == ["Darkroom 9", "Dune Painter 1.2"]
    assert texts["digitalSourceType"] == [AI]
    assert texts["ingredient"] == ["parent.jpg"]
    assert "creator" not in texts  # the parent's author is not this file's


def test_a_picture_without_a_manifest_asks_nothing(read: Read, said: Said, picture: Callable[..., bytes]) -> None:
    assert "contentCredentials" not in said(read(picture(), "a.jpg"))


@pytest.mark.parametrize(
    ("form", "mime", "name"),
    [
        ("mp4", "video/mp4", "a.mp4"),
        ("mov", "video/quicktime", "a.mov"),
        ("avi", "video/avi", "a.avi"),
        ("wav", "audio/wav", "a.wav"),
        ("mp3", "audio/mpeg", "a.mp3"),
    ],
)
def test_a_manifest_of_a_film_or_a_sound_is_said(
    form: str, mime: str, name: str, sign: Sign, read: Read, said: Said,
    make_film: Callable[..., bytes], make_sound: Callable[..., bytes],
) -> None:  # fmt: skip
    codecs = {"wav": "pcm_s16le", "mp3": "libmp3lame"}
    plain = make_sound(form, codecs[form]) if form in codecs else make_film(form, sound=None)
    signed = bytearray(sign(mime=mime, film=plain))
    texts = said(read(bytes(signed), name))
    assert texts["contentCredentials"] == ["valid"]
    assert texts["claimGenerator"] == ["Dune Painter 1.2"]
    assert "contentCredentials" not in said(read(plain, name))
    at = signed.index(b"Ada Poe")
    signed[at : at + 7] = b"Eve Poe"
    assert said(read(bytes(signed), name))["contentCredentials"] == ["invalid"]


def test_a_film_too_large_to_check_is_named(
    sign: Sign, read: Read, said: Said, make_sound: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractors.files import film_credentials

    monkeypatch.setattr(film_credentials, "LARGEST", 1000)
    found = read(sign(mime="audio/wav", film=make_sound("wav", "pcm_s16le")), "a.wav")
    assert "contentCredentials" not in said(found)
    assert any("manifest is there, but not checked" in problem for problem in found.extractions[0].problems)
