"""Policy files: what may be changed, how mistakes are reported, and the example in the docs."""

import re
from pathlib import Path

import pytest

from clearsight.errors import PolicyError, UnknownName
from clearsight.policy import Policy
from clearsight.policy.check import PRESET_KEYS
from clearsight.verdict import Failure, Finding, Where

DOCS = Path(__file__).resolve().parents[1] / "docs" / "policy.md"
EXTENDS = '[presets.mine]\nextends = "default"\n'


def load(tmp_path: Path, text: str, preset: str = "mine") -> Policy:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return Policy.load(path, preset=preset)


def test_a_file_that_only_extends_decides_as_the_packaged_preset(tmp_path: Path) -> None:
    ours, packaged = load(tmp_path, EXTENDS), Policy.load()
    assert ours.rules == packaged.rules
    assert ours.digest == packaged.digest


def test_one_threshold_can_be_changed_and_shows_in_the_digest(tmp_path: Path) -> None:
    text = EXTENDS + "[presets.mine.categories.illicit.before]\nat = 0.77\n"
    policy = load(tmp_path, text)
    assert policy.rules.categories["illicit"].before.at == 0.77
    assert policy.rules.categories["illicit/drugs"].before.at == 0.77
    assert policy.rules.categories["hate"] == Policy.load().rules.categories["hate"]
    assert policy.digest != Policy.load().digest


def test_a_preset_may_extend_another_of_its_file_or_its_packaged_namesake(tmp_path: Path) -> None:
    text = (
        '[presets.default]\nextends = "default"\nwindow_chars = 99\n'
        '[presets.mine]\nextends = "default"\nstream = "buffered"\n'
    )
    policy = load(tmp_path, text)
    assert (policy.window_chars, policy.stream) == (99, "buffered")
    assert load(tmp_path, text, "default").stream == "windowed"


def test_a_failure_setting_can_be_opened_for_one_kind_only(tmp_path: Path) -> None:
    text = EXTENDS + '[presets.mine.failures]\n"sense:text" = { on_unscannable = "allow" }\n'
    policy = load(tmp_path, text)
    unscannable = Failure("sense:text", "unscannable", "")
    assert policy.judge("before", [], [unscannable]).bypassed == (unscannable,)
    assert policy.judge("before", [], [Failure("sense:text", "error", "")]).action == "refuse"
    assert policy.judge("before", [], [Failure("sense:people", "error", "")]).action == "refuse"


def test_a_plug_ins_own_category_can_be_ruled(tmp_path: Path) -> None:
    place = "[presets.mine.categories.x-badge]"
    rule = 'wording = "privacy"\nafter.action = "allow"\nbefore = { action = "refuse", at = 0.4 }'
    policy = load(tmp_path, f"{EXTENDS}{place}\n{rule}\n")
    finding = Finding("x-badge", 0.6, Where(0, 0), "badge", "1")
    assert policy.judge("before", [finding], []).rule == "before.x-badge.refuse"
    assert policy.judge("after", [finding], []).action == "allow"


def test_a_detail_can_have_thresholds_of_its_own_and_a_stricter_child_is_not_loosened(
    tmp_path: Path,
) -> None:
    text = EXTENDS + "[presets.mine.categories.sexual.detail_before]\nimage = { at = 0.9 }\n"
    policy = load(tmp_path, text)
    rule = policy.rules.categories["sexual"]
    assert rule.stage("before", "image").at == 0.9
    assert rule.stage("before", "image").action == "refuse"
    assert rule.stage("before").at == rule.stage("before", "other").at == 0.5
    assert policy.rules.categories["sexual/minors"].stage("before", "image").at == 0.3
    picture = Finding("sexual", 0.8, Where(0, 0), "explicit", "1", "image")
    words = Finding("sexual", 0.8, Where(0, 0), "words", "1")
    assert policy.judge("before", [words], []).action == "refuse"
    assert policy.judge("before", [picture], []).grey


def test_the_deployers_help_line_and_person_stand_in_the_wording(tmp_path: Path) -> None:
    text = EXTENDS + 'person_on_call = true\nhelpline = { any = "Line 0", de = "Telefon 1" }\n'
    wording = load(tmp_path, text).rules.wording
    assert "Line 0" in wording["en"]["self_harm_support"]
    assert "Telefon 1" in wording["de"]["self_harm_instructions"]
    assert "bring a person" in wording["en"]["self_harm_support"]
    assert "bring a person" not in Policy.load().rules.wording["en"]["self_harm_support"]


