"""Train the small Stanza pipeline that the tests of the Stanza parser run on.

    python scripts/train_stanza.py ../shared/ud tests/models/stanza-fr

UD folder: `*-ud-{train,dev}.conllu` of one French treebank. Small dimensions and few steps: the models are to be real and to fit
into the repository, not to be good. About twenty minutes on two cores. Calls Stanza's training modules themselves, because
its `run_*` wrappers look for a resource file on the network first.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_TOGETHER = 4  # sentences a paragraph

_COMMON = ["--lang", "fr", "--shorthand", "fr_small"]
# Tagging needs what the grammar reads: parts of speech and features; Sequoia has no language-specific tags.
_SMALL = [
    "--no_pretrain",
    "--word_emb_dim",
    "64",
    "--char_emb_dim",
    "40",
    "--char_hidden_dim",
    "80",
    "--transformed_dim",
    "64",
]
_STEPS = {
    "tokenizer": ["--steps", "1200", "--eval_steps", "300"],
    "mwt_expander": ["--dict_only"],
    "tagger": [*_SMALL, "--hidden_dim", "128", "--deep_biaff_hidden_dim", "64", "--composite_deep_biaff_hidden_dim", "32", "--tag_emb_dim", "24",
               "--batch_size", "40", "--max_steps", "800", "--eval_interval", "200", "--no_second_optim"],
    "parser": [*_SMALL, "--hidden_dim", "160", "--deep_biaff_hidden_dim", "128", "--deep_biaff_output_dim", "64", "--tag_emb_dim", "24", "--num_layers", "2",
               "--batch_size", "2000", "--max_steps", "400", "--eval_interval", "200", "--no_checkpoint"],
}  # fmt: skip
_FOLDERS = {"tokenizer": "tokenize", "mwt_expander": "mwt", "tagger": "pos", "parser": "depparse"}


def main(treebank: Path, out: Path) -> None:
    from stanza.models import mwt_expander, parser, tagger, tokenizer
    from stanza.utils.datasets import prepare_tokenizer_data

    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        files = {}
        for part in ("train", "dev"):
            [source] = treebank.glob(f"*-ud-{part}.conllu")
            files[part] = shutil.copy(source, work / f"{part}.conllu")
            (work / f"{part}.txt").write_text(_text(source), encoding="utf-8")
            labels, expansions = work / f"{part}.toklabels", work / f"{part}.mwt.json"
            prepare_tokenizer_data.main(
                [str(work / f"{part}.txt"), str(source), "-o", str(labels), "-m", str(expansions)]
            )

        def places(module: str) -> list[str]:
            return ["--save_dir", str(work), "--save_name", f"{module}.pt"]

        tokenizer.main([
            *_COMMON, *places("tokenizer"), *_STEPS["tokenizer"], "--txt_file", str(work / "train.txt"),
            "--label_file", str(work / "train.toklabels"), "--mwt_json_file", str(work / "train.mwt.json"),
            "--dev_txt_file", str(work / "dev.txt"), "--dev_label_file", str(work / "dev.toklabels"),
            "--dev_conll_gold", str(files["dev"]), "--conll_file", str(work / "tokenized.conllu"),
        ])  # fmt: skip
        data = ["--train_file", str(files["train"]), "--eval_file", str(files["dev"])]
        gold = ["--gold_file", str(files["dev"]), "--output_file", str(work / "out.conllu")]
        mwt_expander.main([*_COMMON, *places("mwt_expander"), *_STEPS["mwt_expander"], *data, *gold])
        tagger.main([*_COMMON, *places("tagger"), *_STEPS["tagger"], *data])
        parser.main([*_COMMON, *places("parser"), *_STEPS["parser"], *data])
        for module, folder in _FOLDERS.items():
            (out / "fr" / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(work / f"{module}.pt", out / "fr" / folder / "small.pt")
        # What Stanza looks for beside its models, so that it asks no network.
        (out / "resources.json").write_text(json.dumps(_resources(), indent=1) + "\n", encoding="utf-8")


def _text(source: Path) -> str:
    """The sentences of a CoNLL-U file as paragraphs."""
    sentences = list(_sentences(source))
    paragraphs = (" ".join(sentences[i : i + _TOGETHER]) for i in range(0, len(sentences), _TOGETHER))
    return "\n\n".join(paragraphs) + "\n"


def _sentences(source: Path) -> Iterator[str]:
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            yield line.removeprefix("# text = ").strip()


def _resources() -> dict[str, object]:
    processors = {folder: {"small": {"md5": ""}} for folder in _FOLDERS.values()}
    return {
        "fr": {**processors, "default_processors": dict.fromkeys(_FOLDERS.values(), "small"), "lang_name": "French"}
    }


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
