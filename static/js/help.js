// A switch for the single keys of the reader (WCAG 2.1.4). It exists only where scripts run, as the keys do.

const OFF = "reader-keys-off";

export function keysAreOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // storage is forbidden here: then nothing can have been switched off
  }
}

const place = document.getElementById("keys-switch");

if (place) {
  const box = document.createElement("input");
  box.type = "checkbox";
  try {
    box.checked = localStorage.getItem(OFF) !== "1";
    box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "0" : "1"));
    const label = document.createElement("label");
    label.className = "choice";
    label.append(box, place.dataset.label);
    place.append(label);
  } catch {
    place.remove(); // storage is forbidden: a choice could not be kept
  }
}
