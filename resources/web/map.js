// The map page: draws what the window sends through the channel, and tells it what a person does.
// It holds no data logic: marks, paths and arcs arrive aggregated, coloured and worded.
"use strict";

const NEAREST_OUTLINE = 10.5;

function startMap(map, outline) {
  const grid = L.layerGroup().addTo(map);
  const layers = {
    marks: L.layerGroup().addTo(map),
    flows: L.layerGroup().addTo(map),
    path: L.layerGroup().addTo(map),
    places: L.layerGroup().addTo(map),
  };
  const shown = {};
  const legend = L.control({ position: "bottomright" });
  legend.onAdd = () => L.DomUtil.create("div", "legend");
  let tiles = null;
  let bridge = null;
  let palette = {};

  map.attributionControl.setPrefix("Leaflet · Natural Earth");
  map.doubleClickZoom.disable();

  // ---- what the window asks for ----

  const commands = {
    theme(message) {
      palette = message.colours;
      for (const [name, colour] of Object.entries(palette)) {
        document.documentElement.style.setProperty("--" + name, colour);
      }
      map.getContainer().style.fontFamily = JSON.stringify(message.font) + ", sans-serif";
      map.getContainer().style.fontSize = message.size;
      drawGround();
      redraw();
    },
    marks(message) { show("marks", message); },
    flows(message) { show("flows", message); },
    path(message) { show("path", message); },
    places(message) { show("places", message); },
    legend(message) { drawLegend(message); },
    fit(message) {
      const bounds = [[message.south, message.west], [message.north, message.east]];
      map.fitBounds(bounds, { padding: [24, 24], maxZoom: message.maxZoom, animate: false });
      tellView();
    },
    picking(message) { map.getContainer().classList.toggle("picking", message.on); },
    tiles(message) { setTiles(message.address, message.credit); },
    choose(message) { choose(message.id); },
  };

  function show(name, message) {
    shown[name] = message;
    draw[name](layers[name].clearLayers(), message);
  }

  function redraw() {
    for (const [name, message] of Object.entries(shown)) draw[name](layers[name].clearLayers(), message);
  }

  // ---- how it is drawn ----

  const draw = {
    marks(layer, { marks }) {
      for (const mark of marks) {
        const circle = L.circleMarker([mark.at[0], mark.at[1]], {
          radius: mark.radius, weight: 1, color: palette.panel, opacity: 0.9,
          fillColor: mark.colour, fillOpacity: 0.8,
        });
        explain(circle, mark).addTo(layer);
      }
    },
    flows(layer, { flows }) {
      for (const flow of flows) {
        const points = arc(flow.from, flow.to);
        const style = { color: flow.colour, weight: flow.width, opacity: flow.opacity };
        explain(L.polyline(points, style), flow).addTo(layer);
        head(points[13], points[15], 6 + flow.width, style).addTo(layer);
      }
    },
    path(layer, { pieces, stops }) {
      for (const piece of pieces) {
        const style = { color: piece.colour, weight: 2.5, opacity: 0.9, dashArray: piece.gap ? "2 6" : null };
        L.polyline(piece.points, style).addTo(layer);
        if (!piece.gap) heads(layer, piece.points, style);
      }
      for (const stop of stops) {
        const circle = L.circleMarker(stop.at, {
          radius: 4.5, weight: 1.5, color: palette.panel, fillColor: stop.colour, fillOpacity: 1,
        });
        explain(circle, stop).addTo(layer);
      }
    },
    places(layer, { places, here }) {
      if (here) {
        const icon = L.divIcon({ className: "here", iconSize: [16, 16] });
        explain(L.marker(here.at, { icon, keyboard: false }), here).addTo(layer);
      }
      for (const place of [...places].reverse()) {
        const icon = L.divIcon({ className: "number", iconSize: [26, 26], html: String(Number(place.rank)) });
        const marker = L.marker(place.at, { icon, title: place.title, zIndexOffset: 1000 - place.rank });
        explain(marker, place).on("click", () => bridge.chosen(place.id)).addTo(layer);
        marker.getElement().style.background = place.colour;
        marker.placeId = place.id;
      }
    },
  };

  function choose(id) {
    layers.places.eachLayer((marker) => {
      if (marker.placeId === undefined) return;
      marker.getElement().classList.toggle("chosen", marker.placeId === id);
      if (marker.placeId === id) {
        marker.openPopup();
        if (!map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng());
      }
    });
  }

  // Text from the log only ever becomes a text node: markup in it is shown, never obeyed.
  function words({ title, lines }) {
    const box = document.createElement("div");
    if (title) box.appendChild(document.createElement("b")).textContent = title;
    for (const line of lines || []) box.appendChild(document.createElement("div")).textContent = line;
    return box;
  }

  function explain(layer, thing) {
    if (!thing.title && !(thing.lines || []).length) return layer;
    return layer.bindPopup(() => words(thing), { minWidth: 160, maxWidth: 280 })
      .bindTooltip(() => words({ title: thing.title, lines: (thing.lines || []).slice(0, 2) }), { sticky: true });
  }

  // A curve bent to the right of its way, so that there and back lie apart.
  function arc(from, to) {
    const a = map.project(from, 12), b = map.project(to, 12);
    const bend = a.add(b).divideBy(2).add(L.point(a.y - b.y, b.x - a.x).multiplyBy(0.18));
    const points = [];
    for (let step = 0; step <= 24; step += 1) {
      const t = step / 24, s = 1 - t;
      points.push(map.unproject(a.multiplyBy(s * s).add(bend.multiplyBy(2 * s * t)).add(b.multiplyBy(t * t)), 12));
    }
    return points;
  }

  function heads(layer, points, style) {
    let since = 0;
    for (let i = 1; i < points.length; i += 1) {
      const a = map.latLngToLayerPoint(points[i - 1]), b = map.latLngToLayerPoint(points[i]);
      const length = a.distanceTo(b);
      since += length;
      if (since < 70 || length < 6) continue;
      since = 0;
      const middle = map.layerPointToLatLng(a.add(b).divideBy(2));
      head(points[i - 1], middle, 7, style).addTo(layer);
    }
  }

  // A small triangle of `size` pixels whose tip lies at `to`.
  function head(from, to, size, style) {
    const tip = map.latLngToLayerPoint(to);
    const way = tip.subtract(map.latLngToLayerPoint(from));
    const length = Math.hypot(way.x, way.y) || 1;
    const back = tip.subtract(way.multiplyBy(size / length));
    const side = L.point(-way.y, way.x).multiplyBy(size / 2 / length);
    const corners = [tip, back.add(side), back.subtract(side)].map((point) => map.layerPointToLatLng(point));
    return L.polygon(corners, {
      stroke: false, fill: true, fillColor: style.color, fillOpacity: style.opacity, interactive: false,
    });
  }

  // The outline is true to some kilometres: where the map shows less, a grid stands in for it.
  function drawGround() {
    const near = map.getZoom() > NEAREST_OUTLINE;
    const land = { stroke: !near, color: palette.border, weight: 1, fillColor: palette.land, fillOpacity: near ? 0 : 1 };
    outline.setStyle(land);
    map.getContainer().style.background = near ? palette.land : palette.sea;
    grid.clearLayers();
    if (!near || tiles) return;
    const bounds = map.getBounds().pad(0.5);
    const step = roundStep((bounds.getEast() - bounds.getWest()) / 12);
    const style = { color: palette.sea, weight: 1.5, interactive: false };
    for (let x = Math.floor(bounds.getWest() / step) * step; x < bounds.getEast(); x += step) {
      L.polyline([[bounds.getSouth(), x], [bounds.getNorth(), x]], style).addTo(grid);
    }
    for (let y = Math.floor(bounds.getSouth() / step) * step; y < bounds.getNorth(); y += step) {
      L.polyline([[y, bounds.getWest()], [y, bounds.getEast()]], style).addTo(grid);
    }
    grid.eachLayer((line) => line.bringToBack());
    outline.bringToBack();
  }

  function roundStep(degrees) {
    const power = 10 ** Math.floor(Math.log10(degrees));
    return power * [1, 2, 5, 10].find((times) => times * power >= degrees);
  }

  function drawLegend({ title, entries, ramp }) {
    if (!entries.length && !ramp) { legend.remove(); return; }
    legend.addTo(map);
    const box = legend.getContainer();
    box.replaceChildren();
    if (title) box.appendChild(document.createElement("b")).textContent = title;
    for (const entry of entries) {
      const row = box.appendChild(document.createElement("div"));
      const swatch = row.appendChild(document.createElement("i"));
      swatch.style.background = entry.colour;
      if (entry.line) swatch.className = "line";
      row.appendChild(document.createElement("span")).textContent = entry.label;
    }
    if (ramp) {
      const bar = box.appendChild(document.createElement("div")).appendChild(document.createElement("i"));
      bar.className = "ramp";
      bar.style.background = "linear-gradient(90deg," + ramp.colours.join(",") + ")";
      const ends = box.appendChild(document.createElement("div"));
      ends.className = "ends";
      for (const label of [ramp.low, ramp.high]) ends.appendChild(document.createElement("span")).textContent = label;
    }
  }

  function setTiles(address, credit) {
    if (tiles) tiles.remove();
    tiles = address ? L.tileLayer(address, { attribution: credit, maxZoom: 19 }).addTo(map) : null;
    if (address) outline.remove(); else outline.addTo(map).bringToBack();
    drawGround();
  }

  // ---- what a person does ----

  function tellView() {
    const bounds = map.getBounds();
    bridge.viewed(bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth(), map.getZoom());
  }

  new QWebChannel(qt.webChannelTransport, (channel) => {
    bridge = channel.objects.bridge;
    bridge.command.connect((text) => {
      const message = JSON.parse(text);
      commands[message.command](message);
    });
    map.on("click", (event) => bridge.clicked(event.latlng.lat, event.latlng.lng));
    map.on("moveend resize", tellView);
    map.on("moveend", drawGround);
    map.on("zoomend", redraw);
    bridge.ready();
    tellView();
  });
}
