// A map that was saved: obeys what was kept in it, and plays without a window.
"use strict";

async function startSaved(land, { messages, levels, words }) {
  const bar = { slider: null, button: null };
  const nobody = new Proxy({}, { get: (_, name) => (name === "moment" ? onMoment : () => {}) });
  const page = startMap(land, nobody), map = window.mapPage.views.left.map;

  function onMoment(step, playing) {
    if (!bar.slider) return;
    bar.slider.value = step;
    bar.button.textContent = playing ? "❚❚" : "►";
    bar.button.title = playing ? words.pause : words.play;
    const { start, step: length } = bar.moments, show = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" };
    bar.label.textContent = new Date(start + step * length).toLocaleString(words.language, show);
  }

  function showBar(moments) {
    const box = document.body.appendChild(document.createElement("div"));
    box.className = "playbar";
    bar.moments = moments;
    bar.button = box.appendChild(document.createElement("button"));
    bar.slider = box.appendChild(document.createElement("input"));
    bar.label = box.appendChild(document.createElement("span"));
    Object.assign(bar.slider, { type: "range", min: 0, max: Math.max(moments.steps - moments.length, 0), value: 0 });
    bar.slider.setAttribute("aria-label", words.moment);
    bar.button.onclick = () => page.obey({ command: "player", play: !window.mapPage.player.playing });
    bar.slider.oninput = () => page.obey({ command: "player", at: Number(bar.slider.value) });
    page.obey({ command: "player", pace: Math.max(moments.length, 1), loop: true, at: 0 });
  }

  // The level of the present zoom: the last one that begins at it or before.
  let shown = null;
  async function showLevel() {
    const reached = levels.filter(({ zoom }) => zoom <= map.getZoom() + 1e-6);
    const level = reached.length ? reached[reached.length - 1] : levels[0];
    if (level && level !== shown) { shown = level; await page.obey(level.message); }
  }

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function dress() {
    document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
    document.documentElement.style.cssText = "";
    forgetColours();
    Object.values(window.mapPage.views).forEach((view) => view.redraw());
  }

  for (const message of messages) await page.obey(message);
  dress();
  dark.addEventListener("change", dress);
  if (levels.length) {
    await showLevel();
    map.on("zoomend", showLevel);
  }
  const moments = messages.find(({ command }) => command === "moments");
  if (moments) showBar(moments);
  document.documentElement.dataset.ready = "yes";
}
