"""Asks llama.cpp what a run of Tramontane asks: its answers, their number a second, and the memory that they take.

    python -m pip install llama-cpp-python==0.3.36 numpy==2.4.6
    python benchmarks/peer/ask.py MODEL PROMPTS ANSWERS classify "libs,perl"
    python benchmarks/peer/ask.py MODEL PROMPTS ANSWERS summarize 40

PROMPTS has an array of token ids a line, as `scripts/tramontane model tokenize --jsonl` prints them of conversations;
ANSWERS gets an answer a line, as JSON. Through the library's C interface, with 16 sequences together and 2 threads; the
tokens with which all prompts begin are read once. Printed are documents, their seconds without the loading of the
model, and the anonymous memory at the end (proc(5), RssAnon).

Labels are told by the same definition as Tramontane's: by the probabilities of their tokens over the whole vocabulary.
"""

import ctypes
import json
import sys
import time
from pathlib import Path

import llama_cpp as llama
import numpy as np

SEQUENCES = 16
THREADS = 2
# The sequence that holds the tokens with which all prompts begin.
START = SEQUENCES


class Model:
    """A context with 16 sequences that begin alike."""

    def __init__(self, path, prompts, answer_tokens):
        llama.llama_backend_init()
        self.model = llama.llama_model_load_from_file(path.encode(), llama.llama_model_default_params())
        self.vocabulary = llama.llama_model_get_vocab(self.model)
        self.size = llama.llama_vocab_n_tokens(self.vocabulary)
        self.start = common_start(prompts)
        room = (max(map(len, prompts)) + answer_tokens + 255) // 256 * 256
        params = llama.llama_context_default_params()
        params.n_ctx = (SEQUENCES + 1) * room
        params.n_batch = max(512, room)
        params.n_ubatch = 512
        params.n_threads = params.n_threads_batch = THREADS
        params.n_seq_max = SEQUENCES + 1
        self.context = llama.llama_init_from_model(self.model, params)
        self.memory = llama.llama_get_memory(self.context)
        self.batch = llama.llama_batch_init(params.n_batch, 0, 1)
        if self.start:
            self.decode([(token, i, START, False) for i, token in enumerate(self.start)])

    def decode(self, rows):
        """Run the model on (token, position, sequence, whether its logits are wanted)."""
        self.batch.n_tokens = len(rows)
        for i, (token, position, sequence, wanted) in enumerate(rows):
            self.batch.token[i] = token
            self.batch.pos[i] = position
            self.batch.n_seq_id[i] = 1
            self.batch.seq_id[i][0] = sequence
            self.batch.logits[i] = wanted
        if llama.llama_decode(self.context, self.batch):
            sys.exit("Cannot decode: llama_decode failed.")

    def logits(self, row):
        """Give the logits of a row of the last batch; they are the library's, and good until the next."""
        return np.ctypeslib.as_array(llama.llama_get_logits_ith(self.context, row), shape=(self.size,))

    def read(self, prompt, sequence):
        """Read a prompt into an empty sequence; the last row of the batch has its logits."""
        llama.llama_memory_seq_rm(self.memory, sequence, -1, -1)
        if self.start:
            llama.llama_memory_seq_cp(self.memory, START, sequence, -1, -1)
        first = len(self.start)
        rows = [(token, first + i, sequence, False) for i, token in enumerate(prompt[first:])]
        rows[-1] = (*rows[-1][:3], True)
        self.decode(rows)
        return self.logits(len(rows) - 1)

    def forget(self, sequence, position):
        """Forget what stands at a position and behind it."""
        llama.llama_memory_seq_rm(self.memory, sequence, position, -1)

    def tokens(self, text):
        """Encode what goes on with an answer."""
        ids = (llama.llama_token * (len(text.encode()) + 8))()
        count = llama.llama_tokenize(self.vocabulary, text.encode(), len(text.encode()), ids, len(ids), False, False)
        return list(ids[:count])

    def text(self, tokens):
        """Decode an answer."""
        pieces = b""
        for token in tokens:
            buffer = ctypes.create_string_buffer(256)
            length = llama.llama_token_to_piece(self.vocabulary, token, buffer, 256, 0, False)
            pieces += buffer.raw[:length]
        return pieces.decode("utf-8", "replace").strip()


