"""Whether a site's certificate would pass in a browser: a remark about the site, never a reason to leave it unread."""

from __future__ import annotations

import asyncio
import ssl

EXPIRED = "certificate_expired"
WRONG_NAME = "certificate_wrong_name"
NOT_TRUSTED = "certificate_not_trusted"
_CODES = {10: EXPIRED, 9: EXPIRED, 62: WRONG_NAME, 64: WRONG_NAME}


async def certificate_remark(host: str, port: int, address: str, timeout: float) -> str:
    """The machine code of what is wrong with the certificate of ``host``, "" for nothing or for no answer.

    ``address`` is the IP address the page came from: the name is not looked up again, so no other machine is asked.
    """
    context = ssl.create_default_context()
    try:
        _reader, writer = await asyncio.wait_for(
            asyncio.open_connection(address, port, ssl=context, server_hostname=host), timeout=timeout
        )
    except ssl.SSLCertVerificationError as error:
        return _CODES.get(error.verify_code, NOT_TRUSTED)
    except (OSError, TimeoutError):
        return ""
    writer.close()
    return ""
