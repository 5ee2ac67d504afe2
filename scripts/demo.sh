#!/usr/bin/env bash
# Builds what is needed, then classifies and summarizes the sample corpus with the embedded model, or with another by
# `--model smollm2`, which is fetched, and shows the results. Needs JDK 17, 21 or 25 and Maven.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

case "$*" in
  "") configuration=demo ;;
  "--model smollm2")
    configuration=smollm2
    scripts/fetch-model.sh smollm2 >/dev/null
    ;;
  *)
    echo "Cannot read the command line '$*': it is empty, or --model smollm2. Correct it." >&2
    exit 2
    ;;
esac

jar=jobs/target/tramontane.jar
if [[ ! -f $jar || -n $(find pom.xml schemas inference-udf jobs -newer "$jar" '(' -path '*/src/main/*' -o -name pom.xml ')' -type f -print -quit) ]]; then
  if ! command -v mvn >/dev/null; then
    echo "Cannot build Tramontane: there is no mvn. Install Maven 3.8 or later." >&2
    exit 2
  fi
  echo "Building Tramontane..."
  mvn -q -B -DskipTests -pl jobs -am package
fi

# Each time from the start: the demo shows the work, not that there is none left.
rm -rf "out/$configuration"
for task in classify summarize; do
  echo
  echo "== $task =="
  scripts/tramontane enrich --config "conf/$configuration.conf" --task "$task" --run-id "$task"
  scripts/tramontane show --output "out/$configuration" --run-id "$task" --rows 12
done
