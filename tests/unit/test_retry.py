import time
from email.utils import formatdate

from narrator.retry import retry_after_s


def test_retry_after_is_seconds_or_a_date():
    assert retry_after_s({"Retry-After": "120"}) == 120.0
    assert 25 < retry_after_s({"Retry-After": formatdate(time.time() + 30, usegmt=True)}) <= 30
    assert retry_after_s({"Retry-After": formatdate(time.time() - 30, usegmt=True)}) == 0.0
    assert retry_after_s({"Retry-After": "soon"}) is None
    assert retry_after_s({}) is None
    assert retry_after_s({"Retry-After": "9" * 400}) == 86_400.0