def common_start(prompts):
    """Find the tokens with which all prompts begin; one is left of each, at least."""
    first, last = min(prompts), max(prompts)
    room = min(map(len, prompts)) - 1
    same = 0
    while same < room and first[same] == last[same]:
        same += 1
    return first[:same]


def log_probabilities(logits):
    """Give the logarithms of the probabilities of all tokens."""
    wide = logits.astype(np.float64)
    wide -= wide.max()
    return wide - np.log(np.exp(wide).sum())


def classify(model, prompts, labels):
    """Choose the most probable label for each prompt."""
    paths = [model.tokens(label) for label in labels]
    inner = sorted({tuple(path[:i]) for path in paths for i in range(1, len(path))}, key=lambda node: (len(node), node))
    answers = []
    for begin in range(0, len(prompts), SEQUENCES):
        group = prompts[begin : begin + SEQUENCES]
        # Of each node that a label goes on from, a row of each document.
        after = {(): [log_probabilities(model.read(prompt, i)) for i, prompt in enumerate(group)]}
        read = ()
        for node in inner:
            # Only what is not read yet: nodes with the same beginning follow each other at each length.
            common = 0
            while common < min(len(read), len(node) - 1) and read[common] == node[common]:
                common += 1
            for i, prompt in enumerate(group):
                model.forget(i, len(prompt) + common)
            for depth in range(common, len(node)):
                model.decode([(node[depth], len(prompt) + depth, i, True) for i, prompt in enumerate(group)])
            read = node
            after[node] = [log_probabilities(model.logits(i)) for i in range(len(group))]
        for i in range(len(group)):
            answers.append(labels[best(paths, lambda node, token, i=i: after[node][i][token])])
    return answers


def best(paths, log_probability):
    """Find the label whose event "begins so, and is no longer label" is the most probable."""
    weights = [np.exp(sum(log_probability(tuple(path[:i]), path[i]) for i in range(len(path)))) for path in paths]
    only = list(weights)
    for i, path in enumerate(paths):
        starts = [j for j, other in enumerate(paths) if j != i and path[: len(other)] == other]
        if starts:
            only[max(starts, key=lambda j: len(paths[j]))] -= weights[i]
    return int(np.argmax(only))


def summarize(model, prompts, limit):
    """Write greedily after each prompt, 16 at a time; a sequence that ends makes room for the next prompt."""
    answers = [None] * len(prompts)
    waiting = list(range(len(prompts)))[::-1]
    active = {}
    while waiting or active:
        for sequence in range(SEQUENCES):
            if sequence not in active and waiting:
                prompt = waiting.pop()
                token = int(model.read(prompts[prompt], sequence).argmax())
                active[sequence] = (prompt, [token])
        for sequence, (prompt, written) in list(active.items()):
            ended = llama.llama_vocab_is_eog(model.vocabulary, written[-1])
            if ended or len(written) == limit:
                answers[prompt] = model.text(written[:-1] if ended else written)
                del active[sequence]
        if active:
            order = sorted(active)
            model.decode(
                [(active[s][1][-1], len(prompts[active[s][0]]) + len(active[s][1]) - 1, s, True) for s in order]
            )
            for row, sequence in enumerate(order):
                active[sequence][1].append(int(model.logits(row).argmax()))
    return answers


def anonymous_memory():
    """Tell the anonymous memory of this process, in MB of 10^6 bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) * 1024 / 1e6


def main():
    """Read the command line, and do what it says."""
    path, prompts, answers, task, argument = sys.argv[1:]
    prompts = [json.loads(line) for line in Path(prompts).read_text().splitlines()]
    model = Model(path, prompts, 16 if task == "classify" else int(argument))
    start = time.perf_counter()
    if task == "classify":
        found = classify(model, prompts, argument.split(","))
    else:
        found = summarize(model, prompts, int(argument))
    seconds = time.perf_counter() - start
    Path(answers).write_text("".join(json.dumps(answer) + "\n" for answer in found))
    print(
        f"{len(found)} documents in {seconds:.1f} s, {len(found) / seconds:.2f} a second;"
        f" {anonymous_memory():.0f} MB anonymous"
    )


if __name__ == "__main__":
    main()
