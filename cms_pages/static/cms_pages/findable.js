/* A long select in the back office is found by typing: a box above it keeps the options that hold every word of what was typed.
   Without this script the select is as it was. */
(() => {
  "use strict";
  const SHOWN = 8;   // rows of the list while one types: as many as a phone shows above its keyboard

  function set_up(select) {
    if (select.dataset.findableReady) return;
    select.dataset.findableReady = "yes";
    const all = [...select.children].map((one) => one.cloneNode(true));
    const box = Object.assign(document.createElement("input"), {
      type: "search", className: "findable__box", id: `${select.id}-find`, autocomplete: "off", placeholder: select.dataset.findable,
    });
    box.setAttribute("aria-label", select.dataset.findable);
    box.setAttribute("aria-controls", select.id);
    const said = Object.assign(document.createElement("p"), { className: "help findable__count" });
    said.setAttribute("role", "status");
    select.before(box, said);

    function fitting(option, group, words) {
      const text = `${group} ${option.textContent}`.toLowerCase();
      return words.every((word) => text.includes(word));
    }

    function narrow() {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = select.value;
      let number = 0;
      const kept = all.map((one) => {
        const copy = one.cloneNode(true);
        if (!words.length) return copy;
        if (copy.tagName !== "OPTGROUP") return copy.value === "" || copy.value === chosen || fitting(copy, "", words) ? copy : null;
        for (const option of [...copy.children]) {
          const fits = fitting(option, copy.label, words);
          number += fits ? 1 : 0;
          if (!fits && option.value !== chosen) option.remove();   // what is chosen is never lost by looking for another
        }
        return copy.children.length ? copy : null;
      });
      select.replaceChildren(...kept.filter(Boolean));
      select.value = chosen;
      const rows = select.options.length + select.querySelectorAll("optgroup").length;
      select.size = words.length ? Math.max(2, Math.min(SHOWN, rows)) : 1;
      said.textContent = words.length ? (number ? `找到${number}项，请在下面选择。` : "没有这样的事项，请换几个字。") : "";
    }

    function finish() {
      if (!box.value) return;
      box.value = "";
      narrow();
    }

    box.addEventListener("input", (event) => { event.stopPropagation(); narrow(); });
    box.addEventListener("change", (event) => event.stopPropagation());   // looking is no change of the page
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();   // the form is not sent by looking something up
      if (event.key === "Escape") finish();
      if (event.key === "ArrowDown" && box.value) { event.preventDefault(); select.focus(); }
    });
    // With the mouse a choice closes the list; with the keyboard one walks through it, and leaving it closes it.
    select.addEventListener("click", (event) => { if (event.target.tagName === "OPTION") finish(); });
    select.addEventListener("keydown", (event) => {
      if (select.size > 1 && event.key === "Enter") { event.preventDefault(); finish(); select.focus(); }
    });
    select.addEventListener("blur", finish);
  }

  const start = () => document.querySelectorAll("select[data-findable]").forEach(set_up);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
