"""The bytes of an entry: put together by hand they are those of canonical JSON, whatever the entry says."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from service.history.leaf import Leaf, canonical, instant_text

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
NUMBER = st.integers(0, 2**31)
INSTANT = st.datetimes(timezones=st.just(UTC))
LEAF = st.builds(
    Leaf,
    record_id=NUMBER,
    seq=NUMBER,
    act_id=TEXT,
    procedure=TEXT,
    step=TEXT,
    from_state=st.none() | TEXT,
    to_state=TEXT,
    actor_id=NUMBER,
    role=TEXT,
    post_region_code=TEXT,
    function=st.none() | TEXT,
    acted_at=INSTANT,
    notice_id=st.none() | NUMBER,
    list_id=st.none() | NUMBER,
    basis=TEXT,
    commitment=TEXT,
    previous_hash=TEXT,
)


@given(LEAF)
def test_a_leaf_is_hashed_as_the_canonical_json_of_its_values(leaf: Leaf) -> None:
    assert leaf.canonical() == canonical({**leaf._asdict(), "acted_at": instant_text(leaf.acted_at)})


def test_the_hash_of_a_leaf_stays_what_it_has_always_been() -> None:
    leaf = Leaf(
        record_id=7,
        seq=3,
        act_id="a1",
        procedure="household",
        step="review",
        from_state="publicized",
        to_state="township_reviewed",
        actor_id=12,
        role="township_reviewer",
        post_region_code="990101100",
        function="reviewer",
        acted_at=datetime(2018, 11, 5, 1, 2, 3, 456, tzinfo=UTC),
        notice_id=None,
        list_id=4,
        basis='{"notices":[5],"rules":{"source":"国家统计局“历年”公布\\\\"}}',
        commitment="c" * 64,
        previous_hash="0" * 64,
    )
    assert leaf.entry_hash() == "7d1fe5b2046420f0300f56f3e7a476424dbb2c316278d8dc865c8560d11fdf7d"
