"use strict";

// An address that a reader can share names only the filters she chose.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const name of [...detail.parameters.keys()]) {
    if (detail.parameters.getAll(name).every((value) => value === "")) { detail.parameters.delete(name); }
  }
});

// What is typed was searched as it was typed. To search again when the field is left would replace the very result
// that is being clicked, between the press and the release of the button, and the click would be lost.
document.addEventListener("change", (event) => {
  if (event.target.matches("#filters input[type=search]")) { event.stopPropagation(); }
}, { capture: true });
