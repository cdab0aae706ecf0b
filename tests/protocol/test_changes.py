"""Events as they are on the wire, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.changes import TOPICS, Change, Resync, Topic, beat


def test_an_event_says_how_far_it_goes_and_of_which_kind_it_is() -> None:
    assert Change(12, ("credentials", "grants_owned")).event() == (
        b'id: 12\nevent: change\ndata: {"height":12,"topics":["credentials","grants_owned"]}\n\n'
    )
    assert Resync(7).event() == b'id: 7\nevent: resync\ndata: {"height":7}\n\n'


def test_a_beat_is_a_comment_and_an_id_and_no_event() -> None:
    assert beat(12) == b":\nid: 12\n\n"


@given(st.integers(0, (1 << 63) - 1), st.lists(st.sampled_from(TOPICS), unique=True))
def test_nothing_in_an_event_can_end_it_early(height: int, topics: list[Topic]) -> None:
    for text in (Change(height, tuple(topics)).event(), Resync(height).event(), beat(height)):
        assert text.index(b"\n\n") == len(text) - 2


@pytest.mark.parametrize("topics", [["secrets"], ["Profile"], [1], None, "profile"])
def test_there_are_no_other_kinds(topics: object) -> None:
    with pytest.raises(Invalid):
        Change.from_json({"height": 1, "topics": topics})
