"""The system's reasons in Russian, for every message that reaches a user."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "нет такого файла или папки",
    errno.ENOTDIR: "это не папка",
    errno.EISDIR: "это папка, а нужен файл",
    errno.EACCES: "нет права доступа",
    errno.EPERM: "действие не разрешено",
    errno.EROFS: "носитель доступен только для чтения",
    errno.EEXIST: "уже существует",
    errno.ENAMETOOLONG: "слишком длинное имя",
    errno.ENOSPC: "на диске нет места",
    errno.EDQUOT: "исчерпана квота диска",
    errno.EIO: "ошибка чтения или записи на диск",
    errno.EFBIG: "файл слишком велик",
    errno.EMFILE: "открыто слишком много файлов",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Russian where we have the words."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
