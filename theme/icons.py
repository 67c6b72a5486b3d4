"""The icons of the theme, drawn on a 24 × 24 grid with one line weight. They never stand without a word."""

ICONS: dict[str, str] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "type": '<path d="M3 19 8.5 5 14 19M5 14.5h7M15 19l3-8 3 8m-5-2.5h4"/>',
    "dark": '<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1.2-4 4-6 7.5-6s6.3 2 7.5 6"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "upload": '<path d="M12 15V4M7 9l5-5 5 5M5 20h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "feed": '<path d="M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8"/><circle cx="6" cy="18" r="1.2"/>',
    "edit": '<path d="m5 19 1-4L16 5l3 3L9 18z"/>',
    "add": '<path d="M12 5v14M5 12h14"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "seal": '<path d="M4 4h16v16H4zM8 8h8M12 8v8M8 16h8"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
}
