"""Serves LocalStack's Step Functions on a free port of this machine, without the rest of LocalStack.

    serve_states.py --jars FOLDER --account ID

What its interpreter calls goes to AWS_ENDPOINT_URL; its own executions are here. Time runs 600 times as fast where states, retries and
task tokens wait, so that a minute is a tenth of a second. IAM is not enforced, and nothing is written to logs or buses.
"""

import argparse
import os
import re
import sys
import time
import types

import boto3
import jpype
from werkzeug.serving import make_server

SPEED = 600
PACKAGE = "localstack.services.stepfunctions"


def serve_jsonata(jars):
    """LocalStack would download a JVM and the library of JSONata."""
    installer = types.SimpleNamespace(
        install=lambda: None, get_java_lib_path=jpype.getDefaultJVMPath, get_installed_dir=lambda: jars
    )
    module = types.ModuleType(f"{PACKAGE}.packages")
    module.jpype_jsonata_package = types.SimpleNamespace(get_installer=lambda: installer)
    sys.modules[module.__name__] = module


def find_variables():
    """This version of LocalStack takes `$` for a variable and sees none in brackets; later ones need a later Python."""
    from localstack.services.stepfunctions.asl.jsonata import jsonata

    literals = r"""/(?:\\.|[^\\/])*/[a-z]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""
    jsonata._PATTERN_VARIABLE_REFERENCE = re.compile(rf"{literals}|(\$\w[\w$]*(?:\.\w[\w$]*)*)")


def call_by_endpoint():
    """Every service is called where the environment says, and not in LocalStack."""

    def client_for(service, region, state_credentials):
        return boto3.client(service, region_name=region)

    replace_everywhere("boto_client_for", client_for)


def replace_everywhere(function_name, function):
    """Modules of the interpreter import functions by their names."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{PACKAGE}.asl") and hasattr(module, function_name):
            setattr(module, function_name, function)


def pass_quickly():
    from localstack.services.stepfunctions.asl.component.common.retry import retrier_decl
    from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service import (
        state_task_service_callback as callbacks,
    )
    from localstack.services.stepfunctions.asl.component.state.state_wait.wait_function import wait_function

    retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / SPEED))
    wait_function.WaitFunction._wait_interval = lambda self, env, wait_seconds: time.sleep(wait_seconds / SPEED)
    callbacks.StateTaskServiceCallback._wait_for_task_token_timeout = (
        lambda self, timeout_seconds, callback_endpoint: callback_endpoint.wait(timeout=timeout_seconds / SPEED)
    )


def wait_for_athena():
    """LocalStack knows no `athena:startQueryExecution.sync`: the task ends with its statement, as AWS documents it."""
    from localstack.services.stepfunctions.asl.component.common.error_name.failure_event import FailureEventException
    from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service import (
        state_task_service_factory as factory,
    )
    from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service.resource import (
        ResourceCondition,
    )
    from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service.state_task_service_aws_sdk import (
        StateTaskServiceAwsSdk,
    )

    class Athena(StateTaskServiceAwsSdk):
        def __init__(self):
            super().__init__()
            self._supported_integration_patterns = {ResourceCondition.Sync, ResourceCondition.WaitForTaskToken}

        def _build_sync_resolver(self, env, resource_runtime_part, normalised_parameters, state_credentials):
            query = {"QueryExecutionId": env.stack.pop()["QueryExecutionId"]}
            client = boto3.client("athena", region_name=resource_runtime_part.region)

            def resolve():
                execution = client.get_query_execution(**query)["QueryExecution"]
                status = execution["Status"]
                if status["State"] == "SUCCEEDED":
                    return {"QueryExecution": execution}
                if status["State"] in ("FAILED", "CANCELLED"):
                    reason = status["StateChangeReason"]
                    raise FailureEventException(self._get_task_failure_event(env, "States.TaskFailed", reason))
                return None

            return resolve

    known = factory.state_task_service_for

    def service_for(service_name):
        return Athena() if service_name == "athena" else known(service_name)

    replace_everywhere("state_task_service_for", service_for)


def make_application(account):
    from localstack.aws.api import RequestContext
    from localstack.aws.skeleton import create_skeleton
    from localstack.aws.spec import load_service
    from localstack.http import Request
    from localstack.services.stepfunctions.backend.execution import Execution
    from localstack.services.stepfunctions.provider import StepFunctionsProvider

    Execution.publish_execution_status_change_event = lambda self: None
    service = load_service("stepfunctions")
    skeleton = create_skeleton(service, StepFunctionsProvider())

    def application(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        headers = {name: environ[f"HTTP_{name.replace('-', '_').upper()}"] for name in ("X-Amz-Target", "Authorization")}
        request = Request("POST", "/", headers={**headers, "Content-Type": environ["CONTENT_TYPE"]}, body=body)
        context = RequestContext(request)
        context.service, context.protocol = service, "json"
        context.account_id, context.region = account, os.environ["AWS_REGION"]
        return skeleton.invoke(context)(environ, start_response)

    return application


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jars", required=True)
    parser.add_argument("--account", required=True)
    options = parser.parse_args()
    serve_jsonata(options.jars)
    application = make_application(options.account)
    find_variables()
    call_by_endpoint()
    pass_quickly()
    wait_for_athena()
    server = make_server("127.0.0.1", 0, application, threaded=True)
    endpoint = f"http://127.0.0.1:{server.port}"
    os.environ["AWS_ENDPOINT_URL_SFN"] = endpoint
    print(f"serves at {endpoint} ", file=sys.stderr, flush=True)
    server.serve_forever()


main()
