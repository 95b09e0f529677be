// Nothing typed is lost: a text that is too long is not sent, and a page with changes is not left by accident.
"use strict";
{
  const form = document.querySelector("form.record");
  let changed = false;

  const complain = (input, sentence) => {
    const list = document.createElement("ul");
    list.className = "errorlist too-long";
    list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
    input.before(list);
  };

  form?.addEventListener("input", (event) => { changed ||= event.target.name !== "_tab"; });

  form?.addEventListener("submit", (event) => {
    form.querySelectorAll(".too-long").forEach((list) => list.remove());
    const most = (input) => Number(input.dataset.most ?? 100_000);
    const tooLong = [...form.querySelectorAll("input, textarea")].filter(
      (input) => [...input.value].length > most(input),
    );
    for (const input of tooLong) {
      const numbers = { has: [...input.value].length, most: most(input) };
      complain(input, form.dataset.tooLong.replace(/%\((\w+)\)s/g, (_all, name) => numbers[name]));
    }
    if (tooLong.length) {
      event.preventDefault();
      const tab = document.getElementById(`tab-${tooLong[0].lang}`);
      if (tab) { tab.checked = true; }
      tooLong[0].focus();
    } else {
      changed = false;
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (changed) { event.preventDefault(); }
  });
}
