"""What runs a Python function in its process: asks the Lambda Runtime API for the next event, calls the handler, posts what it
gives. Standard library only, started by execution-environment.ts."""

import base64
import http.client
import importlib
import json
import logging
import os
import resource
import struct
import sys
import threading
import time
import traceback

API = "/2018-06-01/runtime"
connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
log_channel = int(os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD"))
request_id = ""


def watch_endpoint(descriptor):
    """A pipe that the endpoint holds open: its end tells, also in the middle of an invocation, that the endpoint was killed."""
    os.read(descriptor, 1)
    os._exit(0)


threading.Thread(target=watch_endpoint, args=(int(os.environ.pop("_ENDPOINT_LIFELINE_FD")),), daemon=True).start()


def call(method, path, body=None, headers=None):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux kilobytes.
    kilobytes = peak // 1024 if sys.platform == "darwin" else peak
    try:
        connection.request(method, API + path, body, {"x-max-memory-used-kb": str(kilobytes), **(headers or {})})
        response = connection.getresponse()
        return response.headers, response.read()
    except OSError:
        # Without the endpoint there is nothing left to do.
        os._exit(0)


def error_body(error):
    frames = traceback.extract_tb(error.__traceback__)[1:]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames),
    }


def post_error(path, body):
    headers = {"content-type": "application/json", "lambda-runtime-function-error-type": body["errorType"]}
    call("POST", path, json.dumps(body).encode(), headers)


def write_frame(text):
    """A message of several lines stays one event: type, length, time in microseconds, text."""
    data = text.encode()
    frame = struct.pack(">IIQ", 0xA55A0003, len(data), time.time_ns() // 1000) + data
    while frame:
        frame = frame[os.write(log_channel, frame):]


class LambdaFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        text = super().format(record)
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", self.converter(record.created))
        return f"[{record.levelname}]\t{moment}.{int(record.msecs):03d}Z\t{request_id}\t{text}\n"


class LambdaLogHandler(logging.Handler):
    def emit(self, record):
        write_frame(self.format(record))


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = json.loads(headers.get("lambda-runtime-client-context") or "null")
        self.identity = None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


class RuntimeFailure(Exception):
    def __init__(self, error_type, message):
        super().__init__(message)
        self.error_type = error_type


def load_handler():
    name = os.environ["_HANDLER"]
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise RuntimeFailure("Runtime.MalformedHandlerName", f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)")
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFailure("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        raise RuntimeFailure("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    if not hasattr(module, function_name):
        raise RuntimeFailure("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return getattr(module, function_name)


def plain(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def main():
    global request_id
    handler = LambdaLogHandler()
    handler.setFormatter(LambdaFormatter())
    logging.getLogger().addHandler(handler)
    try:
        function = load_handler()
    except Exception as error:
        body = {**error_body(error), "errorType": getattr(error, "error_type", type(error).__name__)}
        write_frame(f"[ERROR] {body['errorType']}: {body['errorMessage']}\nTraceback (most recent call last):\n{''.join(body['stackTrace'])}")
        post_error("/init/error", body)
        sys.exit(1)
    while True:
        headers, event = call("GET", "/invocation/next")
        context = Context(headers)
        request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id") or ""
        try:
            result = json.dumps(function(json.loads(event), context), default=plain).encode()
        except Exception as error:
            body = error_body(error)
            trace = "".join(body["stackTrace"])
            write_frame(f"[ERROR] {body['errorType']}: {body['errorMessage']}\nTraceback (most recent call last):\n{trace}")
            post_error(f"/invocation/{request_id}/error", body)
        else:
            call("POST", f"/invocation/{request_id}/response", result, {"content-type": "application/json"})


main()
