"""Settings are read once, and a variable that we do not know is an error."""

import pytest

from clearsight.errors import UsageError
from clearsight.settings import Settings, read_settings


def test_defaults_need_no_environment() -> None:
    assert read_settings({"HOME": "/x"}) == Settings("describer", "default", None)


def test_variables_are_taken() -> None:
    given = {"CLEARSIGHT_MODEL": "scripted", "CLEARSIGHT_POLICY": "strict"}
    assert read_settings(given).model == "scripted"
    assert read_settings(given).policy == "strict"


def test_a_misspelt_variable_is_an_error() -> None:
    with pytest.raises(UsageError, match="CLEARSIGHT_POLICI"):
        read_settings({"CLEARSIGHT_POLICI": "strict"})


def test_a_key_is_never_in_a_repr() -> None:
    assert "s3cret" not in repr(read_settings({"CLEARSIGHT_API_KEY": "s3cret"}))


def test_a_database_may_hold_a_password_and_is_never_in_a_repr() -> None:
    given = {"CLEARSIGHT_DATABASE": "postgresql://u:s3cret@h/d", "CLEARSIGHT_PEPPER": "p3pper"}
    settings = read_settings(given)
    assert (settings.database, settings.pepper) == ("postgresql://u:s3cret@h/d", "p3pper")
    assert "s3cret" not in repr(settings)
    assert "p3pper" not in repr(settings)
