"""A nightly run of Tramontane: enrich, look for _SUCCESS, verify. For Airflow 3 and 2.10.

It needs the Apache Spark provider, spark-submit on the workers' PATH, a connection `spark_default` to the cluster, and
three Airflow variables:

tramontane_jar     the jar that `mvn package` makes, such as /opt/tramontane/tramontane.jar
tramontane_config  the job's configuration, such as /opt/tramontane/nightly.conf; read by the driver
tramontane_output  the folder of the runs, such as hdfs:///lake/enriched/kind; goes before the configuration's own

The logical date names the run, so that every retry, and every later clearing of the task, goes on with the same run:
what is committed is skipped, and where all is committed nothing is done. Since the name comes from it, a run that is
triggered by hand must be given a logical date.

What becomes of the job's exit codes:

0  Everything is committed. The task succeeds.
1  Failed, for the lack of something. The task fails and is retried: the same command goes on.
2  The configuration or the input is wrong. Retrying cannot help: the task fails at once.
3  More rows are errors than tramontane.run.max-error-ratio allows, and so there is no _SUCCESS. Retrying would end the
   same: the task fails at once. Look at the errors (`show --errors`); then mend the documents, or raise the ratio, and
   clear the task, or run `enrich --retry-errors` by hand.
4  Stopped before the end, by a signal or a deadline. The task fails and is retried: the same command goes on.
"""

import re
from datetime import datetime, timedelta, timezone

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

try:
    from airflow.sdk import DAG, ObjectStoragePath, task
except ImportError:  # Airflow 2.10
    from airflow import DAG
    from airflow.decorators import task
    from airflow.io.path import ObjectStoragePath

try:
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:  # Before Airflow 3.2
    from airflow.exceptions import AirflowFailException

FINAL_EXIT_CODES = {
    2: "the configuration or the input is wrong",
    3: "more rows are errors than tramontane.run.max-error-ratio allows",
}

RUN = ["--output", "{{ var.value.tramontane_output }}", "--run-id", "{{ ds }}"]


class TramontaneOperator(SparkSubmitOperator):
    """A Tramontane command through spark-submit, which is not retried where that cannot help.

    The driver runs on Airflow's worker (deploy mode client): only so is its exit code spark-submit's own on every kind
    of cluster.
    """

    def __init__(self, *, arguments, **kwargs):
        super().__init__(
            application="{{ var.value.tramontane_jar }}",
            java_class="io.tramontane.jobs.cli.Main",
            application_args=arguments,
            deploy_mode="client",
            name="tramontane",
            **kwargs,
        )

    def execute(self, context):
        try:
            super().execute(context)
        except Exception as failure:
            # The hook tells the exit code in its message only.
            code = re.search(r"Error code is: (\d+)", str(failure))
            cause = FINAL_EXIT_CODES.get(int(code[1])) if code else None
            if cause is None:
                raise
            raise AirflowFailException(f"Cannot succeed by another try: {cause}. See the log above.") from failure


@task
def look_for_success(path):
    """Holds back whatever comes after the DAG until the run has ended well."""
    if not ObjectStoragePath(path).exists():
        raise FileNotFoundError(f"Cannot find {path}: the run has not ended well. Clear the task `enrich`.")


with DAG(
    dag_id="tramontane",
    description="Every document of the corpus through the model",
    schedule="@daily",
    start_date=datetime(2026, 11, 1, tzinfo=timezone.utc),
    catchup=False,
    # A run uses the whole cluster.
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10)},
) as dag:
    enrich = TramontaneOperator(
        task_id="enrich",
        arguments=["enrich", "--config", "{{ var.value.tramontane_config }}", *RUN],
    )
    # Where Hadoop and Airflow call a file system by different names (s3a and s3), give Airflow's here.
    success = look_for_success("{{ var.value.tramontane_output }}/{{ ds }}/_SUCCESS")
    verify = TramontaneOperator(task_id="verify", arguments=["verify", *RUN])

    enrich >> success >> verify
