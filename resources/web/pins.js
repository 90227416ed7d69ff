// Numbered places, and the lines of routes between them: what is recommended.
"use strict";

// chosen(id): a number was clicked. moved(latlng): the user was dragged elsewhere.
function createPins(map, chosen, moved) {
  const lines = L.layerGroup().addTo(map), pins = L.layerGroup().addTo(map);
  let shown = { pieces: [] }, user = null, dragged = false;

  function drawLines() {
    lines.clearLayers();
    for (const { points, colour, gap } of shown.pieces) {
      L.polyline(points, { color: colour, weight: 2.5, opacity: 0.9, dashArray: gap ? "2 6" : null }).addTo(lines);
      if (!gap) heads(points, colour);
    }
  }

  function heads(points, colour) {
    let since = 0;
    for (let i = 1; i < points.length; i += 1) {
      const a = map.latLngToLayerPoint(points[i - 1]), b = map.latLngToLayerPoint(points[i]);
      const length = a.distanceTo(b);
      since += length;
      if (since < 70 || length < 6) continue;
      since = 0;
      triangle(a, b, colour).addTo(lines);
    }
  }

  function triangle(a, b, colour) {
    const way = b.subtract(a), length = Math.hypot(way.x, way.y), tip = a.add(b).divideBy(2);
    const back = tip.subtract(way.multiplyBy(7 / length)), side = L.point(-way.y, way.x).multiplyBy(3.5 / length);
    const corners = [tip, back.add(side), back.subtract(side)].map((point) => map.layerPointToLatLng(point));
    return L.polygon(corners, { stroke: false, fillColor: colour, fillOpacity: 0.9, interactive: false });
  }

  function explain(layer, thing) {
    return layer.bindPopup(() => wordsBox(thing), { minWidth: 160, maxWidth: 280 })
      .bindTooltip(() => wordsBox({ title: thing.title, lines: (thing.lines || []).slice(0, 2) }), { sticky: true });
  }

  // While a hand holds the user she stays in it, whatever is drawn meanwhile.
  function showUser(here) {
    if (dragged) return;
    if (user) user.remove();
    user = null;
    if (!here) return;
    const size = here.movable ? 20 : 16, className = here.movable ? "here movable" : "here";
    const icon = L.divIcon({ className, iconSize: [size, size] });
    const options = { icon, keyboard: false, draggable: Boolean(here.movable), zIndexOffset: 2000 };
    user = explain(L.marker(here.at, options), here).addTo(map);
    user.on("dragstart", () => { dragged = true; });
    user.on("drag", () => moved(user.getLatLng()));
    user.on("dragend", () => { dragged = false; moved(user.getLatLng()); });
  }

  map.on("zoomend", drawLines);
  return {
    showLines(message) { shown = message; drawLines(); },
    showPlaces({ places, here }) {
      pins.clearLayers();
      showUser(here);
      for (const place of [...places].reverse()) {
        const sign = place.isTrue ? "✓" : String(Number(place.rank));
        const icon = L.divIcon({ className: "number", iconSize: [26, 26], html: sign });
        const marker = L.marker(place.at, { icon, title: place.title, zIndexOffset: 1000 - place.rank });
        explain(marker, place).on("click", () => chosen(place.id)).addTo(pins);
        marker.getElement().style.background = place.colour;
        marker.placeId = place.id;
      }
    },
    choose(id, quiet) {
      pins.eachLayer((marker) => {
        if (marker.placeId === undefined) return;
        marker.getElement().classList.toggle("chosen", marker.placeId === id);
        if (marker.placeId === id && !quiet) {
          marker.openPopup();
          if (!map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng());
        }
      });
    },
  };
}

// Text from the log only ever becomes a text node: markup in it is shown, never obeyed.
function wordsBox({ title, lines }) {
  const box = document.createElement("div");
  if (title) box.appendChild(document.createElement("b")).textContent = title;
  for (const line of lines || []) box.appendChild(document.createElement("div")).textContent = line;
  return box;
}
