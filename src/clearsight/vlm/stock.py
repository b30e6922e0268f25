"""The same network through transformers' own classes, as a Hugging Face folder.

`LlavaForConditionalGeneration` (Liu et al. 2023, arXiv:2304.08485) around a tower that is ours:
colours, merging, tags and projection happen inside it, so LLaVA's own projector is the
identity (two identity matrices and a linear activation, which is exact). Importing this module
registers the tower; then `AutoModelForImageTextToText` and `AutoProcessor` load the folder, and
whatever trains or serves LLaVA through transformers takes it.

The text in a picture is not read here, and special words typed into a text are special to stock
processors: both are done by `clearsight.models.tiny.prompt.Processor`.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import (
    AutoConfig,
    AutoModel,
    GenerationConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.modeling_outputs import BaseModelOutputWithPooling
from transformers.models.llava.image_processing_pil_llava import LlavaImageProcessorPil

from clearsight.errors import UsageError
from clearsight.models.tiny.sizes import MERGE, NAME_TOKENS, Config, DecoderConfig, TowerConfig
from clearsight.models.tiny.tokens import IMAGE, SPECIAL, Tokens
from clearsight.vlm.connector import Connector
from clearsight.vlm.features import Features
from clearsight.vlm.lora import lora_rank
from clearsight.vlm.model import VisionLanguageModel
from clearsight.vlm.tags import TagHead
from clearsight.vlm.tower import Tower

CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if not loop.first %}{{ '\n' }}{% endif %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


class ClearsightTowerConfig(PreTrainedConfig):  # type: ignore[misc]
    """Sizes of tower and decoder, and how many names the tags know."""

    model_type = "clearsight_tower"

    def __init__(
        self,
        tower: dict[str, Any] | None = None,
        decoder: dict[str, Any] | None = None,
        names: int = 0,
        **further: Any,
    ) -> None:
        self.sizes = Config(TowerConfig(**(tower or {})), DecoderConfig(**(decoder or {})))
        self.tower, self.decoder, self.names = tower or {}, decoder or {}, names
        self.hidden_size = self.sizes.decoder.width
        self.image_size = self.sizes.tower.side_px
        self.patch_size = self.sizes.tower.patch_px * MERGE
        super().__init__(**further)

    def to_dict(self) -> dict[str, Any]:
        made: dict[str, Any] = super().to_dict()
        made.pop("sizes", None)  # said by tower and decoder
        return made


class ClearsightTower(PreTrainedModel):  # type: ignore[misc]
    """Pixels -> vectors of the language model's kind: merged patches, the whole, tags."""

    config_class = ClearsightTowerConfig
    main_input_name = "pixel_values"

    def __init__(self, config: ClearsightTowerConfig) -> None:
        super().__init__(config)
        sizes = config.sizes
        self.tower = Tower(sizes.tower)
        self.connector = Connector(sizes)
        self.tags = TagHead(sizes)
        rows = config.names + 1
        if config.names:
            names = [str(number) for number in range(config.names)]
            self.tags.resize(names, torch.zeros((rows, NAME_TOKENS), dtype=torch.long))
        # Word vectors of the names, row by row: the decoder's table is not in reach here.
        self.register_buffer("words", torch.zeros(rows * NAME_TOKENS, sizes.decoder.width))
        self.post_init()

    def _init_weights(self, module: Any) -> None:
        """The parts initialise themselves."""

    def forward(self, pixel_values: Tensor, **_: Any) -> BaseModelOutputWithPooling:
        """[n, 3, side, side], RGB 0..1 -> hidden states [n, slots, w]."""
        pixels = pixel_values.to(self.words.dtype)
        features = Features(self.tower(pixels), self.tower.colours(pixels))
        parts = self.connector(features.patches, features.rgb)
        made = torch.cat([parts, self.tags(features, self.words).to(parts.dtype)], dim=1)
        return BaseModelOutputWithPooling(last_hidden_state=made, hidden_states=(made,))


