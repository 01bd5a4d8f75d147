"""Requests that no page and no honest program sends, each as its bytes, with the statuses that may answer it (0: none does).

``{port}`` and ``{token}`` stand for those of the server that is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

OWN = "Host: 127.0.0.1:{port}"
PAGE = f"{OWN}\r\nOrigin: http://127.0.0.1:{{port}}\r\nX-Kakehashi-Token: {{token}}\r\nContent-Type: application/json"
WRITES = "POST /api/assert HTTP/1.1\r\n"
FACT = '{{"facts": ["g7.front=divided"]}}'


@dataclass(frozen=True)
class Hostile:
    """A request, the statuses that may answer it, and what is sent after it."""

    name: str
    text: str
    statuses: tuple[int, ...]
    rest: bytes = b""

    def bytes_for(self, port: int, token: str) -> bytes:
        return self.text.format(port=port, token=token).encode("latin-1")


def asked(name: str, *lines: str, path: str = "/api/assess", method: str = "GET", statuses: tuple[int, ...]) -> Hostile:
    return Hostile(name, "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]), statuses)


def written(name: str, *lines: str, body: str = FACT, path: str = "/api/assert", statuses: tuple[int, ...]) -> Hostile:
    size = len(body.format(port=0, token="").encode("latin-1"))
    return Hostile(name, "\r\n".join([f"POST {path} HTTP/1.1", *lines, f"Content-Length: {size}", "", body]), statuses)


def host(name: str, said: str) -> Hostile:
    return asked(f"host: {name}", f"Host: {said}", statuses=(403,))


def origin(name: str, said: str) -> Hostile:
    return written(f"origin: {name}", PAGE.replace("http://127.0.0.1:{port}\r\n", f"{said}\r\n"), statuses=(403,))


def header(name: str, said: str, statuses: tuple[int, ...] = (403,)) -> Hostile:
    return written(name, PAGE, said, statuses=statuses)


def body(name: str, text: str, statuses: tuple[int, ...] = (400,)) -> Hostile:
    return written(f"body: {name}", PAGE, body=text, statuses=statuses)


def path(name: str, said: str, statuses: tuple[int, ...] = (400, 404)) -> Hostile:
    return asked(f"path: {name}", OWN, path=said, statuses=statuses)


REBOUND = (
    host("a name that leads here", "evil.example:{port}"),
    host("a name that leads here, no port", "evil.example"),
    host("ours within another", "127.0.0.1.evil.example:{port}"),
    host("ours after another", "evil.127.0.0.1:{port}"),
    host("localhost of a domain", "localhost.evil.example:{port}"),
    host("a dot at the end", "localhost.:{port}"),
    host("the address as a number", "2130706433:{port}"),
    host("the address in hexadecimal", "0x7f.0.0.1:{port}"),
    host("the address cut short", "127.1:{port}"),
    host("another address of this machine", "127.0.0.2:{port}"),
    host("every address", "0.0.0.0:{port}"),
    host("IPv6 in another spelling", "[0:0:0:0:0:0:0:1]:{port}"),
    host("IPv4 within IPv6", "[::ffff:127.0.0.1]:{port}"),
    host("a user before it", "127.0.0.1:{port}@evil.example"),
    host("a user of ours", "evil@127.0.0.1:{port}"),
    host("another port", "127.0.0.1:1"),
    host("no port", "127.0.0.1"),
    host("a port with a zero before it", "127.0.0.1:0{port}"),
    host("two in one", "127.0.0.1:{port}, evil.example"),
    host("a tab in it", "127.0.0.1:{port}\tevil"),
    host("nothing", ""),
    asked("host: absent", "Accept: */*", statuses=(400, 403)),
    asked("host: two", OWN, "Host: evil.example", statuses=(400, 403)),
    asked(
        "host: of the address and another", "Host: evil.example", path="http://127.0.0.1:{port}/api/assess", statuses=(400, 403)
    ),
    asked("host: in the address alone", OWN, path="http://evil.example/api/assess", statuses=(400, 403)),
    asked("host: forwarded", "Host: evil.example", "X-Forwarded-Host: 127.0.0.1:{port}", statuses=(403,)),
    Hostile("host: HTTP/1.0 without", "GET /api/assess HTTP/1.0\r\n\r\n", (403,)),
)
FORGED = (
    origin("null", "null"),
    origin("another site", "http://evil.example"),
    origin("another port", "http://127.0.0.1:1"),
    origin("another scheme", "https://127.0.0.1:{port}"),
    origin("ours and more", "http://127.0.0.1:{port}.evil.example"),
    origin("ours within", "http://evil.example/http://127.0.0.1:{port}"),
    origin("another name of ours", "http://localhost:{port}"),
    origin("a slash at the end", "http://127.0.0.1:{port}/"),
    origin("two", "http://127.0.0.1:{port}\r\nOrigin: http://evil.example"),
    written("origin: absent", PAGE.replace("Origin: http://127.0.0.1:{port}\r\n", ""), statuses=(403,)),
    header("site: cross-site", "Sec-Fetch-Site: cross-site"),
    header("site: same-site, of another port", "Sec-Fetch-Site: same-site"),
    header("site: two words", "Sec-Fetch-Site: none, same-origin"),
    written("token: absent", PAGE.replace("X-Kakehashi-Token: {token}\r\n", ""), statuses=(403,)),
    written("token: wrong", PAGE.replace("{token}", "wrong"), statuses=(403,)),
    written("token: empty", PAGE.replace("{token}", ""), statuses=(403,)),
    written("token: longer", PAGE.replace("{token}", "{token}x"), statuses=(403,)),
    header("token: twice", "X-Kakehashi-Token: {token}"),
    written("token: in the address", PAGE.replace("{token}", "x"), path="/api/assert?token={token}", statuses=(403,)),
    written("token: in a cookie", PAGE.replace("X-Kakehashi-Token:", "Cookie: x-kakehashi-token="), statuses=(403,)),
    written("a form of another site", OWN, "Origin: http://evil.example", "Content-Type: text/plain", statuses=(403,)),
    written("a form with our token", PAGE.replace("application/json", "text/plain"), statuses=(415,)),
    written("no type", PAGE.replace("\r\nContent-Type: application/json", ""), statuses=(415,)),
    written("a type that is none", PAGE.replace("application/json", "application/jsonp"), statuses=(415,)),
    written("another charset", PAGE + "; charset=utf-16", statuses=(415,)),
    asked("a question from another site", OWN, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", statuses=(403,)),
    asked(
        "a link of another site to the API",
        *(OWN, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"),
        path="/api/report?format=html",
        statuses=(403,),
    ),
    asked("a frame of another site", OWN, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", path="/", statuses=(403,)),
)
METHODS = (
    *(asked(f"method: {name}", OWN, method=name, statuses=(405,)) for name in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")),
    asked("method: GET where is written", OWN, path="/api/assert", statuses=(405,)),
    asked("method: in small letters", OWN, method="get", statuses=(400, 405)),
    asked("method: an override", PAGE, "X-HTTP-Method-Override: POST", path="/api/assert", statuses=(405,)),
    asked(
        "method: what a browser asks before another site may write",
        *(OWN, "Origin: http://evil.example", "Access-Control-Request-Method: POST"),
        "Access-Control-Request-Headers: x-kakehashi-token",
        method="OPTIONS",
        path="/api/assert",
        statuses=(405,),
    ),
    asked("method: a tunnel", OWN, method="CONNECT", path="evil.example:443", statuses=(400, 405)),
    asked(
        "method: another protocol",
        OWN,
        "Connection: Upgrade",
        "Upgrade: websocket",
        path="/api/openapi.json",
        statuses=(200, 400),
    ),
)
BODIES = (
    body("nothing", ""),
    body("no JSON", "facts=g7.front"),
    body("cut off", '{{"facts": ["g7.front=div'),
    body("another shape", "[]"),
    body("no facts", '{{"facts": []}}'),
    body("facts that are numbers", '{{"facts": [1]}}'),
    body("an entry that is not known", '{{"facts": ["g7.front=divided"], "store": "sqlite:////tmp/x"}}'),
    body("a file to be read", '{{"facts": ["g7.front=divided"], "case": "/etc/passwd"}}'),
    body("a base of another place", '{{"facts": ["g7.front=divided"], "base": "../../etc"}}'),
    body("an entry twice", '{{"facts": ["g7.front=consolidated"], "facts": ["g7.front=divided"]}}'),
    body("no number", '{{"facts": ["g7.front=divided"], "correct": NaN}}'),
    body("no end", '{{"facts": ["g7.front=divided"], "correct": Infinity}}'),
    body("half a surrogate pair", '{{"facts": ["g7.front=divided"], "note": "\\ud800"}}'),
    body("a NUL", '{{"facts": ["g7.front=divided"], "note": "\\u0000"}}'),
    body("no UTF-8", '{{"facts": ["g7.front=divided"], "note": "\xff"}}'),
    body("another encoding", "\xff\xfe{{\x00}}\x00"),
    body("a date that is none", '{{"facts": ["g7.front=divided"], "since": "2015-02-30"}}'),
    body("nested deep", "[" * 100_000),
    body("nested deep in an entry", '{{"facts": ' + "[" * 50_000 + "]" * 50_000 + "}}"),
    Hostile(
        "body: two megabytes",
        f"{WRITES}{PAGE}\r\nContent-Length: 2000000\r\n\r\n",
        (413,),
        b"x" * 2_000_000,
    ),
    Hostile(
        "body: two megabytes in chunks",
        f"{WRITES}{PAGE}\r\nTransfer-Encoding: chunked\r\n\r\n",
        (413,),
        (b"10000\r\n" + b"x" * 0x10000 + b"\r\n") * 32,
    ),
    Hostile("body: a length beyond all", f"{WRITES}{PAGE}\r\nContent-Length: {'9' * 30}\r\n\r\n", (400, 413)),
    Hostile("body: a length below nothing", f"{WRITES}{PAGE}\r\nContent-Length: -1\r\n\r\n", (400, 413)),
    Hostile("body: with a question", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\nContent-Length: 5\r\n\r\nhello", (400,)),
    Hostile(
        "smuggled: two lengths",
        f"{WRITES}{PAGE}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        (400,),
    ),
    Hostile(
        "smuggled: a length and chunks",
        f"{WRITES}{PAGE}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"0\r\n\r\nPOST /api/assert HTTP/1.1\r\n{OWN}\r\n\r\n",
        (400,),
    ),
    Hostile(
        "smuggled: chunks in another spelling",
        f"{WRITES}{PAGE}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        (400, 501),
    ),
    Hostile("smuggled: a line of its own", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\nX-A: b\r\n c: d\r\n\r\n", (200, 400)),
    Hostile("smuggled: a space before the colon", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\nX-A : b\r\n\r\n", (400,)),
)
PATHS = (
    path("up", "/static/../../pyproject.toml"),
    path("up, encoded", "/static/..%2f..%2fpyproject.toml"),
    path("up, twice encoded", "/static/..%252f..%252fpyproject.toml"),
    path("up, in UTF-8 too long", "/static/..%c0%af..%c0%afetc/passwd"),
    path("up, with the other slash", "/static/..%5c..%5cpyproject.toml"),
    path("a slash that is encoded", "/static%2findex.html"),
    path("from the root", "/static//etc/passwd"),
    path("two slashes", "//evil.example/api/assess"),
    path("a NUL", "/static/index.html%00.js"),
    path("a dot", "/./api/assess"),
    path("another case", "/API/assess", (404,)),
    path("a slash at the end", "/api/assess/", (404,)),
    path("the template itself", "/static/index.html", (404,)),
    path("the code beside it", "/static/../app.py"),
    path("no slash", "api/assess"),
    path("a star", "*"),
    path("too long", "/" + "a" * 20_000, (400, 414)),
    path("too long a query", "/api/assess?case=" + "a" * 20_000, (400, 414)),
    path("far too long", "/" + "a" * 200_000, (400, 414)),
    path("many parameters", "/api/assess?" + "&set=x" * 2_000, (400,)),
    path("a file for a case", "/api/assess?case=/etc/passwd", (400,)),
    path("a file for a case, from here", "/api/assess?case=cases.db", (400,)),
    path("a case one up", "/api/assess?case=..%2fsecret.yaml", (400,)),
    path("a folder for a base", "/api/assess?base=/etc", (400,)),
    path("another store", "/api/assess?store=sqlite:////tmp/x.db", (400,)),
    path("a query that is no UTF-8", "/api/assess?set=%ff%fe", (400,)),
    path("half a surrogate pair", "/api/assess?set=%ed%a0%80=x", (400,)),
    path("a NUL in a word", "/api/assess?case=a%00b", (400,)),
    path("a script in a word", "/api/why?goal=<script>alert(1)</script>", (400,)),
    path("a line in a word", "/api/assess?set=a%0d%0aSet-Cookie:%20x=y", (400,)),
    path("a number too long", "/api/graph?depth=" + "9" * 5000, (400,)),
    path("more time than there is", "/api/howto?goal=scenario=positive&seconds=1e9", (400,)),
    path("a time that is none", "/api/howto?goal=scenario=positive&seconds=nan", (400,)),
    path("a space beyond all", "/api/sweep?" + "&".join(f"over=x{at}" for at in range(500)), (400,)),
)
HEADERS = (
    Hostile("headers: many", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\n" + "X-A: b\r\n" * 500 + "\r\n", (400, 431)),
    Hostile("headers: one that is huge", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\nX-A: {'b' * 200_000}\r\n\r\n", (400, 431)),
    Hostile("headers: a NUL", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\nX-A: \x00\r\n\r\n", (400,)),
    Hostile("headers: no name", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\n: b\r\n\r\n", (400,)),
    Hostile("headers: a byte range", f"GET /api/assess HTTP/1.1\r\n{OWN}\r\nRange: bytes=0-,1-,2-,3-\r\n\r\n", (200,)),
    Hostile("no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "x" * 50 + "\r\n\r\n", (400,)),
    Hostile("another version", f"GET /api/assess HTTP/9.9\r\n{OWN}\r\n\r\n", (200, 400)),
    Hostile("lines alone", "\n\n\n\n", (400, 0)),
)
ALL = (*REBOUND, *FORGED, *METHODS, *BODIES, *PATHS, *HEADERS)
