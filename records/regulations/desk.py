"""The screen of figures, for whoever keeps them; everyone else follows a clause to it."""

from records.kit.desk import Part, screen

screen("法规数值", "/work/regulations/", "regulations.change", order=95, part=Part.SYSTEM)
