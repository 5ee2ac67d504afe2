"""Speed of Hugging Face's `tokenizers` on the vocabulary of a GGUF file, one thread: the peer of TokenizerBenchmark.

    pip install gguf==0.19.0 tokenizers==0.23.2
    python benchmarks/huggingface-tokenizers.py MODEL TEXTS

TEXTS has a text in each line. Prints how many ids come out, and the median of five times in tokens and bytes a second.
"""

import os
import statistics
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

from gguf import GGUFReader  # noqa: E402
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers  # noqa: E402

# How text is split into words, as the makers' own tokenizer files have it.
TIKTOKEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,%s}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TEKKEN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
PATTERNS = {"tekken": TEKKEN, "llama-bpe": TIKTOKEN % 3, "qwen2": TIKTOKEN % 1}
NORMAL, UNKNOWN, BYTE = 1, 2, 6


def byte_level(pieces, types, merges, pre):
    vocabulary = {piece: id for id, piece in enumerate(pieces) if types[id] == NORMAL}
    tokenizer = Tokenizer(
        models.BPE(vocabulary, merges, ignore_merges=pre in ("tekken", "llama-bpe"))
    )
    if pre in PATTERNS:
        split = pre_tokenizers.Split(Regex(PATTERNS[pre]), "isolated")
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
        )
    elif pre in ("smollm", "gpt-2"):
        gpt_2 = pre_tokenizers.ByteLevel(add_prefix_space=False)
        digits = [pre_tokenizers.Digits(individual_digits=True)] if pre == "smollm" else []
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*digits, gpt_2])
    else:
        sys.exit(f"Cannot measure: no pattern for pre-tokenizer {pre}.")
    return tokenizer


def sentence_piece(pieces, types, scores):
    vocabulary = {piece: id for id, piece in enumerate(pieces) if types[id] in (NORMAL, UNKNOWN, BYTE)}
    mergeable = {piece for id, piece in enumerate(pieces) if types[id] == NORMAL}
    merges = []
    for piece in sorted(mergeable, key=lambda piece: -scores[vocabulary[piece]]):
        halves = ((piece[:cut], piece[cut:]) for cut in range(1, len(piece)))
        merges += sorted(
            (pair for pair in halves if pair[0] in mergeable and pair[1] in mergeable),
            key=lambda pair: (vocabulary[pair[0]], vocabulary[pair[1]]),
        )
    unknown = next(pieces[id] for id in range(len(pieces)) if types[id] == UNKNOWN)
    tokenizer = Tokenizer(
        models.BPE(vocabulary, merges, unk_token=unknown, fuse_unk=True, byte_fallback=True)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.ByteFallback()
    return tokenizer


def of(path):
    fields = GGUFReader(path).fields

    def value(key):
        return fields["tokenizer.ggml." + key].contents()

    pieces, types = value("tokens"), value("token_type")
    if value("model") == "gpt2":
        merges = [tuple(merge.split(" ")) for merge in value("merges")]
        return byte_level(pieces, types, merges, value("pre"))
    return sentence_piece(pieces, types, value("scores"))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    tokenizer = of(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8", newline="\n") as file:
        lines = file.read().removesuffix("\n").split("\n")
    times = []
    for _ in range(6):
        start = time.perf_counter()
        encoded = tokenizer.encode_batch_fast(lines, add_special_tokens=False)
        times.append(time.perf_counter() - start)
    ids = sum(len(text.ids) for text in encoded)
    seconds = statistics.median(times[1:])
    size = sum(len(line.encode()) for line in lines)
    print(f"{ids} ids, {ids / seconds:,.0f} tokens/s, {size / seconds / 1e6:.2f} MB/s")


if __name__ == "__main__":
    main()
