"""Prepares and compares what ask.py measures; docs/quality.md has the commands.

    python -m pip install pyarrow==26.0.1 rouge-score==0.1.2
    python benchmarks/peer/quality.py corpus data/catalog.jsonl 1000 > corpus.jsonl
    python benchmarks/peer/quality.py conversations RUN corpus.jsonl > conversations.jsonl
    python benchmarks/peer/quality.py compare corpus.jsonl ANSWERS RUN ...

`corpus` takes packages of the side that the embedded model has not learned from (CatalogSplit), in one of its twelve
sections, with a synopsis. `conversations` are what a run asked, by its manifest. `compare` holds the answers of
ask.py, of simple methods, and of runs against section or synopsis, and against each other.
"""

import hashlib
import json
import sys
from pathlib import Path

SECTIONS = "libs libdevel python doc perl utils devel haskell net rust golang java".split()


def corpus(catalog, count):
    """Print some of the held-out packages, from anywhere in the catalog, one of each text."""
    held_out = {}
    for package in sorted(records(catalog), key=lambda package: digest(package["id"])):
        if digest(package["source"]) % 100 < 4 and package["section"] in SECTIONS and package.get("synopsis"):
            held_out.setdefault(package["text"], package)
    for package in list(held_out.values())[: int(count)]:
        print(json.dumps(package))


def digest(name):
    """Give a name's MD5 as a number."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16)


def conversations(run, documents):
    """Print what a run asked of each document."""
    manifest = json.loads((Path(run) / "_manifest.json").read_text())
    parts = manifest["fingerprint_parts"]
    values = {key.replace("-", "_"): json.loads(value) for key, value in parts.items() if key in ("labels", "max-words")}
    template = parts["template"]
    for name, value in values.items():
        template = template.replace("{%s}" % name, ", ".join(value) if isinstance(value, list) else str(value))
    for document in records(documents):
        content = template.replace("{text}", document["text"])
        print(json.dumps({"messages": [{"role": "user", "content": content}]}))


def compare(documents, answers, *runs):
    """Print the score of each side, and how many answers of llama.cpp each run has too."""
    documents = records(documents)
    peer = [json.loads(line) for line in Path(answers).read_text().splitlines()]
    labels = set(peer) <= set(SECTIONS)
    gold = [document["section" if labels else "synopsis"] for document in documents]
    print(f"llama.cpp: {score(labels, gold, peer)}")
    if not labels:
        lead = [" ".join(document["text"].split()[:10]) for document in documents]
        print(f"first 10 words: {score(labels, gold, lead)}")
    for run in runs:
        found = answers_of(run)
        own = [found[document["id"]] for document in documents]
        same = sum(a == b for a, b in zip(own, peer)) / len(peer)
        print(f"{run}: {score(labels, gold, own)}; the same as llama.cpp {same:.3f}")


def answers_of(run):
    """Read a run's answers by document; an error is no word."""
    from pyarrow import parquet

    table = parquet.read_table(run, columns=["doc_id", "output"]).to_pydict()
    return {key: (output or "").strip() for key, output in zip(table["doc_id"], table["output"])}


def score(labels, gold, answers):
    """Give the accuracy of labels, the mean ROUGE-L F1 of summaries."""
    if labels:
        return f"accuracy {sum(a == b for a, b in zip(gold, answers)) / len(gold):.3f}"
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rougeL"])
    values = [scorer.score(right, answer)["rougeL"].fmeasure for right, answer in zip(gold, answers)]
    return f"ROUGE-L F1 {sum(values) / len(values):.3f}"


def records(path):
    """Read JSON lines."""
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


if __name__ == "__main__":
    {"corpus": corpus, "conversations": conversations, "compare": compare}[sys.argv[1]](*sys.argv[2:])
