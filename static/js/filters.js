// An address that a reader can share names only the filters she chose.
"use strict";
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const name of [...detail.parameters.keys()]) {
    if (detail.parameters.getAll(name).every((value) => value === "")) { detail.parameters.delete(name); }
  }
});
