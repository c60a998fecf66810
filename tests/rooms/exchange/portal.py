"""The other side: a web server that speaks the interface of the national portal, as its documentation describes it."""

from typing import Any

from tests.rooms.notices.carriers import WebServer

SECRET = "bí mật của kết nối".encode().hex()


class PortalServer(WebServer):
    """Keeps dossiers by MaHoSo. Sessions and tokens are good until `expire`; a dossier opened twice is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.dossiers: dict[str, list[dict[str, Any]]] = {}
        self.progress: dict[str, list[dict[str, Any]]] = {}
        self.filed: list[dict[str, Any]] = []
        self.forgets_answer = 0

    @property
    def session(self) -> str:
        """The one session that is good now."""
        return f"phien-{self.number}"

    def expire(self) -> None:
        """From now on the session in use is refused."""
        with self.lock:
            self.number += 1

    def services(self) -> list[str]:
        """Which services were called, first to last; `login` and `token` among them."""
        return [said.get("service", path.strip("/")) for path, _, said in self.posts]

    def answer(self, path: str, headers: dict[str, str], said: Any) -> tuple[int, dict[str, str], Any]:
        if path == "/login":
            if said != {"username": "xa-an-mau", "password": SECRET} or headers.get("dstcode") != "VN:CONG:DVC":
                return 200, {}, {"error_code": 99, "message": "Sai tài khoản"}
            self.expire()
            return 200, {}, {"error_code": 0, "session": self.session}
        if path == "/token":
            assert said == {"grant_type": "client_credentials"} and headers["authorization"].startswith("Basic ")
            self.expire()
            return 200, {}, {"access_token": self.session, "expires_in": 3600, "token_type": "Bearer"}
        given = headers.get("authorization", "").removeprefix("Bearer ") or said["session"]
        if given != self.session:
            return 200, {}, {"error_code": "401", "message": "Phiên hết hạn"}
        assert headers["dstcode"] == "VN:CONG:DVC" and said["madonvi"] == "G99.12"
        assert set(said) == {"session", "madonvi", "service", "isUpdating", "data"}
        status, body = self._served(said["service"], said["isUpdating"], said["data"])
        if self.forgets_answer:
            self.forgets_answer -= 1
            return 500, {}, {"message": "lỗi"}
        return status, {}, body

    def _served(self, service: str, updating: str, data: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        if service == "LayHoSo":
            return 200, {"error_code": "00", "data": self.filed}
        if service == "TraCuuHoSo":
            code = data[0]["mahoso"]
            return 200, {"error_code": 0, "data": [{"MaHoSo": code}] if code in self.dossiers else []}
        [row] = data
        code = row["MaHoSo"]
        if service == "DongBoHoSoMC":
            if (updating == "True") != (code in self.dossiers):
                return 200, {"error_code": 17, "message": f"isUpdating không đúng cho {code} 000000000012"}
            self.dossiers.setdefault(code, []).append(row)
        else:
            assert service == "CapNhatTienDoHoSoMC"
            if code not in self.dossiers:
                return 200, {"error_code": 18, "message": "Không có hồ sơ"}
            self.progress.setdefault(code, []).append(row)
        return 200, {"error_code": "00", "message": "Thành công"}
