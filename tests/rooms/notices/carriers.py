"""The other side of a notice: a real mail server, and web servers that speak the written protocols."""

import json
import logging
import socket
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells every connection


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as link:
        port: int = link.getsockname()[1]
        return port


class MailServer:
    """Keeps what arrives; `answers` are given instead to the addresses they name."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == [mail["To"]]
        self.mails.append(mail)
        return "250 OK"

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._controller.stop()


class WebServer:
    """Posts in, JSON out. `plan` are answers given before the usual one, each once: (status, headers, body)."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, str], Any]] = []
        self.plan: list[tuple[int, dict[str, str], Any]] = []
        self.lock = threading.Lock()
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                said: Any = (
                    json.loads(body)
                    if self.headers["Content-Type"] == "application/json"
                    else dict(parse_qsl(body.decode(), strict_parsing=True))
                )
                headers = {name.lower(): value for name, value in self.headers.items()}
                with ours.lock:
                    ours.posts.append((self.path, headers, said))
                    planned = ours.plan.pop(0) if ours.plan else None
                status, more, answer = planned or ours.answer(self.path, headers, said)
                content = json.dumps(answer).encode() if not isinstance(answer, bytes) else answer
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *words: Any) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, path: str, headers: dict[str, str], said: Any) -> tuple[int, dict[str, str], Any]:
        raise NotImplementedError

    def __enter__(self) -> Any:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class ZaloServer(WebServer):
    """ZNS and OAuth v4: a refresh token serves once, an access token until it is `expired`."""

    secret = "bí mật của ứng dụng".encode().hex()

    def __init__(self) -> None:
        super().__init__()
        self.pair = 0
        self.refresh = "r0"
        self.used: list[str] = []
        self.slow = 0.0
        self.taken: list[dict[str, Any]] = []

    @property
    def access(self) -> str:
        """The one access token that is good now."""
        return f"a{self.pair}"

    def expire(self) -> None:
        """From now on the access token in use is refused."""
        with self.lock:
            self.pair += 100

    def answer(self, path: str, headers: dict[str, str], said: Any) -> tuple[int, dict[str, str], Any]:
        if path == "/v4/oa/access_token":
            return 200, {}, self._token(headers, said)
        assert path == "/message/template" and headers["content-type"] == "application/json"
        assert set(said) == {"phone", "template_id", "template_data", "tracking_id"}
        if headers.get("access_token") != self.access:
            return 200, {}, {"error": -216, "message": "Access token is invalid"}
        if not (said["phone"].startswith("84") and said["phone"].isdecimal()):
            return 200, {}, {"error": -108, "message": "Phone number is invalid"}
        if said["phone"].endswith("000"):
            return 200, {}, {"error": -118, "message": "Zalo account is not existed"}
        with self.lock:
            self.taken.append(said)
        return 200, {}, {"error": 0, "message": "Success", "data": {"msg_id": f"z{len(self.taken)}"}}

    def _token(self, headers: dict[str, str], said: dict[str, str]) -> dict[str, Any]:
        if headers.get("secret_key") != self.secret or said.get("app_id") != "4242":
            return {"error": -14002, "error_name": "Invalid app"}
        time.sleep(self.slow)
        with self.lock:
            if said["grant_type"] == "authorization_code":
                if said.get("code") != "ma-cho-phep" or len(said.get("code_verifier", "")) < 43:
                    return {"error": -14003, "error_name": "Invalid code"}
            else:
                token = said["refresh_token"]
                self.used.append(token)
                if token != self.refresh:
                    return {"error": -14020, "error_name": "Invalid refresh token"}
            self.pair += 1
            self.refresh = f"r{self.pair}"
            return {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}


class SmsServer(WebServer):
    """A gateway as described by its fields: says 100 when it has taken a message, knows a request by its number."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: dict[str, dict[str, str]] = {}

    def answer(self, path: str, headers: dict[str, str], said: Any) -> tuple[int, dict[str, str], Any]:
        if (said.get("ApiKey"), said.get("SecretKey")) != ("khoa", "bi-mat"):
            return 200, {}, {"CodeResult": "101", "ErrorMessage": "Authorize failed"}
        assert said["Brandname"] == "XA AN MAU" and said["Phone"].startswith("84") and len(said["Content"]) <= 160
        self.taken[said["RequestId"]] = said
        return 200, {}, {"CodeResult": "100", "SMSID": f"s-{len(self.taken)}"}
