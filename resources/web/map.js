// The map page: draws what the window sends through the channel, and tells it what a person does.
// It holds no data logic: counts, paths and arcs arrive aggregated and worded.
"use strict";

// bridge: the window's end of the channel, or in a saved file one that nobody listens to.
function startMap(land, bridge) {
  const panes = { left: document.getElementById("left"), right: document.getElementById("right") };
  const views = {};
  const newest = {};
  const player = createPlayer(showMoment, (at, playing) => bridge.moment(at, playing, totals()));
  const WIDE = 480, LEGEND_WIDTH = 150; // pixels
  const FRAME = 24; // pixels around what is brought into view
  let language = "en", difference = false, area = null, following = false, reach = null, told = null;

  function makeView(side) {
    const view = views[side] = createView(panes[side], land, {
      locale: () => language,
      chosen: (id) => bridge.chosen(id),
      clicked: (at) => bridge.clicked(at.lat, at.lng),
      menu: (at) => bridge.menu(at.lat, at.lng),
      moved: (at) => bridge.moved(at.lat, at.lng),
      details: ({ layer, i, picture }) => bridge.asked(side, layer, i, picture || 0, view.timed ? player.step : -1),
      drawn: (corners) => bridge.drawn(JSON.stringify(corners)),
    });
    view.map.on("move", () => follow(side));
    return view;
  }

  const left = makeView("left");
  const both = () => Object.values(views).filter((view) => !view.map.getContainer().parentElement.hidden);
  const viewOf = (message) => views[message.side || "left"] || left;

  // ---- what the window asks for ----

  const commands = {
    theme({ name, colours, font, size, language: code }) {
      document.documentElement.dataset.theme = name;
      for (const [part, colour] of Object.entries(colours)) document.documentElement.style.setProperty("--" + part, colour);
      language = code;
      forgetColours();
      for (const view of Object.values(views)) {
        view.map.getContainer().style.fontFamily = JSON.stringify(font) + ", sans-serif";
        view.map.getContainer().style.fontSize = size;
        view.redraw();
      }
    },
    async spots(message) {
      const view = viewOf(message);
      if (!message.data) { view.spots.clear(); return painted(message); }
      const arrays = await fresh(message);
      if (!arrays) return null;
      view.spots.show(message, arrays);
      harmonise();
      return painted(message);
    },
    async trail(message) {
      if (!message.data) { viewOf(message).trail.clear(); return; }
      const arrays = await fresh(message);
      if (arrays) viewOf(message).trail.show(message, arrays);
    },
    flows(message) { viewOf(message).arcs.show(message); },
    async moments(message) {
      const arrays = await fresh(message);
      if (!arrays) return;
      const view = viewOf(message), layer = message.layer === "flows" ? view.arcs : view.spots;
      layer.setMoments(new MovingCounts(arrays, message.spots, message.distinct), message.length);
      harmonise();
      view.timed = message;
      const steps = Math.max(...both().map(({ timed }) => (timed ? timed.steps : 0)));
      player.set({ steps, length: message.length });
      player.seek(player.step);
      painted(message);
    },
    player(message) {
      player.set(message);
      if (message.at !== undefined) player.seek(message.at);
      if (message.play !== undefined) { player.play(message.play); both().forEach((view) => view.spots.setPlaying(message.play)); }
    },
    untimed() {
      player.play(false);
      for (const view of Object.values(views)) {
        view.timed = null;
        view.layers.forEach((layer) => layer.showAll());
        view.trail.limit(-Infinity, Infinity);
        view.spots.setPlaying(false);
      }
      harmonise();
    },
    path(message) { left.pins.showLines(message); },
    places(message) { left.pins.showPlaces(message); },
    legend(message) { viewOf(message).legend.explain(message); },
    popup(message) { viewOf(message).answer(message); },
    fit(message) { reach = message; fit(); },
    words(message) { left.name(message); },
    look({ latitude, longitude, zoom }) { reach = null; left.map.setView([latitude, longitude], zoom, { animate: false }); },
    picking({ on }) { left.map.getContainer().classList.toggle("picking", on); },
    tiles(message) { for (const view of Object.values(views)) view.ground.useTiles(message); newest.tiles = message; },
    choose({ id, quiet }) { left.pins.choose(id, quiet); },
    draw({ shape }) { both().forEach((view) => view.pencil.use(shape)); },
    area({ corners }) { area = corners; both().forEach((view) => view.pencil.show(area)); },
    split({ on, titles, difference: wanted }) { split(on, titles); difference = wanted; harmonise(); },
  };

  // The arrays of a message; null when a newer one of its kind has come meanwhile.
  async function fresh(message) {
    const kind = `${message.command} ${message.side} ${message.layer}`;
    const kindOfPlace = message.command === "spots" ? `spots ${message.side}` : kind;
    const ticket = newest[kindOfPlace] = {};
    const arrays = await unpack(message.data).catch(() => null); // let go for a newer one
    return newest[kindOfPlace] === ticket ? arrays : null;
  }

  // ---- time ----

  function showMoment(begin, end) {
    for (const view of both()) {
      if (!view.timed) continue;
      for (const layer of view.layers) if (layer.moments) layer.showMoment(begin, end);
      const { start, step } = view.timed;
      view.trail.limit(start + begin * step, start + end * step);
    }
    if (difference && views.right) views.right.spots.compareWith(left.spots.counts);
    for (const view of both()) view.layers.forEach((layer) => (layer.repaint || layer.redraw)());
  }

  function totals() {
    return JSON.stringify(both().map((view) => (view.spots.moments ? view.spots.moments.total : -1)));
  }

  // ---- what is in sight ----

  // A page that loads before it is shown has no room yet: it tells of no view, and what is to be
  // brought into view waits.
  function hasRoom() {
    const size = left.map.getSize();
    return Math.min(size.x, size.y) > 2 * FRAME;
  }

  function fit() {
    if (!reach || !hasRoom()) return;
    const { south, west, north, east, maxZoom } = reach;
    reach = null;
    const beside = both().length === 1 && left.map.getSize().x >= WIDE ? LEGEND_WIDTH : 0; // nothing lies below it
    const paddings = { paddingTopLeft: [FRAME, FRAME], paddingBottomRight: [FRAME + beside, FRAME] };
    told = null; // asked for, it is told once, moved or not
    left.map.fitBounds([[south, west], [north, east]], { ...paddings, maxZoom, animate: false });
    tellMove();
  }

  // ---- two maps ----

  function split(on, titles) {
    const changed = panes.right.parentElement.hidden === on, before = left.map.getBounds();
    panes.right.parentElement.hidden = !on;
    document.body.classList.toggle("split", on);
    if (on && !views.right) {
      makeView("right");
      if (newest.tiles) views.right.ground.useTiles(newest.tiles);
      const { fontFamily, fontSize } = left.map.getContainer().style;
      Object.assign(views.right.map.getContainer().style, { fontFamily, fontSize });
      views.right.map.attributionControl.remove();
      views.right.map.zoomControl.remove();
    }
    for (const [i, side] of ["left", "right"].entries()) {
      const label = document.getElementById(side + "-title");
      label.textContent = on ? titles[i] : "";
      label.hidden = !on;
    }
    for (const view of Object.values(views)) view.map.invalidateSize({ animate: false });
    if (on && changed) left.map.fitBounds(before, { animate: false }); // half as wide, all still in sight
    if (on) {
      views.right.map.setView(left.map.getCenter(), left.map.getZoom(), { animate: false });
      views.right.redraw();
      views.right.pencil.show(area);
    }
    tellView();
  }

  function follow(side) {
    const other = views[side === "left" ? "right" : "left"];
    if (following || !other || panes.right.parentElement.hidden) return;
    following = true;
    other.map.setView(views[side].map.getCenter(), views[side].map.getZoom(), { animate: false });
    following = false;
  }

  // Two maps have one scale; the right one shows the difference where that is wished.
  function harmonise() {
    const shown = both().map((view) => view.spots);
    if (shown.length < 2 || shown.some((spots) => spots.kind === "none")) return;
    const largest = Math.max(...shown.map((spots) => spots.largest));
    shown.forEach((spots) => { spots.compareWith(null); spots.useScale(largest); });
    if (difference && shown[1].counts.length === shown[0].counts.length) shown[1].compareWith(shown[0].counts);
    shown.forEach((spots) => spots.redraw());
    if (!difference) views.right.legend.measure(null); // the left one's serves both
  }

  // ---- what a person does ----

  function inSight() {
    const bounds = left.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth(), left.map.getZoom()];
  }

  function tellView() {
    if (!hasRoom()) return;
    told = inSight();
    bridge.viewed(...told);
  }

  // Leaflet tells of a move some time after each change of size, also where nothing has moved.
  function tellMove() {
    if (String(inSight()) !== String(told)) tellView();
  }

  function painted(message) {
    requestAnimationFrame(() => requestAnimationFrame(() => bridge.painted(message.serial || 0)));
  }

  left.map.on("resize", fit);
  left.map.on("moveend resize", tellMove);
  window.mapPage = { views, player };
  return {
    obey: (message) => commands[message.command](message),
    tellView,
  };
}

// In the window: everything goes through the channel.
function startInWindow(land) {
  new QWebChannel(qt.webChannelTransport, (channel) => {
    const bridge = channel.objects.bridge;
    const page = startMap(land, bridge);
    bridge.command.connect((text) => page.obey(JSON.parse(text)));
    bridge.ready();
    page.tellView();
  });
}
