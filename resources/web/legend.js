// The corner that explains colours: groups, the range of time, the amounts.
"use strict";

function createLegend(map) {
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => {
    const box = L.DomUtil.create("div", "legend");
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  let words = { title: "", entries: [], ramp: null };
  let scale = null; // { title, shades, ticks, at, format }

  function draw() {
    if (!words.entries.length && !words.ramp && !scale) { control.remove(); return; }
    control.addTo(map);
    const box = control.getContainer();
    box.replaceChildren();
    if (scale) drawScale(box, scale);
    if (words.ramp) {
      drawRamp(box, shadesOf("time"));
      const ends = box.appendChild(document.createElement("div"));
      ends.className = "ends";
      const { low, title, high } = words.ramp;
      for (const [kind, label] of [["span", low], ["b", title], ["span", high]]) {
        ends.appendChild(document.createElement(kind)).textContent = label;
      }
    }
    if (!words.entries.length) return;
    const groups = box.appendChild(document.createElement("div"));
    groups.className = "groups";
    if (words.title) groups.appendChild(document.createElement("b")).textContent = words.title;
    for (const entry of words.entries) drawEntry(groups, entry);
  }

  function drawEntry(box, entry) {
    const row = box.appendChild(document.createElement("div"));
    const swatch = row.appendChild(document.createElement("i"));
    swatch.style.background = entry.series === undefined ? entry.colour : colourOf("series-" + entry.series);
    if (entry.line) swatch.className = "line";
    row.appendChild(document.createElement("span")).textContent = entry.label;
  }

  function drawScale(box, { title, shades, ticks, at, format }) {
    box.appendChild(document.createElement("b")).textContent = title;
    drawRamp(box, shades);
    const row = box.appendChild(document.createElement("div"));
    row.className = "ticks";
    apart(ticks, at, format).forEach((tick, i, kept) => {
      const label = row.appendChild(document.createElement("span"));
      const place = Math.min(1, Math.max(0, at(tick)));
      label.textContent = format(tick);
      label.style.left = place * 100 + "%";
      label.style.transform = `translateX(${i === 0 && place < 0.2 ? 0 : i === kept.length - 1 ? -100 : -50}%)`;
    });
  }

  // The ticks that do not stand in each other's way; the first and the last always do stand.
  function apart(ticks, at, format) {
    const last = ticks[ticks.length - 1], kept = [];
    const wide = (tick) => (format(tick).length + 1) * 0.05; // of the ramp, about
    for (const tick of ticks.slice(0, -1)) {
      const free = (other, room) => Math.abs(at(tick) - at(other)) > room;
      const left = kept[kept.length - 1];
      if (!kept.length || (free(left, wide(left) + wide(tick) / 2) && free(last, wide(last) + wide(tick) / 2))) kept.push(tick);
    }
    return [...kept, last];
  }

  function drawRamp(box, shades) {
    const bar = box.appendChild(document.createElement("div")).appendChild(document.createElement("i"));
    bar.className = "ramp";
    bar.style.background = "linear-gradient(90deg," + shades.map((shade) => css(shade)).join(",") + ")";
  }

  return {
    explain(message) { words = message; draw(); },
    measure(found) { scale = found; draw(); },
    redraw: draw,
  };
}
