#!/usr/bin/env bash
# Builds what is needed, then classifies and summarizes the sample corpus with the embedded model and shows the results.
# Needs JDK 17, 21 or 25 and Maven.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

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
rm -rf out/demo
for task in classify summarize; do
  echo
  echo "== $task =="
  scripts/tramontane enrich --config conf/demo.conf --task "$task" --run-id "$task"
  scripts/tramontane show --output out/demo --run-id "$task" --rows 12
done
