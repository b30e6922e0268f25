"""The vision-language network in PyTorch: what is trained. Serving needs none of it.

(sizes       are in clearsight.models.tiny.sizes, which serving reads too)
tower       DINOv2 and colours: a picture as vectors
features    what the frozen tower says, kept
connector   vectors of the language model's kind
tags        names in the language model's own words
decoder     Llama
lora        low-rank adapters
batch       samples side by side
model       all of it, as one
adapter     what is trained, on disk
stock       the same through transformers' own classes
"""

from clearsight.models.tiny.sizes import Config
from clearsight.vlm.batch import Batch, collate
from clearsight.vlm.features import Features
from clearsight.vlm.model import Output, VisionLanguageModel

__all__ = ["Batch", "Config", "Features", "Output", "VisionLanguageModel", "collate"]
