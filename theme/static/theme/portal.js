/* The one script of the site. Everything it does is an ease: each page works without it.
   No inline handlers and no inline styles (strict content security policy). */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const store = {
    read(key) { try { return localStorage.getItem(key); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, value); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* private mode */ } },
  };

  /* ── Switches: large type 大字, dark 深色. The cookie is read by the server, so nothing flashes ── */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const switches = {
    type: { on: () => root.dataset.type === "large", values: ["large", "normal"] },
    theme: { on: () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark", values: ["dark", "light"] },
  };
  const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);

  function setUpSwitches() {
    const shown = [];
    for (const link of all("[data-switch]")) {
      const name = link.dataset.switch;
      const show = () => link.setAttribute("aria-pressed", String(switches[name].on()));
      const turn = (event) => {
        event.preventDefault();
        const value = switches[name].values[switches[name].on() ? 1 : 0];
        root.dataset[name] = value;
        document.cookie = `portal-${name}=${value}; path=/; max-age=31536000; samesite=lax`;
        shown.forEach((again) => again());
      };
      link.setAttribute("role", "button");
      link.addEventListener("click", turn);
      link.addEventListener("keydown", (event) => { if (event.key === " ") turn(event); });
      shown.push(show);
      show();
    }
    dark.addEventListener("change", () => shown.forEach((again) => again()));
    addEventListener("pageshow", (event) => {   // a page brought back from the browser's own cache may be out of date
      if (!event.persisted) return;
      for (const name of Object.keys(switches)) { const value = cookie(`portal-${name}`); if (value) root.dataset[name] = value; }
      shown.forEach((again) => again());
    });
  }

  /* ── The person's menu closes by Escape and by a click elsewhere ── */
  function setUpMenus() {
    for (const menu of all("[data-menu]")) {
      menu.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
      });
      document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    }
  }

  /* ── The workbench's line of pages is pushed sideways on a phone: the page one is on stands in view ── */
  function setUpWorkLine() {
    const here = document.querySelector(".work-nav [aria-current]");
    if (!here) return;
    const line = here.closest(".wrap");
    const [outer, inner] = [line.getBoundingClientRect(), here.getBoundingClientRect()];
    line.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }

  /* ── Money: the capital form (大写) as it is typed. The same rule as theme/text.py ── */
  const DIGITS = "零壹贰叁肆伍陆柒捌玖";
  const PLACES = ["", "拾", "佰", "仟"];

  function capital(number) {
    for (const [base, unit] of [[100000000n, "亿"], [10000n, "万"]]) {
      if (number >= base) {
        const low = number % base;
        return capital(number / base) + unit + (low && low < base / 10n ? "零" : "") + (low ? capital(low) : "");
      }
    }
    const rest = Number(number);
    if (rest < 10) return DIGITS[rest];
    let words = "", gap = false;
    for (let place = 3; place >= 0; place -= 1) {
      const digit = Math.floor(rest / 10 ** place) % 10;
      if (digit) words += (gap && words ? "零" : "") + DIGITS[digit] + PLACES[place];
      gap = !digit;
    }
    return words;
  }

  function moneyCapital(typed) {
    const plain = typed.normalize("NFKC").replace(/[\s,¥元]/g, "").replace("−", "-");
    const found = /^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/.exec(plain);
    if (!found) return "";
    const yuan = BigInt(found[2]);
    const cents = Number((found[3] || "0").padEnd(2, "0"));
    const jiao = Math.floor(cents / 10), fen = cents % 10;
    let words = yuan || !cents ? `${capital(yuan)}元` : "";
    if (!cents) words += "整";
    else words += (jiao ? `${DIGITS[jiao]}角` : yuan ? "零" : "") + (fen ? `${DIGITS[fen]}分` : "整");
    return `人民币${found[1] && (yuan || cents) ? "负" : ""}${words}`;
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-money]")) return;
    const shown = event.target.closest(".field")?.querySelector(".money__capital");
    if (shown) shown.textContent = moneyCapital(event.target.value);
  });

  /* ── Files: say at once what was chosen and whether it is too large ── */
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.('input[type="file"]')) return;
    const hint = input.closest(".field")?.querySelector("[data-file-hint]");
    if (!hint) return;
    hint.dataset.first ??= hint.textContent;
    const most = Number(input.dataset.maxBytes || 0);
    const size = (bytes) => (bytes < 999500 ? `${Math.max(1, Math.round(bytes / 1000))}kB` : `${(bytes / 1e6).toFixed(1)}MB`);
    const chosen = [...input.files].map((file) => `${file.name}，${size(file.size)}`).join("；");
    const large = most && [...input.files].some((file) => file.size > most);
    hint.textContent = large ? `${chosen}。超过${size(most)}，请压缩或分成几个文件。` : chosen || hint.dataset.first;
    hint.classList.toggle("field__error", Boolean(large));
  });

  /* ── Forms: a draft on this device, and a guard on leaving ── */
  const kept = (field) => field.name && !field.disabled && !["password", "file", "hidden", "submit", "button"].includes(field.type)
    && field.name !== "csrfmiddlewaretoken" && !field.closest("[data-no-autosave]");
  const valueOf = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
  const identity = (field) => (["checkbox", "radio"].includes(field.type) ? `${field.name}=${field.value}` : field.name);
  const snapshot = (form) => Object.fromEntries([...form.elements].filter(kept).map((field) => [identity(field), valueOf(field)]));

  /* A draft belongs to one person on one form: who signs in next on the same machine is not offered it. It goes when the
     form was taken in, when the person signs out, and after two weeks */
  const DRAFT = "portal-draft:", SENT = "portal-sent", KEPT = 14 * 86400000;
  const draftKey = (name) => `${DRAFT}${root.dataset.person || "anyone"}:${name}:${location.pathname}`;
  let signedOut = false;
  const drafts = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(DRAFT)); } catch { return []; } };

  /* Whether this page is what the server answered to a form. When the line was lost, the form's own page comes next by its
     address, by a link from elsewhere or by going back: then nothing was taken in. */
  function answers(key) {
    if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") return false;
    try { return key.endsWith(`:${new URL(document.referrer).pathname}`); } catch { return false; }
  }

  function tidyDrafts() {
    let sent = null;
    try { sent = sessionStorage.getItem(SENT); sessionStorage.removeItem(SENT); } catch { /* private mode */ }
    const refused = document.querySelector("[data-error-summary], [data-error-page]");
    if (sent && !refused && answers(sent)) store.drop(sent);
    for (const key of drafts()) {
      try { if (Date.now() - JSON.parse(store.read(key)).at > KEPT) store.drop(key); } catch { store.drop(key); }
    }
    document.querySelector("[data-sign-out]")?.addEventListener("submit", () => { signedOut = true; drafts().forEach(store.drop); });
  }

  function setUpForm(form) {
    const clean = JSON.stringify(snapshot(form));
    const failed = Boolean(form.querySelector("[data-error-summary]"));
    const saved = form.querySelector("[data-saved]");
    const key = form.dataset.autosave && draftKey(form.dataset.autosave);
    let dirty = failed, sending = false, timer;
    const say = (text) => { if (saved) saved.textContent = text; };

    const draft = key && !failed && JSON.parse(store.read(key) || "null");
    if (draft && JSON.stringify(draft.values) !== clean) {
      offerDraft(form, draft, key, () => { dirty = true; });
    }
    const save = () => {
      if (signedOut) return;
      const at = new Date();
      if (store.write(key, JSON.stringify({ at: at.getTime(), values: snapshot(form) }))) {
        say(`已存在这台设备上，${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`);
      }
    };
    const changed = () => {
      dirty = JSON.stringify(snapshot(form)) !== clean || failed;
      if (!key) return;
      clearTimeout(timer);
      timer = setTimeout(save, 800);
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => {
      if (sending || offline(form)) { event.preventDefault(); return; }   // a second press is not a second filing
      sending = true;
      clearTimeout(timer);
      if (key) { save(); try { sessionStorage.setItem(SENT, key); } catch { /* private mode */ } }
      setTimeout(() => { sending = false; }, 8000);      // the line may have been lost: let it be sent again
    });
    addEventListener("pagehide", () => { if (key && dirty && !sending) save(); });
    addEventListener("beforeunload", (event) => { if (dirty && !sending && form.hasAttribute("data-guard")) event.preventDefault(); });
  }

  /* Without a line a form is not sent: the browser would put its own page in the place of what was typed */
  function offline(form) {
    if (navigator.onLine) return false;
    if (!form.querySelector("[data-offline]")) {
      const note = document.createElement("div");
      note.className = "alert alert--warn";
      note.dataset.offline = "";
      note.setAttribute("role", "alert");
      for (const text of ["网络断开了，还没有提交", "填写的内容都在；网络恢复后再按一次。"]) {
        note.append(Object.assign(document.createElement("p"), { textContent: text }));
      }
      (form.querySelector(".action-bar") || form.lastElementChild).before(note);
      addEventListener("online", () => note.remove(), { once: true });
    }
    return true;
  }

  function offerDraft(form, draft, key, restored) {
    const at = new Date(draft.at);
    const note = document.createElement("div");
    note.className = "alert alert--info";
    note.setAttribute("role", "status");
    const line = document.createElement("p");
    line.textContent = `这台设备上有${at.getMonth() + 1}月${at.getDate()}日没有提交的内容。`;
    const keys = document.createElement("p");
    keys.className = "cluster";
    const button = (label, act) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "button button--small", textContent: label });
      made.addEventListener("click", () => { act(); note.remove(); });
      keys.append(made);
    };
    button("接着填写", () => { restore(form, draft.values); restored(); });
    button("不要了", () => store.drop(key));
    note.append(line, keys);
    form.prepend(note);
  }

  function restore(form, values) {
    const add = form.querySelector("[data-formset-add]");
    const lines = () => all("[data-line]", form).length;
    const wanted = Object.keys(values).filter((name) => /-\d+-/.test(name)).reduce((most, name) => Math.max(most, Number(/-(\d+)-/.exec(name)[1]) + 1), 0);
    while (add && lines() < wanted && lines() < 200) add.click();
    for (const field of [...form.elements].filter(kept)) {
      const value = values[identity(field)];
      if (value === undefined) continue;
      if (typeof value === "boolean") field.checked = value; else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /* ── Lines of a form: add one more ── */
  function setUpFormset(block) {
    const total = block.querySelector(`[name="${block.dataset.formset}-TOTAL_FORMS"]`);
    const pattern = block.querySelector("[data-formset-line]");
    block.querySelector("[data-formset-add]")?.addEventListener("click", () => {
      const number = Number(total.value);
      const holder = document.createElement("template");
      holder.innerHTML = pattern.innerHTML.replaceAll("__prefix__", number).replaceAll("__number__", number + 1);
      const line = holder.content.firstElementChild;
      pattern.before(line);
      total.value = number + 1;
      line.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
    block.addEventListener("change", (event) => {
      if (event.target.name?.endsWith("-DELETE")) event.target.closest("[data-line]").classList.toggle("line--gone", event.target.checked);
    });
  }

  /* ── Dialogs ── */
  function setUpDialogs() {
    document.addEventListener("click", (event) => {
      const opener = event.target.closest?.("[data-dialog]");
      if (opener) { event.preventDefault(); document.getElementById(opener.dataset.dialog)?.showModal(); }
      if (event.target.closest?.("[data-dialog-close]")) event.target.closest("dialog")?.close();
      if (event.target.closest?.("[data-print]")) print();
    });
  }

  /* ── Search completion: an ARIA combobox with a list. It asks when typing pauses, never while a word is being composed
     (拼音输入法), and only the last answer counts. What is typed stays as it is until a suggestion is taken ── */
  const PAUSE = 180, MOST_SUGGESTIONS = 8;

  function setUpCompletion(form) {
    const input = form.querySelector('input[type="search"]');
    const list = Object.assign(document.createElement("ul"), { id: `${input.id}-list` });
    const box = Object.assign(document.createElement("div"), { className: "completion", hidden: true });
    const said = Object.assign(document.createElement("p"), { className: "vh" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "搜索建议");
    said.setAttribute("role", "status");
    box.append(list);
    form.append(box, said);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
    let chosen = -1, timer, waiting, asked = "", shown = "", composing = false;   // shown: what the list answers

    const options = () => all('[role="option"]', list);
    const choose = (number) => {
      const items = options();
      chosen = items.length ? (number + items.length + 1) % (items.length + 1) : -1;
      if (chosen === items.length) chosen = -1;          // past the last one: back in the box
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
      if (chosen < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", items[chosen].id);
      items[chosen].scrollIntoView({ block: "nearest" });
    };
    const shut = () => { choose(-1); box.hidden = true; said.textContent = ""; input.setAttribute("aria-expanded", "false"); };
    const open = () => { box.hidden = false; input.setAttribute("aria-expanded", "true"); };
    const quit = () => { clearTimeout(timer); waiting?.abort(); asked = shown; };
    const take = (item) => {
      if (item.dataset.url) { location.assign(item.dataset.url); return; }
      input.value = item.dataset.text;
      shut();
      form.requestSubmit();
    };
    const drawn = (suggestion, index, typed) => {
      const item = Object.assign(document.createElement("li"), { id: `${list.id}-${index}` });
      const words = document.createElement("span");
      const at = suggestion.text.toLowerCase().indexOf(typed.toLowerCase());
      if (at >= 0) {
        const rest = document.createElement("strong");
        rest.textContent = suggestion.text.slice(at + typed.length);
        words.append(suggestion.text.slice(0, at + typed.length), rest);
      } else words.textContent = suggestion.text;
      const note = [suggestion.kind, suggestion.place].filter(Boolean).join("，");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      Object.assign(item.dataset, { text: suggestion.text, url: suggestion.url || "" });
      item.append(words, Object.assign(document.createElement("span"), { className: "count", textContent: note }));
      return item;
    };
    const draw = (suggestions, typed) => {
      shown = typed;
      list.replaceChildren(...suggestions.slice(0, MOST_SUGGESTIONS).map((suggestion, index) => drawn(suggestion, index, typed)));
      const count = options().length;
      shut();
      if (count) open();
      said.textContent = count ? `有${count}条建议，用上下键选择` : "没有建议，按回车键搜索";
    };
    const ask = async () => {
      const typed = input.value.trim();
      if (composing || typed === asked) return;
      asked = typed;
      waiting?.abort();
      if (!typed) { shown = ""; list.replaceChildren(); shut(); return; }
      const mine = waiting = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: mine.signal, headers: { Accept: "application/json" } });
        const found = answer.ok ? (await answer.json()).suggestions : [];
        if (waiting === mine && !composing && document.activeElement === input) draw(found, typed);
      } catch {
        if (waiting === mine && !mine.signal.aborted) shut();   // no suggestions is no harm
      }
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };

    input.addEventListener("compositionstart", () => { composing = true; quit(); shut(); });
    input.addEventListener("compositionend", () => { composing = false; later(); });
    input.addEventListener("input", () => { if (!composing) later(); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || composing) return;        // the keys are the input method's
      const closed = box.hidden;
      if (event.key === "Escape" && !closed) { event.preventDefault(); quit(); shut(); }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (closed && options().length && shown === input.value.trim()) open();
        if (!box.hidden) choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? options().length - 1 : chosen - 1);
      }
      if (event.key === "Home" || event.key === "End") choose(-1);   // the cursor moves in what was typed
      if (event.key === "Enter") {
        quit();
        if (!closed && chosen >= 0) { event.preventDefault(); take(options()[chosen]); }
      }
    });
    input.addEventListener("blur", () => { quit(); shut(); });
    list.addEventListener("mousedown", (event) => event.preventDefault());   // the box keeps the focus while one is pressed
    list.addEventListener("click", (event) => { const item = event.target.closest('[role="option"]'); if (item) take(item); });
  }

  /* ── Results: that one was opened is counted once, not by whom. The links are plain and wait for nothing ── */
  function setUpClicked(place) {
    const tell = (event) => {
      if (!place.dataset.clicked || !event.target.closest(".result a[href]")) return;
      navigator.sendBeacon("/search/clicked/", new URLSearchParams({ of: place.dataset.clicked }));
      delete place.dataset.clicked;
    };
    place.addEventListener("click", tell);
    place.addEventListener("auxclick", tell);
  }

  /* ── Start ── */
  setUpSwitches();
  setUpMenus();
  setUpWorkLine();
  setUpDialogs();
  tidyDrafts();
  all("[data-formset]").forEach(setUpFormset);
  all("form[data-autosave], form[data-guard]").forEach(setUpForm);
  all("form[data-suggest]").forEach(setUpCompletion);
  all("[data-clicked]").forEach(setUpClicked);
  document.querySelector("[data-error-summary]")?.focus();
  globalThis.portal = { moneyCapital };
})();
