"""Between two stages: where the weights lie, and what is no blend."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the extra train is not installed")

from clearsight.errors import UsageError
from clearsight.train.tiny import answers, blend, features, perception
from clearsight.train.tiny.files import put_tensors
from clearsight.train.tiny.stage import Setting, bare
from clearsight.train.tiny.team import Team
from tests.train.tiny.world import world


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """A world with a tag head and with what two stages learnt: all ones, all fives."""
    made = world(tmp_path)
    model = bare(made).model
    features.fill(Team(), model, tmp_path, "random")
    perception.learn(model, tmp_path, made.seed)
    learnt = {name: p for name, p in model.named_parameters() if name.startswith("connector.")}
    for path, value in ((made.final("sft"), 1.0), (made.final("safety"), 5.0)):
        filled = {name: torch.full_like(p, value) for name, p in learnt.items()}
        put_tensors(path, filled, {})
    return made


def test_a_blend_lies_between_its_stages(setting: Setting) -> None:
    model = answers.model_of(setting, "blend-25").model

    own = [p for name, p in model.named_parameters() if name.startswith("connector.")]
    assert own
    assert all(torch.allclose(p, torch.tensor(2.0)) for p in own)


def test_the_dev_split_is_answered_apart(setting: Setting) -> None:
    answers.run(Team(), setting, "blend-50", most=2, sets="dev")

    made = sorted(path.stem for path in (setting.work / "answers-dev/blend-50").glob("*.jsonl"))
    assert made == ["description", "illicit", "over_refusal", "people", "text_refusal"]
    assert not (setting.work / "answers").exists()


@pytest.mark.parametrize("name", ["blend-", "blend-0", "blend-100", "blend-x", "blend-2.5"])
def test_what_is_no_blend_is_an_error(setting: Setting, name: str) -> None:
    with pytest.raises(UsageError, match="expected blend-1 to blend-99"):
        blend.share(name)
