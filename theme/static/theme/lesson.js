/* The lesson: jump to a chapter, follow the transcript, keep what was really watched.
   A form of its own for the server: data-watch-url takes POST {"intervals": [[from, to], …], "position": seconds} as JSON, with
   the CSRF token, every fifteen seconds of play and on leaving. Intervals are in seconds of the video; what was skipped is
   not in them, what was seen twice counts once (the server unites them). Without scripts the video plays, unrecorded. */
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

  /* What was watched: an interval grows while the video plays, and closes at a jump, a pause or the end */
  let intervals = [], from = null, last = 0, sentAt = 0;
  const round = (value) => Math.round(value * 10) / 10;
  const close = () => {
    if (from !== null && last - from > 0.5) intervals.push([round(from), round(last)]);
    from = null;
  };
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    if (video.paused || video.seeking) return;
    if (from === null) from = now;
    else if (Math.abs(now - last) > 2 * Math.max(1, video.playbackRate)) { close(); from = now; }
    last = now;
    if (url && now - from > 0 && Date.now() - sentAt > 15000) send();
  });
  for (const name of ["pause", "seeking", "ended"]) video.addEventListener(name, () => { close(); send(); });
  addEventListener("pagehide", () => { close(); send(true); });

  async function send(leaving = false) {
    if (!url) return;
    if (from !== null && last > from) { intervals.push([round(from), round(last)]); from = last; }
    if (!intervals.length) return;
    const body = JSON.stringify({ intervals, position: round(video.currentTime) });
    const kept = intervals;
    intervals = [];
    sentAt = Date.now();
    try {
      const answer = await fetch(url, {
        method: "POST", body, keepalive: leaving, credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json().catch(() => ({}));
      const bar = document.querySelector("[data-watched]");
      if (bar && typeof told.watched === "number") bar.value = told.watched;
      if (state) {
        const at = new Date();
        say("badge badge--good", told.note || `已保存，${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`);
      }
    } catch {
      intervals = kept.concat(intervals);   // the line is down: nothing watched is lost, it goes with the next
      if (state) say("badge badge--warn", "网络不通，已看部分暂存在本页，稍后自动补记");
    }
  }
  function say(manner, text) {
    const badge = Object.assign(document.createElement("span"), { className: manner, textContent: text });
    state.replaceChildren(badge);
  }
})();
