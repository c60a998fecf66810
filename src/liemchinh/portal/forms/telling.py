"""By which ways an applicant wants to be told: only those that are open, and for which the dossier has an address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liemchinh.notices.rules import Channel, masked

WORDS = {
    Channel.EMAIL: gettext_lazy("Thư điện tử"),
    Channel.ZALO: gettext_lazy("Zalo"),
    Channel.SMS: gettext_lazy("Tin nhắn điện thoại"),
}


class WaysForm(forms.Form):
    """A box for each way that reaches this applicant; what is not ticked is not used."""

    def __init__(self, data: Any, *, addresses: Mapping[Channel, str], notify: Mapping[str, object]) -> None:
        super().__init__(data)
        for channel, word in WORDS.items():
            address = addresses.get(channel)
            if address:
                label = gettext("{way}, tới {address}").format(way=word, address=masked(address))
                self.fields[str(channel)] = forms.BooleanField(
                    label=label, required=False, initial=notify.get(channel) is True
                )

    def chosen(self) -> dict[str, bool]:
        """What was ticked, from a valid form."""
        return {name: bool(self.cleaned_data[name]) for name in self.fields}