AutoConfig.register(ClearsightTowerConfig.model_type, ClearsightTowerConfig)
AutoModel.register(ClearsightTowerConfig, ClearsightTower)


def stock_model(model: VisionLanguageModel) -> LlavaForConditionalGeneration:
    """The same weights in LLaVA's class.

    Raises:
        UsageError: the model has unmerged adapters.
    """
    if lora_rank(model.decoder) is not None:
        raise UsageError("the model has adapters; put them into the weights first: merge_lora")
    stock = LlavaForConditionalGeneration(_config(model))
    stock.model.language_model.load_state_dict(model.decoder.state_dict())
    tower = stock.model.vision_tower
    for name in ("tower", "connector", "tags"):
        getattr(tower, name).load_state_dict(getattr(model, name).state_dict())
    rows = model.tags.name_ids.flatten()
    tower.words.copy_(model.decoder.embed_tokens.weight.detach()[rows])
    # The table of words is in the order of the names, so their tokens count from nought there.
    tower.tags.name_ids.copy_(torch.arange(len(rows)).view(-1, NAME_TOKENS))
    with torch.no_grad():
        for layer in (
            stock.model.multi_modal_projector.linear_1,
            stock.model.multi_modal_projector.linear_2,
        ):
            layer.weight.copy_(torch.eye(len(layer.weight)))
            layer.bias.zero_()
    stock.generation_config = GenerationConfig(
        eos_token_id=model.config.end,
        pad_token_id=model.config.pad,
        suppress_tokens=[model.config.image],  # a picture cannot be said
        do_sample=False,
    )
    return stock


def _config(model: VisionLanguageModel) -> LlavaConfig:
    sizes = model.config
    decoder = sizes.decoder
    text = LlamaConfig(
        vocab_size=decoder.vocabulary,
        hidden_size=decoder.width,
        intermediate_size=decoder.inner,
        num_hidden_layers=decoder.layers,
        num_attention_heads=decoder.heads,
        num_key_value_heads=decoder.kv_heads,
        max_position_embeddings=decoder.positions,
        rms_norm_eps=decoder.eps,
        rope_parameters={"rope_theta": decoder.theta, "rope_type": "default"},
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=sizes.end,
        pad_token_id=sizes.pad,
    )
    return LlavaConfig(
        vision_config=ClearsightTowerConfig(
            asdict(sizes.tower), asdict(decoder), len(model.tags.names)
        ),
        text_config=text,
        image_token_index=sizes.image,
        image_seq_length=sizes.slots,
        projector_hidden_act="linear",
        vision_feature_select_strategy="full",
        vision_feature_layer=-1,
        tie_word_embeddings=True,
    )


def stock_processor(config: Config, tokens: Tokens) -> LlavaProcessor:
    """Pictures as `clearsight.models.tiny.picture.square` makes them, text in our template."""
    side = config.tower.side_px
    pictures = LlavaImageProcessorPil(
        do_pad=True,
        image_mean=[1.0, 1.0, 1.0],  # the ground of the padding: white
        image_std=[1.0, 1.0, 1.0],
        do_normalize=False,
        size={"height": side, "width": side},
        do_center_crop=False,
        crop_size={"height": side, "width": side},
    )
    words = PreTrainedTokenizerFast(
        tokenizer_object=tokens.library_object(),
        pad_token=SPECIAL[0],
        eos_token=SPECIAL[2],
        extra_special_tokens={"image_token": IMAGE},
        model_input_names=["input_ids", "attention_mask"],
    )
    return LlavaProcessor(
        image_processor=pictures,
        tokenizer=words,
        patch_size=config.tower.patch_px * MERGE,
        num_additional_image_tokens=1 + NAME_TOKENS,
        vision_feature_select_strategy="full",
        chat_template=CHAT,
    )


def save_stock(model: VisionLanguageModel, tokens: Tokens, folder: Path) -> None:
    """Write the folder: model.safetensors, configuration, processor, tokenizer."""
    stock_model(model).save_pretrained(folder)
    stock_processor(model.config, tokens).save_pretrained(folder)
