// One map: its ground, its layers, and what is told of the thing under the mouse.
"use strict";

// ask: { details({ layer, i, picture }), chosen(id), clicked(latlng), menu(latlng), moved(latlng),
//        drawn(corners), locale() }; a saved page has no menu.
function createView(container, land, ask) {
  const map = L.map(container, {
    center: [20, 0], zoom: 2, minZoom: 1, maxZoom: 20, zoomSnap: 0.5, worldCopyJump: true,
    preferCanvas: true, doubleClickZoom: false, attributionControl: true,
  });
  map.attributionControl.setPrefix("Leaflet · Natural Earth");
  L.control.scale({ imperial: false }).addTo(map);
  const ground = createGround(map, land), legend = createLegend(map);
  const spots = createSpots(map, legend, ask.locale);
  const arcs = createArcs(map), trail = createTrail(map), pins = createPins(map, ask.chosen, ask.moved);
  const pencil = createPencil(map, ask.drawn);
  const tip = L.tooltip({ direction: "top", offset: [0, -8], opacity: 0.95 });
  let frame = 0, awaited = null; // the thing whose details were asked for

  // The topmost thing under the mouse: a stop of the way, a flow, or a spot.
  function under(event) {
    const stop = trail.nearest(event);
    if (stop >= 0) return { layer: "trail", i: stop, picture: trail.picture, at: trail.at(stop), words: trail.details(stop) };
    const flow = arcs.nearest(event);
    if (flow >= 0) return { layer: "flows", i: flow, at: event.latlng, words: arcs.words(flow) };
    const spot = spots.nearest(event);
    if (spot >= 0) return { layer: "spots", i: spot, picture: spots.picture, at: spots.at(spot), words: spots.details(spot), lines: spots.wordsOf(spot) };
    return null;
  }

  function hover(event) {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const thing = pencil.drawing ? null : under(event);
      container.classList.toggle("pointing", Boolean(thing));
      const lines = thing && (thing.lines || (thing.words && thing.words.lines));
      if (!thing || !lines) { tip.remove(); return; }
      const title = thing.words ? thing.words.title : "";
      tip.setLatLng(thing.at).setContent(wordsBox({ title, lines: lines.slice(0, 3) })).addTo(map);
    });
  }

  function click(event) {
    if (pencil.drawing) return;
    const thing = under(event);
    ask.clicked(event.latlng);
    awaited = null;
    if (!thing) return;
    if (thing.words) { popup(thing.at, thing.words); return; }
    awaited = thing;
    ask.details(thing);
  }

  // The details came: told where the thing lay, though another picture may be shown meanwhile.
  function answer({ layer, index, picture, title, lines }) {
    if (!awaited || awaited.layer !== layer || awaited.i !== index || awaited.picture !== picture) return;
    popup(awaited.at, { title, lines });
    awaited = null;
  }

  function popup(at, words) {
    tip.remove();
    L.popup({ minWidth: 230, maxWidth: 320, maxHeight: Math.max(110, map.getSize().y - 60) }).setLatLng(at).setContent(wordsBox(words)).openOn(map);
  }

  map.on("mousemove", hover);
  map.on("mouseout", () => tip.remove());
  map.on("click", click);
  map.on("contextmenu", (event) => { if (ask.menu && !pencil.drawing) ask.menu(event.latlng); });
  map.on("movestart zoomstart", () => tip.remove());

  function name({ zoomIn, zoomOut }) {
    for (const [side, said] of [["in", zoomIn], ["out", zoomOut]]) {
      const button = container.querySelector(`.leaflet-control-zoom-${side}`);
      if (button) { button.title = said; button.setAttribute("aria-label", said); }
    }
  }

  return {
    name,
    map, ground, legend, spots, arcs, trail, pins, pencil,
    layers: [spots, arcs],
    answer,
    redraw() {
      ground.draw();
      for (const part of [legend, spots, arcs, trail, pencil]) part.redraw();
    },
  };
}
