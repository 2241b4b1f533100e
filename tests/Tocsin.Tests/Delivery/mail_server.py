"""A mail server of aiosmtpd on a port of its own: prints its port, then each message that it takes, as JSON lines.

mail_server.py MODE CERTIFICATE KEY    MODE: starttls, implicit or login
"""
import asyncio, email, email.policy, json, ssl, sys
from aiosmtpd.smtp import AuthResult, SMTP


class Handler:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": message["subject"], "sender": message["from"].addresses[0].display_name,
            "id": message["message-id"], "date": message["date"].datetime.isoformat(), "body": message.get_content(), "raw": envelope.original_content.decode("ascii"),
            "tls": session.ssl is not None, "user": session.auth_data,
        }), flush=True)
        return "250 taken"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"tocsin" and data.password == "mật khẩu".encode()
    return AuthResult(success=good, handled=False, auth_data=mechanism if good else None)


mode, certificate, key = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)
options = dict(authenticator=authenticate, auth_required=True, auth_require_tls=mode != "implicit")
if mode == "login":
    options["auth_exclude_mechanism"] = ["PLAIN"]
if mode != "implicit":
    options.update(tls_context=context, require_starttls=True)


async def serve():
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), hostname="localhost", **options), "127.0.0.1", 0, ssl=context if mode == "implicit" else None)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()


asyncio.run(serve())
