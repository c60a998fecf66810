"""Officials for tests of rules: any seats, in two communes, with any roles."""

from hypothesis import strategies as st

from liemchinh.kernel.actors import Actor, Role, SeatHeld

HERE, NEXT_DOOR = "H99.12", "H99.13"
AUTHORITIES = st.sampled_from([HERE, NEXT_DOOR])
SEATS = st.builds(
    lambda authority, division, roles: SeatHeld(
        f"{authority}-{division}", f"{authority}.{division}", authority, frozenset(roles)
    ),
    AUTHORITIES,
    st.sampled_from(["01", "02", "03"]),
    st.sets(st.sampled_from(Role), max_size=2),
)
ACTORS = st.lists(SEATS, max_size=3).map(lambda seats: Actor("ai", "Ai Đó", tuple(seats)))
WHERE = {
    "authority": AUTHORITIES,
    "division": st.sampled_from(["", f"{HERE}.02", f"{HERE}.03"]),
    "seat": st.sampled_from(["", f"{HERE}-02", f"{HERE}-03"]),
}
"""Where something lies that these officials may or may not reach."""
