"""Stand-ins for the parts of Airflow that the DAG uses, for its test: Airflow is not needed to run it.

They do what Airflow and its Spark provider document: operators are recorded in the DAG that is open, template fields
are rendered before a task runs, and SparkSubmitOperator runs the command line that SparkSubmitHook builds.
"""

import pathlib
import re
import subprocess
import sys
import types


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    """Fails a task without a retry."""


class DAG:
    open_dag = None

    def __init__(self, dag_id, **settings):
        self.dag_id = dag_id
        self.settings = settings
        self.tasks = {}

    def __enter__(self):
        DAG.open_dag = self
        return self

    def __exit__(self, *failure):
        DAG.open_dag = None

    def run(self, task_id, variables, ds):
        self.tasks[task_id].run(variables, ds)


class Operator:
    template_fields = ()

    def __init__(self, *, task_id):
        self.task_id = task_id
        self.upstream = []
        DAG.open_dag.tasks[task_id] = self

    def __rshift__(self, other):
        other.upstream.append(self.task_id)
        return other

    def run(self, variables, ds):
        for field in self.template_fields:
            setattr(self, field, render(getattr(self, field), variables, ds))
        self.execute({"ds": ds})


def render(template, variables, ds):
    """Fills in {{ ds }} and {{ var.value.NAME }}."""
    if isinstance(template, list):
        return [render(each, variables, ds) for each in template]
    text = template.replace("{{ ds }}", ds)
    return re.sub(r"\{\{ var\.value\.(\w+) \}\}", lambda name: variables[name[1]], text)


class SparkSubmitOperator(Operator):
    """With those parameters that the DAG gives, and the connection's master."""

    template_fields = ("application", "name", "application_args")
    master = "local[2]"

    def __init__(self, *, application, java_class, application_args, deploy_mode, name, **kwargs):
        super().__init__(**kwargs)
        self.application = application
        self.java_class = java_class
        self.application_args = application_args
        self.deploy_mode = deploy_mode
        self.name = name

    def command(self):
        """In the order of SparkSubmitHook._build_spark_common_args and _build_spark_submit_command."""
        return [
            "spark-submit",
            *("--master", self.master),
            *("--name", self.name),
            *("--class", self.java_class),
            *("--deploy-mode", self.deploy_mode),
            self.application,
            *self.application_args,
        ]

    def execute(self, context):
        code = subprocess.run(self.command(), check=False).returncode
        if code:
            raise AirflowException(f"Cannot execute: {' '.join(self.command())}. Error code is: {code}.")


def task(function):
    """A function whose call makes a task of it."""

    class FunctionOperator(Operator):
        template_fields = ("arguments",)

        def __init__(self, arguments):
            super().__init__(task_id=function.__name__)
            self.arguments = arguments

        def execute(self, context):
            function(*self.arguments)

    return lambda *arguments: FunctionOperator(list(arguments))


def install(modules):
    """Makes these the modules of Airflow: names of modules with the names in them."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "airflow"]:
        del sys.modules[name]
    for name, members in modules.items():
        module = types.ModuleType(name)
        # Also a package, which looks up what is below it among the loaded modules.
        module.__path__ = []
        vars(module).update(members)
        sys.modules[name] = module


SPARK_PROVIDER = {
    "airflow.providers": {},
    "airflow.providers.apache": {},
    "airflow.providers.apache.spark": {},
    "airflow.providers.apache.spark.operators": {},
    "airflow.providers.apache.spark.operators.spark_submit": {"SparkSubmitOperator": SparkSubmitOperator},
}

AIRFLOW_3 = {
    "airflow": {},
    "airflow.sdk": {"DAG": DAG, "ObjectStoragePath": pathlib.Path, "task": task},
    "airflow.sdk.exceptions": {"AirflowFailException": AirflowFailException},
    **SPARK_PROVIDER,
}

AIRFLOW_2_10 = {
    "airflow": {"DAG": DAG},
    "airflow.decorators": {"task": task},
    "airflow.io": {},
    "airflow.io.path": {"ObjectStoragePath": pathlib.Path},
    "airflow.exceptions": {"AirflowFailException": AirflowFailException},
    **SPARK_PROVIDER,
}
