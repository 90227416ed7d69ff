// Drawing an area on the map with the mouse: a rectangle or a free outline; and showing the area.
"use strict";

function createPencil(map, done) {
  const MOST_CORNERS = 80, LEAST = 6; // pixels that make an area
  let shape = null, begun = null, corners = [];
  const style = () => ({ color: colourOf("accent"), weight: 2, dashArray: "6 4", fillColor: colourOf("accent"), fillOpacity: 0.08, interactive: false });
  map.createPane("area").style.zIndex = 450;
  const renderer = L.svg({ pane: "area" });
  const draft = L.polygon([], { pane: "area", renderer });
  const area = L.polygon([], { pane: "area", renderer });

  function start(event) {
    if (!shape || event.originalEvent.button) return;
    map.dragging.disable();
    begun = event.latlng;
    corners = [begun];
    draft.setLatLngs([]).setStyle(style()).addTo(map);
  }

  function go(event) {
    if (!begun) return;
    if (shape === "rectangle") {
      corners = [begun, L.latLng(begun.lat, event.latlng.lng), event.latlng, L.latLng(event.latlng.lat, begun.lng)];
    } else {
      corners.push(event.latlng);
    }
    draft.setLatLngs(corners);
  }

  function finish() {
    if (!begun) return;
    begun = null;
    draft.remove();
    map.dragging.enable();
    const drawn = thinned(corners);
    const size = L.bounds(drawn.map((corner) => map.latLngToLayerPoint(corner))).getSize();
    if (drawn.length > 2 && size.x > LEAST && size.y > LEAST) done(drawn.map(({ lat, lng }) => [lat, lng]));
    else done(null);
  }

  function thinned(points) {
    const stride = Math.ceil(points.length / MOST_CORNERS);
    return points.filter((_, i) => i % stride === 0);
  }

  map.on("mousedown", start);
  map.on("mousemove", go);
  map.on("mouseup", finish);
  document.addEventListener("mouseup", finish);

  return {
    get drawing() { return shape !== null; },
    use(wanted) { shape = wanted; map.getContainer().classList.toggle("picking", Boolean(wanted)); if (!wanted) finish(); },
    show(drawn) {
      area.remove();
      if (drawn) area.setLatLngs(drawn).setStyle(style()).addTo(map);
    },
    redraw() { area.setStyle(style()); },
  };
}
