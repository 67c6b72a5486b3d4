/* The lesson: jump to a chapter, follow the transcript, keep what was really watched.
   data-watch-url takes POST {"intervals": [[from, to], …], "position": seconds} as JSON, with the CSRF token, every fifteen
   seconds of play and on leaving, and answers {"watched": percent, "held": [[from, to], …], "note", "words"}. Intervals are in seconds of
   the video; what was skipped is not in them, what was seen twice counts once. Without scripts the video plays, unrecorded. */
(() => {
  "use strict";
  const player = document.querySelector("[data-player]");
  const video = player?.querySelector("video");
  if (!video) return;
  const start = Number(player.dataset.start || 0);
  const url = player.dataset.watchUrl;
  const state = document.querySelector("[data-watch-state]");
  const token = () => document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="))?.slice(10)
    || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  /* The title page stands before the video until it is played */
  const poster = player.querySelector("[data-poster]");
  if (poster) {
    poster.hidden = false;
    poster.querySelector("button").addEventListener("click", () => { seek(start); video.play(); video.focus(); });
  }
  video.addEventListener("play", () => { if (poster) poster.hidden = true; });

  function seek(seconds) {
    if (video.readyState) video.currentTime = seconds;
    else { video.addEventListener("loadedmetadata", () => { video.currentTime = seconds; }, { once: true }); video.load(); }
  }
  if (start && !poster) seek(start);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-seek]");
    if (!link) return;
    event.preventDefault();
    seek(Number(link.dataset.seek));
    video.play();
    player.scrollIntoView({ block: "nearest" });
  });

  /* The spoken line and the chapter are marked as the video plays */
  const lines = [...document.querySelectorAll("[data-transcript] [data-start]")];
  const marks = [...document.querySelectorAll(".chapters [data-seek]")];
  const mark = (items, of) => {
    let current = null;
    for (const item of items) if (of(item) <= video.currentTime + 0.25) current = item;
    for (const item of items) { if (item === current) item.setAttribute("aria-current", "true"); else item.removeAttribute("aria-current"); }
  };
  video.addEventListener("timeupdate", () => {
    mark(lines, (item) => Number(item.dataset.start));
    mark(marks, (item) => Number(item.dataset.seek));
  });

  /* What was watched: an interval grows while the video plays, and closes at a jump, a pause or the end. It stays on this
     device until the server says that it holds it, so that neither a lost line nor a closed page costs a minute */
  const key = `portal-watched:${document.documentElement.dataset.person || "anyone"}:${url}`;
  const MOST = 100, EVERY = 15000, AGAIN = 60000;
  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  const write = (value) => { try { if (value.length) localStorage.setItem(key, JSON.stringify(value)); else localStorage.removeItem(key); } catch { /* private mode */ } };
  const round = (value) => Math.round(value * 10) / 10;

  function union(intervals) {
    const joined = [];
    for (const [start, end] of [...intervals].sort((one, other) => one[0] - other[0])) {
      const before = joined.at(-1);
      if (before && start <= before[1] + 0.1) before[1] = Math.max(before[1], end);
      else joined.push([start, end]);
    }
    return joined;
  }
  function without(intervals, held) {
    let rest = intervals;
    for (const [start, end] of held) {
      rest = rest.flatMap(([from, to]) => (end <= from || start >= to ? [[from, to]] : [[from, Math.min(to, start)], [Math.max(from, end), to]]));
    }
    return rest.filter(([from, to]) => to - from > 0.5);
  }

  let pending = url ? read() : [], from = null, last = 0, sentAt = 0, failedAt = 0, sending = false;
  const keep = () => {
    if (from !== null && last - from > 0.5) { pending = union([...pending, [round(from), round(last)]]); from = last; }
    write(pending);
  };
  const close = () => { keep(); from = null; };

  video.addEventListener("play", () => { if (from === null && !video.seeking) { from = video.currentTime; last = from; } });
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    if (!url || video.paused || video.seeking) return;
    if (from === null) from = now;
    else if (Math.abs(now - last) > 2 * Math.max(1, video.playbackRate)) { close(); from = now; }
    last = now;
    if (Date.now() - sentAt > EVERY && Date.now() - failedAt > EVERY) send();
  });
  for (const name of ["pause", "seeking", "ended"]) video.addEventListener(name, () => { close(); send(); });
  addEventListener("pagehide", () => { close(); send(true); });
  addEventListener("online", () => send());
  setInterval(() => { if (pending.length && failedAt) send(); }, AGAIN);
  if (pending.length) send();

  async function send(leaving = false) {
    if (!url || (sending && !leaving)) return;
    keep();
    if (!pending.length) return;
    const batch = pending.slice(0, MOST);
    sending = true;
    sentAt = Date.now();
    try {
      const answer = await fetch(url, {
        method: "POST", body: JSON.stringify({ intervals: batch, position: round(video.played.length ? video.currentTime : start) }), keepalive: leaving, credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.status >= 500 || (!answer.ok && !told.note)) throw new Error(String(answer.status));
      failedAt = answer.ok ? 0 : Date.now();
      if (answer.ok) { pending = without(pending, told.held || batch); write(pending); }
      const bar = document.querySelector("[data-watched]");
      if (bar && typeof told.watched === "number") bar.value = told.watched;
      const words = document.querySelector("[data-watch-note]");
      if (words && told.words) words.textContent = told.words;
      const at = new Date();
      say(answer.ok ? "good" : "warn", told.note || `已保存，${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`);
    } catch {
      failedAt = Date.now();
      say("warn", "网络不通，已看部分存在这台设备上，联网后自动补记");
    } finally {
      sending = false;
    }
  }
  function say(tone, text) {
    state?.replaceChildren(Object.assign(document.createElement("span"), { className: `badge badge--${tone}`, textContent: text }));
  }
})();