MISTAKES = [
    ("window_char = 3", "window_char: unknown key; known: blocking"),
    ("[presets.mine.categories.ilicit]", "unknown category 'ilicit'"),
    ("[presets.mine.categories.illicit]\ngrey = 1", "categories.illicit.grey: unknown key"),
    ("[presets.mine.categories.illicit.before]\nat = 1.5", "before.at is 1.5; expected a number"),
    ("[presets.mine.categories.illicit.before]\nat = true", "before.at is True; expected a number"),
    ("[presets.mine.categories.illicit.before]\nat = nan", "before.at is nan"),
    ("[presets.mine.categories.illicit.before]\ngrey = 0.9", "before.grey is 0.9; expected"),
    ("[presets.mine.categories.illicit.after]\nstrict = 0.9", "after.strict is 0.9; expected"),
    ("[presets.mine.categories.illicit.before]\nstrict = 0.1", "before.strict: unknown key"),
    ('[presets.mine.categories.illicit.before]\naction = "deny"', "one of allow, warn, refuse"),
    ('[presets.mine.categories.illicit]\nwording = "nope"', "wording is 'nope'; expected one of"),
    (
        "[presets.mine.categories.sexual.detail_before]\nimage = { at = 2 }",
        "sexual.detail_before.image.at is 2; expected a number",
    ),
    ("[presets.mine.categories.x-new]", "x-new.before.action is missing"),
    ("[presets.mine.switches]\nnames = true", "switches.names: unknown key"),
    ("[presets.mine.switches]\nage = 1", "switches.age is 1; expected true or false"),
    ('[presets.mine.failures]\n"text" = {}', "expected default, detector:NAME"),
    ('[presets.mine.failures]\n"sense:text" = { on_error = "open" }', "expected one of refuse"),
    ('[presets.mine.failures]\n"sense:text" = { on_fire = "allow" }', "on_fire: unknown key"),
    ('[presets.mine.helpline]\nxx = "1"', "helpline.xx: unknown key"),
    ("categories = 3", "categories is 3; expected a table"),
    ('stream = "fast"', "stream is 'fast'; expected one of windowed, buffered"),
    ("detector_timeout_s = 0", "detector_timeout_s is 0"),
    ('[wording.xx]\nidentify = "no"', "wording for 'xx'"),
    ('[wording.en]\nidentity = "no"', "wording.en.identity: no such text"),
    ('[wording.en]\nidentify = " "', "wording.en.identify is ' '"),
    (f'[wording.en]\nidentify = "{"no " * 41}"', "has 41 words; expected at most 40"),
    ('[switches.all]\ncategories = ["people"]\ndetails = []', "unknown category 'people'"),
    ("[preset.mine]", "preset: unknown key; known: presets, switches, wording"),
]


@pytest.mark.parametrize(("mistake", "message"), MISTAKES)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, mistake: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, f"{EXTENDS}{mistake}\n")
    assert message in str(caught.value)
    assert "own.toml" in str(caught.value) or mistake.startswith("[wording")


def test_a_preset_without_a_parent_must_state_every_category(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="is missing; expected"):
        load(tmp_path, "[presets.mine]\nblocking = true\n")


def test_an_unknown_preset_lists_the_files_own(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no preset is called 'default'; known: mine"):
        load(tmp_path, EXTENDS, "default")


def test_an_unknown_parent_lists_what_can_be_extended(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="known: assistive, default, measure, mine, strict"):
        load(tmp_path, '[presets.mine]\nextends = "lax"\n')


def test_presets_that_extend_each_other_are_reported(tmp_path: Path) -> None:
    text = '[presets.mine]\nextends = "other"\n[presets.other]\nextends = "mine"\n'
    with pytest.raises(PolicyError, match="in a circle"):
        load(tmp_path, text)


def test_a_file_that_is_absent_or_no_toml_is_reported(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        Policy.load(tmp_path / "absent.toml")
    with pytest.raises(PolicyError, match="is not TOML"):
        load(tmp_path, "= 1")


def test_the_digest_is_stable_and_eight_hexadecimal_digits() -> None:
    assert Policy.load().digest == Policy.load().digest
    assert re.fullmatch(r"[0-9a-f]{8}", Policy.load().digest)
    assert len({Policy.load(preset=p).digest for p in ("default", "assistive", "strict")}) == 3


def test_the_example_of_the_docs_loads_and_does_what_it_says(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(# museum.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    policy = load(tmp_path, example.group(1), "museum")
    named = Finding("people/identify", 0.9, Where(0, 0), "people", "1", "public_figure")
    private = Finding("people/identify", 0.9, Where(0, 0), "people", "1")
    assert policy.judge("before", [named], []).action == "allow"
    refused = policy.judge("before", [private], [], language="de")
    assert refused.refusal is not None
    assert refused.refusal.text.startswith("Ich nenne keine Namen")
    assert policy.rules.categories["geolocate"].before.at == 0.9
    assert "Besucherinformation" in policy.rules.wording["de"]["self_harm_support"]


@pytest.mark.parametrize("preset", ["default", "assistive", "strict"])
def test_the_docs_state_every_switch_as_it_is(preset: str) -> None:
    text = DOCS.read_text(encoding="utf-8")
    column = ["default", "assistive", "strict"].index(preset)
    for switch in Policy.load(preset=preset).rules.switches:
        row = re.search(rf"^\| `{switch.name}` \|.*\| (\w+) \| (\w+) \| (\w+) \|$", text, re.M)
        assert row is not None, switch.name
        assert (row.group(column + 1) == "on") is switch.on


def test_the_docs_name_every_key_of_a_preset() -> None:
    text = DOCS.read_text(encoding="utf-8")
    named = [key for key in PRESET_KEYS if f"`{key}" in text or f".{key}" in text]
    assert named == list(PRESET_KEYS)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + EXTENDS).digest == Policy.load().digest


def test_a_file_nested_beyond_reason_is_a_policy_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="nested"):
        load(tmp_path, "x = " + "[" * 100_000)
